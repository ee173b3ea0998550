//go:build editors

package editortest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
)

// program returns the leadline binary to test: LEADLINE_BIN, or one built now.
func program(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("LEADLINE_BIN"); path != "" {
		return path
	}
	path := filepath.Join(t.TempDir(), "leadline")
	c := exec.Command{Path: "go", Args: []string{"build", "-o", path, "./cmd/leadline"}, Dir: root(t, "."), Env: os.Environ()}
	if _, err := c.Output(t.Context()); err != nil {
		t.Fatalf("building leadline: %v", err)
	}
	return path
}

// history is a file that two people know and the reader does not. It is recent on any day, since people who were
// not seen for a year are no longer suggested.
func history(now time.Time) string {
	day := func(ago int) string { return now.AddDate(0, 0, -ago).UTC().Format(time.RFC3339) }
	return fmt.Sprintf(`me Dev Three <dev3@example.com>
commit main %s Dev One <dev1@example.com>
retry must never bill twice (#412)
| Reviewed-by: Dev Two <dev2@example.com>
+ CODEOWNERS
<<<
/pay/ @payments
>>>
+ pay/charge.go
<<<
package pay
>>>
commit main %s Dev Two <dev2@example.com>
charge by key
+ pay/charge.go
<<<
package pay

// Charge bills once for a key.
// TODO(dev1): retry on timeout
func Charge(key string) error {
	return nil
}
>>>
`, day(20), day(10))
}

// The main job from end to end: two Neovims on one repository, then the lead's question.
func TestNeovimSpine(t *testing.T) {
	bin := program(t)
	recording, server := record(t, bin)
	b := newBench(t, "PROBE_SERVER="+server)
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))

	second := b.start(t, repo, "watch.lua")
	second.next(t, "ready")
	first := b.start(t, repo, "spine.lua")

	var opened struct {
		Lenses  []string
		Hover   string
		Clients int
	}
	first.next(t, "opened").into(t, &opened)
	mention(t, "the lenses", strings.Join(opened.Lenses, " · "), "@payments", "Dev ")
	mention(t, "the hover", opened.Hover, "@payments", "CODEOWNERS:1", "Dev Two")
	if opened.Clients != 1 {
		t.Errorf("%d servers serve the file, want 1", opened.Clients)
	}

	var step struct {
		At     float64 // milliseconds of the machine's monotonic clock, the same in both editors
		Hint   struct{ Line int }
		Hover  string
		Left   int
		Marked string
	}
	first.next(t, "decided").into(t, &step)
	mention(t, "the hover on the decided line", step.Hover, "Charge is idempotent", "D-")
	if step.Hint.Line != 3 || step.Left != 0 {
		t.Errorf("the decision shows at line %d (want 3), %d prompts did not come", step.Hint.Line, step.Left)
	}
	var seen struct{ At float64 }
	second.next(t, "seen").into(t, &seen)
	t.Logf("the second editor shows the decision %.0f ms after the first", seen.At-step.At)

	var drafted struct {
		Text, Fault string
		Hint        struct{ Line int }
		Served      bool
	}
	first.next(t, "drafted").into(t, &drafted)
	mention(t, "the draft", drafted.Text, "title:", "undo:")
	mention(t, "the fault in the draft", drafted.Fault, "undo")
	if drafted.Hint.Line != 6 || !drafted.Served {
		t.Errorf("the draft's decision shows at line %d (want 6), served by the same server: %v", drafted.Hint.Line, drafted.Served)
	}

	first.next(t, "delegated").into(t, &step)
	if step.Hint.Line != 4 || step.Left != 0 {
		t.Errorf("the offer shows at line %d (want 4), %d prompts did not come", step.Hint.Line, step.Left)
	}
	mention(t, "the comment", step.Marked, "TODO(T-", "): retry on timeout")
	var planned struct {
		Left   int
		Page   string
		Beside bool
	}
	first.next(t, "planned").into(t, &planned)
	mention(t, "the page that the lens opens", planned.Page, "Charge is idempotent", "retry on timeout")
	if planned.Left != 0 || !planned.Beside {
		t.Errorf("%d prompts did not come; the page opened beside the code: %v", planned.Left, planned.Beside)
	}
	var done struct {
		Hints  []struct{ Text string }
		Lenses []string
	}
	first.next(t, "done").into(t, &done)
	mention(t, "the lenses in the end", strings.Join(done.Lenses, " · "), "1 decision")
	second.next(t, "done")

	for _, q := range []struct {
		sql  string
		want object
	}{
		{
			`select title, because, undo, decided_by from decisions where title like 'Charge%'`,
			object{"title": "Charge is idempotent", "because": "a retry must never bill twice", "undo": "days", "decided_by": "team"},
		},
		{
			`select what, why, authority from delegations`,
			object{"what": "retry on timeout", "why": "a timeout loses money", "authority": "tell"},
		},
		{`select topic, path, state from pairings`, object{"topic": "retries", "path": "pay/charge.go", "state": "planned"}},
		{`select "to", state from reviews`, object{"to": "dev2@example.com", "state": "offered"}},
	} {
		if diff := cmp.Diff([]object{q.want}, b.query(t, bin, repo, q.sql)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", q.sql, diff)
		}
	}
	if n := recording.check(t); n < 20 {
		t.Errorf("only %d messages of the servers were kept", n)
	}
}

// query asks the lead's question with the program itself.
func (b *bench) query(t *testing.T, bin, repo, sql string) (rows []object) {
	t.Helper()
	c := exec.Command{Path: bin, Args: []string{"query", "--json", sql}, Dir: repo, Env: b.env, Timeout: time.Minute}
	out, err := c.Output(t.Context())
	if err != nil {
		t.Fatalf("leadline query %q: %v", sql, err)
	}
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatalf("leadline query %q answers %s: %v", sql, out, err)
	}
	return rows
}

func mention(t *testing.T, what, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s should mention %q:\n%s", what, part, text)
		}
	}
}
