package lsp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// Where nothing was said here, and a team's words are known to be at the remote, lists that would be empty say so, until something is
// said.
func TestEmptyListsSayThatMoreIsElsewhere(t *testing.T) {
	d := newDesk(t, smallHistory)
	team := filepath.Join(t.TempDir(), "team.git")
	git := func(args ...string) string {
		t.Helper()
		out, err := exec.Command("git", append([]string{"-C", d.top}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v: %s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "-q", "--bare", team)
	git("remote", "add", "origin", team)
	// The branches by which a host that takes no other refs has the words of others.
	git("update-ref", "refs/remotes/origin/leadline/v1/"+strings.Repeat("a", 26)+"/1", git("rev-parse", "HEAD"))

	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	look := func() string {
		t.Helper()
		var o overviewAnswer
		c.Ask("leadline/overview", map[string]any{"uri": u}, &o)
		return o.lists()
	}
	for !strings.Contains(look(), "elsewhere: what others said is on origin") {
		c.WaitNotification("leadline/overviewChanged", nil)
	}
	pages := map[string]func(){
		"plate.md": func() { c.Execute("leadline.plate", map[string]any{"uri": u}) },
	}
	for _, topic := range []string{"decisions", "delegations", "me", "week"} {
		pages[topic+".md"] = func() { c.Execute("leadline.report.open", map[string]any{"uri": u, "report": topic}) }
	}
	read := func(name string) string {
		t.Helper()
		all := filepath.Join(d.dirs.State, "pages")
		if err := os.RemoveAll(all); err != nil {
			t.Fatal(err)
		}
		pages[name]()
		made, err := filepath.Glob(filepath.Join(all, "*", name))
		if err != nil || len(made) != 1 {
			t.Fatal(made, err)
		}
		text, err := os.ReadFile(made[0])
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const todo = "on origin and not on this machine yet: "
	for name := range pages {
		if text := read(name); strings.Count(text, todo) != 1 || !strings.Contains(text, "leadline sync") {
			t.Errorf("%s does not say once that more is elsewhere:\n%s", name, text)
		}
	}
	c.Execute("leadline.decision.log", map[string]any{"uri": u, "range": lspclient.Span(0, 0, 0, 0), "title": "said here", "undo": "days", "decided_by": "me"})
	if got := look(); strings.Contains(got, "elsewhere") {
		t.Errorf("once something is said here:\n%s", got)
	}
	for name := range pages {
		if text := read(name); strings.Contains(text, todo) {
			t.Errorf("%s still says that more is elsewhere:\n%s", name, text)
		}
	}
	c.Shutdown()
}
