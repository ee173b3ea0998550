//go:build editors

package editortest

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// recording stands between an editor and the real server and keeps what both say.
type recording struct{ dir string }

// record makes a program that is the server bin, with everything said over its streams kept. The test ends when the servers
// have: an editor does not wait for them, and until then they write in folders that are about to be removed.
func record(t *testing.T, bin string) (*recording, string) {
	t.Helper()
	r := &recording{dir: t.TempDir()}
	alive := filepath.Join(t.TempDir(), "alive") // ends when nobody has it open any more
	if err := unix.Mkfifo(alive, 0o600); err != nil {
		t.Fatal(err)
	}
	servers, err := os.OpenFile(alive, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer servers.Close()
		if _, err := io.Copy(io.Discard, servers); err != nil {
			t.Errorf("waiting for the servers to end: %v", err)
		}
	})
	path := filepath.Join(t.TempDir(), "leadline")
	script := fmt.Sprintf("#!/bin/sh\n[ \"$1\" = lsp ] || exec '%[1]s' \"$@\"\nexec 9>'%[3]s'\n"+
		"tee '%[2]s/in.'$$ | '%[1]s' \"$@\" | tee '%[2]s/out.'$$\n", bin, r.dir, alive)
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return r, path
}

// hear replays one side of a session. What an editor that was closed left half said at the end is passed over.
func hear(t *testing.T, path string, each func(lspclient.Message)) {
	t.Helper()
	stream, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	c := lspclient.New(stream, io.Discard, lspclient.Options{Received: each, Forget: true})
	<-c.Done()
}

// check holds every message that the servers emitted against the specification's model, and returns how many there were.
func (r *recording) check(t *testing.T) (messages int) {
	t.Helper()
	model, err := lsptest.LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	said, err := filepath.Glob(filepath.Join(r.dir, "out.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range said {
		asked := map[string]string{}
		hear(t, strings.Replace(out, "/out.", "/in.", 1), func(m lspclient.Message) {
			if m.ID != nil && !m.Answer {
				asked[string(m.ID)] = m.Method
			}
		})
		hear(t, out, func(m lspclient.Message) {
			messages++
			var err error
			switch method := asked[string(m.ID)]; {
			case m.Answer && m.Error == nil && model.Knows(method):
				err = model.Result(method, m.Result)
			case !m.Answer && !strings.HasPrefix(m.Method, "leadline/"):
				err = model.Params(m.Method, m.Params)
			}
			if err != nil {
				t.Errorf("the server said what the protocol does not allow: %v\n%s", err, m.Raw)
			}
		})
	}
	return messages
}
