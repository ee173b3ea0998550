package index

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// Rows beside the chunks of commits, packed like those (see codec.go). They let the index be brought up to
// date, and the commonest questions be answered, without reading everything.
//
// seen, one row for each chunk: who had a part in its commits, in order of identity:
//
//	(identity − the identity before it) · 2 + 1 if one of these commits touched a path
//	s latest generation − the one before it in the row
//	s latest author time of the commits that touched a path − the generation above    if so
//
// touched, one row for each chunk: which paths each commit touched, both names of a rename among them. For
// each commit of the chunk, in order of its ids:
//
//	number of paths, for each: id − the id before it in ascending order
//
// Absent commits, and merges, touch nothing; what is left out at the end of a row is 0. The kind of a touch
// stands in the row of its path alone.
//
// hashes, 256 rows: the ids of the commits whose hash begins with the byte that is the row's id, in no order,
// 8 bytes each: the following 4 bytes of the hash, the id (big endian). Whoever looks a commit up compares the
// whole hash in its chunk.
//
// names and identities, 64 a row: names[id/64] holds the paths by id, identities[id/64] names and addresses:
//
//	length of the text, the text    for each id; an identity has two
//
// An id that is not in use has empty texts. Identity 0 is nobody in particular.
const (
	textsARow  = 64
	hashRows   = 256
	hashLength = 8 // bytes of an entry of hashes
)

// sight is when somebody was last seen in some commits.
type sight struct {
	who        uint32
	generation int64 // of the latest commit
	touched    bool  // whether one of the commits touched a path
	at         int64 // author time, the latest of those that did
}

// sights finds who had a part in commits, in order of identity.
func sights(commits []commit) []sight {
	by := make(map[uint32]int, 32)
	var out []sight
	see := func(who uint32, c *commit) {
		i, ok := by[who]
		if !ok {
			i = len(out)
			by[who] = i
			out = append(out, sight{who: who, generation: c.generation})
		}
		out[i].join(sight{who, c.generation, c.files > 0, c.at})
	}
	for i := range commits {
		c := &commits[i]
		if !c.present() {
			continue
		}
		see(c.author, c)
		for _, k := range c.credits {
			see(k.who, c)
		}
	}
	slices.SortFunc(out, func(a, b sight) int { return cmp.Compare(a.who, b.who) })
	return out
}

// join takes the later of two.
func (s *sight) join(o sight) {
	s.generation = max(s.generation, o.generation)
	if o.touched && (!s.touched || o.at > s.at) {
		s.touched, s.at = true, o.at
	}
}

func packSights(all []sight) []byte {
	b, last := []byte{}, sight{}
	for _, s := range all {
		head := uint64(s.who-last.who) << 1
		if s.touched {
			head |= 1
		}
		b = binary.AppendUvarint(b, head)
		b = appendSigned(b, s.generation-last.generation)
		if s.touched {
			b = appendSigned(b, s.at-s.generation)
		}
		last = s
	}
	return b
}

func eachSight(row []byte, visit func(sight)) error {
	var s sight
	for r := (unpacker{b: row}); len(r.b) > 0; {
		head := r.uint()
		who := uint64(s.who) + head>>1
		s = sight{who: uint32(who), generation: s.generation + r.signed(), touched: head&1 != 0}
		if s.touched {
			s.at = s.generation + r.signed()
		}
		if r.bad || who > maxID {
			return damaged("who was seen")
		}
		visit(s)
	}
	return nil
}

// packPaths packs the ids of the paths that one commit touched. It sorts them.
func packPaths(ids []uint32) []byte {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	b := binary.AppendUvarint(make([]byte, 0, 1+2*len(ids)), uint64(len(ids)))
	last := uint32(0)
	for _, id := range ids {
		b = binary.AppendUvarint(b, uint64(id-last))
		last = id
	}
	return b
}

// paths visits what packPaths packed.
func (r *unpacker) paths(visit func(id uint32)) {
	last := uint64(0)
	for range r.count() {
		step := r.uint()
		if step > maxID || last+step > maxID {
			r.b, r.bad = nil, true
		}
		if r.bad {
			return
		}
		last += step
		visit(uint32(last))
	}
}

// splitTouched cuts a row into the parts of its commits; an empty part is a commit that touched nothing.
// The parts share the row's memory.
func splitTouched(row []byte) ([][]byte, error) {
	parts := make([][]byte, chunkSize)
	r := unpacker{b: row}
	for i := 0; len(r.b) > 0; i++ {
		from := r.b
		r.paths(func(uint32) {})
		if r.bad || i >= chunkSize {
			return nil, damaged("paths that commits touched")
		}
		if length := len(from) - len(r.b); length > 1 {
			parts[i] = from[:length:length]
		}
	}
	return parts, nil
}

func joinTouched(parts [][]byte) []byte {
	end := len(parts)
	for end > 0 && len(parts[end-1]) == 0 {
		end--
	}
	b := []byte{}
	for _, part := range parts[:end] {
		if len(part) == 0 {
			b = append(b, 0)
		}
		b = append(b, part...)
	}
	return b
}

// candidates visits the ids of the commits whose hash may be raw, until one is it. row is that of the first
// byte of raw.
func candidates(row, raw []byte, isIt func(id uint32) bool) {
	for ; len(row) >= hashLength; row = row[hashLength:] {
		if bytes.Equal(row[:4], raw[1:5]) && isIt(binary.BigEndian.Uint32(row[4:])) {
			return
		}
	}
}

func appendHash(row, raw []byte, id uint32) []byte {
	return binary.BigEndian.AppendUint32(append(row, raw[1:5]...), id)
}

// withoutHash takes an entry out.
func withoutHash(row, raw []byte, id uint32) []byte {
	entry := appendHash(nil, raw, id)
	for i := 0; i+hashLength <= len(row); i += hashLength {
		if bytes.Equal(row[i:i+hashLength], entry) {
			return append(row[:i:i], row[i+hashLength:]...)
		}
	}
	return row
}

func packTexts(texts []string) []byte {
	b := []byte{}
	for _, t := range texts {
		b = binary.AppendUvarint(b, uint64(len(t)))
		b = append(b, t...)
	}
	return b
}

// unpackTexts reads n texts; those left out at the end are empty.
func unpackTexts(row []byte, n int) ([]string, error) {
	whole := string(row) // one piece of memory for all
	out := make([]string, n)
	r := unpacker{b: row}
	for i := 0; len(r.b) > 0; i++ {
		length := r.uint()
		at := len(whole) - len(r.b)
		r.bytes(length)
		if r.bad || i >= n {
			return nil, damaged("texts")
		}
		out[i] = whole[at : at+int(length)]
	}
	return out, nil
}

// packIDs packs the ids that are to be given out again, in their order.
func packIDs(ids []uint32) []byte {
	b, last := []byte{}, int64(0)
	for _, id := range ids {
		b = appendSigned(b, int64(id)-last)
		last = int64(id)
	}
	return b
}

// unpackIDs reads ids below limit.
func unpackIDs(row []byte, limit uint32) (ids []uint32, err error) {
	last := int64(0)
	for r := (unpacker{b: row}); len(r.b) > 0; {
		last += r.signed()
		if r.bad || last < 0 || last >= int64(limit) {
			return nil, damaged("free ids")
		}
		ids = append(ids, uint32(last))
	}
	return ids, nil
}
