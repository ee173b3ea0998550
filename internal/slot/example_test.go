package slot_test

import (
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/slot"
)

// Two people in two zones look for an hour. One has a meeting at 10:00; of the other only the hours are known.
func ExampleSearch() {
	utc := func(hour int) time.Time { return time.Date(2026, 6, 15, hour, 0, 0, 0, time.UTC) }
	result, err := slot.Search(slot.Query{
		Length: time.Hour, From: utc(0), To: utc(24), Now: utc(0).AddDate(0, 0, -3),
		People: []slot.Person{
			{
				Handle: "@dev1", Zone: "Europe/Paris", Week: slot.Workdays(slot.Hours{From: 9 * 60, To: 17 * 60}),
				Lunch: slot.Hours{From: 12 * 60, To: 13 * 60}, Busy: []calendar.Interval{{Start: utc(8), End: utc(9)}},
			},
			{Handle: "@dev2", Zone: "Europe/London", Week: slot.Workdays(slot.Hours{From: 9 * 60, To: 17 * 60}), HoursOnly: true},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range slot.Choose(result.Slots, 2, 0) {
		fmt.Println("costs", s.Cost)
		for _, e := range s.People {
			fmt.Println(" ", e.Handle, e.Start.Format("15:04"),
				"follows a meeting:", !e.Follows.Start.IsZero(), "afternoon whole:", e.Afternoon, "left:", e.First, e.Last)
		}
	}
	// Output:
	// costs 2h0m0s
	//   @dev1 11:00 follows a meeting: true afternoon whole: true left: 0s 0s
	//   @dev2 10:00 follows a meeting: false afternoon whole: false left: 1h0m0s 6h0m0s
	// costs 2h25m0s
	//   @dev1 13:00 follows a meeting: false afternoon whole: false left: 0s 3h0m0s
	//   @dev2 12:00 follows a meeting: false afternoon whole: false left: 3h0m0s 4h0m0s
}
