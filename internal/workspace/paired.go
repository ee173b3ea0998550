package workspace

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// Paired is with whom the reader sat down, as commits with co-authors and blocks that took place say.
type Paired struct {
	Last map[*people.Person]time.Time // when last
	// Recorded says that anybody's pairings are known here at all: else nothing follows from there being none.
	Recorded bool
}

// mostAtOnce is how many can have written a commit together. One that names more is a merge that was squashed, which names
// everybody whose work it holds.
const mostAtOnce = 6

// joints remembers the commits with co-authors, which cost a pass over the index.
type joints struct {
	mu         sync.Mutex
	generation int64         // of the index
	known      []index.Joint // nil before it was asked
}

func (w *Workspace) jointCommits(ctx context.Context, s *Snapshot) ([]index.Joint, error) {
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	w.joints.mu.Lock()
	defer w.joints.mu.Unlock()
	generation := w.index.State().Generation // asked before the index: what changes meanwhile is asked for again
	if w.joints.known != nil && w.joints.generation == generation {
		return w.joints.known, nil
	}
	all, err := w.index.Joint(ctx, index.JointQuery{})
	if err != nil {
		return nil, fmt.Errorf("cannot tell who wrote commits together: %w", err)
	}
	all = slices.DeleteFunc(all, func(j index.Joint) bool { return len(j.Who) > mostAtOnce })
	w.joints.generation, w.joints.known = generation, append([]index.Joint{}, all...)
	return w.joints.known, nil
}

// Paired answers with whom the reader paired, and when last. It is for their eyes.
func (w *Workspace) Paired(ctx context.Context) (Paired, error) {
	s := w.Snapshot()
	out := Paired{Last: map[*people.Person]time.Time{}}
	commits, err := w.jointCommits(ctx, s)
	if err != nil {
		return out, err
	}
	met := func(who []*people.Person, at time.Time) {
		who = several(who)
		out.Recorded = out.Recorded || len(who) > 1
		if s.Me == nil || !slices.Contains(who, s.Me) {
			return
		}
		for _, p := range who {
			if p != s.Me && at.After(out.Last[p]) {
				out.Last[p] = at
			}
		}
	}
	for _, j := range commits {
		var who []*people.Person
		for _, one := range j.Who {
			who = append(who, s.People.Resolve(one))
		}
		met(who, j.At)
	}
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.Pairing != nil && e.State == ledger.Done && !e.Retracted {
			met(s.Comers(e), metAt(e))
		}
	}
	return out, nil
}

// metAt is when a block took place: those who met before it was to begin did so by the time they said so.
func metAt(e *ledger.Entry) time.Time {
	if e.Changed.Before(e.Pairing.Start) {
		return e.Changed
	}
	return e.Pairing.Start
}

// Comers are the people of a block whom history knows and who have not declined it, the organiser first.
func (s *Snapshot) Comers(e *ledger.Entry) []*people.Person {
	var out []*people.Person
	for _, who := range e.Pairing.People {
		p := s.Person(who)
		declined := slices.ContainsFunc(e.Answers, func(a ledger.Answer) bool { return s.Actor(a.By) == p && a.State == ledger.Declined })
		if p != nil && !declined && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// several are people, each once and programs left out.
func several(who []*people.Person) []*people.Person {
	var out []*people.Person
	for _, p := range who {
		if p != nil && !p.Bot && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
