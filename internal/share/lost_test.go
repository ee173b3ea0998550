package share_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

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
