package gittest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadline/leadline/internal/gittest"
)

const story = `
me Dev Three <dev3@example.com>

commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
retry must never bill twice (#412)
| Customers were charged again.
|
| Reviewed-by: Dev Two <dev2@example.com>
+ pay/charge.go
<<<
package pay

func Charge() {}
>>>
+ "a b.txt"

commit feature 2026-10-02T10:00:00+02:00 Dev Two <dev2@example.com>
start
R pay/charge.go pay/bill.go

commit main 2026-10-03T10:00:00Z Dev One <dev1@example.com>
drop
- "a b.txt"
+x run.sh

commit main 2026-10-04T10:00:00Z Dev One <dev1@example.com>
merge feature
merge feature
R pay/charge.go pay/bill.go
`

func TestRepo(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, story)

	want := strings.Join([]string{"100644 pay/bill.go", "100755 run.sh"}, "\n")
	if diff := cmp.Diff(want, gittest.Git(t, dir, "ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD")); diff != "" {
		t.Errorf("tree (-want +got):\n%s", diff)
	}
	if got := gittest.Git(t, dir, "status", "--porcelain"); got != "" {
		t.Errorf("work tree not clean: %s", got)
	}
	text, err := os.ReadFile(filepath.Join(dir, "pay", "bill.go"))
	if err != nil || string(text) != "package pay\n\nfunc Charge() {}\n" {
		t.Errorf("file holds %q, %v", text, err)
	}
	if got := gittest.Git(t, dir, "log", "--format=%s|%an|%aI|%p", "--topo-order"); strings.Count(got, "\n") != 3 ||
		!strings.Contains(got, "start|Dev Two|2026-10-02T10:00:00+02:00|") {
		t.Errorf("log:\n%s", got)
	}
	if got := gittest.Git(t, dir, "log", "-1", "--format=%(trailers:only,unfold)", "main~2"); got != "Reviewed-by: Dev Two <dev2@example.com>\n" {
		t.Errorf("trailers %q", got)
	}
	if got := gittest.Git(t, dir, "config", "user.email"); got != "dev3@example.com" {
		t.Errorf("user.email %q", got)
	}
}

func TestRepoHashesDependOnHistoryAlone(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	gittest.Repo(t, a, story)
	gittest.Repo(t, b, story)
	if x, y := gittest.Hash(t, a, "HEAD"), gittest.Hash(t, b, "HEAD"); x != y {
		t.Errorf("%s and %s differ", x, y)
	}
}

func TestRepoContinues(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, story)
	before := gittest.Hash(t, dir, "main")
	gittest.Repo(t, dir, `
commit main 2026-10-05T10:00:00Z Dev One <dev1@example.com>
more
+ new.txt
ref refs/remotes/origin/main main
`)
	if got := gittest.Hash(t, dir, "main~1"); got != before {
		t.Errorf("parent is %s, want %s", got, before)
	}
	if gittest.Hash(t, dir, "origin/main") != gittest.Hash(t, dir, "main") {
		t.Error("ref line did not set the ref")
	}
}
