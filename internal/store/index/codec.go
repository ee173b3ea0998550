package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Rows are packed as sequences of variable-length integers (encoding/binary's uvarint),
// signed ones zigzag-coded, written s below.
//
// A chunk holds the commits with ids 256·n … 256·n+255, each:
//
//	flags; nothing more if not present
//	hash, 20 or 32 bytes
//	s generation − the generation before it in the chunk
//	s author time − generation, both in seconds
//	author, number of paths touched
//	number of parents, for each: s id − parent's id      if flagMerge or flagParent
//	number of credits, for each: kind, identity           if flagCredits
//
// The touches of a path, in the order in which they were found, each:
//
//	zigzag(commit − the commit before it) · 8 + kind
//	length of the other path, the other path             if the kind has one
const (
	chunkSize = 256
	maxID     = 1<<31 - 1
)

// errDamaged says that a row is not what this package writes.
var errDamaged = errors.New("the row is damaged")

func damaged(what string, args ...any) error {
	return fmt.Errorf("%w: "+what, append([]any{errDamaged}, args...)...)
}

const (
	flagPresent = 1 << iota
	flagParents
	flagCredits
	flagUpdate // a merge that only brings a branch up to date
	flagCut    // a parent is not in the repository: shallow clones
	flagLine   // on the first-parent line of a tip
)

// commit is one commit's facts. Its id is its place in the table.
type commit struct {
	generation int64 // corrected commit date, unix seconds
	at         int64 // author time, unix seconds
	author     uint32
	files      uint32
	flags      byte
	parents    []uint32
	credits    []credit
}

func (c *commit) present() bool { return c.flags&flagPresent != 0 }

// credit is what somebody other than the author did for a commit.
type credit struct {
	kind creditKind
	who  uint32
}

type creditKind byte

const (
	coAuthor creditKind = iota // counts as a change
	reviewer                   // a trailer says so
	merger                     // merged it
)

// kinds of touches, and whether they name another path.
type touchKind byte

const (
	modified touchKind = iota
	added
	deleted
	retyped
	renamedFrom // other: the old path
	copiedFrom  // other: the original
	renamedTo   // other: the new path; stands at the old one
)

func (k touchKind) hasOther() bool { return k >= renamedFrom && k <= renamedTo }

type touch struct {
	commit uint32
	kind   touchKind
	other  string
}

func zigzag(v int64) uint64   { return uint64(v<<1) ^ uint64(v>>63) }
func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

func appendSigned(b []byte, v int64) []byte { return binary.AppendUvarint(b, zigzag(v)) }

// appendTouch packs t after a touch of commit last (0 at the start).
func appendTouch(b []byte, last uint32, t touch) []byte {
	b = binary.AppendUvarint(b, zigzag(int64(t.commit)-int64(last))<<3|uint64(t.kind))
	if t.kind.hasOther() {
		b = binary.AppendUvarint(b, uint64(len(t.other)))
		b = append(b, t.other...)
	}
	return b
}

// eachTouch unpacks a row. other is only valid during the visit.
func eachTouch(row []byte, visit func(commit uint32, kind touchKind, other []byte)) error {
	last := int64(0)
	for r := (unpacker{b: row}); len(r.b) > 0; {
		v := r.uint()
		kind := touchKind(v & 7)
		last += unzigzag(v >> 3)
		var other []byte
		if kind.hasOther() {
			other = r.bytes(r.uint())
		}
		if r.bad || kind > renamedTo || last < 0 || last > maxID {
			return damaged("touches of a path")
		}
		visit(uint32(last), kind, other)
	}
	return nil
}

// lastTouched is the commit that appendTouch has to go on from.
func lastTouched(row []byte) (last uint32, err error) {
	err = eachTouch(row, func(c uint32, _ touchKind, _ []byte) { last = c })
	return last, err
}

// packChunk packs up to 256 commits, whose first has the id first. Absent ones at the end
// take no room.
func packChunk(commits []commit, hashes []byte, hashSize int, first uint32) []byte {
	b, end := []byte{}, 0
	generation := int64(0)
	for i := range commits {
		c := &commits[i]
		if !c.present() {
			b = append(b, 0)
			continue
		}
		c.flags &^= flagParents | flagCredits
		if len(c.parents) > 0 {
			c.flags |= flagParents
		}
		if len(c.credits) > 0 {
			c.flags |= flagCredits
		}
		b = append(b, c.flags)
		b = append(b, hashes[i*hashSize:(i+1)*hashSize]...)
		b = appendSigned(b, c.generation-generation)
		generation = c.generation
		b = appendSigned(b, c.at-c.generation)
		b = binary.AppendUvarint(b, uint64(c.author))
		b = binary.AppendUvarint(b, uint64(c.files))
		if len(c.parents) > 0 {
			b = binary.AppendUvarint(b, uint64(len(c.parents)))
			for _, p := range c.parents {
				b = appendSigned(b, int64(first)+int64(i)-int64(p))
			}
		}
		if len(c.credits) > 0 {
			b = binary.AppendUvarint(b, uint64(len(c.credits)))
			for _, k := range c.credits {
				b = append(b, byte(k.kind))
				b = binary.AppendUvarint(b, uint64(k.who))
			}
		}
		end = len(b)
	}
	return b[:end]
}

// unpackChunk appends a chunk's commits and their hashes, padded to 256.
func unpackChunk(row []byte, hashSize int, first uint32, commits []commit, hashes []byte) ([]commit, []byte, error) {
	r := unpacker{b: row}
	generation := int64(0)
	commits, hashes = slices.Grow(commits, chunkSize), slices.Grow(hashes, chunkSize*hashSize)
	parents, credits := make([]uint32, 0, chunkSize+chunkSize/4), make([]credit, 0, chunkSize/4)
	blank := make([]byte, hashSize)
	for i := range uint32(chunkSize) {
		var c commit
		if len(r.b) > 0 {
			c.flags = r.bytes(1)[0]
		}
		if !c.present() {
			commits, hashes = append(commits, commit{}), append(hashes, blank...)
			continue
		}
		h := r.bytes(uint64(hashSize))
		generation += r.signed()
		c.generation = generation
		c.at = generation + r.signed()
		c.author, c.files = r.id(), r.id()
		if c.flags&flagParents != 0 {
			from := len(parents)
			for range r.count() {
				p := int64(first) + int64(i) - r.signed()
				r.bad = r.bad || p < 0 || p > maxID
				parents = append(parents, uint32(p))
			}
			c.parents = parents[from:len(parents):len(parents)]
		}
		if c.flags&flagCredits != 0 {
			from := len(credits)
			for range r.count() {
				kind := creditKind(r.uint())
				r.bad = r.bad || kind > merger
				credits = append(credits, credit{kind, r.id()})
			}
			c.credits = credits[from:len(credits):len(credits)]
		}
		if r.bad {
			return nil, nil, damaged("chunk of commits from %d", first)
		}
		commits, hashes = append(commits, c), append(hashes, h...)
	}
	if len(r.b) > 0 {
		return nil, nil, damaged("chunk of commits from %d", first)
	}
	return commits, hashes, nil
}

// unpacker reads packed rows. After the first fault everything reads as zero.
type unpacker struct {
	b   []byte
	bad bool
}

func (r *unpacker) uint() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 { // most are small
		v := r.b[0]
		r.b = r.b[1:]
		return uint64(v)
	}
	return r.large()
}

func (r *unpacker) large() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *unpacker) signed() int64 { return unzigzag(r.uint()) }

func (r *unpacker) id() uint32 {
	v := r.uint()
	r.bad = r.bad || v > maxID
	return uint32(v)
}

// count is a number of things that take at least a byte each.
func (r *unpacker) count() uint64 {
	v := r.uint()
	if v > uint64(len(r.b)) {
		r.b, r.bad = nil, true
		return 0
	}
	return v
}

func (r *unpacker) bytes(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.b, r.bad = nil, true
		return make([]byte, min(n, 32))
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}
