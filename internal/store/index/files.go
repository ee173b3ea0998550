package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// FileFacts is what history says about whose a file is. Its lineage counts, through renames.
type FileFacts struct {
	Path string
	// Creator added the oldest file of the lineage; Created is false where history does not say who did.
	Creator git.Identity
	Created bool
	// Hands are all who had theirs in it, as authors, the creator too; in order of name, then address.
	Hands []Hand
}

// Hand is what one raw identity did to a file, as the author of commits.
type Hand struct {
	Who git.Identity
	// Changes counts modifications and renames, which are deliveries; to add a file or to delete it is neither.
	Changes int
	// Recent counts commits of any kind, deletions left out, since [FileQuery.Since].
	Recent int
}

// FileQuery says what [Index.Files] looks at.
type FileQuery struct {
	Paths []string
	// At leaves out what this commit does not reach; "" is all that the tips reach.
	At git.Hash
	// Since is when recent begins, by the commits' author time.
	Since time.Time
	// Least leaves out files that had fewer recent commits than so many, where that is told at a glance: asked for many, those that
	// are changed often are found in a quarter of the time.
	Least int
	// Without leaves out files that somebody of whom it is true changed, likewise.
	Without func(git.Identity) bool
}

// ErrUnknownCommit says that the index does not hold a commit.
var ErrUnknownCommit = errors.New("the index does not hold this commit")

// Files tells whose each file is, in the order of the paths; about a path that no commit touched it says
// nothing but the path. The sequence ends with an error at most once, as its last pair: ErrUnknownCommit
// among them. Before the first build has ended it is empty. It runs within one read transaction: neither
// call the index nor wait for long between two files.
func (x *Index) Files(ctx context.Context, q FileQuery) iter.Seq2[FileFacts, error] {
	return func(yield func(FileFacts, error) bool) {
		stopped := false
		err := x.viewing(ctx, func(v *view) error {
			people, err := v.identities(ctx)
			if err != nil {
				return err
			}
			if err := v.upTo(ctx, q.At); err != nil {
				return err
			}
			row, out, err := v.rows(ctx, q, people)
			if err != nil {
				return err
			}
			for _, path := range q.Paths {
				if out(path) {
					continue
				}
				f, err := v.file(ctx, path, row, people, q.Since.Unix())
				if err != nil {
					return err
				}
				if stopped = !yield(f, nil); stopped {
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(FileFacts{}, err)
		}
	}
}

// rows returns a function that reads the touches of one of the paths, and one that tells which are left out. Asked for many, it has
// read them all: one pass over the table takes a tenth of the time.
func (v *view) rows(ctx context.Context, q FileQuery, people []git.Identity) (touches func(path string) ([]byte, error), out func(path string) bool, err error) {
	if len(q.Paths) < many {
		return func(path string) ([]byte, error) { return pathTouches(ctx, v.tx, path) }, func(string) bool { return false }, nil
	}
	if err := v.all(ctx); err != nil {
		return nil, nil, err
	}
	rows := make(map[string][]byte, len(q.Paths))
	for _, p := range q.Paths {
		rows[p] = nil
	}
	pace := v.pace(q, people)
	err = eachPath(ctx, v.tx, "", func(path, row []byte) error {
		if _, wanted := rows[string(path)]; wanted {
			rows[string(path)] = slices.Clone(row)
		}
		return pace.learn(path, row)
	})
	return func(path string) ([]byte, error) { return rows[path], nil }, pace.out, err
}

func (v *view) file(ctx context.Context, path string, row func(string) ([]byte, error), people []git.Identity, since int64) (FileFacts, error) {
	f := FileFacts{Path: path}
	touches, err := row(path)
	if err != nil || touches == nil {
		return f, err
	}
	var events []event
	if err := v.lineage(ctx, touches, func(e event) { events = append(events, e) }); err != nil {
		return f, err
	}
	hands := map[uint32]*Hand{}
	for _, e := range inOrder(events) {
		if e.kind == deleted {
			continue
		}
		c, _, err := v.commit(ctx, e.commit)
		if err != nil {
			return f, err
		}
		if int(c.author) >= len(people) {
			return f, damaged("no identity %d", c.author)
		}
		h := hands[c.author]
		if h == nil {
			h = &Hand{Who: people[c.author]}
			hands[c.author] = h
		}
		switch {
		case e.kind != added:
			h.Changes++
		case !f.Created:
			f.Creator, f.Created = h.Who, true
		}
		if c.at >= since {
			h.Recent++
		}
	}
	for _, h := range hands {
		f.Hands = append(f.Hands, *h)
	}
	slices.SortFunc(f.Hands, func(a, b Hand) int {
		return cmp.Or(cmp.Compare(a.Who.Name, b.Who.Name), cmp.Compare(a.Who.Email, b.Who.Email))
	})
	return f, nil
}

// inOrder sorts the events of a lineage, the oldest first. A commit that touched two names of it counts once.
func inOrder(events []event) []event {
	slices.SortFunc(events, func(a, b event) int {
		return cmp.Or(a.compare(b.moment), cmp.Compare(a.kind, b.kind))
	})
	return slices.CompactFunc(events, func(a, b event) bool { return a.commit == b.commit })
}

// upTo narrows the view to what a commit reaches.
func (v *view) upTo(ctx context.Context, at git.Hash) error {
	if at == "" || len(v.st.Tips) == 1 && v.st.Tips[0] == at {
		return nil
	}
	id, _, found, err := v.find(ctx, at)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("%.12s: %w", at, ErrUnknownCommit)
	}
	reached, err := v.reached(ctx, id)
	v.only = func(id uint32) bool { return int(id) < len(reached) && reached[id] }
	return err
}

// reached are the commits that one reaches, itself too.
func (v *view) reached(ctx context.Context, tip uint32) ([]bool, error) {
	if err := v.all(ctx); err != nil {
		return nil, err
	}
	reached := make([]bool, v.st.next)
	stack := []uint32{tip}
	for len(stack) > 0 {
		id := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if int(id) >= len(reached) {
			return nil, damaged("no commit %d", id)
		}
		if reached[id] {
			continue
		}
		reached[id] = true
		c, _, err := v.commit(ctx, id)
		if err != nil {
			return nil, err
		}
		stack = append(stack, c.parents...)
	}
	return reached, nil
}

// Together is [Index.ContributionsBy] for groups of files: what was done to each group, where a commit
// counts once, however many of its files it touched. Paths that no commit touched are nothing, never
// folders.
func (x *Index) Together(ctx context.Context, groups map[string][]string, w Weighing) (map[string][]Contribution, error) {
	out := make(map[string][]Contribution, len(groups))
	now := x.now().Unix()
	err := x.viewing(ctx, func(v *view) error {
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		people = w.Reviews.among(people)
		if len(groups) > many {
			if err := v.all(ctx); err != nil {
				return err
			}
		}
		r := v.room(len(people))
		defer v.rooms.Put(r)
		stands := standIns(people, w.Person, r.known)
		lineages := map[string][]uint32{}
		for name, paths := range groups {
			var ids []uint32
			for _, path := range paths {
				own, known := lineages[path]
				if !known {
					if own, err = v.commitsOfFile(ctx, path); err != nil {
						return err
					}
					lineages[path] = own
				}
				ids = append(ids, own...)
			}
			if out[name], err = v.tally(ctx, ids, people, stands, w, now, r); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (v *view) commitsOfFile(ctx context.Context, path string) (ids []uint32, err error) {
	row, err := pathTouches(ctx, v.tx, path)
	if err != nil || row == nil {
		return nil, err
	}
	err = v.lineage(ctx, row, func(e event) { ids = append(ids, e.commit) })
	return ids, err
}
