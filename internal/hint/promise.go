package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// DateLayout is how dates without a time are written: ISO 8601.
const DateLayout = "2006-01-02"

// Due are the reader's own promises in the file whose check-in is today or past: delegations that they
// took and dated. Nobody else's are ever among them.
func Due(s *workspace.Snapshot, path string) []Mark {
	today := s.Now().Format(DateLayout)
	var out []Mark
	for _, m := range marks(s, path) {
		if Holds(s, m.Entry) && due(m.Entry, today) {
			out = append(out, m)
		}
	}
	return out
}

// OfferedToReader are the offers in the file that the reader has not answered yet: one kept for later does not ask again.
func OfferedToReader(s *workspace.Snapshot, path string) []Mark {
	var out []Mark
	for _, m := range marks(s, path) {
		if mine(s, m.Entry) && m.Entry.State == ledger.Offered {
			out = append(out, m)
		}
	}
	return out
}

// Promises are the delegations that concern the reader, newest first: what they are asked, what they took, and what became of
// what they offered to others.
type Promises struct {
	// Offered are offers to the reader that wait for an answer, those kept for later too.
	Offered []*ledger.Entry
	// Taken is what the reader took and has not finished; Due are those of them whose check-in is today or past.
	Taken, Due []*ledger.Entry
	// Lost is what the reader took when somebody else had taken it already.
	Lost []*ledger.Entry
	// Free is what the reader offered and nobody took, or what came back, and was not offered again.
	Free []*ledger.Entry
	// Gone is what the reader offered to somebody who is not here any more; Strange, to somebody whom nobody here knows.
	Gone, Strange []*ledger.Entry
	// Help is what the reader offered and whose holder asks for help.
	Help []*ledger.Entry
	// Done is what the reader offered to somebody else, who finished it lately: they may be thanked.
	Done []*ledger.Entry
}

// thankable is how long ago something may have been finished for its thanks to be fresh.
const thankable = 30 * 24 * time.Hour

// PromisesOf collects the delegations that concern the reader; nothing where nobody knows who that is.
func PromisesOf(s *workspace.Snapshot) Promises {
	var p Promises
	if s.Me == nil {
		return p
	}
	today := s.Now().Format(DateLayout)
	all := s.Ledger.All(ledger.TypeDelegation)
	for _, e := range all {
		if Holds(s, e) {
			p.Taken = append(p.Taken, e)
			if due(e, today) {
				p.Due = append(p.Due, e)
			}
		} else if mine(s, e) && (e.State == ledger.Offered || e.State == ledger.Later) {
			p.Offered = append(p.Offered, e)
		}
		if Lost(s, e) {
			p.Lost = append(p.Lost, e)
		}
		if s.IsMine(e) && !mine(s, e) {
			p.followed(s, e, all)
		}
	}
	return p
}

// followed sorts what the reader offered to somebody else.
func (p *Promises) followed(s *workspace.Snapshot, e *ledger.Entry, all []*ledger.Entry) {
	switch {
	case e.State == ledger.Done:
		if s.Now().Sub(e.Changed) < thankable {
			p.Done = append(p.Done, e)
		}
	case !e.Open():
		if s.Now().Sub(e.Changed) < remembered && e.Delegation.ReplacedBy == "" && !offeredAgain(e, all) {
			p.Free = append(p.Free, e)
		}
	case Departed(s, e):
		p.Gone = append(p.Gone, e)
	case Unknown(s, e):
		p.Strange = append(p.Strange, e)
	case e.State == ledger.Taken && e.Delegation.LastCheckIn != nil && e.Delegation.LastCheckIn.Answer == "help":
		p.Help = append(p.Help, e)
	}
}

// offeredAgain says whether the same comment was offered anew since.
func offeredAgain(e *ledger.Entry, all []*ledger.Entry) bool {
	return e.Delegation.Todo != "" && slices.ContainsFunc(all, func(o *ledger.Entry) bool {
		return o != e && o.Delegation.Todo == e.Delegation.Todo && o.At.After(e.At)
	})
}

// Holds says whether a delegation is the reader's promise: they took it, and have not finished it or handed it back.
func Holds(s *workspace.Snapshot, e *ledger.Entry) bool {
	who, held := e.Holder()
	return held && e.Delegation != nil && s.Me != nil && s.Actor(who) == s.Me
}

// Lost says whether the reader took a delegation too late: somebody else had.
func Lost(s *workspace.Snapshot, e *ledger.Entry) bool {
	if s.Me == nil || e.Delegation == nil || Holds(s, e) {
		return false
	}
	return slices.ContainsFunc(e.Late, func(l ledger.Answer) bool { return l.State == ledger.Taken && s.Actor(l.By) == s.Me })
}

// TakenBack says whether a delegation was done by a commit that was taken back lately, and was not offered anew since. It
// stays done: people say otherwise if it is not.
func TakenBack(s *workspace.Snapshot, e *ledger.Entry) bool {
	d := e.Delegation
	return d != nil && e.State == ledger.Done && d.Reverted != "" && d.ReplacedBy == "" && s.Now().Sub(e.Changed) < remembered
}

// Did says whether it was the reader who finished a delegation.
func Did(s *workspace.Snapshot, e *ledger.Entry) bool {
	return s.Me != nil && slices.ContainsFunc(e.Answers, func(a ledger.Answer) bool { return a.State == ledger.Done && s.Actor(a.By) == s.Me })
}

// Departed says whether an open delegation waits for somebody who was not seen in the repository for long. It is for the one
// who offered it.
func Departed(s *workspace.Snapshot, e *ledger.Entry) bool {
	if e.Delegation == nil || !e.Open() {
		return false
	}
	p := s.Person(e.Delegation.To)
	if who, held := e.Holder(); held {
		p = s.Actor(who)
	}
	if p == nil || p == s.Me || !s.Indexed {
		return false
	}
	last := s.LastSeen(p)
	answers := e.State == ledger.Taken && s.Now().Sub(e.Changed) <= settled
	return !last.IsZero() && !s.Active(p) && !answers
}

// settled is how long somebody who took something counts as being here, though history has not seen them for long.
const settled = 14 * 24 * time.Hour

// Unknown says whether an open delegation names somebody whom nobody here knows.
func Unknown(s *workspace.Snapshot, e *ledger.Entry) bool {
	return e.Delegation != nil && e.Open() && e.State != ledger.Taken && s.Indexed && s.Person(e.Delegation.To) == nil
}

func mine(s *workspace.Snapshot, e *ledger.Entry) bool {
	return e.Delegation != nil && s.IsMe(e.Delegation.To)
}

func due(e *ledger.Entry, today string) bool {
	day := e.Delegation.CheckIn
	_, err := time.Parse(DateLayout, day)
	return err == nil && day <= today
}
