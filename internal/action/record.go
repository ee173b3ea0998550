package action

import (
	"context"
	"encoding/json"
	"fmt"

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
	// Again says that this was recorded before, word for word.
	Again bool `json:"-"`
}

// Record checks the input and appends it. It returns Faults when the input is wrong, and then nothing
// has been recorded.
func Record(ctx context.Context, w *workspace.Workspace, f *Form, in Input) (Receipt, error) {
	s := w.Snapshot()
	body, faults := f.normalise(s, in.Values)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	unsigned := false
	if f == Retro {
		unsigned = unsign(body, &in, s.Now())
	}
	anchors := anchorsOf(w, in)
	if len(anchors) > 0 {
		body["anchors"] = anchors
	}
	if err := f.complete(s, w, body, in); err != nil {
		return Receipt{}, err
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
	say := w.Append
	if unsigned {
		say = func(ctx context.Context, e eventlog.Event) (eventlog.Event, error) { return appendUnsigned(ctx, w, e) }
	}
	stored, err := say(ctx, event)
	if err != nil {
		return Receipt{}, err
	}
	return receipt(w, f, stored, id)
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
	for _, who := range entry.Asked() {
		if f == Question && (who == "team" || who == "outside") {
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
		body["status"] = "accepted"
	case Delegation:
		if in.Todo != "" {
			body["todo"] = in.Todo
		}
	case Pairing:
		uid, err := ledger.NewID(w.Random(), f.Type, nil)
		if err != nil {
			return err
		}
		body["uid"] = fmt.Sprintf("%s-%d@leadline", uid, s.Now().UnixNano())
		body["people"] = withMe(s, body["people"].([]string))
		if len(body["people"].([]string)) < 2 {
			return Faults{{"with", aloneFault}}
		}
	case Review:
		if body["paths"] == nil && in.Where.Path != "" {
			body["paths"] = []string{in.Where.Path}
		}
		if s.IsMe(body["to"].(string)) {
			return Faults{{"to", "that is you; ask somebody else to look at it"}}
		}
	}
	return nil
}

const aloneFault = "names nobody but you; pairing takes two"

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

// anchorsOf ties the input to its place. A file that cannot be read as text is anchored as a whole.
func anchorsOf(w *workspace.Workspace, in Input) []anchor.Anchor {
	if in.Anchor != nil {
		return []anchor.Anchor{*in.Anchor}
	}
	if in.Where.Path == "" {
		return nil
	}
	return []anchor.Anchor{AnchorAt(w, in.Where)}
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
