// Package anchor ties what was said about code to the lines it was said about,
// and finds those lines again after edits.
//
// An [Anchor] keeps the anchored text and a sketch: hashes of the nearest
// lines around it. Resolving asks four questions, the cheap ones first:
//
//  1. Does the text stand at its old lines? Then it is ok, unless the same
//     text stands elsewhere in surroundings that fit the sketch better.
//  2. Does it stand elsewhere? Of several places the one whose surroundings
//     fit best is taken, of equal ones the nearest to the old lines: moved.
//  3. The same, but for white space: re-indenting loses nothing.
//  4. Is there a similar text? A window of lines counts if its similarity is
//     at least 0.7 and 0.1 more than that of any window apart from it: changed.
//
// Otherwise the anchor is orphaned: shown with the file, never at a line that
// was only guessed. For the same reason a text in question 2 and 3 that stands
// more than once, now or when it was anchored, or that has fewer than 8
// characters, must bring some of its surroundings along. Lines of the sketch
// count the less the farther from the range they were, and the more often they
// stand in the document: a closing brace tells nothing.
//
// Similarity is the Dice coefficient (Dice 1945) of the words and signs of two
// texts, weighted by their length, combined with the share of the sketch found
// around the window; the sketch weighs as much as 24 characters of text, so
// that a long text speaks for itself and a short one does not. A text that is
// itself less than half alike is never taken.
//
// Lines end with LF or CRLF, begin perhaps with a byte order mark and end
// perhaps in blanks: none of this makes a difference. Only the first 4 kB of a
// line, of an anchored text, and only the first 262,144 lines of a document
// are looked at, and only the nearest few hundred candidates, so that no
// document can make resolving slow; what is beyond is orphaned.
//
// Anchors are values and resolved against one version of one file. Following a
// file through commits is the caller's: resolve against each version and make
// a [New] anchor from the place.
package anchor

import (
	"slices"
	"strings"
)

const (
	maxText  = 4096    // bytes of an anchored text, and of a line
	maxLines = 1 << 18 // lines of a document that are searched
	around   = 8       // lines of the sketch on each side
)

// Anchor ties something said to lines of a file. It is stored in events as
// JSON: its hashes must stay what they are.
type Anchor struct {
	Path    string `json:"path"`     // relative to the repository's top
	Line    int    `json:"line"`     // 1-based; 0 for the whole file
	EndLine int    `json:"end_line"` // inclusive
	Commit  string `json:"commit,omitempty"`
	// Text is the anchored lines, joined by LF; at most 4 kB, whole lines
	// where at least one fits.
	Text string `json:"text,omitempty"`
	// Sketch holds the 32-bit FNV-1a hashes of the nearest lines that are not
	// blank, with white space normalised: up to 8 before the range, then up to
	// 8 after it, in their order. Before is how many are before it.
	Sketch []uint32 `json:"sketch,omitempty"`
	Before int      `json:"before,omitempty"`
	// Copies is 2 when the text stood more than once in the file, white space
	// aside, else 1; 0 means unknown, and is taken for 1.
	Copies int `json:"copies,omitempty"`
}

// State says how well an anchor's place is known.
type State string

// The states of a place.
const (
	OK       State = "ok"       // the text at its old lines
	Moved    State = "moved"    // the text at other lines
	Changed  State = "changed"  // a similar text
	Orphaned State = "orphaned" // the file alone is known
)

// Place is where an anchor's text is now.
type Place struct {
	Path    string `json:"path"`
	Line    int    `json:"line"` // 1-based; 0 for the file as a whole
	EndLine int    `json:"end_line"`
	State   State  `json:"state"`
}

// New anchors the lines from line to endLine, inclusive and 1-based, of a file
// as it is on screen; commit is the one checked out. Lines outside the file
// are moved into it; a line below 1 anchors the whole file.
func New(path, commit string, lines []string, line, endLine int) Anchor {
	a := located(path, commit, lines, line, endLine)
	if a.Line == 0 {
		return a
	}
	a.Copies = copies(lines, strings.Split(a.Text, "\n"))
	hash := func(i int) (uint32, bool) { h := hashOf(trimmed(lines, i)); return h, h != blank }
	a.Sketch, a.Before = surroundings(nil, a.Line-1, a.EndLine, len(lines), hash)
	return a
}

// located is an anchor without what tells it from others.
func located(path, commit string, lines []string, line, endLine int) Anchor {
	a := Anchor{Path: path, Commit: commit}
	if line < 1 || len(lines) == 0 {
		return a
	}
	a.Line = min(line, len(lines))
	a.EndLine = min(max(endLine, a.Line), len(lines))
	var text strings.Builder
	for i := a.Line - 1; i < a.EndLine; i++ {
		l := trimmed(lines, i)
		if i > a.Line-1 {
			if text.Len()+1+len(l) > maxText {
				break
			}
			text.WriteByte('\n')
		}
		text.WriteString(l)
	}
	a.Text = text.String()
	return a
}

// copies counts the places where a text stands in a file, up to 2.
func copies(lines, text []string) int {
	want := make([]uint32, len(text))
	for i, l := range text {
		want[i] = hashOf(l)
	}
	n, last := 0, len(want)-1
	have := make([]uint32, 0, min(len(lines), maxLines))
	for i := range cap(have) {
		have = append(have, hashOf(trimmed(lines, i)))
		if i >= last && have[i] == want[last] && slices.Equal(have[i-last:], want) {
			if n++; n == 2 {
				break
			}
		}
	}
	return n
}

// surroundings appends to sketch the hashes of the nearest lines that are not blank: before
// the one with index start, and from the one with index end on.
func surroundings(sketch []uint32, start, end, lines int, hash func(int) (uint32, bool)) (_ []uint32, before int) {
	for i := start - 1; i >= 0 && i >= start-reach && len(sketch) < around; i-- {
		if h, ok := hash(i); ok {
			sketch = append(sketch, h)
		}
	}
	before = len(sketch)
	for i, j := 0, before-1; i < j; i, j = i+1, j-1 {
		sketch[i], sketch[j] = sketch[j], sketch[i]
	}
	for i := end; i < lines && i < end+reach && len(sketch) < before+around; i++ {
		if h, ok := hash(i); ok {
			sketch = append(sketch, h)
		}
	}
	return sketch, before
}
