package workspace_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

// charge is a file of 20 telling lines, some of which may be others.
func charge(edits ...string) string {
	var b strings.Builder
	b.WriteString("<<<\npackage pay\n\n")
	for i := range 20 {
		line := fmt.Sprintf("var Rate%d = price(%d)", i, i)
		if i < len(edits) {
			line = edits[i]
		}
		b.WriteString(line + "\n")
	}
	return b.String() + ">>>\n"
}

const licence = "<<<\n// Copyright by the authors. All rights reserved.\n// Use of this source is governed by a licence,\n// which is in the file LICENCE.\npackage pay\n\nvar %s = 1\n>>>\n"

// copied is a history in which Dev One writes pay/charge.go, and Dev Two does what the case says, some days later.
func copied(then string) string {
	return `
me Dev Three <dev3@example.com>

commit main 2026-10-30T09:00:00Z Dev Four <dev4@example.com>
begin
+ README

commit main 2026-11-01T09:00:00Z Dev One <dev1@example.com>
charge
+ pay/charge.go
` + charge() + "+ pay/zero.go\n" + fmt.Sprintf(licence, "Zero") + "+ LICENSE\n" + charge() + then
}

const (
	two   = "\ncommit main 2026-11-01T09:00:00Z Dev Two <dev2@example.com>\n"
	three = "\ncommit main 2026-11-01T09:00:00Z Dev Three <dev3@example.com>\n"
)

// origin opens a file and waits until it is known what it was copied from.
func origin(t *testing.T, w *workspace.Workspace, path string) (knowers, source string) {
	t.Helper()
	w.OpenSaved(t.Context(), path)
	s := w.AwaitOrigin(t.Context(), path)
	var names []string
	for _, k := range s.Knowers(path) {
		names = append(names, fmt.Sprintf("%s %.2f", k.Person.Name, k.Share))
	}
	if c := s.CopiedFrom(path); c != nil {
		how := map[bool]string{false: "copied", true: "moved"}[c.Moved]
		source = fmt.Sprintf("%s %s %s to %s", c.Who.Name, how, c.From, c.Path)
	}
	return strings.Join(names, ", "), source
}

func TestCopiesKeepTheirKnowers(t *testing.T) {
	var bulk strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&bulk, "+ lib/%d.go\n", i)
	}
	const both = "Dev One 0.50, Dev Two 0.50"
	tests := []struct {
		name, then, file string
		knowers, source  string
	}{
		{"the same to the byte", two + "copy\n+ bill/fee.go\n" + charge(), "bill/fee.go", both, "Dev Two copied pay/charge.go to bill/fee.go"},
		{"with edits, beside the original", two + "copy\n+ pay/fee.go\n" + charge("var A = rate()", "var B = rate()"), "pay/fee.go", both, "Dev Two copied pay/charge.go to pay/fee.go"},
		{"with edits, of the same name elsewhere", two + "copy\n+ bill/v2/charge.go\n" + charge("var A = rate()"), "bill/v2/charge.go", both, "Dev Two copied pay/charge.go to bill/v2/charge.go"},
		{"with too many edits", two + "write\n+ pay/fee.go\n" + charge("var A = rate()", "var B = rate()", "var C = rate()", "var D = rate()", "var E = rate()", "var F = rate()"), "pay/fee.go", "Dev Two 1.00", ""},
		{"then moved", two + "copy\n+ pay/fee.go\n" + charge() + two + "move\nR pay/fee.go bill/fees.go\n", "bill/fees.go", "Dev Two 0.67, Dev One 0.33", "Dev Two copied pay/charge.go to pay/fee.go"},
		{"moved with its indentation", two + "move\n- pay/charge.go\n+ bill/charge.go\n" + strings.ReplaceAll(charge(), "var Rate", "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\tvar Rate"), "bill/charge.go", both, "Dev Two moved pay/charge.go to bill/charge.go"},
		{"a copy of a copy", two + "copy\n+ pay/fee.go\n" + charge("var A = rate()") + three + "copy\n+ pay/tax.go\n" + charge("var A = rate()", "var B = rate()"), "pay/tax.go", "Dev One 0.33, Dev Three 0.33, Dev Two 0.33", "Dev Three copied pay/fee.go to pay/tax.go"},
		{"in a commit that edits the original", two + "split\n+ pay/fee.go\n" + charge("var A = rate()") + "+ pay/charge.go\n" + charge("var A = 1", "var B = 2", "var C = 3", "var D = 4", "var E = 5", "var F = 6", "var G = 7"), "pay/fee.go", both, "Dev Two copied pay/charge.go to pay/fee.go"},
		{"later changes of the original are none of the copy's", two + "copy\n+ pay/fee.go\n" + charge() + three + "change\n+ pay/charge.go\n" + charge("var Z = 1"), "pay/fee.go", both, "Dev Two copied pay/charge.go to pay/fee.go"},
		{"a licence above code of one's own", two + "write\n+ pay/one.go\n" + fmt.Sprintf(licence, "One"), "pay/one.go", "Dev Two 1.00", ""},
		{"the licence itself", two + "add\n+ bill/LICENSE\n" + charge(), "bill/LICENSE", "Dev Two 1.00", ""},
		{"a template that stands in many places", two + "begin\n+ a/x.go\n" + charge() + "+ b/x.go\n" + charge() + "+ d/x.go\n" + charge() + three + "begin\n+ c/x.go\n" + charge(), "c/x.go", "Dev Three 1.00", ""},
		{"an import of 10,000 files", two + "import\n+ lib/charge.go\n" + charge() + bulk.String(), "lib/charge.go", "Dev Two 1.00", ""},
		{"an empty file", two + "begin\n+ bill/README\n", "bill/README", "Dev Two 1.00", ""},
		{"the first commit", "", "README", "Dev Four 1.00", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			top := t.TempDir()
			gittest.Repo(t, top, copied(test.then))
			w := opened(t, top, "")
			knowers, source := origin(t, w, test.file)
			if diff := cmp.Diff([2]string{test.knowers, test.source}, [2]string{knowers, source}); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.file, diff)
			}
		})
	}
}

// TestOriginIsAskedOnce: what was found out once is known to the next program from the beginning, without git.
func TestOriginIsAskedOnce(t *testing.T) {
	top, dir := t.TempDir(), t.TempDir()
	gittest.Repo(t, top, copied(two+"copy\n+ pay/fee.go\n"+charge("var A = rate()")))
	in := func(name string) string { return filepath.Join(dir, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	open := func(told func(*workspace.Snapshot)) *workspace.Workspace {
		w, err := workspace.Open(t.Context(), top, nil, workspace.Options{Dirs: dirs, Now: now, OnChange: told})
		if err == nil {
			err = w.Refresh(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	news := make(chan *workspace.Snapshot, 100)
	w := open(func(s *workspace.Snapshot) { news <- s })
	origin(t, w, "pay/fee.go")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	told := false
	for len(news) > 0 {
		s := <-news
		told = told || s.CopiedFrom("pay/fee.go") != nil
	}
	if !told {
		t.Error("nobody was told that more people know the file")
	}
	objects := filepath.Join(top, ".git", "objects")
	if err := errors.Join(os.RemoveAll(objects), os.MkdirAll(filepath.Join(objects, "pack"), 0o755)); err != nil {
		t.Fatal(err)
	}
	again := open(nil)
	defer again.Close()
	s := again.OpenSaved(t.Context(), "pay/fee.go")
	if got := len(s.Knowers("pay/fee.go")); got != 2 {
		t.Errorf("%d people know the file, from the first answer on; want 2", got)
	}
}

// TestCopiesInAShallowClone: where history is cut off there is nothing to compare with; deepened, it tells.
func TestCopiesInAShallowClone(t *testing.T) {
	top, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	gittest.Repo(t, top, copied(two+"copy\n+ pay/fee.go\n"+charge("var A = rate()")+three+"more\n+ other.go\n"))
	gittest.Git(t, top, "clone", "-q", "--depth=2", "file://"+filepath.ToSlash(top), clone)
	w := opened(t, clone, "")
	if _, source := origin(t, w, "pay/fee.go"); source != "" {
		t.Errorf("in the shallow clone: %s", source)
	}
	gittest.Git(t, clone, "fetch", "-q", "--unshallow")
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, source := origin(t, w, "pay/fee.go"); source != "Dev Two copied pay/charge.go to pay/fee.go" {
		t.Errorf("deepened: %q", source)
	}
}
