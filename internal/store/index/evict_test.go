package index_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/index"
)

const (
	oldest  = "00000000000000000001"
	older   = "00000000000000000002"
	newest  = "00000000000000000003"
	strange = "notes"
)

// cache makes a cache in which each repository takes a kilobyte, used a day apart.
func cache(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	user := filepath.Join(t.TempDir(), "objects")
	write := func(path string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 1000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(user, "pack"))
	for i, key := range []string{oldest, older, newest} {
		write(filepath.Join(dir, key, "index.db"))
		if err := os.Symlink(user, filepath.Join(dir, key, "link")); err != nil {
			t.Log(err) // where there are no links, none is followed
		}
		use, err := index.Hold(t.Context(), dir, key, func() time.Time { return time.Date(2026, 11, i+1, 0, 0, 0, 0, time.UTC) })
		if err != nil {
			t.Fatal(err)
		}
		if err := use.End(); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(dir, strange, "something"))
	t.Cleanup(func() {
		for _, path := range []string{filepath.Join(user, "pack"), filepath.Join(dir, strange, "something")} {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("something else was deleted: %v", err)
			}
		}
	})
	return dir
}

func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		if e.Name() != "used" && e.Name() != strange {
			out = append(out, e.Name())
		}
	}
	return out
}

func TestEvict(t *testing.T) {
	for _, tt := range []struct {
		name  string
		limit int64
		hold  []string
		want  []string
	}{
		{name: "enough room", limit: 3000, want: []string{oldest, older, newest}},
		{name: "one too many", limit: 2999, want: []string{older, newest}},
		{name: "room for one", limit: 1000, want: []string{newest}},
		{name: "what is open stays", limit: 1000, hold: []string{oldest}, want: []string{oldest}},
		{name: "all open", limit: 0, hold: []string{oldest, older, newest, newest}, want: []string{oldest, older, newest}},
		{name: "no room", limit: 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := cache(t)
			for _, key := range tt.hold {
				use, err := index.Hold(t.Context(), dir, key, func() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) })
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := use.End(); err != nil {
						t.Error(err)
					}
				}()
			}
			if _, err := index.Evict(t.Context(), dir, tt.limit); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, folders(t, dir)); diff != "" {
				t.Errorf("what stays (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEvictNothing(t *testing.T) {
	if gone, err := index.Evict(t.Context(), filepath.Join(t.TempDir(), "none"), 0); err != nil || len(gone) > 0 {
		t.Errorf("evicted %v, %v", gone, err)
	}
}

// What was never stamped, by a program of before, goes first.
func TestEvictUnstamped(t *testing.T) {
	dir := cache(t)
	if err := os.Remove(filepath.Join(dir, "used", newest)); err != nil {
		t.Fatal(err)
	}
	gone, err := index.Evict(t.Context(), dir, 2500)
	if diff := cmp.Diff([]string{newest}, gone); err != nil || diff != "" {
		t.Errorf("%v; evicted (-want +got):\n%s", err, diff)
	}
}

// holdForEver is run in a process of its own.
func holdForEver(folder string) error {
	now := func() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) }
	if _, err := index.Hold(context.Background(), filepath.Dir(folder), filepath.Base(folder), now); err != nil {
		return err
	}
	fmt.Println("holding")
	select {}
}

// What another process has open stays, however old it is, until that process has ended, even if it was killed.
func TestEvictWhatAnotherProcessHolds(t *testing.T) {
	dir := cache(t)
	p := child(t, "", "", "LEADLINE_TEST_HOLD="+filepath.Join(dir, oldest))
	if line, err := bufio.NewReader(p.Stdout).ReadString('\n'); line != "holding\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	for _, want := range [][]string{{oldest}, nil} {
		if _, err := index.Evict(t.Context(), dir, 0); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, folders(t, dir)); diff != "" {
			t.Errorf("what stays (-want +got):\n%s", diff)
		}
		p.Stop()
		_ = p.Wait() // killed by us
	}
}
