//go:build !race

package drill_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
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

// Two hundred repositories, opened one after another and closed again, leave nothing behind.
func TestTwoHundredRepositories(t *testing.T) {
	const many, warm = 200, 40
	home := t.TempDir()
	dirs, err := config.FindDirs(func(name string) string {
		if name == "HOME" {
			return home
		}
		return ""
	}, "linux")
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
	if after.descriptors > before.descriptors || after.children > before.children || after.goroutines > before.goroutines+2 {
		t.Errorf("something is left behind: %+v, and %+v before", after, before)
	}
	if grown := int64(after.heap) - int64(before.heap); grown > 2<<20 {
		t.Errorf("%d KB are held for %d repositories that are closed", grown>>10, many-warm)
	}
}
