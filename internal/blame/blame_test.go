package blame_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

func find(t testing.TB, dir string) *git.Repository {
	t.Helper()
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func headOf(t testing.TB, r *git.Repository) git.Hash {
	t.Helper()
	h, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	return h.Hash
}

func open(t testing.TB, r *git.Repository) *blame.Reader {
	t.Helper()
	s, err := git.OpenStore(t.Context(), t.TempDir(), r)
	if err != nil {
		t.Fatal(err)
	}
	return blame.NewReader(s)
}

// split cuts a text as open documents are cut.
func split(text string) []string { return workspace.SplitLines(text) }

const first = `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a.go
<<<
package a

func A() {}

func B() {}
>>>
+ big.bin
<<<
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 12345
>>>
+ empty.go

commit main 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
more
+ a.go
<<<
package a

func A() {}

func B() {}

func C() {}
>>>
`

func TestReader(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, first)
	if err := os.WriteFile(filepath.Join(dir, "nul.bin"), []byte("a\x00b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "long.txt"), []byte(strings.Repeat("\n", blame.MostLines+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "wide.txt"), []byte(strings.Repeat("x", 17<<20)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Git(t, dir, "add", ".")
	gittest.Git(t, dir, "commit", "-qm", "odd files")
	r := find(t, dir)
	reader, head := open(t, r), headOf(t, r)
	for path, want := range map[string]error{
		"nul.bin": blame.ErrNoLines, "long.txt": blame.ErrNoLines, "wide.txt": blame.ErrNoLines, "big.bin": blame.ErrNoLines,
		"none.go": git.ErrNotFound, "empty.go": nil, "a.go": nil,
	} {
		if _, err := reader.Read(t.Context(), head, path, nil); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	v, err := reader.Read(t.Context(), head, "a.go", nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := v.Lines(split("package a\n\nfunc A() {}\n\nfunc C() {}\n"))
	want := blame.Commit{
		Hash: git.Hash(gittest.Hash(t, dir, "HEAD~1")), Author: git.Identity{Name: "Dev Two", Email: "dev2@example.com"}, Subject: "more",
	}
	got := *lines.At(5)
	if got.At.Unix() != 1790935200 {
		t.Errorf("written at %v", got.At)
	}
	got.At = want.At
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What was read once is not read again, and what nobody waits for any more is not read at all.
func TestReaderRemembersAndStops(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, first)
	r := find(t, dir)
	reader, head := open(t, r), headOf(t, r)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader.Read(ctx, head, "a.go", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
	v, err := reader.Read(t.Context(), head, "a.go", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, ".git"), filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	if again, err := reader.Read(ctx, head, "a.go", nil); again != v || err != nil {
		t.Errorf("read again: %v", err)
	}
	if _, err := reader.Read(t.Context(), head, "a.go", []git.Hash{head}); err == nil {
		t.Error("another question was answered from memory")
	}
}

func TestShallowCut(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, filepath.Join(dir, "whole"), first)
	gittest.Git(t, dir, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(filepath.Join(dir, "whole")), "cut")
	for name, want := range map[string]bool{"whole": false, "cut": true} {
		r := find(t, filepath.Join(dir, name))
		v, err := open(t, r).Read(t.Context(), headOf(t, r), "a.go", nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Lines(split("package a\n")).At(1).Cut; got != want {
			t.Errorf("%s: cut is %v", name, got)
		}
	}
}

func TestRenamed(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(dir string)
		file string
		want string
	}{
		{"moved", func(dir string) { gittest.Git(t, dir, "mv", "a.go", "b.go") }, "b.go", "a.go"},
		{"moved and edited", func(dir string) {
			gittest.Git(t, dir, "mv", "a.go", "b.go")
			write(t, dir, "b.go", "package a\n\nfunc A() {}\n\nfunc C() {}\n")
			gittest.Git(t, dir, "add", "b.go")
		}, "b.go", "a.go"},
		{"moved in the work tree alone", func(dir string) {
			if err := os.Rename(filepath.Join(dir, "a.go"), filepath.Join(dir, "b.go")); err != nil {
				t.Fatal(err)
			}
		}, "b.go", ""},
		{"copied", func(dir string) {
			write(t, dir, "b.go", "package a\n\nfunc A() {}\n")
			gittest.Git(t, dir, "add", "b.go")
		}, "b.go", ""},
		{"written anew", func(dir string) {
			gittest.Git(t, dir, "rm", "-q", "a.go")
			write(t, dir, "b.go", "package other\n\nvar x = 1\n")
			gittest.Git(t, dir, "add", "b.go")
		}, "b.go", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			gittest.Repo(t, dir, first)
			c.do(dir)
			r := find(t, dir)
			tracked, err := r.Tracked()
			if err != nil {
				t.Fatal(err)
			}
			got, err := open(t, r).Renamed(t.Context(), headOf(t, r), c.file, tracked)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestParseIgnored(t *testing.T) {
	a, b := strings.Repeat("a", 40), strings.Repeat("b", 64)
	text := "# reformat\n" + a + "\n\n  " + b + " # sha256\r\n" + a[:12] + "\n--output=x\n" + a + " " + b + "\n" + strings.Repeat("C", 40)
	want := []git.Hash{git.Hash(a), git.Hash(b), git.Hash(strings.Repeat("c", 40))}
	if diff := cmp.Diff(want, blame.ParseIgnored([]byte(text))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzParseIgnored(f *testing.F) {
	f.Add([]byte(strings.Repeat("a", 40) + " # x\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, h := range blame.ParseIgnored(text) {
			if !h.Valid() {
				t.Errorf("%q", h)
			}
		}
	})
}

// A line is known by its place in the commit that brought it, under the name that the file had there.
func TestSpots(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
one
+ a.go
<<<
package a

func A() { /* a line to be found again */ }
func B() { /* another of that sort here */ }
>>>
commit main 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
two
R a.go b.go
+ b.go
<<<
// B.
package a

func A() { /* a line to be found again */ }
func B() { /* another of that sort here */ }
>>>
`)
	r := find(t, dir)
	v, err := open(t, r).Read(t.Context(), headOf(t, r), "b.go", nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := v.Lines([]string{"// new", "// B.", "package a", "", "func B() { /* another of that sort here */ }", ""})
	type at struct {
		Subject, Path   string
		Line, Committed int
	}
	var got []at
	for n := range lines.Len() + 2 {
		if s, committed, ok := lines.Spot(n); ok {
			got = append(got, at{s.Commit.Subject, s.Path, s.Line, committed})
		}
	}
	want := []at{{"two", "b.go", 1, 1}, {"one", "a.go", 1, 2}, {"one", "a.go", 2, 3}, {"one", "a.go", 4, 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if spots := v.Spots(); len(spots) != 5 || spots[4].Line != 4 || spots[4].Path != "a.go" {
		t.Errorf("got %+v", spots)
	}
}
