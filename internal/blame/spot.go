package blame

import (
	"cmp"
	"slices"
	"strings"
)

// Spot is a line in the commit that brought it: its path there, and its number, from 1, as git counts lines.
type Spot struct {
	Commit *Commit
	Path   string
	Line   int
}

// run is a stretch of a version's lines that lie one after the other in one commit too.
type run struct {
	line, old, lines int32 // first line in the version and in the commit, as git counts; how many
	commit, path     int32
}

// Spots are the lines of a version in the commits that brought them, in order. There are none for a file with bare CRs,
// whose lines git counts otherwise.
func (v *Version) Spots() []Spot {
	if v.bare {
		return nil
	}
	out := make([]Spot, 0, len(v.by))
	for _, r := range v.runs {
		for i := range r.lines {
			out = append(out, Spot{&v.commits[r.commit], v.paths[r.path], int(r.old + i)})
		}
	}
	return out
}

// Spot answers where a line, counted from 1, came from, and its number in the version; ok is false where [Lines.At] is
// nil, and for a file with bare CRs.
func (l *Lines) Spot(line int) (s Spot, committed int, ok bool) {
	if l.At(line) == nil || l.version.bare {
		return Spot{}, 0, false
	}
	at := l.from[line-1] + 1
	i, found := slices.BinarySearchFunc(l.version.runs, at, func(r run, at int32) int { return cmp.Compare(r.line, at) })
	if !found {
		i--
	}
	if i < 0 || at >= l.version.runs[i].line+l.version.runs[i].lines {
		return Spot{}, 0, false
	}
	r := l.version.runs[i]
	return Spot{&l.version.commits[r.commit], l.version.paths[r.path], int(r.old + at - r.line)}, int(at), true
}

// Version is the committed version that the lines were mapped onto.
func (l *Lines) Version() *Version { return l.version }

// Texts are the lines of the version, without their ends. The slice is shared: do not write to it.
func (v *Version) Texts() []string {
	v.split.Do(func() {
		if v.text != "" {
			v.lines = strings.Split(strings.TrimSuffix(v.text, "\n"), "\n")
		}
	})
	return v.lines
}

// Text of a line of the version, from 1; "" for a line that does not exist.
func (v *Version) Text(line int) string {
	if lines := v.Texts(); line >= 1 && line <= len(lines) {
		return lines[line-1]
	}
	return ""
}

// settle takes the runs in the order of their lines.
func (v *Version) settle(content string, runs []run, paths []string) {
	slices.SortFunc(runs, func(a, b run) int { return cmp.Compare(a.line, b.line) })
	v.runs, v.paths = runs, paths
	v.bare = strings.Count(content, "\r") != strings.Count(content, "\r\n")
}
