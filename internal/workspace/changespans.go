package workspace

import (
	"strings"

	"znkr.io/diff"
	"znkr.io/diff/textdiff"
)

// Span is a range of lines, 1-based and inclusive.
type Span struct{ Line, EndLine int }

// Holds says whether a line is in the span.
func (s Span) Holds(line int) bool { return s.Line <= line && line <= s.EndLine }

const (
	// manyChanged lines are where speed counts more than the shortest difference.
	manyChanged = 30_000
	// mostSpans of one file are kept; beyond that the last one reaches to the end of the last change.
	mostSpans = 1000
)

// spansOf are the lines of now that before does not have, and how many lines were added and taken away. How lines end does not
// matter.
func spansOf(before, now string) (spans []Span, added, gone int) {
	before, now = lineEnds(before), lineEnds(now)
	options := []diff.Option{diff.Context(0)}
	if strings.Count(before, "\n")+strings.Count(now, "\n") > manyChanged {
		options = append(options, diff.Fast())
	}
	for _, h := range textdiff.Hunks(before, now, options...) {
		added, gone = added+h.EndLineNoY-h.LineNoY, gone+h.EndLineNoX-h.LineNoX
		one := Span{h.LineNoY + 1, h.EndLineNoY}
		if h.EndLineNoY == h.LineNoY { // only taken away
			one = Span{max(h.LineNoY, 1), max(h.LineNoY, 1)}
		}
		if n := len(spans); n == mostSpans {
			spans[n-1].EndLine = one.EndLine
			continue
		}
		spans = append(spans, one)
	}
	return spans, added, gone
}

func lineEnds(text string) string {
	if !strings.Contains(text, "\r\n") {
		return text
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// widest bytes of a line are compared, as package git keeps of a patch.
const widest = 1 << 10

// linesOf are the lines that before has and now has not, and the other way round, without their ends.
func linesOf(before, now string) [2][]string {
	var out [2][]string
	for _, h := range textdiff.Hunks(before, now, diff.Context(0)) {
		for _, e := range h.Edits {
			line := strings.TrimSuffix(e.Line, "\n")
			line = line[:min(len(line), widest)]
			switch e.Op {
			case diff.Delete:
				out[0] = append(out[0], line)
			case diff.Insert:
				out[1] = append(out[1], line)
			}
		}
	}
	return out
}
