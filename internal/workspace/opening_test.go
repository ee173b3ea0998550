package workspace_test

import (
	"errors"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// A store that takes long to read holds up nobody: hints begin without it, what is to be recorded is refused in words, and when it
// has been read the reader hears of it.
func TestHintsDoNotWaitForALargeStore(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	gittest.Repo(t, dir, `
me Dev One <dev1@example.com>
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
first
+ a.go
<<<
package a
>>>
`)
	dirs, err := config.FindDirs(func(name string) string { return map[string]string{"HOME": home}[name] }, "linux")
	if err != nil {
		t.Fatal(err)
	}
	stores, err := workspace.OpenStores(t.Context(), dirs, dirs.Data, time.Now, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	for name, failure := range map[string]error{"it opens at last": nil, "it does not": errors.New("the disk has gone")} {
		t.Run(name, func(t *testing.T) {
			opened, changed := make(chan struct{}), make(chan *workspace.Snapshot, 100)
			w, err := workspace.Open(t.Context(), dir, func() (*workspace.Stores, error) {
				<-opened
				if failure != nil {
					return nil, failure
				}
				return stores, nil
			}, workspace.Options{Dirs: dirs, Patience: time.Nanosecond, OnChange: func(s *workspace.Snapshot) { changed <- s }})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if s := w.Snapshot(); s.StoreErr == nil || s.Repo != "" {
				t.Errorf("while the store is read: %v, %q", s.StoreErr, s.Repo)
			}
			if _, ok := w.OpenSaved(t.Context(), "a.go").Document("a.go"); !ok {
				t.Error("no file can be opened meanwhile")
			}
			if _, err := w.Todos(t.Context()); err != nil {
				t.Errorf("TODOs meanwhile: %v", err)
			}
			if err := w.CatchUp(t.Context()); err == nil {
				t.Error("something could be recorded in a store that is not open")
			}
			indexed := make(chan struct{})
			w.Watch(func() { close(indexed) })
			close(opened)
			<-indexed // only when it is known what was said
			s := w.Snapshot()
			if failure == nil && (s.StoreErr != nil || s.Repo == "") || failure != nil && !errors.Is(s.StoreErr, failure) {
				t.Errorf("afterwards: %v, %q", s.StoreErr, s.Repo)
			}
			for told := false; !told; {
				s := <-changed
				told = failure == nil && s.Repo != "" || failure != nil && errors.Is(s.StoreErr, failure)
			}
		})
	}
}
