package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// Where something is said: lines of a file, a whole file (Line 0), or nowhere (Path "").
type Where struct {
	Path          string
	Line, EndLine int // 1-based, inclusive
}

// Input is what somebody says in a form.
type Input struct {
	Values Values
	Where  Where
	// Anchor replaces Where for a draft, which was begun when the code looked as the anchor says.
	Anchor *anchor.Anchor
	// Event is the id that the event gets, a ULID; "" for a new one. What carries an id is recorded once.
	Event string
	// Todo is the identity of the TODO comment that a delegation grew from.
	Todo string
	// Instead is the id of an earlier offer of the same work, whose place this one takes; "" for none.
	Instead string
}

// Receipt says what was recorded.
type Receipt struct {
	ID    string        `json:"id"`
	Entry *ledger.Entry `json:"-"`
	// Invitation is the .ics file of a pairing block; nil for everything else.
	Invitation []byte `json:"-"`
	// Named are people whom a note for the retro speaks of, though it is about an area.
	Named []*people.Person `json:"-"`
	// Unknown lists people who were accepted though nobody here is known by that name.
	Unknown []string `json:"-"`
	// File is the decision record that a decision became too, relative to the repository's top; "" for none.
	File string `json:"-"`
	// Restored are the offers that hold again since the one that took their place was retracted.
	Restored []*ledger.Entry `json:"-"`
	// Again says that this was recorded before, word for word.
	Again bool `json:"-"`
}

// Record checks the input and appends it. It returns Faults when the input is wrong, and then nothing
// has been recorded.
func Record(ctx context.Context, w *workspace.Workspace, f *Form, in Input) (Receipt, error) {
	s := w.Snapshot()
	if f == Pairing {
		in.Values = grownFrom(s, in.Values)
	}
	body, faults := f.normalise(s, in.Values)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	unsigned := false
	if f == Retro {
		unsigned = unsign(body, &in, s.Now())
	}
	anchors, err := anchorsOf(w, in, body)
	if err != nil {
		return Receipt{}, err
	}
	if len(anchors) > 0 {
		body["anchors"] = anchors
	}
	if err := f.complete(s, w, body, in); err != nil {
		return Receipt{}, err
	}
	if f == Review {
		if err := aboutChange(ctx, w, s, body, in); err != nil {
			return Receipt{}, err
		}
	}
	id, err := ledger.NewID(w.Random(), f.Type, func(id string) bool { return w.Taken(ctx, id) })
	if err != nil {
		return Receipt{}, fmt.Errorf("cannot make an id: %w", err)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return Receipt{}, fmt.Errorf("cannot write the %s: %w", f.Name, err)
	}
	event := eventlog.Event{
		ID: in.Event, V: ledger.Version, Kind: string(f.Kind), Subject: id, Visibility: ledger.Team, Body: raw,
	}
	var stored eventlog.Event
	switch {
	case unsigned:
		stored, err = appendUnsigned(ctx, w, event)
	case f == Decision:
		stored, err = logDecision(ctx, w, event, body)
	case f == Delegation:
		stored, err = offer(ctx, w, event, in)
	default:
		stored, err = w.Append(ctx, event)
	}
	if err != nil {
		return Receipt{}, err
	}
	r, err := receipt(w, f, stored, id)
	if err == nil && f == Decision {
		err = errors.Join(beside(w.Snapshot(), r.Entry), keepAsFile(ctx, w, s, &r))
	}
	return r, err
}

// beside says if what a decision was to supersede gave way to another at the same time.
func beside(s *workspace.Snapshot, e *ledger.Entry) error {
	if e == nil {
		return nil
	}
	for _, id := range e.Decision.Supersedes {
		if old, ok := s.Ledger.Find(id); ok && old.Decision.SupersededBy != "" && old.Decision.SupersededBy != e.ID {
			return fmt.Errorf("%s is logged, but %s was superseded by %s at the same time: both hold now. Supersede or retract one of them", e.ID, id, old.Decision.SupersededBy)
		}
	}
	return nil
}

// logDecision records a decision with what goes along with it.
func logDecision(ctx context.Context, w *workspace.Workspace, event eventlog.Event, body map[string]any) (eventlog.Event, error) {
	if event.ID == "" {
		var err error
		if event.ID, err = newEvent(w); err != nil {
			return event, err
		}
	}
	if body["supersedes"] != nil || body["answers"] != nil { // act on what holds now, not on what was known a moment ago
		if err := w.CatchUp(ctx); err != nil {
			return event, err
		}
	}
	more, faults := along(w.Snapshot(), event.ID, event.Subject, body)
	if len(faults) > 0 {
		if before, found, err := w.Recorded(ctx, event.ID); err == nil && found { // by another process: that is why it cannot be anew
			return before, nil
		}
		return event, faults
	}
	stored, err := w.AppendAll(ctx, append([]eventlog.Event{event}, more...)...)
	if err != nil {
		return event, err
	}
	return stored[0], nil
}

func receipt(w *workspace.Workspace, f *Form, stored eventlog.Event, id string) (Receipt, error) {
	r := Receipt{ID: stored.Subject, Again: stored.Subject != id}
	s := w.Snapshot()
	entry, ok := s.Ledger.Find(stored.Subject)
	if !ok {
		return r, nil
	}
	r.Entry = entry
	if f == Retro {
		r.Named = Named(s, entry.Retro.Text)
	}
	asked := entry.Asked()
	if d := entry.Decision; d != nil && d.DecidedBy != "" { // whom its reviews will ask
		asked = append(asked, d.DecidedBy)
	}
	for _, who := range asked {
		if (f == Question || f == Decision) && (who == "team" || who == "outside") {
			continue
		}
		if s.Person(who) == nil {
			r.Unknown = append(r.Unknown, who)
		}
	}
	if f == Pairing {
		var err error
		if r.Invitation, err = Invitation(s, entry); err != nil {
			return r, fmt.Errorf("%s is recorded, but its invitation could not be written: %w", r.ID, err)
		}
	}
	return r, nil
}

// complete adds what the form does not ask for.
func (f *Form) complete(s *workspace.Snapshot, w *workspace.Workspace, body map[string]any, in Input) error {
	switch f {
	case Decision:
		if body["status"] == nil {
			body["status"] = ledger.Accepted
		}
		if body["status"] == ledger.Rejected && body["because"] == nil {
			return Faults{{"because", "is needed: what is rejected without a reason will be asked for again"}}
		}
		settled, _ := body["answers"].([]string)
		for _, id := range settled { // the decision stands where the question did
			if q, ok := known(s, id); ok && body["anchors"] == nil && len(q.Anchors) > 0 {
				body["anchors"] = q.Anchors
			}
		}
	case Delegation:
		if in.Todo != "" {
			body["todo"] = in.Todo
		}
	case Pairing:
		if s.Me == nil { // an invitation is from somebody
			return workspace.ErrNobody
		}
		uid, err := ledger.NewID(w.Random(), f.Type, nil)
		if err != nil {
			return err
		}
		body["uid"] = fmt.Sprintf("%s-%d@leadline", uid, s.Now().UnixNano())
		people, faults := company(s, body["people"].([]string))
		if len(faults) > 0 {
			return faults
		}
		body["people"] = people
		if body["zone"] == nil {
			if name := s.Working(nil).Zone.String(); strings.Contains(name, "/") && !strings.HasPrefix(name, "Etc/") {
				body["zone"] = name
			}
		}
		if e, ok := known(s, in.Values.Text("about")); ok && body["anchors"] == nil && len(e.Anchors) > 0 {
			body["anchors"] = e.Anchors
		}
	case Review:
		if s.IsMe(body["to"].(string)) {
			return Faults{{"to", "that is you; ask somebody else to look at it"}}
		}
	}
	return nil
}

// mostTogether is how many can work on one thing.
const mostTogether = 20

// company is who meets, the reader first.
func company(s *workspace.Snapshot, with []string) ([]string, Faults) {
	all := withMe(s, with)
	switch {
	case len(all) < 2:
		return nil, Faults{{"with", "names nobody but you; pairing takes two"}}
	case len(all) > mostTogether:
		return nil, Faults{{"with", fmt.Sprintf("names %d people; no more than %d can work on one thing", len(all), mostTogether)}}
	}
	return all, nil
}

// withMe puts the reader first: they organise the block.
func withMe(s *workspace.Snapshot, people []string) []string {
	out := []string{}
	if s.Me != nil {
		out = append(out, reference(s.Me))
	}
	for _, p := range people {
		if !s.IsMe(p) {
			out = append(out, p)
		}
	}
	return out
}

// anchorsOf ties the input to its place, and to those that its body names, which it takes out there. A file that cannot be
// read as text is anchored as a whole.
func anchorsOf(w *workspace.Workspace, in Input, body map[string]any) ([]anchor.Anchor, error) {
	var out []anchor.Anchor
	switch {
	case in.Anchor != nil:
		out = append(out, *in.Anchor)
	case in.Where.Path != "":
		out = append(out, AnchorAt(w, in.Where))
	}
	more, _ := body[places].([]Where)
	delete(body, places)
	for _, at := range more {
		if err := there(w, at); err != nil {
			return nil, err
		}
		if a := AnchorAt(w, at); !slices.ContainsFunc(out, func(b anchor.Anchor) bool { return samePlace(a, b) }) {
			out = append(out, a)
		}
	}
	return out, nil
}

func samePlace(a, b anchor.Anchor) bool {
	return a.Path == b.Path && a.Line == b.Line && a.EndLine == b.EndLine
}

// AnchorAt makes an anchor from the open document, or from the file on disk.
func AnchorAt(w *workspace.Workspace, at Where) anchor.Anchor {
	s := w.Snapshot()
	var text string
	if d, ok := s.Document(at.Path); ok {
		text = d.Text
	} else if saved, err := w.Repository.ReadWorktreeFile(at.Path, workspace.MostText); err == nil {
		text = string(saved)
	}
	if at.Line == 0 || len(text) == 0 || len(text) > workspace.MostText || workspace.Binary(text) {
		return anchor.Anchor{Path: at.Path, Commit: string(s.Head.Hash)}
	}
	lines := workspace.SplitLines(text)
	line := min(max(at.Line, 1), len(lines))
	return anchor.New(at.Path, string(s.Head.Hash), lines, line, min(max(at.EndLine, line), len(lines)))
}
