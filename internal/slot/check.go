package slot

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// Bounds on a query, so that whatever people wrote into their settings and calendars, a search ends at once.
const (
	maxPeople = 32
	maxWindow = 92 * 24 * time.Hour
	maxSlots  = 5000
	maxBusy   = 100_000 // intervals of one person
	maxHours  = 12      // stretches of work on one weekday
	maxOff    = 4000
	maxBlocks = 200

	minLength, maxLength = 5 * time.Minute, 12 * time.Hour
	minStep, maxStep     = 5 * time.Minute, time.Hour
	maxBuffer            = 2 * time.Hour
	maxNotice            = 92 * 24 * time.Hour
)

// InputError says that a query cannot be answered as it is, and what to give instead.
type InputError struct {
	Handle string // whose input it is; "" for the query itself
	Text   string
}

func (e *InputError) Error() string {
	if e.Handle == "" {
		return e.Text
	}
	return "time of " + e.Handle + ": " + e.Text
}

func (q Query) check() error {
	text := ""
	switch window := q.To.Sub(q.From); {
	case len(q.People) == 0 || len(q.People) > maxPeople:
		text = fmt.Sprintf("a time is looked for with 1 to %d people, not with %d", maxPeople, len(q.People))
	case q.Length < minLength || q.Length > maxLength || q.Length%time.Second != 0:
		text = fmt.Sprintf("a length of %v is not possible; give one from 5 minutes to 12 hours", q.Length)
	case q.From.IsZero() || q.To.IsZero() || q.Now.IsZero():
		text = "there is no window to look in; say from when until when"
	case !q.From.Before(q.To):
		text = "the window ends before it begins; give an end after its start"
	case window > maxWindow:
		text = fmt.Sprintf("a window of %d days is too long; look at most 92 days ahead", int(window/(24*time.Hour)))
	case q.Length > window:
		text = fmt.Sprintf("the window is shorter than %v; give a longer one, or a shorter length", q.Length)
	case !q.Now.Before(q.To):
		text = "the window lies in the past; give one that ends in the future"
	case q.Step != 0 && (q.Step < minStep || q.Step > maxStep || q.Step%time.Minute != 0):
		text = fmt.Sprintf("starts every %v are not possible; give from 5 minutes to an hour", q.Step)
	case q.Most < 0:
		text = fmt.Sprintf("%d slots are not possible; give 0 for all", q.Most)
	}
	if text != "" {
		return &InputError{Text: text}
	}
	seen := map[string]bool{}
	for _, p := range q.People {
		if p.Handle == "" || seen[p.Handle] {
			return &InputError{p.Handle, "everybody is named, and once; give each person another handle"}
		}
		seen[p.Handle] = true
		if text := p.fault(); text != "" {
			return &InputError{p.Handle, text}
		}
	}
	return nil
}

// fault says what is wrong with a person's own settings; "" for nothing.
func (p Person) fault() string {
	switch {
	case p.Buffer < 0 || p.Buffer > maxBuffer:
		return fmt.Sprintf("a buffer of %v is not possible; give one up to 2 hours", p.Buffer)
	case p.Notice < 0 || p.Notice > maxNotice:
		return fmt.Sprintf("a notice of %v is not possible; give one up to 92 days", p.Notice)
	case p.Limit < 0 || p.Limit > 24*time.Hour:
		return fmt.Sprintf("a limit of %v a day is not possible; give one up to 24 hours, or 0 for none", p.Limit)
	case len(p.Busy) > maxBusy:
		return fmt.Sprintf("%d busy intervals are too many; give those of the window, at most %d", len(p.Busy), maxBusy)
	case len(p.Off) > maxOff:
		return fmt.Sprintf("%d days off are too many; give those of the window", len(p.Off))
	}
	if text := p.Lunch.fault(); text != "" {
		return text
	}
	for _, hours := range p.Week {
		if len(hours) > maxHours {
			return fmt.Sprintf("%d stretches of work on one day are too many; give at most %d", len(hours), maxHours)
		}
		for _, h := range hours {
			if text := h.fault(); text != "" {
				return text
			}
		}
	}
	return ""
}

func (h Hours) fault() string {
	if min(h.From, h.To) < 0 || max(h.From, h.To) > 24*60 {
		return fmt.Sprintf("hours from minute %d to %d are on no clock; give times from 0:00 to 24:00", h.From, h.To)
	}
	return ""
}

// zones loads every zone once. The names Go adds to those of IANA, "" and "Local", would make hours depend on the machine.
type zones map[string]*time.Location

func (z zones) load(p Person) (*time.Location, error) {
	if zone := z[p.Zone]; zone != nil {
		return zone, nil
	}
	if p.Zone == "" || p.Zone == "Local" {
		return nil, &InputError{p.Handle, `no time zone; give its name, such as "Europe/Paris"`}
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return nil, &InputError{p.Handle, "no such time zone on this machine: " + strconv.Quote(p.Zone[:min(len(p.Zone), 60)]) +
			`; give a name such as "Europe/Paris"`}
	}
	z[p.Zone] = zone
	return zone, nil
}

func prepare(q Query) (*engine, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	e := &engine{
		people: make([]timeline, len(q.People)),
		length: int64(q.Length / time.Second),
		step:   int64(cmp.Or(q.Step, minStep) / time.Second),
		window: span{max(ceil(q.From), ceil(q.Now)), q.To.Unix()},
		most:   min(cmp.Or(q.Most, maxSlots), maxSlots),
	}
	known := zones{}
	for i, p := range q.People {
		zone, err := known.load(p)
		if err != nil {
			return nil, err
		}
		e.people[i] = newTimeline(p, zone, e.window.wider(margin), ceil(q.Now.Add(p.Notice)))
	}
	_, phase := time.Unix(e.window.from, 0).In(e.people[0].zone).Zone()
	e.phase = int64(phase)
	return e, nil
}

func ceil(t time.Time) int64 {
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return s
}
