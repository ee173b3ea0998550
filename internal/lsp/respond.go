package lsp

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// choice is one answer that the reader can pick.
type choice struct{ title, value string }

// respond records the reader's answer to an offer or a check-in, asking for it if it was not given.
func (s *Server) respond(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Answer which?", func(e *ledger.Entry) bool {
		return e.Open() && c.snapshot.Asks(e) && e.Question == nil || hint.ReviewDue(c.snapshot, e) || hint.Proposes(c.snapshot, e)
	})
	if e == nil {
		return nil, err
	}
	answer := c.values.Text("answer")
	if answer == "" {
		if answer, err = s.chooseAnswer(ctx, e); answer == "" {
			return nil, err
		}
	}
	if e.Decision != nil {
		return s.moves(ctx, c, e, answer)
	}
	if e.Delegation != nil {
		if result, handled, err := s.delegated(ctx, c, e, answer); handled {
			return result, err
		}
	}
	r, err := s.answer(ctx, c, e, answer)
	if err != nil {
		return nil, err
	}
	message := phrase.For(c.site.snapshot, phrase.Plain()).Answered(r.Entry, answer)
	result := map[string]any{"id": r.ID}
	if path, err := s.writeInvitation(r); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
	} else if path != "" {
		result["ics"] = path
		message += " " + path + " says so to calendars: mail it to " + phrase.For(c.site.snapshot, phrase.Plain()).Actor(r.Entry.By) + "."
	}
	s.tell(ctx, protocol.MessageTypeInfo, message)
	if r.Entry.Pairing != nil {
		s.offerDelivery(c.workspace, r.Entry)
	}
	return result, nil
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

// Answers to what was proposed.
const (
	answerAccept = "accept"
	answerReject = "reject"
)

// response is one answer to what was asked: as a choice, as a code action about a title, and as it is recorded.
type response struct{ title, action, answer string }

// responses are the answers that an entry takes from the one whom it asks.
func responses(e *ledger.Entry) []response {
	switch {
	case e.Decision != nil && e.Decision.Status == ledger.Proposed:
		return []response{
			{"Accept it", "Accept %s", answerAccept},
			{"Not doing it…", "Not doing %s…", answerReject},
		}
	case e.Decision != nil:
		return []response{
			{"Keep it…", "Keep %s…", ledger.Keep},
			{"Change it…", "Change %s…", ledger.Change},
			{"Retire it…", "Retire %s…", ledger.Retire},
		}
	case e.Type == ledger.TypePairing:
		return []response{
			{"I'll be there", "I'll be there: %s", "take"},
			{"Think about it", "Think about %s later", "later"},
			{"Not me", "Not me: %s", "decline"},
		}
	case e.State == ledger.Taken && e.Delegation != nil:
		return []response{
			{"On track", "On track: %s", "on track"},
			{"Move it by a week", "Move the check-in of %s by a week", "moved"},
			{"I'd like help", "I'd like help with %s", "help"},
			{"Done", "Done: %s", "done"},
			{"Change outcome, date or tracking…", "Change outcome, date or tracking of %s…", answerChange},
			{"Hand it back…", "Hand back %s…", answerHandBack},
		}
	case e.State == ledger.Taken:
		return []response{{"Done", "Done: %s", "done"}}
	case (e.State == ledger.Offered || e.State == ledger.Later) && e.Delegation != nil:
		return []response{
			{"Take it", "Take %s", "take"},
			{"Take it, and change outcome or date…", "Take %s, and change outcome or date…", answerTakeChanged},
			{"Think about it", "Think about %s later", "later"},
			{"Not me", "Not me: %s", "decline"},
		}
	case e.State == ledger.Offered || e.State == ledger.Later:
		return []response{
			{"Take it", "Take %s", "take"},
			{"Think about it", "Think about %s later", "later"},
			{"Not me", "Not me: %s", "decline"},
		}
	}
	return nil
}

// chooseAnswer asks for the answer to an entry; "" is none. It fails where the editor cannot ask.
func (s *Server) chooseAnswer(ctx context.Context, e *ledger.Entry) (string, error) {
	var choices []choice
	var words []string
	for _, r := range responses(e) {
		choices = append(choices, choice{r.title, r.answer})
		words = append(words, r.answer)
	}
	answer, err := s.choose(ctx, phrase.Clean(e.Title(), 80), choices)
	if errors.Is(err, errCannotAsk) {
		return "", fmt.Errorf("choose an answer to %s among the code actions of its line, or give one: %s", e.ID, strings.Join(words, ", "))
	}
	return answer, nil
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
	text := fmt.Sprintf("Took back %s %q. It is shown nowhere now.", r.ID, phrase.Clean(e.Title(), 80))
	for _, old := range r.Restored {
		_, said := phrase.For(c.site.snapshot, phrase.Plain()).Mark(hint.Mark{Entry: old})
		text += " As before: " + said + "."
	}
	s.tell(ctx, protocol.MessageTypeInfo, text)
	return map[string]any{"id": r.ID}, nil
}

// amend changes fields of something said, {id, …}, or opens it as a draft. What the argument "was" says of fields is what whoever
// changes them knew.
func (s *Server) amend(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Amend which?", c.snapshot.IsMine)
	if e == nil {
		return nil, err
	}
	delete(c.values, "id")
	was, _ := c.values[before].(map[string]any)
	delete(c.values, before)
	if len(c.values) == 0 {
		form := action.FormFor(e)
		c.values = action.ValuesOf(e)
		return nil, s.startDraft(ctx, c, form, e.ID)
	}
	if err := meanwhile(e, was, c.values); err != nil {
		return nil, err
	}
	r, err := action.Amend(ctx, c.workspace, e.ID, c.values)
	if err != nil {
		return nil, err
	}
	if r.Entry.Pairing != nil {
		return s.blockChanged(ctx, c.workspace, "Amended", r, nil)
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("Amended %s %q.", r.ID, phrase.Clean(r.Entry.Title(), 80)))
	return map[string]any{"id": r.ID}, nil
}

// subject is the entry that a command names by id, or the one here that fits; several are asked about.
func (s *Server) subject(ctx context.Context, c *call, question string, fits func(*ledger.Entry) bool) (*ledger.Entry, error) {
	if id := c.values.Text("id"); id != "" {
		return action.Lookup(ctx, c.workspace, id)
	}
	var found []*ledger.Entry
	var choices []choice
	var ids []string
	for _, m := range c.here().Here {
		if fits(m.Entry) {
			found = append(found, m.Entry)
			ids = append(ids, m.Entry.ID)
			choices = append(choices, choice{m.Entry.ID + " " + phrase.Clean(m.Entry.Title(), 60), m.Entry.ID})
		}
	}
	switch len(found) {
	case 0:
		return nil, errors.New("there is nothing of that kind on this line; move the cursor to it, or name its id")
	case 1:
		return found[0], nil
	}
	id, err := s.choose(ctx, question, choices)
	switch {
	case errors.Is(err, errCannotAsk):
		return nil, fmt.Errorf("%s The code actions of this line name each; or give an id: %s", question, strings.Join(ids, ", "))
	case err != nil:
		return nil, nil // closing a question is an answer
	}
	return action.Lookup(ctx, c.workspace, id)
}

// snooze asks for quiet in this file.
func (s *Server) snooze(ctx context.Context, c *call) (any, error) {
	if c.values.Text("wake") == "true" {
		return nil, action.Wake(ctx, c.workspace, c.path)
	}
	return nil, action.Snooze(ctx, c.workspace, c.path, c.values.Text("always") == "true")
}
