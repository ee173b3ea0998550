package caldav

import (
	"bytes"
	"iter"
	"strconv"
	"strings"
	"time"
)

// mostPeriods bounds what is taken from one answer.
const mostPeriods = 200_000

// freeBusy reads the VFREEBUSY of a server (RFC 5545, section 3.6.4); ok is false where there is none, or where a period in it
// cannot be read, so that nobody is taken to be free who is not.
func freeBusy(text []byte, window Interval) (found []Interval, ok bool) {
	if calendarText(text) != nil {
		return nil, false
	}
	inside := false
	for line := range unfolded(text) {
		name, value, _ := strings.Cut(line, ":")
		property, parameters, _ := strings.Cut(strings.ToUpper(name), ";")
		switch {
		case property == "BEGIN" && strings.EqualFold(value, "VFREEBUSY"):
			inside, ok = true, true
		case property == "END" && strings.EqualFold(value, "VFREEBUSY"):
			inside = false
		case property == "BEGIN" && strings.EqualFold(value, "VEVENT"):
			return nil, false // events: the reader's
		}
		if !inside || property != "FREEBUSY" || strings.Contains(";"+parameters+";", ";FBTYPE=FREE;") {
			continue
		}
		for period := range strings.SplitSeq(value, ",") {
			i, valid := parsePeriod(strings.TrimSpace(period))
			if !valid || len(found) == mostPeriods {
				return nil, false
			}
			if i.Start.Before(window.End) && i.End.After(window.Start) {
				found = append(found, i)
			}
		}
	}
	return found, ok
}

// unfolded yields the lines of an iCalendar text, put together again (RFC 5545, section 3.1).
func unfolded(text []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		var whole []byte
		for raw := range bytes.Lines(text) {
			raw = bytes.TrimRight(raw, "\r\n")
			if len(raw) > 0 && (raw[0] == ' ' || raw[0] == '\t') {
				whole = append(whole, raw[1:]...)
				continue
			}
			if len(whole) > 0 && !yield(string(whole)) {
				return
			}
			whole = append(whole[:0], raw...)
		}
		if len(whole) > 0 {
			yield(string(whole))
		}
	}
}

// parsePeriod reads a start with an end or a length (RFC 5545, section 3.3.9). Free-busy times are in UTC (section 3.8.2.6).
func parsePeriod(text string) (Interval, bool) {
	from, to, cut := strings.Cut(text, "/")
	start, err := time.Parse(utc, from)
	if !cut || err != nil {
		return Interval{}, false
	}
	if end, err := time.Parse(utc, to); err == nil {
		return Interval{start, end}, !end.Before(start)
	}
	length, ok := parseLength(to)
	return Interval{start, start.Add(length)}, ok
}

// parseLength reads a length that is not negative, up to five years (RFC 5545, section 3.3.6).
func parseLength(text string) (time.Duration, bool) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "+"), "P")
	if !ok || rest == "" {
		return 0, false
	}
	units := map[byte]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour}
	var sum time.Duration
	for rest != "" {
		if rest[0] == 'T' {
			units = map[byte]time.Duration{'H': time.Hour, 'M': time.Minute, 'S': time.Second}
			if rest = rest[1:]; rest == "" {
				return 0, false
			}
		}
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		if digits == 0 || digits > 9 || digits == len(rest) {
			return 0, false
		}
		n, err := strconv.Atoi(rest[:digits])
		unit, known := units[rest[digits]]
		if err != nil || !known || time.Duration(n) > widest/unit {
			return 0, false
		}
		delete(units, rest[digits])
		if sum += time.Duration(n) * unit; sum > widest {
			return 0, false
		}
		rest = rest[digits+1:]
	}
	return sum, true
}
