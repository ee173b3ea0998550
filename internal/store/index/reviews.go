package index

import (
	"context"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// Reviews are who reviewed which commits as others than their messages tell, such as the host of a repository. They count beside those
// that messages tell of, for each person once. They never change; nil holds none.
type Reviews struct {
	who []git.Identity      // each once
	by  map[string][]uint32 // raw hash → places in who
}

// NewReviews notes who reviewed commits.
func NewReviews(by map[git.Hash][]git.Identity) *Reviews {
	r := &Reviews{by: make(map[string][]uint32, len(by))}
	places := map[git.Identity]uint32{}
	for commit, reviewers := range by {
		raw := rawHash(commit)
		if raw == "" {
			continue
		}
		for _, who := range reviewers {
			n, known := places[who]
			if !known {
				n = uint32(len(r.who))
				places[who] = n
				r.who = append(r.who, who)
			}
			if !slices.Contains(r.by[raw], n) {
				r.by[raw] = append(r.by[raw], n)
			}
		}
	}
	return r
}

// among puts the reviewers behind the identities of the index, whose places stay.
func (r *Reviews) among(people []git.Identity) []git.Identity {
	if r == nil || len(r.who) == 0 {
		return people
	}
	return append(people[:len(people):len(people)], r.who...)
}

// credits appends the reviewers of a commit to those who had a part in it; all is how many identities there are with among.
func (r *Reviews) credits(had []credit, hash []byte, all int) []credit {
	if r == nil {
		return had
	}
	for _, n := range r.by[string(hash)] {
		had = append(had, credit{reviewer, uint32(all-len(r.who)) + n})
	}
	return had
}

// mostBrought is how many commits a merge may bring for its reviewers to know each of them.
const mostBrought = 50

// Brought are the commits that each of some merges brought into the history of tip, those of inner merges left out; merges that
// brought more than 50 have none. Before the first build has ended nothing is known.
func (x *Index) Brought(ctx context.Context, tip git.Hash, merges []git.Hash) (map[git.Hash][]git.Hash, error) {
	out := map[git.Hash][]git.Hash{}
	err := x.viewing(ctx, func(v *view) error {
		if err := v.all(ctx); err != nil {
			return err
		}
		v.mu.Lock()
		defer v.mu.Unlock()
		found := v.idsOf(tip, merges)
		from, known := found[rawHash(tip)]
		if !known {
			return nil
		}
		ids := make(map[uint32]git.Hash, len(merges))
		for _, h := range merges {
			if id, known := found[rawHash(h)]; known {
				ids[id] = h
			}
		}
		v.arrive(from)
		for id, by := range v.arrived {
			if by == 0 || by == uint32(id)+1 {
				continue
			}
			if merge, asked := ids[by-1]; asked && len(v.at(uint32(id)).parents) < 2 && v.along[by-1] <= mostBrought {
				out[merge] = append(out[merge], v.hashAt(uint32(id)))
			}
		}
		return nil
	})
	return out, err
}
