//go:build unix && !race

package hostile_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/exec"
)

// vector is one thing that an attacker does to a repository.
type vector struct {
	name string
	harm func(v *victim)
	// with is the repository that it shares with others; "" for one of its own.
	with string
	// fires are commands of plain git that touch the canary; one is enough, since versions of git differ.
	fires [][]string
	// hangs are commands of plain git that do not come back within a second.
	hangs [][]string
	// in is where plain git is started, below base; the repository by default.
	in string
	// stdin is what plain git reads.
	stdin string
}

const (
	memoryLimit = 500 << 20
	// patience is far more than anything takes, so that a slow machine does not fail; what passes it hangs.
	patience = 60 * time.Second
)

func vectors() []vector {
	return slices.Concat(programs(), places(), special(), names(), broken(), bombs(), proposals())
}

// repository is what is opened: one vector's, or that of several which do not stand in each other's way.
type repository struct {
	name    string
	vectors []vector
}

func repositories() []repository {
	var all []repository
	for _, w := range vectors() {
		at := slices.IndexFunc(all, func(r repository) bool { return w.with != "" && r.name == w.with })
		if at < 0 {
			all = append(all, repository{name: cmp.Or(w.with, w.name)})
			at = len(all) - 1
		}
		all[at].vectors = append(all[at].vectors, w)
	}
	return all
}

// proofs is how many traps are tried at once: most of them are waited for.
const proofs = 6

// TestPlainGitFallsForThem shows that each trap can spring.
func TestPlainGitFallsForThem(t *testing.T) {
	calm, traps := template(t), make(chan vector)
	var workers sync.WaitGroup
	for range proofs {
		workers.Go(func() {
			for w := range traps {
				t.Run(w.name, func(t *testing.T) { prove(t, calm, w) })
			}
		})
	}
	for _, w := range vectors() {
		if len(w.fires)+len(w.hangs) > 0 { // others are what only programs like ours read, or what git refuses
			traps <- w
		}
	}
	close(traps)
	workers.Wait()
}

// envDrills asks for more, as in internal/store/drill.
const envDrills = "LEADLINE_DRILLS"

// together is how many repositories are looked at at once.
const together = 2

func TestHostileRepositories(t *testing.T) {
	calm, room := template(t), make(chan struct{}, together)
	seen := map[string]bool{}
	for number, r := range repositories() {
		for _, w := range r.vectors {
			if seen[w.name] {
				t.Fatalf("two vectors are called %s", w.name)
			}
			seen[w.name] = true
		}
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			room <- struct{}{}
			defer func() { <-room }()
			v := newVictim(t, calm)
			v.number, v.thorough = number, os.Getenv(envDrills) != ""
			for _, w := range r.vectors {
				w.harm(v)
			}
			before, began := v.listing(), time.Now()
			slowest := v.commandLine()
			ran := time.Since(began)
			v.editor()
			v.unharmed(before)
			t.Logf("%d vectors, commands %d ms (slowest: %q %d ms), editor %d ms, %s", len(r.vectors), ran.Milliseconds(),
				slowest.Args, slowest.Took.Milliseconds(), (time.Since(began) - ran).Milliseconds(), v.memory())
		})
	}
	if len(seen) < 40 {
		t.Errorf("there are only %d vectors", len(seen))
	}
}

// prove shows that the trap can spring.
func prove(t *testing.T, calm string, w vector) {
	t.Helper()
	if len(w.fires) > 0 {
		v := newVictim(t, calm)
		w.harm(v)
		for _, args := range w.fires {
			if v.plain(20*time.Second, filepath.Join(v.dir, w.in), w.stdin, args...); v.touched() {
				break
			}
		}
		if !v.touched() && v.calls.Load() == 0 {
			t.Errorf("plain git does not fall for it: %v", w.fires)
		}
	}
	for _, args := range w.hangs {
		v := newVictim(t, calm)
		w.harm(v)
		if !v.plain(time.Second, filepath.Join(v.dir, w.in), w.stdin, args...) {
			t.Errorf("plain git comes back from %v", args)
		}
	}
}

// commandLine runs every command and answers the slowest.
func (v *victim) commandLine() said {
	v.t.Helper()
	program, err := os.Executable()
	v.must(err)
	list, err := json.Marshal(commands(v))
	v.must(err)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	p, err := exec.Command{Path: program, Dir: v.searched, Env: v.environment(), Stdin: bytes.NewReader(list), OutputLimit: 1 << 30}.Start(ctx)
	v.must(err)
	answers, broken := make(chan said), make(chan error, 1)
	go func() {
		defer close(answers)
		from := json.NewDecoder(bufio.NewReaderSize(p.Stdout, 1<<20))
		for {
			var s said
			if err := from.Decode(&s); err != nil {
				if !errors.Is(err, io.EOF) {
					broken <- err
				}
				return
			}
			answers <- s
		}
	}()
	var slowest said
	want := commands(v)
	for i := 0; ; i++ {
		select {
		case s, ok := <-answers:
			if !ok {
				if err := p.Wait(); err != nil {
					v.t.Errorf("the commands ended after %d: %v", i, err)
				}
				return slowest
			}
			if s.Took > slowest.Took {
				slowest = s
			}
			if v.touched() {
				who, _ := os.ReadFile(v.canary)
				v.t.Errorf("%q ran the repository's code: %s", s.Args, who)
				v.must(os.Remove(v.canary))
			}
			if n := v.calls.Swap(0); n > 0 {
				v.t.Errorf("%q called where the repository says", s.Args)
			}
			for _, bad := range screen(s) {
				v.t.Errorf("%q shows %s", s.Args, bad)
			}
		case err := <-broken:
			v.t.Fatalf("the commands broke: %v", err)
		case <-time.After(patience):
			stop()
			_ = p.Wait()
			v.t.Fatalf("%q does not come back", want[min(i, len(want)-1)])
		}
	}
}

// unharmed is asked at the end.
func (v *victim) unharmed(before string) {
	v.t.Helper()
	if v.touched() {
		v.t.Error("the repository's code ran")
	}
	if v.calls.Load() > 0 {
		v.t.Error("somebody called where the repository says")
	}
	if diff := gocmp.Diff(strings.Split(before, "\n"), strings.Split(v.listing(), "\n")); diff != "" {
		v.t.Errorf("something was written outside our own files:\n%.3000s", diff)
	}
	if own, others := v.sizes(); max(own, others) > memoryLimit {
		v.t.Errorf("too much memory: %s", v.memory())
	}
}

// sizes are the largest of our processes and the largest of those that they started, in bytes.
func (v *victim) sizes() (own, others int64) {
	v.t.Helper()
	notes, err := filepath.Glob(filepath.Join(v.base, "usage", "*"))
	v.must(err)
	if len(notes) == 0 {
		v.t.Error("no process said how much memory it took")
	}
	for _, note := range notes {
		var a, b int64
		text, err := os.ReadFile(note)
		v.must(err)
		_, err = fmt.Sscan(string(text), &a, &b)
		v.must(err)
		own, others = max(own, a<<10), max(others, b<<10)
	}
	return own, others
}

func (v *victim) memory() string {
	own, others := v.sizes()
	return fmt.Sprintf("%d MB, and %d MB in a process of git", own>>20, others>>20)
}
