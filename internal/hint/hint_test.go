package hint_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

const history = `
me Dev Three <dev3@example.com>

commit main 2024-01-10T10:00:00Z Gone Person <gone@example.com>
long ago
+ old.go
<<<
package a
>>>

commit main 2026-10-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ a.go
<<<
package a

// TODO: first
var A = 1
>>>

commit main 2026-11-10T10:00:00Z Dev Two <1002+dev2@users.noreply.github.com>
go on
+ a.go
<<<
package a

// TODO: first
var A = 2
>>>

commit main 2026-11-11T10:00:00Z Dev Three <dev3@example.com>
mine
+ mine.go
+ a.go
<<<
package a

// TODO: first
var A = 3
>>>
`

// at opens the history on a day, with settings of the reader's own.
func at(t *testing.T, day, settings string) *workspace.Workspace {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	gittest.Repo(t, in("repo"), history)
	now := func() time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", day, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	ctx := context.Background()
	stores, err := workspace.OpenStores(ctx, dirs, dirs.Data, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := workspace.Open(ctx, in("repo"), workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: now, Editor: []byte(settings)})
	if err == nil {
		err = w.Refresh(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			t.Error(err)
		}
	})
	return w
}

func say(t *testing.T, w *workspace.Workspace, kind ledger.Kind, id, body string) {
	t.Helper()
	if _, err := w.Append(t.Context(), eventlog.Event{Kind: string(kind), Subject: id, Visibility: ledger.Team, Body: []byte(body)}); err != nil {
		t.Fatal(err)
	}
}

const here = `"anchors":[{"path":"a.go","line":3,"end_line":3,"text":"// TODO: first"}]`

func names(f hint.File) (ask []string) {
	for _, k := range f.Ask {
		ask = append(ask, k.Person.Display())
	}
	return ask
}

func TestWhomToAsk(t *testing.T) {
	w := at(t, "2026-11-18 09:00", `{}`)
	f := hint.ForFile(w.OpenSaved(t.Context(), "a.go"), "a.go")
	ask := names(f)
	if !f.YouKnow || cmp.Diff([]string{"@dev2", "@dev1"}, ask) != "" || f.Gone != nil || f.Owners != nil || f.Change != nil {
		t.Errorf("ask %v, %+v", ask, f)
	}
	if f := hint.ForFile(w.OpenSaved(t.Context(), "old.go"), "old.go"); f.Gone == nil || f.Gone.Person.Name != "Gone Person" || len(f.Ask) != 0 {
		t.Errorf("who is gone is suggested: %+v", f)
	}
	if f := hint.ForFile(w.OpenSaved(t.Context(), "mine.go"), "mine.go"); !f.YouKnow || len(f.Ask) != 0 || f.Gone != nil {
		t.Errorf("the reader is told about themselves: %+v", f)
	}
	if f := hint.ForFile(w.OpenSaved(t.Context(), "new.go"), "new.go"); len(f.Knowers) != 0 || f.Gone != nil {
		t.Errorf("something is said without data: %+v", f)
	}
}

func TestMutedPeopleAreNeverSuggested(t *testing.T) {
	w := at(t, "2026-11-18 09:00", `{"hints": {"mute": ["@dev2", "gone@example.com"]}}`)
	ask := names(hint.ForFile(w.OpenSaved(t.Context(), "a.go"), "a.go"))
	if cmp.Diff([]string{"@dev1"}, ask) != "" {
		t.Errorf("ask %v", ask)
	}
	if f := hint.ForFile(w.OpenSaved(t.Context(), "old.go"), "old.go"); f.Gone != nil {
		t.Error("a muted person is named")
	}
}

func TestOnlyWhatMattersIsShown(t *testing.T) {
	w := at(t, "2026-11-18 09:00", `{}`)
	w.OpenSaved(t.Context(), "a.go")
	say(t, w, ledger.ReviewRequested, "R-000001", `{"to":"@dev2","paths":["a.go"],"anchors":[{"path":"a.go"}]}`)
	say(t, w, ledger.PairingScheduled, "P-000001", `{"topic":"t","people":["@dev1"],"start":"2026-11-20T10:00:00Z","minutes":60,`+here+`}`)
	say(t, w, ledger.PairingScheduled, "P-000002", `{"topic":"t","people":["@dev1"],"start":"2026-11-10T10:00:00Z","minutes":60,`+here+`}`)
	say(t, w, ledger.TodoOffered, "T-000001", `{"to":"@dev1","what":"w","why":"y",`+here+`}`)
	say(t, w, ledger.TodoDeclined, "T-000001", `{}`)
	say(t, w, ledger.DecisionLogged, "D-000001", `{"title":"t","status":"accepted",`+here+`}`)
	ids := func() string {
		var out []string
		for _, m := range hint.ForRange(w.Snapshot(), "a.go", 3, 3).Here {
			out = append(out, m.Entry.ID)
		}
		return strings.Join(out, " ")
	}
	if got := ids(); got != "D-000001 T-000001 P-000001 R-000001" {
		t.Errorf("at the line: %s", got)
	}
	if got := len(hint.ForRange(w.Snapshot(), "a.go", 1, 2).Here); got != 1 {
		t.Errorf("%d marks at other lines, want the whole file's", got)
	}
	if r := hint.ForRange(w.Snapshot(), "a.go", 3, 3); r.Todo == nil || r.Delegation != nil {
		t.Errorf("a TODO that was declined is not free: %+v", r)
	}
	say(t, w, ledger.ReviewDone, "R-000001", `{}`)
	say(t, w, ledger.TodoTaken, "T-000001", `{}`)
	if r := hint.ForRange(w.Snapshot(), "a.go", 3, 3); r.Delegation == nil {
		t.Error("the TODO was taken")
	}
	say(t, w, ledger.TodoDone, "T-000001", `{}`)
	if got := ids(); got != "D-000001 P-000001" {
		t.Errorf("at the line: %s", got)
	}
}

func TestDueIsTheReadersAlone(t *testing.T) {
	for day, want := range map[string]int{"2026-11-18 23:59": 0, "2026-11-19 00:00": 1, "2026-12-24 09:00": 1} {
		w := at(t, day, `{}`)
		w.OpenSaved(t.Context(), "a.go")
		say(t, w, ledger.TodoOffered, "T-000001", `{"to":"dev3@example.com","what":"w","why":"y","check_in":"2026-11-19",`+here+`}`)
		say(t, w, ledger.TodoOffered, "T-000002", `{"to":"@dev1","what":"w","why":"y","check_in":"2026-11-19",`+here+`}`)
		say(t, w, ledger.TodoOffered, "T-000003", `{"to":"dev3@example.com","what":"no date","why":"y","check_in":"soon",`+here+`}`)
		if n := len(hint.OfferedToReader(w.Snapshot(), "a.go")); n != 2 {
			t.Errorf("%d offers, want 2", n)
		}
		if n := len(hint.Due(w.Snapshot(), "a.go")); n != 0 {
			t.Errorf("%s: an offer that nobody took is due", day)
		}
		for _, id := range []string{"T-000001", "T-000003"} {
			say(t, w, ledger.TodoTaken, id, `{}`)
		}
		if got := hint.Due(w.Snapshot(), "a.go"); len(got) != want {
			t.Errorf("%s: %d promises are due, want %d", day, len(got), want)
		}
		say(t, w, ledger.TodoTaken, "T-000002", `{}`) // whoever took it has promised it, whomever it was offered to
		if got := hint.Due(w.Snapshot(), "a.go"); len(got) != 2*want {
			t.Errorf("%s: %d promises are due, want %d", day, len(got), 2*want)
		}
	}
}

func TestQuietFiles(t *testing.T) {
	for pattern, files := range map[string]struct{ quiet, loud []string }{
		"pay":            {[]string{"pay", "pay/a.go", "pay/x/y.go"}, []string{"repay/a.go", "x/pay/a.go"}},
		"/pay/":          {[]string{"pay/a.go"}, []string{"x/pay/a.go"}},
		"pay/**":         {[]string{"pay/a.go", "pay/x/y.go"}, []string{"payx/a.go"}},
		"**/gen":         {[]string{"gen/a.go", "x/gen/a.go", "x/y/gen"}, []string{"generated/a.go"}},
		"*.pb.go":        {[]string{"a.pb.go"}, []string{"x/a.pb.go", "a.go"}},
		"**/*.pb.go":     {[]string{"a.pb.go", "x/y/a.pb.go"}, []string{"a.go"}},
		"a/**/z.go":      {[]string{"a/z.go", "a/b/z.go", "a/b/c/z.go"}, []string{"b/a/z.go"}},
		"x?.go":          {[]string{"xa.go"}, []string{"x.go", "xab.go"}},
		"[ab].go":        {[]string{"a.go"}, []string{"c.go"}},
		"**":             {[]string{"a.go", "x/y"}, nil},
		"naïve 🧭/*.go":   {[]string{"naïve 🧭/a.go"}, []string{"naive/a.go"}},
		"a/b/c/d/e/f.go": {nil, []string{"a/b/c.go", "a"}},
	} {
		w := at(t, "2026-11-18 09:00", fmt.Sprintf(`{"hints": {"ignore": [%q]}}`, pattern))
		s := w.Snapshot()
		for _, f := range s.Faults {
			t.Errorf("%s: %s", pattern, f)
		}
		for _, path := range files.quiet {
			if !hint.Quiet(s, path) {
				t.Errorf("%s does not quiet %s", pattern, path)
			}
		}
		for _, path := range files.loud {
			if hint.Quiet(s, path) {
				t.Errorf("%s quiets %s", pattern, path)
			}
		}
	}
}

// A pattern from a stranger must not take long: this one would, if every ** tried every rest.
func TestHostilePatternIsQuick(t *testing.T) {
	pattern := strings.Repeat("**/a*a*a*/", 20) + "z"
	w := at(t, "2026-11-18 09:00", fmt.Sprintf(`{"hints": {"ignore": [%q]}}`, pattern))
	if hint.Quiet(w.Snapshot(), strings.Repeat("aaaaaaaaaaaaaaaaaaaaaaaa/", 400)+"b") {
		t.Error("it matches")
	}
}
