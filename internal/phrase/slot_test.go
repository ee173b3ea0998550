package phrase_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	paris   = "Europe/Paris"
	newYork = "America/New_York"
)

// table is people on a day, with the calendars that they have: "10:00-11:00 13:00-14:00".
type table struct {
	t   *testing.T
	day string
}

func (b table) at(zone, clock string) time.Time {
	b.t.Helper()
	in, err := time.LoadLocation(zone)
	if err != nil {
		b.t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", b.day+" "+clock, in)
	if err != nil {
		b.t.Fatal(err)
	}
	return at
}

func (b table) person(handle, zone, hours, meetings string) slot.Person {
	b.t.Helper()
	h := func(text string) int {
		at, err := time.Parse("15:04", text)
		if err != nil {
			b.t.Fatal(err)
		}
		return at.Hour()*60 + at.Minute()
	}
	from, to, _ := strings.Cut(hours, "-")
	p := slot.Person{Handle: handle, Zone: zone, Lunch: slot.Hours{From: 12 * 60, To: 13 * 60}}
	for day := range p.Week {
		p.Week[day] = []slot.Hours{{From: h(from), To: h(to)}}
	}
	if meetings == "unknown" {
		p.HoursOnly = true
		return p
	}
	for _, m := range strings.Fields(meetings) {
		from, to, _ := strings.Cut(m, "-")
		p.Busy = append(p.Busy, calendar.Interval{Start: b.at(zone, from), End: b.at(zone, to)})
	}
	return p
}

// said are the slots that were found, in the words of the voice, and why there is none.
func said(t *testing.T, day string, length time.Duration, persons func(b table) []slot.Person) (v phrase.Voice, s hint.Slots) {
	t.Helper()
	b := table{t: t, day: day}
	people1 := persons(b)
	from := b.at(people1[0].Zone, "00:00")
	q := slot.Query{People: people1, Length: length, From: from, To: from.AddDate(0, 0, 1), Now: from, Step: 30 * time.Minute}
	r, err := slot.Search(q)
	if err != nil {
		t.Fatal(err)
	}
	me := &people.Person{Name: "Dev One", Handle: "dev1", Email: "dev1@example.com"}
	v = phrase.Voice{Snapshot: &workspace.Snapshot{Me: me}, Now: from}
	s = hint.Slots{Times: people1, People: []*people.Person{me, {Name: "Dev Two", Handle: "dev2"}, {Name: "Dev Three", Handle: "dev3"}}[:len(people1)]}
	s.SlotAsk = hint.SlotAsk{Length: length, From: from, To: q.To}
	s.Best, s.None = slot.Choose(r.Slots, 1, 0), r.None
	return v, s
}

func TestSlotReasons(t *testing.T) {
	for name, test := range map[string]struct {
		day     string
		persons func(b table) []slot.Person
		want    string
	}{
		"beside a meeting": {"2026-06-15", func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-18:00", "10:00-11:00"), b.person("@dev2", paris, "9:00-18:00", "10:00-11:00")}
		}, "today 09:00–10:00 | | next to your 10:00, keeps both afternoons whole"},
		"a gap": {"2026-06-15", func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-18:00", "14:00-15:00 16:00-17:00"), b.person("@dev2", paris, "9:00-18:00", "13:00-15:00")}
		}, "today 15:00–16:00 | | closes the gap between your 14:00 and your 16:00, keeps both mornings whole"},
		"another zone, hours alone": {"2026-06-15", func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-18:00", "16:00-17:00"), b.person("@dev2", newYork, "9:00-17:00", "unknown")}
		}, "today 17:00–18:00 | 11:00 for @dev2 | next to your 16:00, keeps your morning whole"},
		// While only one of them has changed the clock, they are five hours apart.
		"a week of different clocks": {"2026-03-16", func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-15:00", "unknown"), b.person("@dev2", newYork, "9:00-17:00", "unknown")}
		}, "today 14:00–15:00 | 09:00 for @dev2 | as your day ends"},
		"the middle of a stretch": {"2026-06-15", func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "13:00-18:00", ""), b.person("@dev2", paris, "13:00-18:00", "13:00-15:00 16:00-18:00")}
		}, "today 15:00–16:00 | | leaves you 2 h before it and 2 h after"},
	} {
		t.Run(name, func(t *testing.T) {
			v, s := said(t, test.day, time.Hour, test.persons)
			if len(s.Best) == 0 {
				t.Fatal(v.NoSlot(s))
			}
			one := s.Best[0]
			got := strings.TrimSpace(strings.Join([]string{v.SlotTime(one), v.SlotElsewhere(one), strings.Join(v.SlotReasons(s, one), ", ")}, " | "))
			got = strings.ReplaceAll(got, "|  |", "| |")
			if got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}

// TestOthersMeetingsAreNotTold: when somebody else's meetings are is for their own eyes.
func TestOthersMeetingsAreNotTold(t *testing.T) {
	v, s := said(t, "2026-06-15", time.Hour, func(b table) []slot.Person {
		return []slot.Person{b.person("@dev1", paris, "9:00-18:00", "10:00-12:00 13:00-14:00"), b.person("@dev2", paris, "9:00-18:00", "14:20-15:35 16:40-17:10")}
	})
	text := strings.Join(v.SlotReasons(s, s.Best[0]), ", ")
	for _, theirs := range []string{"14:20", "15:35", "16:40", "17:10"} {
		if strings.Contains(text, theirs) {
			t.Errorf("%q tells of their %s", text, theirs)
		}
	}
}

func TestNoSlot(t *testing.T) {
	for name, test := range map[string]struct {
		length  time.Duration
		persons func(b table) []slot.Person
		want    []string
	}{
		"apart": {time.Hour, func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-17:00", "unknown"), b.person("@dev2", "Asia/Tokyo", "9:00-16:00", "unknown")}
		}, []string{
			"The working hours of you and @dev2 never have 1 h in common: @dev2 lives by Asia/Tokyo, where it is 07:00 now.",
		}},
		"booked": {time.Hour, func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-12:00", "9:00-10:00"), b.person("@dev2", paris, "9:00-12:00", "10:45-12:00")}
		}, []string{"There is no 1 h that everybody has free today. The longest that everybody has is 30 min, today 10:00."}},
		"long": {5 * time.Hour, func(b table) []slot.Person {
			return []slot.Person{b.person("@dev1", paris, "9:00-18:30", ""), b.person("@dev2", paris, "9:00-12:30", "")}
		}, []string{"@dev2 never works for 5 h without a break; try a shorter block. The longest that everybody has is 3 h, today 09:00."}},
		"off": {time.Hour, func(b table) []slot.Person {
			off := b.person("@dev2", paris, "9:00-18:00", "")
			off.Off = []slot.Day{{Year: 2026, Month: 6, Day: 15}}
			return []slot.Person{b.person("@dev1", paris, "9:00-18:00", ""), off}
		}, []string{"@dev2 does not work today."}},
		"notice": {time.Hour, func(b table) []slot.Person {
			shy := b.person("@dev2", paris, "9:00-18:00", "")
			shy.Notice = 72 * time.Hour
			return []slot.Person{b.person("@dev1", paris, "9:00-18:00", ""), shy}
		}, []string{"@dev2 wants to know longer beforehand: look further ahead, with --to."}},
		"limit": {time.Hour, func(b table) []slot.Person {
			full := b.person("@dev2", paris, "9:00-18:00", "9:00-10:00")
			full.Limit = 90 * time.Minute
			return []slot.Person{b.person("@dev1", paris, "9:00-18:00", ""), full}
		}, []string{"There is time, but it would be more hours of meetings a day than @dev2 wants."}},
	} {
		t.Run(name, func(t *testing.T) {
			v, s := said(t, "2026-06-15", test.length, test.persons)
			if s.None == nil {
				t.Fatal("there is a slot")
			}
			got := append([]string{v.NoSlot(s)}, v.Relay(s.None.Relay)...)
			if len(test.want) == 1 {
				got = got[:1]
			}
			if name == "limit" {
				got[0] = got[0][:min(len(got[0]), len(test.want[0]))]
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLong(t *testing.T) {
	for d, want := range map[time.Duration]string{45 * time.Minute: "45 min", time.Hour: "1 h", 90 * time.Minute: "1 h 30", 125 * time.Minute: "2 h 05"} {
		if got := phrase.Long(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
