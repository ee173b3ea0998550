package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// guarded opens a repository whose records carry checks.
func guarded(t *testing.T, history string, o workspace.Options, checks ...ledger.Check) (*workspace.Workspace, func() *workspace.Snapshot) {
	t.Helper()
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, name) }
	gittest.Repo(t, in("repo"), history)
	o.Dirs = config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	w, err := workspace.Open(t.Context(), in("repo"), nil, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	record := &ledger.Entry{ID: "ADR-1", Type: ledger.TypeDecision, Decision: &ledger.Decision{Title: "x", Status: ledger.Accepted, Checks: checks}}
	records := []*ledger.Entry{record}
	return w, func() *workspace.Snapshot {
		s := *w.Snapshot()
		s.Records = records
		return &s
	}
}

const guardHistory = `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
one
+ api/a.proto
<<<
a
>>>
+ api/b.proto
<<<
b
>>>
+ docs/api.md
<<<
api
>>>
+ docs/more.md
<<<
more
>>>
`

// TestCompanionsSinceTheWorkBegan follows a file and its companion through edits, saves and commits.
func TestCompanionsSinceTheWorkBegan(t *testing.T) {
	w, snapshot := guarded(t, guardHistory, workspace.Options{},
		ledger.Check{In: "api/*.proto", Companion: "docs/api.md"}, ledger.Check{In: "api/*.proto", Companion: "docs/new/**"})
	lagging := func(path string) string {
		s := snapshot()
		g, err := w.Guards(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range w.Lagging(s, g, path) {
			out = append(out, r.Check.Companion)
		}
		return strings.Join(out, " ")
	}
	write := func(path, text string) {
		t.Helper()
		file := filepath.Join(w.Repository.Top, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, step := range []struct {
		do         func()
		path, want string
	}{
		{func() {}, "api/a.proto", ""},
		{func() { w.Edit("api/a.proto", "a\n") }, "api/a.proto", ""},
		{func() { w.Edit("api/a.proto", "a\r\n") }, "api/a.proto", ""},
		{func() { w.Edit("api/a.proto", "changed") }, "api/a.proto", "docs/api.md docs/new/**"},
		{func() { w.Edit("docs/api.md", "api, changed") }, "api/a.proto", "docs/new/**"},
		{func() { w.Edit("docs/new/a.md", "new") }, "api/a.proto", ""},
		{func() { w.Forget("docs/api.md"); w.Forget("docs/new/a.md") }, "api/a.proto", "docs/api.md docs/new/**"},
		{func() { write("docs/api.md", "saved") }, "api/a.proto", "docs/new/**"},
		{func() { write("docs/api.md", "api\n") }, "api/a.proto", "docs/api.md docs/new/**"},
		{func() { os.Remove(filepath.Join(w.Repository.Top, "docs/api.md")) }, "api/a.proto", "docs/new/**"},
		{func() {}, "api/b.proto", ""},
		{func() { write("api/b.proto", "saved, and not open") }, "api/b.proto", "docs/new/**"},
		{func() { write("api/c.proto", "new, and not open") }, "api/c.proto", "docs/new/**"},
		{func() {}, "docs/api.md", ""},
	} {
		step.do()
		if got := lagging(step.path); got != step.want {
			t.Errorf("step %d: %q; want %q", i+1, got, step.want)
		}
	}
}

// TestChecksOfOthersAreBounded has a pattern that takes long in every file: it is given up, and said to be.
func TestChecksOfOthersAreBounded(t *testing.T) {
	now := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	var ticks time.Duration
	o := workspace.Options{Now: func() time.Time { ticks += time.Second; return now.Add(ticks) }}
	line := strings.Repeat("a", 3000)
	w, snapshot := guarded(t, "commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>\none\n+ a.txt\n<<<\n"+strings.Repeat(line+"\n", 300)+"early\n>>>\n", o,
		ledger.Check{Pattern: "([a-z]+[0-9]?)+[!?]"}, ledger.Check{Pattern: "early"}, ledger.Check{Pattern: "(x"})
	s := snapshot()
	g, err := w.Guards(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Faults) != 1 || !strings.Contains(g.Faults[0].Message, "no regular expression") {
		t.Errorf("faults: %+v", g.Faults)
	}
	found, err := w.CheckTree(t.Context(), s, g, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Late) != 1 || len(found.Found) != 1 || found.Found[0].Hit.Line != 301 {
		t.Errorf("%+v", found)
	}
}

// TestTypingGoesOnFromWhatWasFound checks the text of an open document through many edits.
func TestTypingGoesOnFromWhatWasFound(t *testing.T) {
	w, snapshot := guarded(t, guardHistory, workspace.Options{}, ledger.Check{Pattern: "bad[0-9]"}, ledger.Check{In: "**/*.go", Forbids: "fx"})
	lines := []string{"package pay", "import \"fx\"", "bad1", "good"}
	for i := range 30 {
		switch i % 3 {
		case 0:
			lines = append(lines, fmt.Sprint("bad", i%10))
		case 1:
			lines = slices.Insert(lines, 2, "", "good")
		default:
			lines = slices.Delete(lines, 3, 4)
		}
		w.Edit("pay/a.go", strings.Join(lines, "\n"))
		s := snapshot()
		g, err := w.Guards(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []int
		for n, l := range lines {
			if strings.HasPrefix(l, "bad") || strings.HasPrefix(l, "import") {
				want = append(want, n+1)
			}
		}
		for _, h := range w.Guarded(t.Context(), s, g, "pay/a.go") {
			got = append(got, h.Line)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("edit %d: lines %v; want %v", i, got, want)
		}
	}
	w.Edit("vendor/a.go", "bad1")
	s := snapshot()
	g, _ := w.Guards(t.Context(), s)
	if got := w.Guarded(t.Context(), s, g, "vendor/a.go"); len(got) > 0 {
		t.Error("what others wrote is theirs", got)
	}
}
