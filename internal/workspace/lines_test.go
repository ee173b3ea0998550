package workspace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// lines opens the repository as an editor does: line level in the background.
func (h *home) lines() (*workspace.Workspace, func()) {
	return h.open(workspace.Options{Lines: true})
}

// said are the subjects of the commits of an open document's lines, - for what is not committed; "?" when nothing
// is known of lines.
func said(w *workspace.Workspace, path string) string {
	lines := w.Snapshot().Lines(path)
	if lines == nil {
		return "?"
	}
	out := make([]string, lines.Len())
	for i := range out {
		out[i] = "-"
		if c := lines.At(i + 1); c != nil {
			out[i] = c.Subject
		}
	}
	return strings.Join(out, " ")
}

func (h *home) commit(subject, path, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.top, path), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	gittest.Git(h.t, h.top, "add", path)
	gittest.Git(h.t, h.top, "commit", "-qm", subject)
}

func TestLinesFollowEditsAndCommits(t *testing.T) {
	h := newHome(t)
	w, done := h.lines()
	defer done()
	w.Edit("b.py", "# TODO later\nnew = 1\n")
	w.AwaitLines(t.Context(), "b.py")
	if got := said(w, "b.py"); got != "begin -" {
		t.Errorf("opened: %s", got)
	}
	w.Edit("b.py", "# first\r\n# TODO later\r\nnew = 1\r\n")
	if got := said(w, "b.py"); got != "- begin -" {
		t.Errorf("edited, before git could say anything: %s", got)
	}
	h.commit("more", "b.py", "# TODO later\nnew = 1\n")
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.AwaitLines(t.Context(), "b.py")
	if got := said(w, "b.py"); got != "- begin more" {
		t.Errorf("committed: %s", got)
	}
	w.Forget("b.py")
	if got := said(w, "b.py"); got != "?" {
		t.Errorf("closed: %s", got)
	}
}

// Commits that only reformat are looked past, as the list in the work tree says now.
func TestLinesLookPastIgnoredCommits(t *testing.T) {
	h := newHome(t)
	h.commit("indent", "b.py", "    # TODO later\n")
	list := gittest.Hash(t, h.top, "HEAD") + " # only white space\n"
	w, done := h.lines()
	defer done()
	w.Edit("b.py", "    # TODO later\n")
	w.AwaitLines(t.Context(), "b.py")
	if got := said(w, "b.py"); got != "indent" {
		t.Errorf("without a list: %s", got)
	}
	for name, settings := range map[string]string{
		".git-blame-ignore-revs": "{}",
		"docs-of-blame":          `{"knowledge": {"ignoreRevs": "docs-of-blame"}}`,
	} {
		file := filepath.Join(h.top, name)
		if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		w.Reload(t.Context(), []byte(settings))
		w.AwaitLines(t.Context(), "b.py")
		if got := said(w, "b.py"); got != "begin" {
			t.Errorf("with %s: %s", name, got)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	w.Reload(t.Context(), nil)
	w.AwaitLines(t.Context(), "b.py")
	if got := said(w, "b.py"); got != "indent" {
		t.Errorf("when the list is gone: %s", got)
	}
}

func TestLinesOfWhatIsNotInHead(t *testing.T) {
	h := newHome(t)
	w, done := h.lines()
	defer done()
	gittest.Git(t, h.top, "mv", "b.py", "c.py")
	for path, want := range map[string]string{"c.py": "begin -", "new.py": "?", "vendor": "?"} {
		w.Edit(path, "# TODO later\nx\n")
		w.AwaitLines(t.Context(), path)
		if got := said(w, path); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	w.Edit("pay/a.go", "package pay\x00")
	w.AwaitLines(t.Context(), "pay/a.go")
	if got := said(w, "pay/a.go"); got != "?" {
		t.Errorf("binary now: %s", got)
	}
}

// A command line asks for lines only where it needs them.
func TestLinesAreNotReadUnasked(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	w.OpenSaved(t.Context(), "b.py")
	w.AwaitLines(t.Context(), "b.py")
	if got := said(w, "b.py"); got != "?" {
		t.Errorf("unasked: %s", got)
	}
	w.ReadLines(t.Context(), "b.py")
	if got := said(w, "b.py"); got != "begin" {
		t.Errorf("asked: %s", got)
	}
}
