package action

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// Supersede has one decision take the place of another: they link both ways, and the places in the code move along. Both
// are recorded, or neither.
func Supersede(ctx context.Context, w *workspace.Workspace, step Step, id, by string) (Receipt, error) {
	if by == "" {
		return Receipt{}, Faults{{"by", "is needed: the decision that takes its place. Log that one first, or both at once: `leadline decision log --title … --supersedes ` and the id"}}
	}
	if old, err := Find(w.Snapshot(), id); err == nil && kept(old) {
		heir, err := Find(w.Snapshot(), by)
		if err != nil {
			return Receipt{}, err
		}
		return supersedeRecord(ctx, w, old, heir)
	}
	successor, err := decisionOf(ctx, w, by)
	if err != nil {
		return Receipt{}, err
	}
	old, err := decisionOf(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	if err := unmoved(s, old, step.Seen); err != nil {
		return Receipt{}, err
	}
	if d := old.Decision; d.Status == ledger.Superseded && d.SupersededBy == successor.ID {
		return Receipt{}, fmt.Errorf("%s is superseded by %s already; nothing was changed", old.ID, successor.ID)
	}
	if err := replaceable(s, old, successor); err != nil {
		return Receipt{}, err
	}
	if step.Event == "" {
		if step.Event, err = newEvent(w); err != nil {
			return Receipt{}, err
		}
	}
	events, err := supersession(step.Event, old, successor.ID)
	if err != nil {
		return Receipt{}, err
	}
	if _, err := w.AppendAll(ctx, events...); err != nil {
		return Receipt{}, err
	}
	failed := follow(ctx, w, s, old.ID, successor.ID)
	r := Receipt{ID: old.ID, Entry: old}
	if now, ok := w.Snapshot().Ledger.Find(old.ID); ok {
		r.Entry = now
	}
	if failed != nil {
		return r, failed
	}
	return r, overtaken(w.Snapshot(), r.Entry, step.Event)
}

// replaceable says why a decision cannot give way to another; successor is nil for one that is about to be logged.
func replaceable(s *workspace.Snapshot, old, successor *ledger.Entry) error {
	d := old.Decision
	switch {
	case kept(old):
		return fmt.Errorf("%s is superseded already, says %s; change it there", old.ID, old.Record.Path)
	case successor != nil && successor.ID == old.ID:
		return fmt.Errorf("a decision cannot supersede itself; name the one that takes the place of %s", old.ID)
	case d.Status == ledger.Superseded:
		return fmt.Errorf("%s was superseded by %s already; supersede that one", old.ID, d.SupersededBy)
	case successor == nil:
		return nil
	}
	for at, seen := successor, map[string]bool{}; at != nil && !seen[at.ID]; {
		seen[at.ID] = true
		next := at.Decision.SupersededBy
		switch {
		case next == "":
			at = nil
		case next == old.ID:
			return fmt.Errorf("%s gave way to %s itself: they would supersede each other. Log what holds now as a decision of its own", successor.ID, old.ID)
		default:
			at, _ = s.Ledger.Find(next)
		}
		if at != nil && at.Decision == nil {
			at = nil
		}
	}
	if st := successor.Decision.Status; st == ledger.Superseded {
		return fmt.Errorf("%s was superseded by %s; name that one", successor.ID, successor.Decision.SupersededBy)
	} else if st != ledger.Accepted && st != ledger.Proposed {
		return fmt.Errorf("%s is %s; accept it first: leadline decision accept %s", successor.ID, st, successor.ID)
	}
	return nil
}

// supersession are the two events that link decisions: the first has the id given.
func supersession(event string, old *ledger.Entry, by string) ([]eventlog.Event, error) {
	gone, err := about(event, ledger.DecisionSuperseded, old.ID, map[string]any{"by": by, "after": old.Decision.Head()})
	if err != nil {
		return nil, err
	}
	places := old.Anchors
	if places == nil {
		places = []anchor.Anchor{}
	}
	taken, err := about(derived(event, 1), ledger.DecisionSuperseded, by, map[string]any{"of": old.ID, "anchors": places})
	return []eventlog.Event{gone, taken}, err
}

// about is an event that says something of an entry.
func about(id string, kind ledger.Kind, subject string, body map[string]any) (eventlog.Event, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return eventlog.Event{}, fmt.Errorf("cannot write the change to %s: %w", subject, err)
	}
	return eventlog.Event{ID: id, V: ledger.Version, Kind: string(kind), Subject: subject, Visibility: ledger.Team, Body: raw}, nil
}

// derived is the id of the nth event that goes along with another: whoever records that one draws the same.
func derived(event string, n int) string {
	id, err := ulid.ParseStrict(event)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "along\n%s\n%d", event, n))
	if id.SetEntropy(sum[:10]) != nil {
		return ""
	}
	return id.String()
}

// along are the events that go with a decision that is about to be logged: what it supersedes gives way, the questions that
// it settles are answered.
func along(s *workspace.Snapshot, event, id string, body map[string]any) ([]eventlog.Event, Faults) {
	var out []eventlog.Event
	var faults Faults
	supersedes, _ := body["supersedes"].([]string)
	for _, old := range supersedes {
		e, ok := known(s, old)
		if !ok {
			continue
		}
		if kept(e) && e.Decision.Status != ledger.Superseded {
			continue // its file will say so, see keepAsFile
		}
		if err := replaceable(s, e, nil); err != nil {
			faults = append(faults, Fault{"supersedes", err.Error()})
			continue
		}
		events, err := supersession(derived(event, 100+len(out)), e, id)
		if err != nil {
			faults = append(faults, Fault{"supersedes", err.Error()})
			continue
		}
		out = append(out, events...)
	}
	settled, _ := body["answers"].([]string)
	for _, q := range settled {
		e, err := about(derived(event, 100+len(out)), ledger.QuestionAnswered, q, map[string]any{"text": body["title"], "decision": id})
		if err != nil {
			faults = append(faults, Fault{"answers", err.Error()})
			continue
		}
		out = append(out, e)
	}
	return out, faults
}

// undoing are the events that go with retracting a decision: what gave way to it holds as before, the questions that it
// settled are open again.
func undoing(s *workspace.Snapshot, e *ledger.Entry) ([]eventlog.Event, error) {
	if e.Delegation != nil {
		return restoring(s, e)
	}
	if e.Decision == nil {
		return nil, nil
	}
	var out []eventlog.Event
	for _, id := range e.Decision.Supersedes {
		old, ok := s.Ledger.Find(id)
		if !ok || old.Decision == nil || old.Decision.SupersededBy != e.ID {
			continue
		}
		event, err := about("", ledger.DecisionSuperseded, id, map[string]any{"undone": e.ID, "after": old.Decision.Head()})
		if err != nil {
			return nil, err
		}
		out = append(out, event)
	}
	for _, id := range e.Decision.Answers {
		q, ok := s.Ledger.Find(id)
		if !ok || q.Question == nil || !slices.ContainsFunc(q.Question.Replies, func(r ledger.Reply) bool { return r.Decision == e.ID }) {
			continue
		}
		event, err := about("", ledger.QuestionReopened, id, map[string]any{"decision": e.ID})
		if err != nil {
			return nil, err
		}
		out = append(out, event)
	}
	return out, nil
}
