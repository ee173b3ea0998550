package phrase

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// busyAhead is how far ahead busy times are counted and listed.
const busyAhead = 14 * 24 * time.Hour

// BusyAhead counts the times at which a calendar keeps its owner busy: "12 busy times in the next two weeks".
func BusyAhead(c workspace.CalendarState, now time.Time) string {
	n := 0
	for _, i := range c.Intervals {
		if i.End.After(now) && i.Start.Before(now.Add(busyAhead)) {
			n++
		}
	}
	if n == 0 {
		return "nothing in the next two weeks"
	}
	return Count(n, "busy time") + " in the next two weeks"
}

// CalendarPlace is where a calendar is, without what of its address may be a secret.
func CalendarPlace(c workspace.CalendarSource) string {
	kind := ""
	switch c.Kind {
	case caldav.Feed:
		kind = " (feed)"
	case caldav.Collection:
		kind = " (CalDAV)"
	}
	return Clean(c.Place(), titleLimit) + kind
}

// CalendarSource says what is known of a calendar of the reader's, how old that is, and what is wrong.
func (v Voice) CalendarSource(c workspace.CalendarSource) string {
	var parts []string
	switch {
	case c.At.IsZero() && c.Problem == nil:
		return "not looked at yet"
	case c.At.IsZero():
	default:
		parts = append(parts, BusyAhead(c.CalendarState, v.Now), "as of "+When(c.At, v.Now))
	}
	if n := c.Unread + c.Faults; n > 0 {
		parts = append(parts, Count(n, "part")+" of it could not be read as meant")
	}
	if c.Problem != nil {
		said := "the look of " + When(c.Problem.At, v.Now) + " failed: " + CalendarProblem(c.Kind, c.Problem)
		if c.At.IsZero() {
			said = CalendarProblem(c.Kind, c.Problem)
		}
		parts = append(parts, said)
	}
	return strings.Join(parts, ", ")
}

// CalendarProblem says what went wrong with a calendar of some kind, and what to do.
func CalendarProblem(kind caldav.Kind, p *caldav.Problem) string {
	said := p.Error()
	if kind == caldav.File {
		switch p.Reason {
		case caldav.Absent:
			said = "there is no such file: check where your calendar program writes it"
		case caldav.Garbled:
			said = "what is in the file is no calendar (" + p.Detail + "): export it again, as .ics"
		case caldav.Offline:
			said = "the file cannot be read (" + p.Detail + ")"
		case caldav.Address:
			said = "that is not a file that can be read (" + p.Detail + ")"
		}
	}
	return Clean(said, 500)
}

// BusyDays lists when somebody is busy, a line for each day on the clocks of a zone: "Wed 18 Nov  10:00–10:30, 14:00–15:00".
func BusyDays(busy []calendar.Interval, zone *time.Location) []string {
	var out []string
	last := ""
	for _, b := range busy {
		start, end := b.Start.In(zone), b.End.In(zone)
		for start.Before(end) {
			midnight := time.Date(start.Year(), start.Month(), start.Day()+1, 0, 0, 0, 0, zone)
			part := start.Format("15:04") + "–" + end.Format("15:04")
			switch whole := start.Hour()+start.Minute() == 0; {
			case whole && !end.Before(midnight):
				part = "all day"
			case !end.Before(midnight):
				part = start.Format("15:04") + "–24:00"
			}
			day := start.Format("Mon 2 Jan")
			if day == last {
				out[len(out)-1] += ", " + part
			} else {
				out = append(out, fmt.Sprintf("%-11s %s", day, part))
			}
			last, start = day, midnight
		}
	}
	return out
}

// AwayOffer says to the reader alone that their calendar has them away, and how to tell their team.
func (v Voice) AwayOffer(a ledger.Away) string {
	days := a.From
	if a.To != a.From {
		days += " " + a.To
	}
	return fmt.Sprintf("Your calendar says that you are away %s. Nobody else knows; `leadline away %s` tells your team.", v.Away(a), days)
}

// AwayQuestion asks the reader whether to tell.
func (v Voice) AwayQuestion(a ledger.Away) string {
	return "Your calendar says that you are away " + v.Away(a) + ". Shall your team know, so that nobody is told then to ask you?"
}

// Sharing says what the reader's team is told of when they are busy.
func (v Voice) Sharing() string {
	s := v.Snapshot
	if s.Me == nil || s.Sharing() == 0 {
		return "Your team is not told when you are busy. `leadline calendar share` tells it, without what you do."
	}
	until := ""
	if shared, ok := s.Shared(ledger.Actor{Name: s.Me.Name, Email: s.Me.Email}); ok {
		until = ", for now until " + v.day(shared.To, Day)
	}
	return fmt.Sprintf("Your team here is told when you are busy, %s ahead%s. `leadline calendar unshare` takes it back.", Count(s.Sharing(), "week"), until)
}

// Shared says what was told just now.
func (v Voice) Shared(a ledger.Availability) string {
	return fmt.Sprintf("Told your team in this repository: when you work, and %s from %s to %s, in quarters of an hour, within your hours; no titles.\n"+
		"It is brought up to date as your calendar changes while an editor is open. `leadline calendar unshare` takes it back.",
		Count(len(a.Busy), "busy time"), v.day(a.From, Day), v.day(a.To, Day))
}

// CalendarAge warns where what is known of the reader's calendars is old, or could not be read in part or at all; "" where all is well.
func (v Voice) CalendarAge() string {
	c := v.Snapshot.Calendars
	if c == nil {
		return ""
	}
	for _, s := range c.Sources {
		switch {
		case s.At.IsZero():
			return "Your calendar " + CalendarPlace(s) + " could not be read yet: you may be busy then. `leadline calendar` says why."
		case s.Unread+s.Faults > 0:
			return "Of your calendar " + CalendarPlace(s) + " " + Count(s.Unread+s.Faults, "part") + " could not be read as meant: you may be busy at other times, too."
		case s.Problem != nil && v.Now.Sub(s.At) > time.Hour:
			return "Your calendar " + CalendarPlace(s) + " is known as of " + When(s.At, v.Now) + ". `leadline calendar` says why."
		}
	}
	return ""
}
