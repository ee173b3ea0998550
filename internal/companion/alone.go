package companion

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// Around is what there is to ask about other files of a repository, one at a time.
type Around struct {
	LeftOut func(path string) bool
	Exists  func(path string) bool                   // asked for many paths
	Stands  func(path string) bool                   // whether a path may be named, asked for few
	Moved   func(path string, after git.Hash) string // where the file went that had this path at that commit
	Changed func(path string) int                    // how many commits that are not bulk changed it
}

// Alone answers what [Book.Of] does, from the changes of that one file, oldest first, bulk commits left out: for a program
// that asks about one file and ends, the whole history need not be read. Where a path was given to another file later on,
// that file is named.
func Alone(path string, changes []index.Change, rules Rules, most int, a Around) []Companion {
	if a.LeftOut(path) {
		return nil
	}
	changes = changes[max(0, len(changes)-rules.Window):]
	met := map[string]*Companion{}
	names := map[string]string{} // present ones
	for _, c := range changes {
		var seen []string
		for _, was := range c.Others {
			name, known := names[was]
			if !known {
				if name = was; !a.Exists(was) {
					name = a.Moved(was, c.Commit)
				}
				names[was] = name
			}
			if name == path || slices.Contains(seen, name) {
				continue
			}
			seen = append(seen, name)
			if met[name] == nil {
				met[name] = &Companion{Path: name, Of: len(changes)}
			}
			met[name].Times++
			met[name].Last = c.At
		}
	}
	var out []Companion
	for name, c := range met {
		if c.Times >= rules.Support && !a.LeftOut(name) {
			out = append(out, *c)
		}
	}
	often := map[string]int{}
	changed := func(path string) int {
		n, known := often[path]
		if !known {
			n = a.Changed(path)
			often[path] = n
		}
		return n
	}
	slices.SortFunc(out, func(x, y Companion) int {
		if c := cmp.Or(cmp.Compare(y.Times, x.Times), y.Last.Compare(x.Last)); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(changed(x.Path), changed(y.Path)), strings.Compare(x.Path, y.Path))
	})
	n := 0
	for _, c := range out {
		if n < most && a.Stands(c.Path) {
			out[n] = c
			n++
		}
	}
	return out[:n]
}
