//go:build unix && !race

package drill_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// A backup that is made while eight processes record has all that was acknowledged before it began, and comes back whole.
func TestBackupBesideEightWriters(t *testing.T) {
	dir := t.TempDir()
	d := desk{t, filepath.Join(dir, "home"), filepath.Join(dir, "code")}
	gittest.Repo(t, d.clone, small)
	data := filepath.Join(d.home, ".local", "share", "leadline")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	d.does("decision", "log", "--title", "first")

	var mu sync.Mutex
	said := map[string]bool{} // ids that were acknowledged
	var reading sync.WaitGroup
	var stop []func()
	enough := make(chan struct{}, 8)
	for range 8 {
		c := play(t, "writer", data)
		out, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		reading.Go(func() {
			n := 0
			for lines := bufio.NewScanner(out); lines.Scan(); n++ {
				mu.Lock()
				for _, id := range strings.Fields(lines.Text())[1:] {
					said[id] = true
				}
				mu.Unlock()
				if n == 20 {
					enough <- struct{}{}
				}
			}
			_ = c.Wait() // it was killed
		})
		stop = append(stop, func() { _ = c.Process.Kill() })
	}
	for range 8 {
		<-enough
	}
	copies := map[string]map[string]bool{}
	for i := range 3 {
		mu.Lock()
		before := make(map[string]bool, len(said))
		for id := range said {
			before[id] = true
		}
		mu.Unlock()
		file := filepath.Join(dir, fmt.Sprint("copy", i))
		d.does("backup", file)
		copies[file] = before
	}
	for _, kill := range stop {
		kill()
	}
	reading.Wait()
	for file, before := range copies {
		other := desk{t, file + ".home", d.clone}
		if err := os.MkdirAll(other.home, 0o700); err != nil {
			t.Fatal(err)
		}
		other.does("restore", file)
		lines := other.does("export", "--events")
		for id := range before {
			if !strings.Contains(lines, id) {
				t.Fatalf("%s was acknowledged before the backup, and is not in it", id)
			}
		}
		groups := map[string]int{} // what was said together is there together
		for line := range strings.Lines(lines) {
			var e struct{ Body struct{ Group string } }
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatal(err)
			}
			if e.Body.Group != "" {
				groups[e.Body.Group]++
			}
		}
		for group, n := range groups {
			if n != together {
				t.Fatalf("of what %s said together %d are there", group, n)
			}
		}
		if len(groups) < 8*20 {
			t.Errorf("only %d groups", len(groups))
		}
	}
}

// A backup comes back while an editor is open on the store: the editor shows it, goes on writing, and nothing of either is lost.
func TestRestoreWhileAnEditorIsOpen(t *testing.T) {
	home := t.TempDir()
	d := desk{t, home, filepath.Join(home, "code")}
	gittest.Repo(t, d.clone, small)
	early, copied := filepath.Join(home, "early"), filepath.Join(home, "copy")
	d.does("decision", "log", "--title", "before all", "--path", "a.go", "--line", "1")
	d.does("backup", early)
	d.does("decision", "log", "--title", "in the backup", "--path", "a.go", "--line", "1")
	d.does("backup", copied)
	d.does("uninstall", "--yes", "--with-ledger") // somebody lost the disk, and had an older copy first
	d.does("restore", early)
	d.does("decision", "log", "--title", "since", "--path", "a.go", "--line", "1")

	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := lspclient.Start(t.Context(), exec.Command{Path: program, Env: append(os.Environ(), envRole+"=serve", envDir+"="+home)}, lspclient.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Initialize(t.Context(), lspclient.VSCode, "", 0, nil); err != nil {
		t.Fatal(err)
	}
	uri := string(lsp.FileURI(filepath.Join(d.clone, "a.go")))
	if err := errors.Join(c.Open(uri, "", "package a\n"), c.Settled(t.Context(), uri)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CodeLens(t.Context(), uri); err != nil { // who asked is told when to ask again
		t.Fatal(err)
	}
	shows := func(want ...string) bool {
		t.Helper()
		text, err := c.Call(t.Context(), "leadline/overview", map[string]any{"uri": uri})
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(text), w) {
				return false
			}
		}
		return true
	}
	if !shows("since") || shows("in the backup") {
		t.Fatal("the editor does not show what there is before")
	}
	d.does("restore", copied)
	for !shows("since", "in the backup") { // it is told when that changes
		if _, err := c.Wait(t.Context(), "workspace/codeLens/refresh", nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Execute(t.Context(), "leadline.decision.log", map[string]any{
		"uri": uri, "range": lspclient.Span(0, 0, 0, 0), "title": "by the editor afterwards", "undo": "days", "decided_by": "me",
	}); err != nil {
		t.Fatal(err)
	}
	if got := d.decisions(); strings.Count(got, "\n") != 5 || !strings.Contains(got, "afterwards") || !strings.Contains(got, "in the backup") {
		t.Errorf("afterwards there is:\n%s", got)
	}
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}
