//go:build unix

package draft

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/leadline/leadline/internal/action"
)

// What else lies in the folder must not stop the drafts there from being recorded.
func TestUnfinishedPassesOddFilesOver(t *testing.T) {
	d := Folder{Dir: t.TempDir()}
	for _, event := range []string{"PIPE", "LONG", "GOOD"} {
		path, err := d.Create(About{Form: "decision", Event: event, Top: "repo"}, New(action.Decision, nil, "", nil))
		if err == nil && event == "PIPE" {
			if err = os.Remove(path); err == nil {
				err = syscall.Mkfifo(path, 0o600)
			}
		} else if err == nil {
			err = os.WriteFile(path, []byte(strings.Repeat("x", map[string]int{"LONG": 2 * Limit, "GOOD": 1}[event])), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	unfinished, err := d.Unfinished()
	if err != nil || len(unfinished) != 2 {
		t.Fatalf("unfinished: %v, %v", unfinished, err)
	}
	if text, err := d.Read(filepath.Join(d.Dir, "decision-LONG.md")); err != nil || len(text) != Limit+1 {
		t.Errorf("of a long draft %d bytes were read, %v", len(text), err)
	}
}
