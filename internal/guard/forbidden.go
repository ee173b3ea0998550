package guard

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/todo"
)

// forbidden is a name that no file may refer to, in its parts: "internal/fx" is [internal fx] however it is read,
// "com.acme.fx" [com acme fx] where dots part names.
type forbidden struct {
	slashed, dotted []string
	path            bool   // a path and no name: it was written with a / or ./ at its front, or a / at its end
	probe           string // stands in every text that refers to it from outside
}

func compileForbidden(text string) (*forbidden, error) {
	if len(text) > mostName {
		return nil, fmt.Errorf("the forbidden name is longer than %d characters; name what lies around it", mostName)
	}
	if strings.ContainsAny(text, "*?") {
		return nil, errors.New("the forbidden name has a wildcard; name the module or the folder: what lies below it is forbidden too")
	}
	if strings.ContainsAny(text, " \t\"'`<>") {
		return nil, errors.New("the forbidden name has blanks or quotes; write the bare name, such as internal/fx or com.acme.fx")
	}
	f := &forbidden{path: strings.HasPrefix(text, "/") || strings.HasPrefix(text, "./") || strings.HasSuffix(text, "/")}
	text = strings.TrimPrefix(text, "crate::")
	slashed := strings.NewReplacer("::", "/", `\`, "/").Replace(text)
	names, err := pathNames(slashed)
	if err != nil {
		return nil, fmt.Errorf("the forbidden path %w", err)
	}
	if names[0] == "**" || strings.Trim(text, "./:\\") == "" {
		return nil, errors.New("the forbidden name is none; name the module, the package or the folder, such as internal/fx")
	}
	if n := len(names); n > 1 && slices.Contains(entries, withoutExtension(names[n-1])) {
		names = names[:n-1]
	}
	f.slashed = names
	bare := strings.Join(names, "/")
	if len(names) > 1 {
		bare = withoutExtension(bare)
	}
	f.dotted = strings.FieldsFunc(bare, func(r rune) bool { return r == '/' || r == '.' })
	f.probe = withoutExtension(names[len(names)-1])
	if f.probe == names[len(names)-1] {
		f.probe = f.dotted[len(f.dotted)-1]
	}
	return f, nil
}

// entries are the files that a folder is imported as.
var entries = []string{"index", "__init__", "mod", "package-info"}

// reference is what a statement imports.
type reference struct {
	start, end int // in bytes, of the text
	name       string
	parts      []string // of the name; nil where only the path is known
	dots       bool     // the parts are those of a dotted name
	path       string   // in the repository, "" where that is not known
	rooted     bool     // the path is sure, and the name says no more
}

// forbidden adds the references that rules forbid to what was found.
func (m *matching) forbidden(s *Set, file, text string, rules []*Rule, r *Result) []Hit {
	here := strings.Split(file, "/")
	rules = slices.DeleteFunc(slices.Clone(rules), func(x *Rule) bool {
		return !strings.Contains(text, x.forbids.probe) || leads(here, x.forbids.slashed, 0) // what lies in it may refer to itself
	})
	if len(rules) == 0 {
		return nil
	}
	references := s.references(file, text)
	places := placesOf(text, references)
	var hits []Hit
	for _, x := range rules {
		m.begin()
		first := len(hits)
		for i, ref := range references {
			if m.spent(perReference + perPart*len(ref.parts)) {
				r.Late, hits = append(r.Late, x), hits[:first]
				break
			}
			if !x.forbids.is(ref) || len(hits) > first && hits[len(hits)-1].offset == ref.start { // another name of the same statement
				continue
			}
			if len(hits)-first > MostHits {
				break
			}
			hits = append(hits, Hit{
				Rule: x, Line: places[i].line, Start: ref.start - places[i].start, End: ref.end - places[i].start, Found: clip(ref.name), offset: ref.start,
			})
		}
	}
	return hits
}

// Steps that comparing a name takes, about.
const (
	perReference = 1000
	perPart      = 200
)

// spot is a line and where it begins.
type spot struct{ line, start int }

// placesOf are the lines of references, which come in order.
func placesOf(text string, references []reference) []spot {
	out := make([]spot, len(references))
	at, here := 0, spot{1, 0}
	for i, ref := range references {
		if n := countLines(text[at:ref.start]); n > 0 {
			here = spot{here.line + n, lineStart(text, at, ref.start)}
		}
		at = ref.start
		out[i] = here
	}
	return out
}

// is says whether a reference leads to what is forbidden, or below it.
func (f *forbidden) is(ref reference) bool {
	if ref.path != "" && leads(strings.Split(ref.path, "/"), f.slashed, 0) {
		return true
	}
	if f.path && ref.path != "" || ref.rooted {
		return false
	}
	name := f.slashed
	if ref.dots {
		name = f.dotted
	}
	if !f.path && leads(ref.parts, name, 0) {
		return true
	}
	if len(name) < 2 {
		return false
	}
	for i := 1; i+len(name) <= len(ref.parts); i++ { // example.com/shop/internal/fx
		if leads(ref.parts, name, i) {
			return true
		}
	}
	for k := len(name) - 1; k >= 2; k-- { // src/main/java/com/acme/fx is imported as com.acme.fx
		if leads(ref.parts, name[len(name)-k:], 0) {
			return true
		}
	}
	return false
}

// leads says whether the parts of a reference, from one of them on, begin with a name. Of its last part the extension may
// lack on either side.
func leads(parts, name []string, from int) bool {
	if from+len(name) > len(parts) {
		return false
	}
	last := len(name) - 1
	for i := range last {
		if parts[from+i] != name[i] {
			return false
		}
	}
	a, b := parts[from+last], name[last]
	return a == b || withoutExtension(a) == b || a == withoutExtension(b)
}

func withoutExtension(name string) string {
	if ext := path.Ext(name); ext != "" && ext != name && lang.Known(name) {
		return strings.TrimSuffix(strings.TrimSuffix(name, ext), ".d")
	}
	return name
}

// mostReferences of one text are looked at.
const mostReferences = 5000

// references are the imports of a text, in order.
func (s *Set) references(file, text string) []reference {
	var out []reference
	raw := []byte(text)
	for _, region := range todo.Regions(file, raw) {
		read := readers[region.Language.Name]
		if read == nil {
			continue
		}
		r := &reading{set: s, file: file, text: text, region: region, at: region.Start}
		read(r)
		out = append(out, r.found...)
		if len(out) > mostReferences {
			return out[:mostReferences]
		}
	}
	slices.SortStableFunc(out, func(a, b reference) int { return a.start - b.start })
	return out
}

// Imports are the names that a text imports, as written, for those who want to see what a check sees.
func Imports(file, text string) []string {
	var out []string
	for _, r := range (&Set{}).references(file, text) {
		out = append(out, r.name)
	}
	return out
}
