package hint

import (
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Decides says whether a decision is the reader's to answer for and to look at again: theirs by name, or one of the team or
// from outside that they logged.
func Decides(s *workspace.Snapshot, e *ledger.Entry) bool {
	d := e.Decision
	if d == nil || s.Me == nil {
		return false
	}
	switch d.DecidedBy {
	case "", "team", "outside":
		return e.Event != "" && s.IsMine(e)
	}
	return s.IsMe(d.DecidedBy)
}

// Proposes says whether a decision waits for the reader to accept it, or to turn it down.
func Proposes(s *workspace.Snapshot, e *ledger.Entry) bool {
	return e.Decision != nil && e.Decision.Status == ledger.Proposed && Decides(s, e)
}

// ReviewDue says whether the reader wanted to look at a decision again by today. It is for them alone.
func ReviewDue(s *workspace.Snapshot, e *ledger.Entry) bool {
	return e.Decision != nil && e.Decision.ReviewDue(s.Now().Format(DateLayout)) && Decides(s, e)
}

// ToReview are the reader's own decisions in the file whose date to look again is today or past, each at its first place.
func ToReview(s *workspace.Snapshot, path string) []Mark {
	var out []Mark
	for _, m := range marks(s, path) {
		again := slices.ContainsFunc(out, func(o Mark) bool { return o.Entry.ID == m.Entry.ID }) // it stands in several places
		if !again && ReviewDue(s, m.Entry) {
			out = append(out, m)
		}
	}
	return out
}

// Deciding is what waits for the reader's word, newest first.
type Deciding struct {
	// Proposed are decisions that are theirs and not accepted yet; Doubted have a question without an answer; Due are to be
	// looked at again.
	Proposed, Doubted, Due []*ledger.Entry
	// Overtaken are decisions that the reader moved at the same time as somebody else, whose word holds.
	Overtaken []*ledger.Entry
}

// DecidingOf collects what waits for the reader's word besides open questions, which ask for it themselves; nothing where nobody knows who that is.
func DecidingOf(s *workspace.Snapshot) Deciding {
	var out Deciding
	if s.Me == nil {
		return out
	}
	for _, e := range s.Decisions() {
		d := e.Decision
		if Overtaken(s, e) != nil {
			out.Overtaken = append(out.Overtaken, e)
		}
		if !Decides(s, e) {
			continue
		}
		if Proposes(s, e) {
			out.Proposed = append(out.Proposed, e)
		}
		if d.Open() != nil {
			out.Doubted = append(out.Doubted, e)
		}
		if ReviewDue(s, e) {
			out.Due = append(out.Due, e)
		}
	}
	return out
}

// Overtaken is the newest step of the reader's that does not hold, since somebody else took another at the same time; nil
// where there is none, or where they have said anything since.
func Overtaken(s *workspace.Snapshot, e *ledger.Entry) *ledger.Move {
	if e.Decision == nil || s.Me == nil {
		return nil
	}
	d := e.Decision
	for _, m := range slices.Backward(d.Overtaken) {
		if s.Actor(m.By) != s.Me {
			continue
		}
		since := slices.ContainsFunc(d.Moves, func(o ledger.Move) bool { return s.Actor(o.By) == s.Me && o.At.After(m.At) })
		if since || m.Status == d.Status && m.Successor == d.SupersededBy {
			return nil
		}
		return &m
	}
	return nil
}
