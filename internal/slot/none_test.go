package slot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/slot"
)

func in(zone string, p slot.Person) slot.Person {
	p.Zone = zone
	return p
}

// outside says who is how long outside their hours, on their own clock.
func outside(s slot.Slot) string {
	var out []string
	for _, e := range s.People {
		out = append(out, fmt.Sprintf("%s %s early %v late %v", e.Handle, e.Start.Format("Mon 15:04"), e.Early, e.Late))
	}
	return strings.Join(out, ", ")
}

func relay(turns []slot.Turn) string {
	var out []string
	for _, turn := range turns {
		out = append(out, turn.Handle+" "+turn.Start.Format("Mon 15:04"))
	}
	return strings.Join(out, ", ")
}

// TestApart is Paris and Los Angeles, nine hours away: five o'clock here is eight there.
func TestApart(t *testing.T) {
	q := monday(t, worker("@dev1"), in("America/Los_Angeles", worker("@dev2")))
	q.To = q.To.AddDate(0, 0, 7)
	none := search(t, q).None
	if none == nil || none.Why != slot.HoursApart {
		t.Fatalf("%+v", none)
	}
	if diff := gocmp.Diff([]string{"@dev1", "@dev2"}, none.Who); diff != "" {
		t.Error(diff)
	}
	if len(none.LeastBad) != 3 {
		t.Fatalf("%d are least bad, want one on each of three days", len(none.LeastBad))
	}
	want := "@dev1 Mon 17:00 early 0s late 1h0m0s, @dev2 Mon 08:00 early 1h0m0s late 0s"
	if got := outside(none.LeastBad[0]); got != want {
		t.Errorf("the least bad is %s, want %s", got, want)
	}
	if none.LeastBad[1].Start.Sub(none.LeastBad[0].Start) != 24*time.Hour {
		t.Errorf("the next is %s", outside(none.LeastBad[1]))
	}
	if got, want := relay(none.Relay), "@dev1 Mon 09:00, @dev2 Mon 09:00, @dev1 Tue 09:00"; got != want {
		t.Errorf("the relay is %s, want %s", got, want)
	}

	// A week in which only one of them has changed the clock: eight hours, so five o'clock here is nine there.
	q.From, q.Now = at(t, paris, "2026-03-09 00:00"), at(t, paris, "2026-03-08 00:00")
	q.To = q.From.AddDate(0, 0, 5)
	want = "@dev1 Mon 16:30 early 0s late 30m0s, @dev2 Mon 08:30 early 30m0s late 0s"
	if got := outside(search(t, q).None.LeastBad[0]); got != want {
		t.Errorf("while the clocks are changed the least bad is %s, want %s", got, want)
	}
}

func TestOneOfThreeIsApart(t *testing.T) {
	q := monday(t, worker("@dev1"), in("Europe/London", worker("@dev2")), in("Pacific/Auckland", worker("@dev3")))
	q.To = q.To.AddDate(0, 0, 4)
	none := search(t, q).None
	if none == nil || none.Why != slot.HoursApart {
		t.Fatalf("%+v", none)
	}
	if diff := gocmp.Diff([]string{"@dev3"}, none.Who); diff != "" {
		t.Error(diff)
	}
	if len(none.LeastBad) == 0 {
		t.Fatal("there is nothing that is least bad")
	}
	for _, s := range none.LeastBad {
		for _, e := range s.People {
			if e.Early > 4*time.Hour || e.Late > 4*time.Hour || e.Start.Hour() < 6 || e.Start.Hour() > 21 {
				t.Errorf("at night: %s", outside(s))
			}
		}
	}
	if got, want := relay(none.Relay), "@dev1 Mon 09:00, @dev2 Mon 09:00, @dev3 Tue 09:00, @dev1 Tue 09:00"; got != want {
		t.Errorf("the relay is %s, want %s", got, want)
	}
}

// TestNeverAtNight: nobody is offered what no one would accept, only the relay.
func TestNeverAtNight(t *testing.T) {
	q := monday(t, worker("@dev1"), in("Pacific/Honolulu", worker("@dev2")))
	q.To = q.To.AddDate(0, 0, 4)
	q.People[0].Week = slot.Workdays(slot.Hours{From: 8 * 60, To: 12 * 60})
	q.People[1].Week = slot.Workdays(slot.Hours{From: 7 * 60, To: 12 * 60})
	none := search(t, q).None
	if none == nil || none.Why != slot.HoursApart || len(none.LeastBad) != 0 || len(none.Relay) != 3 {
		t.Errorf("%+v", none)
	}
}

func TestWhy(t *testing.T) {
	const day = "2026-06-15"
	full := busy(t, paris, day, "09:00-09:30 10:10-12:00 13:00-16:20")
	for name, test := range map[string]struct {
		change  func(*slot.Query)
		why     slot.Why
		who     string
		longest time.Duration
		least   int
	}{
		"notice": {func(q *slot.Query) { q.People[1].Notice = 30 * 24 * time.Hour }, slot.TooSoon, "@dev2", 0, 0},
		"weekend": {func(q *slot.Query) {
			q.People[0].Off = []slot.Day{{Year: 2026, Month: 6, Day: 15}}
		}, slot.NotWorking, "@dev1", 0, 0},
		"no hours at all": {func(q *slot.Query) { q.People[0].Week = slot.Week{} }, slot.NotWorking, "@dev1", 0, 0},
		"evening":         {func(q *slot.Query) { q.Now = at(t, paris, day+" 18:00") }, slot.NotWorking, "@dev1 @dev2", 0, 1},
		"length":          {func(q *slot.Query) { q.Length = 5 * time.Hour }, slot.TooLong, "@dev1 @dev2", 4 * time.Hour, 1},
		"limit":           {func(q *slot.Query) { q.People[1].Limit = 30 * time.Minute }, slot.MeetingLimit, "@dev2", 30 * time.Minute, 0},
		"booked":          {func(q *slot.Query) { q.People[1].Busy = full }, slot.Booked, "@dev1 @dev2", 40 * time.Minute, 1},
		"booked wholly": {func(q *slot.Query) {
			q.People[1].Busy = busy(t, paris, day, "00:00-23:59")
		}, slot.Booked, "@dev1 @dev2", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			q := monday(t, worker("@dev1"), worker("@dev2"))
			test.change(&q)
			r := search(t, q)
			if len(r.Slots) > 0 || r.None == nil {
				t.Fatalf("%d slots", len(r.Slots))
			}
			n := r.None
			if n.Why != test.why || strings.Join(n.Who, " ") != test.who || n.Longest.End.Sub(n.Longest.Start) != test.longest || n.Longest.Start.Hour() > 11 || len(n.LeastBad) != test.least {
				t.Errorf("%s (%v), longest %v, %d least bad", n.Why, n.Who, n.Longest, len(n.LeastBad))
			}
		})
	}
}

func TestAlone(t *testing.T) {
	p := worker("@dev1", calendar.Interval{Start: at(t, paris, "2026-06-15 00:00"), End: at(t, paris, "2026-06-16 00:00")})
	none := search(t, monday(t, p)).None
	if none == nil || none.Why != slot.Booked || none.Relay != nil {
		t.Errorf("%+v", none)
	}
}
