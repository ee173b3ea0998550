package calendar

import (
	"fmt"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/leadline/leadline/internal/zone"
)

// zoneYears is how many years of changes of the clocks travel with a block,
// so that it can be moved, or made to repeat, by whoever receives it.
const zoneYears = 10

// setMoment writes a moment: in its zone, if that has a name that others know
// and the clocks there show this time for this moment alone; else in UTC. Of a
// time that clocks show twice RFC 5545 means the first, and some readers take
// the second.
func setMoment(props ical.Props, name string, t time.Time) (in *time.Location) {
	if in := t.Location(); named(in) && zone.At(t, in).Equal(t) && !comesAgain(t) {
		p := ical.NewProp(name)
		p.Params.Set(ical.ParamTimezoneID, in.String())
		p.Value = t.Format("20060102T150405")
		props.Set(p)
		return in
	}
	props.SetDateTime(name, t.UTC())
	return nil
}

// comesAgain tells whether clocks that are put back will show the time of a
// moment a second time.
func comesAgain(t time.Time) bool {
	_, end := t.ZoneBounds()
	if end.IsZero() {
		return false
	}
	_, before := t.Zone()
	_, after := end.In(t.Location()).Zone()
	return after < before && end.Sub(t) <= time.Duration(before-after)*time.Second
}

func named(in *time.Location) bool {
	if !strings.Contains(in.String(), "/") {
		return false // UTC, this machine's own, or an offset
	}
	known, err := zone.Load(in.String())
	return err == nil && known.String() == in.String()
}

// A change of the clocks of a zone.
type change struct {
	wall     time.Time // what the clocks showed when it came, as a time in UTC
	from, to int       // offsets before and after, in seconds
	name     string
	summer   bool
}

// sameKind tells whether two changes can be told together.
func (c change) sameKind(o change) bool {
	return c.from == o.from && c.to == o.to && c.name == o.name && c.summer == o.summer
}

// vtimezone defines a zone from the rules in force at the moment on (RFC 5545
// 3.6.5). Changes that come on the same weekday of the same month every year
// become a rule, which goes on beyond zoneYears; others are listed.
func vtimezone(in *time.Location, at time.Time) *ical.Component {
	out := ical.NewComponent(ical.CompTimezone)
	setRaw(out.Props, ical.PropTimezoneID, in.String())
	changes := changesOf(in, at)
	for len(changes) > 0 {
		kind := changes[0]
		var same, others []change
		for _, c := range changes {
			if c.sameKind(kind) {
				same = append(same, c)
			} else {
				others = append(others, c)
			}
		}
		changes = others
		name := ical.CompTimezoneStandard
		if kind.summer {
			name = ical.CompTimezoneDaylight
		}
		part := ical.NewComponent(name)
		const layout = "20060102T150405"
		setRaw(part.Props, ical.PropDateTimeStart, kind.wall.Format(layout))
		setRaw(part.Props, ical.PropTimezoneOffsetFrom, offset(kind.from))
		setRaw(part.Props, ical.PropTimezoneOffsetTo, offset(kind.to))
		part.Props.SetText(ical.PropTimezoneName, kind.name)
		if rule := yearly(same); rule != "" {
			setRaw(part.Props, ical.PropRecurrenceRule, rule)
		} else {
			for _, c := range same[1:] {
				date := ical.NewProp(ical.PropRecurrenceDates)
				date.Value = c.wall.Format(layout)
				part.Props.Add(date)
			}
		}
		out.Children = append(out.Children, part)
	}
	return out
}

// changesOf gives the change that made the offset at the moment, and those of
// the following years. A zone that never changed has one at the epoch.
func changesOf(in *time.Location, at time.Time) []change {
	begin, end := at.In(in).ZoneBounds()
	if begin.IsZero() {
		name, offset := at.In(in).Zone()
		return []change{{time.Unix(0, 0).UTC(), offset, offset, name, false}}
	}
	var out []change
	for until := at.AddDate(zoneYears, 0, 0); len(out) < 100; {
		_, from := begin.Add(-time.Second).In(in).Zone()
		name, to := begin.In(in).Zone()
		out = append(out, change{begin.UTC().Add(time.Duration(from) * time.Second), from, to, name, begin.In(in).IsDST()})
		if end.IsZero() || end.After(until) {
			return out
		}
		begin, end = end.In(in).ZoneBounds()
	}
	return out
}

// yearly finds the rule of changes that come once a year, "" if there is none.
func yearly(changes []change) string {
	if len(changes) < zoneYears-1 {
		return ""
	}
	first := changes[0].wall
	last, nth := true, (first.Day()-1)/7+1
	for i, c := range changes {
		w := c.wall
		if w.Year() != first.Year()+i || w.Month() != first.Month() || w.Weekday() != first.Weekday() || w.Sub(w.Truncate(24*time.Hour)) != first.Sub(first.Truncate(24*time.Hour)) {
			return ""
		}
		last = last && w.AddDate(0, 0, 7).Month() != w.Month()
		if (w.Day()-1)/7+1 != nth {
			nth = 0
		}
	}
	if last {
		nth = -1
	}
	if nth == 0 {
		return ""
	}
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.Month(), nth, strings.ToUpper(first.Weekday().String()[:2]))
}

// offset writes +0100, and seconds only where there are some.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	out := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		out += fmt.Sprintf("%02d", seconds%60)
	}
	return out
}
