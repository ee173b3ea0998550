package lsp

import (
	"context"
	"path/filepath"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/workspace"
)

func join(elements ...string) string { return filepath.Join(elements...) }

// DidOpen takes a document in.
func (s *Server) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	doc := s.documents.Open(ctx, p)
	s.sites.open(doc)
	s.visitLine(doc, 0)
	if s.drafts.Holds(doc.Path) { // it may have been saved with a fault that nobody has seen since
		turn := s.saveTurn()
		s.client.Go("draft", func(ctx context.Context) {
			if saved, err := s.drafts.Read(doc.Path); err == nil && string(saved) == doc.Text { // editors also open what is not saved yet
				s.draftSaved(ctx, doc.Path, saved, turn, false)
			}
		})
	}
	s.touch()
	return nil
}

// DidChange applies an edit; typing never waits for git or for a disk.
func (s *Server) DidChange(ctx context.Context, p *protocol.DidChangeTextDocumentParams) error {
	doc, err := s.documents.Change(ctx, p)
	if doc == nil || err != nil {
		return err
	}
	s.sites.change(doc)
	line := uint32(0)
	if len(p.ContentChanges) > 0 {
		if c, ok := p.ContentChanges[0].(*protocol.TextDocumentContentChangePartial); ok {
			line = c.Range.Start.Line
			s.visitLine(doc, line)
		}
	}
	s.firstEdit(doc, line)
	s.touch()
	return nil
}

// visitLine remembers a place for editors that send none with a command, if it lies in a repository.
func (s *Server) visitLine(doc *Document, line uint32) {
	if doc.Path != "" && !s.drafts.Holds(doc.Path) {
		at := protocol.Position{Line: line}
		s.visit(doc.URI, protocol.Range{Start: at, End: at})
	}
}

// DidSave is the fast path of drafts and of settings files; both are watched on disk as well.
func (s *Server) DidSave(_ context.Context, p *protocol.DidSaveTextDocumentParams) error {
	doc, ok := s.documents.Get(p.TextDocument.URI)
	if !ok {
		return nil
	}
	text := doc.Text
	if p.Text != nil {
		text = *p.Text
	}
	if s.drafts.Holds(doc.Path) {
		turn := s.saveTurn()
		s.client.Go("draft", func(ctx context.Context) { s.draftSaved(ctx, doc.Path, []byte(text), turn, true) })
		return nil
	}
	if workspace.Proposes(doc.Path) {
		s.client.Go("settings", func(ctx context.Context) {
			for _, w := range s.sites.workspaces() {
				w.Reload(ctx, nil)
			}
		})
	}
	s.client.Go("TODO comments", func(ctx context.Context) {
		if at, ok := s.site(ctx, p.TextDocument.URI); ok && ctx.Err() == nil {
			if err := at.workspace.Saved(ctx, at.path); err != nil && ctx.Err() == nil {
				s.config.Log.Warn("in the background", "file", doc.Path, "error", err)
			}
		}
	})
	return nil
}

// DidClose forgets a document; what is on disk counts again.
func (s *Server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	if doc := s.documents.Close(p.TextDocument.URI); doc != nil {
		s.sites.forget(doc)
		s.withdraw(doc.URI)
		s.forgetRules(doc)
		s.outlines.forget(doc)
	}
	return nil
}
