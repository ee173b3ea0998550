package review

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	// Done is how long after a touch a request weighs nothing any more, whatever became of it.
	Done = 7 * 24 * time.Hour
	// pressing is the age at which a request that nobody touched weighs twice.
	pressing = 7 * 24 * time.Hour
	// stale is the age from which on a request that nobody touched weighs less, until at forgotten nobody waits for it any more.
	stale, forgotten = 28 * 24 * time.Hour, 56 * 24 * time.Hour
	// linesAFile is how many changed lines make as much work as another file.
	linesAFile = 50
	// heaviest is the most that the size of one request weighs.
	heaviest = 3
)

// Request is one review that somebody was asked for and has not finished or declined.
type Request struct {
	ID    string // what people call it; may be empty
	Files int    // 0 where that is not known
	Lines int    // likewise; added and removed ones together
	Asked time.Time
	// Touched is when whoever was asked last did something about it; zero for never.
	Touched time.Time
}

// Load is what waits for one person now, in one number, with its parts. A request of one file, just asked, is 1.
type Load struct {
	Number float64
	Open   int // requests, those that weigh nothing any more among them
	Parts  []Part
}

// Part is what one request weighs: the product of what its size, its age and the last touch make of it.
type Part struct {
	Request
	Size, Age, Left float64
}

// Weight of the request.
func (p Part) Weight() float64 { return p.Size * p.Age * p.Left }

// LoadOf adds up requests, the heaviest part first. What was asked or touched in the future counts as just now.
func LoadOf(requests []Request, now time.Time) Load {
	l := Load{Open: len(requests)}
	for _, r := range requests {
		p := Part{Request: r, Size: sizeOf(r.Files, r.Lines), Age: ageOf(now.Sub(r.Asked)), Left: 1}
		if !r.Touched.IsZero() {
			p.Age, p.Left = ageOf(r.Touched.Sub(r.Asked)), leftOf(now.Sub(r.Touched))
		}
		l.Parts = append(l.Parts, p)
	}
	slices.SortStableFunc(l.Parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(b.Weight(), a.Weight()), a.Asked.Compare(b.Asked), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range slices.Backward(l.Parts) { // the smallest first, so that the sum does not depend on the order of requests
		l.Number += p.Weight()
	}
	return l
}

// sizeOf grows with the logarithm: of 1 file 1, of 3 files 1.5, of 7 files 2.
func sizeOf(files, lines int) float64 {
	n := max(float64(files), float64(lines)/linesAFile, 1)
	return min(heaviest, 0.5+0.5*math.Log2(1+n))
}

func ageOf(age time.Duration) float64 {
	switch {
	case age <= 0:
		return 1
	case age > stale:
		return 2 * max(0, 1-float64(age-stale)/float64(forgotten-stale))
	}
	return 1 + min(1, float64(age)/float64(pressing))
}

func leftOf(since time.Duration) float64 { return max(0, 1-float64(max(since, 0))/float64(Done)) }
