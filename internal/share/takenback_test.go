package share_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

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
