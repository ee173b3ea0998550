package calendar

import (
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/zone"
)

// Working is when somebody works, on days that are not off.
type Working struct {
	Hours config.Hours   // on the clocks of Zone
	Zone  *time.Location // never nil
	// HoursAssumed and ZoneAssumed say that nobody said so of this person: it is what the user's own settings say of the user.
	HoursAssumed, ZoneAssumed bool
}

// WorkingOf tells when the person with the handle works, with or without "@":
// what the settings say of them, else what they say of the user, else nine to
// five on this machine's clocks. For the user, whose handle is me, nothing is
// assumed.
func WorkingOf(s config.Settings, handle, me string, machine *time.Location) Working {
	handle, me = strings.TrimPrefix(handle, "@"), strings.TrimPrefix(me, "@")
	self := handle == "" || strings.EqualFold(handle, me)
	out := Working{Hours: s.Pairing.Hours, Zone: machine, HoursAssumed: !self, ZoneAssumed: !self}
	if out.Hours == (config.Hours{}) {
		out.Hours = config.Hours{From: 9 * 60, To: 17 * 60}
	}
	if in, err := zone.Load(s.Pairing.Zone); err == nil {
		out.Zone = in
	}
	for _, p := range s.People {
		if handle == "" || !strings.EqualFold(p.Handle, handle) {
			continue
		}
		if p.Hours != (config.Hours{}) {
			out.Hours, out.HoursAssumed = p.Hours, false
		}
		if in, err := zone.Load(p.Zone); err == nil {
			out.Zone, out.ZoneAssumed = in, false
		}
	}
	if out.Zone == nil {
		out.Zone = time.UTC
	}
	return out
}
