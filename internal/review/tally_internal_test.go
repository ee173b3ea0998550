package review

import (
	"math"
	"math/rand/v2"
	"testing"
)

// However things come, a tally is the sum of what is left of each of them.
func TestTallyIsTheSumOfWhatIsLeft(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const halfLife = 30.0
	for range 100 {
		var y tally
		type one struct {
			who    int32
			amount float64
			at     int64
		}
		var all []one
		for range 1 + r.IntN(60) {
			o := one{int32(r.IntN(20)), r.Float64(), int64(r.IntN(300 * day))}
			all = append(all, o)
			y.add(o.who, o.amount, o.at, halfLife)
		}
		now := int64((300 + r.IntN(300)) * day)
		want, sum := map[int32]float64{}, 0.0
		for _, o := range all {
			left := o.amount * math.Exp2(-float64(now-o.at)/day/halfLife)
			want[o.who] += left
			sum += left
		}
		if got := y.sum.then(now, halfLife); math.Abs(got-sum) > 1e-9 {
			t.Fatalf("the sum is %v, want %v", got, sum)
		}
		if len(y.parts) != len(want) {
			t.Fatalf("%d people, want %d", len(y.parts), len(want))
		}
		for _, p := range y.parts {
			if got := p.then(now, halfLife); math.Abs(got-want[p.who]) > 1e-9 {
				t.Fatalf("%d has %v, want %v", p.who, got, want[p.who])
			}
		}
	}
}

func TestPresence(t *testing.T) {
	var p presence
	const start = 20_000 * day
	for m := range int64(24) {
		if m%2 == 0 {
			p.add(start + m*month)
		}
	}
	p.add(start + 3*month) // late news of long ago
	for _, test := range []struct {
		months int64
		want   float64
	}{{22, 0.5}, {23, 0.5}, {28, 3.0 / 12}, {36, 0}, {1000, 0}} {
		if got := p.stays(start + test.months*month); got != test.want {
			t.Errorf("after %d months %v, want %v", test.months, got, test.want)
		}
	}
	if got := (&presence{}).stays(start); got != 0 {
		t.Errorf("who was never seen stays %v", got)
	}
}
