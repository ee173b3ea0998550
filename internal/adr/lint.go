package adr

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Elsewhere is a record's file on another branch.
type Elsewhere struct {
	Branch string
	Path   string
}

// Surroundings are what records are held against, besides each other.
type Surroundings struct {
	// Exists says whether there is a file, or a folder, at a path; nil for a caller who does not know.
	Exists func(path string) bool
	// Known says whether an id is one of the ledger's; nil for a caller who does not know.
	Known func(id string) bool
	// Elsewhere are files of the same folders on other branches; Unmerged are those branches that have commits which are not
	// here, as far as [Collection.Suspects] asks for it.
	Elsewhere []Elsewhere
	Unmerged  map[string]bool
}

// Lint is all that is wrong with the records of a collection, those that reading them found included, in the order of paths
// and lines. It takes time in proportion to the records and their links.
func (c *Collection) Lint(o Surroundings) []Fault {
	out := c.LintAmong(o)
	for _, r := range c.Records {
		out = append(out, c.LintLinks(r, o)...)
	}
	sortFaults(out)
	return out
}

// LintAmong is Lint without the links in the texts, which [Collection.LintLinks] looks at: what an edit of one record may
// change for others.
func (c *Collection) LintAmong(o Surroundings) []Fault {
	var out []Fault
	for _, r := range c.Records {
		out = append(out, r.Faults...)
		out = append(out, c.succession(r)...)
		if r.Undo == "months" && r.ReviewBy == "" && (r.Status == Accepted || r.Status == Proposed) {
			line := 1
			if _, at, ok := r.value(keyUndo); ok {
				line = at + 1
			}
			out = append(out, Fault{Path: r.Path, Line: line, Code: NoReview, Message: "this takes months to undo, and no day is set to look at it again: add review-by"})
		}
	}
	out = append(out, c.twins()...)
	out = append(out, c.duplicates(o)...)
	out = append(out, c.gaps(o)...)
	out = append(out, c.cycles()...)
	sortFaults(out)
	return out
}

func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		if n := strings.Compare(a.Path, b.Path); n != 0 {
			return n
		}
		return a.Line - b.Line
	})
}

// LintLinks are the links of a record that lead nowhere.
func (c *Collection) LintLinks(r *Record, o Surroundings) []Fault {
	var out []Fault
	for _, l := range r.Links {
		if c.target(r, l) != nil || o.Known != nil && o.Known(strings.ToUpper(l.Target)) {
			continue
		}
		file := l.file(r.Path)
		isFile := strings.ContainsAny(l.Target, "./") || l.Relation == ""
		if isFile && (o.Exists == nil || file == "" || o.Exists(file)) {
			continue
		}
		f := Fault{Path: r.Path, Line: l.Line, Code: BrokenLink, Start: l.Start, End: l.End}
		if isFile {
			f.Message = fmt.Sprintf("%s is not there: was it renamed or deleted?", short(clean(l.Target), 100))
		} else {
			f.Message = fmt.Sprintf("no record here is called %s: name one by its number, its id or a link to its file", short(clean(l.Target), 100))
		}
		out = append(out, f)
	}
	return out
}

// succession is what is missing between a record and the one that took its place.
func (c *Collection) succession(r *Record) []Fault {
	heirs, others := c.Related(r, SupersededBy)
	line := max(r.StatusLine, 1)
	var out []Fault
	if r.Status == Superseded && len(heirs) == 0 && len(others) == 0 && c.Heir(r) == nil {
		out = append(out, Fault{Path: r.Path, Line: line, Code: NoHeir, Message: "this was superseded, but not said by what: link the record that took its place"})
	}
	for _, heir := range heirs {
		if back, _ := c.Related(heir, Supersedes); !slices.Contains(back, r) && heir.Status != Superseded {
			out = append(out, Fault{
				Path: heir.Path, Line: max(heir.StatusLine, 1), Code: OneSided, Hint: true,
				Message: fmt.Sprintf("this took the place of %s, and does not say so: add \"Supersedes %s\"", c.Key(r), c.Key(r)),
			})
		}
	}
	return out
}

// numbered are the records of one folder that have numbers, by folder: categories below it count for themselves.
func (c *Collection) numbered() (folders []string, records map[string][]*Record) {
	records = map[string][]*Record{}
	for _, r := range c.Records {
		if r.Number == "" {
			continue
		}
		dir := path.Dir(r.Path)
		if records[dir] == nil {
			folders = append(folders, dir)
		}
		records[dir] = append(records[dir], r)
	}
	for _, dir := range folders {
		slices.SortStableFunc(records[dir], func(a, b *Record) int { return number(a.Number) - number(b.Number) })
	}
	return folders, records
}

// twins are records with an id that another has: the first in the order of paths keeps it.
func (c *Collection) twins() []Fault {
	var out []Fault
	for _, r := range c.Records {
		first := c.byID[strings.ToUpper(r.ID)]
		if r.ID == "" || first == r {
			continue
		}
		_, at, _ := r.value(keyID)
		out = append(out, Fault{
			Path: r.Path, Line: at + 1, Code: Twin,
			Message: fmt.Sprintf("%s is %s already: delete the id here if this is another decision, or this file if it is a copy", first.Path, short(clean(r.ID), 40)),
		})
	}
	return out
}

func (c *Collection) duplicates(o Surroundings) []Fault {
	var out []Fault
	folders, records := c.numbered()
	say := func(r *Record, message string) {
		out = append(out, Fault{Path: r.Path, Line: r.TitleLine, Code: Duplicate, Message: message})
	}
	for _, dir := range folders {
		list := records[dir]
		for i := 0; i < len(list); {
			n := i + 1
			for n < len(list) && number(list[n].Number) == number(list[i].Number) {
				n++
			}
			for j := i; n-i > 1 && j < n; j++ {
				other := list[i]
				if j == i {
					other = list[i+1]
				}
				say(list[j], fmt.Sprintf("%s has the number %s too: give the newer one the next number", path.Base(other.Path), list[j].Number))
			}
			i = n
		}
	}
	for _, e := range o.Elsewhere {
		n, _ := named(e.Path)
		if n == "" || c.byPath[e.Path] != nil {
			continue
		}
		for _, r := range c.byNumber[number(n)] {
			if o.Unmerged[e.Branch] && path.Dir(r.Path) == path.Dir(e.Path) {
				say(r, fmt.Sprintf("%s has the number %s too, on the branch %s: whoever merges last takes the next one", path.Base(e.Path), r.Number, short(clean(e.Branch), 60)))
			}
		}
	}
	return out
}

// mostSuspects is how many branches are asked about.
const mostSuspects = 20

// Suspects are branches with another record of a number that is taken here. What is merged here was renamed since, or its
// number was given away: only branches that are not can be told of.
func (c *Collection) Suspects(elsewhere []Elsewhere) []string {
	var out []string
	for _, e := range elsewhere {
		n, _ := named(e.Path)
		if n == "" || c.byPath[e.Path] != nil || slices.Contains(out, e.Branch) || len(out) == mostSuspects {
			continue
		}
		if slices.ContainsFunc(c.byNumber[number(n)], func(r *Record) bool { return path.Dir(r.Path) == path.Dir(e.Path) }) {
			out = append(out, e.Branch)
		}
	}
	return out
}

// gaps are numbers that no record has. Where most are missing, the numbers count something else, such as issues.
func (c *Collection) gaps(o Surroundings) []Fault {
	taken := map[string]map[int]bool{}
	for _, e := range o.Elsewhere {
		if n, _ := named(e.Path); n != "" {
			dir := path.Dir(e.Path)
			if taken[dir] == nil {
				taken[dir] = map[int]bool{}
			}
			taken[dir][number(n)] = true
		}
	}
	var out []Fault
	folders, records := c.numbered()
	for _, dir := range folders {
		list := records[dir]
		first, last := number(list[0].Number), number(list[len(list)-1].Number)
		if last-first+1 > 2*len(list) {
			continue
		}
		for i := 1; i < len(list); i++ {
			var missing []string
			for n := number(list[i-1].Number) + 1; n < number(list[i].Number); n++ {
				if !taken[dir][n] {
					missing = append(missing, fmt.Sprintf("%0*d", len(list[i].Number), n))
				}
			}
			if len(missing) == 0 {
				continue
			}
			text := "number " + missing[0]
			switch n := len(missing); {
			case n == 2:
				text = "numbers " + missing[0] + " and " + missing[1]
			case n > 2:
				text = "numbers " + missing[0] + " to " + missing[n-1]
			}
			out = append(out, Fault{
				Path: list[i].Path, Line: list[i].TitleLine, Code: Gap, Hint: true,
				Message: fmt.Sprintf("no record before this one has the %s: a record that was turned down is worth keeping too", text),
			})
		}
	}
	return out
}

// cycles are records that took each other's place, in a circle: every record of a circle is told so once.
func (c *Collection) cycles() []Fault {
	next := map[*Record][]*Record{}
	for _, r := range c.Records {
		heirs, _ := c.Related(r, SupersededBy)
		next[r] = append(next[r], heirs...)
		old, _ := c.Related(r, Supersedes)
		for _, o := range old {
			if !slices.Contains(next[o], r) {
				next[o] = append(next[o], r)
			}
		}
	}
	var out []Fault
	for _, circle := range circles(c.Records, next) {
		var names []string
		for _, r := range circle[:min(len(circle), 5)] {
			names = append(names, c.Key(r))
		}
		for _, r := range circle {
			out = append(out, Fault{
				Path: r.Path, Line: max(r.StatusLine, 1), Code: Cycle,
				Message: fmt.Sprintf("%s took each other's place in a circle: one of the links is wrong", strings.Join(names, ", ")),
			})
		}
	}
	return out
}

// circles are the strongly connected components of more than one record (Tarjan 1972), without recursion: chains can be as
// long as a folder is large.
func circles(records []*Record, next map[*Record][]*Record) [][]*Record {
	type frame struct {
		r    *Record
		edge int
	}
	index, low := map[*Record]int{}, map[*Record]int{}
	on := map[*Record]bool{}
	var stack []*Record
	var out [][]*Record
	for _, start := range records {
		if index[start] > 0 {
			continue
		}
		path := []frame{{r: start}}
		for len(path) > 0 {
			f := &path[len(path)-1]
			if f.edge == 0 && index[f.r] == 0 {
				index[f.r] = len(index) + 1
				low[f.r] = index[f.r]
				stack, on[f.r] = append(stack, f.r), true
			}
			if f.edge < len(next[f.r]) {
				to := next[f.r][f.edge]
				f.edge++
				if index[to] == 0 {
					path = append(path, frame{r: to})
				} else if on[to] {
					low[f.r] = min(low[f.r], index[to])
				}
				continue
			}
			if low[f.r] == index[f.r] {
				i := slices.Index(stack, f.r)
				circle := slices.Clone(stack[i:])
				for _, r := range circle {
					on[r] = false
				}
				stack = stack[:i]
				if len(circle) > 1 {
					slices.SortFunc(circle, func(a, b *Record) int { return strings.Compare(a.Path, b.Path) })
					out = append(out, circle)
				}
			}
			done := *f
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1].r
				low[up] = min(low[up], low[done.r])
			}
		}
	}
	return out
}
