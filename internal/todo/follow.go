package todo

import (
	"hash/fnv"
	"slices"
	"strconv"
)

// Known is a note as one version of its file had it: as much as is needed to find it in another.
type Known struct {
	ID  string `json:"id"`
	Key string `json:"key,omitempty"` // of its text, see Surroundings; cut at 300 bytes
	// Near are 32-bit FNV-1a hashes of the code around it, 0 for none: beside, three above, three below.
	Near [7]uint32 `json:"near"`
}

// Roll is what is known of the notes of one file up to some version of it. The zero value knows nothing. It is a
// value: nothing changes one that was handed out.
type Roll struct {
	Live []Known `json:"live,omitempty"` // in the order of their lines
	Gone []Known `json:"gone,omitempty"` // of earlier versions, the last that went at the end
	// Again is how many other files had the first name of this one before it: what is born here is not what was born
	// there.
	Again int `json:"again,omitempty"`
}

const (
	mostKey  = 300
	mostGone = 200
)

// Sketch is what to remember of a note.
func Sketch(t Todo) Known {
	k := Known{ID: t.ID, Key: t.Key[:min(len(t.Key), mostKey)]}
	k.Near[0] = line32(t.Beside)
	for i := range t.Above {
		k.Near[1+i], k.Near[4+i] = line32(t.Above[i]), line32(t.Below[i])
	}
	return k
}

func line32(line string) uint32 {
	if line == "" {
		return 0
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(line)) // never fails
	return h.Sum32()
}

// Follow gives the notes of the next version of the file the identities that they have had: those that are found
// again keep theirs, the others keep the one they were born with, made another where it is taken. notes are in the
// order of their lines; they are not changed.
func (r Roll) Follow(notes []Todo) []Todo {
	if len(notes) == 0 || len(r.Live) == 0 && len(r.Gone) == 0 && r.Again == 0 {
		return notes
	}
	out, now := slices.Clone(notes), make([]Known, len(notes))
	for i := range out {
		now[i] = Sketch(out[i])
	}
	taken := map[string]bool{}
	for _, k := range slices.Concat(r.Live, r.Gone) {
		taken[k.ID] = true
	}
	back := match(r.Live, now, true)
	var born []Known
	var at []int
	for i, j := range back {
		if j >= 0 {
			out[i].ID = r.Live[j].ID
			continue
		}
		born, at = append(born, now[i]), append(at, i)
	}
	for n, j := range match(r.Gone, born, false) {
		if j >= 0 {
			out[at[n]].ID = r.Gone[j].ID
			continue
		}
		id := out[at[n]].ID
		if r.Again > 0 {
			id = digest("again", strconv.Itoa(r.Again), id)
		}
		out[at[n]].ID = free(id, taken)
		taken[out[at[n]].ID] = true
	}
	return out
}

// free is an identity that no other note has had.
func free(id string, taken map[string]bool) string {
	for taken[id] {
		id = digest("another", id)
	}
	return id
}

// Born are those of the followed notes that the roll did not know, as indexes.
func (r Roll) Born(followed []Todo) []int {
	known := map[string]bool{}
	for _, k := range slices.Concat(r.Live, r.Gone) {
		known[k.ID] = true
	}
	var out []int
	for i, t := range followed {
		if !known[t.ID] {
			out = append(out, i)
		}
	}
	return out
}

// Next is the roll after a version with these notes, which Follow has given their identities.
func (r Roll) Next(followed []Todo) Roll {
	next := Roll{Live: make([]Known, len(followed)), Again: r.Again}
	here := make(map[string]bool, len(followed))
	for i, t := range followed {
		next.Live[i] = Sketch(t)
		here[t.ID] = true
	}
	for _, k := range slices.Concat(r.Gone, r.Live) {
		if !here[k.ID] {
			next.Gone = append(next.Gone, k)
		}
	}
	next.Gone = next.Gone[max(0, len(next.Gone)-mostGone):]
	return next
}

// Moved finds notes that one commit took out of some files and put into another: for each born one the index of
// the one that went, or -1. Only the same text counts, and it must be long enough to speak for itself or bring
// some of its code along.
func Moved(went, born []Known) []int { return match(went, born, false) }
