package git_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

const payStory = `
me Dev Three <dev3@example.com>
config remote.origin.url=https://forge.example/pay.git

commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
charge customers
+ pay/charge.go
<<<
package pay

func Charge() {
	bill()
	notify()
	record()
}
>>>
+ "notes/a b.txt"
<<<
first
second
>>>

commit feature 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
retry must never bill twice (#412)
| Customers were charged again, because
| the queue redelivers.
|
| Reviewed-by: Dev One <dev1@example.com>
| Co-authored-by: Dev Four <dev4@example.com>
| Signed-off-by: Dev Two <dev2@example.com>
R pay/charge.go pay/bill.go
+ pay/dedupe.go
<<<
package pay
>>>

commit main 2026-10-03T10:00:00Z Dev One <dev1@example.com>
say more
+ "notes/a b.txt"
<<<
first
second
third
>>>

commit main 2026-10-04T10:00:00Z Dev One <dev1@example.com>
Merge branch feature
merge feature
R pay/charge.go pay/bill.go
+ pay/dedupe.go
<<<
package pay
>>>

commit main 2026-10-05T10:00:00Z Dev Three <dev3@example.com>
drop notes
- notes
`

// build makes a repository from a history and finds it.
func build(t testing.TB, history string) *git.Repository {
	t.Helper()
	dir := t.TempDir()
	gittest.Repo(t, dir, history)
	return find(t, dir)
}

func find(t testing.TB, dir string) *git.Repository {
	t.Helper()
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func openStore(t testing.TB, r *git.Repository) *git.Store {
	t.Helper()
	s, err := git.OpenStore(limited(t), t.TempDir(), r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func headOf(t testing.TB, r *git.Repository) git.Hash {
	t.Helper()
	h, err := r.Head()
	if err != nil {
		t.Fatal(err)
	}
	return h.Hash
}

// limited is a context that ends a hanging test.
func limited(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// physical is a temporary folder without links in its path.
func physical(t testing.TB) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func replaceTop(text, dir string) string {
	return strings.ReplaceAll(text, "TOP", filepath.ToSlash(dir))
}
