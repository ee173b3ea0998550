package review_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/review"
)

var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func ago(days float64) time.Time { return now.Add(-time.Duration(days * 24 * float64(time.Hour))) }

func TestLoadOfOneRequest(t *testing.T) {
	for _, test := range []struct {
		name string
		r    review.Request
		want float64
	}{
		{"one file, just asked", review.Request{Files: 1, Asked: now}, 1},
		{"of unknown size", review.Request{Asked: now}, 1},
		{"seven files", review.Request{Files: 7, Asked: now}, 2},
		{"many lines in one file", review.Request{Files: 1, Lines: 350, Asked: now}, 2},
		{"a million files", review.Request{Files: 1_000_000, Asked: now}, 3},
		{"a request presses more while nobody touches it", review.Request{Files: 1, Asked: ago(3.5)}, 1.5},
		{"after a week it presses no more than that", review.Request{Files: 1, Asked: ago(14)}, 2},
		{"after six weeks hardly anybody waits", review.Request{Files: 1, Asked: ago(42)}, 1},
		{"nobody waits for a year", review.Request{Files: 1, Asked: ago(365)}, 0},
		{"touched just now", review.Request{Files: 1, Asked: ago(7), Touched: now}, 2},
		{"half a week after a touch half of it is left", review.Request{Files: 1, Asked: ago(3.5), Touched: ago(3.5)}, 0.5},
		{"a week after a touch nothing is", review.Request{Files: 9, Asked: ago(20), Touched: ago(7)}, 0},
		{"asked tomorrow, by a clock that is wrong", review.Request{Files: 1, Asked: ago(-1)}, 1},
		{"touched tomorrow", review.Request{Files: 1, Asked: now, Touched: ago(-1)}, 1 + 1.0/7},
	} {
		l := review.LoadOf([]review.Request{test.r}, now)
		if math.Abs(l.Number-test.want) > 1e-9 || l.Open != 1 {
			t.Errorf("%s: %v, %d open; want %v", test.name, l.Number, l.Open, test.want)
		}
	}
	if l := review.LoadOf(nil, now); l.Number != 0 || l.Open != 0 || len(l.Parts) != 0 {
		t.Errorf("nothing is open: %+v", l)
	}
}

func TestLoadDoesNotDependOnTheOrderOfRequests(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var all []review.Request
		for range 1 + r.IntN(8) {
			one := review.Request{Files: r.IntN(50), Lines: r.IntN(2000), Asked: ago(r.Float64() * 80)}
			if r.IntN(2) == 0 {
				one.Touched = ago(r.Float64() * 10)
			}
			all = append(all, one)
		}
		before := review.LoadOf(all, now)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		after := review.LoadOf(all, now)
		sum := 0.0
		for _, p := range after.Parts {
			sum += p.Weight()
			if p.Weight() < 0 || p.Weight() > 6 {
				t.Fatalf("a part weighs %v: %+v", p.Weight(), p)
			}
		}
		if before.Number != after.Number || math.Abs(sum-after.Number) > 1e-9 {
			t.Fatalf("%v, in another order %v, its parts %v", before.Number, after.Number, sum)
		}
	}
}
