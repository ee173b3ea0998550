package slot_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/slot"
)

// at reads a moment in a zone, "2026-06-15 09:00".
func at(t testing.TB, zone, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	when, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// busy reads intervals of one day, "10:00-11:00 14:00-15:00".
func busy(t testing.TB, zone, day, text string) []calendar.Interval {
	t.Helper()
	var out []calendar.Interval
	for _, f := range strings.Fields(text) {
		from, to, _ := strings.Cut(f, "-")
		out = append(out, calendar.Interval{Start: at(t, zone, day+" "+from), End: at(t, zone, day+" "+to)})
	}
	return out
}

const paris = "Europe/Paris"

// monday is a query for an hour on Monday, 15 June 2026, in Paris.
func monday(t testing.TB, people ...slot.Person) slot.Query {
	return slot.Query{
		People: people, Length: time.Hour,
		From: at(t, paris, "2026-06-15 00:00"), To: at(t, paris, "2026-06-16 00:00"), Now: at(t, paris, "2026-06-12 12:00"),
	}
}

func worker(handle string, busy ...calendar.Interval) slot.Person {
	return slot.Person{
		Handle: handle, Zone: paris, Week: slot.Workdays(slot.Hours{From: 9 * 60, To: 17 * 60}),
		Lunch: slot.Hours{From: 12 * 60, To: 13 * 60}, Busy: busy,
	}
}

func search(t testing.TB, q slot.Query) slot.Result {
	t.Helper()
	r, err := slot.Search(q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func clocks(slots []slot.Slot) string {
	var out []string
	for _, s := range slots {
		out = append(out, s.People[0].Start.Format("15:04"))
	}
	return strings.Join(out, " ")
}

func TestReason(t *testing.T) {
	const day = "2026-06-15"
	q := monday(t,
		worker("@dev1", busy(t, paris, day, "09:30-11:00 10:00-11:00")...),
		worker("@dev2", busy(t, paris, day, "09:00-11:00")...))
	q.People[1].HoursOnly = false
	best := search(t, q).Slots[0]
	one, two := best.People[0], best.People[1]
	if got := best.People[0].Start.Format("15:04 -0700"); got != "11:00 +0200" {
		t.Fatalf("the best begins at %s: %s", got, clocks(search(t, q).Slots))
	}
	if got := one.Follows.Start.Format("15:04"); got != "10:00" {
		t.Errorf("next to the %s, want the meeting that ends last and began last", got)
	}
	if one.Morning || !one.Afternoon || two.Morning || !two.Afternoon || !one.Edge || one.ClosesGap() || one.Stretch != time.Hour {
		t.Errorf("%+v\n%+v", one, two)
	}

	q.People[1].HoursOnly = true
	if e := search(t, q).Slots[0].People[1]; !e.HoursOnly || e.Afternoon {
		t.Errorf("an afternoon that nobody knows is kept whole: %+v", e)
	}
}

// TestHalves: half an hour after lunch is no afternoon.
func TestHalves(t *testing.T) {
	p := worker("@dev1")
	p.Week = slot.Workdays(slot.Hours{From: 9 * 60, To: 13*60 + 30})
	for _, s := range search(t, monday(t, p)).Slots {
		if e := s.People[0]; e.Morning || e.Afternoon {
			t.Errorf("%+v", e)
		}
	}
}

func TestOrder(t *testing.T) {
	const day = "2026-06-15"
	for _, test := range []struct {
		name, busy, want string
		change           func(*slot.Person)
	}{
		{"a gap comes before the edge of a long stretch", "10:00-11:00 14:00-15:00", "09:00 11:00 13:00 15:00 16:00", nil},
		{"beside a meeting before the edge of the day", "16:00-17:00", "15:00 09:00 11:00 13:00 10:00", nil},
		{"an empty day is cut at its edges", "", "09:00 11:00 13:00 16:00 14:00", nil},
		{"a buffer keeps its distance", "09:00-10:00", "10:30 13:00 16:00 14:00 15:00", func(p *slot.Person) { p.Buffer = 30 * time.Minute }},
		{"the limit of a day", "09:00-11:00 13:00-14:00", "", func(p *slot.Person) { p.Limit = 3*time.Hour + 59*time.Minute }},
		{"within the limit", "09:00-11:00 13:00-14:00", "11:00 14:00 16:00 15:00", func(p *slot.Person) { p.Limit = 4 * time.Hour }},
		{"notice", "", "16:00", func(p *slot.Person) { p.Notice = 75*time.Hour + 10*time.Minute }},
		{"a day off", "", "", func(p *slot.Person) { p.Off = []slot.Day{{Year: 2026, Month: 6, Day: 15}} }},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := worker("@dev1", busy(t, paris, day, test.busy)...)
			if test.change != nil {
				test.change(&p)
			}
			r := search(t, monday(t, p))
			got := clocks(slot.Choose(r.Slots, 5, 0))
			if got != test.want {
				t.Errorf("in the order %s, want %s", got, test.want)
			}
			if (r.None == nil) != (test.want != "") {
				t.Errorf("none: %+v", r.None)
			}
		})
	}
}

func TestBusyAsItComes(t *testing.T) {
	const day = "2026-06-15"
	tidy := search(t, monday(t, worker("@dev1", busy(t, paris, day, "10:00-11:30 14:00-15:00")...)))
	messy := busy(t, paris, day, "14:30-15:00 10:30-11:30 14:00-14:30 10:00-11:00 10:15-10:20 12:00-12:00 16:00-15:00")
	messy = append(messy,
		calendar.Interval{},
		calendar.Interval{Start: at(t, paris, day+" 14:00").UTC(), End: at(t, "Asia/Kolkata", day+" 18:30")},
		calendar.Interval{Start: time.Time{}, End: time.Unix(0, 0)},
		calendar.Interval{Start: time.Unix(1<<40, 0), End: time.Unix(1<<61, 0)})
	before := slices.Clone(messy)
	r := search(t, monday(t, worker("@dev1", messy...)))
	strip := func(r slot.Result) []time.Time {
		var out []time.Time
		for _, s := range r.Slots {
			out = append(out, s.Start)
		}
		return out
	}
	if diff := gocmp.Diff(strip(tidy), strip(r)); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff(map[string]int{"@dev1": 1}, r.Unusable); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(before, messy) {
		t.Error("the search changed what it was given")
	}
	forever := calendar.Interval{Start: time.Time{}, End: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}
	if r := search(t, monday(t, worker("@dev1", forever))); r.None == nil || r.None.Why != slot.Booked {
		t.Errorf("%+v", r)
	}
}

func TestBadInput(t *testing.T) {
	for name, change := range map[string]func(*slot.Query){
		"1 to 32 people":  func(q *slot.Query) { q.People = nil },
		"not with 33":     func(q *slot.Query) { q.People = make([]slot.Person, 33) },
		"length of 0s":    func(q *slot.Query) { q.Length = 0 },
		"length of -1h":   func(q *slot.Query) { q.Length = -time.Hour },
		"length of 13h":   func(q *slot.Query) { q.Length = 13 * time.Hour },
		"no window":       func(q *slot.Query) { q.From = time.Time{} },
		"before it beg":   func(q *slot.Query) { q.From, q.To = q.To, q.From },
		"1096 days":       func(q *slot.Query) { q.To = q.From.AddDate(3, 0, 0) },
		"is too long":     func(q *slot.Query) { q.From = time.Time{}.Add(1) },
		"in the past":     func(q *slot.Query) { q.Now = q.To },
		"shorter than":    func(q *slot.Query) { q.To = q.From.Add(59 * time.Minute) },
		"every 1m":        func(q *slot.Query) { q.Step = time.Minute },
		"-1 slots":        func(q *slot.Query) { q.Most = -1 },
		"named, and once": func(q *slot.Query) { q.People = append(q.People, q.People[0]) },
		"buffer of":       func(q *slot.Query) { q.People[0].Buffer = -1 },
		"notice of":       func(q *slot.Query) { q.People[0].Notice = -1 },
		"limit of":        func(q *slot.Query) { q.People[0].Limit = -1 },
		"too many; give":  func(q *slot.Query) { q.People[0].Busy = make([]calendar.Interval, 100_001) },
		"on no clock":     func(q *slot.Query) { q.People[0].Week[1] = []slot.Hours{{From: -1, To: 60}} },
		"1 to 1441":       func(q *slot.Query) { q.People[0].Lunch = slot.Hours{From: 1, To: 1441} },
		"no time zone":    func(q *slot.Query) { q.People[0].Zone = "" },
		"no time zone;":   func(q *slot.Query) { q.People[0].Zone = "Local" },
		`"Mars/Base"`:     func(q *slot.Query) { q.People[0].Zone = "Mars/Base" },
		`"../../passwd"`:  func(q *slot.Query) { q.People[0].Zone = "../../passwd" },
	} {
		t.Run(name, func(t *testing.T) {
			q := monday(t, worker("@dev1"))
			change(&q)
			_, err := slot.Search(q)
			var input *slot.InputError
			if !errors.As(err, &input) || !strings.Contains(err.Error(), name) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestStep: starts are round on the clock of the one who asks, also where that is half an hour off.
func TestStep(t *testing.T) {
	q := monday(t, in("Asia/Kolkata", worker("@dev1")), in("Asia/Kathmandu", worker("@dev2")))
	q.Step = 30 * time.Minute
	for range 2 {
		r := search(t, q)
		if len(r.Slots) == 0 {
			t.Fatal("there is no slot")
		}
		for _, s := range r.Slots {
			if start := s.People[0].Start; start.Minute()%30 != 0 {
				t.Errorf("%s begins at %s", s.People[0].Handle, start.Format("15:04"))
			}
		}
		slices.Reverse(q.People)
	}
}

func TestChoose(t *testing.T) {
	q := monday(t, worker("@dev1"))
	q.To = q.To.AddDate(0, 0, 3)
	r := search(t, q)
	if got := slot.Choose(r.Slots, 0, 1); len(got) != 4 {
		t.Errorf("one a day are %d", len(got))
	}
	if got := slot.Choose(r.Slots, 3, 2); len(got) != 3 || got[0].Start.YearDay() != got[1].Start.YearDay() || got[0].Start.YearDay() == got[2].Start.YearDay() {
		t.Errorf("three, two a day, are %s", clocks(got))
	}
	q.Most = 2
	if few := search(t, q); len(few.Slots) != 2 || few.Found != len(r.Slots) || !few.Slots[1].Start.Equal(r.Slots[1].Start) {
		t.Errorf("%d slots of %d", len(few.Slots), few.Found)
	}
}

// FuzzSearch holds that whatever is in a query, a search ends, and its slots lie in the window and touch nothing busy.
func FuzzSearch(f *testing.F) {
	f.Add(int64(1781500000), int64(90000), int64(3600), 540, 1020, "Europe/Paris", int64(1781510000), int64(3000), int64(600))
	f.Add(int64(-62135596800), int64(0), int64(-1), 1441, -1, "", int64(0), int64(-5), int64(1<<60))
	f.Fuzz(func(t *testing.T, from, window, length int64, start, end int, zone string, begin, lasts, buffer int64) {
		b := calendar.Interval{Start: time.Unix(begin, 0), End: time.Unix(begin, 0).Add(time.Duration(lasts) * time.Second)}
		q := slot.Query{
			People: []slot.Person{{
				Handle: "@dev1", Zone: zone, Week: slot.Workdays(slot.Hours{From: start, To: end}),
				Buffer: time.Duration(buffer) * time.Second, Busy: []calendar.Interval{b},
			}},
			Length: time.Duration(length) * time.Second, From: time.Unix(from, 0), Now: time.Unix(from, 0), Most: 50,
		}
		q.To = q.From.Add(time.Duration(window) * time.Second)
		r, err := slot.Search(q)
		if err != nil {
			return
		}
		for _, s := range r.Slots {
			if s.Start.Before(q.From) || s.End.After(q.To) || b.Start.Before(b.End) && s.Start.Before(b.End) && b.Start.Before(s.End) {
				t.Errorf("%v to %v", s.Start, s.End)
			}
		}
	})
}
