package index

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/leadline/leadline/internal/git"
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
	a := &gathering{graph: newGraph(next.hashSize), people: newPeople(nil), paths: newPaths()}
	a.ctx = ctx
	if old.Complete {
		tx, err := u.index.begin(ctx)
		if err != nil {
			return err
		}
		// Nothing was written: how a read transaction ends says nothing.
		defer func() { _ = tx.Rollback() }()
		if a, err = loadGathering(ctx, tx, old); err != nil {
			return u.index.explain(err)
		}
	}
	if err := u.walk(ctx, a, old); err != nil {
		return fmt.Errorf("indexing the history: %w", u.index.explain(err))
	}
	rows, err := u.settle(a, old)
	if err := errors.Join(err, a.err, a.paths.err); err != nil {
		return fmt.Errorf("indexing the history: %w", u.index.explain(err))
	}
	next.Commits = int64(a.next) - int64(len(a.free))
	next.next, next.free = a.next, packIDs(a.free)
	next.nextPath, next.freePaths = a.paths.next, packIDs(a.paths.free)
	return u.write(ctx, a, rows, old, next)
}

// loadGathering begins with what an index holds, to be read from tx.
func loadGathering(ctx context.Context, tx *sql.Tx, s state) (*gathering, error) {
	identities, err := readIdentities(ctx, tx)
	if err != nil {
		return nil, err
	}
	a := &gathering{people: newPeople(identities)}
	if a.graph, err = loadGraph(ctx, tx, s); err != nil {
		return nil, err
	}
	a.paths, err = loadPaths(ctx, tx, s)
	return a, err
}

// settle draws the conclusions from a walk: what is gone, and who merged what. It returns the rows of all paths
// that change; an empty row is to be deleted.
func (u update) settle(a *gathering, old state) (rows map[string][]byte, err error) {
	var r reach
	for _, t := range u.tips {
		id, ok := a.find(rawHash(t))
		if !ok || !a.at(id).present() {
			return nil, fmt.Errorf("git did not find the commit %s", t)
		}
		r.after = append(r.after, id)
	}
	if old.Complete {
		for _, t := range old.Tips {
			id, ok := a.find(rawHash(t))
			if !ok {
				return nil, damaged("the tip %s is not there", t)
			}
			r.before = append(r.before, id)
		}
	}
	d := a.divide(r)
	gone := make(map[uint32]bool, len(d.gone))
	for _, id := range d.gone {
		gone[id] = true
		a.paths.cutOut(a.touched(id))
	}
	if rows, err = a.paths.end(func(id uint32) bool { return gone[id] }); err != nil {
		return nil, err
	}
	if err := a.known(); err != nil {
		return nil, err
	}
	a.creditMergers(d.fresh, a.people.mailboxes())
	if len(d.gone) == 0 {
		return rows, nil
	}
	for _, id := range d.gone {
		a.take(id)
	}
	used := make(map[uint32]bool, len(a.people.all))
	if err := a.sightings(func(s sight) { used[s.who] = true }); err != nil {
		return nil, err
	}
	a.people.keep(used)
	return rows, nil
}

// walk folds what the index does not have yet.
func (u update) walk(ctx context.Context, a *gathering, old state) error {
	var missing []git.Hash
	for _, t := range u.tips {
		if id, ok := a.find(rawHash(t)); !ok || !a.at(id).present() {
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

// write makes all changes in one transaction.
func (u update) write(ctx context.Context, a *gathering, rows map[string][]byte, old, next state) error {
	x := u.index
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return errClosed
	}
	err := x.db.Write(ctx, func(tx *sql.Tx) error {
		if !old.Complete {
			if _, err := tx.ExecContext(ctx, empty); err != nil {
				return err
			}
		}
		if err := a.people.write(ctx, tx); err != nil {
			return err
		}
		if err := a.write(tx, next.Generation); err != nil {
			return err
		}
		if err := a.paths.write(ctx, tx, rows); err != nil {
			return err
		}
		return writeState(ctx, tx, next)
	})
	if err == nil && !old.Complete && next.Commits > fewCommits {
		err = x.db.Checkpoint(ctx)
	}
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}

// fewCommits leave so little beside the file that to merge it can wait until SQLite does.
const fewCommits = 10_000

// empty deletes all that an index holds but its state.
const empty = `DELETE FROM paths; DELETE FROM names; DELETE FROM hashes; DELETE FROM touched; DELETE FROM seen;
	DELETE FROM chunks; DELETE FROM identities; DELETE FROM copies`
