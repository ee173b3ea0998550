//go:build !race

package drill_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// A draft that is saved while the disk is full says so, stays as it was typed, and is recorded once when it is saved again.
func TestDraftOnAFullDisk(t *testing.T) {
	home := t.TempDir()
	top := filepath.Join(home, "code")
	gittest.Repo(t, top, small)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := lspclient.Start(t.Context(), exec.Command{Path: program, Env: append(os.Environ(), envRole+"=serve", envDir+"="+home)}, lspclient.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	shown := make(chan string, 1)
	c.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ URI string }
		err := json.Unmarshal(params, &p)
		shown <- strings.TrimPrefix(p.URI, "file://")
		return map[string]bool{"success": true}, err
	})
	if _, err := c.Initialize(t.Context(), lspclient.VSCode, "", 0, nil); err != nil {
		t.Fatal(err)
	}
	uri := string(lsp.FileURI(filepath.Join(top, "a.go")))
	if err := errors.Join(c.Open(uri, "", "package a\n"), c.Settled(t.Context(), uri)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Execute(t.Context(), "leadline.decision.log", map[string]any{"uri": uri, "range": lspclient.Span(0, 0, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	path := <-shown
	form, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	typed := bytes.Replace(form, []byte("title:"), []byte("title: said on a full disk"), 1)
	save := func() {
		t.Helper()
		if err := os.WriteFile(path, typed, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := c.Save(string(lsp.FileURI(path))); err != nil {
			t.Fatal(err)
		}
	}
	said := func(words ...string) {
		t.Helper()
		_, err := c.Wait(t.Context(), "window/showMessage", func(params json.RawMessage) bool {
			for _, w := range words {
				if !strings.Contains(string(params), w) {
					return false
				}
			}
			return true
		})
		if err != nil {
			t.Fatalf("nobody says %q: %v", words, err)
		}
	}
	pid, err := strconv.Atoi(child(t))
	if err != nil {
		t.Fatal(err)
	}
	var usual unix.Rlimit
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 1, Max: unix.RLIM_INFINITY}, &usual); err != nil {
		t.Fatal(err)
	}
	save()
	said("disk is full", "Free some space", "Then save the draft again", filepath.Base(path))
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, typed) {
		t.Errorf("the draft is not as it was typed: %v\n%s", err, kept)
	}
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &usual, nil); err != nil {
		t.Fatal(err)
	}
	save()
	said("Logged D-")
	save()
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	d := desk{t, home, top}
	if got := d.decisions(); strings.Count(got, "said on a full disk") != 1 {
		t.Errorf("recorded: %s", got)
	}
}
