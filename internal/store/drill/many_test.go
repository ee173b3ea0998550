//go:build unix && !race

package drill_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/workspace"
)

const small = `me Dev Three <dev3@example.com>
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
first
+ a.go
<<<
package a

// TODO: name it better
func A() {}
>>>
`

// held is what a process holds on to: what it has open, its threads of work and its memory. Descriptors and children are known on
// linux alone.
type held struct {
	descriptors, goroutines, children int
	heap                              uint64
}

func holds() held {
	runtime.GC()
	runtime.GC() // what had finalizers goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h := held{goroutines: runtime.NumGoroutine(), heap: m.HeapAlloc}
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		h.descriptors = len(open)
	}
	if tasks, err := filepath.Glob("/proc/self/task/*/children"); err == nil {
		for _, name := range tasks {
			if text, err := os.ReadFile(name); err == nil {
				h.children += len(strings.Fields(string(text)))
			}
		}
	}
	return h
}

// serve is a language server.
func serve(ctx context.Context, home string) error {
	dirs, err := homeDirs(home)
	if err != nil {
		return err
	}
	if code := lsp.Main(ctx, os.Stdin, os.Stdout, lsp.Config{Dirs: dirs, Now: time.Now, Getenv: func(string) string { return "" }}); code != 0 {
		return fmt.Errorf("the server ended with %d", code)
	}
	return nil
}

func homeDirs(home string) (config.Dirs, error) {
	return config.FindDirs(func(name string) string {
		if name == "HOME" {
			return home
		}
		return ""
	}, "linux")
}

// An editor in which somebody looks at a file in each of two hundred repositories, and closes it again, holds on to a few of them.
func TestServerOfTwoHundredRepositories(t *testing.T) {
	const many, warm = 200, 40
	home := t.TempDir()
	origin := filepath.Join(home, "origin")
	gittest.Repo(t, origin, small)
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
	server := child(t)
	heap := func(enough int) int { // bytes, or less than enough: what is being closed may be held yet
		var h struct{ Heap int }
		least := math.MaxInt
		for range 100 {
			raw, err := c.Call(t.Context(), "leadline/held", nil)
			if err != nil || json.Unmarshal(raw, &h) != nil {
				t.Fatalf("%s, %v", raw, err)
			}
			if least = min(least, h.Heap); least < enough {
				break
			}
		}
		return least
	}
	var before [3]int
	for i := range many {
		dir := filepath.Join(home, fmt.Sprint("r", i))
		if err := os.CopyFS(dir, os.DirFS(origin)); err != nil {
			t.Fatal(err)
		}
		uri := string(lsp.FileURI(filepath.Join(dir, "a.go")))
		if err := errors.Join(c.Open(uri, "", "package a\n"), c.Settled(t.Context(), uri)); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if err := takeSomething(t.Context(), c, uri); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.CloseDocument(uri); err != nil {
			t.Fatal(err)
		}
		if i == warm {
			before = [3]int{descriptors(server), threads(server), heap(0)}
		}
	}
	if after := descriptors(server); after > before[0]+10 { // what is being closed may be open yet
		t.Errorf("%d descriptors are open after %d repositories, %d after %d", after, many, before[0], warm)
	}
	enough := before[2] + (many-warm)*4<<10 // a repository that is held on to takes 40 kB
	after := heap(enough)
	if after >= enough {
		t.Errorf("%d kB are held after %d repositories, %d after %d", after>>10, many, before[2]>>10, warm)
	}
	t.Logf("%d descriptors, %d threads and %d kB after %d repositories, %v after %d", descriptors(server), threads(server), after>>10, many, before, warm)
	if err := c.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// takeSomething has the reader take work on a document, of which they are told when its comment goes.
func takeSomething(ctx context.Context, c *lspclient.Client, uri string) error {
	raw, err := c.Execute(ctx, "leadline.todo.delegate", map[string]any{
		"uri": uri, "range": lspclient.Span(2, 0, 2, 0), "to": "dev3@example.com", "what": "name it better", "why": "nobody finds it",
	})
	if err != nil {
		return err
	}
	var receipt struct{ ID string }
	if err := json.Unmarshal(raw, &receipt); err != nil {
		return err
	}
	_, err = c.Execute(ctx, "leadline.respond", map[string]any{"id": receipt.ID, "answer": "take"})
	return err
}

// child is the process that this one has started. It is known on linux alone; elsewhere it is none, and has nothing open.
func child(t *testing.T) (pid string) {
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tasks {
		if text, err := os.ReadFile(name); err == nil && len(strings.Fields(string(text))) > 0 {
			pid = strings.Fields(string(text))[0]
		}
	}
	return pid
}

func descriptors(pid string) int { return entries("/proc/" + pid + "/fd") }

func threads(pid string) int { return entries("/proc/" + pid + "/task") }

func entries(dir string) int {
	found, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	return len(found)
}

// Two hundred repositories, opened one after another and closed again, leave nothing behind.
func TestTwoHundredRepositories(t *testing.T) {
	const many, warm = 200, 40
	home := t.TempDir()
	dirs, err := homeDirs(home)
	if err != nil {
		t.Fatal(err)
	}
	stores, err := workspace.OpenStores(t.Context(), dirs, dirs.Data, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	if err := stores.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	origin := filepath.Join(home, "origin")
	gittest.Repo(t, origin, small)
	var before held
	for i := range many {
		dir := filepath.Join(home, fmt.Sprint("r", i))
		if err := os.CopyFS(dir, os.DirFS(origin)); err != nil {
			t.Fatal(err)
		}
		w, err := workspace.Open(t.Context(), dir, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs})
		if err != nil {
			t.Fatal(err)
		}
		w.Edit("a.go", "package a\n")
		indexed := make(chan struct{})
		w.Watch(func() { close(indexed) })
		<-indexed
		if _, err := w.Todos(t.Context()); err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if i == warm {
			before = holds()
		}
	}
	after := holds()
	t.Logf("after %d: %+v; after %d: %+v", warm, before, many, after)
	// The stores are one for all, and now and then open one more connection to a file: a leak would be one for each repository.
	const connections = 6
	if after.descriptors > before.descriptors+connections || after.children > before.children || after.goroutines > before.goroutines+2 {
		t.Errorf("something is left behind: %+v, and %+v before", after, before)
	}
	if grown := int64(after.heap) - int64(before.heap); grown > 2<<20 {
		t.Errorf("%d KB are held for %d repositories that are closed", grown>>10, many-warm)
	}
}
