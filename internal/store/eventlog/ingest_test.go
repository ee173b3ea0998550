package eventlog_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// foreign is event number seq of another writer.
func foreign(writer string, seq int64, kind, subject, body string) eventlog.Event {
	return eventlog.Event{
		ID: fmt.Sprintf("01K6%s%020d", strings.ToUpper(writer + writer)[:2], seq), Writer: writer, Seq: seq, HLC: noon.UnixMilli()<<16 + seq, V: 1, Repo: "r",
		ActorName: "Dev " + writer, ActorEmail: writer + "@example.com", At: noon, Kind: kind, Subject: subject,
		Visibility: "team", Body: json.RawMessage(body),
	}
}

func ingested(t testing.TB, l *eventlog.Log, events ...eventlog.Event) eventlog.Ingested {
	t.Helper()
	got, err := l.Ingest(t.Context(), events)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var withoutN = cmpopts.IgnoreFields(eventlog.Event{}, "N")

func TestIngestAddsWhatIsNew(t *testing.T) {
	l := opened(t)
	own := appended(t, l, said("a.b", "x", ""))
	var events []eventlog.Event
	for seq := range int64(1200) {
		events = append(events, foreign("w", seq+1, "decision.logged", fmt.Sprint("D-", seq), `{"title":"x"}`))
	}
	got := ingested(t, l, slices.Concat(events[:700], events[600:])...)
	if len(got.Added) != 1200 || len(got.Clashes) > 0 || got.Blanked > 0 {
		t.Fatalf("added %d, clashes %v", len(got.Added), got.Clashes)
	}
	if diff := cmp.Diff(append(own, got.Added...), everything(t, l)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(events, got.Added, withoutN); diff != "" {
		t.Error(diff)
	}
	if again := ingested(t, l, events...); len(again.Added) > 0 || len(again.Clashes) > 0 {
		t.Errorf("again: %d added", len(again.Added))
	}
	if next := appended(t, l, said("a.b", "x", "")); next[0].HLC <= events[1199].HLC || next[0].Seq != 2 {
		t.Errorf("what is said after it has clock %d and number %d", next[0].HLC, next[0].Seq)
	}
	if err := l.Check(t.Context()); err != nil {
		t.Error(err)
	}
	secret := foreign("w", 9999, "hint.snoozed", "x", "{}")
	secret.Visibility = "private"
	if _, err := l.Ingest(t.Context(), []eventlog.Event{secret}); !errors.Is(err, eventlog.ErrInvalid) {
		t.Errorf("a private event: %v", err)
	}
}

func TestIngestLeavesOutWhatCannotBe(t *testing.T) {
	l := opened(t)
	first := foreign("w", 1, "decision.logged", "D-A", `{"title":"one","because":"so"}`)
	second := foreign("w", 2, "decision.logged", "D-B", `{"title":"two"}`)
	ingested(t, l, first, second)
	change := func(e eventlog.Event, with func(*eventlog.Event)) eventlog.Event { with(&e); return e }
	for name, c := range map[string]struct {
		event eventlog.Event
		want  string
	}{
		"a number that is taken":             {change(first, func(e *eventlog.Event) { e.ID = "01K60000000000000000000009" }), "number 1 of this writer is another event"},
		"other words":                        {change(first, func(e *eventlog.Event) { e.Body = json.RawMessage(`{"title":"won"}`) }), "its words are not those"},
		"more words":                         {change(second, func(e *eventlog.Event) { e.Body = json.RawMessage(`{"title":"two","because":"x"}`) }), ""}, // as if it was blanked here
		"another kind":                       {change(first, func(e *eventlog.Event) { e.Kind = "entry.retracted" }), "not what its writer said"},
		"another clock":                      {change(first, func(e *eventlog.Event) { e.HLC++ }), "another number or clock"},
		"somebody else's id":                 {change(first, func(e *eventlog.Event) { e.Writer, e.Body = "v", json.RawMessage(`{"title":"mine"}`) }), "an event of another writer has this id"},
		"somebody else's id, another repo":   {change(first, func(e *eventlog.Event) { e.Writer, e.Repo = "v", "other" }), "an event of another repository"},
		"the same id and number, twice":      {first, ""},
		"somebody else, under another actor": {change(first, func(e *eventlog.Event) { e.ActorName = "Dev x" }), "its words are not those"},
	} {
		got := ingested(t, l, c.event)
		if len(got.Added) > 0 || (c.want == "") != (len(got.Clashes) == 0) || c.want != "" && !strings.Contains(got.Clashes[0].Why, c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if diff := cmp.Diff([]eventlog.Event{first, second}, everything(t, l), withoutN); diff != "" {
		t.Error(diff)
	}
}

func TestItsWriterMayTakeBackWhatAnEventSays(t *testing.T) {
	l := opened(t)
	full := foreign("w", 1, "todo.declined", "T-A", `{"reason":"x","check_in":"2026-10-02"}`)
	less, least := full, full
	less.Body = json.RawMessage(`{"check_in":"2026-10-02"}`)
	least.Body, least.ActorName, least.ActorEmail = json.RawMessage(`{}`), "", ""
	nothing := least
	nothing.Subject = "."
	before, _ := l.Blankings(t.Context())
	for _, step := range []struct {
		arrives, stays eventlog.Event
		blanked        int
	}{{full, full, 0}, {less, less, 1}, {full, less, 0}, {least, least, 1}, {less, least, 0}, {least, least, 0}, {nothing, nothing, 1}, {full, nothing, 0}, {least, nothing, 0}, {nothing, nothing, 0}} {
		got := ingested(t, l, step.arrives)
		if got.Blanked != step.blanked || len(got.Clashes) > 0 {
			t.Errorf("%s: %+v", step.arrives.Body, got)
		}
		if diff := cmp.Diff([]eventlog.Event{step.stays}, everything(t, l), withoutN); diff != "" {
			t.Error(diff)
		}
	}
	if after, _ := l.Blankings(t.Context()); after != before+3 {
		t.Errorf("blankings went from %d to %d", before, after)
	}
	if err := l.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// Several machines see the same commit finish a task, each records it, and all must end alike.
func TestOfTheSameEventTwiceTheEarlierStandsEverywhere(t *testing.T) {
	var all []eventlog.Event
	for i, w := range []string{"v", "w", "x"} {
		e := foreign(w, 7, "todo.done", "T-A", `{"commit":"c"}`)
		e.ID, e.ActorName, e.ActorEmail = "01K6000000000000000000DONE", "Dev One", "dev1@example.com"
		e.HLC += int64(10 - i/2)
		all = append(all, e)
	}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		l := opened(t)
		for _, i := range order {
			ingested(t, l, all[i])
			ingested(t, l, all[i])
		}
		if diff := cmp.Diff([]eventlog.Event{all[2]}, everything(t, l), withoutN); diff != "" {
			t.Errorf("%v: %s", order, diff)
		}
		for _, e := range all {
			got, err := l.By(t.Context(), e.Writer, "r", 0, 10)
			if diff := cmp.Diff([]eventlog.Event{e}, got, withoutN); diff != "" || err != nil {
				t.Errorf("%v: what %s said: %v %s", order, e.Writer, err, diff)
			}
		}
	}

	// One's own is beaten likewise, and is still one's own to send.
	l := opened(t)
	own := said("todo.done", "T-A", `{"commit":"c"}`)
	own.ID, own.ActorName, own.ActorEmail = all[0].ID, all[0].ActorName, all[0].ActorEmail
	own = appended(t, l, own)[0]
	ingested(t, l, all[0])
	if got, err := l.By(t.Context(), l.Writer(), "r", 0, 10); err != nil || len(got) != 1 || !cmp.Equal(own, got[0], withoutN) {
		t.Errorf("own: %v, %v", got, err)
	}
	if got := everything(t, l)[0]; got.Writer != "v" {
		t.Errorf("%+v stands", got)
	}
	if next := appended(t, l, said("a.b", "x", ""))[0]; next.Seq != 2 {
		t.Errorf("the next one has number %d", next.Seq)
	}
	if _, err := l.Blank(t.Context(), eventlog.Blank{ID: own.ID, Body: []byte("{}"), Actor: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := l.By(t.Context(), l.Writer(), "r", 0, 1); err != nil || string(got[0].Body) != "{}" || !got[0].Blanked() {
		t.Errorf("a rival keeps what was blanked: %+v, %v", got, err)
	}
}

func TestAdopt(t *testing.T) {
	now := noon
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l := open(t, path, eventlog.Options{Now: func() time.Time { return now }})
	evidence := eventlog.Evidence{GitDir: "/a/.git", Remotes: []string{"https://example.com/a.git"}}
	mine, err := l.Repo(t.Context(), evidence)
	if err != nil {
		t.Fatal(err)
	}
	other, err := l.Repo(t.Context(), eventlog.Evidence{GitDir: "/b/.git", Remotes: []string{"https://example.com/b.git"}})
	if err != nil {
		t.Fatal(err)
	}
	e := said("a.b", "x", "")
	e.Repo = mine
	for range 3 {
		appended(t, l, e)
	}
	if err := l.Adopt(t.Context(), mine, other); !errors.Is(err, eventlog.ErrKnown) {
		t.Errorf("two repositories became one: %v", err)
	}
	for range 2 {
		if err := l.Adopt(t.Context(), mine, "team"); err != nil {
			t.Fatal(err)
		}
	}
	appended(t, l, e) // by a process that has not heard of it
	for _, got := range everything(t, l) {
		if got.Repo != "team" {
			t.Errorf("number %d is of %s", got.N, got.Repo)
		}
	}
	if id, err := l.Repo(t.Context(), evidence); id != "team" || err != nil {
		t.Errorf("the repository is %s, %v", id, err)
	}
	if err := l.Adopt(t.Context(), "team", "smaller"); err != nil {
		t.Fatal(err)
	}
	id, before, err := l.Identities(t.Context(), mine)
	slices.Sort(before)
	want := []string{mine, "team"}
	slices.Sort(want)
	if diff := cmp.Diff(want, before); id != "smaller" || diff != "" || err != nil {
		t.Error(id, diff, err)
	}
	if err := l.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestRemint(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l, beside := open(t, path, eventlog.Options{}), open(t, path, eventlog.Options{})
	was := l.Writer()
	appended(t, l, said("a.b", "1", ""), said("a.b", "2", ""), said("a.b", "3", ""))
	now, err := l.Remint(t.Context(), was, func(e eventlog.Event) bool { return e.Subject == "1" })
	if err != nil || now == was {
		t.Fatal(now, err)
	}
	if again, err := beside.Remint(t.Context(), was, nil); again != now || err != nil {
		t.Errorf("twice: %s, %v", again, err)
	}
	appended(t, beside, said("a.b", "4", ""))
	var got []string
	for _, e := range everything(t, l) {
		got = append(got, fmt.Sprint(e.Subject, e.Writer == now, e.Seq))
	}
	if diff := cmp.Diff([]string{"1false 1", "2true 1", "3true 2", "4true 3"}, got); diff != "" {
		t.Error(diff)
	}
	if err := errors.Join(l.Check(t.Context()), beside.Check(t.Context())); err != nil {
		t.Errorf("taken for damage: %v", err)
	}
	former, err := l.Former(t.Context())
	if diff := cmp.Diff([]string{was}, former); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func BenchmarkIngest(b *testing.B) {
	var events []eventlog.Event
	for seq := range int64(10_000) {
		events = append(events, foreign("w", seq+1, "decision.logged", fmt.Sprint("D-", seq), `{"title":"Charge is idempotent","because":"a retry must never bill twice"}`))
	}
	for b.Loop() {
		b.StopTimer()
		l := opened(b)
		b.StartTimer()
		ingested(b, l, events...)
	}
}

// What others took the place of is not lost on the way through a file, into an empty log or one that knows some of it.
func TestWhatWasBeatenTravelsInExportsAndBackups(t *testing.T) {
	var all []eventlog.Event
	for i, w := range []string{"v", "w", "x"} {
		e := foreign(w, 7, "todo.done", "T-A", `{"commit":"c"}`)
		e.ID, e.ActorName, e.ActorEmail = "01K6000000000000000000DONE", "Dev One", "dev1@example.com"
		e.HLC += int64(10 - i)
		all = append(all, e)
	}
	from := opened(t)
	for _, e := range all {
		ingested(t, from, e)
	}
	text := exported(t, from)
	if got := strings.Count(text, "\n"); got != len(all) {
		t.Fatalf("%d lines:\n%s", got, text)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	if _, err := from.Backup(t.Context(), backup, false); err != nil {
		t.Fatal(err)
	}
	holds := func(l *eventlog.Log, what string) {
		t.Helper()
		if diff := cmp.Diff([]eventlog.Event{all[2]}, everything(t, l), withoutN); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
		for _, e := range all {
			got, err := l.By(t.Context(), e.Writer, "r", 0, 10)
			if diff := cmp.Diff([]eventlog.Event{e}, got, withoutN); diff != "" || err != nil {
				t.Errorf("%s: what %s said: %v %s", what, e.Writer, err, diff)
			}
		}
		if diff := cmp.Diff(text, exported(t, l)); diff != "" {
			t.Errorf("%s: exported again: %s", what, diff)
		}
	}
	for knows := range len(all) + 1 {
		what := fmt.Sprintf("with %d of them there", knows)
		to := opened(t)
		for _, e := range all[:knows] {
			ingested(t, to, e)
		}
		got, bad := imported(t, to, text)
		if got.Read != 3 || got.Added != 3-knows || len(bad) > 0 {
			t.Errorf("%s: %+v, %v", what, got, bad)
		}
		holds(to, what)
		if got, bad := imported(t, to, text); got.Added != 0 || len(bad) > 0 {
			t.Errorf("%s, again: %+v, %v", what, got, bad)
		}
		holds(to, what+", again")
	}
	path := filepath.Join(t.TempDir(), "events.db")
	if r, err := eventlog.Restore(t.Context(), path, backup, eventlog.Options{}); err != nil || r.Added != 3 || r.Broken != 0 {
		t.Fatalf("restored %+v, %v", r, err)
	}
	to, err := eventlog.Open(t.Context(), path, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	holds(to, "restored")

	// Whoever says something else under the id of another is named, not swallowed.
	forged := all[0]
	forged.ID, forged.Seq, forged.Body = "01K60000000000000000000XYZ", 9, json.RawMessage(`{"commit":"d"}`)
	other := forged
	other.Writer, other.Body = "z", json.RawMessage(`{"commit":"e"}`)
	ingested(t, to, forged)
	line, err := other.Line()
	if err != nil {
		t.Fatal(err)
	}
	if got, bad := imported(t, to, string(line)+"\n"); got.Added != 0 || len(bad) != 1 {
		t.Errorf("forged: %+v, %v", got, bad)
	}
}
