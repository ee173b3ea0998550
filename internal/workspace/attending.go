package workspace

import (
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
)

// Attends is what somebody who was invited to a pairing block has answered: Offered before they did, Taken for whoever planned it.
func (s *Snapshot) Attends(e *ledger.Entry, who string) ledger.State {
	p := s.Person(who)
	is := func(a ledger.Actor) bool {
		if p != nil {
			return s.Actor(a) == p
		}
		return a.Email == who
	}
	if is(e.By) {
		return ledger.Taken
	}
	for _, a := range e.Answers {
		if is(a.By) {
			return a.State
		}
	}
	return ledger.Offered
}

// Attendee is one of those who meet in a pairing block.
type Attendee struct {
	Who    string         // as the block has it: handle or address
	Person *people.Person // nil where nobody known is meant
	// State is Taken, Later, Declined, or Offered while they said nothing; whoever planned it has Taken.
	State ledger.State
}

// Attendees are those who meet in a pairing block, whoever planned it first, and what each said.
func (s *Snapshot) Attendees(e *ledger.Entry) []Attendee {
	var out []Attendee
	if e.Pairing == nil {
		return nil
	}
	for _, who := range e.Pairing.People {
		out = append(out, Attendee{Who: who, Person: s.Person(who), State: s.Attends(e, who)})
	}
	return out
}

// Kept is how a pairing block stands in the reader's own calendar, the one that their settings name for blocks; ok is false where
// nothing is known of it there.
func (s *Snapshot) Kept(id string) (k ledger.Kept, ok bool) {
	k, ok = s.kept[id]
	return k, ok && k.Calendar == s.Settings.Calendar.Blocks && k.Calendar != ""
}

// Deserted says whether everybody but whoever planned a block has declined it.
func (s *Snapshot) Deserted(e *ledger.Entry) bool {
	others := 0
	for _, a := range s.Attendees(e) {
		if a.Person != nil && a.Person == s.Actor(e.By) {
			continue
		}
		if others++; a.State != ledger.Declined {
			return false
		}
	}
	return others > 0 && e.State == ledger.Planned
}
