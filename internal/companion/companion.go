// Package companion knows which files usually change together: whoever changes one of them and forgets the other has
// perhaps not finished.
//
// The model is evolutionary coupling (Gall, Hajek and Jazayeri 1998), measured as ROSE does (Zimmermann, Weißgerber,
// Diehl and Zeller, "Mining version histories to guide software changes", 2005): a commit is a transaction, and the rule
// "whoever changed A changed B" has a support, the number of commits that changed both, and a confidence, that number
// divided by the number of commits that changed A.
//
// Terms:
//
//   - file: one thing through its history, whatever it was called. A file that is renamed keeps its companions, and is
//     named by its present name as a companion; what is put in its old place is another file.
//   - change: a commit that modified, added or moved the file. Merges are none. Bulk commits are left out, as in ROSE:
//     a commit of more than 30 files says little about what belongs together, and much of it. So are commits that the
//     repository asks to ignore.
//   - times, of: in so many of the latest changes of a file the companion changed too. Only the latest changes count
//     ([Rules.Window]): what belonged together years ago may not any more, and what is asked of a file that everybody
//     changes takes no longer than of another.
//   - score: the confidence, shrunk towards zero where there is little to go by: times / (of + 1).
//   - back-test: how often the first companion would have been named rightly in the latest commits, each time from
//     what was known before (see [Trial]). It decides from which score on a repository's companions may be called next.
//   - left out: what programs write and what others wrote, on both sides: generated, lock and vendored files.
//
// Files are counted, people never are. The package does not say how two files belong together, only that they do.
package companion

import (
	"cmp"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/store/index"
)

// Most is how many files a commit may change to say something about what belongs together.
const Most = 30

// Rules say what counts.
type Rules struct {
	Window  int // of a file's changes, the latest so many
	Support int // times below which a companion is none
}

// Usual are the rules that predicted best what changed next in the histories they were tried on.
func Usual() Rules { return Rules{Window: 20, Support: 3} }

// Companion is a file that changes with another.
type Companion struct {
	Path  string
	Times int // of the latest changes of the other, those that changed this too
	Of    int
	Last  time.Time // when both changed last, author time
}

// Score is how much to trust that this changes with the other, from 0 to less than 1.
func (c Companion) Score() float64 { return float64(c.Times) / float64(c.Of+1) }

// Usually says whether it changes with the other more often than not.
func (c Companion) Usually() bool { return 2*c.Times > c.Of }

// Book is what a history says about which files change together. It is safe for concurrent use once all is learned.
type Book struct {
	rules   Rules
	paths   []string
	leftOut func(path string) bool

	whose  []int32 // by path: the file that is or was there last; -1 for none
	moved  []bool  // by path: the file was moved from there to another
	files  []file
	starts []int   // by change: where its files begin in member
	times  []int64 // by change: unix seconds
	member []int32 // of all changes, one after another
}

// file is one file through its history.
type file struct {
	changes []int32  // ascending
	names   []uint32 // the present one last
	gone    bool
}

// NewBook makes an empty book about a history with these paths; leftOut says which of them are never companions.
func NewBook(paths []string, rules Rules, leftOut func(path string) bool) *Book {
	b := &Book{rules: rules, paths: paths, leftOut: leftOut}
	b.moved = make([]bool, len(paths))
	b.whose = make([]int32, len(paths))
	for i := range b.whose {
		b.whose[i] = -1
	}
	return b
}

// Read makes a book of a whole history.
func Read(sets *index.ChangeSets, rules Rules, leftOut func(path string) bool) *Book {
	b := NewBook(sets.Paths, rules, leftOut)
	for i := range sets.Sets {
		b.Learn(&sets.Sets[i])
	}
	b.settle()
	return b
}

// Learn adds the next commit of a history, oldest first.
func (b *Book) Learn(set *index.ChangeSet) {
	files := b.follow(set)
	if !set.Whole || len(files) == 0 {
		return
	}
	n := int32(len(b.starts))
	b.starts = append(b.starts, len(b.member))
	b.times = append(b.times, set.At.Unix())
	b.member = append(b.member, files...)
	for _, f := range files {
		b.files[f].changes = append(b.files[f].changes, n)
	}
}

// follow moves files along as a commit did, and answers which of them it changed, sorted.
func (b *Book) follow(set *index.ChangeSet) []int32 {
	// What comes from elsewhere is what stood there before the commit, which may have swapped two files.
	type arrival struct {
		path uint32
		file int32
	}
	var arrivals []arrival
	for _, t := range set.Touches {
		if t.Kind == index.Moved {
			arrivals = append(arrivals, arrival{t.Path, b.at(t.From)})
		}
	}
	for _, t := range set.Touches {
		switch {
		case t.Kind == index.MovedAway:
			b.moved[t.Path] = true
		case t.Kind == index.Deleted && !b.moved[t.Path]:
			b.files[b.at(t.Path)].gone = true
		}
	}
	var changed []int32
	for _, t := range set.Touches {
		switch t.Kind {
		case index.Added:
			if b.moved[t.Path] {
				b.whose[t.Path], b.moved[t.Path] = -1, false
			}
		case index.Modified:
		default:
			continue
		}
		f := b.at(t.Path)
		if t.Kind == index.Added {
			b.files[f].gone = false
		}
		changed = append(changed, f)
	}
	for _, a := range arrivals {
		b.whose[a.path], b.moved[a.path] = a.file, false
		f := &b.files[a.file]
		f.gone = false
		f.names = append(slices.DeleteFunc(f.names, func(n uint32) bool { return n == a.path }), a.path)
		changed = append(changed, a.file)
	}
	slices.Sort(changed)
	return slices.Compact(changed)
}

// at is the file at a path. Where a history is cut off, files come without being added.
func (b *Book) at(path uint32) int32 {
	if b.whose[path] < 0 {
		b.whose[path] = int32(len(b.files))
		b.files = append(b.files, file{names: []uint32{path}})
	}
	return b.whose[path]
}

// settle gives back memory that growing took.
func (b *Book) settle() {
	b.member, b.starts, b.times, b.files = slices.Clip(b.member), slices.Clip(b.starts), slices.Clip(b.times), slices.Clip(b.files)
}

// Of answers what changes with the file at a path, the most trusted first, at most most of them. exists says whether a
// path is there now; it is asked for few paths, of a file the latest name first. A path that history does not know has
// no companions.
func (b *Book) Of(path string, most int, exists func(path string) bool) []Companion {
	id, known := slices.BinarySearch(b.paths, path)
	if !known || b.whose[id] < 0 || b.isLeftOut(uint32(id)) {
		return nil
	}
	var out []Companion
	for _, c := range b.candidates(b.whose[id]) {
		if len(out) == most {
			break
		}
		if name := b.present(c.file, path, exists); name != "" {
			one := c.companion()
			one.Path, one.Last = name, time.Unix(b.times[c.last], 0).UTC()
			out = append(out, one)
		}
	}
	return out
}

// Last is when the file at a path was changed last, the zero time where that is not known.
func (b *Book) Last(path string) time.Time {
	id, known := slices.BinarySearch(b.paths, path)
	if !known || b.whose[id] < 0 {
		return time.Time{}
	}
	changes := b.files[b.whose[id]].changes
	if len(changes) == 0 {
		return time.Time{}
	}
	return time.Unix(b.times[changes[len(changes)-1]], 0).UTC()
}

// mostNames of a file are looked for.
const mostNames = 5

// present is the name under which a file is there now, "" for none: not the other's, which an earlier file may have had.
func (b *Book) present(f int32, other string, exists func(path string) bool) string {
	names := b.files[f].names
	for i := len(names) - 1; i >= max(0, len(names)-mostNames); i-- {
		if name := b.paths[names[i]]; name != other && b.whose[names[i]] == f && !b.isLeftOut(names[i]) && exists(name) {
			return name
		}
	}
	return ""
}

func (b *Book) isLeftOut(path uint32) bool { return b.leftOut != nil && b.leftOut(b.paths[path]) }

// candidate is a file that changed with another.
type candidate struct {
	file      int32
	times, of int
	last      int32 // the latest change of both
}

func (c candidate) companion() Companion { return Companion{Times: c.times, Of: c.of} }

// candidates are the files that changed with one at least as often as the rules ask, the most trusted first.
func (b *Book) candidates(f int32) []candidate {
	changes := b.files[f].changes
	changes = changes[max(0, len(changes)-b.rules.Window):]
	if len(changes) < b.rules.Support {
		return nil
	}
	met := map[int32]*candidate{}
	for _, n := range changes {
		for _, other := range b.of(n) {
			if other == f {
				continue
			}
			c := met[other]
			if c == nil {
				c = &candidate{file: other, of: len(changes)}
				met[other] = c
			}
			c.times++
			c.last = n
		}
	}
	var all []candidate
	for _, c := range met {
		if c.times >= b.rules.Support {
			all = append(all, *c)
		}
	}
	slices.SortFunc(all, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.times, x.times), cmp.Compare(y.last, x.last),
			// Of two that always change together the rarer one says more.
			cmp.Compare(len(b.files[x.file].changes), len(b.files[y.file].changes)),
			cmp.Compare(b.name(x.file), b.name(y.file)))
	})
	return all
}

func (b *Book) name(f int32) string {
	names := b.files[f].names
	return b.paths[names[len(names)-1]]
}

// of are the files of a change.
func (b *Book) of(n int32) []int32 {
	end := len(b.member)
	if int(n)+1 < len(b.starts) {
		end = b.starts[n+1]
	}
	return b.member[b.starts[n]:end]
}
