package workspace_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

func offer(t *testing.T, w *workspace.Workspace, id string) {
	t.Helper()
	_, err := w.Append(t.Context(), eventlog.Event{
		Kind: string(ledger.TodoOffered), Subject: id, V: 1, Visibility: ledger.Team,
		Body: json.RawMessage(`{"to":"dev1@example.com","what":"retry","why":"errors"}`), At: now(),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// finished is who finished a delegation, because of which commit; "" while nobody has.
func finished(w *workspace.Workspace, id string) (by string, e *ledger.Entry) {
	e, ok := w.Snapshot().Ledger.Find(id)
	if !ok || e.State != ledger.Done {
		return "", e
	}
	return w.Snapshot().Actor(e.Answers[len(e.Answers)-1].By).Name, e
}

func TestACommitThatLandedFinishes(t *testing.T) {
	h := newHome(t)
	w, closeIt := h.open(workspace.Options{})
	defer closeIt()
	refresh := func() {
		t.Helper()
		if err := w.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"T-AAAAAA", "T-BBBBBB", "T-CCCCCC", "T-DDDDDD"} {
		offer(t, w, id)
	}
	refresh()
	gittest.Repo(t, h.top, `
commit side 2026-11-18T10:00:00Z Dev Four <dev4@example.com>
a branch that landed nowhere
| Closes T-DDDDDD
from main
+ d

commit main 2026-11-18T10:00:00Z Dev Two <dev2@example.com>
retry with a key (closes T-AAAAAA)
| Done: T-CCCCCC, T-ZZZZZZ
+ c

commit main 2026-11-18T11:00:00Z Dev Five <dev5@example.com>
one more
| fixes T-AAAAAA
+ e
`)
	refresh()
	for id, want := range map[string]string{"T-AAAAAA": "Dev Two", "T-CCCCCC": "Dev Two", "T-BBBBBB": "", "T-DDDDDD": ""} {
		if by, _ := finished(w, id); by != want {
			t.Errorf("%s was finished by %q, want %q", id, by, want)
		}
	}
	_, e := finished(w, "T-AAAAAA")
	closer := gittest.Hash(t, h.top, "main~1")
	if e.Delegation.Commit != closer || !e.Answers[0].At.Equal(now().Add(3600e9)) {
		t.Errorf("by %s at %v", e.Delegation.Commit, e.Answers[0].At)
	}

	// The upstream counts as well, though it is not checked out.
	gittest.Repo(t, h.top, `
ref refs/remotes/origin/main side
`)
	refresh()
	if by, _ := finished(w, "T-DDDDDD"); by != "Dev Four" {
		t.Errorf("the upstream's commit finished nothing: %q", by)
	}

	gittest.Repo(t, h.top, `
commit main 2026-11-18T12:00:00Z Dev Six <dev6@example.com>
Revert "retry with a key (closes T-AAAAAA)"
| This reverts commit `+closer+`.
- c
`)
	refresh()
	reversal := gittest.Hash(t, h.top, "main")
	for _, id := range []string{"T-AAAAAA", "T-CCCCCC"} {
		if by, e := finished(w, id); by != "Dev Two" || e.Delegation.Reverted != reversal {
			t.Errorf("after the revert %s is finished by %q, reverted by %q", id, by, e.Delegation.Reverted)
		}
	}
	gittest.Repo(t, h.top, `
commit main 2026-11-18T13:00:00Z Dev Six <dev6@example.com>
Reapply "retry with a key"
| This reverts commit `+reversal+`.
+ c
`)
	refresh()
	if _, e := finished(w, "T-AAAAAA"); e.Delegation.Reverted != "" {
		t.Errorf("still reverted by %s", e.Delegation.Reverted)
	}
}

// Two programs that see the commit, and one that saw nothing of the first two, record the same event once.
func TestACommitFinishesOnce(t *testing.T) {
	h := newHome(t)
	one, closeOne := h.open(workspace.Options{})
	defer closeOne()
	offer(t, one, "T-AAAAAA")
	two, closeTwo := h.open(workspace.Options{})
	defer closeTwo()
	gittest.Repo(t, h.top, `
commit main 2026-11-18T10:00:00Z Dev Two <dev2@example.com>
Closes T-AAAAAA
+ c
`)
	var group sync.WaitGroup
	for _, w := range []*workspace.Workspace{one, two} {
		group.Go(func() {
			if err := w.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	three, closeThree := h.open(workspace.Options{})
	defer closeThree()
	if err := three.Landed(t.Context()); err != nil {
		t.Fatal(err)
	}
	log, err := eventlog.OpenTeam(t.Context(), h.dirs.Data, eventlog.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	events, err := log.BySubject(t.Context(), "T-AAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	if diff := cmp.Diff([]string{"todo.offered", "todo.done"}, kinds); diff != "" {
		t.Error(diff)
	}
}

// A commit that was there before the offer was known finishes it; one of another repository finishes nothing.
func TestAnOfferThatComesAfterItsCommit(t *testing.T) {
	h, other := newHome(t), newHome(t)
	other.dirs = h.dirs
	gittest.Git(t, other.top, "config", "remote.origin.url", "https://example.com/other.git")
	w, closeIt := h.open(workspace.Options{})
	defer closeIt()
	offer(t, w, "T-BBBBBB")
	landed := `
commit main 2026-11-18T08:00:00Z Dev Two <dev2@example.com>
Closes T-AAAAAA
+ c
`
	gittest.Repo(t, h.top, landed)
	if err := w.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	gittest.Repo(t, other.top, `
commit main 2026-11-18T08:00:00Z Dev Two <dev2@example.com>
Closes T-BBBBBB
+ x
`)
	elsewhere, closeOther := other.open(workspace.Options{})
	defer closeOther()
	offer(t, elsewhere, "T-XXXXXX")
	if err := elsewhere.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	offer(t, w, "T-AAAAAA")
	if err := w.Landed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if by, _ := finished(w, "T-AAAAAA"); by != "Dev Two" {
		t.Errorf("not finished by the commit that was there: %q", by)
	}
	if by, _ := finished(w, "T-BBBBBB"); by != "" {
		t.Errorf("a commit of another repository finished it: %q", by)
	}
}
