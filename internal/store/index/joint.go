package index

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Joint is a commit that several people wrote, as its author and its Co-authored-by trailers say.
type Joint struct {
	Commit git.Hash
	At     time.Time // author time; not after now
	// Who wrote it, raw: the author first, then the co-authors as the message names them. They may be one person by several
	// addresses.
	Who []git.Identity
}

// JointQuery says which commits [Index.Joint] answers.
type JointQuery struct {
	// Path is a file, through its lineage, or a folder; "" or "." is everything.
	Path string
	// Since and Until bound the author time, both included; zero: no bound.
	Since, Until time.Time
}

// Joint answers the commits that have a co-author, the oldest first. Before the first build has ended there is none. It is a pass
// over all commits for everything, over those of the path for a path.
func (x *Index) Joint(ctx context.Context, q JointQuery) ([]Joint, error) {
	var out []Joint
	now := x.now().Unix()
	err := x.viewing(ctx, func(v *view) error {
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		ids, err := v.written(ctx, q.Path)
		if err != nil {
			return err
		}
		slices.Sort(ids)
		for _, id := range slices.Compact(ids) {
			c, hash, err := v.commit(ctx, id)
			if err != nil {
				return err
			}
			// Co-authors stand before reviewers.
			at := time.Unix(min(c.at, now), 0).UTC()
			if len(c.credits) == 0 || c.credits[0].kind != coAuthor ||
				!q.Since.IsZero() && at.Before(q.Since) || !q.Until.IsZero() && at.After(q.Until) {
				continue
			}
			j := Joint{Commit: hashOf(hash), At: at}
			for _, k := range roles(nil, c) {
				if k.kind != coAuthor {
					break
				}
				if int(k.who) >= len(people) {
					return damaged("no identity %d", k.who)
				}
				j.Who = append(j.Who, people[k.who])
			}
			out = append(out, j)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Joint) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Commit, b.Commit)) })
	return out, err
}

// written are the commits of a path; for everything also those that touched none.
func (v *view) written(ctx context.Context, path string) ([]uint32, error) {
	if path != "" && path != "." {
		return v.commitsOf(ctx, path)
	}
	if err := v.all(ctx); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var ids []uint32
	for n, ch := range v.chunks {
		for i := range ch.commits {
			if c := &ch.commits[i]; c.present() && len(c.credits) > 0 {
				ids = append(ids, n*chunkSize+uint32(i))
			}
		}
	}
	return ids, nil
}
