package guard

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// mostGlobs a check may name, those within braces counted one by one.
const mostGlobs = 64

// mostWild bytes may a name with wildcards have: matching takes their number times the length of what is matched.
const mostWild = 64

// glob is a set of paths: those that one of any matches and none of none does. Without any it is every path.
type glob struct {
	any, none [][]string // name by name
}

func compileGlob(text string) (glob, error) {
	var g glob
	if len(text) > mostName {
		return g, fmt.Errorf("is longer than %d characters; name a folder instead", mostName)
	}
	for part := range splitOutside(text, ',') {
		part, out := strings.CutPrefix(strings.TrimSpace(part), "!")
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		expanded, err := braces(part, nil)
		if err != nil {
			return g, err
		}
		for _, one := range expanded {
			names, err := globNames(one)
			if err != nil {
				return g, err
			}
			if out {
				g.none = append(g.none, names)
			} else {
				g.any = append(g.any, names)
			}
		}
		if len(g.any)+len(g.none) > mostGlobs {
			return g, errTooManyGlobs
		}
	}
	return g, nil
}

var errTooManyGlobs = fmt.Errorf("names more than %d globs; name their folders instead", mostGlobs)

// splitOutside cuts a text at a byte, outside of braces.
func splitOutside(text string, at byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		depth, from := 0, 0
		for i := 0; i < len(text); i++ {
			switch text[i] {
			case '{':
				depth++
			case '}':
				depth = max(0, depth-1)
			case at:
				if depth == 0 {
					if !yield(text[from:i]) {
						return
					}
					from = i + 1
				}
			}
		}
		yield(text[from:])
	}
}

// braces expands {a,b}.
func braces(text string, into []string) ([]string, error) {
	open := strings.IndexByte(text, '{')
	if open < 0 {
		if len(into) >= mostGlobs {
			return nil, errTooManyGlobs
		}
		return append(into, text), nil
	}
	depth, end := 0, -1
	for i := open; i < len(text) && end < 0; i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				end = i
			}
		}
	}
	if end < 0 {
		return nil, errors.New("has a { without its }; close it")
	}
	var err error
	for one := range splitOutside(text[open+1:end], ',') {
		if into, err = braces(text[:open]+one+text[end+1:], into); err != nil {
			return nil, err
		}
	}
	return into, nil
}

func globNames(text string) ([]string, error) {
	names, err := pathNames(text)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if len(n) > mostWild && strings.ContainsAny(n, `*?[`) {
			return nil, fmt.Errorf("%q is too long for a name with wildcards; at most %d characters", clip(n), mostWild)
		}
		if _, err := path.Match(n, ""); err != nil {
			return nil, fmt.Errorf("%q is no glob: a [ lacks its ]; close it, or write [[] for the character itself", n)
		}
	}
	if len(names) == 1 && names[0] != "**" && strings.ContainsAny(names[0], "*?[") {
		names = []string{"**", names[0]} // *.go, wherever it is
	}
	return names, nil
}

// pathNames are the names of a path from the repository's top.
func pathNames(text string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(strings.ReplaceAll(text, `\`, "/"), "/") {
		switch name {
		case "", ".":
		case "..":
			return nil, errors.New("leads out of the repository; give paths from its top")
		default:
			if name != "**" || len(names) == 0 || names[len(names)-1] != "**" {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		names = []string{"**"}
	}
	return names, nil
}

func (g glob) matches(file string) bool {
	if len(g.any) == 0 && len(g.none) == 0 {
		return true
	}
	names := strings.Split(file, "/")
	is := func(one []string) bool { return matchNames(one, names) }
	return (len(g.any) == 0 || slices.ContainsFunc(g.any, is)) && !slices.ContainsFunc(g.none, is)
}

// everything says whether there is no path that it does not match.
func (g glob) everything() bool {
	return len(g.none) == 0 && (len(g.any) == 0 || slices.ContainsFunc(g.any, func(one []string) bool {
		return !slices.ContainsFunc(one, func(n string) bool { return n != "**" && n != "*" })
	}))
}

func (g glob) wild() bool {
	return slices.ContainsFunc(g.any, func(one []string) bool {
		return slices.ContainsFunc(one, func(n string) bool { return strings.ContainsAny(n, `*?[`) })
	})
}

// matchNames says whether a glob matches a path or a folder above it. It goes back to the latest ** only, which is enough:
// what an earlier one could take, the later can.
func matchNames(pattern, names []string) bool {
	star, from := -1, 0
	p, n := 0, 0
	for {
		switch {
		case p == len(pattern):
			return true // all below it
		case pattern[p] == "**":
			star, from = p, n
			if p++; p == len(pattern) {
				return true
			}
			continue
		case n < len(names) && matchName(pattern[p], names[n]):
			p++
			n++
			continue
		}
		if star < 0 || from >= len(names) {
			return false
		}
		from++
		p, n = star+1, from
	}
}

func matchName(pattern, name string) bool {
	if pattern == name {
		return true
	}
	if !strings.ContainsAny(pattern, `*?[`) {
		return false
	}
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}
