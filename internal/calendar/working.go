package calendar

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/zone"
)

// Working is when somebody works, on days that are not off.
type Working struct {
	Hours config.Hours   // on the clocks of Zone
	Zone  *time.Location // never nil
	Days  config.Weekdays
	Off   []config.Dates // their own and everybody's
	Lunch config.Hours   // the zero Hours: none
	// HoursAssumed and ZoneAssumed say that nobody said so of this person: it is what the user's own settings say of the user.
	HoursAssumed, ZoneAssumed bool
}

// WorkingOf tells when the person with the handle works, with or without "@":
// what the settings say of them, else what they say of the user, else nine to
// five on this machine's clocks. For the user, whose handle is me, nothing is
// assumed, and their clocks are those that their own file names, else this
// machine's: what a repository says of them could move their hours. Days off of
// the user are nobody else's; holidays are everybody's.
func WorkingOf(s config.Settings, handle, me string, machine *time.Location) Working {
	handle, me = strings.TrimPrefix(handle, "@"), strings.TrimPrefix(me, "@")
	self := handle == "" || strings.EqualFold(handle, me)
	out := Working{Hours: s.Pairing.Hours, Zone: machine, HoursAssumed: !self, ZoneAssumed: !self}
	if out.Hours == (config.Hours{}) {
		out.Hours = config.Hours{From: 9 * 60, To: 17 * 60}
	}
	if out.Days = s.Pairing.Workdays; out.Days == (config.Weekdays{}) {
		out.Days = config.Workweek()
	}
	out.Lunch, out.Off = s.Pairing.Lunch, slices.Clone(s.Pairing.Holidays)
	if self {
		out.Off = append(out.Off, s.Pairing.Off...)
	}
	name := s.Pairing.Zone
	if self {
		name = s.Pairing.OwnZone
	}
	if in, err := zone.Load(name); err == nil {
		out.Zone = in
	}
	for _, p := range s.People {
		if handle == "" || !strings.EqualFold(p.Handle, handle) {
			continue
		}
		if p.Hours != (config.Hours{}) {
			out.Hours, out.HoursAssumed = p.Hours, false
		}
		if in, err := zone.Load(p.Zone); err == nil && !self {
			out.Zone, out.ZoneAssumed = in, false
		}
		if p.Workdays != (config.Weekdays{}) {
			out.Days = p.Workdays
		}
		if p.Lunch != nil {
			out.Lunch = *p.Lunch
		}
		out.Off = append(out.Off, p.Off...)
	}
	if out.Zone == nil {
		out.Zone = time.UTC
	}
	return out
}
