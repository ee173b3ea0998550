package action_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/ledger"
)

func (m *team) put(name, text string) {
	m.t.Helper()
	full := filepath.Join(m.top, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

func (m *team) file(name string) string {
	m.t.Helper()
	text, err := os.ReadFile(filepath.Join(m.top, filepath.FromSlash(name)))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

func TestExportedDecisionIsItsFile(t *testing.T) {
	m := newTeam(t)
	w := m.member("")
	e := decided(t, w, action.Values{"title": "Charge: is #1 idempotent", "because": "A retry\nmust never bill twice.", "undo": "months", "review_by": "2027-03-01", "consulted": "@dev2"})
	name, again, err := action.Export(t.Context(), w, e, "")
	if err != nil || again || name != "docs/decisions/0001-charge-is-1-idempotent.md" {
		t.Fatal(name, again, err)
	}
	text := m.file(name)
	for _, part := range []string{"id: " + e.ID, "status: accepted", "date: 2026-11-18", "consulted: ['@dev2']", "undo: months", "# Charge: is #1 idempotent", "## Decision Outcome\n\nA retry\nmust never bill twice."} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	s := w.Snapshot()
	if one, ok := s.Ledger.Find(e.ID); !ok || one.Record == nil || one.Record.Path != name || len(s.Records) > 0 || one.Decision.Because != e.Decision.Because || len(one.Anchors) != 1 {
		t.Errorf("the entry and its file are two: %+v, %+v", one, s.Records)
	}
	if found, err := action.Find(s, "1"); err != nil || found.ID != e.ID {
		t.Error(found, err)
	}
	if _, again, err := action.Export(t.Context(), w, find(t, w, e.ID), ""); !again || err != nil {
		t.Error("it was written twice", err)
	}

	m.put(name, strings.Replace(text, "# Charge: is #1 idempotent", "# Charge once", 1))
	w.Reshelve(t.Context())
	if got := find(t, w, e.ID).Title(); got != "Charge once" {
		t.Errorf("the file is not the truth: %s", got)
	}
	if _, err := action.Move(t.Context(), w, action.Step{}, e.ID, "deprecate", ""); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(strings.Replace(text, "# Charge: is #1 idempotent", "# Charge once", 1), "status: accepted", "status: deprecated", 1)
	if got := m.file(name); got != want {
		t.Errorf("more than the status has changed:\n%s", got)
	}
	if _, err := action.Amend(t.Context(), w, e.ID, action.Values{"confidence": "guess"}); err != nil || !strings.Contains(m.file(name), "\nconfidence: guess\n") {
		t.Errorf("%v\n%s", err, m.file(name))
	}
	before := m.file(name)
	if _, err := action.Amend(t.Context(), w, e.ID, action.Values{"title": "Charge it once", "because": "Money must not\n\nmove twice", "checks": []string{"forbid internal/fx in pay/**"}}); err != nil {
		t.Fatal(err)
	}
	after := m.file(name)
	for _, x := range []string{"# Charge it once\n", "\nMoney must not\n\nmove twice", "checks:\n  - \"forbid internal/fx in pay/**\"\n"} {
		if !strings.Contains(after, x) {
			t.Errorf("the file lacks %q:\n%s", x, after)
		}
	}
	if got := find(t, w, e.ID); got.Title() != "Charge it once" || got.Decision.Because != "Money must not\n\nmove twice" || len(got.Decision.Checks) != 1 {
		t.Errorf("%+v", got.Decision)
	}
	for _, line := range []string{"status: deprecated\n", "confidence: guess\n"} {
		if strings.Contains(before, line) && !strings.Contains(after, line) {
			t.Errorf("%q is lost:\n%s", line, after)
		}
	}
	m.put(name, strings.Replace(after, "Money must not\n", "<!-- by hand -->\nMoney must not\n", 1))
	w.Reshelve(t.Context())
	_, err = action.Amend(t.Context(), w, e.ID, action.Values{"because": "Other"})
	says(t, err, "edit the file by hand")
	_, err = action.Retract(t.Context(), w, e.ID)
	says(t, err, "stays and still says it")
}

func TestLoggedDecisionBecomesAFile(t *testing.T) {
	m := newTeam(t)
	m.put("doc/adr/0007-old.md", "# 7. Old\n\n## Status\n\nAccepted\n")
	m.put(".leadline.toml", "[decisions]\nfiles = true\n")
	w := m.member("")
	r, err := action.Record(t.Context(), w, action.Decision, action.Input{Values: action.Values{"title": "New"}})
	if err != nil || r.File != "doc/adr/0008-new.md" || r.Entry.Record == nil {
		t.Fatalf("%+v, %v", r, err)
	}
	heir, err := action.Record(t.Context(), w, action.Decision, action.Input{Values: action.Values{"title": "Newer", "supersedes": r.ID}})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.file("doc/adr/0008-new.md"); !strings.Contains(got, "status: superseded by "+heir.ID+"\n") {
		t.Errorf("%s", got)
	}
	if got := m.file(heir.File); !strings.Contains(got, "supersedes: ["+r.ID+"]\n") {
		t.Errorf("%s", got)
	}
	if got := w.Snapshot().RecordFaults(""); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestRecordsTakeSteps(t *testing.T) {
	m := newTeam(t)
	old := "# 1. Old\r\n\r\n## Status\r\n\r\nProposed\r\n\r\n## Context\r\n\r\nx\r\n"
	m.put("docs/adr/0001-old.md", old)
	m.put("docs/adr/0002-new.md", "---\nstatus: accepted # yes\n---\n# New\n")
	w := m.member("")
	ctx := t.Context()
	if r, err := action.Move(ctx, w, action.Step{}, "ADR-0001", "accept", ""); err != nil || r.Entry.Decision.Status != ledger.Accepted {
		t.Errorf("%+v, %v", r, err)
	}
	if got := m.file("docs/adr/0001-old.md"); got != strings.Replace(old, "Proposed", "Accepted", 1) {
		t.Errorf("%q", got)
	}
	if r, err := action.Supersede(ctx, w, action.Step{}, "adr-1", "0002"); err != nil || r.Entry.Decision.SupersededBy != "ADR-0002" {
		t.Errorf("%+v, %v", r, err)
	}
	if got := m.file("docs/adr/0001-old.md"); got != strings.Replace(old, "Proposed", "Superseded by [2. New](0002-new.md)", 1) {
		t.Errorf("%q", got)
	}
	if got := m.file("docs/adr/0002-new.md"); got != "---\nstatus: accepted # yes\nsupersedes: [ADR-0001]\n---\n# New\n" {
		t.Errorf("%q", got)
	}
	_, err := action.Retract(ctx, w, "ADR-0002")
	says(t, err, "change it there")
	_, err = action.Move(ctx, w, action.Step{}, "ADR-0002", "accept", "")
	says(t, err, "already")
}

// TestLoggedOverARecord: what only a file records gives way to what is logged, by any name of it, and says so itself.
func TestLoggedOverARecord(t *testing.T) {
	m := newTeam(t)
	m.put("docs/adr/0021-old.md", "# 21. Old\n\n## Status\n\nAccepted\n\n## Decision\n\nSo.\n")
	m.put("docs/adr/0022-beside.md", "# 22. Beside\n\n## Status\n\nAccepted\n")
	w := m.member("")
	ctx := t.Context()
	r, err := action.Record(ctx, w, action.Decision, action.Input{Values: action.Values{"title": "New", "supersedes": "adr-21", "relates_to": "ADR-22"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.file("docs/adr/0021-old.md"), "# 21. Old\n\n## Status\n\nSuperseded by "+r.ID+"\n\n## Decision\n\nSo.\n"; got != want {
		t.Errorf("%q", got)
	}
	if old := find(t, w, "ADR-0021"); old.Decision.SupersededBy != r.ID {
		t.Errorf("%+v", old.Decision)
	}
	if d := find(t, w, r.ID).Decision; len(d.Supersedes) != 1 || d.Supersedes[0] != "ADR-0021" || len(d.RelatesTo) != 1 || d.RelatesTo[0] != "ADR-0022" {
		t.Errorf("%+v", d)
	}
	if faults := w.Snapshot().RecordFaults(""); len(faults) > 0 {
		t.Errorf("%+v", faults)
	}
	_, err = action.Record(ctx, w, action.Decision, action.Input{Values: action.Values{"title": "Newer", "supersedes": "ADR-0021"}})
	says(t, err, "superseded already")
}

func TestImport(t *testing.T) {
	m := newTeam(t)
	m.put("docs/adr/0001-old.md", "# 1. Old\n\n## Status\n\nDeprecated\n\n## Decision\n\nWe did.\n")
	m.put("notes/thing.md", "# Thing\n\n## Status\n\nAccepted\n")
	m.put("notes/other.md", "# Nothing\n")
	w := m.member("")
	ctx := t.Context()
	got, err := action.Import(ctx, w, "docs/adr/0001-old.md")
	if err != nil || got.Entry == nil || got.Entry.Record == nil || got.Entry.Decision.Status != ledger.Deprecated || got.Unfollowed {
		t.Fatalf("%+v, %v", got, err)
	}
	if text := m.file("docs/adr/0001-old.md"); text != "---\nid: "+got.Entry.ID+"\n---\n\n# 1. Old\n\n## Status\n\nDeprecated\n\n## Decision\n\nWe did.\n" {
		t.Errorf("%q", text)
	}
	if s := w.Snapshot(); len(s.Records) > 0 || len(s.Decisions()) != 1 || s.Logged(got.Entry.ID).Decision.Because != "We did." {
		t.Errorf("%+v", s.Decisions())
	}
	_, err = action.Import(ctx, w, "docs/adr/0001-old.md")
	says(t, err, "already, as "+got.Entry.ID)
	if got, err := action.Import(ctx, w, "notes/thing.md"); err != nil || !got.Unfollowed {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = action.Import(ctx, w, "notes/other.md")
	says(t, err, "does not look like")
	_, err = action.Import(ctx, w, "../out.md")
	says(t, err, "cannot read")
}

// TestFolderOfTheSettings: what the settings name is read like every other folder of records, and nothing is written where
// nobody would read it.
func TestFolderOfTheSettings(t *testing.T) {
	m := newTeam(t)
	m.put(".leadline.toml", "[decisions]\nfiles = true\nfolder = \"notes/decided\"\n")
	w := m.member("")
	ctx := t.Context()
	for i, title := range []string{"One", "Two"} {
		r, err := action.Record(ctx, w, action.Decision, action.Input{Values: action.Values{"title": title}})
		if want := fmt.Sprintf("notes/decided/%04d-%s.md", i+1, strings.ToLower(title)); err != nil || r.File != want || r.Entry.Record == nil {
			t.Errorf("%+v, %v", r, err)
		}
	}
	again := m.member("")
	if got := again.Snapshot().Decisions(); len(got) != 2 || got[0].Record == nil || got[1].Record == nil {
		t.Errorf("%+v", got)
	}
	m.put(".leadline.toml", "")
	w = m.member("")
	r, err := action.Record(ctx, w, action.Decision, action.Input{Values: action.Values{"title": "Three"}})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = action.Export(ctx, w, r.Entry, "elsewhere")
	says(t, err, `set decisions.folder to "elsewhere"`)
	if file, _, err := action.Export(ctx, w, r.Entry, "docs/adr/web"); err != nil || file != "docs/adr/web/0001-three.md" {
		t.Errorf("%s, %v", file, err)
	}
}

func TestDecisionSettings(t *testing.T) {
	s, faults, _ := config.Load(config.Input{Repository: config.Source{Path: "x", Bytes: []byte("[decisions]\nfiles = true\nfolder = \"../out\"\n")}})
	if !s.Decisions.Files || s.Decisions.Folder != "" || len(faults) != 1 {
		t.Errorf("%+v, %+v", s.Decisions, faults)
	}
}
