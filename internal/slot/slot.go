// Package slot finds the time that costs people least focus.
//
// A [Query] names people, a length and a window; [Search] gives every start in it that keeps what each of them asked for,
// ranked, with what each would lose as a struct. [Blocks] finds time for oneself with the same engine; [Partners] says who
// would be right to sit down with.
//
// # What is kept
//
// A person's time is free where their working hours are, without lunch, days off, what is busy, and a buffer on both sides of
// what is busy; of a day that has begun, what is past counts too. A slot lies in one free stretch of everybody, not sooner than each one's notice, and never makes the meetings
// of a day more than their limit. Hours are those a clock on the wall of the person's own zone shows: a moment belongs to them
// if that clock, at that moment, reads a time within them. So a day of 23 hours has one hour less where the clock skips it, and
// a day of 25 hours has the hour that comes twice two times.
//
// # The cost
//
// Makers need half days, a meeting in the middle of one leaves two pieces too small for anything hard (Graham, "Maker's
// Schedule, Manager's Schedule", 2009), and after an interruption it takes about 25 minutes until people are back at what they
// did (Mark, Gonzalez and Harris, "No Task Left Behind? Examining the Nature of Fragmented Work", CHI 2005). A free stretch of
// length L is therefore worth
//
//	0                  up to Return, 25 minutes: nobody gets into anything
//	(L - Return) / 4   below Focus, 2 hours: good for small things
//	L - Return         from 2 hours on
//
// and what a slot destroys is the worth of the free stretches that there are without it, less that of those that remain with
// it ([Cost]), added up over everybody. The worth of two pieces is never above that of the whole, so cutting a stretch costs
// more than shortening it, shortening a long one less than breaking one of two hours, and closing a gap least. That two hours
// are what counts is the rule of thumb this project uses (a "focus block"); the quarter is a choice, not a measurement.
//
// Slots of one cost are told apart by how far they stand alone ([Slot.Apart]): beside a meeting comes before the edge of a day
// or of lunch, that before the middle of a stretch. Then the earlier comes first. The order is total: the same query always
// gives the same answer.
//
// # What it does not do
//
// It reads no calendar and no clock, and keeps nothing. What a slot costs somebody is for the one who plans it; it is no figure
// about people. Everything here is pure and safe for concurrent use.
package slot

import (
	"time"

	"github.com/leadline/leadline/internal/calendar"
)

// Hours are times of day on a clock on the wall, in minutes after midnight, from From up to, not including, To. To below From
// is on the next day (22:00 to 06:00); To equal to From holds nothing. Both are from 0 to 1440.
type Hours struct{ From, To int }

// Week is when somebody works, by [time.Weekday]. Hours across midnight belong to the day on which they begin.
type Week [7][]Hours

// Workdays is a week with the same hours from Monday to Friday.
func Workdays(h Hours) Week {
	var w Week
	for day := time.Monday; day <= time.Friday; day++ {
		w[day] = []Hours{h}
	}
	return w
}

// Day is a date in somebody's own zone.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// Person is somebody whose time is asked for.
type Person struct {
	Handle string // who; nobody else in the query has the same
	Zone   string // the IANA name of their time zone
	Week   Week
	Off    []Day // neither what begins on these days nor what reaches into them is worked
	Lunch  Hours // every day; the zero value for none
	Buffer time.Duration
	Notice time.Duration // how long beforehand they want to know
	// Limit is how many hours of meetings a day they accept, counted within their working hours; 0 for no limit.
	Limit time.Duration
	// Busy may be unsorted and overlap. It holds all that is known of the days of the window, else stretches seem longer
	// than they are. Empty intervals mean nothing; those that end before they begin are left out and counted in the result.
	Busy []calendar.Interval
	// HoursOnly says that no calendar of theirs is known. The search is the same, but every slot says so.
	HoursOnly bool
}

// Query is what is looked for.
type Query struct {
	People []Person // from 1 to 32; the one who asks is the first
	Length time.Duration
	// From and To bound the slot: it begins at From or later and ends at To or earlier. At most 92 days.
	From, To time.Time
	Now      time.Time     // nothing begins before it, and notice counts from it
	Step     time.Duration // slots begin on multiples of it on the first one's clock: from 5 minutes (also 0) to an hour
	Most     int           // how many slots are wanted, best first; 0 for as many as there are, up to 5000
}

// Slot is a time that is possible.
type Slot struct {
	Start, End time.Time // in UTC
	Cost       time.Duration
	Apart      int      // how far it stands alone, added up over everybody: see Effect.Apart
	People     []Effect // in the order of the query
}

// Effect is what a slot does to one person's time: the reason for its place in the ranking.
type Effect struct {
	Handle string
	Start  time.Time // the slot's, in their zone
	Cost   time.Duration
	// Stretch is how long the free time is that the slot is taken from, First and Last what remains of it before and after the
	// slot. Buffers are no free time.
	Stretch, First, Last time.Duration
	// Follows and Precedes are the meetings right beside it, but for the buffer, in their zone; the zero interval where there is
	// none. With both, it closes a gap. When somebody's meetings are is for their own eyes.
	Follows, Precedes calendar.Interval
	// Edge says that it begins or ends with the working hours or at lunch.
	Edge bool
	// Morning and Afternoon say that those have no meeting, and none with the slot either: two hours and more of work, from
	// 6:00 to lunch and from lunch to 20:00 (without a lunch around noon, 12:00 parts them). Never said where only hours are
	// known.
	Morning, Afternoon bool
	HoursOnly          bool // only their hours are known
	// Early and Late say how long before their hours it begins, or after them ends. Only in None.LeastBad.
	Early, Late time.Duration
}

// ClosesGap says whether the slot fills what is free between two meetings.
func (e Effect) ClosesGap() bool { return !e.Follows.Start.IsZero() && !e.Precedes.Start.IsZero() }

// Apart is 0 beside a meeting, 1 at the edge of working hours or lunch, and 2 elsewhere.
func (e Effect) Apart() int {
	switch {
	case !e.Follows.Start.IsZero() || !e.Precedes.Start.IsZero():
		return 0
	case e.Edge:
		return 1
	}
	return 2
}

// Result is what a search found.
type Result struct {
	Slots []Slot // ranked; neighbours overlap: Choose picks some to offer
	Found int    // how many there are, of which Slots are the best
	None  *None  // why there is none; nil if there is one
	// Unusable counts, by handle, the busy intervals that end before they begin.
	Unusable map[string]int
}

// Search finds the slots. It fails with an *[InputError].
func Search(q Query) (Result, error) {
	e, err := prepare(q)
	if err != nil {
		return Result{}, err
	}
	found := e.candidates(free)
	rank(found)
	r := Result{Found: len(found), Slots: e.slots(found[:min(len(found), e.most)]), Unusable: e.unusable()}
	if len(found) == 0 {
		r.None = e.none()
	}
	return r, nil
}

// Choose takes the best slots that do not overlap, at most so many in all and perDay on one day (in the zone of the first
// person); 0 for no bound.
func Choose(ranked []Slot, many, perDay int) []Slot {
	var out []Slot
	taken := map[Day]int{}
next:
	for _, s := range ranked {
		if many > 0 && len(out) == many {
			break
		}
		for _, o := range out {
			if s.Start.Before(o.End) && o.Start.Before(s.End) {
				continue next
			}
		}
		if len(s.People) > 0 {
			day := dayOf(s.People[0].Start)
			if perDay > 0 && taken[day] == perDay {
				continue
			}
			taken[day]++
		}
		out = append(out, s)
	}
	return out
}

func dayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}
