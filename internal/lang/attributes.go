package lang

import (
	"path"
	"slices"
	"strings"
)

// Attributes are what the .gitattributes files of a repository say of vendored and generated files
// (linguist-vendored, linguist-generated, as GitHub reads them). The zero value says nothing.
type Attributes struct{ rules []attributeRule }

type attributeRule struct {
	dir       string // where its file lies; "" for the top
	pattern   []string
	anywhere  bool // a pattern without a slash is about names
	vendored  verdict
	generated verdict
}

type verdict uint8

const (
	unsaid verdict = iota
	yes
	no
)

// mostRules is how many rules of a repository are kept.
const mostRules = 2000

// Add reads the .gitattributes file that lies in the folder dir, "." for the top. What is added last wins where two
// rules meet; a folder's own file wins over those above it.
func (a *Attributes) Add(dir string, text []byte) {
	if dir == "." {
		dir = ""
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.HasPrefix(fields[0], "#") || len(fields[0]) > 1000 || len(a.rules) >= mostRules {
			continue
		}
		r := attributeRule{dir: dir}
		for _, f := range fields[1:] {
			switch f {
			case "linguist-vendored", "linguist-vendored=true":
				r.vendored = yes
			case "-linguist-vendored", "linguist-vendored=false":
				r.vendored = no
			case "linguist-generated", "linguist-generated=true":
				r.generated = yes
			case "-linguist-generated", "linguist-generated=false":
				r.generated = no
			}
		}
		if r.vendored == unsaid && r.generated == unsaid {
			continue
		}
		r.anywhere = !strings.Contains(fields[0], "/")
		r.pattern = strings.Split(strings.TrimPrefix(fields[0], "/"), "/")
		a.rules = append(a.rules, r)
	}
	// A file in a folder stands behind those above it, whatever order they came in.
	slices.SortStableFunc(a.rules, func(x, y attributeRule) int { return depth(x.dir) - depth(y.dir) })
}

func depth(dir string) int {
	if dir == "" {
		return 0
	}
	return 1 + strings.Count(dir, "/")
}

// Vendored reports what is said of a file; said is false if nothing is.
func (a *Attributes) Vendored(filePath string) (vendored, said bool) {
	v := a.last(filePath, func(r *attributeRule) verdict { return r.vendored })
	return v == yes, v != unsaid
}

// Generated is like Vendored, for files that a program wrote.
func (a *Attributes) Generated(filePath string) (generated, said bool) {
	v := a.last(filePath, func(r *attributeRule) verdict { return r.generated })
	return v == yes, v != unsaid
}

func (a *Attributes) last(filePath string, of func(*attributeRule) verdict) verdict {
	for i := len(a.rules) - 1; i >= 0; i-- {
		r := &a.rules[i]
		if v := of(r); v != unsaid && r.matches(filePath) {
			return v
		}
	}
	return unsaid
}

func (r *attributeRule) matches(filePath string) bool {
	if r.dir != "" {
		rest, ok := strings.CutPrefix(filePath, r.dir+"/")
		if !ok {
			return false
		}
		filePath = rest
	}
	if r.anywhere {
		ok, _ := path.Match(r.pattern[0], path.Base(filePath))
		return ok
	}
	return matchSegments(r.pattern, strings.Split(filePath, "/"))
}

// matchSegments goes back to the latest "**" only, which is enough: what an earlier one could take, the later can.
func matchSegments(pattern, segments []string) bool {
	star, from := -1, 0
	p, s := 0, 0
	for s < len(segments) {
		switch {
		case p < len(pattern) && pattern[p] == "**":
			star, from = p, s
			p++
			if p == len(pattern) {
				return true
			}
			continue
		case p < len(pattern):
			if ok, _ := path.Match(pattern[p], segments[s]); ok {
				p++
				s++
				continue
			}
		}
		if star < 0 {
			return false
		}
		from++
		p, s = star+1, from
	}
	return p == len(pattern)
}
