package workspace_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Who paired with whom, and when last, is told of those who are here and want to be named.
func TestPairs(t *testing.T) {
	h := atHome(t, beforeBlock+`
commit main 2023-01-10T10:00:00Z Gone <gone@x>
long ago
| Co-authored-by: Dev One <dev1@example.com>
+ pay/a.go
<<<
1
>>>
commit main 2026-10-12T10:00:00Z Dev One <dev1@example.com>
first
| Co-authored-by: Dev Two <two@old.example.com>
| Co-authored-by: renovate[bot] <bot@renovateapp.com>
+ fx/a.go
commit main 2026-10-13T10:00:00Z Dev Two <dev2@example.com>
again
| Co-authored-by: Dev One <dev1@example.com>
| Co-authored-by: Dev Three <dev3@example.com>
+ pay/a.go
<<<
2
>>>
`)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	pairs := func(area string) (out []string) {
		t.Helper()
		all, err := w.Pairs(t.Context(), area)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			out = append(out, fmt.Sprintf("%s + %s %s %s", p.A.Name, p.B.Name, p.Last.Format(time.DateOnly), p.How))
		}
		return out
	}
	want := []string{
		"Dev One + Dev Three 2026-10-13 commits", "Dev One + Dev Two 2026-10-13 commits", "Dev Three + Dev Two 2026-10-13 commits",
	}
	if diff := cmp.Diff(want, pairs("")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Dev One + Dev Two 2026-10-12 commits"}, pairs("fx")); diff != "" {
		t.Errorf("fx: %s", diff)
	}

	// A block counts once it took place, where it was about.
	start := time.Date(2026, 11, 16, 14, 0, 0, 0, time.UTC)
	block(t, w, "P-7K3QXM", start, "dev3@example.com", "dev2@example.com")
	if diff := cmp.Diff(want, pairs(".")); diff != "" {
		t.Errorf("planned: %s", diff)
	}
	say(t, w, ledger.PairingDone, "P-7K3QXM", []byte(`{"how":"said"}`))
	want[2] = "Dev Three + Dev Two 2026-11-16 said"
	if diff := cmp.Diff(want, pairs(".")); diff != "" {
		t.Errorf("done: %s", diff)
	}
	if diff := cmp.Diff([]string{"Dev One + Dev Two 2026-10-12 commits"}, pairs("fx")); diff != "" {
		t.Errorf("fx: %s", diff)
	}
	if err := w.Materialise(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{
		"[dev1@example.com dev2@example.com 2026-10-13T10:00:00Z commits]", "[dev1@example.com dev3@example.com 2026-10-13T10:00:00Z commits]",
		"[dev2@example.com dev1@example.com 2026-10-13T10:00:00Z commits]", "[dev2@example.com dev3@example.com 2026-11-16T14:00:00Z said]",
		"[dev3@example.com dev1@example.com 2026-10-13T10:00:00Z commits]", "[dev3@example.com dev2@example.com 2026-11-16T14:00:00Z said]",
	}, rows(t, w, `SELECT person, partner, last, how FROM pairing_matrix ORDER BY 1, 2`)); diff != "" {
		t.Error(diff)
	}

	// Whoever wants to be named nowhere is in no pair.
	say(t, w, ledger.PersonLeftOut, "dev3@example.com", []byte(`{}`))
	if diff := cmp.Diff([]string{"Dev One + Dev Two 2026-10-13 commits"}, pairs("")); diff != "" {
		t.Errorf("left out: %s", diff)
	}
	if err := w.Materialise(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"[0]"}, rows(t, w, `SELECT count(*) FROM pairing_matrix WHERE 'dev3@example.com' IN (person, partner)`)); diff != "" {
		t.Error(diff)
	}
}

// What others wrote together reaches the reader by way of the upstream, while their own branch stays where it is.
func TestPairedUpstream(t *testing.T) {
	h := atHome(t, `
me Dev Three <dev3@example.com>
ref refs/remotes/origin/main main
head side
commit main 2026-10-12T10:00:00Z Dev One <dev1@example.com>
begin
+ a.go
commit side 2026-10-13T10:00:00Z Dev Three <dev3@example.com>
all
`)
	w, done := h.open(workspace.Options{})
	defer done()
	last := func() string {
		t.Helper()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := w.Paired(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for p, at := range got.Last {
			out += p.Name + " " + at.Format(time.DateOnly)
		}
		return out
	}
	if got := last(); got != "" {
		t.Errorf("before: %q", got)
	}
	head := w.Snapshot().Head.Hash
	gittest.Repo(t, h.top, `ref refs/remotes/origin/main main
commit main 2026-10-14T10:00:00Z Dev One <dev1@example.com>
together
| Co-authored-by: Dev Three <dev3@example.com>
+ b.go
`)
	if got := last(); got != "Dev One 2026-10-14" || w.Snapshot().Head.Hash != head {
		t.Errorf("after: %q", got)
	}
}

// A commit by two who may be one under two addresses does not say that they paired.
func TestNobodyPairsWithThemselves(t *testing.T) {
	h := atHome(t, beforeBlock+`
commit main 2026-10-12T10:00:00Z Dev Two <dev2@example.com>
squashed
| Co-authored-by: Dev Two <dev2@home.example.org>
+ fx/a.go
`)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range must[[]workspace.Pair](t)(w.Pairs(t.Context(), "fx")) {
		t.Errorf("%s <%s> with %s <%s>", p.A.Name, p.A.Email, p.B.Name, p.B.Email)
	}
}
