package slot_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/slot"
)

func TestCost(t *testing.T) {
	minutes := func(n ...int) (out []time.Duration) {
		for _, m := range n {
			out = append(out, time.Duration(m)*time.Minute)
		}
		return out
	}
	// From what costs least: close a gap, shorten a short stretch, shorten a long one, halve a very long one, break two hours, cut a long one.
	rising := []time.Duration{
		slot.Cost(minutes(60), nil), slot.Cost(minutes(90), minutes(30)), slot.Cost(minutes(240), minutes(180)),
		slot.Cost(minutes(300), minutes(120, 120)), slot.Cost(minutes(120), minutes(60)), slot.Cost(minutes(240), minutes(90, 90)),
	}
	if !slices.IsSorted(rising) {
		t.Errorf("%v", rising)
	}
	if got := slot.Cost(minutes(240, 60), minutes(60, 180)); got != time.Hour {
		t.Errorf("an hour of four costs %v", got)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		a, b := r.IntN(500), r.IntN(500)
		if slot.Cost(minutes(a+b), minutes(a, b)) < 0 || slot.Cost(minutes(a+1), minutes(a)) < 0 {
			t.Fatalf("%d and %d minutes are worth more apart", a, b)
		}
	}
}
