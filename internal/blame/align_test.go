package blame

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// each is a version of which every line has a commit of its own.
func each(lines []string) *Version {
	by := make([]int32, len(lines))
	commits := make([]Commit, len(lines))
	for i := range lines {
		by[i] = int32(i)
		commits[i].Subject = fmt.Sprint(i)
	}
	text := strings.Join(lines, "\n")
	if len(lines) > 0 {
		text += "\n"
	}
	return newVersion(text, commits, by)
}

// A line that was not touched keeps its commit, whatever happens around it, and a new one has none.
func TestUntouchedLinesKeepTheirCommit(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		saved := make([]string, random.IntN(200))
		now, want := make([]string, len(saved)), make([]string, len(saved))
		for i := range saved {
			saved[i] = fmt.Sprintf("line %d", i)
			now[i], want[i] = saved[i], fmt.Sprint(i)
		}
		for range random.IntN(20) {
			at := random.IntN(len(now) + 1)
			if random.IntN(2) == 0 || at == len(now) {
				now = slices.Insert(now, at, fmt.Sprintf("new %d", random.Uint64()))
				want = slices.Insert(want, at, "")
			} else {
				end := min(len(now), at+1+random.IntN(5))
				now, want = slices.Delete(now, at, end), slices.Delete(want, at, end)
			}
		}
		lines := each(saved).Lines(append(now, ""))
		for i := range want {
			got := ""
			if c := lines.At(i + 1); c != nil {
				got = c.Subject
			}
			if got != want[i] {
				t.Fatalf("seed %d, line %d %q: got commit %q, want %q", seed, i+1, now[i], got, want[i])
			}
		}
		if lines.Len() != len(want) || lines.At(0) != nil || lines.At(len(want)+1) != nil {
			t.Fatalf("seed %d: %d lines, want %d", seed, lines.Len(), len(want))
		}
	}
}

// Where lines are alike, those that are matched are at least equal, in order, and none is matched twice.
func TestMatchesAreEqualAndInOrder(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		some := func() []string {
			lines := make([]string, random.IntN(60))
			for i := range lines {
				lines[i] = strings.Repeat(" ", random.IntN(3)) + string("ab}"[random.IntN(3)])
			}
			return lines
		}
		before, now := some(), some()
		lines, last := each(before).Lines(append(slices.Clone(now), "")), int32(-1)
		for i, from := range lines.from {
			if from < 0 {
				continue
			}
			if from <= last || before[from] != now[i] {
				t.Fatalf("seed %d: line %d is %q, its match %d %q after %d", seed, i, now[i], from, before[from], last)
			}
			last = from
		}
	}
}

func TestLineEndsDoNotMatter(t *testing.T) {
	commits := []Commit{{Subject: "0"}, {Subject: "1"}, {Subject: "2"}}
	for name, c := range map[string]struct {
		saved string
		now   []string
		want  string
	}{
		"CR LF checked out":    {"a\nb\nc\n", []string{"a", "b", "c", ""}, "0 1 2"},
		"CR LF committed":      {"a\r\nb\r\nc\r\n", []string{"a", "b", "c", ""}, "0 1 2"},
		"CR alone":             {"a\rx\nb\nc\n", []string{"a", "x", "b", "c", ""}, "0 0 1 2"},
		"no end":               {"a\nb\nc", []string{"a", "b", "c"}, "0 1 2"},
		"an end added":         {"a\nb\nc", []string{"a", "b", "c", ""}, "0 1 2"},
		"a byte order mark":    {"\ufeffa\nb\nc\n", []string{"a", "b", "c", ""}, "0 1 2"},
		"a mark in the editor": {"a\nb\nc\n", []string{"\ufeffa", "b", "c", ""}, "0 1 2"},
		"empty lines at last":  {"a\n\n\n", []string{"a", "", "", "", ""}, "0 1 2 -"},
		"empty now":            {"a\nb\nc\n", []string{""}, ""},
		"nothing at all":       {"a\nb\nc\n", nil, ""},
	} {
		lines := newVersion(c.saved, commits, []int32{0, 1, 2}).Lines(c.now)
		var got []string
		for i := range lines.Len() {
			if commit := lines.At(i + 1); commit != nil {
				got = append(got, commit.Subject)
			} else {
				got = append(got, "-")
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	if lines := (&Version{}).Lines([]string{"a", ""}); lines.Len() != 1 || lines.At(1) != nil {
		t.Error("an empty version knows a line")
	}
	if lines := each([]string{"a"}).Lines(make([]string, MostLines+2)); lines != nil {
		t.Error("too many lines are looked at")
	}
}

// 5,000 lines, of which a few hundred were changed: what happens between a keystroke and the next hint.
func BenchmarkLines(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	saved := make([]string, 5000)
	for i := range saved {
		saved[i] = strings.Repeat("\t", random.IntN(4)) + fmt.Sprintf("if value%d := compute(%d); value != nil {", random.IntN(3000), i%700)
	}
	v := each(saved)
	for _, edits := range []int{1, 100, 2500} {
		now := slices.Clone(saved)
		for i := range edits {
			now[random.IntN(len(now))] = fmt.Sprintf("edit %d", i)
		}
		b.Run(fmt.Sprint(edits), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				v.Lines(now)
			}
		})
	}
}

// The worst that a text can do: very many lines, few of them different, all in another order.
func BenchmarkHostileLines(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	some := func() []string {
		lines := make([]string, MostLines)
		for i := range lines {
			lines[i] = fmt.Sprint(random.IntN(50))
		}
		return lines
	}
	v, now := each(some()), some()
	for b.Loop() {
		v.Lines(now)
	}
}
