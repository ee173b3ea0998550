package index

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Sighting is when one raw identity was seen in the history last.
type Sighting struct {
	Who git.Identity
	// Last is the author time of the latest commit that touched a path and that they wrote, reviewed or merged;
	// not after now, and zero where there is none.
	Last time.Time
}

// Sightings returns every author and everybody whom a trailer credits, raw, the most recently active first. It
// does not take the pass over all commits that [Index.Contributions] to everything would.
func (x *Index) Sightings(ctx context.Context) ([]Sighting, error) {
	var out []Sighting
	now := x.now().Unix()
	err := x.viewing(ctx, func(v *view) error {
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		seen, err := v.sightings(ctx)
		if err != nil {
			return err
		}
		out = make([]Sighting, len(seen))
		for i, s := range seen {
			if int(s.who) >= len(people) {
				return damaged("no identity %d", s.who)
			}
			out[i].Who = people[s.who]
			if s.touched {
				out[i].Last = time.Unix(min(s.at, now), 0).UTC()
			}
		}
		return nil
	})
	return out, err
}

// Identities are those of [Index.Sightings].
func (x *Index) Identities(ctx context.Context) ([]git.Identity, error) {
	seen, err := x.Sightings(ctx)
	out := make([]git.Identity, len(seen))
	for i, s := range seen {
		out[i] = s.Who
	}
	return out, err
}

// sightings are all identities, the most recently active first. Nobody may change them.
func (v *view) sightings(ctx context.Context) ([]sight, error) {
	people, err := v.identities(ctx)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.seen != nil {
		return v.seen, nil
	}
	by := make([]sight, len(people)) // where who is 1 + the identity
	known, strange := 0, false
	err = eachSeen(ctx, v.tx, func(_ uint32, _ int64, row []byte) error {
		return eachSight(row, func(s sight) {
			if int(s.who) >= len(by) {
				strange = true
				return
			}
			one := &by[s.who]
			if one.who == 0 {
				*one = s
				one.who++
				known++
				return
			}
			one.join(s)
		})
	})
	if err == nil && strange {
		err = damaged("somebody without an identity was seen")
	}
	if err != nil {
		return nil, err
	}
	all := make([]sight, 0, known)
	for _, s := range by {
		if s.who > 0 {
			s.who--
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b sight) int {
		if a.generation != b.generation { // nearly always
			return cmp.Compare(b.generation, a.generation)
		}
		return cmp.Or(cmp.Compare(people[a.who].Name, people[b.who].Name), cmp.Compare(people[a.who].Email, people[b.who].Email))
	})
	v.seen = all
	return all, nil
}
