package share_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// syncsIn names, to this test as a child of itself, the folder of the machine that it is to sync, and syncsWith the remote.
const (
	syncsIn   = "LEADLINE_TEST_SYNCS_IN"
	syncsWith = "LEADLINE_TEST_SYNCS_WITH"
)

// syncAlone is one sync as a process of its own.
func syncAlone(ctx context.Context, dir, address string) (err error) {
	clone, err := git.Find(filepath.Join(dir, "clone"))
	if err != nil {
		return err
	}
	o := eventlog.Options{Now: func() time.Time { return noon }}
	log, err := eventlog.OpenTeam(ctx, dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	own, err := eventlog.OpenPrivate(ctx, dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Close()) }()
	id, err := log.Repo(ctx, eventlog.Evidence{GitDir: clone.CommonDir})
	if err != nil {
		return err
	}
	d, err := git.DestinationOf(clone, address)
	if err != nil {
		return err
	}
	x, err := git.OpenExchange(filepath.Join(dir, "sync.git"), "sha1")
	if err != nil {
		return err
	}
	_, err = share.Sync(ctx, share.Channel{Log: log, Private: own, Exchange: x, Repo: id, Destination: d, Now: o.Now})
	return err
}

// A process that syncs is killed, again and again, whatever it is doing: joining, fetching, taking in, sending. What was said before
// is not lost, nothing is sent twice, and the next sync ends what was begun.
func TestKilledWhileSyncing(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	for i := range 1500 {
		one.decide(fmt.Sprintf("D-A%05d", i), "x")
	}
	one.sync(bare)
	random := rand.New(rand.NewPCG(9, 9))
	for round := range 12 {
		for i := range 30 {
			two.decide(fmt.Sprintf("D-B%02d%03d", round, i), "y")
		}
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), syncsIn+"="+two.dir, syncsWith+"="+bare)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		select {
		case <-time.After(time.Duration(random.IntN(400)) * time.Millisecond): // somewhere on the way
			_ = child.Process.Kill() // it may have ended
			<-ended
		case err := <-ended:
			if err != nil {
				t.Errorf("round %d: the sync after one that was killed fails: %v", round, err)
			}
		}
	}
	two.sync(bare)
	one.sync(bare)
	if got := len(one.events()); got != 1500+12*30 {
		t.Errorf("%d events arrived", got)
	}
	if out := two.sync(bare); out.Sent+out.Received > 0 || len(out.Refused)+len(out.Clashes) > 0 {
		t.Errorf("at last: %+v", out)
	}
	alike(t, one, two)
}
