package draft

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// A server that starts while an editor saves a draft finds it empty for a moment. Taking that for a cancelled draft would
// remove the file under the editor's hands, and what it then writes would be lost.
func TestAnEmptyDraftIsNotCancelledByAServerThatStarts(t *testing.T) {
	top := filepath.Join(t.TempDir(), "repo")
	gittest.Repo(t, top, "me Dev One <dev1@example.com>\n")
	w, err := workspace.Open(context.Background(), top, nil, workspace.Options{Dirs: config.Dirs{Cache: t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	d := Folder{Dir: t.TempDir()}
	path, err := d.Create(About{Form: "decision", Event: "EVENT", Top: w.Repository.Top}, New(action.Decision, nil, "", nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	outcomes, err := d.RecordPending(context.Background(), w)
	if err != nil || len(outcomes) != 0 {
		t.Errorf("%v, %v", outcomes, err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
