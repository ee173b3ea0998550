//go:build editors

package editortest

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lspclient"
)

// Another language server's functions get lenses, and a hover on a name speaks of its function; what that server says of a text
// that was typed over meanwhile is not passed on.
func TestNeovimSymbols(t *testing.T) {
	recording, server := record(t, program(t))
	b := newBench(t, "PROBE_SERVER="+server)
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).UTC().Format(time.RFC3339) }
	gittest.Repo(t, b.path("repo"), `me Dev Three <dev3@example.com>
commit main `+day(60)+` Dev One <dev1@example.com>
begin
+ pay/charge.go
<<<
package pay

// Charge bills once for a key.

func Charge(key string) error {
	return nil
}

func Refund(key string) error {
	return nil
}
>>>
commit main `+day(3)+` Dev Two <dev2@example.com>
bill by key
+ pay/charge.go
<<<
package pay

// Charge bills once for a key.

func Charge(key string) error {
	return bill(key)
}

func Refund(key string) error {
	return nil
}
>>>
`)
	e := b.start(t, b.path("repo"), "symbols.lua")
	var at struct{ Over []string }
	e.next(t, "attached").into(t, &at)
	want := []string{"5: 3 days ago: bill by key · ask @dev1", "9: 8 weeks ago: begin · ask @dev1"}
	if len(at.Over) != 2 || !strings.HasPrefix(at.Over[0], "5: 3 days ago: bill by key") || !strings.Contains(at.Over[1], ": begin") {
		t.Errorf("attached (-want +got):\n%s", cmp.Diff(want, at.Over))
	}
	var hover struct{ Text string }
	e.next(t, "hover").into(t, &hover)
	if !strings.Contains(hover.Text, "begin") || !strings.Contains(hover.Text, "Dev Two") && !strings.Contains(hover.Text, "dev2") {
		t.Errorf("the hover does not speak of all who wrote the function:\n%s", hover.Text)
	}
	e.next(t, "typed").into(t, &at)
	if len(at.Over) != 2 || !strings.Contains(at.Over[0], "bill by key") || !strings.Contains(at.Over[1], "begin") {
		t.Errorf("after typing: %q", at.Over)
	}
	var end struct {
		Messages []struct {
			Level int
			Text  string
		}
	}
	e.next(t, "done").into(t, &end)
	for _, m := range end.Messages {
		if m.Level > 2 { // vim.log.levels.INFO
			t.Errorf("complained: %s", m.Text)
		}
	}
	if recording.check(t) == 0 {
		t.Error("nothing was recorded")
	}
	// Never what was said of the text between: it had its functions on lines 6 and 10.
	if diff := cmp.Diff([]string{"[4 8]", "[2 10 14]", "[]"}, recording.handed(t)); diff != "" {
		t.Errorf("handed over (-want +got):\n%s", diff)
	}
}

// handed are the first lines of the symbols that an editor handed over, as often as they changed.
func (r *recording) handed(t *testing.T) (out []string) {
	t.Helper()
	said, err := filepath.Glob(filepath.Join(r.dir, "in.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range said {
		hear(t, in, func(m lspclient.Message) {
			if m.Method != "leadline/symbols" {
				return
			}
			var p struct {
				Symbols []struct {
					Range struct{ Start struct{ Line int } }
				}
			}
			if err := json.Unmarshal(m.Params, &p); err != nil {
				t.Errorf("%v in %s", err, m.Params)
			}
			lines := []int{}
			for _, s := range p.Symbols {
				lines = append(lines, s.Range.Start.Line)
			}
			out = append(out, fmt.Sprint(lines))
		})
	}
	return slices.Compact(out)
}
