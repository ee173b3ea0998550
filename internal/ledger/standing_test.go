package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func about(hlc int64, by string, kind ledger.Kind, subject string) eventlog.Event {
	return eventlog.Event{
		ID: string(rune('a' + hlc)), HLC: hlc, ActorEmail: by, Kind: string(kind), Subject: subject, Visibility: ledger.Team,
		At: time.Unix(hlc, 0),
	}
}

func TestStanding(t *testing.T) {
	events := []eventlog.Event{
		about(9, "one@x", ledger.PersonMerged, "UNO@x"), // clocks count, not the order
		about(1, "one@x", ledger.KnowledgeClaimed, "pay/"),
		about(2, "two@x", ledger.KnowledgeDisclaimed, "../pay"),
		about(3, "two@x", ledger.PersonLeftOut, "one@x"), // not about themselves
		about(4, "One@x", ledger.PersonLeftOut, "one@X"),
		about(5, "one@x", ledger.PersonMerged, "one@x"), // nothing new
		about(6, "", ledger.KnowledgeClaimed, "."),      // nobody
		about(7, "two@x", ledger.PersonMerged, "due@x"),
		about(8, "due@x", ledger.PersonSeparated, "two@x"), // either may take it back
		{ID: "p", HLC: 10, ActorEmail: "one@x", Kind: string(ledger.KnowledgeClaimed), Subject: "x", Visibility: ledger.Private},
		about(11, "one@x", "knowledge.sung", "x"),
	}
	s := ledger.NewStanding(events)
	if diff := cmp.Diff([]ledger.Knowledge{
		{By: ledger.Actor{Email: "one@x"}, Area: "pay", Kind: ledger.KnowledgeClaimed, At: time.Unix(1, 0)},
	}, s.Knowledge()); diff != "" {
		t.Errorf("knowledge (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]ledger.Presence{{By: ledger.Actor{Email: "One@x"}, Left: true}}, s.Presence()); diff != "" {
		t.Errorf("presence (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][2]string{{"one@x", "uno@x"}}, s.Merges()); diff != "" {
		t.Errorf("merges (-want +got):\n%s", diff)
	}
	if s.Same(nil) || !s.Same(ledger.NewStanding(events)) {
		t.Error("standings are compared by their statements")
	}
	if none := (*ledger.Standing)(nil); !none.Same(ledger.NewStanding(nil)) || none.Merges() != nil || none.Actors() != nil {
		t.Error("a nil one is empty")
	}
}

func TestAreas(t *testing.T) {
	for given, want := range map[string]string{
		"": ".", ".": ".", "./": ".", "pay/": "pay", "./pay": "pay", "/pay": "", "..": "", "pay/../../x": "", "a..b": "a..b",
	} {
		if got := ledger.Area(given); got != want {
			t.Errorf("Area(%q) = %q, want %q", given, got, want)
		}
	}
	for _, c := range []struct {
		area, path string
		want       bool
	}{{".", "x", true}, {"pay", "pay", true}, {"pay", "pay/x.go", true}, {"pay", "payroll", false}, {"pay/x.go", "pay", false}} {
		if got := ledger.Covers(c.area, c.path); got != c.want {
			t.Errorf("%q covers %q: %v", c.area, c.path, got)
		}
	}
}

func TestWishes(t *testing.T) {
	s := ledger.NewStanding([]eventlog.Event{
		about(3, "one@x", ledger.WishNone, "pay"),
		about(1, "one@x", ledger.WishLearn, "./pay/"),
		about(2, "two@x", ledger.WishLess, "."),
		about(4, "two@x", ledger.WishLearn, "/etc"), // outside
		{ID: "p", HLC: 5, ActorEmail: "one@x", Kind: string(ledger.WishLearn), Subject: "x", Visibility: ledger.Private},
	})
	want := []ledger.Wish{
		{By: ledger.Actor{Email: "one@x"}, Area: "pay", Kind: ledger.WishLearn, At: time.Unix(1, 0)},
		{By: ledger.Actor{Email: "two@x"}, Area: ".", Kind: ledger.WishLess, At: time.Unix(2, 0)},
		{By: ledger.Actor{Email: "one@x"}, Area: "pay", Kind: ledger.WishNone, At: time.Unix(3, 0)},
	}
	if diff := cmp.Diff(want, s.Wishes()); diff != "" {
		t.Errorf("wishes (-want +got):\n%s", diff)
	}
	if (*ledger.Standing)(nil).Wishes() != nil {
		t.Error("a nil standing wishes for nothing")
	}
}

func TestLimits(t *testing.T) {
	limit := func(hlc int64, by, subject, body string) eventlog.Event {
		e := about(hlc, by, ledger.PersonLimited, subject)
		e.Body = []byte(body)
		return e
	}
	const mine = "dev2@example.com"
	s := ledger.NewStanding([]eventlog.Event{
		limit(2, mine, mine, `{"open":0}`),
		limit(1, mine, mine, `{"open":3}`),
		limit(3, mine, "dev1@example.com", `{"open":1}`), // nobody limits somebody else
		limit(4, mine, mine, `{"open":-1}`),
		limit(5, mine, mine, `{"open":"many"}`),
		limit(6, mine, mine, `nothing`),
	})
	var got []int
	for _, l := range s.Limits() {
		got = append(got, l.Open)
	}
	if diff := cmp.Diff([]int{3, 0}, got); diff != "" {
		t.Errorf("-want +got: %s", diff)
	}
	if len((*ledger.Standing)(nil).Limits()) > 0 {
		t.Error("nobody said anything, and somebody has a limit")
	}
}
