package anchor

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const charge = `package pay

import "context"

// Charge bills a customer once.
func Charge(ctx context.Context, id string, amount int) error {
	key := keyOf(id, amount)
	if seen(key) {
		return nil
	}
	if err := bill(ctx, id, amount); err != nil {
		return err
	}
	return remember(key)
}

// Refund gives the money back.
func Refund(ctx context.Context, id string, amount int) error {
	if err := bill(ctx, id, -amount); err != nil {
		return err
	}
	return forget(id)
}
`

func linesOf(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }

// edit replaces n lines from the 1-based line at.
func edit(lines []string, at, n int, with ...string) []string {
	return slices.Concat(lines[:at-1], with, lines[at-1+n:])
}

func TestResolve(t *testing.T) {
	lines := linesOf(charge)
	filler := linesOf(strings.Repeat("x = x + 1\n", 20))
	moved := func() []string { // Charge to the end of the file
		return slices.Concat(lines[:4], lines[15:], []string{""}, lines[4:14])
	}
	tests := []struct {
		name      string
		line, end int
		now       []string
		want      Place
	}{
		{"untouched", 7, 7, lines, Place{"f", 7, 7, OK}},
		{"whole file", 0, 0, filler, Place{"f", 0, 0, OK}},
		{"blank text", 4, 4, lines[:2], Place{"f", 2, 2, OK}},
		{"CRLF", 6, 14, linesOf(strings.ReplaceAll(charge, "\n", "\r\n")), Place{"f", 6, 14, OK}},
		{"byte order mark", 1, 1, linesOf("\uFEFF" + charge), Place{"f", 1, 1, OK}},
		{"blanks at line ends", 6, 8, linesOf(strings.ReplaceAll(charge, "\n", " \t\n")), Place{"f", 6, 8, OK}},
		{"lines above", 7, 9, edit(lines, 3, 0, filler...), Place{"f", 27, 29, Moved}},
		{"lines removed above", 18, 20, edit(lines, 5, 10), Place{"f", 8, 10, Moved}},
		{"re-indented", 8, 10, linesOf(strings.ReplaceAll(charge, "\t", "    ")), Place{"f", 8, 10, OK}},
		{"wrapped in a block", 7, 10, linesOf("if x {\n" + strings.ReplaceAll(charge, "\n", "\n  ") + "\n}"), Place{"f", 8, 11, Moved}},
		{"a function moved", 6, 14, moved(), Place{"f", 15, 23, Moved}},
		{"a function moved and edited", 6, 14, edit(moved(), 16, 1, "\tkey := keyFor(id, amount)"), Place{"f", 15, 23, Changed}},
		{"the first of two copies", 12, 12, edit(lines, 2, 0, filler[:8]...), Place{"f", 20, 20, Moved}},
		{"the second of two copies", 20, 20, edit(lines, 2, 0, filler[:3]...), Place{"f", 23, 23, Moved}},
		// Seven lines more put the first "return err" near where the second was.
		{"a copy at the old line", 20, 20, edit(lines, 2, 0, filler[:8]...), Place{"f", 28, 28, Moved}},
		{"one word changed", 7, 7, edit(lines, 7, 1, "\tkey := keyFor(id, amount)"), Place{"f", 7, 7, Changed}},
		{"a number changed, further down", 7, 7, edit(edit(lines, 7, 1, "\tkey := keyOf(id, 2*amount)"), 2, 0, filler...), Place{"f", 27, 27, Changed}},
		{"a line put into the range", 7, 10, edit(lines, 8, 0, "\tlog(key)"), Place{"f", 7, 11, Changed}},
		{"a line taken from the range", 6, 14, edit(lines, 8, 3), Place{"f", 6, 11, Changed}},
		{"the text is gone", 7, 10, edit(lines, 7, 4), Place{"f", 0, 0, Orphaned}},
		{"something else stands there", 7, 7, edit(lines, 7, 1, "\tmu.Lock()"), Place{"f", 0, 0, Orphaned}},
		{"a copy elsewhere is not it", 12, 12, edit(lines, 5, 11), Place{"f", 0, 0, Orphaned}},
		{"another file", 6, 14, filler, Place{"f", 0, 0, Orphaned}},
		{"nothing left", 6, 14, nil, Place{"f", 0, 0, Orphaned}},
		{"one empty line left", 6, 14, []string{""}, Place{"f", 0, 0, Orphaned}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := New("old", "c0ffee", lines, test.line, test.end)
			if d := cmp.Diff(test.want, a.Resolve("f", test.now)); d != "" {
				t.Error(d)
			}
			// What is stored resolves the same.
			stored, err := json.Marshal(a)
			var back Anchor
			if err != nil || json.Unmarshal(stored, &back) != nil || back.Resolve("f", test.now) != a.Resolve("f", test.now) {
				t.Errorf("%s resolves otherwise", stored)
			}
		})
	}
}

func TestNewStaysInTheFile(t *testing.T) {
	lines := linesOf(charge)
	for _, test := range []struct{ line, end, wantLine, wantEnd int }{
		{7, 3, 7, 7}, {7, 99, 7, len(lines)}, {99, 120, len(lines), len(lines)}, {-1, 5, 0, 0},
	} {
		if a := New("f", "", lines, test.line, test.end); a.Line != test.wantLine || a.EndLine != test.wantEnd {
			t.Errorf("%d-%d is anchored at %d-%d", test.line, test.end, a.Line, a.EndLine)
		}
	}
	if a := New("f", "", nil, 3, 3); a.Line != 0 {
		t.Errorf("an empty file has a line %d", a.Line)
	}
}

func TestHashesAreStable(t *testing.T) {
	// They are stored in events: FNV-1a as published (Fowler, Noll, Vo 1991).
	for text, want := range map[string]uint32{"": 0x811c9dc5, "a": 0xe40c292c, "foobar": 0xbf9cf968, " \tfoobar\r\n": 0xbf9cf968} {
		if got := hashOf(text); got != want {
			t.Errorf("%q is %x, want %x", text, got, want)
		}
	}
	if hashOf("a \t b") != hashOf("\u00a0a b\u2003") || hashOf("a b") == hashOf("ab") {
		t.Error("white space is not normalised")
	}
}

func TestLongTextsAreCapped(t *testing.T) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf("line number %d of many", i))
	}
	a := New("f", "", lines, 101, 900)
	if len(a.Text) > maxText {
		t.Errorf("%d bytes kept", len(a.Text))
	}
	now := edit(lines, 11, 0, "one", "two")
	if got, want := a.Resolve("f", now), (Place{"f", 103, 902, Moved}); got != want {
		t.Errorf("%+v", got)
	}
	if got, want := a.Resolve("f", edit(now, 104, 1, "line number 101 of more")), (Place{"f", 103, 902, Changed}); got != want {
		t.Errorf("%+v", got)
	}
}

// source makes a file with the repetitions real code has.
func source(r *rand.Rand, n int) []string {
	common := []string{"}", "\treturn nil", "\t}", "", "\tif err != nil {", "\t\treturn err", "\tdefer mu.Unlock()"}
	lines := make([]string, n)
	for i := range lines {
		if r.IntN(3) > 0 {
			lines[i] = common[r.IntN(len(common))]
		} else {
			lines[i] = fmt.Sprintf("\tvalue%d := compute%d(ctx, %d)", r.IntN(n), r.IntN(50), r.IntN(9))
		}
	}
	return lines
}

func TestEditsElsewhereLoseNothing(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		lines := source(r, 200)
		at := r.IntN(150) + 10
		length := r.IntN(4)
		lines[at-1] = fmt.Sprintf("\tunique%dOne()", seed)
		a := New("f", "", lines, at, at+length)
		now, where := slices.Clone(lines), at
		for range r.IntN(30) {
			i := r.IntN(len(now)) + 1
			switch {
			case r.IntN(2) == 0 && (i <= where || i > where+length):
				now = edit(now, i, 0, source(r, 1)...)
				if i <= where {
					where++
				}
			case i < where || i > where+length:
				now = edit(now, i, 1)
				if i < where {
					where--
				}
			}
		}
		if r.IntN(2) == 0 {
			for i := range now {
				now[i] = "    " + strings.ReplaceAll(now[i], "\t", "  ") + " \r"
			}
		}
		want := Place{"f", where, where + length, Moved}
		if where == at {
			want.State = OK
		}
		if got := a.Resolve("f", now); got != want {
			t.Fatalf("seed %d: %+v, want %+v", seed, got, want)
		}
	}
}

func TestCopiesStayApart(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		var lines []string
		for i := range 12 {
			lines = append(lines, fmt.Sprintf("func f%d() error {", i), "\tif err := run(); err != nil {", "\t\treturn err", "\t}", "\treturn nil", "}", "")
		}
		var anchors []Anchor
		for i := range 12 {
			anchors = append(anchors, New("f", "", lines, 7*i+3, 7*i+3))
		}
		// Functions disappear and lines appear between the others.
		gone := r.IntN(12)
		var now []string
		want := map[int]int{}
		for i := range 12 {
			if i == gone {
				continue
			}
			now = append(now, source(r, r.IntN(4))...)
			want[i] = len(now) + 3
			now = append(now, lines[7*i:7*i+7]...)
		}
		for i, at := range want {
			if got := anchors[i].Resolve("f", now); got.Line != at {
				t.Fatalf("seed %d: the one in f%d is at %d (%s), want %d", seed, i, got.Line, got.State, at)
			}
		}
	}
}

func TestHugeAndHostileDocumentsAreBounded(t *testing.T) {
	same := make([]string, 200_000)
	for i := range same {
		same[i] = "a"
	}
	long := []string{strings.Repeat("x y ", 16<<20)}
	wide := make([]string, 5000)
	for i := range wide {
		wide[i] = strings.Repeat(fmt.Sprint(i%7, " "), 3000)
	}
	docs := [][]string{same, long, wide, make([]string, 300_000), nil}
	anchors := []Anchor{
		New("f", "", same, 100_000, 104_000), New("f", "", long, 1, 1), New("f", "", wide, 1, 5000), New("f", "", linesOf(charge), 6, 14),
		{Line: 1 << 62, EndLine: -5, Text: strings.Repeat("\n", 9000) + "x", Sketch: make([]uint32, 100_000), Before: -3},
		{Line: -7, EndLine: 1 << 62, Text: "\xff\xfe"},
		{Line: 3, EndLine: 1 << 62, Text: "something long enough", Before: 1 << 62, Sketch: []uint32{blank}},
	}
	for _, doc := range docs {
		text := NewText(doc)
		for _, a := range anchors {
			p := a.ResolveIn("f", text)
			if p.Line < 0 || p.Line > len(doc) || p.EndLine < p.Line || p.EndLine > len(doc) {
				t.Errorf("%d lines: %+v", len(doc), p)
			}
		}
	}
	beyond := slices.Concat(make([]string, maxLines+5), []string{"far away from here"})
	if got := New("f", "", beyond, len(beyond), len(beyond)).Resolve("f", beyond); got.State != OK {
		t.Errorf("%+v", got)
	}
}

func FuzzResolve(f *testing.F) {
	f.Add(charge, charge, 7, 9, []byte("abcdabcd"), 1)
	f.Add("a\nb\nc", "b\n\nc\na", 2, 2, []byte{}, 0)
	f.Fuzz(func(t *testing.T, was, now string, line, end int, sketch []byte, before int) {
		old, lines := strings.Split(was, "\n"), strings.Split(now, "\n")
		a := New("f", "", old, line, end)
		if p := a.Resolve("f", old); p.State != OK || p.Line != a.Line || p.EndLine != a.EndLine {
			t.Errorf("not ok where it was made: %+v is at %+v", a, p)
		}
		hostile := Anchor{Line: line, EndLine: end, Text: was, Before: before}
		for _, b := range sketch {
			hostile.Sketch = append(hostile.Sketch, uint32(b))
		}
		for _, a := range []Anchor{a, hostile} {
			p := a.Resolve("f", lines)
			if p.Line < 0 || p.Line > len(lines) || p.EndLine < p.Line || p.EndLine > len(lines) || (p.State == Orphaned && p.Line != 0) {
				t.Errorf("%+v is at %+v of %d lines", a, p, len(lines))
			}
		}
	})
}

// BenchmarkResolve resolves 100 anchors in 5,000 lines: a quarter each is
// untouched, moved, a line that stands there a hundred times, and changed.
func BenchmarkResolve(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 3))
	lines := source(r, 5000)
	now := slices.Clone(lines)
	var anchors []Anchor
	for i := range 100 {
		at := 40 + i*49
		if i >= 25 && i%3 == 1 {
			lines[at-1] = "\treturn nil"
		} else {
			lines[at-1] = fmt.Sprintf("\tresult%d := decide(ctx, %d, limit)", i, i)
		}
		now[at-1] = lines[at-1]
		if i >= 25 && i%3 == 2 {
			now[at-1] = strings.Replace(lines[at-1], "limit", "bound", 1)
		}
	}
	for i := range 100 {
		anchors = append(anchors, New("f", "", lines, 40+i*49, 40+i*49))
	}
	now = edit(now, 40+25*49-10, 0, "one", "two", "three")
	text := NewText(now)
	states := map[State]int{}
	for _, a := range anchors {
		states[a.ResolveIn("f", text).State]++
	}
	b.Logf("%v", states)
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range anchors {
			a.ResolveIn("f", text)
		}
	}
}

// BenchmarkNewText prepares 5,000 lines.
func BenchmarkNewText(b *testing.B) {
	lines := source(rand.New(rand.NewPCG(1, 3)), 5000)
	for b.Loop() {
		NewText(lines)
	}
}
