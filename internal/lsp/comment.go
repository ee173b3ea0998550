package lsp

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// commentPatience is how long an editor may take over an edit before it counts as not made.
const commentPatience = 20 * time.Second

// writeComment marks the TODO comment that an offer grew from, as the settings want it, by an edit that the reader sees and
// can undo. It runs beside the messages: an editor may be busy with the command that led here.
func (s *Server) writeComment(w *workspace.Workspace, e *ledger.Entry) {
	if e == nil || e.Delegation == nil || e.Delegation.Todo == "" || len(e.Anchors) == 0 {
		return
	}
	s.client.Go("comment", func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, commentPatience)
		defer cancel()
		for range 2 { // a text may change between the edit and its arrival; it is worked out anew once
			doc, open := s.commented(w, e)
			if doc == nil {
				return
			}
			c, ok := action.CommentOf(w.Snapshot(), e, doc.Text, w.Snapshot().Settings.Todo.Comment)
			if !ok {
				return
			}
			by := fmt.Sprintf("Write %s into line %d of %s", phrase.Clean(c.Mark, 40), c.Note.Line, phrase.Clean(c.Path, 80))
			if !s.can.applyEdit {
				s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s, as %s(%s): this editor takes no edits from Leadline.", by, c.Note.Tag, phrase.Clean(c.Mark, 40)))
				return
			}
			edit := s.change(doc, []protocol.TextEdit{{Range: doc.Range(c.Edit.Start, c.Edit.End), NewText: c.Edit.New}})
			if !open {
				withoutVersion(edit)
			}
			result, err := s.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{Label: &by, Edit: *edit})
			var refused *RefusedError
			switch {
			case err == nil && result != nil && result.Applied:
				return
			case errors.As(err, &refused):
				s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s, as %s(%s): the editor did not take the edit.", by, c.Note.Tag, phrase.Clean(c.Mark, 40)))
				return
			case err != nil:
				return
			}
		}
	})
}

// commented is the text of the file in which a delegation's comment stands: the open document, else what is on disk; nil
// where neither can be read.
func (s *Server) commented(w *workspace.Workspace, e *ledger.Entry) (doc *Document, open bool) {
	path := filepath.Join(w.Repository.Top, filepath.FromSlash(e.Anchors[0].Path))
	if doc, open = s.documents.View().Path(path); open {
		return doc, true
	}
	text, err := w.Repository.ReadWorktreeFile(e.Anchors[0].Path, workspace.MostText)
	if err != nil {
		return nil, false
	}
	return newDocument(string(FileURI(path)), "", 0, NewMapper(string(text), s.documents.Encoding())), false
}

// withoutVersion is for a document that is not open: its version is what is on disk.
func withoutVersion(edit *protocol.WorkspaceEdit) {
	for _, change := range edit.DocumentChanges {
		if d, ok := change.(*protocol.TextDocumentEdit); ok {
			d.TextDocument.Version = nil
		}
	}
}

// marking is the action that writes into the comment under the cursor what its offer is called, where that is not there.
func (m *menu) marking(s *Server) {
	e := m.here.Delegation
	if m.here.Todo == nil || e == nil || !m.site.snapshot.IsMine(e) || !s.can.actionLiterals || !wanted(protocol.CodeActionKindQuickFix, m.only) {
		return
	}
	c, ok := action.CommentOf(m.site.snapshot, e, m.site.document.Text, m.site.snapshot.Settings.Todo.Comment)
	if !ok || c.Path != m.site.path {
		return
	}
	kind, doc := protocol.CodeActionKindQuickFix, m.site.document
	m.actions = append(m.actions, &protocol.CodeAction{
		Title: "Write " + phrase.Clean(c.Mark, 40) + " into this comment", Kind: &kind,
		Edit: s.change(doc, []protocol.TextEdit{{Range: doc.Range(c.Edit.Start, c.Edit.End), NewText: c.Edit.New}}),
	})
}
