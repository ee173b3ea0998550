package anchor

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// A range that nobody touched is where the edits around it put it, for certain.
func TestCarryKeepsWhatWasNotTouched(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		lines := source(r, 150)
		start := 40 + r.IntN(40)
		end := start + 1 + r.IntN(20)
		for i := start; i < end; i++ {
			lines[i] = fmt.Sprintf("\tcall%d(%d)", i, r.IntN(1000))
		}
		now, at := slices.Clone(lines), start
		for range r.IntN(12) {
			i := r.IntN(len(now))
			if i >= at && i < at+end-start {
				continue
			}
			if r.IntN(2) == 0 {
				now = slices.Insert(now, i, fmt.Sprintf("\tnew%d()", r.Uint64()))
				if i < at {
					at++
				}
			} else {
				now = slices.Delete(now, i, i+1)
				if i < at {
					at--
				}
			}
		}
		to, sure, ok := NewStep(NewText(lines), NewText(now)).Carry(Span{start, end})
		if want := (Span{at, at + end - start}); !ok || !sure || to != want {
			t.Fatalf("seed %d: %v, sure %v, %v; want %v", seed, to, sure, ok, want)
		}
	}
}

func TestCarryOutside(t *testing.T) {
	step := NewStep(NewText([]string{"a"}), NewText([]string{"a", "b"}))
	for _, r := range []Span{{-1, 1}, {0, 0}, {1, 1}, {0, 2}, {5, 3}, {1 << 40, 1 << 41}} {
		if to, _, ok := step.Carry(r); ok {
			t.Errorf("%v is at %v", r, to)
		}
	}
	if _, _, ok := NewStep(NewText(nil), NewText(nil)).Carry(Span{0, 1}); ok {
		t.Error("something was found in nothing")
	}
}

// FuzzCarry: whatever two texts are, a range stays within the document, and what is said to be the same text is.
func FuzzCarry(f *testing.F) {
	f.Add(charge, strings.ReplaceAll(charge, "\t", " "), uint16(5), uint16(9))
	f.Add("a\nb\nc\n", "c\nb\na\n", uint16(1), uint16(2))
	f.Add("", "x", uint16(0), uint16(1))
	f.Add(strings.Repeat("}\n", 50), strings.Repeat("}\n", 49), uint16(3), uint16(40))
	f.Add("\uFEFFa\r\n\xff\xfe\r\n", "a\n\xff\xfe", uint16(0), uint16(2))
	f.Fuzz(func(t *testing.T, before, after string, start, end uint16) {
		from, to := NewText(SplitLines(before)), NewText(SplitLines(after))
		r := Span{int(start), int(end)}
		at, _, ok := NewStep(from, to).Carry(r)
		if ok && (at.Start < 0 || at.Start > at.End || at.End > len(to.lines)) {
			t.Fatalf("%v of %d lines is at %v of %d", r, len(from.lines), at, len(to.lines))
		}
		if r.Start >= r.End || r.End > len(from.lines) {
			return
		}
		a := from.Anchor("f", "", r)
		p := a.ResolveIn("f", to)
		if p.State != OK && p.State != Moved || significant(a.Text) == 0 { // without text it is ok wherever it is
			return
		}
		if b := to.Excerpt(Span{p.Line - 1, p.EndLine}); !a.SameText(b) && len(a.Text) < maxText/2 {
			t.Fatalf("%s at %d-%d, but there is\n%q\nnot\n%q", p.State, p.Line, p.EndLine, b.Text, a.Text)
		}
		if p.State == OK && p.Line != a.Line {
			t.Fatalf("ok at %d, was at %d", p.Line, a.Line)
		}
	})
}

// hostile are pairs of documents that a careless diff takes for ever over.
func hostile(n int) map[string][2][]string {
	same, other, mixed, back := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i := range n {
		same[i], other[i] = "a", "b"
		mixed[i] = fmt.Sprint(i * 7919 % n)
		back[n-1-i] = mixed[i]
	}
	return map[string][2][]string{"same": {same, same[:n-1]}, "other": {same, other}, "backwards": {mixed, back}, "shuffled": {mixed, same}}
}

func TestStepsOfHostileDocumentsEnd(t *testing.T) {
	for name, d := range hostile(20_000) {
		began := time.Now()
		step := NewStep(NewText(d[0]), NewText(d[1]))
		for i := 0; i < 2000; i += 100 {
			step.Carry(Span{i, i + 40})
		}
		t.Log(name, time.Since(began))
	}
}

// BenchmarkHundredAnchors places 100 anchors in a file of 5,000 lines that was just edited: prepared, compared with what HEAD has,
// and each carried on. Target: under 5 ms.
func BenchmarkHundredAnchors(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	lines := source(r, 5000)
	base := NewText(lines)
	var spans []Span
	var anchors []Anchor
	for i := range 100 {
		s := Span{i*49 + 5, i*49 + 5 + 1 + r.IntN(40)}
		spans = append(spans, s)
		anchors = append(anchors, base.Anchor("f", "", s))
	}
	for _, edits := range []int{1, 50} {
		now := slices.Clone(lines)
		for range edits {
			now = slices.Insert(now, r.IntN(len(now)), "\tsomething(new)")
		}
		b.Run(fmt.Sprintf("carried/%d edits", edits), func(b *testing.B) {
			for b.Loop() {
				text := NewText(now)
				step := NewStep(base, text)
				for i, s := range spans {
					to, _, ok := step.Carry(s)
					if ok {
						anchors[i].SameText(text.Excerpt(to))
					}
				}
			}
		})
		b.Run(fmt.Sprintf("searched/%d edits", edits), func(b *testing.B) {
			for b.Loop() {
				text := NewText(now)
				for _, a := range anchors {
					a.ResolveIn("f", text)
				}
			}
		})
	}
}
