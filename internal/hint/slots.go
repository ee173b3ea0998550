package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// Slots are times at which people could sit down, as the reader is told.
type Slots struct {
	People []*people.Person // the reader first
	Times  []slot.Person    // what is known of theirs, in the same order
	SlotAsk
	// Best are some that do not overlap, best first, at most so many as were asked for and two a day.
	Best []slot.Slot
	None *slot.None // why there is none; nil where there is one
	// Assumed are those of whom nobody said when they work: hours like the reader's are assumed.
	Assumed []*people.Person
}

const (
	slotsADay = 2
	quarter   = 15 * time.Minute // people keep hours in quarters
)

// SlotAsk is what time is looked for.
type SlotAsk struct {
	With     []*people.Person // besides the reader; at least one
	Length   time.Duration
	From, To time.Time
	Most     int
	// Taken are times that another suggestion has.
	Taken []calendar.Interval
}

// ForSlots finds times for the reader and others. It fails with a *[slot.InputError], or [workspace.ErrNobody].
func ForSlots(s *workspace.Snapshot, f workspace.PairingFacts, ask SlotAsk) (Slots, error) {
	if s.Me == nil {
		return Slots{}, workspace.ErrNobody
	}
	out := Slots{People: append([]*people.Person{s.Me}, ask.With...), SlotAsk: ask}
	for _, p := range out.People {
		out.Times = append(out.Times, f.Times[p])
		if w := s.Working(p); p != s.Me && w.HoursAssumed && w.ZoneAssumed && f.Times[p].HoursOnly {
			out.Assumed = append(out.Assumed, p)
		}
	}
	r, err := slot.Search(slot.Query{People: out.Times, Length: ask.Length, From: ask.From, To: ask.To, Now: s.Now(), Step: quarter})
	if err != nil {
		return out, err
	}
	free := slices.DeleteFunc(r.Slots, func(one slot.Slot) bool {
		return slices.ContainsFunc(ask.Taken, func(t calendar.Interval) bool { return one.Start.Before(t.End) && t.Start.Before(one.End) })
	})
	out.Best, out.None = slot.Choose(free, ask.Most, slotsADay), r.None
	return out, nil
}
