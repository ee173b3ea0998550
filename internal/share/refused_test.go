package share_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

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
