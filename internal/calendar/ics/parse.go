package ics

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/leadline/leadline/internal/calendar"
)

// Bounds on one file. What a calendar with ten years of meetings holds is far
// below them.
const (
	maxDepth     = 16
	maxParams    = 2 << 10 // bytes of a line before its value: go-ical reads them in quadratic time
	maxComponent = 1 << 20 // bytes of what is kept of one component
	maxEvents    = 200_000 // that may count in the window
	maxDates     = 500_000 // of all lists of dates
)

// kept are the properties that say when somebody is busy. All others are
// dropped unread.
var kept = map[string]bool{
	"UID": true, "SEQUENCE": true, "DTSTAMP": true,
	"DTSTART": true, "DTEND": true, "DURATION": true, "RRULE": true, "RDATE": true, "EXDATE": true, "EXRULE": true, "RECURRENCE-ID": true,
	"STATUS": true, "TRANSP": true, "X-MICROSOFT-CDO-BUSYSTATUS": true, "ATTENDEE": true, "FREEBUSY": true,
	"TZID": true, "TZOFFSETFROM": true, "TZOFFSETTO": true, "X-LIC-LOCATION": true,
}

// An answer to whether somebody is busy.
type show int

const (
	free show = iota
	tentative
	busy
)

type shownPeriod struct {
	calendar.Interval
	show show
}

// A parser turns a file into events, zones and periods, one component at a
// time. It follows BEGIN and END itself: go-ical gives up at the first bad line,
// nests without bound, and panics on some lines; here it sees one component,
// whose lines have been looked at.
type parser struct {
	query  Query
	faults *faults

	events  []*event
	periods []shownPeriod

	whole       bool   // keep all that the events of one id say, for ReadBlock
	wanted      string // that id
	invitations []invitation
	zones       map[zoneKey]*definition

	open     []string // names of the open components
	tooDeep  int      // further ones, that were not worth a name
	calendar int      // how many calendars have begun
	method   string
	chunk    bytes.Buffer // the lines of the open component that is read
	began    int          // the line on which it did
	spoilt   string       // why it cannot be read, "" if it can
	dates    int
}

func (p *parser) parse(ctx context.Context, r io.Reader) error {
	lines := newLineReader(r)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line, at, cut, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		name, valueAt := split(line)
		switch name {
		case "BEGIN":
			p.begin(strings.ToUpper(string(bytes.TrimSpace(line[valueAt:]))), at)
		case "END":
			p.end(strings.ToUpper(string(bytes.TrimSpace(line[valueAt:]))), at)
		case "METHOD":
			if len(p.open) == 1 && len(line)-valueAt < 100 {
				p.method = strings.ToUpper(string(bytes.TrimSpace(line[valueAt:])))
			}
		default:
			p.property(name, line, valueAt, cut)
		}
	}
	if p.calendar == 0 {
		return ErrNotCalendar
	}
	if len(p.open) > 0 {
		p.faults.add(p.began, "the calendar breaks off in the middle; fetch or export it again")
	}
	return nil
}

// split finds the name of a line, in capitals, and where its value begins; the
// name of a line without a value is "".
func split(line []byte) (name string, valueAt int) {
	quoted, end := false, -1
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case c == ';' && end < 0:
			end = i
		case c == ':' && !quoted:
			if end < 0 {
				end = i
			}
			if end > 64 {
				return "", 0
			}
			return strings.ToUpper(string(line[:end])), i + 1
		}
	}
	return "", 0
}

// read tells whether a component directly within a calendar is read at all.
func isRead(name string) bool { return name == "VEVENT" || name == "VTIMEZONE" || name == "VFREEBUSY" }

func (p *parser) begin(name string, at int) {
	switch {
	case name == "VCALENDAR":
		if len(p.open) > 0 {
			p.faults.add(p.began, "a calendar begins before the one before it has ended")
		}
		p.open, p.tooDeep, p.method = append(p.open[:0], name), 0, ""
		p.calendar++
		return
	case len(p.open) == 0:
		return // outside of any calendar
	case len(p.open) > 1 && isRead(name):
		p.faults.add(p.began, "an event or zone has no end, and was left out")
		p.open, p.tooDeep = p.open[:1], 0
	}
	if len(p.open) >= maxDepth {
		p.tooDeep++
		return
	}
	p.open = append(p.open, name)
	if len(p.open) == 2 {
		p.chunk.Reset()
		p.began, p.spoilt = at, ""
	}
	if p.collects() {
		p.chunk.WriteString("BEGIN:" + name + "\r\n")
	}
}

// collects tells whether the lines of the open component are for us: those of
// an event, not those of its alarms; those of a zone and its parts.
func (p *parser) collects() bool {
	switch len(p.open) {
	case 2:
		return isRead(p.open[1])
	case 3:
		return p.open[1] == "VTIMEZONE" && (p.open[2] == "STANDARD" || p.open[2] == "DAYLIGHT")
	}
	return false
}

func (p *parser) end(name string, at int) {
	if p.tooDeep > 0 {
		p.tooDeep--
		return
	}
	last := len(p.open) - 1
	if last >= 0 && p.open[last] != name {
		// The end of something further out ends what is within; any other means nothing.
		i := last
		for i >= 0 && p.open[i] != name {
			i--
		}
		if i < 0 {
			p.faults.add(at, "something ends here that had not begun")
			return
		}
		if i == 0 || i == 1 && isRead(name) && p.collects() {
			p.faults.add(p.began, "an event or zone has no end, and was left out")
			p.open = p.open[:i]
			return
		}
		p.open, last = p.open[:i+1], i
	}
	if last < 0 {
		return
	}
	if p.collects() {
		p.chunk.WriteString("END:" + name + "\r\n")
		if last == 1 {
			p.component()
		}
	}
	p.open = p.open[:last]
}

func (p *parser) property(name string, line []byte, valueAt int, cut bool) {
	if !p.collects() || p.spoilt != "" || name == "" || !p.whole && (!kept[name] || name == "ATTENDEE" && !p.aboutOwner(line)) {
		return
	}
	switch {
	case cut, len(line)+p.chunk.Len() > maxComponent:
		p.spoilt = "too much is said of one event or zone for it to be read"
	case valueAt > maxParams:
		p.spoilt = "a line of an event or zone is longer than it may be"
	default:
		p.chunk.Write(line)
		p.chunk.WriteString("\r\n")
	}
}

// aboutOwner keeps everybody else's answers out.
func (p *parser) aboutOwner(line []byte) bool {
	lower := bytes.ToLower(line)
	for _, address := range p.query.Owner {
		if address = strings.ToLower(strings.TrimSpace(address)); address != "" && bytes.Contains(lower, []byte(address)) {
			return true
		}
	}
	return false
}

func (p *parser) component() {
	if p.spoilt != "" {
		p.faults.add(p.began, "%s", p.spoilt)
		return
	}
	c, err := decode(p.chunk.Bytes())
	if err != nil {
		p.faults.add(p.began, "an event or zone is not written as the format asks, and was left out")
		return
	}
	switch {
	case c.Name == "VTIMEZONE":
		p.timezone(c)
	case p.whole:
		if c.Name == "VEVENT" && text(first(c, "UID").Value) == p.wanted && len(p.invitations) < 1000 {
			p.invitations = append(p.invitations, invitation{c, p.calendar, p.method})
		}
	case c.Name == "VFREEBUSY":
		p.freeBusy(c)
	default:
		p.event(c)
	}
}

// decode parses one component. What go-ical panics on is an error here.
func decode(chunk []byte) (c *ical.Component, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("malformed: %v", r)
		}
	}()
	cal, err := ical.NewDecoder(io.MultiReader(strings.NewReader("BEGIN:VCALENDAR\r\n"), bytes.NewReader(chunk), strings.NewReader("END:VCALENDAR\r\n"))).Decode()
	if err != nil {
		return nil, err
	}
	if len(cal.Children) != 1 {
		return nil, errors.New("malformed: not one component")
	}
	return cal.Children[0], nil
}

func (p *parser) freeBusy(c *ical.Component) {
	for _, prop := range c.Props["FREEBUSY"] {
		show := busy
		switch strings.ToUpper(prop.Params.Get("FBTYPE")) {
		case "FREE":
			continue
		case "BUSY-TENTATIVE":
			show = tentative
		}
		for text := range strings.SplitSeq(prop.Value, ",") {
			period, err := parsePeriod(text, "")
			if err != nil || period.start.form != formUTC {
				p.faults.add(p.began, "a busy time cannot be read, and was left out")
				continue
			}
			if p.dates++; p.dates > maxDates {
				p.faults.add(p.began, "the calendar lists more times than can be looked at; the rest was left out")
				return
			}
			end := period.end.wall
			if !period.ends {
				end = period.length.after(period.start.wall, time.UTC)
			}
			p.periods = append(p.periods, shownPeriod{calendar.Interval{Start: period.start.wall, End: end}, show})
		}
	}
}
