package config

import (
	"fmt"

	"github.com/leadline/leadline/internal/typo"
)

// unknown says what to do about a path that is no key: most are misspelt, in
// the wrong section, or a section where a value stands.
func unknown(entries []entry, path []string) string {
	name := printable(dotted(path))
	if section(entries, path) {
		return fmt.Sprintf("%s is a section, not a value; write [%s] and its keys below it", name, name)
	}
	if _, _, ok := find(entries, path); ok {
		return fmt.Sprintf("%s is a value, not a section; write %s = … instead", name, name)
	}
	if near := nearest(entries, path); near != "" {
		return fmt.Sprintf("unknown key %s; did you mean %s?", name, near)
	}
	return fmt.Sprintf("unknown key %s; remove it, or correct its name", name)
}

// nearest is the known key or section most like a path, "" if none is near.
func nearest(entries []entry, path []string) string {
	if len(path) > maxDepth {
		return ""
	}
	best, name := 3, ""
	last := path[len(path)-1]
	consider := func(pattern []string) {
		known := make([]string, len(pattern))
		for i, part := range pattern {
			known[i] = part
			if wild(part) && i < len(path) && len(pattern) == len(path) {
				known[i] = path[i]
			}
		}
		d := typo.Distance(capped(dotted(path), 100), capped(dotted(known), 100))
		// The right word in the wrong place is worth as much as one slip.
		if kebab(last) == pattern[len(pattern)-1] {
			d = min(d, 1)
		}
		if d < best {
			best, name = d, printable(dotted(known))
		}
	}
	for _, e := range entries {
		for n := len(e.pattern); n > 0; n-- {
			if n == len(e.pattern) || !wild(e.pattern[n-1]) {
				consider(e.pattern[:n])
			}
		}
	}
	return name
}
