package action

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// offer records an offer, and ends those of the same work whose place it takes.
func offer(ctx context.Context, w *workspace.Workspace, event eventlog.Event, in Input) (eventlog.Event, error) {
	if in.Todo == "" && in.Instead == "" {
		return w.Append(ctx, event)
	}
	if err := w.CatchUp(ctx); err != nil { // act on what holds now, not on what was known a moment ago
		return event, err
	}
	events := []eventlog.Event{event}
	for _, e := range w.Snapshot().Ledger.All(ledger.TypeDelegation) {
		if e.Event != event.ID && sameWork(e, in) && e.Delegation.ReplacedBy == "" {
			if err := mayReplace(w.Snapshot(), e); err != nil {
				return event, err
			}
			body, err := json.Marshal(ledger.Replacement{By: event.Subject})
			if err != nil {
				return event, fmt.Errorf("cannot write that %s is offered anew: %w", e.ID, err)
			}
			events = append(events, eventlog.Event{
				V: ledger.Version, Kind: string(ledger.TodoReplaced), Subject: e.ID, Visibility: ledger.Team, Body: body,
			})
		}
	}
	if event.ID != "" { // a draft that was saved twice replaces nothing the second time
		if before, found, err := w.Recorded(ctx, event.ID); err != nil || found {
			return before, err
		}
	}
	stored, err := w.AppendAll(ctx, events...)
	if err != nil {
		return event, err
	}
	return stored[0], nil
}

// Again are the words of an offer that can be made to somebody else.
func Again(e *ledger.Entry) Values {
	v := ValuesOf(e)
	for _, key := range []string{"to", "check_in", "tracking"} { // these were between two people
		delete(v, key)
	}
	return v
}

// Anew completes an offer that takes the place of in.Instead: what it does not say is as it was, and it stands where that did.
func (in *Input) Anew(s *workspace.Snapshot) error {
	e, err := Find(s, in.Instead)
	if err != nil {
		return err
	}
	if e.Delegation == nil {
		return fmt.Errorf("%s is a %s; only what was offered can be offered to somebody else", e.ID, e.Type)
	}
	in.Instead = e.ID
	if in.Values == nil {
		in.Values = Values{}
	}
	for key, value := range Again(e) {
		if _, given := in.Values[key]; !given {
			in.Values[key] = value
		}
	}
	if in.Where.Path == "" && len(e.Anchors) > 0 {
		in.Anchor, in.Todo = &e.Anchors[0], e.Delegation.Todo
	}
	return nil
}

func sameWork(e *ledger.Entry, in Input) bool {
	return in.Todo != "" && e.Delegation.Todo == in.Todo || in.Instead != "" && e.ID == in.Instead
}

// mayReplace keeps what waits for somebody who is here theirs to answer, unless whoever offers anew has it, or offered it and
// got no answer.
func mayReplace(s *workspace.Snapshot, e *ledger.Entry) error {
	if !e.Open() || hint.Holds(s, e) || hint.Departed(s, e) || hint.Unknown(s, e) {
		return nil
	}
	if who, held := e.Holder(); held {
		return fmt.Errorf("%s took this as %s: talk to them; once they hand it back it can be offered to somebody else", s.Actor(who).Display(), e.ID)
	}
	if s.IsMine(e) || s.IsMe(e.Delegation.To) {
		return nil
	}
	to := e.Delegation.To
	if p := s.Person(to); p != nil {
		to = p.Display()
	}
	return fmt.Errorf("%s offered this to %s already, as %s: talk to one of them; whoever offered it can offer it to somebody else", s.Actor(e.By).Display(), to, e.ID)
}

// replacedBy are the offers whose place an offer took.
func replacedBy(s *workspace.Snapshot, e *ledger.Entry) []*ledger.Entry {
	var out []*ledger.Entry
	for _, old := range s.Ledger.All(ledger.TypeDelegation) {
		if e.Delegation != nil && old.Delegation.ReplacedBy == e.ID {
			out = append(out, old)
		}
	}
	return out
}

// restoring has the offers whose place one took hold again when that one is retracted, unless it had to make room in turn: then
// they make room for the same.
func restoring(s *workspace.Snapshot, e *ledger.Entry) ([]eventlog.Event, error) {
	var out []eventlog.Event
	for _, old := range replacedBy(s, e) {
		event, err := about("", ledger.TodoRestored, old.ID, map[string]any{"by": e.ID})
		if err != nil {
			return nil, err
		}
		out = append(out, event)
		if next := e.Delegation.ReplacedBy; next != "" && next != old.ID {
			if event, err = about("", ledger.TodoReplaced, old.ID, map[string]any{"by": next}); err != nil {
				return nil, err
			}
			out = append(out, event)
		}
	}
	return out, nil
}
