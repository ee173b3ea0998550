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
	by := map[uint32]*sight{}
	err = eachSeen(ctx, v.tx, func(_ uint32, _ int64, row []byte) error {
		return eachSight(row, func(s sight) {
			if known := by[s.who]; known != nil {
				known.join(s)
			} else {
				by[s.who] = &s
			}
		})
	})
	if err != nil {
		return nil, err
	}
	all := make([]sight, 0, len(by))
	for who, s := range by {
		if int(who) >= len(people) {
			return nil, damaged("no identity %d", who)
		}
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b sight) int {
		return cmp.Or(
			cmp.Compare(b.generation, a.generation),
			cmp.Compare(people[a.who].Name, people[b.who].Name), cmp.Compare(people[a.who].Email, people[b.who].Email),
		)
	})
	v.seen = all
	return all, nil
}
