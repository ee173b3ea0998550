package index_test

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

const fakeCommits = 4000

// grown is the same history in every process.
func grown() (*fake, []git.Hash) {
	f, r := newFake(), rand.New(rand.NewPCG(7, 8))
	var all []git.Hash
	for range fakeCommits {
		all = append(all, f.grow(r, all))
	}
	return f, all
}

// buildFake is run in a process of its own: it indexes the first so many commits, saying where it is.
func buildFake(path, commits string) error {
	n, err := strconv.Atoi(commits)
	if err != nil {
		return err
	}
	f, all := grown()
	x, err := index.Open(context.Background(), path)
	if err != nil {
		return err
	}
	if _, err := x.Refresh(context.Background(), talking{f}, all[n-1:n], nil); err != nil {
		return err
	}
	fmt.Println("done")
	return x.Close()
}

// talking says how far it is.
type talking struct{ index.Source }

func (s talking) Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error] {
	return func(yield func(*git.Commit, error) bool) {
		n := 0
		for c, err := range s.Source.Log(ctx, q) {
			if n++; n%500 == 1 {
				fmt.Println("walking", n)
			}
			if !yield(c, err) {
				return
			}
		}
		fmt.Println("walked")
	}
}

// TestKilledAnywhere kills a real process that builds, and one that brings up to date: while it walks, when it has
// walked, when it has begun to write, and so much further.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	f, all := grown()
	half, whole := all[fakeCommits/2-1], all[fakeCommits-1]
	dumps := map[git.Hash][]string{}
	for _, at := range []git.Hash{half, whole} {
		x := openIndex(t)
		refresh(t, x, f, at)
		dumps[at] = dump(t, x)
	}
	for _, built := range []bool{false, true} {
		for _, when := range []struct {
			line string
			wal  int64 // bytes that are written then
		}{{"walking 1", 0}, {"walked", 0}, {"walked", 1}, {"walked", 100_000}, {"walked", 400_000}, {"done", 0}} {
			t.Run(fmt.Sprintf("%s %d up to date %v", when.line, when.wal, built), func(t *testing.T) {
				t.Parallel()
				f := f.again()
				path := filepath.Join(t.TempDir(), "index.db")
				if built {
					x, err := index.Open(t.Context(), path)
					if err != nil {
						t.Fatal(err)
					}
					refresh(t, x, f, half)
					if err := x.Close(); err != nil {
						t.Fatal(err)
					}
				}
				kill(t, path, when.line, when.wal)
				x, err := index.Open(t.Context(), path)
				if err != nil {
					t.Fatal(err)
				}
				defer x.Close()
				x.SetClock(func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) })
				switch state := x.State(); {
				case !state.Complete && (built || knows(t, x, "a/a.go") != ""):
					t.Errorf("half an index is served: %+v", state)
				case state.Complete:
					if diff := differ(dumps[state.Tips[0]], dump(t, x)); diff != "" {
						t.Errorf("it is neither what it was nor what it was to be:\n%.2000s", diff)
					}
				}
				refresh(t, x, f, whole)
				if diff := differ(dumps[whole], dump(t, x)); diff != "" {
					t.Errorf("after going on (-fresh +got):\n%.2000s", diff)
				}
			})
		}
	}
}

// kill starts a process that indexes all commits, and kills it when it has said line and then written so much.
func kill(t *testing.T, path, line string, wal int64) {
	t.Helper()
	p := child(t, "", path, "LEADLINE_TEST_FAKE="+strconv.Itoa(fakeCommits))
	said, ended := make(chan bool, 1), make(chan bool)
	go func() {
		defer close(ended)
		for in := bufio.NewScanner(p.Stdout); in.Scan(); {
			if in.Text() == line {
				said <- true
			}
		}
	}()
	select {
	case <-said:
	case <-ended:
		t.Fatalf("the other process ended without saying %q: %v", line, p.Wait())
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for written := int64(0); written < wal; {
		select {
		case <-ended: // too fast for us: then it is whole
			written = wal
		case <-tick.C:
			if at, err := os.Stat(path + "-wal"); err == nil {
				written = at.Size()
			}
		}
	}
	p.Stop()
	<-ended
	_ = p.Wait() // killed by us
}
