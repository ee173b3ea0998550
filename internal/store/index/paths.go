package index

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"
)

// paths are the paths that change while the index is brought up to date.
type paths struct {
	ctx context.Context
	tx  *sql.Tx // where those of before are read from; nil: there are none
	err error   // the first failure to read, like that of a graph

	trails map[string]*trail
	names  map[int][]string // rows of names that were read or change
	next   uint32           // the first id that was never given out
	free   []uint32         // those below it that are not in use, given out from the end
}

// trail is what changes about the touches of one path. What is to be added is packed as if none came before.
type trail struct {
	id   uint32
	last uint32
	more []byte
	old  []byte // the row as it is
	cut  bool   // touches of commits that are gone have to be taken out of it
}

func newPaths() *paths { return &paths{trails: map[string]*trail{}, names: map[int][]string{}} }

// loadPaths are those that an index holds, to be read from tx.
func loadPaths(ctx context.Context, tx *sql.Tx, s state) (*paths, error) {
	p := newPaths()
	p.ctx, p.tx, p.next = ctx, tx, s.nextPath
	var err error
	p.free, err = unpackIDs(s.freePaths, s.nextPath)
	return p, err
}

func (p *paths) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// touch adds to a path's touches and returns the path's id.
func (p *paths) touch(path string, t touch) uint32 {
	tr := p.trail(path)
	tr.more = appendTouch(tr.more, tr.last, t)
	tr.last = t.commit
	return tr.id
}

func (p *paths) trail(path string) *trail {
	tr := p.trails[path]
	if tr != nil {
		return tr
	}
	path = strings.Clone(path)
	tr = &trail{}
	p.trails[path] = tr
	if p.tx != nil {
		id, row, err := pathRow(p.ctx, p.tx, path)
		if err == nil && id >= int64(p.next) {
			err = damaged("path %d", id)
		}
		if err != nil {
			p.fail(err)
			return tr
		}
		if id >= 0 {
			tr.id, tr.old = uint32(id), row
			return tr
		}
	}
	if n := len(p.free); n > 0 {
		tr.id, p.free = p.free[n-1], p.free[:n-1]
	} else {
		tr.id = p.next
		p.next++
	}
	p.row(tr.id)[tr.id%textsARow] = path
	return tr
}

// row returns the names around an id.
func (p *paths) row(id uint32) []string {
	n := int(id / textsARow)
	texts := p.names[n]
	if texts != nil {
		return texts
	}
	texts = make([]string, textsARow)
	if p.tx != nil {
		row, err := blobRow(p.ctx, p.tx, `SELECT paths FROM names WHERE id = ?`, uint32(n))
		var read []string
		if err == nil {
			read, err = unpackTexts(row, textsARow)
		}
		if err != nil {
			p.fail(err)
		}
		copy(texts, read)
	}
	p.names[n] = texts
	return texts
}

// cutOut says that a commit that touched these paths, as packed, is gone.
func (p *paths) cutOut(packed []byte) {
	r := unpacker{b: packed}
	for len(r.b) > 0 {
		r.paths(func(id uint32) {
			path := ""
			if id < p.next {
				path = p.row(id)[id%textsARow]
			}
			if path == "" {
				p.fail(damaged("path %d", id))
				return
			}
			p.trail(path).cut = true
		})
	}
	if r.bad {
		p.fail(damaged("paths that a commit touched"))
	}
}

// end joins each path's touches, without those of commits that are gone. A path that nothing touched gives its
// id back and has an empty row.
func (p *paths) end(gone func(uint32) bool) (map[string][]byte, error) {
	rows := make(map[string][]byte, len(p.trails))
	for path, tr := range p.trails {
		row := tr.old
		var err error
		if tr.cut {
			row, err = without(row, gone)
		}
		if err == nil && len(row) == 0 {
			row = tr.more
		} else if err == nil && len(tr.more) > 0 {
			row, err = joinTouches(row, tr.more)
		}
		if err != nil {
			return nil, err
		}
		if rows[path] = row; len(row) == 0 {
			p.free = append(p.free, tr.id)
			p.row(tr.id)[tr.id%textsARow] = ""
		}
	}
	return rows, p.err
}

// without takes touches out of a row.
func without(row []byte, gone func(uint32) bool) ([]byte, error) {
	kept, last := []byte{}, uint32(0)
	err := eachTouch(row, func(c uint32, kind touchKind, other []byte) {
		if !gone(c) {
			kept = appendTouch(kept, last, touch{c, kind, string(other)})
			last = c
		}
	})
	return kept, err
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

// write writes rows as end gave them, and the names around them.
func (p *paths) write(ctx context.Context, tx *sql.Tx, rows map[string][]byte) error {
	in := newInserter(ctx, tx, "paths", 3)
	for _, path := range slices.Sorted(maps.Keys(rows)) {
		if row := rows[path]; len(row) > 0 {
			if err := in.add([]byte(path), p.trails[path].id, row); err != nil {
				return err
			}
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM paths WHERE path = ?`, []byte(path)); err != nil {
			return err
		}
	}
	if err := in.end(); err != nil {
		return err
	}
	in = newInserter(ctx, tx, "names", 2)
	for _, n := range slices.Sorted(maps.Keys(p.names)) {
		if err := in.add(n, packTexts(p.names[n])); err != nil {
			return err
		}
	}
	return in.end()
}
