package index

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// people are the identities while the index is brought up to date.
type people struct {
	all   []git.Identity // by id
	who   map[git.Identity]uint32
	free  []uint32     // ids not in use, given out from the end
	dirty map[int]bool // rows to be written
}

func newPeople(all []git.Identity) *people {
	if len(all) == 0 {
		all = []git.Identity{{}} // id 0 is nobody in particular
	}
	p := &people{all: all, who: make(map[git.Identity]uint32, len(all)), dirty: map[int]bool{}}
	for id, i := range all {
		if _, ok := p.who[i]; !ok {
			p.who[i] = uint32(id)
		} else if i == (git.Identity{}) {
			p.free = append(p.free, uint32(id))
		}
	}
	return p
}

func (p *people) id(i git.Identity) uint32 {
	if id, ok := p.who[i]; ok {
		return id
	}
	i = git.Identity{Name: cut(i.Name), Email: cut(i.Email)}
	if id, ok := p.who[i]; ok {
		return id
	}
	var id uint32
	if n := len(p.free); n > 0 {
		id, p.free = p.free[n-1], p.free[:n-1]
		p.all[id] = i
	} else {
		id = uint32(len(p.all))
		p.all = append(p.all, i)
	}
	p.who[i] = id
	p.dirty[int(id)/textsARow] = true
	return id
}

// keep forgets all but those that some commit names.
func (p *people) keep(used map[uint32]bool) {
	for id, i := range p.all {
		if id > 0 && i != (git.Identity{}) && !used[uint32(id)] {
			delete(p.who, i)
			p.all[id] = git.Identity{}
			p.free = append(p.free, uint32(id))
			p.dirty[id/textsARow] = true
		}
	}
}

// mailboxes maps identities with one address, whatever its case, to one of them.
func (p *people) mailboxes() func(uint32) uint32 {
	first := make(map[string]uint32, len(p.all))
	boxes := make([]uint32, len(p.all))
	for id, i := range p.all {
		key := strings.ToLower(i.Email)
		if _, ok := first[key]; !ok {
			first[key] = uint32(id)
		}
		boxes[id] = first[key]
	}
	return func(id uint32) uint32 { return boxes[id] }
}

func (p *people) write(ctx context.Context, tx *sql.Tx) error {
	in := newInserter(ctx, tx, "identities", 2)
	for _, n := range slices.Sorted(maps.Keys(p.dirty)) {
		var texts []string
		for _, i := range p.all[n*textsARow : min((n+1)*textsARow, len(p.all))] {
			texts = append(texts, i.Name, i.Email)
		}
		if err := in.add(n, packTexts(texts)); err != nil {
			return err
		}
	}
	return in.end()
}

// readIdentities returns identities at their ids; ids that are not in use are empty.
func readIdentities(ctx context.Context, tx *sql.Tx) (out []git.Identity, err error) {
	err = eachRow(ctx, tx, `SELECT id, people FROM identities ORDER BY id`, func(n int64, row []byte) error {
		if n != int64(len(out)/textsARow) {
			return damaged("identities %d", n)
		}
		texts, err := unpackTexts(row, 2*textsARow)
		for i := 0; i < len(texts); i += 2 {
			out = append(out, git.Identity{Name: texts[i], Email: texts[i+1]})
		}
		return err
	})
	return out, err
}
