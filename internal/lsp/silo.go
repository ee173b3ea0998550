package lsp

import (
	"context"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// siloCode is the code of the diagnostic, by which people filter.
const siloCode = "silo"

// welcome is the hint to somebody new to a silo. It stays where it was first put, for the day and until the
// file is closed: editors move it along with the text.
type welcome struct {
	day   string
	where protocol.Range
	ask   ownership.Knower
	area  string
}

// firstEdit looks, at the first edit of a file on a day, whether the reader is new to a silo there. What that
// takes is read beside the messages.
func (s *Server) firstEdit(doc *Document, line uint32) {
	if doc.Path == "" || s.drafts.Holds(doc.Path) {
		return
	}
	day := s.today()
	s.mu.Lock()
	first := s.edited[doc.Path] != day
	s.edited[doc.Path] = day
	s.mu.Unlock()
	if !first {
		return
	}
	s.client.Go("first edit", func(ctx context.Context) {
		if known, err := s.welcome(ctx, doc, line, day); err != nil {
			s.config.Log.Warn("is the reader new here?", "file", doc.Path, "error", err)
		} else if !known { // history is still being read: the next edit asks again
			s.mu.Lock()
			delete(s.edited, doc.Path)
			s.mu.Unlock()
		}
	})
}

func (s *Server) today() string { return s.config.Now().Local().Format(time.DateOnly) }

// welcome puts the hint where the reader began to type, if it is to be given. known is false as long as
// history says too little.
func (s *Server) welcome(ctx context.Context, doc *Document, line uint32, day string) (known bool, err error) {
	at, ok := s.sites.wait(ctx, doc)
	if !ok {
		return false, nil
	}
	at.await(ctx)
	if !at.snapshot.Indexed {
		return false, nil
	}
	footing, err := at.workspace.Footing(ctx, at.path)
	if err != nil {
		return true, err
	}
	ask := hint.NewToSilo(at.workspace.Snapshot(), at.path, footing)
	if ask == nil || !at.snapshot.Settings.Hints.Diagnostics {
		return true, nil
	}
	mayBe, err := at.workspace.Claim(ctx, workspace.SiloHint, at.path)
	if err != nil || !mayBe {
		return true, err
	}
	place := min(int(line), doc.LineCount()-1)
	s.mu.Lock()
	s.welcomes[doc.URI] = welcome{day: day, where: doc.LineRange(place, place), ask: *ask, area: footing.Silo.Area}
	s.mu.Unlock()
	s.touch()
	return true, nil
}

// newHere is the hint as it is shown, while it is the day on which it was given.
func (s *Server) newHere(at *site) []protocol.Diagnostic {
	s.mu.Lock()
	w, ok := s.welcomes[at.document.URI]
	s.mu.Unlock()
	if !ok || w.day != s.today() || !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) {
		return nil
	}
	d := information(w.where, siloCode, phrase.For(at.snapshot, phrase.Plain()).NewToYou(w.ask, hint.PairedOnArea(at.snapshot, w.area)))
	d.Severity = protocol.DiagnosticSeverityHint
	return []protocol.Diagnostic{d}
}
