package index

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// The walk that builds the index follows moves, not plain copies: to look for those in every commit costs much and finds
// little. So where a file came from is asked of git when somebody looks at it, and the answer is kept here: it never changes.

// Birth is how a file began: a commit that added it, not by a move.
type Birth struct {
	git.FileAt
	Parent git.Hash // the commit before, in which a source has to be
	Files  int      // how many files the commit changed
}

// Copy is a copy in the lineage of a file: a commit made To from the file that it called From.
type Copy struct {
	git.FileAt
	From  string
	Moved bool         // the same commit took the original away: a move with so many changes that git takes it for none
	Who   git.Identity // who copied it
	When  time.Time    // author time
}

// Origins answers the copies in a file's lineage as far as they are known, the latest first, and the births of which it is not
// known yet whether they were copies. First commits and those where a shallow history is cut off are no births: nothing is
// known to be before them. Before the first build has ended there is nothing.
func (x *Index) Origins(ctx context.Context, path string) (copies []Copy, open []Birth, err error) {
	err = x.viewing(ctx, func(v *view) error {
		past, err := v.events(ctx, path)
		if err != nil || past == nil {
			return err
		}
		ends, err := v.throughCopies(ctx, path, past, func(event) {})
		if err != nil {
			return err
		}
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		for _, e := range ends {
			c, hash, err := v.commit(ctx, e.commit)
			if err != nil {
				return err
			}
			at := git.FileAt{Commit: git.Hash(hex.EncodeToString(hash)), Path: e.path}
			switch {
			case e.source != "":
				if int(c.author) >= len(people) {
					return damaged("no identity %d", c.author)
				}
				before, err := v.events(ctx, e.source)
				if err != nil {
					return err
				}
				moved := slices.ContainsFunc(before, func(o event) bool { return o.commit == e.commit && o.kind == deleted })
				copies = append(copies, Copy{FileAt: at, From: e.source, Moved: moved, Who: people[c.author], When: time.Unix(c.at, 0).UTC()})
			case !e.asked && len(c.parents) == 1 && c.flags&flagCut == 0:
				_, parent, err := v.commit(ctx, c.parents[0])
				if err != nil {
					return err
				}
				open = append(open, Birth{at, git.Hash(hex.EncodeToString(parent)), int(c.files)})
			}
		}
		slices.SortStableFunc(copies, func(a, b Copy) int { return cmp.Compare(b.When.Unix(), a.When.Unix()) })
		return nil
	})
	return copies, open, err
}

// KeepOrigin remembers what a birth was: a copy of source, or of nothing, "".
func (x *Index) KeepOrigin(ctx context.Context, b Birth, source string) error {
	x.open.RLock()
	defer x.open.RUnlock()
	if x.db == nil {
		return errClosed
	}
	return x.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO copies VALUES (?, ?, ?)`, []byte(rawHash(b.Commit)), []byte(b.Path), []byte(source))
		return err
	})
}

// end is where a lineage ends, or goes on in the source of a copy.
type end struct {
	path string
	event
	asked  bool   // whether it was a copy
	source string // "" if it was none
}

// throughCopies visits the lineage of the file whose events these are, and goes on behind the copies that are known.
func (v *view) throughCopies(ctx context.Context, path string, events []event, visit func(event)) (ends []end, err error) {
	type stop struct{ path, hash string }
	been := map[stop]bool{}
	var from []origin
	// walk visits one path's part of the lineage. What was added again, after it was deleted, began when it was added first.
	walk := func(path string, part func(visit func(event)) []origin) error {
		var first *event
		from = append(from, part(func(e event) {
			visit(e)
			if e.kind == added {
				born := e
				first = &born
			}
		})...)
		if first == nil {
			return nil
		}
		e := end{path: path, event: *first}
		var source []byte
		err := v.tx.QueryRowContext(ctx, `SELECT source FROM copies WHERE hash = ? AND path = ?`, first.hash, []byte(path)).Scan(&source)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
		e.asked, e.source = err == nil, string(source)
		if e.source != "" {
			from = append(from, origin{e.source, first.moment, true})
		}
		ends = append(ends, e)
		return nil
	}
	err = walk(path, func(visit func(event)) []origin { return current(events, visit) })
	for hops := 0; err == nil && len(from) > 0 && hops < maxHops; hops++ {
		o := from[len(from)-1]
		from = from[:len(from)-1]
		at := stop{o.path, string(o.before.hash)}
		if been[at] {
			continue
		}
		been[at] = true
		if events, err = v.events(ctx, o.path); err == nil {
			err = walk(o.path, func(visit func(event)) []origin { return until(events, o, visit) })
		}
	}
	if err != nil {
		return nil, err
	}
	return ends, ctx.Err()
}
