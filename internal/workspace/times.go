package workspace

import (
	"context"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/zone"
)

// Working is when a person works, as the settings say or let one assume. nil is the reader. The zone has the name of IANA, even
// where the settings and the machine have another.
func (s *Snapshot) Working(p *people.Person) calendar.Working {
	me, handle := "", ""
	if s.Me != nil {
		me = s.Me.Handle
	}
	if p != nil && p != s.Me {
		if handle = p.Handle; handle == "" {
			handle = p.Email // which no handle equals
		}
	} else {
		handle = me
	}
	return calendar.WorkingOf(s.Settings, handle, me, s.machine)
}

// machineZone is the zone of this machine's clocks, by a name that others know.
func machineZone(getenv func(string) string) *time.Location {
	in := zone.Machine(getenv("TZ"))
	if in == time.Local {
		return time.UTC
	}
	return in
}

// Times is what a search for a slot needs to know of people, in their order, for a window: hours, days off and zones as the
// settings say, and when they are busy as far as that is known. Their handles are what [Address] gives. It reads nothing from a
// disk or a server.
func (w *Workspace) Times(_ context.Context, who []*people.Person, _, _ time.Time) []slot.Person {
	s := w.Snapshot()
	out := make([]slot.Person, len(who))
	for i, p := range who {
		out[i] = s.timeOf(p)
	}
	return out
}

func (s *Snapshot) timeOf(p *people.Person) slot.Person {
	working := s.Working(p)
	return slot.Person{Handle: Address(p), Zone: working.Zone.String(), Week: slot.Workdays(hoursOf(working.Hours)), HoursOnly: true}
}

func hoursOf(h config.Hours) slot.Hours { return slot.Hours{From: h.From, To: h.To} }
