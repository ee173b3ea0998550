package workspace_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// request asks for a review of what is checked out, as the reader.
func request(t *testing.T, w *workspace.Workspace, id, from, head, branch string, paths ...string) {
	t.Helper()
	body, err := json.Marshal(ledger.Review{To: "dev2@example.com", Paths: paths, From: from, Head: head, Branch: branch})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Append(t.Context(), eventlog.Event{
		Kind: string(ledger.ReviewRequested), Subject: id, V: 1, Visibility: ledger.Team, Body: body, At: now(),
	})
	if err != nil {
		t.Fatal(err)
	}
}

const requested = `
me Dev Three <dev3@example.com>
ref refs/remotes/origin/main main
head feature

commit main 2026-09-10T10:00:00Z Dev One <dev1@example.com>
begin
+ a.go
<<<
one
two
three
>>>
+ b.go
<<<
b
>>>

commit feature 2026-11-10T10:00:00Z Dev Three <dev3@example.com>
mine
from main
+ a.go
<<<
one
TWO
three
>>>

commit feature 2026-11-11T10:00:00Z Dev Three <dev3@example.com>
mine too
+ b.go
<<<
b
bb
>>>
`

func TestRequestsCloseWhenTheirChangeLands(t *testing.T) {
	for _, c := range []struct {
		name, then string
		landed     string // the commit; empty for none
		doubt      workspace.Doubt
	}{
		{"merged", `
commit main 2026-11-12T10:00:00Z Dev One <dev1@example.com>
Merge feature
merge feature
+ a.go
<<<
one
TWO
three
>>>
+ b.go
<<<
b
bb
>>>
`, "feature", ""},
		{"fast-forward", "ref refs/remotes/origin/main feature\n", "feature", ""},
		{"squashed, and changed since", `
commit main 2026-11-12T10:00:00Z Dev One <dev1@example.com>
mine (#12)
+ a.go
<<<
one
TWO
three
>>>
+ b.go
<<<
b
bb
>>>
commit main 2026-11-13T10:00:00Z Dev One <dev1@example.com>
more
+ b.go
<<<
b
bbb
>>>
`, "main~1", ""},
		{"squashed beside other changes of the same files", `
commit main 2026-11-12T10:00:00Z Dev One <dev1@example.com>
before
+ a.go
<<<
zero
one
two
three
>>>
commit main 2026-11-13T10:00:00Z Dev One <dev1@example.com>
mine (#12)
+ a.go
<<<
zero
one
TWO
three
>>>
+ b.go
<<<
b
bb
>>>
`, "main", ""},
		{"rebased", `
commit main 2026-11-12T10:00:00Z Dev One <dev1@example.com>
before
+ a.go
<<<
zero
one
two
three
>>>
commit main 2026-11-13T10:00:00Z Dev Three <dev3@example.com>
mine
+ a.go
<<<
zero
one
TWO
three
>>>
commit main 2026-11-14T10:00:00Z Dev Three <dev3@example.com>
mine too
+ b.go
<<<
b
bb
>>>
`, "main", ""},
		{"half of it", `
commit main 2026-11-13T10:00:00Z Dev Three <dev3@example.com>
mine
+ a.go
<<<
one
TWO
three
>>>
`, "", ""},
		{"nothing of it", `
commit main 2026-11-13T10:00:00Z Dev Three <dev3@example.com>
other
+ a.go
<<<
one
three
>>>
`, "", ""},
		{"the branch is gone", "head main\n- ", "", workspace.BranchGone},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := atHome(t, requested)
			w, done := h.open(workspace.Options{})
			defer done()
			if err := w.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			head := gittest.Hash(t, h.top, "feature")
			request(t, w, "R-AAAAAA", gittest.Hash(t, h.top, "main"), head, "refs/heads/feature", "a.go", "b.go")
			if err := w.LandedReviews(t.Context()); err != nil {
				t.Fatal(err)
			}
			if e, _ := w.Snapshot().Ledger.Find("R-AAAAAA"); !e.Open() {
				t.Fatal("closed before anything landed")
			}
			if c.doubt == workspace.BranchGone {
				gittest.Git(t, h.top, "update-ref", "-d", "refs/heads/feature")
				gittest.Git(t, h.top, "symbolic-ref", "HEAD", "refs/heads/main")
			} else {
				gittest.Repo(t, h.top, "ref refs/remotes/origin/main main\n"+c.then)
			}
			if err := w.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := ""
			if c.landed != "" {
				want = gittest.Hash(t, h.top, c.landed)
			}
			e, _ := w.Snapshot().Ledger.Find("R-AAAAAA")
			if e.Review.Landed != want || e.Open() != (want == "") || len(e.Answers) != 0 {
				t.Errorf("landed as %q, want %q; %s", e.Review.Landed, want, e.State)
			}
			doubts, err := w.Doubts(t.Context())
			if err != nil || doubts["R-AAAAAA"] != c.doubt {
				t.Errorf("doubts %v, %v", doubts, err)
			}
		})
	}
}

// What was asked before anything was committed closes with the asker's own commit, and not because the branch was pulled.
func TestARequestAboutAWorkTreeLands(t *testing.T) {
	h := atHome(t, reviewed)
	w, done := h.open(workspace.Options{})
	defer done()
	base := gittest.Hash(t, h.top, "main")
	request(t, w, "R-AAAAAA", base, base, "refs/heads/main", "pay/a.go")
	closed := func() bool {
		t.Helper()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		e, _ := w.Snapshot().Ledger.Find("R-AAAAAA")
		return !e.Open()
	}
	gittest.Repo(t, h.top, "ref refs/remotes/origin/main main\ncommit main 2026-11-19T10:00:00Z Dev One <dev1@example.com>\ntheirs\n+ pay/a.go\n")
	if closed() {
		t.Error("somebody else's commit closed it")
	}
	gittest.Repo(t, h.top, "ref refs/remotes/origin/main main\ncommit main 2031-11-19T10:00:00Z Dev Three <dev3@example.com>\nmine\n+ pay/a.go\n<<<\n1\n>>>\n")
	if !closed() {
		t.Error("the commit did not close it")
	}
	if e, _ := w.Snapshot().Ledger.Find("R-AAAAAA"); e.Changed.After(now()) {
		t.Errorf("a clock that goes wrong is believed: %v", e.Changed)
	}
}

// Two people share a store, each with a clone: both see the change land, and it is recorded once.
func TestTwoClonesSeeARequestLandOnce(t *testing.T) {
	h := atHome(t, strings.Replace(requested, "head feature", "head feature\nconfig remote.origin.url=https://example.com/pay.git", 1))
	other := &home{t: t, top: filepath.Join(t.TempDir(), "clone"), dirs: h.dirs}
	other.dirs.Cache = t.TempDir()
	if err := os.CopyFS(other.top, os.DirFS(h.top)); err != nil {
		t.Fatal(err)
	}
	w, done := h.open(workspace.Options{})
	defer done()
	request(t, w, "R-AAAAAA", gittest.Hash(t, h.top, "main"), gittest.Hash(t, h.top, "feature"), "refs/heads/feature", "a.go", "b.go")
	two, doneTwo := other.open(workspace.Options{})
	defer doneTwo()
	if e, ok := two.Snapshot().Ledger.Find("R-AAAAAA"); !ok || !e.Open() {
		t.Fatal("the other clone is another repository")
	}
	for _, one := range []*home{h, other} {
		gittest.Repo(t, one.top, "ref refs/remotes/origin/main feature\n")
	}
	for i, one := range []*workspace.Workspace{w, two} {
		if err := one.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		e, _ := one.Snapshot().Ledger.Find("R-AAAAAA")
		if e.State != ledger.Done || e.Unknown != 0 {
			t.Errorf("%d: %s, %d unknown", i, e.State, e.Unknown)
		}
	}
}
