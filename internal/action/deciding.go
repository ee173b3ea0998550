package action

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Step is somebody taking a decision further than it was.
type Step struct {
	// Event is the id that the event gets, a ULID; "" for a new one.
	Event string
	// Seen is the step of the decision that the reader knew of, see [ledger.Decision.Head]; nil is the newest.
	Seen *string
}

// Say says something about an entry that is there, in a form that is About one.
func Say(ctx context.Context, w *workspace.Workspace, f *Form, step Step, id string, v Values) (Receipt, error) {
	switch f {
	case Answer:
		return Reply(ctx, w, step.Event, id, v.Text("text"))
	case Doubt:
		return AskDecision(ctx, w, step.Event, id, v)
	case Defence:
		return Defend(ctx, w, step.Event, id, 0, v)
	case Look:
		return LookAgain(ctx, w, step, id, v)
	case Refusal:
		return Move(ctx, w, step, id, "reject", v.Text("because"))
	case Closing:
		return CloseRisk(ctx, w, step.Event, id, v)
	case Happened:
		return finishBlock(ctx, w, step.Event, id, true, v.Text("outcome"))
	}
	return Receipt{}, fmt.Errorf("a %s is about no entry", f.Name)
}

// decisionOf finds a decision of the ledger.
func decisionOf(ctx context.Context, w *workspace.Workspace, id string) (*ledger.Entry, error) {
	if err := w.CatchUp(ctx); err != nil {
		return nil, err
	}
	s := w.Snapshot()
	e, err := Find(s, id)
	switch {
	case err != nil:
		return nil, err
	case e.Decision == nil:
		return nil, fmt.Errorf("%s is a %s, no decision; `leadline decision list` shows the decisions", e.ID, e.Type)
	case e.Record != nil && e.Event == "":
		return nil, fmt.Errorf("%s is kept in %s alone, and what the file says holds: write it there, or make it one of the ledger's with `leadline decision import %s`", e.ID, e.Record.Path, e.Record.Path)
	}
	return e, nil
}

// unmoved refuses to take a step from where a decision is no longer.
func unmoved(s *workspace.Snapshot, e *ledger.Entry, seen *string) error {
	d := e.Decision
	if seen == nil || *seen == d.Head() || len(d.Moves) == 0 {
		return nil
	}
	return fmt.Errorf("%s: nothing was changed. If it should be otherwise, say so again knowing that", moved(s, e, d.Moves[len(d.Moves)-1]))
}

// moved says who took a decision where.
func moved(s *workspace.Snapshot, e *ledger.Entry, m ledger.Move) string {
	who := "you"
	if by := s.Actor(m.By); by != s.Me {
		who = by.Display()
	}
	text := fmt.Sprintf("%s is %s since %s said so", e.ID, m.Status, who)
	if m.Successor != "" && m.Status == ledger.Superseded {
		text += " (by " + m.Successor + ")"
	}
	if m.Because != "" {
		text += ", because " + strings.TrimRight(m.Because, ".")
	}
	return text
}

// overtaken says who was faster, if a step does not hold.
func overtaken(s *workspace.Snapshot, e *ledger.Entry, event string) error {
	if e == nil || e.Decision == nil || !slices.ContainsFunc(e.Decision.Overtaken, func(m ledger.Move) bool { return m.Event == event }) {
		return nil
	}
	return fmt.Errorf("%s; yours came at the same time and is kept on the record, but does not hold. Say it again if it should", moved(s, e, e.Decision.Moves[len(e.Decision.Moves)-1]))
}

func newEvent(w *workspace.Workspace) (string, error) {
	id, err := ulid.New(ulid.Timestamp(w.Snapshot().Now()), w.Random())
	if err != nil {
		return "", fmt.Errorf("cannot make an id: %w", err)
	}
	return id.String(), nil
}

// Words of the steps that a decision can take, with the status that each leads to.
var steps = map[string]string{
	"accept": ledger.Accepted, "reject": ledger.Rejected, "deprecate": ledger.Deprecated, "propose": ledger.Proposed,
}

// Move takes a decision another step: accept, reject, deprecate or propose it anew. What is rejected needs a because, unless
// the decision has one: "not doing" without it will be asked for again.
func Move(ctx context.Context, w *workspace.Workspace, step Step, id, word, because string) (Receipt, error) {
	if e, err := Find(w.Snapshot(), id); err == nil && kept(e) {
		return moveRecord(ctx, w, e, word, because)
	}
	e, err := decisionOf(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s, d, status := w.Snapshot(), e.Decision, steps[word]
	if because, err = line(because); err != nil {
		return Receipt{}, Faults{{"because", err.Error()}}
	}
	if err := unmoved(s, e, step.Seen); err != nil {
		return Receipt{}, err
	}
	switch {
	case status == "":
		return Receipt{}, fmt.Errorf("%q is no step of a decision; say accept, reject, deprecate or propose", word)
	case d.Status == status:
		return Receipt{}, fmt.Errorf("%s is %s already; nothing was changed", e.ID, status)
	case d.Status == ledger.Superseded:
		return Receipt{}, fmt.Errorf("%s was superseded by %s; retract that one, and this holds as before", e.ID, d.SupersededBy)
	case status == ledger.Deprecated && d.Status != ledger.Accepted:
		return Receipt{}, fmt.Errorf("%s is %s; only what is accepted is deprecated. `leadline decision reject %s --because …` says that we do not", e.ID, d.Status, e.ID)
	case status == ledger.Rejected && because == "" && d.Because == "":
		return Receipt{}, Faults{{"because", "is needed: what is rejected without a reason will be asked for again"}}
	}
	body := map[string]any{"status": status}
	if because != "" {
		body["because"] = because
	}
	return take(ctx, w, step, e, ledger.DecisionMoved, body)
}

// take appends a step, and says whether it holds.
func take(ctx context.Context, w *workspace.Workspace, step Step, e *ledger.Entry, kind ledger.Kind, body map[string]any) (Receipt, error) {
	var err error
	if step.Event == "" {
		if step.Event, err = newEvent(w); err != nil {
			return Receipt{}, err
		}
	}
	body["after"] = e.Decision.Head()
	r, err := appendAs(ctx, w, step.Event, e, kind, body)
	if err != nil {
		return r, err
	}
	return r, overtaken(w.Snapshot(), r.Entry, step.Event)
}

// AskDecision puts a question to a decision.
func AskDecision(ctx context.Context, w *workspace.Workspace, event, id string, v Values) (Receipt, error) {
	e, err := decisionOf(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	body, faults := Doubt.normalise(w.Snapshot(), v)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	return appendAs(ctx, w, event, e, ledger.DecisionQuestioned, body)
}

// Defend answers a question that was put to a decision: the nth, counted from 1, or the first that has no answer for 0.
func Defend(ctx context.Context, w *workspace.Workspace, event, id string, nth int, v Values) (Receipt, error) {
	e, err := decisionOf(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	d := e.Decision
	var doubt *ledger.Doubt
	switch {
	case len(d.Doubts) == 0:
		return Receipt{}, fmt.Errorf("nobody questioned %s; `leadline decision question %s \"…\"` does", e.ID, e.ID)
	case nth < 0 || nth > len(d.Doubts):
		return Receipt{}, fmt.Errorf("%s has questions 1 to %d, no %d; `leadline decision show %s` lists them", e.ID, len(d.Doubts), nth, e.ID)
	case nth > 0:
		doubt = &d.Doubts[nth-1]
	case d.Open() != nil:
		doubt = d.Open()
	default:
		return Receipt{}, fmt.Errorf("every question put to %s is answered; `leadline decision answer %s \"…\" --nth 1` adds to the first", e.ID, e.ID)
	}
	body, faults := Defence.normalise(w.Snapshot(), v)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	body["doubt"] = doubt.Event
	return appendAs(ctx, w, event, e, ledger.DecisionAnswered, body)
}

// LookAgain records what a later look at a decision gave.
func LookAgain(ctx context.Context, w *workspace.Workspace, step Step, id string, v Values) (Receipt, error) {
	e, err := decisionOf(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	body, faults := Look.normalise(s, v)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	if err := unmoved(s, e, step.Seen); err != nil {
		return Receipt{}, err
	}
	if d := e.Decision; !d.InForce() {
		return Receipt{}, fmt.Errorf("%s is %s; only what holds is looked at again", e.ID, d.Status)
	}
	return take(ctx, w, step, e, ledger.DecisionReviewed, body)
}

// CloseRisk ends a risk.
func CloseRisk(ctx context.Context, w *workspace.Workspace, event, id string, v Values) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	switch {
	case e.Risk == nil:
		return Receipt{}, fmt.Errorf("%s is a %s, no risk; `leadline risk list` shows the risks", e.ID, e.Type)
	case len(e.Risk.Closings) > 0:
		first := e.Risk.Closings[0]
		return Receipt{}, fmt.Errorf("%s was closed by %s: %q; raise it anew if it is there again", e.ID, s.Actor(first.By).Display(), first.Text)
	}
	body, faults := Closing.normalise(s, v)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	r, err := appendAs(ctx, w, event, e, ledger.RiskClosed, body)
	if err != nil || r.Entry.Risk == nil {
		return r, err
	}
	if c := r.Entry.Risk.Closings; len(c) > 1 && s.Actor(c[0].By) != s.Me {
		return r, fmt.Errorf("%s was closed by %s at the same time: %q holds, and yours is kept with it", e.ID, s.Actor(c[0].By).Display(), c[0].Text)
	}
	return r, nil
}
