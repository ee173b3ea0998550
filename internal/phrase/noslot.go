package phrase

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/slot"
)

// NoSlot says why there is no time for everybody, and how long there would be.
func (v Voice) NoSlot(s hint.Slots) string {
	n := s.None
	zone := s.Times[0].Zone
	until := "until " + Day(s.To.Add(-1), v.Now)
	if until == "until today" {
		until = "today"
	}
	text := ""
	switch n.Why {
	case slot.TooSoon:
		text = v.who(n.Who, "wants", "want") + " to know longer beforehand: look further ahead, with --to"
	case slot.NotWorking:
		text = v.who(n.Who, "does not work", "do not work") + " on any day " + until
		if until == "today" {
			text = v.who(n.Who, "does not work", "do not work") + " today"
		}
	case slot.TooLong:
		text = fmt.Sprintf("%s for %s without a break; try a shorter block", v.who(n.Who, "never works", "never work"), Long(s.Length))
	case slot.HoursApart:
		text = fmt.Sprintf("The working hours of %s never have %s in common%s", v.everybody(s, n.Who), Long(s.Length), v.hoursOf(s))
	case slot.MeetingLimit:
		text = fmt.Sprintf("There is time, but it would be more hours of meetings a day than %s", v.who(n.Who, "wants", "want"))
	default:
		text = fmt.Sprintf("There is no %s that everybody has free %s", Long(s.Length), until)
	}
	text = strings.ToUpper(text[:1]) + text[1:] + "."
	if l := n.Longest; !l.Start.IsZero() {
		in := l.Start.In(location(zone, v.Now))
		text += fmt.Sprintf(" The longest that everybody has is %s, %s.", Long(l.End.Sub(l.Start)), When(in, v.Now.In(in.Location())))
	}
	return text
}

// who are people with the verb that goes with them.
func (v Voice) who(handles []string, one, many string) string {
	var names []string
	you := false
	for _, h := range handles {
		name := v.NameOf(h)
		you = you || name == "you"
		names = append(names, name)
	}
	if len(names) == 1 && !you {
		return names[0] + " " + one
	}
	return and(names) + " " + many
}

// everybody are those on whom it hangs that hours do not meet, among all.
func (v Voice) everybody(s hint.Slots, who []string) string {
	var all, apart []string
	for _, t := range s.Times {
		all = append(all, v.NameOf(t.Handle))
	}
	for _, h := range who {
		apart = append(apart, v.NameOf(h))
	}
	if len(apart) < len(all) {
		return and(apart) + " and the others"
	}
	return and(all)
}

// hoursOf says when those work whose zone is another than the reader's, on both clocks.
func (v Voice) hoursOf(s hint.Slots) string {
	mine := location(s.Times[0].Zone, v.Now)
	var out []string
	for _, t := range s.Times[1:] {
		theirs := location(t.Zone, v.Now)
		if clock(v.Now.In(mine)) == clock(v.Now.In(theirs)) {
			continue
		}
		out = append(out, fmt.Sprintf("%s lives by %s, where it is %s now", v.NameOf(t.Handle), Clean(t.Zone, nameLimit), clock(v.Now.In(theirs))))
	}
	if len(out) == 0 {
		return ""
	}
	return ": " + strings.Join(out, "; ")
}

// Relay says how it could be done without meeting: who takes it up when, each on their own clock.
func (v Voice) Relay(turns []slot.Turn) []string {
	if len(turns) < 2 {
		return nil
	}
	mine := v.Now.In(turns[0].Start.Location())
	var out []string
	for i, t := range turns {
		name := v.NameOf(t.Handle)
		at := When(t.Start, mine.In(t.Start.Location()))
		if name != "you" {
			at += " their time"
		}
		switch {
		case i == 0:
			out = append(out, fmt.Sprintf("%s, %s: leave what you know and what you would like to know at the code, as a question or a draft change (%s)", name, at, Long(t.End.Sub(t.Start))))
		case i == len(turns)-1 && name == "you":
			out = append(out, fmt.Sprintf("%s, %s: read the answers and go on", name, at))
		default:
			out = append(out, fmt.Sprintf("%s, %s: answers there, and hands it on (%s)", name, at, Long(t.End.Sub(t.Start))))
		}
	}
	return out
}

// location is a zone by its name; that of now where the machine does not know it.
func location(name string, now time.Time) *time.Location {
	if in, err := time.LoadLocation(name); err == nil && name != "" {
		return in
	}
	return now.Location()
}
