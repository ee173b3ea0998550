package workspace

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
)

// Absence is why somebody is taken to be away on a day.
type Absence string

// The reasons.
const (
	AwaySaid Absence = "said"     // they said so, with `leadline away`
	AwayBusy Absence = "calendar" // what they share of their calendar keeps them busy for the whole day
	AwayOff  Absence = "off"      // it is a day off of theirs, as they or the settings say
)

// Absent says whether a person is not there on a day, 2006-01-02, and how that is known.
func (s *Snapshot) Absent(p *people.Person, day string) (why Absence, absent bool) {
	if s.standing.aways[p].On(day) {
		return AwaySaid, true
	}
	if p != nil && p != s.Me && slices.ContainsFunc(s.Settings.People, func(known config.Person) bool {
		return p.Handle != "" && strings.EqualFold(known.Handle, p.Handle) && offOn(known.Off, day)
	}) {
		return AwayOff, true
	}
	if s.standing.out == nil {
		return "", false
	}
	why = s.standing.out()[p][day]
	return why, why != ""
}

// awayByShared are the days on which those are away who share when they are busy: days off, and days that are busy from their
// beginning to their end.
func awayByShared(shared map[*people.Person]ledger.Shared, times map[*people.Person]slot.Person) map[*people.Person]map[string]Absence {
	out := map[*people.Person]map[string]Absence{}
	for p, sharing := range times {
		days, a := map[string]Absence{}, shared[p]
		for day, busy := range daysAway(sharing, sharing.Busy, a.From, a.To) {
			if busy {
				days[day] = AwayBusy
			}
		}
		for _, day := range a.Off {
			days[day] = AwayOff
		}
		out[p] = days
	}
	return out
}

// MyAway is when the reader's own calendars say that they are away next, for one working day or more, beginning within a month, if
// they have not said so already. It is theirs to tell: nobody else knows.
func (s *Snapshot) MyAway() (away ledger.Away, ok bool) {
	if s.Calendars == nil || len(s.Calendars.away) == 0 || s.Me == nil {
		return away, false
	}
	now := s.Now()
	me := s.timeOf(s.Me)
	me.Off = daysOff(s.Working(s.Me).Off, now, now.AddDate(0, 0, 90))
	days := daysAway(me, s.Calendars.away, s.today(), now.AddDate(0, 0, 80).Format(time.DateOnly))
	sorted := make([]string, 0, len(days))
	for day := range days {
		sorted = append(sorted, day)
	}
	slices.Sort(sorted)
	said := s.standing.aways[s.Me]
	for _, day := range append(sorted, "") {
		switch {
		case day != "" && days[day] && away.From == "":
			away = ledger.Away{From: day, To: day}
		case day != "" && days[day]:
			away.To = day
		case away.From != "":
			if !said.On(away.From) || !said.On(away.To) {
				return away, away.From <= now.AddDate(0, 1, 0).Format(time.DateOnly)
			}
			away = ledger.Away{}
		}
	}
	return away, false
}

// daysAway says of the days from one to another on which somebody works whether intervals, merged, cover all their shifts.
func daysAway(p slot.Person, in []calendar.Interval, from, to string) map[string]bool {
	first, err := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	if err != nil || err2 != nil || len(in) == 0 {
		return nil
	}
	shifts, err := slot.Shifts(p, first.AddDate(0, 0, -1), last.AddDate(0, 0, 2))
	if err != nil {
		return nil
	}
	out := map[string]bool{}
	for _, s := range shifts {
		day := dateOf(s.Day)
		if day < from || day > to {
			continue
		}
		covered := slices.ContainsFunc(within(in, s.Start, s.End), func(i calendar.Interval) bool {
			return !i.Start.After(s.Start) && !i.End.Before(s.End)
		})
		before, met := out[day]
		out[day] = covered && (before || !met)
	}
	return out
}

func dateOf(d slot.Day) string {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
