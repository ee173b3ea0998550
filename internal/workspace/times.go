package workspace

import (
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/zone"
)

const (
	// beyond is how far beyond a window people's time is given: a day at its edge must be known whole.
	beyond = 3 * 24 * time.Hour
	// fresh is how long what somebody shares of when they are busy is taken to be all there is.
	fresh = 7 * 24 * time.Hour
	// mostDaysOff are given of one person.
	mostDaysOff = 400
)

// Working is when a person works, as the settings say or let one assume. nil is the reader. The zone has the name of IANA, even
// where the settings and the machine have another.
func (s *Snapshot) Working(p *people.Person) calendar.Working {
	me, handle := "", ""
	if s.Me != nil {
		me = s.Me.Handle
	}
	if p != nil && p != s.Me {
		if handle = p.Handle; handle == "" {
			handle = p.Email // which no handle equals
		}
	} else {
		handle = me
	}
	return calendar.WorkingOf(s.Settings, handle, me, s.machine())
}

// Now is this moment on the reader's own clocks, see [Snapshot.Local].
func (s *Snapshot) Now() time.Time { return s.Local(s.Clock()) }

// Local is a moment on the reader's own clocks: those of the zone that their own settings name, else of this machine. What people
// write is read on them, and what they read is written so.
func (s *Snapshot) Local(t time.Time) time.Time {
	if s.zone == nil {
		return t.Local()
	}
	return t.In(s.zone)
}

// clockNamed is the zone of a name; nil for none.
func clockNamed(name string) *time.Location {
	in, err := zone.Load(name)
	if name == "" || err != nil {
		return nil
	}
	return in
}

// machineZone is the zone of this machine's clocks, by a name that others know; UTC where no zone shows the same.
func machineZone(getenv func(string) string, now time.Time) *time.Location {
	in := zone.Machine(getenv("TZ"))
	if in == time.Local {
		in = zone.Alike(in, now)
	}
	if in == nil {
		return time.UTC
	}
	return in
}

// Times is what a search for a slot needs to know of people, in their order, for a window: when they work, and when they are busy as
// far as that is known. Of the reader that is what their calendars said, of others what they share; without either, and where
// that does not tell of the whole window, HoursOnly says so. What is planned with Leadline is no part of it: see
// [Workspace.Meeting]. Their handles are what [Address] gives. It reads nothing from a disk or a server.
func (w *Workspace) Times(_ context.Context, who []*people.Person, from, to time.Time) []slot.Person {
	s := w.Snapshot()
	from, to = from.Add(-beyond), to.Add(beyond)
	out := make([]slot.Person, len(who))
	for i, p := range who {
		out[i] = s.timeOf(p)
		out[i].Off = daysOff(s.Working(p).Off, from, to)
		said, sharing := s.shares(p)
		switch {
		case p == s.Me:
			var known bool
			out[i].Busy, known = s.Calendars.Busy(from, to)
			out[i].HoursOnly = !known
			out[i].Buffer, out[i].Limit = s.Settings.Pairing.Buffer, s.Settings.Pairing.Meetings
		case sharing:
			said.Handle, said.Off = out[i].Handle, append(out[i].Off, said.Off...)
			said.HoursOnly = !s.tellsOf(s.standing.shared[p], from.Add(beyond), to.Add(-beyond))
			out[i] = said
		}
	}
	return out
}

// timeOf is what the settings say of a person's time, but for days off.
func (s *Snapshot) timeOf(p *people.Person) slot.Person {
	working := s.Working(p)
	return slot.Person{
		Handle: Address(p), Zone: working.Zone.String(), Week: weekOf(working.Days, hoursOf(working.Hours)), Lunch: hoursOf(working.Lunch),
		Notice: s.Settings.Pairing.Notice, HoursOnly: true,
	}
}

// tellsOf says whether what somebody shares can be taken for all that keeps them busy in a window.
func (s *Snapshot) tellsOf(a ledger.Shared, from, to time.Time) bool {
	in, err := zone.Load(a.Zone)
	first, err2 := time.Parse(time.DateOnly, a.From)
	last, err3 := time.Parse(time.DateOnly, a.To)
	if err != nil || err2 != nil || err3 != nil || s.Now().Sub(a.At) > fresh {
		return false
	}
	return !zone.At(first, in).After(from) && !zone.At(last.AddDate(0, 0, 1), in).Before(to)
}

// shares is a person's time as they share it, which nobody may change.
func (s *Snapshot) shares(p *people.Person) (slot.Person, bool) {
	if s.standing.sharing == nil {
		return slot.Person{}, false
	}
	out, ok := s.standing.sharing()[p]
	return out, ok
}

// sharingOf is the time of everybody who shares it.
func sharingOf(shared map[*people.Person]ledger.Shared) map[*people.Person]slot.Person {
	out := map[*people.Person]slot.Person{}
	for p, a := range shared {
		if t, ok := personSharing(a.Availability); ok {
			out[p] = t
		}
	}
	return out
}

// personSharing is somebody's time as they share it; ok is false where this machine does not know their zone.
func personSharing(a ledger.Availability) (p slot.Person, ok bool) {
	in, err := zone.Load(a.Zone)
	if a.Withdrawn() || err != nil || a.Hours == nil {
		return p, false
	}
	p = slot.Person{
		Handle: "shared", Zone: in.String(), Buffer: minutes(a.Buffer), Notice: minutes(a.Notice), Limit: minutes(a.Meeting),
	}
	var days config.Weekdays
	for _, d := range a.Days {
		days[d] = true
	}
	p.Week = weekOf(days, slot.Hours(*a.Hours))
	if a.Lunch != nil {
		p.Lunch = slot.Hours(*a.Lunch)
	}
	for _, day := range a.Off {
		if at, err := time.Parse(time.DateOnly, day); err == nil {
			p.Off = append(p.Off, slot.Day{Year: at.Year(), Month: at.Month(), Day: at.Day()})
		}
	}
	for _, b := range a.Busy {
		p.Busy = append(p.Busy, calendar.Interval{Start: b.Start, End: b.End()})
	}
	p.Busy = calendar.Merge(p.Busy)
	return p, true
}

// daysOff are the days of some dates that lie in a window.
func daysOff(dates []config.Dates, from, to time.Time) []slot.Day {
	first, last := from.UTC().AddDate(0, 0, -1).Format(time.DateOnly), to.UTC().AddDate(0, 0, 1).Format(time.DateOnly)
	var out []slot.Day
	for _, d := range dates {
		day, err := time.Parse(time.DateOnly, max(d.From, first))
		if err != nil {
			continue
		}
		for end := min(d.To, last); day.Format(time.DateOnly) <= end && len(out) < mostDaysOff; day = day.AddDate(0, 0, 1) {
			out = append(out, slot.Day{Year: day.Year(), Month: day.Month(), Day: day.Day()})
		}
	}
	return out
}

// offOn says whether a day, 2006-01-02, is among some dates.
func offOn(dates []config.Dates, day string) bool {
	return slices.ContainsFunc(dates, func(d config.Dates) bool { return d.From <= day && day <= d.To })
}

func weekOf(days config.Weekdays, h slot.Hours) slot.Week {
	var w slot.Week
	for d, worked := range days {
		if worked {
			w[d] = []slot.Hours{h}
		}
	}
	return w
}

func hoursOf(h config.Hours) slot.Hours { return slot.Hours{From: h.From, To: h.To} }

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

func emailsOf(p *people.Person) []string {
	if p == nil {
		return nil
	}
	return p.Emails
}
