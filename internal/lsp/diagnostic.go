package lsp

import (
	"context"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/draft"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const source = "leadline"

// coalesce is how long edits gather before diagnostics are computed.
const coalesce = 150 * time.Millisecond

// changed is told of every new snapshot that an edit did not cause.
func (s *Server) changed() {
	s.touch()
	select {
	case s.fresh <- struct{}{}:
	default:
	}
	s.client.Go("refresh", s.refreshHints)
}

// refreshHints asks the editor to ask again for what it shows.
func (s *Server) refreshHints(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if s.can.lensRefresh && s.askedLenses.Swap(false) && s.client.CodeLensRefresh(ctx) != nil {
		s.askedLenses.Store(true)
	}
	if s.can.inlayRefresh && s.askedHints.Swap(false) && s.client.InlayHintRefresh(ctx) != nil {
		s.askedHints.Store(true)
	}
	if s.can.extension > 0 {
		_ = s.client.Notify(ctx, methodOverviewChanged, struct{}{})
	}
}

// publishing pushes the diagnostics of open documents whenever something changed, never twice the same.
func (s *Server) publishing(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.dirty:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(coalesce):
		}
		for _, doc := range s.documents.View().All() {
			s.publish(ctx, doc)
		}
	}
}

func (s *Server) publish(ctx context.Context, doc *Document) {
	s.publishes.Lock()
	defer s.publishes.Unlock()
	found := []protocol.Diagnostic{}
	if at := s.sites.ready(doc); at != nil {
		faults, known := s.ruleFaults(ctx, at)
		if !known {
			return // a newer text is on its way, and will be looked at
		}
		found = append(found, faults...)
		found = append(found, s.mailmapFaults(at)...)
		found = append(found, s.promisesDue(at)...)
		found = append(found, s.reviewsDue(at)...)
		found = append(found, s.citationFaults(at)...)
		found = append(found, s.newHere(at)...)
		found = append(found, s.nextToChange(at)...)
		found = append(found, s.breaches(ctx, at)...)
		found = append(found, s.recordFaults(at)...)
	}
	found = append(found, s.settingsFaults(doc)...)
	found = append(found, s.draftFaults(doc)...)
	found = append(found, s.draftAsks(doc)...)
	key := string(encode(found))
	s.mu.Lock()
	last, published := s.published[doc.URI]
	same := last == key || !published && len(found) == 0
	s.published[doc.URI] = key
	s.mu.Unlock()
	if same {
		return
	}
	_ = s.client.PublishDiagnostics(ctx, &protocol.PublishDiagnosticsParams{
		URI: doc.URI, Version: protocol.NewOptional(doc.Version), Diagnostics: found,
	})
}

// withdraw takes back what was said about a document that is no longer open.
func (s *Server) withdraw(u uri.URI) {
	s.mu.Lock()
	last := s.published[u]
	delete(s.published, u)
	delete(s.faults, u)
	delete(s.welcomes, u)
	s.mu.Unlock()
	if last == "" || last == "[]" {
		return
	}
	s.client.Go("withdraw", func(ctx context.Context) {
		_ = s.client.PublishDiagnostics(ctx, &protocol.PublishDiagnosticsParams{URI: u, Diagnostics: []protocol.Diagnostic{}})
	})
}

// promisesDue reminds the reader of their own promises.
func (s *Server) promisesDue(at *site) []protocol.Diagnostic {
	if !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) {
		return nil
	}
	v := phrase.For(at.snapshot, phrase.Plain())
	var out []protocol.Diagnostic
	for _, m := range hint.Due(at.snapshot, at.path) {
		first, last := max(m.Place.Line, 1)-1, max(m.Place.EndLine, 1)-1
		out = append(out, information(at.document.LineRange(first, last), m.Entry.ID, v.Due(m)))
	}
	return out
}

// settingsFaults shows what is wrong in a settings file, in that file.
func (s *Server) settingsFaults(doc *Document) []protocol.Diagnostic {
	var out []protocol.Diagnostic
	seen := map[string]bool{} // the user's own file is the same for every repository
	for _, w := range s.sites.workspaces() {
		snapshot := w.Snapshot()
		for _, f := range snapshot.Faults {
			if f.File != doc.Path || f.Line == 0 || seen[f.Message] {
				continue
			}
			seen[f.Message] = true
			out = append(out, information(doc.LineRange(f.Line-1, f.Line-1), "settings", f.Message))
		}
		for _, p := range snapshot.Proposals {
			if p.File == doc.Path && !seen[p.Sentence] {
				seen[p.Sentence] = true
				out = append(out, information(doc.LineRange(p.Line-1, p.Line-1), "consent", strings.Replace(p.Sentence, p.File, "This file", 1)+" To agree, run `leadline init`."))
			}
		}
	}
	return out
}

func (s *Server) draftFaults(doc *Document) []protocol.Diagnostic {
	s.mu.Lock()
	faults := s.faults[doc.URI]
	s.mu.Unlock()
	var out []protocol.Diagnostic
	for _, f := range faults {
		if line := f.now(doc); line >= 0 {
			out = append(out, information(doc.LineRange(line, line), "draft", f.message))
		}
	}
	return out
}

// shownFault is a fault of a draft with the line that it was found on: one that was edited since is not called wrong any
// more before the draft is saved again.
type shownFault struct {
	line          int // from 0
	text, message string
}

// now is the line where the fault is, from 0, and −1 where that line is no more.
func (f shownFault) now(doc *Document) int {
	if f.line < doc.LineCount() && doc.Line(f.line) == f.text {
		return f.line
	}
	return slices.Index(doc.Lines(), f.text)
}

// setDraftFaults keeps what is wrong with the text of a draft that was saved.
func (s *Server) setDraftFaults(path string, text []byte, faults []draft.Fault) {
	doc, ok := s.documents.View().Path(path)
	if !ok {
		return
	}
	lines := workspace.SplitLines(string(text))
	var shown []shownFault
	for _, f := range faults {
		at := shownFault{line: max(f.Line, 1) - 1, message: f.Message}
		if at.line < len(lines) {
			at.text = lines[at.line]
		}
		shown = append(shown, at)
	}
	s.mu.Lock()
	s.faults[doc.URI] = shown
	s.mu.Unlock()
	s.touch()
}

func information(r protocol.Range, code, message string) protocol.Diagnostic {
	return protocol.Diagnostic{
		Range: r, Severity: protocol.DiagnosticSeverityInformation, Code: protocol.String(code),
		Source: protocol.NewOptional(source), Message: protocol.String(message),
	}
}
