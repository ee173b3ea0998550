package index

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// maxHops bounds how many renames one question follows.
const maxHops = 2000

// moment is a commit's place in the order of commits.
type moment struct {
	generation int64
	hash       []byte
}

func (m moment) compare(o moment) int {
	return cmp.Or(cmp.Compare(m.generation, o.generation), bytes.Compare(m.hash, o.hash))
}

// event is a touch with its place in the order.
type event struct {
	touch
	moment
}

// maxHeld bounds how many events are remembered: about 2 MB.
const maxHeld = 1 << 15

// events returns the touches of a path, oldest first; nil if no commit touched it. Callers must not change them: whoever opens a
// file asks several questions about it, so answers are kept.
func (v *view) events(ctx context.Context, path string) ([]event, error) {
	if v.only == nil {
		v.mu.Lock()
		past, known := v.pasts[path]
		v.mu.Unlock()
		if known {
			return past, nil
		}
	}
	row, err := pathTouches(ctx, v.tx, path)
	if err != nil {
		return nil, err
	}
	var past []event
	if row != nil {
		if past, err = v.unpackEvents(ctx, row); err != nil {
			return nil, err
		}
	}
	if v.only == nil {
		v.keepPast(path, past)
	}
	return past, nil
}

func (v *view) keepPast(path string, past []event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.pasts == nil || v.held+len(past) >= maxHeld {
		v.pasts, v.held = map[string][]event{}, 0
	}
	v.pasts[path] = past
	v.held += len(past) + 1
}

func (v *view) unpackEvents(ctx context.Context, row []byte) (out []event, err error) {
	if err := v.ahead(ctx, row); err != nil {
		return nil, err
	}
	out = make([]event, 0, len(row)/3) // most touches take two or three bytes
	fault := eachTouch(row, func(id uint32, kind touchKind, other []byte) {
		if err != nil || v.only != nil && !v.only(id) {
			return
		}
		var c *commit
		var hash []byte
		c, hash, err = v.commit(ctx, id)
		if err == nil {
			out = append(out, event{touch{id, kind, string(other)}, moment{c.generation, hash}})
		}
	})
	if err == nil {
		err = fault
	}
	if err != nil {
		return nil, err
	}
	// A commit that moved a path away and put another in its place did it in this order.
	slices.SortFunc(out, func(a, b event) int {
		if a.generation != b.generation { // nearly always
			return cmp.Compare(a.generation, b.generation)
		}
		return cmp.Or(a.compare(b.moment), cmp.Compare(b.kind, a.kind), cmp.Compare(a.other, b.other))
	})
	return out, nil
}

// origin is a path to go on from, as it was before a rename or copy.
type origin struct {
	path   string
	before moment
	copied bool
}

// current visits the newest lineage among a path's events and returns where it came from.
func current(events []event, visit func(event)) []origin {
	var from []origin
	born := false
	for _, e := range slices.Backward(events) {
		switch e.kind {
		case renamedTo:
			if born { // what was here before moved away: another file
				return from
			}
			continue
		case renamedFrom, copiedFrom:
			from = append(from, origin{e.other, e.moment, e.kind == copiedFrom})
			born = true
		case added:
			born = true
		}
		visit(e)
	}
	return from
}

// until visits the lineage that a path had when it was moved or copied at o. After a move
// those who went on changing the old path, on branches that did not know of the move yet,
// belong to it too, until something new is put there.
func until(events []event, o origin, visit func(event)) []origin {
	n, _ := slices.BinarySearchFunc(events, o.before, func(e event, m moment) int { return e.compare(m) })
	if !o.copied {
		for _, e := range events[n:] {
			if e.kind == renamedTo {
				continue
			}
			if e.kind == added || e.kind == renamedFrom || e.kind == copiedFrom {
				break
			}
			visit(e)
		}
	}
	return current(events[:n], visit)
}

// lineage visits the lineage of the file whose touches row are.
func (v *view) lineage(ctx context.Context, row []byte, visit func(event)) error {
	events, err := v.unpackEvents(ctx, row)
	if err != nil {
		return err
	}
	return v.goBack(ctx, events, visit)
}

// goBack visits the lineage of the file whose events these are.
func (v *view) goBack(ctx context.Context, events []event, visit func(event)) error {
	return v.follow(ctx, current(events, visit), nil, visit)
}

// follow visits the lineages that the origins lead to. Paths for which skip (may be nil)
// is true are visited by other means.
func (v *view) follow(ctx context.Context, from []origin, skip func(path string) bool, visit func(event)) error {
	type stop struct {
		path string
		id   string
	}
	been := map[stop]bool{}
	for hops := 0; len(from) > 0 && hops < maxHops; hops++ {
		o := from[len(from)-1]
		from = from[:len(from)-1]
		at := stop{o.path, string(o.before.hash)}
		if been[at] || skip != nil && skip(o.path) {
			continue
		}
		been[at] = true
		events, err := v.events(ctx, o.path)
		if err != nil {
			return err
		}
		from = append(from, until(events, o, visit)...)
	}
	return ctx.Err()
}

// Renamed tells where the file went that path named at commit after: its latest name and
// whether that is another. If the index does not know the commit, the path's last move is
// followed, unless something stands there again.
//
// A rename that is only on one of several tips counts: look first whether the file is
// still where it was.
func (x *Index) Renamed(ctx context.Context, path string, after git.Hash) (string, bool, error) {
	now := path
	err := x.viewing(ctx, func(v *view) (err error) {
		now, err = v.renamed(ctx, path, after)
		return err
	})
	if err != nil {
		return "", false, err
	}
	return now, now != path, nil
}

// Moved is Renamed for many paths, of which few have moved: it answers where those went whose last move counts.
func (x *Index) Moved(ctx context.Context, paths []string) (map[string]string, error) {
	const atOnce = 100 // paths a statement
	moved := map[string]string{}
	err := x.viewing(ctx, func(v *view) error {
		for some := range slices.Chunk(paths, atOnce) {
			left, err := v.left(ctx, some)
			if err != nil {
				return err
			}
			for _, path := range left {
				now, err := v.renamed(ctx, path, "")
				if err != nil {
					return err
				}
				if now != path {
					moved[path] = now
				}
			}
		}
		return nil
	})
	return moved, err
}

// left are those of some paths that some commit renamed to something else.
func (v *view) left(ctx context.Context, paths []string) ([]string, error) {
	names := make([]any, len(paths))
	for i, path := range paths {
		names[i] = []byte(path)
	}
	rows, err := v.tx.QueryContext(ctx, `SELECT path, touches FROM paths WHERE path IN (?`+strings.Repeat(",?", len(names)-1)+`)`, names...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var left []string
	for rows.Next() {
		var path, touches sql.RawBytes
		if err := rows.Scan(&path, &touches); err != nil {
			return nil, err
		}
		away := false
		err := eachTouch(touches, func(_ uint32, kind touchKind, _ []byte) { away = away || kind == renamedTo })
		if err != nil {
			return nil, err
		}
		if away {
			left = append(left, string(path))
		}
	}
	return left, rows.Err()
}

func (v *view) renamed(ctx context.Context, path string, after git.Hash) (string, error) {
	now := path
	_, at, found, err := v.find(ctx, after)
	if err != nil {
		return "", err
	}
	events, err := v.events(ctx, path)
	if err != nil {
		return "", err
	}
	if n := len(events); !found {
		if n == 0 || events[n-1].kind != renamedTo {
			return path, nil
		}
		at, now = events[n-1].moment, events[n-1].other
	}
	for range maxHops {
		events, err := v.events(ctx, now)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(events, func(e event) bool { return e.kind == renamedTo && e.compare(at) > 0 })
		if i < 0 {
			break
		}
		at, now = events[i].moment, events[i].other
	}
	return now, nil
}
