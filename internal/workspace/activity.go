package workspace

import (
	"time"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// activity is when each person was last seen anywhere in the repository. It is nil before the index is
// ready; then activity in the file at hand has to do.
type activity map[*people.Person]time.Time

func activityOf(seen []index.Sighting, d *people.Directory) activity {
	out := make(activity, len(seen))
	for _, one := range seen {
		if p := d.Resolve(one.Who); one.Last.After(out[p]) {
			out[p] = one.Last
		}
	}
	return out
}

// Active says whether a person was seen in the repository lately. People who were not are gone: kept,
// never suggested.
func (s *Snapshot) Active(p *people.Person) bool {
	last, ok := s.seen[p]
	return ok && s.Now().Sub(last) <= s.Settings.Knowledge.Inactive
}

// Gone says whether a person, not a program, was here and has not been for long. Nobody is before the index is ready.
func (s *Snapshot) Gone(p *people.Person) bool {
	last, ok := s.seen[p]
	return ok && !p.Bot && s.Now().Sub(last) > s.Settings.Knowledge.Inactive
}

// LastSeen is when a person last changed or reviewed anything here; zero when that is not known.
func (s *Snapshot) LastSeen(p *people.Person) time.Time { return s.seen[p] }

// activeIn corrects who is active: somebody who has not touched this file for long may well be here. Who wants to be named
// nowhere is left out.
func (s *Snapshot) activeIn(knowers []ownership.Knower) []ownership.Knower {
	if s.seen != nil {
		for i := range knowers {
			k := &knowers[i]
			k.Active = s.Active(k.Person) || k.Claims && k.Active
		}
	}
	return ownership.Hide(knowers, s.LeftOut)
}
