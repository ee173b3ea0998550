package dash_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
)

// A decision that a file alone has can be accepted, turned down and superseded as in an editor: one line of the file changes. What
// cannot be said about it here the page says where to say.
func TestDecisionsInFiles(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	record := func(n, title, status string) string {
		return "+ docs/adr/" + n + ".md\n<<<\n# " + title + "\n\n## Status\n\n" + status + "\n\n## Context\n\nWe must.\n\n## Decision\n\nWe do.\n>>>\n"
	}
	gittest.Repo(t, in("repo"), "me Dev One <dev1@example.com>\ncommit main 2026-10-01T09:00:00Z Dev One <dev1@example.com>\none\n"+
		record("0001-use-a", "1. Use A", "Proposed")+record("0002-use-b", "2. Use B", "Proposed")+record("0003-use-c", "3. Use C", "Accepted"))
	d := sitIn(t, in("repo"), config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}, func() time.Time { return today })
	ids := map[string]string{}
	for _, e := range d.w.Snapshot().Records {
		ids[filepath.Base(e.Record.Path)[:4]] = e.ID
	}
	if len(ids) != 3 {
		t.Fatalf("records: %v", ids)
	}
	status := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(in("repo"), "docs", "adr", name+".md"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(between(string(text), "## Status", "## Context"))
	}
	page := func(n string) string { return "entry?id=" + ids[n] }
	body := d.page(page("0001"))
	for _, want := range []string{"is kept in docs/adr/0001-use-a.md alone", "leadline decision import docs/adr/0001-use-a.md"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q:\n%s", want, between(body, "<main", "</main>"))
		}
	}
	d.does(page("0001"), "Accept it", nil, "Accepted ADR-0001", "docs/adr/0001-use-a.md says so now: commit it.")
	d.does(page("0002"), "Not doing it", nil, "Rejected ADR-0002")
	if a, b := status("0001-use-a"), status("0002-use-b"); a != "Accepted" || b != "Rejected" {
		t.Errorf("the files say %q and %q", a, b)
	}
	d.does(page("0003"), "Another decision took its place", map[string]string{"by": ids["0001"]}, "Superseded ADR-0003")
	if got := status("0003-use-c"); !strings.HasPrefix(got, "Superseded by") {
		t.Errorf("the file says %q", got)
	}
	if got := status("0001-use-a"); !strings.Contains(got, "Supersedes") {
		t.Errorf("what took its place does not say so: %q", got)
	}
	for n, want := range map[string][]string{"0001": {"Another decision took its place"}, "0002": {}, "0003": {}} {
		var got []string
		for title := range d.forms(d.page(page(n))) {
			got = append(got, title)
		}
		if !slices.Equal(got, want) && len(got)+len(want) > 0 {
			t.Errorf("%s offers %q, want %q", n, got, want)
		}
	}
}
