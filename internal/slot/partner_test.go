package slot_test

import (
	"math"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/slot"
)

func told(partners []slot.Partner) string {
	var out []string
	for _, p := range partners {
		text := p.Handle
		if p.Teaches {
			text += " teaches"
		}
		for _, r := range p.Reasons {
			text += " " + string(r.Ground)
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestPartners(t *testing.T) {
	now := time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)
	hours := func(n int) *time.Duration { d := time.Duration(n) * time.Hour; return &d }
	open := func(n int) *int { return &n }
	days := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	for name, test := range map[string]struct {
		purpose    slot.Purpose
		asker      slot.Asker
		colleagues []slot.Colleague
		want       string
	}{
		"somebody new asks who knows": {
			slot.Spread,
			slot.Asker{},
			[]slot.Colleague{{Handle: "@dev2", Knows: 0.2}, {Handle: "@dev3", Knows: 0.7}, {Handle: "@dev4"}},
			"@dev3 teaches knows; @dev2 teaches knows",
		},
		"who knows asks who would learn: a wish comes first": {
			slot.Spread,
			slot.Asker{Knows: 0.9},
			[]slot.Colleague{{Handle: "@dev2"}, {Handle: "@dev3", Knows: 0.1, Wishes: true}, {Handle: "@dev4", Knows: 0.85}},
			"@dev3 wished; @dev2 could-learn",
		},
		"those who have not paired for long": {
			slot.Spread,
			slot.Asker{Knows: 0.9, Recorded: true},
			[]slot.Colleague{{Handle: "@dev2", Together: days(5)}, {Handle: "@dev3", Together: days(120)}, {Handle: "@dev4"}},
			"@dev4 could-learn not-lately; @dev3 could-learn not-lately; @dev2 could-learn",
		},
		"nothing is said of pairs that nobody records": {
			slot.Spread,
			slot.Asker{Knows: 0.9},
			[]slot.Colleague{{Handle: "@dev2", Together: days(120)}},
			"@dev2 could-learn",
		},
		"hours and room": {
			slot.Onboard,
			slot.Asker{},
			[]slot.Colleague{
				{Handle: "@dev2", Knows: 0.5, Overlap: hours(0), Open: open(4)},
				{Handle: "@dev3", Knows: 0.5, Overlap: hours(30), Open: open(0)},
				{Handle: "@dev4", Knows: 0.5},
			},
			"@dev3 teaches knows hours room; @dev4 teaches knows; @dev2 teaches knows",
		},
		"whoever is stuck needs who knows": {
			slot.Unblock,
			slot.Asker{Knows: 0.3, Recorded: true},
			[]slot.Colleague{{Handle: "@dev2", Wishes: true}, {Handle: "@dev3", Knows: 0.9, Together: days(1)}, {Handle: "@dev4", Knows: 0.3, Helps: true}},
			"@dev3 teaches knows; @dev4 teaches helps not-lately",
		},
		"a review by who knows it less": {
			slot.ReviewTogether,
			slot.Asker{Knows: 0.9},
			[]slot.Colleague{{Handle: "@dev2", Knows: 0.2}, {Handle: "@dev3"}},
			"@dev2 teaches knows",
		},
		"never those who are out, oneself, or the same twice": {
			slot.Spread,
			slot.Asker{Handle: "@dev1"},
			[]slot.Colleague{{Handle: "@dev1", Knows: 1}, {Handle: "@dev2", Knows: 1, Out: true}, {Handle: "@dev3", Knows: 1}, {Handle: "@dev3", Knows: 1}, {Knows: 1}},
			"@dev3 teaches knows",
		},
		"nobody knows it, nobody is suggested": {
			slot.Spread, slot.Asker{}, []slot.Colleague{{Handle: "@dev2", Wishes: true}}, "",
		},
		"shares that are none": {
			slot.Spread,
			slot.Asker{Knows: math.NaN()},
			[]slot.Colleague{{Handle: "@dev2", Knows: math.Inf(1), Open: open(-3)}, {Handle: "@dev3", Knows: math.NaN()}, {Handle: "@dev4", Knows: -1}},
			"@dev2 teaches knows room",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(slot.Partners(test.purpose, test.asker, test.colleagues, now, 5)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	many := []slot.Colleague{{Handle: "@dev2", Knows: 1}, {Handle: "@dev3", Knows: 1}}
	if diff := gocmp.Diff("@dev2 teaches knows", told(slot.Partners(slot.Spread, slot.Asker{}, many, now, 1))); diff != "" {
		t.Error(diff)
	}
	if got := slot.Partners(slot.Spread, slot.Asker{}, many, now, -1); got != nil {
		t.Errorf("%v", got)
	}
}

func TestOverlap(t *testing.T) {
	people := []slot.Person{worker("@dev1"), in("America/New_York", worker("@dev2"))}
	week := func(from string) time.Duration {
		t.Helper()
		start := at(t, paris, from+" 00:00")
		got, err := slot.Overlap(people, start, start.AddDate(0, 0, 7))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := week("2026-06-15"); got != 10*time.Hour {
		t.Errorf("in summer they share %v", got)
	}
	if got := week("2026-03-09"); got != 15*time.Hour {
		t.Errorf("while only one has changed the clock they share %v", got)
	}
	people[1].Zone = "Mars/Base"
	if _, err := slot.Overlap(people, time.Unix(0, 0), time.Unix(86400, 0)); err == nil {
		t.Error("hours on Mars overlap")
	}
}
