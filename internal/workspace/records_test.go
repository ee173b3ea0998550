package workspace_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

const recordHistory = `
commit main 2026-10-01T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
first
+ pay/charge.go
<<<
package pay

func Charge() {}
>>>
+ packages/api/docs/adr/0001-api.md
<<<
# 1. The API's own

## Status

Accepted
>>>
+ docs/decisions/0001-use-a.md
<<<
---
status: superseded by ADR-0002
---
# Use A
>>>
+ docs/decisions/0002-use-b.md
<<<
---
status: accepted
date: 2026-09-01
decision-makers: [Ann]
supersedes: [ADR-0001]
anchors:
  - path: pay/charge.go
    line: 3
    text: "func Charge() {}"
---
# Use B

## Decision Outcome

It is better.
>>>
+ docs/decisions/README.md
<<<
# Decisions
>>>
+ handbook/choices/2026-01-02-eat.md
<<<
# Eat

Status: Rejected
>>>
+ .adr-dir
<<<
handbook/choices
>>>
`

func recorded(t *testing.T) (*workspace.Workspace, string) {
	t.Helper()
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, recordHistory)
	return opened(t, top, "{}"), top
}

func put(t *testing.T, top, name, text string) {
	t.Helper()
	full := filepath.Join(top, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func listed(s *workspace.Snapshot) []string {
	var out []string
	for _, e := range s.Records {
		out = append(out, fmt.Sprintf("%s %s %s %s", e.ID, e.Record.Path, e.Decision.Status, e.Title()))
	}
	return out
}

func TestRecordsAreDecisions(t *testing.T) {
	w, _ := recorded(t)
	s := w.Snapshot()
	want := []string{
		"ADR-0001 docs/decisions/0001-use-a.md superseded Use A",
		"ADR-0002 docs/decisions/0002-use-b.md accepted Use B",
		"ADR-2026-01-02-eat handbook/choices/2026-01-02-eat.md rejected Eat",
		"ADR-0001-api packages/api/docs/adr/0001-api.md accepted The API's own",
	}
	if diff := cmp.Diff(want, listed(s)); diff != "" {
		t.Fatal(diff)
	}
	a, b := s.Records[0].Decision, s.Records[1].Decision
	if a.SupersededBy != "ADR-0002" || !slices.Equal(b.Supersedes, []string{"ADR-0001"}) || b.DecidedBy != "Ann" || b.Because != "It is better." {
		t.Errorf("%+v %+v", a, b)
	}
	placed := s.Placed("pay/charge.go")
	if len(placed) != 1 || placed[0].Entry != s.Records[1] || placed[0].Place.Line != 3 {
		t.Errorf("%+v", placed)
	}
	w.Edit("pay/charge.go", "package pay\n\n// new\n\nfunc Charge() {}\n")
	if placed := w.Snapshot().Placed("pay/charge.go"); len(placed) != 1 || placed[0].Place.Line != 5 {
		t.Errorf("%+v", placed)
	}
}

func TestRecordsAsTheyAreTyped(t *testing.T) {
	w, top := recorded(t)
	before := w.Snapshot()
	w.Edit("docs/decisions/0002-use-b.md", "# Use C\n\n* Status: proposed\n")
	now := w.Snapshot()
	if e := now.Records[1]; e.Title() != "Use C" || e.Decision.Status != ledger.Proposed {
		t.Errorf("what is typed is not seen: %+v", e.Decision)
	}
	if now.Records[2] != before.Records[2] {
		t.Error("a record that nobody touched was made anew")
	}
	w.Edit("docs/decisions/0003-new.md", "# New\n\n## Status\n\nAccepted\n")
	if got := listed(w.Snapshot()); len(got) != 5 {
		t.Errorf("a record that was never saved is not seen: %q", got)
	}
	w.Forget("docs/decisions/0003-new.md")
	w.Forget("docs/decisions/0002-use-b.md")
	if diff := cmp.Diff(listed(before), listed(w.Snapshot())); diff != "" {
		t.Error(diff)
	}
	put(t, top, "docs/decisions/0002-use-b.md", "# Saved\n")
	if w.Snapshot().Records[1].Title() != "Use B" {
		t.Error("the disk was read without being asked")
	}
	w.Reshelve(context.Background())
	if e := w.Snapshot().Records[1]; e.Title() != "Saved" {
		t.Errorf("what is saved is not seen: %+v", e.Decision)
	}
}

func TestRecordEdits(t *testing.T) {
	w, top := recorded(t)
	ctx := context.Background()
	name := "packages/api/docs/adr/0001-api.md"
	deprecate := func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus("deprecated") }
	if err := w.EditRecord(ctx, name, deprecate); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(top, name)); string(got) != "# 1. The API's own\n\n## Status\n\nDeprecated\n" {
		t.Errorf("%q", got)
	}
	if e := w.Snapshot().Records[3]; e.Decision.Status != ledger.Deprecated {
		t.Errorf("%+v", e.Decision)
	}
	raced := false
	err := w.EditRecord(ctx, name, func(r *adr.Record) ([]adr.Edit, error) {
		if !raced { // somebody saves it at the same time
			raced = true
			put(t, top, name, "# 1. Theirs\n\n## Status\n\nProposed\n")
		}
		return r.SetStatus("accepted")
	})
	if got, _ := os.ReadFile(filepath.Join(top, name)); err != nil || string(got) != "# 1. Theirs\n\n## Status\n\nAccepted\n" {
		t.Errorf("%q, %v", got, err)
	}
	w.Edit(name, "# 1. Unsaved\n\n## Status\n\nAccepted\n")
	if err := w.EditRecord(ctx, name, deprecate); err == nil || !strings.Contains(err.Error(), "not saved") {
		t.Errorf("what somebody is typing was overtaken: %v", err)
	}
	if err := w.CreateRecord(ctx, name, []byte("x")); err == nil {
		t.Error("a file was overwritten")
	}
}

func TestRecordsOfAHostileTree(t *testing.T) {
	w, top := recorded(t)
	outside := filepath.Join(t.TempDir(), "out.md")
	if err := os.WriteFile(outside, []byte("# Secret\n\n## Status\n\nAccepted\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(top, "docs", "decisions", "0009-link.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(top, "docs", "adr")); err != nil {
		t.Fatal(err)
	}
	put(t, top, "docs/decisions/0010-large.md", "# Large\n"+strings.Repeat("x", adr.MaxSize))
	put(t, top, ".adr-dir", "../..\n")
	w.Reshelve(context.Background())
	for _, line := range listed(w.Snapshot()) {
		if strings.Contains(line, "Secret") || strings.Contains(line, "link") {
			t.Error(line)
		}
	}
	if r := w.Snapshot().Record("docs/decisions/0010-large.md"); r == nil || len(r.Faults) == 0 || r.Faults[0].Code != adr.Unreadable {
		t.Errorf("%+v", r)
	}
}

func TestRecordsOnOtherBranches(t *testing.T) {
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, recordHistory+`
commit side 2026-10-02T10:00:00Z Dev Two <1002+dev2@users.noreply.github.com>
another two
from main
+ docs/decisions/0002-use-z.md
<<<
# Use Z
>>>
+ docs/decisions/0003-use-y.md
<<<
# Use Y
>>>
`)
	w := opened(t, top, "{}")
	put(t, top, "docs/decisions/0004-use-x.md", "# Use X\n\n## Status\n\nAccepted\n")
	w.Reshelve(context.Background())
	if err := w.LookElsewhere(context.Background()); err != nil {
		t.Fatal(err)
	}
	s := w.Snapshot()
	faults := s.RecordFaults("docs/decisions/0002-use-b.md")
	if len(faults) != 1 || faults[0].Code != adr.Duplicate || !strings.Contains(faults[0].Message, "0002-use-z.md") || !strings.Contains(faults[0].Message, "side") {
		t.Errorf("%+v", faults)
	}
	if faults := s.RecordFaults("docs/decisions/0004-use-x.md"); len(faults) > 0 {
		t.Errorf("a number that another branch has is called a gap: %+v", faults)
	}
	if got := s.RecordNumbers("docs/decisions"); !slices.Equal(got, []int{2, 3}) {
		t.Errorf("%v", got)
	}
}

// TestRecordsAreWatched: what is saved, made and deleted is seen without anybody asking.
func TestRecordsAreWatched(t *testing.T) {
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, recordHistory)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	seen := make(chan []string, 100)
	w, err := workspace.Open(t.Context(), top, nil, workspace.Options{
		Dirs: config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}, Now: now,
		OnChange: func(s *workspace.Snapshot) {
			select {
			case seen <- listed(s):
			default:
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	indexed := make(chan struct{})
	w.Watch(func() { close(indexed) })
	<-indexed
	await := func(what string, good func([]string) bool) {
		t.Helper()
		for {
			if good(listed(w.Snapshot())) {
				return
			}
			select {
			case <-seen:
			case <-time.After(10 * time.Second):
				t.Fatalf("%s is not seen: %q", what, listed(w.Snapshot()))
			}
		}
	}
	has := func(part string) func([]string) bool {
		return func(lines []string) bool { return strings.Contains(strings.Join(lines, "\n"), part) }
	}
	put(t, top, "docs/decisions/0002-use-b.md", "# Saved\n\n## Status\n\nAccepted\n")
	await("what is saved", has("Saved"))
	put(t, top, "docs/adr/0001-other.md", "# Other\n\n## Status\n\nAccepted\n")
	await("a new folder", has("Other"))
	put(t, top, "docs/adr/web/0001-third.md", "# Third\n\n## Status\n\nAccepted\n")
	await("a folder below", has("Third"))
	if err := os.Remove(filepath.Join(top, "docs", "decisions", "0001-use-a.md")); err != nil {
		t.Fatal(err)
	}
	await("what is deleted", func(lines []string) bool { return !has("Use A")(lines) })
}
