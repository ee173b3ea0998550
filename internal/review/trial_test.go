package review_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/review"
)

// What lands later must not change what was named before: the back-test looks at nothing that was not known.
func TestReplayLooksAtNoFuture(t *testing.T) {
	for seed := range uint64(10) {
		p := random(seed, 400)
		ranks := func() map[int][]int {
			read, _ := p.read()
			out := map[int][]int{}
			review.Ranks(read, func(change int, ranks []int) { out[change] = slices.Clone(ranks) })
			return out
		}
		whole := ranks()
		cut := 250
		// Whatever was written before the cut landed was asked about before anything behind it was known.
		r := rand.New(rand.NewPCG(seed, 1))
		later := p.All[cut:]
		for i := range later {
			j := r.IntN(len(later))
			a, b := &later[i], &later[j]
			a.Parts, b.Parts = b.Parts, a.Parts
			a.Paths, b.Paths = b.Paths, a.Paths
			a.Files, b.Files = b.Files, a.Files
			a.Author, b.Author = b.Author, a.Author
		}
		shuffled := ranks()
		p.All = p.All[:cut]
		alone := ranks()
		for _, other := range []map[int][]int{shuffled, alone} {
			asked := 0
			for change, want := range whole {
				if change >= cut {
					continue
				}
				asked++
				if diff := cmp.Diff(want, other[change]); diff != "" {
					t.Fatalf("seed %d: of change %d others are named when the future is another: %s", seed, change, diff)
				}
			}
			if asked < 100 {
				t.Fatalf("only %d changes were asked about", asked)
			}
		}
	}
}

// A change that landed while another was under way was not known to whoever asked about that.
func TestReplayAsksWhenAChangeWasWritten(t *testing.T) {
	p := &past{}
	p.commit(100, "Dev One", "pay/a.go", "Dev Two")
	p.commit(20, "Dev One", "pay/a.go", "Dev Three")
	l := p.commit(10, "Dev One", "pay/a.go", "Dev Three")
	l.At = ago(30)
	read, _ := p.read()
	got := map[int]int{}
	review.Ranks(read, func(change int, ranks []int) { got[change] = ranks[0] })
	if diff := cmp.Diff(map[int]int{0: 0, 1: 0, 2: 0}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBaselines(t *testing.T) {
	p := &past{}
	p.commit(100, "Dev One", "a.go", "Dev Two")
	p.commit(90, "Dev One", "b.go", "Dev Two")
	p.commit(80, "Dev Three", "c.go", "Dev Two")
	p.commit(70, "Dev One", "c.go", "Dev Three") // Dev Two reviewed most, Dev Three changed the file last
	read, _ := p.read()
	var got [][]int
	review.Ranks(read, func(_ int, ranks []int) { got = append(got, ranks[1:]) })
	want := [][]int{{0, 0}, {1, 0}, {1, 0}, {0, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBeforeIsOnlyLearnedFrom(t *testing.T) {
	p := random(3, 300)
	for i := range 200 {
		p.All[i].Before = true
	}
	read, _ := p.read()
	all := review.Ranks(read, func(change int, _ []int) {
		if read.Changes[change].Before {
			t.Errorf("change %d is older than what was asked about", change)
		}
	})
	if all.N == 0 || all.N > 100 {
		t.Errorf("asked about %d changes", all.N)
	}
}

// With regard to load the work is spread more evenly, and no more files rest on too few.
func TestReplaySpreads(t *testing.T) {
	for seed := range uint64(5) {
		read, _ := random(seed, 2000).read()
		trial := review.Replay(read, review.Usual(), nil)
		if trial.On.Top10 > trial.Off.Top10 || trial.On.AtRisk > trial.Off.AtRisk || trial.On.Top3 < trial.Off.Top3-0.1 {
			t.Errorf("seed %d: with load %+v, without %+v", seed, trial.On, trial.Off)
		}
		if again := review.Replay(read, review.Usual(), nil); cmp.Diff(trial, again) != "" {
			t.Errorf("seed %d: a second replay ends otherwise: %s", seed, cmp.Diff(trial, again))
		}
		gone := review.Replay(read, review.Usual(), func(string) bool { return false })
		if gone.On.Files != 0 || gone.On.AtRisk != 0 {
			t.Errorf("files that are not there are counted: %+v", gone.On)
		}
	}
}
