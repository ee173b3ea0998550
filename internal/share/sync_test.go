package share_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestWhatOneSaysTheOthersHave(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	mine, theirs := one.repo(), two.repo()
	one.decide("D-AAAAAA", "Charge is idempotent")
	two.decide("D-BBBBBB", "Ledger before queue") // before it has heard of the team
	out := one.sync(bare)
	if out.Sent != 1 || out.Received != 0 || len(out.Adopted) > 0 || out.Repo != mine {
		t.Errorf("the first one: %+v", out)
	}
	out = two.sync(bare)
	if out.Sent != 1 || out.Received != 1 || !slices.Equal(out.Adopted, []string{theirs}) || out.Repo != mine {
		t.Errorf("who joins: %+v", out)
	}
	if out = one.sync(bare); out.Received != 1 || out.Sent != 0 {
		t.Errorf("the first one again: %+v", out)
	}
	alike(t, one, two)
	if out = two.sync(bare); out.Sent+out.Received > 0 {
		t.Errorf("nothing is new: %+v", out)
	}
	for _, m := range []*machine{one, two} {
		want := "refs/leadline/v1/" + m.log.Writer() + "/1"
		if !slices.Contains(refs(t, bare), want) {
			t.Errorf("the remote has %v, not %s", refs(t, bare), want)
		}
	}
	if got := gittest.Git(t, one.clone.Top, "for-each-ref"); got != "" {
		t.Errorf("something was written into the user's repository: %s", got)
	}
	told, err := two.own.Since(t.Context(), 0, 10)
	if err != nil || len(told) != 1 || told[0].Kind != share.RepoAdopted || string(told[0].Body) != `{"from":"`+theirs+`"}` {
		t.Errorf("joining was noted as %v, %v", told, err)
	}
}

// Whatever the preview prints is what the ref then holds, to the byte; and nothing else leaves.
func TestPreviewIsWhatIsSent(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	for i := range 1200 {
		one.decide(fmt.Sprintf("D-%06d", i), "number <"+strings.Repeat("é", i%50)+"> \u2028")
	}
	if _, err := one.own.Append(t.Context(), eventlog.Event{Kind: "hint.snoozed", Subject: "secret.go", Repo: one.repo()}); err != nil {
		t.Fatal(err)
	}
	other := eventlog.Event{Kind: "decision.logged", Subject: "D-OTHER1", Repo: "another", Body: []byte(`{"title":"of another repository"}`)}
	if _, err := one.log.Append(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	two.decide("D-BBBBBB", "from two")
	for _, m := range []*machine{one, two, one, two} {
		ref := "refs/leadline/v1/" + m.log.Writer() + "/1"
		before := ""
		if slices.Contains(refs(t, bare), ref) {
			before = sent(t, bare, ref)
		}
		p, err := share.Preview(t.Context(), m.channel(bare))
		if err != nil || p.Unmet != nil {
			t.Fatal(err, p.Unmet)
		}
		var preview bytes.Buffer
		if _, err := p.WriteTo(&preview); err != nil {
			t.Fatal(err)
		}
		if out := m.sync(bare); out.Sent != p.Events || out.Repo != p.Repo {
			t.Errorf("%s: %d events of %s were foretold, %d of %s sent", m.who, p.Events, p.Repo, out.Sent, out.Repo)
		}
		now := sent(t, bare, ref)
		if now != before+preview.String() {
			t.Errorf("%s: what was sent is not what was foretold", m.who)
		}
		if strings.Contains(now, "secret.go") || strings.Contains(now, "of another repository") {
			t.Error("something left that must not")
		}
		m.decide("D-LATER1", "one more")
	}
	if got := one.sync(bare); got.Received != 1 || got.Sent != 1 {
		t.Errorf("at last: %+v", got)
	}
}

func TestOfflineWaits(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one := newMachine(t, "one")
	one.decide("D-AAAAAA", "x")
	c := one.channel(bare + "-gone")
	_, err := share.Sync(t.Context(), c)
	var unmet *git.UnmetError
	if !errors.As(err, &unmet) {
		t.Fatalf("no remote: %v", err)
	}
	s := c.State()
	if s.Problem == nil || s.Problem.Reason != git.UnmetAbsent || s.Failures != 1 || s.Due(one.now.Add(9*time.Minute)) || !s.Due(one.now.Add(10*time.Minute)) {
		t.Errorf("after one failure: %+v", s)
	}
	for range 9 {
		if _, err = share.Sync(t.Context(), c); err == nil {
			t.Fatal("no error")
		}
	}
	if s = c.State(); s.Due(one.now.Add(5*time.Hour)) || !s.Due(one.now.Add(6*time.Hour)) || !s.Due(one.now.Add(-24*time.Hour)) {
		t.Errorf("after ten: next at %v", s.Next)
	}
	if n, err := share.Waiting(t.Context(), c); n != 1 || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
	if p, err := share.Preview(t.Context(), c); err != nil || p.Unmet == nil || p.Events != 1 {
		t.Errorf("a preview offline: %+v, %v", p, err)
	}
	if err := os.Rename(bare, bare+"-gone"); err != nil {
		t.Fatal(err)
	}
	if out := one.sync(bare + "-gone"); out.Sent != 1 {
		t.Errorf("online: %+v", out)
	}
	if s = c.State(); s.Problem != nil || s.Failures != 0 || !s.Next.IsZero() {
		t.Errorf("after it went well: %+v", s)
	}
}

func TestAHostThatTakesBranchesOnly(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	gittest.Git(t, bare, "config", "transfer.hideRefs", "refs/leadline")
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	two.decide("D-BBBBBB", "y")
	if out := one.sync(bare); !out.Branches || out.Sent != 1 {
		t.Errorf("%+v", out)
	}
	two.sync(bare)
	one.decide("D-CCCCCC", "z")
	one.sync(bare)
	two.sync(bare)
	alike(t, one, two)
	if got := refs(t, bare); len(got) != 2 || !strings.HasPrefix(got[0], "refs/heads/leadline/v1/") {
		t.Errorf("the remote has %v", got)
	}
	gittest.Git(t, bare, "config", "--add", "transfer.hideRefs", "refs/heads/leadline")
	three := newMachine(t, "three")
	three.decide("D-DDDDDD", "x")
	_, err := share.Sync(t.Context(), three.channel(bare))
	var none *share.NoPlaceError
	if !errors.As(err, &none) || none.Ref == "" || none.Branch == "" {
		t.Errorf("a host that takes nothing: %v", err)
	}
}

func TestARewrittenRefIsRefused(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "first")
	one.sync(bare)
	one.decide("D-BBBBBB", "second")
	one.sync(bare)
	two.sync(bare)
	ref := "refs/leadline/v1/" + one.log.Writer() + "/1"
	tip := gittest.Hash(t, bare, ref)
	want := two.rows()

	gittest.Git(t, bare, "update-ref", ref, tip+"~1")
	out := two.sync(bare)
	refused := []share.Refusal{{Writer: one.log.Writer(), Who: "Dev one", Reason: share.Rewritten}}
	if diff := cmp.Diff(refused, out.Refused); diff != "" {
		t.Error(diff)
	}
	forged := gittest.Git(t, bare, "-c", "user.name=x", "-c", "user.email=x", "commit-tree", "-m", "x", tip+"^{tree}")
	gittest.Git(t, bare, "update-ref", ref, forged)
	if diff := cmp.Diff(refused, two.sync(bare).Refused); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, two.rows()); diff != "" {
		t.Errorf("what was taken in changed: %s", diff)
	}
	if s := two.channel(bare).State(); len(s.Refused) != 1 {
		t.Errorf("remembered: %+v", s.Refused)
	}
	gittest.Git(t, bare, "update-ref", ref, tip)
	if out := two.sync(bare); len(out.Refused) > 0 {
		t.Errorf("as it was: %+v", out.Refused)
	}
	merge := gittest.Git(t, bare, "-c", "user.name=x", "-c", "user.email=x", "commit-tree", "-m", "x", "-p", tip, "-p", forged, tip+"^{tree}")
	gittest.Git(t, bare, "update-ref", ref, merge)
	if diff := cmp.Diff(refused, two.sync(bare).Refused); diff != "" {
		t.Errorf("a merge: %s", diff)
	}
}

// One's own ref, rewritten or deleted there, costs nobody anything.
func TestOnesOwnRefIsGone(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "first")
	one.sync(bare)
	one.decide("D-BBBBBB", "second")
	one.sync(bare)
	ref := "refs/leadline/v1/" + one.log.Writer() + "/1"
	gittest.Git(t, bare, "update-ref", ref, ref+"~1")
	one.sync(bare)
	two.sync(bare)
	alike(t, one, two)
	gittest.Git(t, bare, "update-ref", "-d", ref)
	one.sync(bare)
	if out := two.sync(bare); len(out.Refused) > 0 || !slices.Contains(refs(t, bare), ref) {
		t.Errorf("%+v", out)
	}
	// The store for syncing is no treasure.
	if err := os.RemoveAll(filepath.Join(one.dir, "sync.git")); err != nil {
		t.Fatal(err)
	}
	one.decide("D-CCCCCC", "third")
	if out := one.sync(bare); out.Reminted || out.Sent != 1 {
		t.Errorf("without its store: %+v", out)
	}
	two.sync(bare)
	alike(t, one, two)
	if got := refs(t, bare); len(got) != 1 {
		t.Errorf("the remote has %v", got)
	}
}

func TestSomethingIsTakenBack(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "first")
	one.sync(bare)
	secret := one.decide("D-BBBBBB", "hunter2")
	one.sync(bare)
	one.decide("D-CCCCCC", "third")
	one.sync(bare)
	two.sync(bare)
	old := "refs/leadline/v1/" + one.log.Writer() + "/1"
	first := gittest.Hash(t, bare, old+"~2")
	if _, err := one.log.Blank(t.Context(), eventlog.Blank{ID: secret.ID, Body: []byte("{}"), Actor: true}); err != nil {
		t.Fatal(err)
	}
	out := one.sync(bare)
	if !out.Began {
		t.Fatalf("the next week's first sync: %+v", out)
	}
	now := "refs/leadline/v1/" + one.log.Writer() + "/2"
	if diff := cmp.Diff([]string{now}, refs(t, bare)); diff != "" {
		t.Fatal(diff)
	}
	if text := sent(t, bare, now); strings.Contains(text, "hunter2") || strings.Count(text, "first") != 1 || !strings.Contains(text, "third") {
		t.Errorf("the new generation says %s", text)
	}
	if got := gittest.Hash(t, bare, now+"~1"); got != first {
		t.Error("batches before the one that changed were written anew")
	}
	if out = two.sync(bare); out.Blanked != 1 || out.Received != 0 || len(out.Refused)+len(out.Clashes) > 0 {
		t.Errorf("two: %+v", out)
	}
	alike(t, one, two)
	for _, m := range []*machine{one, two} {
		blobs := gittest.Git(t, filepath.Join(m.dir, "sync.git"), "cat-file", "--batch", "--batch-all-objects", "--unordered")
		if strings.Contains(blobs, "hunter2") {
			t.Errorf("%s still has it in its store for syncing", m.who)
		}
	}
	three := newMachine(t, "three")
	three.sync(bare)
	alike(t, one, three)

	// Within a week what is only remembered no longer waits, unless somebody wants it gone.
	third := one.events()[2]
	if _, err := one.log.Blank(t.Context(), eventlog.Blank{ID: third.ID, Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	one.decide("D-DDDDDD", "fourth")
	if out := one.sync(bare); out.Began || out.Sent != 1 {
		t.Errorf("the same day: %+v", out)
	}
	c := one.channel(bare)
	c.Retell = true
	if out, err := share.Sync(t.Context(), c); err != nil || !out.Began {
		t.Errorf("at once: %+v, %v", out, err)
	}
	two.sync(bare)
	alike(t, one, two)
}

func TestAHostThatKeepsWhatIsTakenBack(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	gittest.Git(t, bare, "config", "receive.denyDeletes", "true") // of branches
	gittest.Git(t, bare, "config", "transfer.hideRefs", "refs/leadline")
	one, two := newMachine(t, "one"), newMachine(t, "two")
	e := one.decide("D-AAAAAA", "first")
	one.sync(bare)
	two.sync(bare)
	if _, err := one.log.Blank(t.Context(), eventlog.Blank{ID: e.ID, Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if out := one.sync(bare); len(out.Stays) != 1 || !strings.Contains(out.Stays[0], "/1: ") {
			t.Errorf("what stays is told as %v", out.Stays)
		}
	}
	if out := two.sync(bare); out.Blanked != 1 || len(out.Refused) > 0 {
		t.Errorf("two: %+v", out)
	}
	alike(t, one, two)
}

// A home that was copied, and both copies go on.
func TestTwoMachinesUnderOneName(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one := newMachine(t, "one")
	one.decide("D-AAAAAA", "before")
	one.sync(bare)
	one.close()
	copied := newMachine(t, "copy")
	copied.close()
	if err := os.RemoveAll(copied.dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(copied.dir, os.DirFS(one.dir)); err != nil {
		t.Fatal(err)
	}
	one.open()
	copied.open()
	copied.clone = one.clone // as it was found at the same place
	was := one.log.Writer()
	one.decide("D-BBBBBB", "one's")
	copied.decide("D-CCCCCC", "the copy's")
	copied.decide("D-DDDDDD", "the copy's second")
	one.sync(bare)
	if p, err := share.Preview(t.Context(), copied.channel(bare)); err != nil || !p.Renames {
		t.Errorf("nobody is told that the copy would get another name: %v", err)
	}
	out := copied.sync(bare)
	if !out.Reminted || out.Sent != 2 || out.Received != 1 {
		t.Errorf("the copy: %+v", out)
	}
	if now, err := copied.log.CurrentWriter(t.Context()); now == was || err != nil {
		t.Errorf("the copy is %s, %v", now, err)
	}
	one.sync(bare)
	alike(t, one, copied)
	three := newMachine(t, "three")
	three.sync(bare)
	alike(t, one, three)
	copied.decide("D-EEEEEE", "more")
	if out := copied.sync(bare); out.Reminted {
		t.Errorf("again: %+v", out)
	}
	one.sync(bare)
	alike(t, one, copied)
}

// A store that was lost, and put back from a backup that has more than the remote.
func TestAStoreThatWasPutBack(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "first")
	one.sync(bare)
	two.sync(bare)
	one.decide("D-BBBBBB", "said, not sent")
	backup := filepath.Join(t.TempDir(), "backup.db")
	one.close()
	for _, name := range []string{"events.db", "leadline.db", "leadline-v6.db", "sync.git"} {
		var err error
		if name == "events.db" {
			err = os.Rename(filepath.Join(one.dir, name), backup)
		} else {
			err = os.RemoveAll(filepath.Join(one.dir, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := eventlog.Restore(t.Context(), filepath.Join(one.dir, eventlog.TeamFile), backup, eventlog.Options{}); err != nil {
		t.Fatal(err)
	}
	one.open()
	one.decide("D-CCCCCC", "after it")
	if out := one.sync(bare); out.Sent != 2 || out.Reminted || len(out.Refused) > 0 {
		t.Errorf("%+v", out)
	}
	if out := two.sync(bare); out.Received != 2 || len(out.Refused) > 0 {
		t.Errorf("two: %+v", out)
	}
	alike(t, one, two)
	if out := one.sync(bare); out.Sent > 0 {
		t.Errorf("again: %+v", out)
	}
	if p, err := share.Preview(t.Context(), one.channel(bare)); err != nil || p.Events > 0 {
		t.Errorf("%d would be sent, %v", p.Events, err)
	}
}

func TestASecondRemote(t *testing.T) {
	t.Parallel()
	first, second := remote(t), remote(t)
	one, two, three := newMachine(t, "one"), newMachine(t, "two"), newMachine(t, "three")
	one.decide("D-AAAAAA", "one's")
	one.sync(first)
	two.decide("D-BBBBBB", "two's")
	two.sync(second)
	three.decide("D-CCCCCC", "three's")
	three.sync(first)
	three.sync(second)
	three.decide("D-DDDDDD", "three's later")
	for range 2 {
		three.sync(first)
		three.sync(second)
		one.decide("D-EEEEEE", "one's later")
		one.sync(first)
		two.decide("D-FFFFFF", "two's later")
		two.sync(second)
	}
	if a, b, c := one.repo(), two.repo(), three.repo(); a != b || b != c {
		t.Errorf("the repository is %s, %s and %s", a, b, c)
	}
	if n := len(three.events()); n != 6 {
		t.Errorf("three has %d events", n)
	}
	if text := sent(t, second, "refs/leadline/v1/"+three.log.Writer()+"/1"); strings.Contains(text, "one's") {
		t.Error("what one said at the first remote was carried to the second")
	}
}

// Both began before either heard of the other.
func TestTwoBeginAtOnce(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	two.decide("D-BBBBBB", "y")
	elsewhere := remote(t)
	two.sync(elsewhere)
	one.sync(bare)
	want := min(one.repo(), two.repo())
	two.sync(bare)
	one.decide("D-CCCCCC", "z")
	two.decide("D-DDDDDD", "z")
	for range 2 {
		one.sync(bare)
		two.sync(bare)
	}
	if one.repo() != want || two.repo() != want {
		t.Errorf("%s and %s, not %s", one.repo(), two.repo(), want)
	}
	one.sync(bare)
	alike(t, one, two)
}

func TestIdentitiesOfOtherRepositoriesAreNotTaken(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	other, err := two.log.Repo(t.Context(), eventlog.Evidence{GitDir: "/other/.git", Remotes: []string{"https://example.com/other.git"}})
	if err != nil {
		t.Fatal(err)
	}
	mine := two.repo()
	c := one.channel(bare)
	if err := one.log.Adopt(t.Context(), c.Repo, other); err != nil {
		t.Fatal(err)
	}
	one.decide("D-AAAAAA", "x")
	one.sync(bare)
	out := two.sync(bare)
	if out.Repo != mine || len(out.Adopted) > 0 || len(out.Refused) != 1 || out.Refused[0].Reason != share.Elsewhere {
		t.Errorf("%+v", out)
	}
	if got := two.events(); len(got) != 1 || got[0].Repo != mine {
		t.Errorf("it stands under another repository: %+v", got)
	}
}

func TestClocksThatAreWrong(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two, three := newMachine(t, "one"), newMachine(t, "two"), newMachine(t, "three")
	one.now = noon.AddDate(10, 0, 0)
	one.decide("D-AAAAAA", "from the future")
	two.now = noon.Add(2 * time.Hour) // a little ahead does no harm
	two.decide("D-BBBBBB", "y")
	one.sync(bare)
	two.sync(bare)
	out := three.sync(bare)
	if out.Received != 1 || len(out.Held) != 1 || out.Held[0].Who != "Dev one" || !out.Held[0].Until.Equal(one.now) {
		t.Errorf("%+v", out)
	}
	if e := three.decide("D-CCCCCC", "z"); e.HLC>>16 > noon.Add(3*time.Hour).UnixMilli() {
		t.Errorf("one's clock moved three's to %v", e.HLC>>16)
	}
	// A machine that thinks it is 1970 believes two others who agree.
	four := newMachine(t, "four")
	four.now = time.Unix(0, 0)
	three.sync(bare)
	if out := four.sync(bare); out.Received != 2 || len(out.Held) != 1 {
		t.Errorf("four: %+v", out)
	}
	five := newMachine(t, "five")
	five.now = one.now
	if out := five.sync(bare); out.Received != 3 || len(out.Held) > 0 {
		t.Errorf("ten years later: %+v", out)
	}
	// Once its clock is right, what it said is, too.
	one.now = noon.Add(time.Hour)
	one.decide("D-DDDDDD", "when it was right again")
	out = one.sync(bare)
	if out.Restamped != 2 || !out.Began {
		t.Errorf("one: %+v", out)
	}
	if out := three.sync(bare); out.Received != 2 || len(out.Held)+len(out.Clashes)+len(out.Refused) > 0 {
		t.Errorf("three at last: %+v", out)
	}
	one.sync(bare)
	alike(t, one, three)
	if e := one.decide("D-EEEEEE", "and on"); e.HLC>>16 > noon.Add(3*time.Hour).UnixMilli() {
		t.Errorf("one still dates from the future: %v", e.HLC>>16)
	}
}

func TestWhatCannotBeReadWaits(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	one.say("mood.shared", "of-a-newer-program", `{"mood":"fine"}`)
	one.sync(bare)
	two.sync(bare)
	alike(t, one, two)
	ref := "refs/leadline/v1/" + one.log.Writer() + "/1"
	good := gittest.Hash(t, bare, ref)
	work := filepath.Join(t.TempDir(), "c")
	gittest.Git(t, one.dir, "clone", "-q", bare, work)
	gittest.Git(t, work, "fetch", "-q", "origin", ref)
	put := func(content string) {
		t.Helper()
		gittest.Git(t, work, "checkout", "-q", "-f", good)
		if err := os.WriteFile(filepath.Join(work, git.BatchFile), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		gittest.Git(t, work, "-c", "user.name=x", "-c", "user.email=x", "commit", "-qam", "x")
		gittest.Git(t, work, "push", "-q", "-f", "origin", "HEAD:"+ref)
	}
	next := one.decide("D-BBBBBB", "y")
	plain, err := next.Line()
	if err != nil {
		t.Fatal(err)
	}
	line := string(plain) + "\n"
	for name, bad := range map[string]string{
		"no JSON":            "hello\n",
		"another writer's":   strings.Replace(line, one.log.Writer(), two.log.Writer(), 1),
		"private":            strings.Replace(line, `"team"`, `"private"`, 1),
		"no ULID":            strings.Replace(line, next.ID, "x", 1),
		"no kind":            strings.Replace(line, "decision.logged", "decision", 1),
		"no object":          strings.Replace(line, `"body":{`, `"body":[{`, 1)[:len(line)-1] + "]}\n",
		"no repository":      strings.Replace(line, next.Repo, "../..", 1),
		"one number twice":   line + line,
		"after a good one":   line + "{}\n",
		"centuries ahead":    strings.Replace(line, fmt.Sprint(next.HLC), "9223372036854775807", 1),
		"an empty file":      " ",
		"larger than all is": strings.Repeat(line, 5<<20/len(line)),
	} {
		put(bad)
		out := two.sync(bare)
		if out.Received != 0 || len(out.Refused) != 1 || out.Refused[0].Reason != share.Unread {
			t.Errorf("%s: %+v", name, out)
		}
	}
	put(line)
	if out := two.sync(bare); out.Received != 1 || len(out.Refused) > 0 {
		t.Errorf("mended: %+v", out)
	}
}

func TestRefsThatMeanNothing(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	one.sync(bare)
	ref := "refs/leadline/v1/" + one.log.Writer() + "/1"
	tip := gittest.Hash(t, bare, ref)
	for _, name := range []string{"x/1", one.log.Writer() + "/01", one.log.Writer() + "/0", one.log.Writer() + "/999999999", "--output=x/1", "a/b/c", "y"} {
		gittest.Git(t, bare, "update-ref", "refs/leadline/v1/"+name, tip)
	}
	if out := two.sync(bare); out.Received != 1 || len(out.Refused) > 0 {
		t.Errorf("%+v", out)
	}
	// Nor does what is no commit.
	gittest.Git(t, bare, "-c", "user.name=x", "-c", "user.email=x", "tag", "-a", "-m", "x", "v1", tip)
	for writer, object := range map[string]string{"b": tip + ":" + git.BatchFile, "c": tip + "^{tree}", "d": "refs/tags/v1"} {
		gittest.Git(t, bare, "update-ref", "refs/leadline/v1/"+strings.Repeat(writer, 26)+"/1", gittest.Hash(t, bare, object))
	}
	one.decide("D-BBBBBB", "y")
	one.sync(bare)
	if out := two.sync(bare); out.Received != 1 || len(out.Refused) != 3 {
		t.Errorf("%+v", out)
	}
	// A folder where a ref was keeps nobody from fetching.
	gittest.Git(t, bare, "update-ref", "-d", "refs/leadline/v1/x/1")
	gittest.Git(t, bare, "update-ref", "refs/leadline/v1/x/1/2", tip)
	if out := two.sync(bare); len(out.Refused) != 3 {
		t.Errorf("%+v", out)
	}
}

func TestChangesThatGaveWay(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	one.say("todo.offered", "T-AAAAAA", `{"to":"","what":"w","why":"y"}`)
	one.sync(bare)
	two.sync(bare)
	one.now = noon.Add(time.Minute)
	first := one.say("entry.amended", "D-AAAAAA", `{"title":"one's","because":"same"}`)
	one.say("todo.taken", "T-AAAAAA", `{}`)
	two.now = noon.Add(2 * time.Minute)
	later := two.say("entry.amended", "D-AAAAAA", `{"title":"two's","because":"same"}`)
	tooLate := two.say("todo.taken", "T-AAAAAA", `{}`)
	one.sync(bare)
	out := two.sync(bare)
	if len(out.Lost) != 1 || out.Lost[0].Subject != "T-AAAAAA" || out.Lost[0].What != "taken" || out.Lost[0].Mine != tooLate.ID || out.Lost[0].By != "Dev one" {
		t.Errorf("two lost %+v", out.Lost)
	}
	out = one.sync(bare)
	want := []share.Contest{{Subject: "D-AAAAAA", What: "title", Mine: first.ID, Theirs: later.ID, By: "Dev two", At: later.At}}
	if diff := cmp.Diff(want, out.Lost); diff != "" {
		t.Error(diff)
	}
	alike(t, one, two)
	if s := one.channel(bare).State(); len(s.Lost) != 1 {
		t.Errorf("remembered: %+v", s.Lost)
	}
}

// A store that was lost, or gave way to an older backup, gets back all that was taken in before, although nothing is new at the
// remote; and what was rewritten there is as it was taken in.
func TestAStoreThatWasLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		backup  bool // one that has the first event
		rewrite bool // the others' line
	}{
		"deleted": {}, "an older backup": {backup: true}, "deleted, and rewritten at the remote": {rewrite: true},
	} {
		t.Run(name, func(t *testing.T) {
			bare := remote(t)
			one, two := newMachine(t, "one"), newMachine(t, "two")
			one.decide("D-AAAAAA", "first")
			one.sync(bare)
			two.sync(bare)
			backup := filepath.Join(t.TempDir(), "backup.db")
			_, err := two.log.Backup(t.Context(), backup, false)
			two.check(err)
			one.decide("D-BBBBBB", "second")
			one.sync(bare)
			two.sync(bare)
			want := two.rows()
			two.close()
			files, err := filepath.Glob(filepath.Join(two.dir, "*.db*"))
			two.check(err)
			for _, name := range files {
				two.check(os.RemoveAll(name))
			}
			if c.backup {
				_, err := eventlog.Restore(t.Context(), filepath.Join(two.dir, eventlog.TeamFile), backup, eventlog.Options{})
				two.check(err)
			}
			if c.rewrite {
				ref := refs(t, bare)[0]
				tree := strings.TrimSpace(gittest.Git(t, bare, "rev-parse", ref+"^{tree}"))
				gittest.Git(t, bare, "update-ref", ref, strings.TrimSpace(gittest.Git(t, bare, "commit-tree", "-m", "forged", tree)))
			}
			two.open()
			if lacks, err := share.Lacks(t.Context(), two.channel(bare)); !lacks || err != nil {
				t.Errorf("nobody would know that something is missing: %v", err)
			}
			two.sync(bare)
			if lacks, err := share.Lacks(t.Context(), two.channel(bare)); lacks || err != nil {
				t.Errorf("after a sync something is missing still: %v", err)
			}
			if diff := cmp.Diff(want["decisions"], two.rows()["decisions"]); diff != "" {
				t.Errorf("before and after:\n%s", diff)
			}
			out := two.sync(bare)
			if out.Received > 0 || (len(out.Refused) > 0) != c.rewrite {
				t.Errorf("again: %+v", out)
			}
		})
	}
}
