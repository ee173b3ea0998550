package ledger

import (
	"encoding/json"
	"slices"
	"time"
)

// AvailabilityShared says when its actor works and is busy in the weeks to come; its subject is their address, its body an
// [Availability]. The last one holds.
const AvailabilityShared Kind = "availability.shared"

// AvailabilityAgreed is private: the reader wants their team to be told when they are busy, for so many weeks ahead, until they
// say otherwise. Its body is an [Agreement].
const AvailabilityAgreed Kind = "availability.agreed"

// Agreement is the body of [AvailabilityAgreed]. It holds for one git directory and the address of its remote, as every consent
// does, and not for the identity by which the ledger knows the repository: a sync may give it another, and another clone may have
// the same.
type Agreement struct {
	Weeks  int    `json:"weeks"` // 0: no longer
	GitDir string `json:"git_dir"`
	Remote string `json:"remote"` // without a password; "" without a remote
}

// Availability is the body of [AvailabilityShared]: nothing of it tells what somebody does, or anything about times at which they
// do not work. Without From nothing is shared any more.
type Availability struct {
	Zone string `json:"zone,omitempty"` // the name of IANA
	// From and To are the first and the last day that Busy knows of, 2006-01-02 on the clocks of Zone.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`

	Days  []time.Weekday `json:"days,omitempty"`  // that are worked
	Hours *Clock         `json:"hours,omitempty"` // on each of them
	Lunch *Clock         `json:"lunch,omitempty"`
	Off   []string       `json:"off,omitempty"` // days from From to To that are not worked

	Buffer  int `json:"buffer,omitempty"` // all in minutes: wanted free around meetings,
	Notice  int `json:"notice,omitempty"` // told beforehand,
	Meeting int `json:"most,omitempty"`   // most meetings a day, 0 for no limit

	Busy []Stretch `json:"busy,omitempty"` // within the hours, sorted, apart
}

// Clock is a part of a day in minutes after midnight, From before To.
type Clock struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Stretch is a time, rounded to quarters of an hour.
type Stretch struct {
	Start   time.Time `json:"start"`
	Minutes int       `json:"minutes"`
}

// End is when it is over.
func (s Stretch) End() time.Time { return s.Start.Add(time.Duration(s.Minutes) * time.Minute) }

// Bounds on what one person can share, so that what somebody else's program wrote costs little.
const (
	MostWeeksShared = 8
	mostStretches   = 2000
	mostSharedBody  = 256 << 10
)

// Withdrawn says that nothing is shared any more.
func (a Availability) Withdrawn() bool { return a.From == "" }

// over says whether it ended before a day, and tells nothing any more.
func (a Availability) over(day string) bool { return !a.Withdrawn() && a.To < day }

// availability reads a body; ok is false for one that no program of ours wrote.
func availability(body []byte) (a Availability, ok bool) {
	if len(body) > mostSharedBody || json.Unmarshal(body, &a) != nil {
		return Availability{}, false
	}
	if a.Withdrawn() {
		return Availability{}, true
	}
	from, err := time.Parse(time.DateOnly, a.From)
	to, err2 := time.Parse(time.DateOnly, a.To)
	const day = 24 * time.Hour
	switch {
	case err != nil || err2 != nil || to.Before(from) || to.Sub(from) > (MostWeeksShared+1)*7*day:
		return Availability{}, false
	case a.Zone == "" || len(a.Zone) > 100 || a.Hours == nil || !a.Hours.valid() || a.Lunch != nil && !a.Lunch.valid():
		return Availability{}, false
	case len(a.Busy) > mostStretches || len(a.Off) > 100 || len(a.Days) > 7:
		return Availability{}, false
	case slices.ContainsFunc(a.Days, func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }):
		return Availability{}, false
	case min(a.Buffer, a.Notice, a.Meeting) < 0 || a.Buffer > 120 || a.Notice > 30*24*60 || a.Meeting > 24*60:
		return Availability{}, false
	}
	for _, s := range a.Busy {
		if s.Minutes <= 0 || s.Minutes > 2*24*60 || s.Start.Before(from.Add(-2*day)) || s.Start.After(to.Add(3*day)) {
			return Availability{}, false
		}
	}
	return a, true
}

func (c Clock) valid() bool { return 0 <= c.From && c.From < c.To && c.To <= 24*60 }

// Shared is what somebody shared of when they are busy.
type Shared struct {
	By Actor
	At time.Time
	Availability
}
