package ownership

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"unicode"
)

// A file that was copied is known to those who knew the original. git does not record copies; they are told by what a new
// file has in common with those that were there before it, of which only a few are looked at: see [Sources].
const (
	// CopiedShare is how much two texts must share for one to be a copy of the other: of the lines that say something, those
	// in both, of all in the larger.
	CopiedShare = 0.75
	// fewestLines that say something: below it likeness says nothing.
	fewestLines = 12
	// MostAlike files that are the same to the byte are no originals: a licence or a template is known to nobody by being there.
	MostAlike = 3
	// mostSources are looked at for one file.
	mostSources = 64
)

// Sources picks, among the files that were there before it, those that a new file may be a copy of: those of its own kind in
// its folder, and those of its name elsewhere, nearest names first; at most 64.
func Sources(file string, files []string) []string {
	type candidate struct {
		path string
		near int
	}
	dir, base, kind := path.Dir(file), path.Base(file), path.Ext(file)
	var here, elsewhere []candidate
	for _, f := range files {
		switch {
		case f == file:
		case path.Dir(f) == dir:
			if path.Ext(f) == kind {
				here = append(here, candidate{f, common(path.Base(f), base)})
			}
		case path.Base(f) == base:
			elsewhere = append(elsewhere, candidate{f, common(f, file)})
		}
	}
	var out []string
	nearest := func(all []candidate, most int) {
		slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.near, a.near) })
		for _, c := range all[:min(len(all), most)] {
			out = append(out, c.path)
		}
	}
	nearest(here, mostSources/2)
	nearest(elsewhere, mostSources-len(out))
	return out
}

// common is how many bytes two names have in common, at the beginning and at the end.
func common(a, b string) int {
	n, most := 0, min(len(a), len(b))
	for n < most && a[n] == b[n] {
		n++
	}
	m := 0
	for m < most-n && a[len(a)-1-m] == b[len(b)-1-m] {
		m++
	}
	return n + m
}

// Boilerplate says whether a file is of those that stand in many places and are known to nobody for it, by its name.
func Boilerplate(file string) bool {
	name := strings.ToUpper(path.Base(file))
	for _, known := range [...]string{"LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE", "CODE_OF_CONDUCT", "PATENTS"} {
		if strings.HasPrefix(name, known) {
			return true
		}
	}
	return false
}

// Telling are the lines of a text that say something, in their order, without their indentation. Blank ones, brackets and
// comments, licences among them, do not: they are the same in texts that have nothing to do with each other.
func Telling(text string) []string {
	var out []string
	closing := "" // of the comment that goes on
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if closing != "" {
			if _, after, ends := strings.Cut(line, closing); ends {
				line, closing = strings.TrimSpace(after), ""
			} else {
				continue
			}
		}
		for open, end := range comments {
			if rest, ok := strings.CutPrefix(line, open); ok {
				if _, after, ends := strings.Cut(rest, end); ends {
					line = strings.TrimSpace(after)
				} else {
					line, closing = "", end
				}
				break
			}
		}
		if saysSomething(line) {
			out = append(out, line)
		}
	}
	return out
}

// comments are those that end where they say.
var comments = map[string]string{"/*": "*/", "<!--": "-->"}

func saysSomething(line string) bool {
	for _, mark := range [...]string{"//", "# ", "##", "#!", "--", ";", "%", "dnl "} {
		if strings.HasPrefix(line, mark) {
			return false
		}
	}
	for _, common := range [...]string{"#include", "import ", "package ", "use ", "require "} {
		if strings.HasPrefix(line, common) {
			return false
		}
	}
	letters := 0
	for _, r := range line {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if letters++; letters == 4 {
				return true
			}
		}
	}
	return false
}

// Alike is the share of telling lines that two texts have in common, of all in the larger; 0 for too few to tell.
func Alike(a, b []string) float64 {
	most := max(len(a), len(b))
	if min(len(a), len(b)) < fewestLines {
		return 0
	}
	counts := make(map[string]int, len(a))
	for _, line := range a {
		counts[line]++
	}
	same := 0
	for _, line := range b {
		if counts[line] > 0 {
			counts[line]--
			same++
		}
	}
	return float64(same) / float64(most)
}
