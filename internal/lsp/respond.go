package lsp

import (
	"context"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// choice is one answer that the reader can pick.
type choice struct{ title, value string }

// respond records the reader's answer to an offer or a check-in, asking for it if it was not given.
func (s *Server) respond(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Answer which?", func(e *ledger.Entry) bool {
		return e.Open() && asksMe(c, e)
	})
	if e == nil {
		return nil, err
	}
	answer := c.values.Text("answer")
	if answer == "" {
		picked, ok := s.choose(ctx, phrase.Clean(e.Title(), 80), responses(e))
		if !ok {
			return nil, nil
		}
		answer = picked
	}
	r, err := s.answer(ctx, c, e, answer)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s %q: %s.", r.ID, phrase.Clean(e.Title(), 80), said[answer]))
	return map[string]any{"id": r.ID}, nil
}

// said is how an answer reads once it is recorded.
var said = map[string]string{
	"take": "it is yours now; the outcome and the date are yours to change", "later": "not now", "decline": "declined; it is free again",
	"done": "done", "handback": "handed back", "on track": "on track", "moved": "check-in moved by a week", "help": "help wanted",
}

func (s *Server) answer(ctx context.Context, c *call, e *ledger.Entry, answer string) (action.Receipt, error) {
	switch answer {
	case "on track", "help", "moved":
		next := c.values.Text("check_in")
		if next == "" {
			next = "in 1 week"
		}
		return action.CheckIn(ctx, c.workspace, e.ID, answer, next, c.values.Text("note"))
	}
	return action.Respond(ctx, c.workspace, e.ID, answer)
}

func responses(e *ledger.Entry) []choice {
	if e.Delegation != nil && e.State == ledger.Taken {
		return []choice{{"On track", "on track"}, {"Move it by a week", "moved"}, {"I'd like help", "help"}, {"Done", "done"}, {"Hand it back", "handback"}}
	}
	return []choice{{"Take it", "take"}, {"Later", "later"}, {"Not me", "decline"}}
}

func asksMe(c *call, e *ledger.Entry) bool {
	for _, who := range e.Asked() {
		if c.snapshot.IsMe(who) {
			return true
		}
	}
	return false
}

// retract takes something back.
func (s *Server) retract(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Retract which?", c.snapshot.IsMine)
	if e == nil {
		return nil, err
	}
	r, err := action.Retract(ctx, c.workspace, e.ID)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("Took back %s %q. It is shown nowhere now.", r.ID, phrase.Clean(e.Title(), 80)))
	return map[string]any{"id": r.ID}, nil
}

// amend changes fields of something said, or opens it as a draft.
func (s *Server) amend(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Amend which?", c.snapshot.IsMine)
	if e == nil {
		return nil, err
	}
	delete(c.values, "id")
	if len(c.values) == 0 {
		form := action.FormFor(e)
		c.values = action.ValuesOf(e)
		return nil, s.startDraft(ctx, c, form, e.ID)
	}
	r, err := action.Amend(ctx, c.workspace, e.ID, c.values)
	if err != nil {
		return nil, err
	}
	if _, err := s.writeInvitation(r); err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("Amended %s %q.", r.ID, phrase.Clean(r.Entry.Title(), 80)))
	return map[string]any{"id": r.ID}, nil
}

// subject is the entry that a command names by id, or the one here that fits; several are asked about.
func (s *Server) subject(ctx context.Context, c *call, question string, fits func(*ledger.Entry) bool) (*ledger.Entry, error) {
	if id := c.values.Text("id"); id != "" {
		return action.Find(c.workspace.Snapshot(), id)
	}
	var found []*ledger.Entry
	var choices []choice
	for _, m := range c.here().Here {
		if fits(m.Entry) {
			found = append(found, m.Entry)
			choices = append(choices, choice{m.Entry.ID + " " + phrase.Clean(m.Entry.Title(), 60), m.Entry.ID})
		}
	}
	switch len(found) {
	case 0:
		return nil, errors.New("there is nothing of that kind on this line; move the cursor to it, or name its id")
	case 1:
		return found[0], nil
	}
	id, ok := s.choose(ctx, question, choices)
	if !ok {
		return nil, nil
	}
	return action.Find(c.workspace.Snapshot(), id)
}

// snooze asks for quiet in this file.
func (s *Server) snooze(ctx context.Context, c *call) (any, error) {
	if c.values.Text("wake") == "true" {
		return nil, action.Wake(ctx, c.workspace, c.path)
	}
	return nil, action.Snooze(ctx, c.workspace, c.path, c.values.Text("always") == "true")
}
