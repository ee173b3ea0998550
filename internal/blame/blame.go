// Package blame tells who wrote the lines of a file as it stands now, saved or not.
//
// There are two steps, since git is slow and typing is fast:
//
//   - A [Version] is the file as it was committed, with the commit that brought each
//     line: exactly what `git blame` says of HEAD, with the same commits ignored, without
//     text conversion and without a mailmap. A [Reader] gets it from git, in the
//     background, one at a time.
//   - [Lines] are the lines of a text at hand, mapped onto a version by a diff of our own
//     that places ambiguous changes as git does (the indent heuristic of Haggerty's
//     diff-slider-tools). A line that was not changed keeps its commit; a new or changed
//     one is nobody's yet. This needs no git.
//
// Lines are those of an editor: LF, CR LF and CR end them, and how they end does not
// matter, so that a text checked out with other line ends is not everybody's anew.
//
// Text that is no text has no lines here: binary files, pointers of Git LFS, and what is
// larger than an editor shows line by line. Why a line was written is not this package's
// question.
package blame

import (
	"strings"
	"sync"
	"time"

	"znkr.io/diff"
	"znkr.io/diff/textdiff"

	"github.com/leadline/leadline/internal/git"
)

// MostLines is the number of lines up to which it is known who wrote each of them.
const MostLines = 200_000

// Commit brought lines of a file.
type Commit struct {
	Hash    git.Hash
	Author  git.Identity // raw, as in the commit
	At      time.Time    // author time
	Subject string
	// Cut says that a shallow clone ends here: the lines may be older, and somebody else's.
	Cut bool
}

// Version is a committed version of a file. It is immutable and safe for concurrent use.
type Version struct {
	commits []Commit
	text    string  // normalised: each line ends in LF
	by      []int32 // for each line of text the index of its commit
	runs    []run   // in the order of their lines
	paths   []string
	bare    bool // the text has CRs that end lines for us, and not for git

	split sync.Once
	lines []string // of text, on first use
}

// Lines are the lines of one text. They are immutable and safe for concurrent use.
type Lines struct {
	version *Version
	from    []int32 // for each line its line in the version, from 0; -1: not committed
}

// newVersion makes a version of a file's committed bytes. by has the commit of each line
// as git counts them, which knows LF alone.
func newVersion(content string, commits []Commit, by []int32) *Version {
	v := &Version{commits: commits}
	var text strings.Builder
	text.Grow(len(content) + 1)
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(content, mark)) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		for part := range strings.SplitSeq(line, "\r") {
			text.WriteString(part)
			text.WriteByte('\n')
			v.by = append(v.by, by[min(number, len(by)-1)])
		}
		number++
	}
	v.text = text.String()
	return v
}

// mark is the byte order mark, which editors do not show.
const mark = "\ufeff"

// Commits are all commits that brought a line of the version.
func (v *Version) Commits() []Commit { return v.commits }

// size is about what a version holds in memory, in bytes.
func (v *Version) size() int { return len(v.text) + 20*len(v.by) + 200*len(v.commits) + 20*len(v.runs) }

// Lines maps a text onto the version. lines are the text's, without their ends; an empty
// one after the last end is no line. It is nil for more than MostLines.
func (v *Version) Lines(lines []string) *Lines {
	if n := len(lines); n > 0 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	if len(lines) > MostLines {
		return nil
	}
	size := 0
	for _, line := range lines {
		size += len(line) + 1
	}
	var text strings.Builder
	text.Grow(size)
	for i, line := range lines {
		if i == 0 {
			line = strings.TrimPrefix(line, mark)
		}
		text.WriteString(line)
		text.WriteByte('\n')
	}
	return &Lines{version: v, from: align(v.text, text.String(), len(v.by), len(lines))}
}

// align answers for each of the n lines of now the line of before that it is, -1 for none.
func align(before, now string, m, n int) []int32 {
	from := make([]int32, n)
	options := []diff.Option{diff.Context(0), textdiff.IndentHeuristic()}
	if m > manyLines || n > manyLines {
		options = append(options, diff.Fast())
	}
	x, y := 0, 0
	match := func(endX, endY int) {
		for ; x < endX && y < endY; x, y = x+1, y+1 {
			from[y] = int32(x)
		}
	}
	for _, h := range textdiff.Hunks(now, before, options...) {
		match(h.LineNoY, h.LineNoX)
		for _, e := range h.Edits {
			switch e.Op {
			case diff.Match:
				from[e.LineNoX] = int32(e.LineNoY)
			case diff.Delete:
				from[e.LineNoX] = -1
			}
		}
		x, y = h.EndLineNoY, h.EndLineNoX
	}
	match(m, n)
	return from
}

// manyLines is where speed counts more than the shortest diff: a hostile text of this size
// must not hold up whoever asks.
const manyLines = 30_000

// Len is the number of lines.
func (l *Lines) Len() int { return len(l.from) }

// At is the commit that brought a line, counted from 1. It is nil for a line that is not
// committed, and for one that does not exist.
func (l *Lines) At(line int) *Commit {
	if line < 1 || line > len(l.from) || l.from[line-1] < 0 {
		return nil
	}
	return &l.version.commits[l.version.by[l.from[line-1]]]
}

// Gone counts, by commit, the lines of the version that the text does not have any more, changed ones among them.
func (l *Lines) Gone() map[*Commit]int {
	kept := make([]bool, len(l.version.by))
	for _, from := range l.from {
		if from >= 0 {
			kept[from] = true
		}
	}
	out := map[*Commit]int{}
	for line, is := range kept {
		if !is {
			out[&l.version.commits[l.version.by[line]]]++
		}
	}
	return out
}
