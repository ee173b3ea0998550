package lsp_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// branchHistory is recent on any day, since people who were not seen for a year are no longer suggested.
func branchHistory() string {
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).UTC().Format(time.RFC3339) }
	return strings.NewReplacer("LONG-AGO", day(60), "LATELY", day(3)).Replace(`
me Dev Three <dev3@example.com>
ref refs/remotes/origin/main main
head retry

commit main LONG-AGO Dev One <1001+dev1@users.noreply.github.com>
begin
| Reviewed-by: Dev Two <1002+dev2@users.noreply.github.com>
+ a.go
<<<
package a

var A = 1
>>>
+ b.go
<<<
package a
>>>

commit retry LATELY Dev Three <dev3@example.com>
mine
from main
+ b.go
<<<
package a // changed
>>>
`)
}

type statusLine struct {
	URI, Text, Tooltip string
	Command            *struct{ Title, Command string }
}

// status waits for the next one that is (or is not) empty.
func nextStatus(t *testing.T, c *lsptest.Client, empty bool) statusLine {
	t.Helper()
	return decode[statusLine](t, c.WaitNotification("leadline/status", func(p json.RawMessage) bool {
		return (decode[statusLine](t, p).Text == "") == empty
	}))
}

func TestTheStatusBarFollowsTheChange(t *testing.T) {
	history, _, _ := strings.Cut(branchHistory(), "commit retry")
	d := newDesk(t, strings.Replace(history, "head retry", "head main", 1))
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	for _, m := range c.Messages() {
		if m.Method == "leadline/status" {
			t.Fatalf("something is said where nothing is changed: %s", m.Params)
		}
	}
	c.Change(u, lspclient.Change{Text: "package a\n\nvar A = 2\n"})
	got := nextStatus(t, c, false)
	if got.Text != "could review: @dev2" || got.URI != d.uri("") || got.Command == nil || got.Command.Command != "leadline.reviewers" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(got.Tooltip, "Your change: 1 file\n@dev2: reviewed 1 change of these files") || strings.Contains(got.Tooltip, "open") {
		t.Errorf("%q", got.Tooltip)
	}
	c.Change(u, lspclient.Change{Text: "package a\n\nvar A = 1\n"})
	if gone := nextStatus(t, c, true); gone.Tooltip != "" || gone.Command != nil {
		t.Errorf("%+v", gone)
	}
	c.Shutdown()
}

// requestOf is what a request says of its change.
func (d *desk) requestOf(t *testing.T, c *lsptest.Client, command map[string]any) (body struct {
	To, Base, From, Head, Branch string
	Paths                        []string
	Lines                        int
},
) {
	t.Helper()
	id := decode[struct{ ID string }](t, c.Execute("leadline.review.request", command)).ID
	if !strings.HasPrefix(id, "R-") {
		t.Fatalf("recorded %q", id)
	}
	all := d.bodies()
	if err := json.Unmarshal([]byte(all[len(all)-1]), &body); err != nil {
		t.Fatal(err)
	}
	return body
}

func TestARequestFromTheMenuIsAboutTheChange(t *testing.T) {
	d := newDesk(t, branchHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Change(u, lspclient.Change{Text: "package a\n\nvar A = 2\n"})
	c.Settled(u)
	var actions []struct {
		Title   string
		Command struct{ Arguments []map[string]any }
	}
	if err := json.Unmarshal(c.CodeActions(u, lspclient.Span(2, 0, 2, 0)), &actions); err != nil {
		t.Fatal(err)
	}
	base, head := gittest.Hash(t, d.top, "main"), gittest.Hash(t, d.top, "retry")
	for _, a := range actions {
		if !strings.HasPrefix(a.Title, "Request review from @dev2 (knows it)") {
			continue
		}
		body := d.requestOf(t, c, a.Command.Arguments[0])
		if diff := cmp.Diff([]string{"a.go", "b.go"}, body.Paths); diff != "" {
			t.Error(diff)
		}
		if body.To != "@dev2" || body.Base != base || body.From != base || body.Head != head || body.Branch != "refs/heads/retry" || body.Lines != 4 {
			t.Errorf("%+v", body)
		}
		hear(t, c, "Asked @dev2")
		c.WaitNotification("leadline/status", func(p json.RawMessage) bool {
			return decode[statusLine](t, p).Text == "you asked @dev2 to review"
		})
		// Selected lines are less than the change; another person may be asked about them.
		some := map[string]any{"uri": u, "range": lspclient.Span(0, 0, 2, 3), "to": "@dev1"}
		if body := d.requestOf(t, c, some); cmp.Diff([]string{"a.go"}, body.Paths) != "" || body.Head != head {
			t.Errorf("%+v", body)
		}
		c.Shutdown()
		return
	}
	t.Fatalf("nobody can be asked: %+v", actions)
}

// Whoever is asked is told once, whatever number of editors they open.
func TestWhoeverIsAskedForAReviewIsToldOnce(t *testing.T) {
	d := newDesk(t, branchHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Execute("leadline.review.request", map[string]any{"uri": u, "to": "@dev2", "note": "mind the rounding"})
	c.Shutdown()
	gittest.Git(t, d.top, "config", "user.name", "Dev Two")
	gittest.Git(t, d.top, "config", "user.email", "1002+dev2@users.noreply.github.com")
	for i := range 2 {
		c := d.edit(lspclient.VSCode)
		u := d.open(c, "b.go")
		c.Settled(u)
		told := func() (n int) {
			for _, m := range c.Messages() {
				if m.Method == "window/showMessage" && strings.Contains(string(m.Params), "asks you for a review") {
					n++
				}
			}
			return n
		}
		if i == 0 {
			hear(t, c, "mind the rounding")
		}
		c.Shutdown()
		if n := told(); n != 1-i {
			t.Errorf("editor %d told of it %d times", i+1, n)
		}
	}
}
