package eventlog_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
)

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

func open(t testing.TB, path string, o eventlog.Options) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func opened(t testing.TB) *eventlog.Log {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "data", eventlog.TeamFile), eventlog.Options{})
}

func said(kind, subject, body string) eventlog.Event {
	return eventlog.Event{Kind: kind, Subject: subject, Repo: "r", Body: json.RawMessage(body)}
}

func appended(t testing.TB, l *eventlog.Log, events ...eventlog.Event) []eventlog.Event {
	t.Helper()
	stored, err := l.Append(t.Context(), events...)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func everything(t testing.TB, l *eventlog.Log) []eventlog.Event {
	t.Helper()
	events, err := l.Since(t.Context(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestAppendFillsInAndStores(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), eventlog.TeamFile), eventlog.Options{Now: func() time.Time { return noon }})
	e := said("decision.logged", "D-7K3QXM", `{"title":"x"}`)
	e.ActorName, e.ActorEmail = "Dev One", "dev1@example.com"
	stored := appended(t, l, e, said("entry.retracted", "D-7K3QXM", ""))
	if len(stored) != 2 {
		t.Fatalf("stored %d events", len(stored))
	}
	want := e
	want.ID, want.Writer, want.Seq, want.HLC, want.V = stored[0].ID, l.Writer(), 1, noon.UnixMilli()<<16, 1
	want.At, want.Visibility, want.N = noon, "team", 1
	if diff := cmp.Diff(want, stored[0]); diff != "" {
		t.Error(diff)
	}
	if got := stored[1]; got.Seq != 2 || got.HLC != noon.UnixMilli()<<16+1 || string(got.Body) != "{}" {
		t.Errorf("second event: %+v", got)
	}
	if diff := cmp.Diff(stored, everything(t, l)); diff != "" {
		t.Error(diff)
	}
	subject, err := l.BySubject(t.Context(), "D-7K3QXM")
	if diff := cmp.Diff(stored, subject); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if n, err := l.Last(t.Context()); n != 2 || err != nil {
		t.Error(n, err)
	}
}

func TestClockNeverGoesBack(t *testing.T) {
	now := noon
	l := open(t, filepath.Join(t.TempDir(), eventlog.TeamFile), eventlog.Options{Now: func() time.Time { return now }})
	var last int64
	for _, step := range []time.Duration{0, 0, -time.Hour, -24 * time.Hour, 2 * time.Hour, time.Millisecond} {
		now = now.Add(step)
		got := appended(t, l, said("a.b", "x", ""))[0].HLC
		if got <= last {
			t.Errorf("after a step of %v the clock went from %d to %d", step, last, got)
		}
		last = got
	}
}

func TestAppendIsIdempotentByID(t *testing.T) {
	l := opened(t)
	draft := said("decision.logged", "D-7K3QXM", `{"title":"first"}`)
	draft.ID = "01JBDRAFT"
	first := appended(t, l, draft)
	draft.Body = json.RawMessage(`{"title":"second"}`)
	again := appended(t, l, draft, draft)
	if diff := cmp.Diff([]eventlog.Event{first[0], first[0]}, again); diff != "" {
		t.Error(diff)
	}
	if n := len(everything(t, l)); n != 1 {
		t.Errorf("%d events stored", n)
	}
}

func TestAppendRefuses(t *testing.T) {
	l := opened(t)
	big := said("a.b", "x", `"`+string(make([]byte, eventlog.MaxBody))+`"`)
	private := said("hint.snoozed", "x", "")
	private.Visibility = "private"
	for name, e := range map[string]eventlog.Event{
		"no kind":       said("", "x", ""),
		"not JSON":      said("a.b", "x", "{"),
		"a long body":   big,
		"a long name":   said("a.b", string(make([]byte, 5000)), ""),
		"a private one": private,
	} {
		if _, err := l.Append(t.Context(), said("a.b", "good", ""), e); !errors.Is(err, eventlog.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(everything(t, l)); n != 0 {
		t.Errorf("%d events of refused batches were stored", n)
	}
}

func TestStrangeTextSurvives(t *testing.T) {
	l := opened(t)
	for _, text := range []string{"a\nb", "naïve 🧭", "\xff\xfe", "it's \"quoted\"", "x\x00y"} {
		e := said("a.b", text, "")
		e.ActorName = text
		if got := appended(t, l, e)[0]; got.Subject != text {
			t.Errorf("%q came back as %q", text, got.Subject)
		}
		if found, err := l.BySubject(t.Context(), text); err != nil || len(found) != 1 || found[0].ActorName != text {
			t.Errorf("%q: %v %v", text, found, err)
		}
	}
}

func TestIdentitySurvivesReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	first, err := eventlog.Open(t.Context(), path, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	appended(t, first, said("a.b", "x", ""))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t, path, eventlog.Options{})
	if first.FileID() != second.FileID() || first.Writer() != second.Writer() || first.FileID() == first.Writer() {
		t.Errorf("file %q %q, writer %q %q", first.FileID(), second.FileID(), first.Writer(), second.Writer())
	}
	if got := appended(t, second, said("a.b", "x", ""))[0].Seq; got != 2 {
		t.Errorf("seq %d", got)
	}
	other := opened(t)
	if other.FileID() == first.FileID() || other.Writer() == first.Writer() {
		t.Error("two files share an id")
	}
}

func TestImportUnitesByID(t *testing.T) {
	from, to := opened(t), opened(t)
	events := appended(t, from, said("a.b", "x", ""), said("a.b", "y", ""))
	appended(t, to, said("a.b", "z", ""))
	for i, want := range []int{2, 0} {
		if added, err := to.Import(t.Context(), events...); added != want || err != nil {
			t.Errorf("import %d: %d, %v", i, added, err)
		}
	}
	forged := events[0]
	forged.ID = "another"
	if _, err := to.Import(t.Context(), forged); !errors.Is(err, eventlog.ErrInvalid) {
		t.Errorf("a second event with the same number: %v", err)
	}
	got, err := to.BySubject(t.Context(), "x")
	if err != nil || len(got) != 1 || got[0].Writer != from.Writer() || got[0].HLC != events[0].HLC {
		t.Errorf("%+v, %v", got, err)
	}
	after := appended(t, to, said("a.b", "later", ""))[0]
	if after.HLC <= events[1].HLC || after.Seq != 2 {
		t.Errorf("after an import: %+v", after)
	}
}

func TestCancelled(t *testing.T) {
	l := opened(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Append(ctx, said("a.b", "x", "")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
