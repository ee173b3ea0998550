package anchor

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestWindowsAreTheBestOfAll holds what is kept while candidates are found to all of them, sorted.
func TestWindowsAreTheBestOfAll(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for range 200 {
		seen := map[[2]int]bool{}
		var all, best []candidate
		for range r.IntN(4 * maxWindows) {
			c := candidate{start: r.IntN(20), votes: r.IntN(6)}
			c.end, c.off = c.start+1+r.IntN(20), distance(c.start, 9)
			if at := [2]int{c.start, c.end}; !seen[at] {
				seen[at] = true
				all, best = append(all, c), among(best, c)
			}
		}
		slices.SortFunc(all, func(a, b candidate) int {
			return cmp.Or(b.votes-a.votes, a.off-b.off, a.start-b.start, a.end-b.end)
		})
		if want := all[:min(len(all), maxWindows)]; !slices.Equal(want, best) {
			t.Fatalf("kept are\n%v\nand the best are\n%v", best, want)
		}
	}
}

// TestAlikeIsDice holds the measure to the coefficient counted out token by token, however windows overlap.
func TestAlikeIsDice(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	lines := source(r, 300)
	lines[17], lines[40], lines[41] = "", "größe := länge[größe] // \u3000 ¡ja!", "\t \t"
	text := NewText(lines)
	for range 60 {
		from := r.IntN(len(lines) - 50)
		want := slices.Clone(lines[from : from+1+r.IntN(30)])
		if n := r.IntN(len(want)); r.IntN(2) == 0 {
			want[n] += " changed(here, somehow)"
		}
		m := newMeasure(want)
		for range 40 {
			start := max(0, from-10+r.IntN(20))
			end := min(len(lines), start+1+r.IntN(90))
			if got, dice := m.alike(text, start, end), diceOf(want, lines[start:end]); got != dice {
				t.Fatalf("%d-%d is alike by %v, but the coefficient is %v", start, end, got, dice)
			}
		}
	}
}

// diceOf is the coefficient by its definition, 0 where a text is more than three times as long as the other.
func diceOf(a, b []string) float64 {
	count := func(lines []string) (map[token]int, int) {
		by, weight := map[token]int{}, 0
		for i := range lines {
			for _, tok := range tokens(nil, trimmed(lines, i)) {
				by[tok]++
				weight += tok.weight
			}
		}
		return by, weight
	}
	one, weight := count(a)
	other, length := count(b)
	common := 0
	for tok, n := range one {
		common += min(n, other[tok]) * tok.weight
	}
	if length > 3*weight || weight+length == 0 {
		return 0
	}
	return 2 * float64(common) / float64(weight+length)
}
