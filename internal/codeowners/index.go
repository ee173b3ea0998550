package codeowners

import (
	"slices"
	"strings"
)

// index finds the few rules that could match a path, without asking all.
// Every rule that can match stands in exactly one list, under the strictest of
// its demands that is cheap to look up:
//
//	/src/pay/*.go    below   the folder or file it lies at or under: "src/pay"
//	docs/, **/docs   name    a name that the path has somewhere: "docs"
//	*.pb.go          suffix  the extension that one of its names has: ".go"
//	all others       rest
//
// Regular expressions are sorted in by the text they begin or end with.
//
// Lists hold positions in Ruleset.Rules, ascending.
type index struct {
	below, name, suffix map[string][]int32
	rest                []int32
}

func newIndex(rules []*Rule) *index {
	return newIndexOf(rules, func(int) bool { return true })
}

// newIndexOf holds those rules alone whose position is wanted.
func newIndexOf(rules []*Rule, wanted func(i int) bool) *index {
	x := &index{below: map[string][]int32{}, name: map[string][]int32{}, suffix: map[string][]int32{}}
	for i, r := range rules {
		switch {
		case !wanted(i):
		case r.regex != nil:
			x.addRegex(r, int32(i))
		case r.glob != nil && r.glob.least <= MaxPath:
			x.add(r.glob, int32(i))
		}
	}
	return x
}

func (x *index) addRegex(r *Rule, i int32) {
	literal := r.regex.literal
	if r.Negated {
		x.rest = append(x.rest, i)
		return
	}
	switch r.regex.form {
	case regexExact:
		x.below[literal] = append(x.below[literal], i)
		return
	case regexSuffix:
		if ext := extension(literal); ext != "" && !strings.Contains(ext, "/") {
			x.suffix[ext] = append(x.suffix[ext], i)
			return
		}
	default:
		if end := strings.LastIndexByte(literal, '/'); end > 0 {
			x.below[literal[:end]] = append(x.below[literal[:end]], i)
			return
		}
	}
	x.rest = append(x.rest, i)
}

func (x *index) add(g *glob, i int32) {
	segs := g.segments
	if len(segs) > 1 && segs[0].kind == segmentGlobstar {
		switch s := segs[1]; s.kind {
		case segmentLiteral:
			x.name[s.text] = append(x.name[s.text], i)
			return
		case segmentSuffix:
			if ext := extension(s.text); ext != "" {
				x.suffix[ext] = append(x.suffix[ext], i)
				return
			}
		}
	}
	n := 0
	for n < len(segs) && segs[n].kind == segmentLiteral {
		n++
	}
	if n == 0 {
		x.rest = append(x.rest, i)
		return
	}
	var prefix strings.Builder
	for j, s := range segs[:n] {
		if j > 0 {
			prefix.WriteByte('/')
		}
		prefix.WriteString(s.text)
	}
	x.below[prefix.String()] = append(x.below[prefix.String()], i)
}

// candidates answers the lists that together hold every rule that could match.
func (x *index) candidates(path string, segments []string) [][]int32 {
	lists := make([][]int32, 0, 8)
	take := func(l []int32) {
		if len(l) > 0 {
			lists = append(lists, l)
		}
	}
	take(x.rest)
	end := -1
	for _, s := range segments {
		end += 1 + len(s)
		take(x.below[path[:end]])
	}
	for name := range distinct(segments) {
		take(x.name[name])
	}
	seen := make([]string, 0, len(segments))
	for _, s := range segments {
		if ext := extension(s); ext != "" {
			seen = append(seen, ext)
		}
	}
	for ext := range distinct(seen) {
		take(x.suffix[ext])
	}
	return lists
}

// distinct yields every string once. A path that repeats one name a thousand
// times must not ask the same rules a thousand times.
func distinct(all []string) func(yield func(string) bool) {
	const few = 16 // up to which looking back is cheaper than a map
	return func(yield func(string) bool) {
		var seen map[string]bool
		if len(all) > few {
			seen = make(map[string]bool, len(all))
		}
		for i, s := range all {
			if seen[s] || seen == nil && slices.Contains(all[:i], s) {
				continue
			}
			if seen != nil {
				seen[s] = true
			}
			if !yield(s) {
				return
			}
		}
	}
}

func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[i:]
	}
	return ""
}
