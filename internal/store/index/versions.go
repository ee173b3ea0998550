package index

import (
	"cmp"
	"context"
	"encoding/hex"
	"iter"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// Versions are the commits that touched a file, under whatever name it had. Oldest first, in the order of commits;
// copies count from the copy on.
type Versions struct {
	Path    string
	Touches []Touch
	// Again is how many other files had the first name before this one.
	Again int
}

// Touch is one version of a file: what a commit made of it.
type Touch struct {
	git.FileAt      // named as it was called there
	Deleted    bool // the commit took it away
}

// Versions answers, in the order of the paths, which versions of each file a commit reaches ("" is all that the tips
// reach). The sequence ends with an error at most once, as its last pair: ErrUnknownCommit among them. Before the first
// build has ended it is empty. It runs within one read transaction: neither call the index nor wait for long between
// two files.
func (x *Index) Versions(ctx context.Context, paths []string, at git.Hash) iter.Seq2[Versions, error] {
	return func(yield func(Versions, error) bool) {
		stopped := false
		err := x.viewing(ctx, func(v *view) error {
			if err := v.upTo(ctx, at); err != nil {
				return err
			}
			row, _, err := v.rows(ctx, FileQuery{Paths: paths}, nil)
			if err != nil {
				return err
			}
			for _, path := range paths {
				touches, err := row(path)
				if err != nil {
					return err
				}
				versions, err := v.versions(ctx, path, touches)
				if err != nil {
					return err
				}
				if stopped = !yield(versions, nil); stopped {
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(Versions{}, err)
		}
	}
}

func (v *view) versions(ctx context.Context, path string, row []byte) (Versions, error) {
	out := Versions{Path: path}
	type named struct {
		event
		path string
	}
	var all []named
	called := func(path string) func(event) {
		return func(e event) { all = append(all, named{e, path}) }
	}
	events, err := v.unpackEvents(ctx, row)
	if err != nil {
		return out, err
	}
	from := current(events, called(path))
	for hops := 0; len(from) > 0 && hops < maxHops; hops++ {
		o := from[len(from)-1]
		from = from[:len(from)-1]
		if o.copied {
			continue
		}
		events, err := v.events(ctx, o.path)
		if err != nil {
			return out, err
		}
		from = append(from, until(events, o, called(o.path))...)
	}
	slices.SortStableFunc(all, func(a, b named) int {
		return cmp.Or(a.compare(b.moment), cmp.Compare(a.path, b.path))
	})
	for i, e := range all {
		if i > 0 && all[i-1].commit == e.commit && all[i-1].path == e.path {
			continue
		}
		out.Touches = append(out.Touches, Touch{
			FileAt:  git.FileAt{Commit: git.Hash(hex.EncodeToString(e.hash)), Path: e.path},
			Deleted: e.kind == deleted,
		})
	}
	if len(all) > 0 {
		events, err := v.events(ctx, all[0].path)
		if err != nil {
			return out, err
		}
		for _, e := range events {
			if e.compare(all[0].moment) < 0 && (e.kind == added || e.kind == renamedFrom) {
				out.Again++
			}
		}
	}
	return out, ctx.Err()
}
