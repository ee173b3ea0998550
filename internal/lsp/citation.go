package lsp

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// mostWritten pages are remembered, so that they are not written again.
const mostWritten = 1000

// mostCitationFaults are shown in one document.
const mostCitationFaults = 100

// sees says whether what is known of a document is about the text that the request is about.
func (t *site) sees() bool {
	d, ok := t.snapshot.Document(t.path)
	return ok && d.Text == t.document.Text
}

// citationAt is what is cited at a position; nil for nothing.
func citationAt(at *site, p protocol.Position) *hint.Citation {
	if !at.sees() {
		return nil
	}
	return hint.CitationAt(at.snapshot, at.path, at.document.Offset(p))
}

// citation is what a request's position cites, in any document of a repository.
func (s *Server) citation(ctx context.Context, p protocol.TextDocumentPositionParams) (*site, *hint.Citation) {
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return at, citationAt(at, p.Position)
}

// citedAt leads from a citation to what it stands for: the lines that it is about, or its record; else a page that tells
// its story. A number leads to the records that have it.
func (s *Server) citedAt(at *site, c *hint.Citation) (protocol.DefinitionResult, error) {
	if c.Number != "" {
		out := protocol.LocationSlice{recordLocation(at.snapshot, c.Entry)}
		for _, o := range c.Others {
			out = append(out, recordLocation(at.snapshot, o))
		}
		return out, nil
	}
	for _, p := range at.workspace.PlacesOf(at.snapshot, c.Entry) {
		here := p.Place.Path == at.path && p.Place.Line <= c.Line && c.Line <= p.Place.EndLine
		if p.Place.State != anchor.Orphaned && !here {
			return ptr(placeLocation(at.snapshot, p.Place)), nil
		}
	}
	if c.Entry.Record != nil {
		return ptr(recordLocation(at.snapshot, c.Entry)), nil
	}
	page, err := s.storyPage(at.snapshot, c.Entry)
	if err != nil {
		return nil, err
	}
	return location(FileURI(page), protocol.Range{}), nil
}

func recordLocation(s *workspace.Snapshot, e *ledger.Entry) protocol.Location {
	return placeLocation(s, anchor.Place{Path: e.Record.Path, Line: e.Record.Line})
}

// placeLocation is the beginning of a place; a place without lines is a whole file.
func placeLocation(s *workspace.Snapshot, p anchor.Place) protocol.Location {
	start := protocol.Position{Line: uint32(max(p.Line, 1) - 1)}
	return protocol.Location{URI: FileURI(join(s.Top, p.Path)), Range: protocol.Range{Start: start, End: start}}
}

// storyPath is where the page about an entry lies.
func (s *Server) storyPath(e *ledger.Entry) (string, error) {
	if _, ok := ledger.CitationOf(e.ID); !ok {
		return "", fmt.Errorf("%s has no page of its own", phrase.Clean(e.ID, 40))
	}
	return filepath.Join(s.config.Dirs.State, "pages", e.ID+".md"), nil
}

// storyPage writes the page about an entry, if it does not say what it should already, and answers its path.
func (s *Server) storyPage(snapshot *workspace.Snapshot, e *ledger.Entry) (string, error) {
	path, err := s.storyPath(e)
	if err != nil {
		return "", err
	}
	voice := phrase.For(snapshot, phrase.Markdown())
	text := voice.StoryPage(e)
	s.pages.Lock()
	defer s.pages.Unlock()
	if there, err := os.Lstat(path); err == nil && there.Size() == int64(len(text)) && s.written[path] == text {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("cannot make the folder for pages: %w", err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("cannot write the page about %s: %w", e.ID, err)
	}
	if s.written == nil || len(s.written) >= mostWritten {
		s.written = map[string]string{}
	}
	s.written[path] = text
	return path, nil
}

// citationFaults are ids that are not known, and such as stand for something that does not hold any more.
func (s *Server) citationFaults(at *site) []protocol.Diagnostic {
	if !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) || !at.sees() {
		return nil
	}
	v := phrase.For(at.snapshot, phrase.Plain())
	var out []protocol.Diagnostic
	for _, c := range hint.Citations(at.snapshot, at.path) {
		if !c.Unknown && !c.Superseded {
			continue
		}
		if len(out) == mostCitationFaults {
			break
		}
		d := information(at.document.Range(c.Start, c.End), citationCode(c), v.CitationFault(c, c.Meant(at.snapshot)))
		d.Severity = protocol.DiagnosticSeverityHint
		out = append(out, d)
	}
	return out
}

func citationCode(c hint.Citation) string {
	if c.Superseded {
		return "superseded"
	}
	return "unknown-id"
}

// citations mends what the selected lines cite.
func (m *menu) citations(s *Server) {
	kind := protocol.CodeActionKindQuickFix
	if !s.can.actionLiterals || !wanted(kind, m.only) || !m.site.sees() {
		return
	}
	for _, c := range hint.Citations(m.site.snapshot, m.site.path) {
		if c.Line < m.here.Line || c.Line > m.here.EndLine {
			continue
		}
		instead := c.Successor
		if !c.Superseded {
			instead = c.Meant(m.site.snapshot)
		}
		if instead == nil {
			continue
		}
		text, end, ok := c.Instead(m.site.snapshot, instead)
		if !ok {
			continue
		}
		over := m.site.document.Range(c.Start, c.End)
		a := &protocol.CodeAction{
			Title: m.voice.CiteInstead(c, instead), Kind: &kind, IsPreferred: yes(),
			Edit: s.change(m.site.document, []protocol.TextEdit{{Range: m.site.document.Range(c.Start, end), NewText: text}}),
		}
		for _, d := range m.asked {
			if code, ok := d.Code.(protocol.String); ok && string(code) == citationCode(c) && d.Range == over {
				a.Diagnostics = append(a.Diagnostics, d)
			}
		}
		m.actions = append(m.actions, a)
	}
}
