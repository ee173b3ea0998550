package slot

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
)

// Shift is a stretch that somebody works without a break, on one day of their own zone.
type Shift struct {
	Day Day
	calendar.Interval
}

// Shifts are when somebody works from one moment to another: their hours without days off and lunch, in order, in UTC. What is
// busy plays no part. It fails with an *[InputError].
func Shifts(p Person, from, to time.Time) ([]Shift, error) {
	e, err := prepare(Query{People: []Person{p}, Length: minLength, From: from, To: to, Now: from})
	if err != nil {
		return nil, err
	}
	t := e.people[0]
	var out []Shift
	for _, worked := range onWall(t.zone, e.window, hoursOn(p)) {
		for _, s := range without([]span{worked.span}, t.lunch) {
			i := calendar.Interval{Start: time.Unix(s.from, 0).UTC(), End: time.Unix(s.to, 0).UTC()}
			out = append(out, Shift{dayAt(worked.date), i})
		}
	}
	slices.SortFunc(out, func(a, b Shift) int { return a.Start.Compare(b.Start) })
	return out, nil
}

func dayAt(d date) Day { return dayOf(time.Unix(int64(d)*dayLength, 0).UTC()) }
