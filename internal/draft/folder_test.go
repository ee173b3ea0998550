package draft

import (
	"os"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/action"
)

func TestSweepKeepsWhatWasTyped(t *testing.T) {
	d := Folder{Dir: t.TempDir()}
	create := func(event string) string {
		path, err := d.Create(About{Form: "decision", Event: event, Top: "repo"}, New(action.Decision, nil, "", nil))
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	old, typed, fresh := create("OLD"), create("TYPED"), create("FRESH")
	if err := os.WriteFile(typed, []byte("---\ntitle: typed\n---\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for _, path := range []string{old, typed} {
		if err := os.Chtimes(path, now, now.Add(-2*Kept)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Sweep(now); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{old: false, typed: true, fresh: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := d.About(old); !os.IsNotExist(err) {
		t.Errorf("what the old one was about is still there: %v", err)
	}
	if unfinished, err := d.Unfinished(); err != nil || len(unfinished) != 1 || unfinished[0] != typed {
		t.Errorf("unfinished: %v, %v", unfinished, err)
	}
}

func TestFolderHoldsItsOwnAlone(t *testing.T) {
	d := Folder{Dir: "/state/drafts"}
	for path, want := range map[string]bool{
		"/state/drafts/decision-X.md": true, "/state/drafts/../drafts/a.md": true, "/state/drafts/sub/a.md": false, "/state/a.md": false,
		"/state/drafts/a.txt": false, "": false,
	} {
		if d.Holds(path) != want {
			t.Errorf("Holds(%q) is not %v", path, want)
		}
	}
}
