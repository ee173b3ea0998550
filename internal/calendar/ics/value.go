package ics

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/zone"
)

// The forms of RFC 5545 3.3.4 and 3.3.5.
type form uint8

const (
	formDate  form = iota // a whole day
	formLocal             // a clock on the wall, somewhere
	formUTC
)

// A stamp is a date or date-time as a file says it.
type stamp struct {
	wall time.Time // what a clock there shows, as a time in UTC
	form form
	tzid string // of formLocal; "" floats
}

// A span is a length in time: days are those of the calendar, and may have 23
// hours; the rest is exact (RFC 5545 3.3.6).
type span struct {
	days  int
	exact time.Duration
}

func (s span) after(wall time.Time, in *time.Location) time.Time {
	return zone.At(wall.AddDate(0, 0, s.days), in).Add(s.exact)
}

type period struct {
	start  stamp
	ends   bool // has an end rather than a length
	end    stamp
	length span
}

var errValue = errors.New("not a value of its type")

func parseStamp(text, tzid string) (stamp, error) {
	text = strings.TrimSpace(text)
	layout, form := "", formLocal
	switch len(text) {
	case 8:
		layout, form, tzid = "20060102", formDate, ""
	case 15:
		layout = "20060102T150405"
	case 16:
		layout, form, tzid = "20060102T150405Z", formUTC, ""
		if text[15] == 'z' {
			text = text[:15] + "Z"
		}
	default:
		return stamp{}, errValue
	}
	if len(text) >= 15 && text[13:15] == "60" { // a leap second
		text = text[:13] + "59" + text[15:]
	}
	wall, err := time.Parse(layout, text)
	if err != nil || wall.Year() < 1 {
		return stamp{}, errValue
	}
	return stamp{wall, form, tzid}, nil
}

// parseSpan reads a duration that is not negative, of at most a hundred years.
func parseSpan(text string) (span, error) {
	s, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(text)), "+"), "P")
	if !ok || s == "" {
		return span{}, errValue
	}
	units := map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
	var out span
	inTime := false
	for s != "" {
		if s[0] == 'T' && !inTime {
			s, inTime = s[1:], true
		}
		i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if i < 1 || i > 10 {
			return span{}, errValue
		}
		n, err := strconv.ParseInt(s[:i], 10, 64)
		if err != nil {
			return span{}, errValue
		}
		unit, ofTime := units[s[i]]
		switch {
		case inTime && ofTime && n < int64(100*366*24*time.Hour/unit):
			out.exact += time.Duration(n) * unit
		case !inTime && s[i] == 'D' && n < 100*366:
			out.days += int(n)
		case !inTime && s[i] == 'W' && n < 100*53:
			out.days += 7 * int(n)
		default:
			return span{}, errValue
		}
		s = s[i+1:]
		if out.days > 100*366 || out.exact > 100*366*24*time.Hour {
			return span{}, errValue
		}
	}
	return out, nil
}

func parsePeriod(text, tzid string) (period, error) {
	first, second, ok := strings.Cut(text, "/")
	start, err := parseStamp(first, tzid)
	if !ok || err != nil || start.form == formDate {
		return period{}, errValue
	}
	if second = strings.TrimSpace(second); strings.HasPrefix(strings.ToUpper(second), "P") || strings.HasPrefix(second, "+") {
		length, err := parseSpan(second)
		return period{start: start, length: length}, err
	}
	end, err := parseStamp(second, tzid)
	if err != nil || end.form == formDate {
		return period{}, errValue
	}
	return period{start: start, ends: true, end: end}, nil
}
