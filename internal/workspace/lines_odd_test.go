package workspace_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// at opens another folder with the same home.
func (h *home) at(top string) *home { return &home{t: h.t, dirs: h.dirs, top: top} }

// saidOf opens a file with a text and waits until all is known.
func (h *home) saidOf(path, text string) string {
	h.t.Helper()
	w, done := h.open(workspace.Options{Lines: true})
	defer done()
	w.Edit(path, text)
	w.AwaitLines(h.t.Context(), path)
	return said(w, path)
}

// What editors show of odd files, and where they lie, does not change who wrote them.
func TestLinesOfOddTexts(t *testing.T) {
	h := newHome(t)
	h.commit("crlf", "crlf.txt", "one\r\ntwo\r\n")
	h.commit("more", "crlf.txt", "one\r\ntwo\r\nthree\r\n")
	h.commit("latin", "latin.txt", "gr\xfc\xdfe\nplain\n")
	h.commit("mixed", "mixed.txt", "a\rb\nc\r\nd")
	h.commit("pointer", "large.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("4", 64)+"\nsize 12345\n")
	h.commit("mark", "mark.txt", "\ufeffone\ntwo\n")
	h.commit("null", "null.bin", "a\x00b\n")
	h.commit("empty", "empty.txt", "")
	for _, c := range []struct{ name, path, text, want string }{
		{"CR LF as committed", "crlf.txt", "one\r\ntwo\r\nthree\r\n", "crlf crlf more"},
		{"CR LF checked out as LF", "crlf.txt", "one\ntwo\nthree\n", "crlf crlf more"},
		{"CR LF, last line typed", "crlf.txt", "one\r\ntwo\r\nthree\r\nfour", "crlf crlf more -"},
		{"not UTF-8, as an editor decodes it", "latin.txt", "gr\ufffd\ufffde\nplain\nnew\n", "- latin -"},
		{"not UTF-8, byte by byte", "latin.txt", "gr\xfc\xdfe\nplain\n", "latin latin"},
		{"CR, LF and CR LF in one file", "mixed.txt", "a\nb\nc\nd\n", "mixed mixed mixed mixed"},
		{"a pointer of Git LFS", "large.bin", "anything\n", "?"},
		{"a byte order mark that editors hide", "mark.txt", "one\ntwo\n", "mark mark"},
		{"binary", "null.bin", "a\n", "?"},
		{"empty in HEAD", "empty.txt", "typed\n", "-"},
		{"emptied", "crlf.txt", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := h.saidOf(c.path, c.text); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Staging changes nothing: a line is somebody's when it is committed.
func TestLinesOfStagedText(t *testing.T) {
	h := newHome(t)
	text := "# TODO later\nstaged = 1\n"
	if err := os.WriteFile(filepath.Join(h.top, "b.py"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Git(t, h.top, "add", "b.py")
	if got := h.saidOf("b.py", text); got != "begin -" {
		t.Errorf("staged: %s", got)
	}
	gittest.Git(t, h.top, "mv", "b.py", "moved.py")
	if got := h.saidOf("moved.py", text+"typed\n"); got != "begin - -" {
		t.Errorf("staged and renamed: %s", got)
	}
}

func TestLinesInAWorktree(t *testing.T) {
	h := newHome(t)
	other := filepath.Join(filepath.Dir(h.top), "other")
	gittest.Git(t, h.top, "worktree", "add", "-q", "-b", "aside", other)
	aside := h.at(other)
	aside.commit("aside", "b.py", "# TODO later\naside = 1\n")
	if got := aside.saidOf("b.py", "# TODO later\naside = 1\n"); got != "begin aside" {
		t.Errorf("in the other work tree: %s", got)
	}
	if got := h.saidOf("b.py", "# TODO later\naside = 1\n"); got != "begin -" {
		t.Errorf("in the main one: %s", got)
	}
}

// A file in a submodule belongs to the submodule's history.
func TestLinesInASubmodule(t *testing.T) {
	h, inner := newHome(t), newHome(t)
	gittest.Git(t, h.top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.top, "lib")
	gittest.Git(t, h.top, "commit", "-qm", "use lib")
	lib := h.at(filepath.Join(h.top, "lib"))
	lib.commit("inside", "b.py", "# TODO later\ninside = 1\n")
	if got := lib.saidOf("b.py", "# TODO later\ninside = 1\n"); got != "begin inside" {
		t.Errorf("got %s", got)
	}
	if got := h.saidOf("lib", "Subproject\n"); got != "?" {
		t.Errorf("the submodule itself: %s", got)
	}
}

// Where a clone is shallow, lines of the oldest commit may be older: nobody is named. Deepening it tells.
func TestLinesInAShallowClone(t *testing.T) {
	h := newHome(t)
	h.commit("two", "b.py", "# TODO later\ntwo\n")
	h.commit("three", "b.py", "# TODO later\ntwo\nthree\n")
	clone := filepath.Join(filepath.Dir(h.top), "clone")
	gittest.Git(t, filepath.Dir(h.top), "clone", "-q", "--depth=2", "file://"+h.top, clone)
	c := h.at(clone)
	cut := func() (out []string) {
		w, done := c.open(workspace.Options{Lines: true})
		defer done()
		w.Edit("b.py", "# TODO later\ntwo\nthree\n")
		w.AwaitLines(t.Context(), "b.py")
		lines := w.Snapshot().Lines("b.py")
		for n := range lines.Len() {
			out = append(out, fmt.Sprint(lines.At(n+1).Subject, lines.At(n+1).Cut))
		}
		return out
	}
	if got, want := fmt.Sprint(cut()), "[twotrue twotrue threefalse]"; got != want {
		t.Errorf("shallow: got %s, want %s", got, want)
	}
	gittest.Git(t, clone, "fetch", "-q", "--unshallow")
	if got, want := fmt.Sprint(cut()), "[beginfalse twofalse threefalse]"; got != want {
		t.Errorf("deepened: got %s, want %s", got, want)
	}
}

// In a partial clone nothing is fetched, and nothing is said where a version of the file is not on this machine.
func TestLinesInAPartialClone(t *testing.T) {
	h := newHome(t)
	h.commit("two", "b.py", "# TODO later\ntwo\n")
	gittest.Git(t, h.top, "config", "uploadpack.allowFilter", "true")
	for _, checkout := range []bool{true, false} { // with HEAD's own files, and without
		clone := filepath.Join(filepath.Dir(h.top), fmt.Sprint("partial", checkout))
		args := []string{"clone", "-q", "--filter=blob:none", "file://" + h.top, clone}
		if !checkout {
			args = append(args, "--no-checkout")
		}
		gittest.Git(t, filepath.Dir(h.top), args...)
		if err := os.Rename(h.top, h.top+".away"); err != nil { // whoever fetched would fail
			t.Fatal(err)
		}
		var mu sync.Mutex
		var logged []error
		c := h.at(clone)
		w, done := c.open(workspace.Options{Lines: true, Log: func(err error) {
			mu.Lock()
			defer mu.Unlock()
			logged = append(logged, err)
		}})
		w.Edit("b.py", "# TODO later\ntwo\n")
		w.AwaitLines(t.Context(), "b.py")
		if got := said(w, "b.py"); got != "?" {
			t.Errorf("checked out %v: got %s", checkout, got)
		}
		done()
		if err := errors.Join(logged...); err != nil {
			t.Errorf("it is no failure: %v", err)
		}
		if err := os.Rename(h.top+".away", h.top); err != nil {
			t.Fatal(err)
		}
	}
}
