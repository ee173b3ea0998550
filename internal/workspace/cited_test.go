package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Ids count where people are spoken to: comments and strings of programs, and all of what is no program.
func TestWhereIdsCount(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	for _, test := range []struct{ path, text, want string }{
		{"a.go", "package a\n// D-AAAAA1\nconst s = \"D-AAAAA2\" + `\nD-AAAAA3`\nvar x = D-AAAAA4 /* D-AAAAA5 */\n", "D-AAAAA1 D-AAAAA2 D-AAAAA3 D-AAAAA5"},
		{"a.py", "x = D-AAAAA1  # D-AAAAA2\ny = '''\nD-AAAAA3'''\nz = f\"{D-AAAAA4} D-AAAAA5\"\n", "D-AAAAA2 D-AAAAA3 D-AAAAA5"},
		{"a.sh", "echo D-AAAAA1 'D-AAAAA2' # D-AAAAA3\ncat <<E\nD-AAAAA4\nE\n", "D-AAAAA2 D-AAAAA3 D-AAAAA4"},
		{"a.md", "# D-AAAAA1\n\n```go\nx := D-AAAAA2 // D-AAAAA3\n```\n", "D-AAAAA1 D-AAAAA2 D-AAAAA3"},
		{"a.txt", "D-AAAAA1", "D-AAAAA1"},
		{"a.yaml", "why: D-AAAAA1 # D-AAAAA2\n", "D-AAAAA1 D-AAAAA2"},
		{"a.html", "<p title=\"D-AAAAA1\">D-AAAAA2</p><script>x = D-AAAAA3 // D-AAAAA4\n</script>", "D-AAAAA1 D-AAAAA2 D-AAAAA4"},
		{"a.unheard-of", "D-AAAAA1", "D-AAAAA1"},
		{"binary.txt", "D-AAAAA1\x00", ""},
		{"a.go", "// D-AAAAA1\r\n// D-AAAAA2\r// D-AAAAA3", "D-AAAAA1 D-AAAAA2 D-AAAAA3"},
	} {
		s := w.Edit(test.path, test.text)
		var got []string
		for _, c := range s.Citations(test.path) {
			got = append(got, c.ID)
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", test.path, test.text, diff)
		}
	}
}

func citing(t *testing.T, w *workspace.Workspace, e *ledger.Entry) string {
	t.Helper()
	found, err := w.Citing(t.Context(), w.Snapshot(), e)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range found {
		for _, c := range f.Where {
			out = append(out, fmt.Sprintf("%s:%d", f.Path, c.Start))
		}
	}
	return strings.Join(out, " ")
}

// What is on disk counts, but for open files, where the text on screen does; what has changed is read again.
func TestCiting(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	decide(t, w, "D-AAAAA1", "first")
	e := w.Snapshot().Entry("D-AAAAA1")
	if e == nil {
		t.Fatal("the decision is not there")
	}
	if got := citing(t, w, e); got != "" {
		t.Errorf("cited by nobody: %s", got)
	}
	path := filepath.Join(h.top, "pay/a.go")
	write := func(text string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write("package a\n// D-AAAAA1 and D-AAAAA2\n", now())
	if got := citing(t, w, e); got != "pay/a.go:13" {
		t.Errorf("on disk: %s", got)
	}
	write("package a\n\n\n// D-AAAAA1\n", now().Add(time.Second))
	if got := citing(t, w, e); got != "pay/a.go:15" {
		t.Errorf("changed: %s", got)
	}
	w.Edit("pay/a.go", "package a // D-AAAAA1, D-AAAAA1")
	w.Edit("new.txt", "D-AAAAA1")
	if got := citing(t, w, e); got != "new.txt:0 pay/a.go:13 pay/a.go:23" {
		t.Errorf("open: %s", got)
	}
	w.Forget("pay/a.go")
	w.Forget("new.txt")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := citing(t, w, e); got != "" {
		t.Errorf("gone: %s", got)
	}
}

func TestSearchOfAWorkspace(t *testing.T) {
	h := newHome(t)
	w, done := h.open(workspace.Options{})
	defer done()
	decide(t, w, "D-AAAAA1", "Charge is idempotent")
	decide(t, w, "D-AAAAA2", "Another")
	found, err := w.Search(t.Context(), w.Snapshot(), "idem", nil, 10)
	if err != nil || len(found) != 1 || found[0].ID != "D-AAAAA1" {
		t.Errorf("%v %v", found, err)
	}
	list, err := w.FindDecisions(t.Context(), w.Snapshot(), workspace.DecisionFilter{Statuses: []string{"accepted"}, Path: "pay"})
	if err != nil || len(list) != 2 {
		t.Errorf("%v %v", list, err)
	}
	for _, none := range []workspace.DecisionFilter{{Path: "pa"}, {Tags: []string{"x"}}, {Statuses: []string{"rejected"}}, {Words: "nothing"}} {
		if list, err := w.FindDecisions(t.Context(), w.Snapshot(), none); err != nil || len(list) > 0 {
			t.Errorf("%+v: %v %v", none, list, err)
		}
	}
}

func BenchmarkCiting(b *testing.B) {
	top := os.Getenv("LEADLINE_BENCH_REPO")
	if top == "" {
		b.Skip("set LEADLINE_BENCH_REPO to a repository")
	}
	w, err := workspace.Open(b.Context(), top, nil, workspace.Options{Dirs: dirsIn(b.TempDir())})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { w.Close() })
	e := &ledger.Entry{ID: "D-AAAAA1"}
	began := time.Now()
	if _, err := w.Citing(b.Context(), w.Snapshot(), e); err != nil {
		b.Fatal(err)
	}
	first := time.Since(began)
	for b.Loop() {
		if _, err := w.Citing(b.Context(), w.Snapshot(), e); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(first.Milliseconds()), "ms-first")
}
