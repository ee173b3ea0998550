package phrase

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/slot"
)

// Long says how long something takes: 45 min, 1 h, 1 h 30.
func Long(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes%60 == 0:
		return fmt.Sprintf("%d h", minutes/60)
	}
	return fmt.Sprintf("%d h %02d", minutes/60, minutes%60)
}

// clock is a time of day, as its own zone shows it: 9:00.
func clock(t time.Time) string { return t.Format("15:04") }

// SlotTime says when a slot is, on the reader's clock: Thursday 14:00–15:00.
func (v Voice) SlotTime(s slot.Slot) string {
	mine := s.People[0].Start
	return When(mine, v.Now.In(mine.Location())) + "–" + clock(mine.Add(s.End.Sub(s.Start)))
}

// SlotElsewhere says what the clocks of the others show as it begins, where they show something else than the reader's: "8:00
// for @dev2, Friday 1:00 for @dev3"; "" where they all show the same.
func (v Voice) SlotElsewhere(s slot.Slot) string {
	mine := s.People[0].Start
	var out []string
	for _, e := range s.People[1:] {
		if e.Start.Format("2006-01-02 15:04") == mine.Format("2006-01-02 15:04") {
			continue
		}
		at := clock(e.Start)
		if e.Start.Format(time.DateOnly) != mine.Format(time.DateOnly) {
			at = e.Start.Format("Mon") + " " + at
		}
		out = append(out, at+" for "+v.NameOf(e.Handle))
	}
	return strings.Join(out, ", ")
}

// SlotReasons say why a slot stands where it stands among the others: where it lies in the reader's own day, and what everybody
// keeps. When the others' meetings are is not told.
func (v Voice) SlotReasons(s hint.Slots, one slot.Slot) []string {
	var out []string
	for i, e := range one.People {
		if outside := v.outside(e, i == 0); outside != "" {
			out = append(out, outside)
		}
	}
	if len(out) > 0 { // nobody would call that a good time
		return out
	}
	mine := one.People[0]
	if next := nextTo(mine, s.Times[0], one.End.Sub(one.Start)); next != "" {
		out = append(out, next)
	}
	whole := wholeHalves(one.People)
	if whole != "" {
		out = append(out, whole)
	}
	cut := v.cut(one.People)
	if len(cut) == 0 && whole == "" { // of whom only hours are known, nobody knows what is cut
		switch all := !slices.ContainsFunc(one.People, func(e slot.Effect) bool { return e.HoursOnly }); {
		case all:
			cut = []string{"cuts nobody's long stretch"}
		case !mine.HoursOnly:
			cut = []string{"cuts no long stretch of yours"}
		}
	}
	return append(out, cut...)
}

// nextTo says what a slot lies next to in the reader's day.
func nextTo(e slot.Effect, p slot.Person, length time.Duration) string {
	begins := e.Start.Hour()*60 + e.Start.Minute()
	ends := begins + int(length/time.Minute)
	switch lunch := p.Lunch; {
	case e.ClosesGap():
		return fmt.Sprintf("closes the gap between your %s and your %s", clock(e.Follows.Start), clock(e.Precedes.Start))
	case !e.Follows.Start.IsZero():
		return "next to your " + clock(e.Follows.Start)
	case !e.Precedes.Start.IsZero():
		return "next to your " + clock(e.Precedes.Start)
	case !e.Edge:
		return ""
	case lunch != (slot.Hours{}) && begins == lunch.To:
		return "right after your lunch"
	case lunch != (slot.Hours{}) && ends == lunch.From:
		return "right before your lunch"
	case e.First == 0:
		return "as your day begins"
	}
	return "as your day ends"
}

// wholeHalves says which half days keep no meeting.
func wholeHalves(people []slot.Effect) string {
	mornings, afternoons := 0, 0
	for _, e := range people {
		if e.Morning {
			mornings++
		}
		if e.Afternoon {
			afternoons++
		}
	}
	whose := func(n int, half string) string {
		switch {
		case n == len(people) && n == 2:
			return "keeps both " + half + "s whole"
		case n == len(people) && n > 2:
			return "keeps everybody's " + half + " whole"
		case half == "morning" && people[0].Morning, half == "afternoon" && people[0].Afternoon:
			return "keeps your " + half + " whole"
		}
		return ""
	}
	if text := whose(afternoons, "afternoon"); text != "" {
		return text
	}
	return whose(mornings, "morning")
}

// cut says whose long stretch is cut in two. What is known of hours alone is no stretch of anybody's.
func (v Voice) cut(people []slot.Effect) []string {
	var out []string
	for i, e := range people {
		switch {
		case e.HoursOnly || e.Stretch < slot.Focus || e.First == 0 || e.Last == 0 || e.Cost == 0:
		case i == 0:
			out = append(out, fmt.Sprintf("leaves you %s before it and %s after", Long(e.First), Long(e.Last)))
		default:
			out = append(out, "cuts a long stretch of "+v.NameOf(e.Handle))
		}
	}
	return out
}

// outside says how far a slot is outside somebody's hours.
func (v Voice) outside(e slot.Effect, reader bool) string {
	whose := "your day"
	if !reader {
		whose = v.NameOf(e.Handle) + "'s day"
	}
	var out []string
	if e.Early > 0 {
		out = append(out, "begins "+Long(e.Early)+" before "+whose)
	}
	if e.Late > 0 {
		out = append(out, "ends "+Long(e.Late)+" after "+whose)
	}
	return strings.Join(out, ", ")
}

// SlotsRest says what the times rest on where that is little: of whom only hours are known, and whose hours are assumed; "" where
// it is much.
func (v Voice) SlotsRest(s hint.Slots) string {
	var hours, assumed []string
	for i, t := range s.Times {
		switch name := v.NameOf(t.Handle); {
		case !t.HoursOnly:
		case i > 0 && slices.Contains(s.Assumed, s.People[i]):
			assumed = append(assumed, name)
		case i == 0:
			hours = append(hours, "you")
		default:
			hours = append(hours, name)
		}
	}
	var out []string
	if len(hours) > 0 {
		out = append(out, "of "+and(hours)+" only working hours are known, no calendar")
	}
	if len(assumed) > 0 {
		out = append(out, "when "+and(assumed)+" "+verb(len(assumed), "works", "work")+" nobody has said: hours like yours are assumed")
	}
	text := strings.Join(out, "; ")
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
