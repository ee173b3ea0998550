package hint_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	one = "1001+dev1@users.noreply.github.com"
	two = "1002+dev2@users.noreply.github.com"
)

// saying has somebody say something, in a program of their own.
func saying(t *testing.T, w *workspace.Workspace, email string, kind ledger.Kind, subject, body string) {
	t.Helper()
	home, ctx := filepath.Dir(w.Snapshot().Top), t.Context()
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	as := func(name, email string) {
		gittest.Git(t, w.Snapshot().Top, "config", "user.name", name)
		gittest.Git(t, w.Snapshot().Top, "config", "user.email", email)
	}
	as(map[string]string{one: "Dev One", two: "Dev Two"}[email], email)
	stores, err := workspace.OpenStores(ctx, dirs, dirs.Data, w.Snapshot().Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := workspace.Open(ctx, w.Snapshot().Top, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: w.Snapshot().Now})
	if err == nil {
		err = theirs.Refresh(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	say(t, theirs, kind, subject, body)
	as("Dev Three", "dev3@example.com")
	if err := errors.Join(theirs.Close(), stores.Close(), w.CatchUp(ctx)); err != nil {
		t.Fatal(err)
	}
}

// suggested are those who are suggested about a path: "dev1: knows hours".
func suggested(t *testing.T, w *workspace.Workspace, ask hint.PairingAsk) ([]string, hint.Suggestion) {
	t.Helper()
	ask.From = w.Snapshot().Now()
	ask.To = ask.From.AddDate(0, 0, 14)
	found, err := hint.Suggest(context.Background(), w, ask, hint.PairingNeed{Length: time.Hour, Most: 3})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range found.Companies {
		var who []string
		for _, m := range c {
			line := m.Person.Handle + ":"
			for _, r := range m.Reasons {
				line += " " + string(r.Ground)
			}
			who = append(who, line)
		}
		out = append(out, strings.Join(who, ", "))
	}
	return out, found
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// Whoever knows a place is suggested to whom it is new, and nobody whom the reader muted, who is away, asked for less of it, no
// longer knows it, or wants to be named nowhere.
func TestPairingWithWhom(t *testing.T) {
	const day = "2026-11-18 10:00"
	about := hint.PairingAsk{Path: "mine.go"}
	w := at(t, day, "{}")
	got, p := suggested(t, w, about)
	same(t, "who could learn mine.go", got, "dev1: could-learn", "dev2: could-learn")
	if p.Purpose != slot.Spread || p.Guess != hint.GuessSpread || p.Nobody != "" {
		t.Errorf("%s, guessed from %s", p.Purpose, p.Guess)
	}
	for i, times := range p.Times {
		if len(times.Best) != 3 || times.None != nil || len(times.Assumed) != 1 {
			t.Errorf("times with %v: %+v", p.Companies[i], times)
		}
	}

	got, _ = suggested(t, at(t, day, `{"hints":{"mute":["dev1"]}}`), about)
	same(t, "with dev1 muted", got, "dev2: could-learn")

	saying(t, w, two, ledger.WishLess, "mine.go", "{}")
	got, _ = suggested(t, w, about)
	same(t, "who asked for less", got, "dev1: could-learn")
	saying(t, w, two, ledger.WishLearn, "mine.go", "{}")
	got, p = suggested(t, w, about)
	same(t, "who asked to learn it", got, "dev2: wished", "dev1: could-learn")
	if len(p.Why) == 0 || p.Why[0].Kind != hint.NowWish || p.Why[0].Person.Handle != "dev2" {
		t.Errorf("why now: %+v", p.Why)
	}
	saying(t, w, two, ledger.PersonLeftOut, two, "{}")
	got, _ = suggested(t, w, about)
	same(t, "who wants to be named nowhere", got, "dev1: could-learn")

	saying(t, w, one, ledger.PersonAway, one, `{"from":"2026-11-17","to":"2026-11-20"}`)
	got, p = suggested(t, w, about)
	if len(got) > 0 || p.Nobody != hint.NobodyHere || len(p.Away) != 1 || p.Away[0].Person.Handle != "dev1" {
		t.Errorf("everybody is away: %q, %s, %v", got, p.Nobody, p.Away)
	}
	// Who is named is taken as named, and on no day on which they are away; of who is left out nothing is told.
	s := w.Snapshot()
	got, p = suggested(t, w, hint.PairingAsk{Path: "mine.go", With: []*people.Person{s.Person("dev2"), s.Person("dev1")}})
	same(t, "those who are named", got, "dev2:, dev1: could-learn")
	for _, one := range p.Times[0].Best {
		if day := one.Start.Format(time.DateOnly); day <= "2026-11-20" {
			t.Errorf("on %s, when dev1 is away", day)
		}
	}
}

// Where nobody knows who the reader is, nothing is suggested, and nothing breaks.
func TestPairingOfNobody(t *testing.T) {
	w := at(t, "2026-11-18 10:00", "{}")
	nobody := *w.Snapshot()
	nobody.Me = nil
	p := hint.ForPairing(&nobody, workspace.PairingFacts{}, hint.PairingAsk{Path: "mine.go"})
	if len(p.Companies) > 0 || p.Nobody != hint.NobodyApt {
		t.Errorf("%+v", p)
	}
	if _, err := hint.ForSlots(&nobody, workspace.PairingFacts{}, hint.SlotAsk{}); !errors.Is(err, workspace.ErrNobody) {
		t.Error(err)
	}
}

// What it is for follows from what is at hand.
func TestPurposeIsGuessed(t *testing.T) {
	w := at(t, "2026-11-18 10:00", "{}")
	s := w.OpenSaved(t.Context(), "a.go")
	question := &ledger.Entry{Type: ledger.TypeQuestion, State: ledger.Unanswered, Question: &ledger.Question{Text: "why?"}}
	helpless := &ledger.Entry{
		Type: ledger.TypeDelegation, State: ledger.Taken, Delegation: &ledger.Delegation{LastCheckIn: &ledger.CheckIn{Answer: "help"}},
		Answers: []ledger.Answer{{State: ledger.Taken}},
	}
	for name, test := range map[string]struct {
		ask     hint.PairingAsk
		purpose slot.Purpose
		guess   hint.Guess
	}{
		"a place":    {hint.PairingAsk{Path: "a.go"}, slot.Spread, hint.GuessSpread},
		"a comment":  {hint.AboutLines(s, "a.go", 3, 3, hint.PairingAsk{}), slot.Unblock, hint.GuessTask},
		"a question": {hint.PairingAsk{Path: ".", Entry: question}, slot.Unblock, hint.GuessQuestion},
		"help":       {hint.PairingAsk{Path: ".", Entry: helpless}, slot.Unblock, hint.GuessHelp},
		"a decision": {hint.PairingAsk{Path: ".", Entry: &ledger.Entry{Type: ledger.TypeDecision, Decision: &ledger.Decision{}}}, slot.ReviewTogether, hint.GuessDecision},
		"a review":   {hint.PairingAsk{Path: ".", Entry: &ledger.Entry{Type: ledger.TypeReview, Review: &ledger.Review{}}}, slot.ReviewTogether, hint.GuessReview},
		"given":      {hint.PairingAsk{Path: "a.go", Purpose: slot.Onboard}, slot.Onboard, ""},
	} {
		if p := hint.ForPairing(s, workspace.PairingFacts{}, test.ask); p.Purpose != test.purpose || p.Guess != test.guess {
			t.Errorf("%s: %s, guessed from %q", name, p.Purpose, p.Guess)
		}
	}
}

// The few blocks that are most useful now: what the reader wished to learn comes first, and none takes another's time.
func TestPairingIdeas(t *testing.T) {
	w := at(t, "2026-11-18 10:00", "{}")
	need := hint.PairingNeed{Length: time.Hour, Most: 3}
	ask := hint.PairingAsk{From: w.Snapshot().Now(), To: w.Snapshot().Now().AddDate(0, 0, 14)}
	none, err := hint.SuggestAny(t.Context(), w, ask, need, 3)
	if err != nil || len(none) > 0 {
		t.Errorf("%+v, %v", none, err)
	}
	say(t, w, ledger.WishLearn, "a.go", "{}")
	say(t, w, ledger.WishLearn, "mine.go", "{}")
	saying(t, w, one, ledger.KnowledgeClaimed, "mine.go", "{}")
	found, err := hint.SuggestAny(t.Context(), w, ask, need, 3)
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	a, b := found[0].Times[0].Best[0], found[1].Times[0].Best[0]
	if a.Start.Before(b.End) && b.Start.Before(a.End) {
		t.Errorf("both at %v", a.Start)
	}
}
