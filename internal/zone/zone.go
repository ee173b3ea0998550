// Package zone finds time zones by the names that people, calendars and
// Windows give them, and says which moment a clock on the wall means there.
//
// Zones come from the IANA database: the machine's, or the one built into the
// program where a machine has none. Windows has its own names for zones; they
// are mapped by the table that Unicode keeps (CLDR, supplemental data,
// windowsZones: the zone of territory 001, "the world").
//
// Everything here is pure but for reading the database and Machine, and safe
// for concurrent use.
package zone

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // for machines without a database, such as Windows
)

// UnknownError is a name that no zone known here has.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf(`no time zone is called %s; use a name such as "Europe/Paris"`, strconv.Quote(e.Name))
}

const maxName = 100 // bytes; the longest real one has 32

// Load finds a zone by its IANA name ("Europe/Paris") or its Windows name
// ("Romance Standard Time", in any case). The location has the IANA name. The
// machine's own zone has no name here. It fails with an *UnknownError.
func Load(name string) (*time.Location, error) {
	name = strings.TrimSpace(name)
	if len(name) > maxName {
		return nil, &UnknownError{name[:maxName]}
	}
	iana := name
	if mapped, ok := windows[strings.ToLower(name)]; ok {
		iana = mapped
	}
	if iana == "" || iana == "Local" || strings.Trim(iana, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/") != "" {
		return nil, &UnknownError{name}
	}
	loc, err := time.LoadLocation(iana)
	if err != nil {
		return nil, &UnknownError{name} // why a name is not found helps nobody
	}
	return loc, nil
}

// Machine is the machine's own zone, by its IANA name where that can be told:
// from the value of the variable TZ, or from where the system keeps its zone.
// Else it is time.Local, which has no name that others know.
func Machine(tz string) *time.Location {
	name := strings.TrimPrefix(tz, ":")
	if name == "" {
		name, _ = os.Readlink("/etc/localtime")
	}
	if _, after, ok := strings.Cut(name, "/zoneinfo/"); ok {
		name = after
	}
	if in, err := Load(name); err == nil {
		return in
	}
	return time.Local
}

// At is the moment at which clocks in the zone show the date and time that
// wall shows, whatever wall's own zone. Where a change of the clocks skips
// that time, it is taken with the offset in force before the gap; where it
// comes twice, it is the first one (RFC 5545 3.3.5).
func At(wall time.Time, zone *time.Location) time.Time {
	year, month, day := wall.Date()
	hour, minute, second := wall.Clock()
	naive := time.Date(year, month, day, hour, minute, second, 0, time.UTC)
	offset := func(t time.Time) time.Duration {
		_, s := t.In(zone).Zone()
		return time.Duration(s) * time.Second
	}
	// No offset exceeds a day, so these are safely before and after any change
	// that touches this time.
	before := naive.Add(-offset(naive.AddDate(0, 0, -1)))
	after := naive.Add(-offset(naive.AddDate(0, 0, 1)))
	if !Wall(before, zone).Equal(naive) && Wall(after, zone).Equal(naive) {
		return after.In(zone)
	}
	return before.In(zone)
}

// Wall is what clocks in the zone show at t, as a time in UTC: reckoning with
// dates and times of day knows no changes of the clocks there.
func Wall(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
