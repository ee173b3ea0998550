package index_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
)

// While histories are read, git repacks and collects in the repository, over and over: packs change places under the reader, and
// what it reads stays the same.
func TestCollectingWhileIndexing(t *testing.T) {
	t.Parallel()
	dir := imported(t, [3]any{"main", "", 3000})
	main := tip(t, dir, "main")
	quiet := openIndex(t)
	refresh(t, quiet, reader(t, dir), main)
	want := dump(t, quiet)
	stop, stopped := make(chan struct{}), make(chan struct{})
	var collected atomic.Int32
	go func() {
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			switch n % 3 {
			case 0: // many packs, of which the next step makes one
				gittest.Git(t, dir, "repack", "-qdF", "--max-pack-size=1m", "--window=0", "-A")
			case 1:
				gittest.Git(t, dir, "gc", "-q", "--prune=now")
			case 2: // another one in its place
				gittest.Git(t, dir, "repack", "-qadf", "--depth=5")
			}
			collected.Add(1)
		}
	}()
	for round := 0; (round < 6 || collected.Load() < 3) && !t.Failed(); round++ {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			x := openIndex(t)
			refresh(t, x, reader(t, dir), main)
			if diff := differ(want, dump(t, x)); diff != "" {
				t.Errorf("(-quiet +while collecting)\n%.2000s", diff)
			}
		})
	}
	close(stop)
	<-stopped
}
