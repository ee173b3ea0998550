package action

import (
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// What a TODO comment gets when it is offered: the words of the setting todo.comment.
const (
	CommentReference = "reference"
	CommentHandle    = "handle"
	CommentNone      = "none"
)

// Comments are those words.
func Comments() []string { return []string{CommentReference, CommentHandle, CommentNone} }

// Comment is what a TODO comment gets once it was offered.
type Comment struct {
	Path string // of its file, from the repository's top
	Note todo.Todo
	Mark string // T-7K3QXM or @dev2
	Edit todo.Edit
}

// CommentOf is the edit of a file's text that marks the TODO comment from which a delegation grew, by style, one of
// [Comments]. ok is false where there is nothing to write: the delegation grew from no comment of this text, the comment
// has the mark already, or it is to be left alone.
func CommentOf(s *workspace.Snapshot, e *ledger.Entry, text, style string) (c Comment, ok bool) {
	c.Mark = mark(s, e, style)
	if c.Mark == "" || e.Delegation.Todo == "" || len(e.Anchors) == 0 || len(text) > workspace.MostText {
		return c, false
	}
	at := e.Anchors[0]
	c.Path = at.Path
	scanner := todo.Scanner{Words: s.Settings.Todo.Words}
	notes := scanner.Scan(at.Path, []byte(text))
	if d, open := s.Document(at.Path); open && d.Text == text {
		notes = s.Todos(at.Path)
	}
	note, ok := grown(e, notes, at.ResolveIn(at.Path, anchor.NewText(workspace.SplitLines(text))))
	if !ok {
		return c, false
	}
	c.Note = note
	c.Edit, ok = scanner.Refer([]byte(text), note, c.Mark)
	return c, ok
}

// mark is what stands for an entry in a comment; a person without a handle has none, so the reference does.
func mark(s *workspace.Snapshot, e *ledger.Entry, style string) string {
	if e.Delegation == nil || style == CommentNone {
		return ""
	}
	if style != CommentHandle {
		return e.ID
	}
	if p := s.Person(e.Delegation.To); p != nil && p.Handle != "" {
		return "@" + p.Handle
	}
	if name, handle := strings.CutPrefix(e.Delegation.To, "@"); handle && !strings.Contains(name, "@") {
		return e.Delegation.To
	}
	return e.ID
}

// grown is the note from which a delegation grew: by reference, by identity, else the one note where it was put.
func grown(e *ledger.Entry, notes []todo.Todo, at anchor.Place) (note todo.Todo, ok bool) {
	for _, fits := range []func(todo.Todo) bool{
		func(t todo.Todo) bool { return t.Reference == e.ID },
		func(t todo.Todo) bool { return t.ID == e.Delegation.Todo && touches(t, at) },
		func(t todo.Todo) bool { return t.ID == e.Delegation.Todo },
		func(t todo.Todo) bool { return at.State != anchor.Orphaned && touches(t, at) },
	} {
		if i := slices.IndexFunc(notes, fits); i >= 0 {
			return notes[i], true
		}
	}
	return note, false
}

func touches(t todo.Todo, at anchor.Place) bool {
	return at.Line > 0 && t.Line <= at.EndLine && at.Line <= t.EndLine
}
