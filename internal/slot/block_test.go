package slot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/slot"
)

func plan(t *testing.T, q slot.Query, wants ...slot.Want) slot.Plan {
	t.Helper()
	p, err := slot.Blocks(q, wants)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func blocks(p slot.Plan) string {
	var out []string
	for _, b := range p.Blocks {
		out = append(out, string(b.Kind)+" "+b.People[0].Start.Format("Mon 15:04"))
	}
	return strings.Join(out, ", ")
}

// TestBlocks: focus fills a stretch of its own length, reviews go into what is left between meetings.
func TestBlocks(t *testing.T) {
	q := monday(t, worker("@dev1", busy(t, paris, "2026-06-15", "10:00-11:00 13:00-14:00 16:00-17:00")...))
	got := blocks(plan(t, q,
		slot.Want{Kind: slot.Reviews, Length: time.Hour, Times: 1},
		slot.Want{Kind: slot.Coding, Length: 2 * time.Hour, Times: 1}))
	if want := "reviews Mon 09:00, coding Mon 14:00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestFocusFirst: where there is no time for both, focus has it.
func TestFocusFirst(t *testing.T) {
	q := monday(t, worker("@dev1", busy(t, paris, "2026-06-15", "13:00-17:00")...))
	p := plan(t, q,
		slot.Want{Kind: slot.Reviews, Length: 150 * time.Minute, Times: 1},
		slot.Want{Kind: slot.Thinking, Length: time.Hour, Times: 1})
	if got := blocks(p); got != "thinking Mon 09:00" || p.Short[slot.Reviews] != 1 {
		t.Errorf("%s, no time for %v", got, p.Short)
	}
}

func TestBlocksOneADay(t *testing.T) {
	q := monday(t, worker("@dev1"))
	q.To = q.From.AddDate(0, 0, 3)
	q.People[0].Limit, q.People[0].Notice = time.Hour, 90*24*time.Hour // both are for others
	q.People[0].Buffer = 15 * time.Minute
	p := plan(t, q,
		slot.Want{Kind: slot.Coding, Length: 3 * time.Hour, Times: 2},
		slot.Want{Kind: slot.Reviews, Length: 45 * time.Minute, Times: 4},
		slot.Want{Kind: slot.Thinking, Length: time.Hour, Times: 1},
		slot.Want{Kind: slot.Thinking, Length: 8 * time.Hour, Times: 1})
	if p.Short[slot.Reviews] != 1 || p.Short[slot.Thinking] != 1 || p.Short[slot.Coding] != 0 {
		t.Errorf("there is no time for %v", p.Short)
	}
	days := map[string]bool{}
	for i, b := range p.Blocks {
		key := string(b.Kind) + b.Start.Format("2006-01-02")
		if days[key] {
			t.Errorf("two blocks of %s on a day", b.Kind)
		}
		days[key] = true
		if i > 0 && b.Start.Sub(p.Blocks[i-1].End) < 15*time.Minute {
			t.Errorf("no buffer before %v", b.Start)
		}
	}
	if len(p.Blocks) != 6 {
		t.Errorf("%s", blocks(p))
	}
	coding := 0
	for _, b := range p.Blocks {
		if b.Kind == slot.Coding && b.Cost == 0 {
			coding++ // the whole morning, which loses nothing by it
		}
	}
	if coding != 2 {
		t.Errorf("%s", blocks(p))
	}
}

func TestBlocksBadInput(t *testing.T) {
	hour := slot.Want{Kind: slot.Coding, Length: time.Hour, Times: 1}
	for name, test := range map[string]struct {
		people int
		wants  []slot.Want
	}{
		"one person, not for 2": {2, []slot.Want{hour}},
		"one person, not for 0": {0, []slot.Want{hour}},
		"no block is wanted":    {1, nil},
		"give one of them":      {1, []slot.Want{{Kind: "golf", Length: time.Hour, Times: 1}}},
		"0 blocks":              {1, []slot.Want{{Kind: slot.Coding, Length: time.Hour}}},
		"length of 0s":          {1, []slot.Want{{Kind: slot.Coding, Times: 1}}},
		"too many at once":      {1, []slot.Want{{Kind: slot.Coding, Length: time.Hour, Times: 150}, {Kind: slot.Reviews, Length: time.Hour, Times: 51}}},
	} {
		q := monday(t, []slot.Person{worker("@dev1"), worker("@dev2")}[:test.people]...)
		_, err := slot.Blocks(q, test.wants)
		var input *slot.InputError
		if !errors.As(err, &input) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
