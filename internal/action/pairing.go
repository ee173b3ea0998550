package action

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// grownFrom is what is given for a block, with what the entry that it grew from says.
func grownFrom(s *workspace.Snapshot, v Values) Values {
	e, ok := known(s, v.Text("about"))
	out := maps.Clone(v)
	if ok && v.empty("topic") {
		out["topic"] = e.Title()
	}
	if v.empty("for") && !v.empty("at") {
		out["for"] = strconv.Itoa(int(s.Settings.Pairing.Length / time.Minute))
	}
	return out
}

// organised refuses changes to a block by others than its organiser: their calendars take its invitations from nobody else
// (RFC 5546, section 3.2.2), and so does ours.
func organised(s *workspace.Snapshot, e *ledger.Entry) error {
	switch {
	case e.Pairing == nil:
		return fmt.Errorf("%s is a %s; only pairing blocks are moved and cancelled", e.ID, e.Type)
	case !s.IsMine(e):
		return fmt.Errorf("%s was planned by %s, who moves and cancels it; `leadline pairing later %s` or `decline` says that the time does not suit you", e.ID, s.Actor(e.By).Display(), e.ID)
	}
	return nil
}

// Reschedule moves a block of the reader's to another time, or makes it last longer or shorter: at, for and zone of [Pairing].
// Everybody is asked again. What was cancelled or did not take place is planned anew; what took place, as somebody said, is not.
func Reschedule(ctx context.Context, w *workspace.Workspace, event, id string, v Values) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	if err := organised(s, e); err != nil {
		return Receipt{}, err
	}
	form := Form{Name: "move", Fields: optional(Pairing, "at", "for", "zone")}
	body, faults := form.normalise(s, v)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	shift, err := shiftOf(e, body)
	if err != nil {
		return Receipt{}, err
	}
	if shift == nil {
		if body["zone"] == nil {
			return Receipt{}, Faults{{"at", "say another time for " + e.ID + ": --at, --for or both"}}
		}
		return Receipt{}, Faults{{"at", e.ID + " is at that time already"}}
	}
	delete(body, "start")
	delete(body, "minutes")
	if body["zone"] == e.Pairing.Zone {
		delete(body, "zone")
	}
	return appendShift(ctx, w, event, e, shift, body)
}

// optional are fields of a form that need not be given.
func optional(f *Form, keys ...string) (out []Field) {
	for _, x := range f.Fields {
		if slices.Contains(keys, x.Key) {
			x.Required = false
			out = append(out, x)
		}
	}
	return out
}

// shiftOf is the move that a body asks for; nil where it asks for none.
func shiftOf(e *ledger.Entry, body map[string]any) (*ledger.Shift, error) {
	p := e.Pairing
	shift := ledger.Shift{Start: p.Start, Minutes: p.Minutes, Sequence: p.Sequence + 1, Again: e.State == ledger.Cancelled}
	start, hasStart := body["start"].(time.Time)
	minutes, hasMinutes := body["minutes"].(int)
	if hasStart {
		shift.Start = start
	}
	if hasMinutes {
		shift.Minutes = minutes
	}
	if shift.Start.Equal(p.Start) && shift.Minutes == p.Minutes && e.State == ledger.Planned {
		return nil, nil
	}
	if !hasStart && !hasMinutes {
		return nil, nil
	}
	if e.State == ledger.Done && p.How != ledger.HowCommits {
		return nil, fmt.Errorf("%s took place; plan the next one with `leadline pairing schedule`", e.ID)
	}
	if !hasStart && e.State != ledger.Planned {
		return nil, Faults{{"at", fmt.Sprintf("is needed: %s is %s, and is planned anew with a time", e.ID, e.State)}}
	}
	return &shift, nil
}

// appendShift records a move, and with it what else changes.
func appendShift(ctx context.Context, w *workspace.Workspace, id string, e *ledger.Entry, shift *ledger.Shift, patch map[string]any) (Receipt, error) {
	if id == "" {
		var err error
		if id, err = newEvent(w); err != nil {
			return Receipt{}, err
		}
	}
	raw, err := json.Marshal(shift)
	if err != nil {
		return Receipt{}, err
	}
	events := []eventlog.Event{{ID: id, V: ledger.Version, Kind: string(ledger.PairingMoved), Subject: e.ID, Visibility: ledger.Team, Body: raw}}
	if len(patch) > 0 {
		more, err := about(derived(id, 1), ledger.EntryAmended, e.ID, patch)
		if err != nil {
			return Receipt{}, err
		}
		events = append(events, more)
	}
	if _, err := w.AppendAll(ctx, events...); err != nil {
		return Receipt{}, err
	}
	return invited(w, e)
}

// invited is the receipt of a block that changed, with its invitation.
func invited(w *workspace.Workspace, e *ledger.Entry) (Receipt, error) {
	r := Receipt{ID: e.ID, Entry: e}
	s := w.Snapshot()
	if now, ok := s.Ledger.Find(e.ID); ok {
		r.Entry = now
	}
	var err error
	if r.Invitation, err = Invitation(s, r.Entry); err != nil {
		return r, fmt.Errorf("%s is recorded, but its invitation could not be written: %w", r.ID, err)
	}
	return r, nil
}

// amendBlock corrects a block. Another time is a move.
func amendBlock(ctx context.Context, w *workspace.Workspace, event string, e *ledger.Entry, patch map[string]any) (Receipt, error) {
	s := w.Snapshot()
	if err := organised(s, e); err != nil {
		return Receipt{}, err
	}
	if with, ok := patch["people"].([]string); ok {
		people, faults := company(s, with)
		if len(faults) > 0 {
			return Receipt{}, faults
		}
		patch["people"] = people
	}
	shift, err := shiftOf(e, patch)
	if err != nil {
		return Receipt{}, err
	}
	delete(patch, "start")
	delete(patch, "minutes")
	switch {
	case shift != nil:
		return appendShift(ctx, w, event, e, shift, patch)
	case len(patch) == 0:
		return invited(w, e)
	}
	r, err := appendAs(ctx, w, event, e, ledger.EntryAmended, patch)
	if err != nil {
		return r, err
	}
	return invited(w, r.Entry)
}

// CancelBlock says that a block of the reader's will not take place. The invitation of the receipt tells the others' calendars.
func CancelBlock(ctx context.Context, w *workspace.Workspace, id string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	if err := organised(s, e); err != nil {
		return Receipt{}, err
	}
	if err := planned(e); err != nil {
		return Receipt{}, err
	}
	if !e.Pairing.End().After(s.Now()) {
		return Receipt{}, fmt.Errorf("%s is over: `leadline pairing done %s` says that it took place, `drop` that it did not", e.ID, e.ID)
	}
	r, err := appendTo(ctx, w, e, ledger.PairingCancelled, map[string]any{"sequence": e.Pairing.Sequence + 1})
	if err != nil {
		return r, err
	}
	return invited(w, r.Entry)
}

// planned refuses what is meant for a block that is still to come.
func planned(e *ledger.Entry) error {
	switch e.State {
	case ledger.Planned:
		return nil
	case ledger.Done:
		return fmt.Errorf("%s took place already; `leadline amend %s` corrects what it says", e.ID, e.ID)
	case ledger.Dropped:
		return fmt.Errorf("%s did not take place; `leadline pairing move %s --at WHEN` plans it anew", e.ID, e.ID)
	}
	return fmt.Errorf("%s is cancelled; whoever planned it can plan it anew with `leadline pairing move %s --at WHEN`", e.ID, e.ID)
}

// attend records what somebody says of a block: whether they come, or what came of it. Nobody answers for somebody else.
func attend(ctx context.Context, w *workspace.Workspace, e *ledger.Entry, state ledger.State) (Receipt, error) {
	s := w.Snapshot()
	switch state {
	case ledger.Done:
		return FinishBlock(ctx, w, e.ID, true, "")
	case ledger.Dropped:
		return FinishBlock(ctx, w, e.ID, false, "")
	}
	switch {
	case s.IsMine(e):
		return Receipt{}, fmt.Errorf("%s is yours: move it with `leadline pairing move %s --at WHEN`, or cancel it", e.ID, e.ID)
	case !slices.ContainsFunc(e.Pairing.People, s.IsMe):
		return Receipt{}, fmt.Errorf("%s is between %s; ask %s to add you", e.ID, strings.Join(e.Pairing.People, ", "), s.Actor(e.By).Display())
	}
	if err := planned(e); err != nil {
		return Receipt{}, err
	}
	if !e.Pairing.End().After(s.Now()) {
		return Receipt{}, fmt.Errorf("%s is over: `leadline pairing done %s` says that it took place, `drop` that it did not", e.ID, e.ID)
	}
	kind, _ := ledger.AnswerKind(e.Type, state)
	r, err := appendTo(ctx, w, e, kind, map[string]any{})
	if err != nil {
		return r, err
	}
	if r.Invitation, err = AnswerICS(s, r.Entry, state); err != nil {
		return r, fmt.Errorf("%s is recorded, but the answer for calendars could not be written: %w", r.ID, err)
	}
	return r, nil
}

// FinishBlock records that a block took place, or that it did not, and in a line what came of it; "" for nothing. Whoever was to
// be there may say so.
func FinishBlock(ctx context.Context, w *workspace.Workspace, id string, happened bool, outcome string) (Receipt, error) {
	return finishBlock(ctx, w, "", id, happened, outcome)
}

func finishBlock(ctx context.Context, w *workspace.Workspace, event, id string, happened bool, outcome string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	if e.Pairing == nil {
		return Receipt{}, fmt.Errorf("%s is a %s; only a pairing block takes place or does not", e.ID, e.Type)
	}
	kind, body := ledger.PairingDone, map[string]any{"how": ledger.HowSaid}
	if !happened {
		kind, body = ledger.PairingDropped, map[string]any{}
	}
	if outcome, err = line(outcome); err != nil {
		return Receipt{}, Faults{{"outcome", err.Error()}}
	}
	if outcome != "" {
		body["outcome"] = outcome
	}
	switch {
	case !s.IsMine(e) && !slices.ContainsFunc(e.Pairing.People, s.IsMe):
		return Receipt{}, fmt.Errorf("%s is between %s; one of them says what came of it", e.ID, strings.Join(e.Pairing.People, ", "))
	case !happened && e.State == ledger.Cancelled:
		return Receipt{}, planned(e)
	case !happened && e.Pairing.Start.After(s.Now()):
		return Receipt{}, fmt.Errorf("%s has not begun: `leadline pairing cancel %s` calls it off, and whoever is invited says `decline`", e.ID, e.ID)
	}
	return appendAs(ctx, w, event, e, kind, body)
}

// Happened says that a block took place, and what came of it.
var Happened = &Form{
	Name: "happened", Type: ledger.TypePairing, Kind: ledger.PairingDone, Done: "Recorded", About: true,
	Fields: []Field{{Key: "outcome", Sort: Text, Required: true, Meaning: "what came of it, in one line: who knows what now, what is next"}},
}
