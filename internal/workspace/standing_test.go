package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// team is a history as forges leave it: a squash merge with trailers, an AI agent, a bot, one person under two addresses.
const team = `
me Dev Three <dev3@example.com>

commit main 2026-11-01T09:00:00Z Dev One <dev1@example.com>
Charge twice at most (#7)
|
| Squashed from four commits.
|
| Co-authored-by: Dev Two <dev2@example.com>
| Co-authored-by: Dev One <1001+dev1@users.noreply.github.com>
| Co-authored-by: Claude <noreply@anthropic.com>
| Reviewed-by: Dev Three <dev3@old.example.com>
| Approved-by: renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>
+ pay/charge.go
<<<
package pay
>>>

commit main 2026-11-01T09:00:00Z dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>
Bump everything
+ pay/charge.go
<<<
package pay // v2
>>>

commit main 2026-11-01T09:00:00Z Dev Four <dev4@example.com>
Reformat
+ pay/charge.go
<<<
package pay // v3
>>>
`

func newTeam(t *testing.T) *home {
	h := newHome(t)
	h.top = filepath.Join(filepath.Dir(h.top), "team")
	gittest.Repo(t, h.top, team)
	return h
}

// as opens the repository for somebody, with its history read, and lets them do something.
func (h *home) as(name, email string, do func(w *workspace.Workspace)) {
	h.t.Helper()
	gittest.Git(h.t, h.top, "config", "user.name", name)
	gittest.Git(h.t, h.top, "config", "user.email", email)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	do(w)
}

// known are the knowers of a file in a line each.
func known(t *testing.T, w *workspace.Workspace, path string) []string {
	t.Helper()
	var out []string
	for _, k := range w.OpenSaved(t.Context(), path).Knowers(path) {
		line := fmt.Sprintf("%s %.2f", k.Person.Name, k.Share)
		if k.Claims {
			line += " asks to be asked"
		}
		if !k.Active {
			line += " gone"
		}
		out = append(out, line)
	}
	return out
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func rows(t *testing.T, w *workspace.Workspace, query string) []string {
	t.Helper()
	r, err := w.Query(t.Context(), query, leadstore.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []string
	for r.Next() {
		out = append(out, fmt.Sprint(r.Values()))
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhoGetsCredit(t *testing.T) {
	h := newTeam(t)
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		// Dev One counts once, though a trailer names them again; a squash merge credits everybody whom it names; programs nobody.
		want := []string{"Dev Four 0.25", "Dev One 0.25", "Dev Three 0.25", "Dev Two 0.25"}
		if diff := cmp.Diff(want, known(t, w, "pay/charge.go")); diff != "" {
			t.Errorf("who knows the file (-want +got):\n%s", diff)
		}
	})
}

func TestIgnoredCommitsTellNothing(t *testing.T) {
	h := newTeam(t)
	list := "# only the looks\n" + gittest.Hash(t, h.top, "main") + " # reformatted\nnonsense\n"
	if err := os.WriteFile(filepath.Join(h.top, ".git-blame-ignore-revs"), []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		want := []string{"Dev One 0.33", "Dev Three 0.33", "Dev Two 0.33"}
		if diff := cmp.Diff(want, known(t, w, "pay/charge.go")); diff != "" {
			t.Errorf("who knows the file (-want +got):\n%s", diff)
		}
		if err := w.Materialise(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := rows(t, w, `SELECT name FROM ownership WHERE path = 'pay' AND name = 'Dev Four'`); len(got) != 0 {
			t.Errorf("the table says %v", got)
		}
	})
}

func TestSettingsCount(t *testing.T) {
	h := newTeam(t)
	settings := "[knowledge]\ninactive-days = 10\n[people.two]\nname = \"Dev Two\"\nemails = [\"dev2@example.com\"]\nbot = true\n"
	if err := os.WriteFile(filepath.Join(h.top, workspace.SettingsFile), []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		want := []string{"Dev Four 0.33 gone", "Dev One 0.33 gone", "Dev Three 0.33 gone"}
		if diff := cmp.Diff(want, known(t, w, "pay/charge.go")); diff != "" {
			t.Errorf("who knows the file (-want +got):\n%s", diff)
		}
	})
}

func TestPeopleCorrectWhatTheyKnow(t *testing.T) {
	h := newTeam(t)
	ctx := context.Background()
	know := func(name, email, area, word string) {
		h.as(name, email, func(w *workspace.Workspace) { must[string](t)(action.Know(ctx, w, area, word)) })
	}
	check := func(when string, want ...string) {
		t.Helper()
		h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
			if diff := cmp.Diff(want, known(t, w, "pay/charge.go")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", when, diff)
			}
		})
	}
	know("Dev One", "dev1@example.com", "pay/", "no")
	check("Dev One no longer knows the folder", "Dev Four 0.33", "Dev Three 0.33", "Dev Two 0.33")
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if got := rows(t, w, `SELECT name FROM ownership WHERE path = 'pay' AND name = 'Dev One'`); len(got) != 0 {
			t.Errorf("the table says %v", got)
		}
	})
	know("Dev Five", "dev5@example.com", "pay/charge.go", "yes")
	check("somebody new says to know the file", "Dev Four 0.33", "Dev Three 0.33", "Dev Two 0.33", "Dev Five 0.00 asks to be asked")
	know("Dev One", "dev1@example.com", "pay/charge.go", "yes")
	check("Dev One knows this file all the same", "Dev Four 0.25", "Dev One 0.25 asks to be asked", "Dev Three 0.25", "Dev Two 0.25", "Dev Five 0.00 asks to be asked")
	know("Dev One", "dev1@example.com", "pay/charge.go", "unsaid")
	know("Dev One", "dev1@example.com", "pay", "unsaid")
	know("Dev Five", "dev5@example.com", "pay/charge.go", "no")
	check("everything taken back", "Dev Four 0.25", "Dev One 0.25", "Dev Three 0.25", "Dev Two 0.25")
}

func TestWhoIsLeftOutIsNamedNowhere(t *testing.T) {
	h := newTeam(t)
	ctx := context.Background()
	out := func(email string, yes bool) {
		h.as("Dev One", email, func(w *workspace.Workspace) { must[string](t)(action.LeaveOut(ctx, w, yes)) })
	}
	named := func(when string, want bool) {
		t.Helper()
		for _, reader := range []string{"dev1@example.com", "dev3@example.com"} {
			h.as(reader, reader, func(w *workspace.Workspace) {
				text := strings.Join(known(t, w, "pay/charge.go"), "\n")
				if err := w.Materialise(ctx); err != nil {
					t.Fatal(err)
				}
				for _, query := range []string{`SELECT * FROM people`, `SELECT * FROM ownership`} {
					text += strings.Join(rows(t, w, query), "\n")
				}
				areas := must[[]string](t)(names(ctx, w))
				text += strings.Join(areas, "\n")
				if got := strings.Contains(text, "Dev One"); got != want {
					t.Errorf("%s, read by %s: named %v, want %v:\n%s", when, reader, got, want, text)
				}
			})
		}
	}
	named("at first", true)
	out("1001+dev1@users.noreply.github.com", true) // one of their addresses stands for all
	named("left out", false)
	h.as("Dev One", "dev1@example.com", func(w *workspace.Workspace) {
		s := w.OpenSaved(ctx, "pay/charge.go")
		if own, _ := s.Own("pay/charge.go"); own != 0.25 {
			t.Errorf("their own share is %v; they still know the file", own)
		}
		for _, k := range s.Knowers("pay/charge.go") {
			if k.Share != 0.25 {
				t.Errorf("%s has %v: nobody knows more because somebody is not named", k.Person.Name, k.Share)
			}
		}
	})
	out("dev1@example.com", false)
	named("came back", true)
}

// names are those who know the lively areas.
func names(ctx context.Context, w *workspace.Workspace) ([]string, error) {
	areas, err := w.Contributors(ctx, map[string][]string{"pay": {"pay/charge.go"}})
	var out []string
	for _, k := range areas["pay"] {
		out = append(out, k.Person.Name)
	}
	return out, err
}

// Events about somebody else, whoever wrote them, have no effect.
func TestNobodySpeaksForAnother(t *testing.T) {
	h := newTeam(t)
	before := []string{"Dev Four 0.25", "Dev One 0.25", "Dev Three 0.25", "Dev Two 0.25"}
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		for _, e := range []eventlog.Event{
			{Kind: string(ledger.PersonLeftOut), Subject: "dev1@example.com"},
			{Kind: string(ledger.PersonMerged), Subject: "dev1@example.com"},
			{Kind: string(ledger.KnowledgeDisclaimed), Subject: "../../elsewhere"},
			{Kind: string(ledger.KnowledgeDisclaimed), Subject: "pay", Visibility: ledger.Private},
		} {
			if e.Visibility == "" {
				e.Visibility = ledger.Team
			}
			e.Body = []byte("{}")
			if _, err := w.Append(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, known(t, w, "pay/charge.go")); diff != "" {
			t.Errorf("who knows the file (-want +got):\n%s", diff)
		}
	})
}

func TestMergingOneself(t *testing.T) {
	h := newTeam(t)
	ctx := context.Background()
	me := func(do func(w *workspace.Workspace)) { h.as("Dev Three", "dev3@example.com", do) }
	people := func(w *workspace.Workspace) []string {
		var out []string
		for _, p := range w.Snapshot().People.All() {
			if p.Name == "Dev Three" {
				out = append(out, strings.Join(p.Emails, " "))
			}
		}
		return out
	}
	me(func(w *workspace.Workspace) {
		likely := action.MayBeMe(w.Snapshot(), false)
		if len(likely) != 1 || likely[0].Person.Email != "dev3@old.example.com" {
			t.Fatalf("who may be me: %+v", likely)
		}
		if _, err := action.Merge(ctx, w, "dev1@example.com"); err == nil {
			t.Error("a stranger was taken over")
		}
		must[string](t)(action.Merge(ctx, w, "dev3@old.example.com"))
		if diff := cmp.Diff([]string{"dev3@example.com dev3@old.example.com"}, people(w)); diff != "" {
			t.Errorf("in the same process (-want +got):\n%s", diff)
		}
		if own, _ := w.OpenSaved(ctx, "pay/charge.go").Own("pay/charge.go"); own != 0.25 {
			t.Errorf("what the old address reviewed is %v of mine", own)
		}
	})
	h.as("Dev One", "dev1@example.com", func(w *workspace.Workspace) {
		if diff := cmp.Diff([]string{"dev3@example.com dev3@old.example.com"}, people(w)); diff != "" {
			t.Errorf("for others (-want +got):\n%s", diff)
		}
	})
	me(func(w *workspace.Workspace) {
		must[string](t)(action.Separate(ctx, w, "dev3@old.example.com"))
		if diff := cmp.Diff([]string{"dev3@example.com", "dev3@old.example.com"}, people(w)); diff != "" {
			t.Errorf("taken apart (-want +got):\n%s", diff)
		}
		if likely := action.MayBeMe(w.Snapshot(), true); len(likely) != 0 {
			t.Errorf("asked again: %+v", likely)
		}
	})
}
