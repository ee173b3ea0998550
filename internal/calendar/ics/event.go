package ics

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// An event is one VEVENT: a single one, the master of a series, or an override
// of instances of one.
type event struct {
	line     int
	calendar int // which of the file's calendars, whose zones are meant
	uid      string
	show     show
	out      bool // shown as out of office

	start  stamp
	ends   bool // has an end rather than a length
	end    stamp
	length span

	rules, not   []rule // RRULE, EXRULE
	dates        []period
	exceptions   []stamp
	instance     stamp // RECURRENCE-ID, if overrides
	overrides    bool
	andFollowing bool // RANGE=THISANDFUTURE

	sequence int
	stamped  time.Time
}

// Most dates and rules of one event. Nobody meets more often.
const (
	maxRules      = 8
	maxEventDates = 10_000
)

func (p *parser) event(c *ical.Component) {
	switch p.method {
	case "REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER":
		return // says what somebody answered, not what is
	}
	e := &event{line: p.began, calendar: p.calendar, uid: first(c, "UID").Value, show: p.shows(c), out: strings.EqualFold(strings.TrimSpace(first(c, "X-MICROSOFT-CDO-BUSYSTATUS").Value), "OOF")}
	if len(e.uid) > 1000 {
		e.uid = e.uid[:1000]
	}
	e.sequence, _ = strconv.Atoi(strings.TrimSpace(first(c, "SEQUENCE").Value))
	if s, err := parseStamp(first(c, "DTSTAMP").Value, ""); err == nil {
		e.stamped = s.wall
	}
	if err := e.when(c); err != nil {
		p.faults.add(p.began, "an event was left out: %s", err)
		return
	}
	e.repetition(p, c)
	if !p.matters(e) {
		return
	}
	p.dates += len(e.dates) + len(e.exceptions)
	if len(p.events) >= maxEvents || p.dates > maxDates {
		p.faults.add(p.began, "the calendar holds more events than can be looked at; the rest was left out")
		return
	}
	p.events = append(p.events, e)
}

// away says whether the owner is out rather than in a meeting: for whole days, or as Outlook says it.
func (e *event) away() bool { return e.out || e.start.form == formDate }

// matters drops what cannot touch the window, whatever its zone.
func (p *parser) matters(e *event) bool {
	if len(e.rules) > 0 || len(e.dates) > 0 || e.overrides {
		return true
	}
	const slack = 3 * 24 * time.Hour
	end := e.length.after(e.start.wall, time.UTC)
	if e.ends {
		end = e.end.wall
	}
	return e.start.wall.Before(p.query.Window.End.Add(slack)) && end.After(p.query.Window.Start.Add(-slack))
}

func first(c *ical.Component, name string) ical.Prop {
	if props := c.Props[name]; len(props) > 0 {
		return props[0]
	}
	return ical.Prop{}
}

// shows tells whether the owner is busy in an event.
func (p *parser) shows(c *ical.Component) show {
	out := busy
	status := strings.ToUpper(strings.TrimSpace(first(c, "STATUS").Value))
	if p.method == "CANCEL" || status == "CANCELLED" || strings.EqualFold(strings.TrimSpace(first(c, "TRANSP").Value), "TRANSPARENT") {
		return free
	}
	if status == "TENTATIVE" {
		out = tentative
	}
	switch strings.ToUpper(strings.TrimSpace(first(c, "X-MICROSOFT-CDO-BUSYSTATUS").Value)) {
	case "FREE", "WORKINGELSEWHERE":
		return free
	case "TENTATIVE":
		out = tentative
	}
	for _, attendee := range c.Props["ATTENDEE"] {
		if !p.isOwner(attendee) {
			continue
		}
		switch strings.ToUpper(attendee.Params.Get("PARTSTAT")) {
		case "DECLINED", "DELEGATED":
			return free
		case "TENTATIVE", "NEEDS-ACTION", "": // absent means NEEDS-ACTION
			out = tentative
		}
	}
	return out
}

func (p *parser) isOwner(attendee ical.Prop) bool {
	for _, address := range []string{attendee.Value, attendee.Params.Get("EMAIL")} {
		if len(address) >= 7 && strings.EqualFold(address[:7], "mailto:") {
			address = address[7:]
		}
		if plain, err := url.PathUnescape(address); err == nil {
			address = plain
		}
		address = strings.TrimSpace(address)
		if address != "" && slices.ContainsFunc(p.query.Owner, func(own string) bool { return strings.EqualFold(strings.TrimSpace(own), address) }) {
			return true
		}
	}
	return false
}

// when reads start and end; an error says what is wrong with them.
func (e *event) when(c *ical.Component) (err error) {
	start := first(c, "DTSTART")
	if e.start, err = parseStamp(start.Value, start.Params.Get("TZID")); err != nil {
		return errors.New("its start cannot be read")
	}
	if id := first(c, "RECURRENCE-ID"); id.Value != "" {
		e.overrides, e.andFollowing = true, strings.EqualFold(id.Params.Get("RANGE"), "THISANDFUTURE")
		if e.instance, err = parseStamp(id.Value, id.Params.Get("TZID")); err != nil {
			return errors.New("which time of a series it replaces cannot be read")
		}
	}
	end, length := first(c, "DTEND"), first(c, "DURATION")
	switch {
	case end.Value != "":
		e.ends = true
		if e.end, err = parseStamp(end.Value, end.Params.Get("TZID")); err != nil {
			return errors.New("its end cannot be read")
		}
		if (e.end.form == formDate) != (e.start.form == formDate) {
			return errors.New("one of start and end is a day, the other a time of day")
		}
		if e.end.wall.Before(e.start.wall.AddDate(0, 0, -2)) {
			return errors.New("it ends before it begins")
		}
		if e.start.form == formDate {
			e.ends, e.length.days = false, int(e.end.wall.Sub(e.start.wall)/(24*time.Hour))
			if e.length.days < 0 {
				return errors.New("it ends before it begins")
			}
			e.length.days = max(e.length.days, 1) // some write the same day for both
		}
	case length.Value != "":
		if e.length, err = parseSpan(length.Value); err != nil {
			return errors.New("its length cannot be read")
		}
	case e.start.form == formDate:
		e.length.days = 1
	}
	return nil
}

// repetition reads rules and lists of dates. What cannot be read of them is
// left out, so that the event's own time still counts.
func (e *event) repetition(p *parser, c *ical.Component) {
	if e.overrides {
		return
	}
	rules := func(name string) (out []rule) {
		for _, prop := range c.Props[name] {
			if prop.Value == "" {
				continue
			}
			r, err := parseRule(prop.Value)
			if err == nil && len(out) == maxRules {
				err = errors.New("it has more rules than one event can need")
			}
			if err != nil {
				p.faults.add(p.began, "a repetition was left out, only the first time counts: %s", err)
				continue
			}
			out = append(out, r)
		}
		return out
	}
	e.rules, e.not = rules("RRULE"), rules("EXRULE")
	for _, prop := range c.Props["RDATE"] {
		for text := range strings.SplitSeq(prop.Value, ",") {
			tzid := prop.Params.Get("TZID")
			var date period
			var err error
			if strings.Contains(text, "/") {
				date, err = parsePeriod(text, tzid)
			} else {
				date.start, err = parseStamp(text, tzid)
				date.length = span{-1, 0} // the event's own
			}
			if err != nil || len(e.dates) == maxEventDates {
				p.faults.add(p.began, "a further date of an event cannot be read, and was left out")
				break
			}
			e.dates = append(e.dates, date)
		}
	}
	for _, prop := range c.Props["EXDATE"] {
		for text := range strings.SplitSeq(prop.Value, ",") {
			s, err := parseStamp(text, prop.Params.Get("TZID"))
			if err != nil || len(e.exceptions) == maxEventDates {
				p.faults.add(p.began, "an exception from a series cannot be read; its time counts as busy")
				break
			}
			e.exceptions = append(e.exceptions, s)
		}
	}
}

// A series is a master with its overrides. Feeds may lack the master, or have
// several versions of it.
type series struct {
	masters   []*event
	overrides []*event
}

// grouped puts events of the same UID together, in the order of the file.
func grouped(events []*event) []*series {
	var out []*series
	at := map[string]*series{}
	for _, e := range events {
		s := at[e.uid]
		if s == nil || e.uid == "" {
			s = &series{}
			at[e.uid] = s
			out = append(out, s)
		}
		if e.overrides {
			s.overrides = append(s.overrides, e)
		} else {
			s.masters = append(s.masters, e)
		}
	}
	for _, s := range out {
		// Old versions go. Of the same version all stay: files that use an id for several events exist.
		newest := 0
		for _, e := range s.masters {
			newest = max(newest, e.sequence)
		}
		s.masters = slices.DeleteFunc(s.masters, func(e *event) bool { return e.sequence < newest })
	}
	return out
}
