package history

import (
	"strings"
	"unicode"

	"znkr.io/diff"

	"github.com/leadline/leadline/internal/git"
)

// How a commit touched a line.
type How string

// The ways. The first three leave what the line says as it was: what is looked for lies before them.
const (
	Reformatted How = "reformatted" // blanks, quotes, commas
	Moved       How = "moved"       // from elsewhere, in this file or another
	Restored    How = "restored"    // taken back into the code by a revert
	Changed     How = "changed"
	Introduced  How = "introduced"
	Renamed     How = "renamed" // the file was
	Removed     How = "removed"
)

// Spot is a line of a file, from 1, in some commit.
type Spot struct {
	Path string
	Line int
}

// Delta is a commit's patch, ready to be asked where its lines were before.
type Delta struct {
	patch *git.Patch
	// removed says for each text where such lines were taken away; made on first use.
	removed map[string][]place
	read    map[*git.Hunk]*loosened
}

// loosened is a hunk without what formatters change.
type loosened struct {
	old, now []string
	pairs    []int  // for each new line the old line that says the same, -1 for none
	taken    []bool // the old lines that are among pairs
}

// place is a line of a patch: its file, hunk and number in the hunk.
type place struct{ file, hunk, line int }

// NewDelta takes a patch. A Delta is used by one goroutine.
func NewDelta(p *git.Patch) *Delta { return &Delta{patch: p, read: map[*git.Hunk]*loosened{}} }

const (
	movedHere   = 16  // letters and digits that lines must share to be the same ones within a file
	beyondDoubt = 250 // no other place is looked at
	movedThere  = 30  // and across files: less is what many files have
	telling     = 4   // letters and digits from which a line is looked for by itself
	mostAlike   = 50  // places compared for one line
	mostBetween = 200 // lines between unchanged ones, among which an edited one is looked for
	mostPairs   = 20_000
	alikeLines  = 0.6 // of the words that two lines have, from which one is an edit of the other
)

// Before answers where a line of the commit was before it, and what the commit did to it. ok is false for a line that the
// commit made, or did not touch.
func (c *Delta) Before(at Spot) (from Spot, how How, ok bool) {
	for f := range c.patch.Files {
		file := &c.patch.Files[f]
		if file.Path != at.Path {
			continue
		}
		for h := range file.Hunks {
			hunk := &file.Hunks[h]
			i := at.Line - hunk.Line
			if i < 0 || i >= len(hunk.New) {
				continue
			}
			l := c.loosen(hunk)
			if j := l.pairs[i]; j >= 0 {
				return Spot{file.OldPath, hunk.OldLine + j}, Reformatted, true
			}
			if from, ok := c.elsewhere(place{f, h, i}); ok {
				return from, Moved, true
			}
			if j := edited(hunk, l.pairs, i); j >= 0 {
				return Spot{file.OldPath, hunk.OldLine + j}, Changed, true
			}
			return Spot{}, Introduced, false
		}
	}
	return Spot{}, "", false
}

// loosen reads a hunk, once.
func (c *Delta) loosen(h *git.Hunk) *loosened {
	if l := c.read[h]; l != nil {
		return l
	}
	l := &loosened{old: looseAll(h.Old), now: looseAll(h.New), pairs: make([]int, len(h.New)), taken: make([]bool, len(h.Old))}
	c.read[h] = l
	for i := range l.pairs {
		l.pairs[i] = -1
	}
	if len(h.Old) == 0 || len(h.Old)+len(h.New) > mostPairs {
		return l
	}
	x, y := 0, 0
	for _, e := range diff.Edits(l.old, l.now, diff.Fast()) {
		switch e.Op {
		case diff.Match:
			l.pairs[y], l.taken[x] = x, true
			x, y = x+1, y+1
		case diff.Delete:
			x++
		case diff.Insert:
			y++
		}
	}
	return l
}

// hunk is the one that a place lies in.
func (c *Delta) hunk(p place) *git.Hunk { return &c.patch.Files[p.file].Hunks[p.hunk] }

// spot is a removed line's place before the commit.
func (c *Delta) spot(p place) Spot {
	return Spot{c.patch.Files[p.file].OldPath, c.hunk(p).OldLine + p.line}
}

// index finds out where which lines were removed.
func (c *Delta) index() {
	if c.removed != nil {
		return
	}
	c.removed = map[string][]place{}
	for f := range c.patch.Files {
		for h := range c.patch.Files[f].Hunks {
			for i, key := range c.loosen(&c.patch.Files[f].Hunks[h]).old {
				if weight(key) >= telling && len(c.removed[key]) < mostAlike {
					c.removed[key] = append(c.removed[key], place{f, h, i})
				}
			}
		}
	}
}

// elsewhere finds the lines that a new line was moved from: the removed ones that say the same as it and its neighbours.
func (c *Delta) elsewhere(at place) (Spot, bool) {
	if weight(c.loosen(c.hunk(at)).now[at.line]) < telling {
		return c.beside(at)
	}
	p, ok := c.moved(at)
	if !ok {
		return Spot{}, false
	}
	return c.spot(p), true
}

// moved is elsewhere for a line that tells something by itself.
func (c *Delta) moved(at place) (from place, ok bool) {
	c.index()
	added := c.loosen(c.hunk(at)).now
	best := 0
	for _, p := range c.removed[added[at.line]] {
		removed := c.loosen(c.hunk(p))
		if p.file == at.file && p.hunk == at.hunk && removed.taken[p.line] {
			continue // it went on as another line
		}
		total := common(removed.old, added, p.line, at.line, -1) + common(removed.old, added, p.line+1, at.line+1, 1)
		needed := movedThere
		if p.file == at.file {
			needed = movedHere
		}
		if total >= needed && total > best {
			best, from = total, p
		}
		if best >= beyondDoubt {
			break
		}
	}
	return from, best > 0
}

// beside finds where a line that tells nothing, such as a brace, was moved from together with a neighbour.
func (c *Delta) beside(at place) (Spot, bool) {
	l := c.loosen(c.hunk(at))
	for _, step := range [...]int{-1, 1, -2, 2} {
		n := at.line + step
		if n < 0 || n >= len(l.now) || weight(l.now[n]) < telling || l.pairs[n] >= 0 {
			continue
		}
		from, ok := c.moved(place{at.file, at.hunk, n})
		if !ok {
			continue
		}
		from.line -= step
		old := c.loosen(c.hunk(from)).old
		if from.line >= 0 && from.line < len(old) && old[from.line] == l.now[at.line] {
			return c.spot(from), true
		}
	}
	return Spot{}, false
}

// farthest is how many neighbours of a line are compared: enough to tell places apart.
const farthest = 12

// common counts the letters and digits of loosened lines that say the same, from a pair of them in one direction on.
func common(removed, added []string, i, j, step int) int {
	total := 0
	for range farthest {
		if i < 0 || j < 0 || i >= len(removed) || j >= len(added) || removed[i] != added[j] {
			break
		}
		total += weight(added[j])
		i, j = i+step, j+step
	}
	return total
}

// edited finds the old line of a hunk that a new one is an edit of: the one most alike among those that lie between the
// same unchanged neighbours.
func edited(h *git.Hunk, pairs []int, i int) int {
	if len(h.Old) == 0 {
		return -1
	}
	first, last := 0, len(h.Old)-1
	for k := i - 1; k >= max(0, i-mostBetween); k-- {
		if pairs[k] >= 0 {
			first = pairs[k] + 1
			break
		}
	}
	for k := i + 1; k < min(len(pairs), i+mostBetween); k++ {
		if pairs[k] >= 0 {
			last = pairs[k] - 1
			break
		}
	}
	if last-first > mostBetween {
		return -1
	}
	best, found := alikeLines, -1
	for j := first; j <= last; j++ {
		if score := similar(h.Old[j], h.New[i]); score >= best && (found < 0 || score > best) {
			best, found = score, j
		}
	}
	return found
}

// similar is the share of words that two lines have in common (Dice's coefficient).
func similar(a, b string) float64 {
	count := map[string]int{}
	n, m, both := 0, 0, 0
	for word := range strings.FieldsFuncSeq(clip(a, 500), notName) {
		count[word]++
		n++
	}
	for word := range strings.FieldsFuncSeq(clip(b, 500), notName) {
		if count[word] > 0 {
			count[word]--
			both++
		}
		m++
	}
	if n+m == 0 || n < 2 || m < 2 {
		return 0
	}
	return 2 * float64(both) / float64(n+m)
}

// loose is a line without what formatters change: blanks, sorts of quotes, marks at the end.
func loose(line string) string {
	line = strings.TrimRight(line, " \t\r,;")
	if strings.IndexFunc(line, changeable) < 0 {
		return line
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '`':
			return '"'
		case unicode.IsSpace(r):
			return -1
		}
		return r
	}, line)
}

func changeable(r rune) bool { return r == '\'' || r == '`' || unicode.IsSpace(r) }

func looseAll(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = loose(line)
	}
	return out
}

// weight is how many letters and digits a line has, by which lines are told apart.
func weight(line string) int {
	n := 0
	for _, r := range line {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// took answers where the commit had a line that it took away, in the version before it; the file may have another name
// now. near is where it is searched first.
func (c *Delta) took(line string, paths ...string) (Spot, bool) {
	key := loose(line)
	if key == "" {
		return Spot{}, false
	}
	for _, path := range paths {
		for _, f := range c.patch.Files {
			if f.Path != path && f.OldPath != path {
				continue
			}
			for _, h := range f.Hunks {
				for i, old := range h.Old {
					if loose(old) == key {
						return Spot{f.OldPath, h.OldLine + i}, true
					}
				}
			}
		}
	}
	return Spot{}, false
}
