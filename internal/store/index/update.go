package index

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store"
)

// update is one change of the index, from reading history to writing rows.
type update struct {
	index    *Index
	source   Source
	tips     []git.Hash
	cut      string
	progress func(done, total int)
}

// run builds on what the index holds, or afresh if that is not complete.
func (u update) run(ctx context.Context, old state) error {
	next := state{hashSize: old.hashSize, cut: u.cut, State: State{Complete: true, Generation: old.Generation + 1, Tips: u.tips}}
	if len(u.tips) > 0 && len(u.tips[0])/2 != old.hashSize {
		old.Complete, next.hashSize = false, len(u.tips[0])/2
	}
	g, people := newGraph(next.hashSize), []git.Identity(nil)
	if old.Complete {
		err := u.index.reading(ctx, func(tx *sql.Tx) (err error) {
			if people, err = readIdentities(ctx, tx); err != nil {
				return err
			}
			g, err = loadGraph(ctx, tx, old.hashSize, old.Commits)
			return err
		})
		if err != nil {
			return err
		}
		for i := range g.commits {
			for _, k := range append(g.commits[i].credits, credit{who: g.commits[i].author}) {
				if int(k.who) >= max(1, len(people)) {
					return fmt.Errorf("%w: %w: a commit without author", store.ErrDamaged, errDamaged)
				}
			}
		}
	}
	known := len(people)
	a := newGathering(g, people)
	if err := u.walk(ctx, a, old); err != nil {
		return fmt.Errorf("indexing the history: %w", err)
	}
	ends := make([]uint32, 0, len(u.tips))
	for _, t := range u.tips {
		id, ok := a.ids[rawHash(t)]
		if !ok {
			return fmt.Errorf("indexing the history: git did not find the commit %s", t)
		}
		ends = append(ends, id)
	}
	kept := a.reachable(ends)
	gone := func(id uint32) bool { return int(id) < len(kept) && a.commits[id].present() && !kept[id] }
	trails, err := u.trails(ctx, a, old, gone)
	if err != nil {
		return err
	}
	a.remove(gone)
	a.creditMergers(ends, a.mailboxes())
	next.Commits = int64(len(a.ids))
	return u.write(ctx, a, trails, known, old, next)
}

// walk folds what the index does not have yet.
func (u update) walk(ctx context.Context, a *gathering, old state) error {
	var missing []git.Hash
	for _, t := range u.tips {
		if id, ok := a.ids[rawHash(t)]; !ok || !a.commits[id].present() {
			missing = append(missing, t)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	q := git.LogQuery{Tips: missing}
	if old.Complete {
		q.Not = old.Tips
	}
	estimate := int(old.Commits) // building anew, there are about as many as before
	if old.Complete {
		estimate = 0
	}
	for c, err := range u.source.Log(ctx, q) {
		if err != nil {
			return err
		}
		if err := a.add(c); err != nil {
			return err
		}
		if a.seen%256 == 0 {
			total := estimate
			if a.seen > estimate {
				total = 0
			}
			u.progress(a.seen, total)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	u.progress(a.seen, a.seen)
	a.finish()
	return nil
}

// trails returns the whole rows of all paths that change; an empty row is to be deleted.
func (u update) trails(ctx context.Context, a *gathering, old state, gone func(uint32) bool) (map[string][]byte, error) {
	rows := make(map[string][]byte, len(a.trails))
	if !old.Complete {
		for path, t := range a.trails {
			rows[path] = t.row
		}
		return rows, nil
	}
	anyGone := false
	for id := range a.commits {
		anyGone = anyGone || gone(uint32(id))
	}
	err := u.index.reading(ctx, func(tx *sql.Tx) error {
		if anyGone {
			// Which paths a commit touched is not kept by commit: looking through all rows
			// takes less time than a process would.
			if err := eachPath(ctx, tx, "", func(path, row []byte) error { return without(rows, path, row, gone) }); err != nil {
				return err
			}
		}
		for path, t := range a.trails {
			row, ok := rows[path]
			if !ok {
				var err error
				if row, err = pathTouches(ctx, tx, path); err != nil {
					return err
				}
			}
			joined, err := joinTouches(row, t.row)
			if err != nil {
				return err
			}
			rows[path] = joined
		}
		return nil
	})
	return rows, err
}

// without puts a path's touches into rows if some of their commits are gone.
func without(rows map[string][]byte, path, row []byte, gone func(uint32) bool) error {
	found := false
	if err := eachTouch(row, func(c uint32, _ touchKind, _ []byte) { found = found || gone(c) }); err != nil || !found {
		return err
	}
	kept, last := []byte{}, uint32(0)
	err := eachTouch(row, func(c uint32, kind touchKind, other []byte) {
		if !gone(c) {
			kept = appendTouch(kept, last, touch{c, kind, string(other)})
			last = c
		}
	})
	rows[string(path)] = kept
	return err
}

// joinTouches appends more to row.
func joinTouches(row, more []byte) ([]byte, error) {
	last, err := lastTouched(row)
	if err != nil {
		return nil, err
	}
	err = eachTouch(more, func(c uint32, kind touchKind, other []byte) {
		row = appendTouch(row, last, touch{c, kind, string(other)})
		last = c
	})
	return row, err
}

// write makes all changes in one transaction.
func (u update) write(ctx context.Context, a *gathering, trails map[string][]byte, known int, old, next state) error {
	paths := sortedKeys(trails)
	used := a.used()
	x := u.index
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return errClosed
	}
	err := x.db.Write(ctx, func(tx *sql.Tx) error {
		if !old.Complete {
			if _, err := tx.ExecContext(ctx, `DELETE FROM paths; DELETE FROM chunks; DELETE FROM identities`); err != nil {
				return err
			}
		}
		if err := writeIdentities(ctx, tx, a.people, used, known); err != nil {
			return err
		}
		in := newInserter(ctx, tx, "chunks", 2)
		if err := a.changedChunks(func(n int, facts []byte) error { return in.add(n, facts) }); err != nil {
			return err
		}
		if err := in.end(); err != nil {
			return err
		}
		in = newInserter(ctx, tx, "paths", 2)
		for _, p := range paths {
			row := trails[p]
			if len(row) > 0 {
				if err := in.add([]byte(p), row); err != nil {
					return err
				}
				continue
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM paths WHERE path = ?`, []byte(p)); err != nil {
				return err
			}
		}
		if err := in.end(); err != nil {
			return err
		}
		return writeState(ctx, tx, next)
	})
	if err == nil && !old.Complete {
		err = x.db.Checkpoint(ctx)
	}
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}

// writeIdentities adds those that are new, from id known on, and deletes those that no
// commit names any more.
func writeIdentities(ctx context.Context, tx *sql.Tx, people []git.Identity, used []bool, known int) error {
	in := newInserter(ctx, tx, "identities", 3)
	for id, p := range people {
		switch {
		case used[id] && (id >= known):
			if err := in.add(id, []byte(p.Name), []byte(p.Email)); err != nil {
				return err
			}
		case !used[id] && id < known && id > 0:
			if _, err := tx.ExecContext(ctx, `DELETE FROM identities WHERE id = ?`, id); err != nil {
				return err
			}
		}
	}
	return in.end()
}
