package ics

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/zone"
)

// A zoneKey names a zone as one calendar of a file means it: Outlook calls
// different ones "Customized Time Zone".
type zoneKey struct {
	calendar int
	tzid     string
}

// A definition is a VTIMEZONE.
type definition struct {
	location string // X-LIC-LOCATION: the IANA name, where its writer knew it
	parts    []observance
}

// An observance is a time of the year with one offset, from each onset on.
type observance struct {
	summer   bool
	from, to time.Duration // offsets before and after the onset
	start    time.Time     // wall clock before the onset
	rules    []rule
	dates    []time.Time
}

const maxObservances = 400

func (p *parser) timezone(c *ical.Component) {
	key := zoneKey{p.calendar, strings.TrimSpace(first(c, "TZID").Value)}
	if key.tzid == "" || len(key.tzid) > 200 || len(p.zones) >= 1000 || p.zones[key] != nil {
		return
	}
	d := &definition{location: strings.TrimSpace(first(c, "X-LIC-LOCATION").Value)}
	for _, child := range c.Children {
		part, err := parseObservance(child)
		if err != nil || len(d.parts) == maxObservances {
			d.parts = nil // half a zone gives wrong hours
			break
		}
		d.parts = append(d.parts, part)
	}
	p.zones[key] = d
}

func parseObservance(c *ical.Component) (o observance, err error) {
	o.summer = c.Name == "DAYLIGHT"
	start, err := parseStamp(first(c, "DTSTART").Value, "")
	if err != nil || start.form != formLocal {
		return o, errValue
	}
	o.start = start.wall
	if o.from, err = parseOffset(first(c, "TZOFFSETFROM").Value); err != nil {
		return o, err
	}
	if o.to, err = parseOffset(first(c, "TZOFFSETTO").Value); err != nil {
		return o, err
	}
	for _, prop := range c.Props["RRULE"] {
		r, err := parseRule(prop.Value)
		if err != nil || len(o.rules) == maxRules {
			return o, errValue
		}
		o.rules = append(o.rules, r)
	}
	for _, prop := range c.Props["RDATE"] {
		for text := range strings.SplitSeq(prop.Value, ",") {
			s, err := parseStamp(text, "")
			if err != nil || len(o.dates) == 1000 {
				return o, errValue
			}
			if s.form == formUTC {
				s.wall = s.wall.Add(o.from)
			}
			o.dates = append(o.dates, s.wall)
		}
	}
	return o, nil
}

// parseOffset reads +0100 or -003000.
func parseOffset(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if len(text) != 5 && len(text) != 7 || text[0] != '+' && text[0] != '-' || strings.Trim(text[1:], "0123456789") != "" {
		return 0, errValue
	}
	n, err := strconv.Atoi(text[1:])
	if err != nil {
		return 0, errValue
	}
	if len(text) == 5 {
		n *= 100
	}
	if n/10000 > 23 || n/100%100 > 59 || n%100 > 59 {
		return 0, errValue
	}
	out := time.Duration(n/10000)*time.Hour + time.Duration(n/100%100)*time.Minute + time.Duration(n%100)*time.Second
	if text[0] == '-' {
		out = -out
	}
	return out, nil
}

// A place is where the clocks of a stamp hang.
type place struct {
	in      *time.Location
	unknown bool // anywhere on earth; in is UTC
}

// zones finds the zones that a file names.
type zones struct {
	owner   *time.Location
	window  calendar.Interval
	defined map[zoneKey]*definition
	found   map[zoneKey]place
	work    *int
}

// of finds where a stamp of a calendar is.
func (z *zones) of(s stamp, calendar int) place {
	switch {
	case s.form == formUTC:
		return place{in: time.UTC}
	case s.form == formDate || s.tzid == "":
		return place{in: z.owner}
	}
	key := zoneKey{calendar, strings.TrimSpace(s.tzid)}
	if known, ok := z.found[key]; ok {
		return known
	}
	out := place{time.UTC, true}
	if in := z.find(key); in != nil {
		out = place{in: in}
	}
	if len(z.found) < 10_000 {
		z.found[key] = out
	}
	return out
}

// at is the moment of a stamp.
func (z *zones) at(s stamp, calendar int) (time.Time, place) {
	p := z.of(s, calendar)
	return zone.At(s.wall, p.in), p
}

func (z *zones) find(key zoneKey) *time.Location {
	defined := z.defined[key]
	// "EST" and "GMT" are in IANA's database too, and mean less there than what a file says of them.
	known, err := zone.Load(key.tzid)
	if err == nil && (defined == nil || strings.ContainsAny(known.String(), "/") && key.tzid != "GMT") {
		return known
	}
	for rest := key.tzid; strings.Contains(rest, "/"); {
		_, rest, _ = strings.Cut(rest, "/")
		if strings.Contains(rest, "/") {
			if in, err := zone.Load(rest); err == nil {
				return in
			}
		}
	}
	if defined != nil {
		if in, err := zone.Load(defined.location); err == nil {
			return in
		}
		if in, err := defined.build(key.tzid, z.window, z.work); err == nil {
			return in
		}
		return nil
	}
	if strings.EqualFold(key.tzid, "tzone://Microsoft/Utc") {
		return time.UTC
	}
	if m := fixed().FindStringSubmatch(key.tzid); m != nil {
		if offset, err := parseOffset(m[1] + m[2] + m[3]); err == nil {
			return time.FixedZone(key.tzid, int(offset/time.Second))
		}
	}
	return nil
}

// fixed is a name that gives its offset, with minutes: without them some count
// westward ("Etc/GMT+5") and some eastward.
var fixed = pattern.New(`^(?i:UTC|GMT)?([+-])(\d\d):?(\d\d)$`)

// build works a definition out around the window.
func (d *definition) build(name string, window calendar.Interval, work *int) (*time.Location, error) {
	if len(d.parts) == 0 {
		return nil, errors.New("it says nothing")
	}
	from, to := window.Start.UTC().AddDate(-3, 0, 0), window.End.UTC().AddDate(2, 0, 0)
	var changes []change
	for _, part := range d.parts {
		add := func(wall time.Time) {
			changes = append(changes, change{wall.Add(-part.from), part.from, part.to, part.summer})
		}
		add(part.start)
		for _, date := range part.dates {
			add(date)
		}
		for _, r := range part.rules {
			walls, err := r.between(part.start, from, to, work)
			if err != nil {
				return nil, err
			}
			for _, wall := range walls {
				if !r.ends || r.until.form != formUTC || !wall.Add(-part.from).After(r.until.wall) {
					add(wall)
				}
			}
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return a.at.Compare(b.at) })
	changes = slices.CompactFunc(changes, func(a, b change) bool { return a.at.Equal(b.at) })
	return location(name, changes)
}
