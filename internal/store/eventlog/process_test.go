package eventlog_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// The test binary runs itself as a writing process: LOG names the file, COUNT how many events (0: until
// it is killed). Each acknowledged id is printed on a line.
const (
	envLog   = "LEADLINE_TEST_LOG"
	envCount = "LEADLINE_TEST_COUNT"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(envLog); path != "" {
		count, _ := strconv.Atoi(os.Getenv(envCount))
		if err := write(path, count); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func write(path string, count int) error {
	ctx := context.Background()
	l, err := eventlog.Open(ctx, path, eventlog.Options{})
	if err != nil {
		return err
	}
	for i := 0; count == 0 || i < count; i++ {
		stored, err := l.Append(ctx, said("a.b", strconv.Itoa(os.Getpid()), ""))
		if err != nil {
			return err
		}
		if _, err := fmt.Println(stored[0].ID); err != nil {
			return err
		}
	}
	return l.Close()
}

func writer(t *testing.T, path string, count int) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program)
	c.Env = append(os.Environ(), envLog+"="+path, envCount+"="+strconv.Itoa(count))
	c.Stderr = os.Stderr
	return c
}

// complete fails unless exactly these ids are stored, in one sequence without a gap, with rising clocks.
func complete(t *testing.T, l *eventlog.Log, ids []string) {
	t.Helper()
	var got []string
	var before eventlog.Event
	for _, e := range everything(t, l) {
		got = append(got, e.ID)
		if e.Seq != before.Seq+1 || e.N != before.N+1 || e.HLC <= before.HLC || e.Writer != l.Writer() {
			t.Fatalf("after seq %d, n %d, hlc %d follows %+v", before.Seq, before.N, before.HLC, e)
		}
		before = e
	}
	slices.Sort(got)
	slices.Sort(ids)
	if !slices.Equal(got, ids) {
		t.Errorf("%d events acknowledged, %d stored", len(ids), len(got))
	}
}

func TestGoroutinesAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	shared, own := open(t, path, eventlog.Options{}), open(t, path, eventlog.Options{})
	var mu sync.Mutex
	var ids []string
	var all sync.WaitGroup
	for g := range 8 {
		l := shared
		if g%2 == 1 {
			l = own
		}
		all.Go(func() {
			for range 25 {
				stored, err := l.Append(t.Context(), said("a.b", "x", ""), said("a.b", "y", ""))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				ids = append(ids, stored[0].ID, stored[1].ID)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	complete(t, shared, ids)
}

func TestProcessesAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", eventlog.TeamFile)
	var mu sync.Mutex
	var ids []string
	var all sync.WaitGroup
	for range 4 {
		c := writer(t, path, 50) // all four meet a file that does not exist yet
		all.Go(func() {
			out, err := c.Output()
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			ids = append(ids, strings.Fields(string(out))...)
			mu.Unlock()
		})
	}
	all.Wait()
	if len(ids) != 200 {
		t.Errorf("%d of 200 events acknowledged", len(ids))
	}
	complete(t, open(t, path, eventlog.Options{}), ids)
}

func TestKilledWriterLosesNothingAcknowledged(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	c := writer(t, path, 0)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if ids = append(ids, lines.Text()); len(ids) == 100 {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the writer ended by itself")
	}
	l := open(t, path, eventlog.Options{})
	stored := everything(t, l)
	if extra := len(stored) - len(ids); extra < 0 || extra > 1 { // one may be stored and not yet printed
		t.Errorf("%d events acknowledged, %d stored", len(ids), len(stored))
	}
	var got []string
	for i, e := range stored {
		if e.Seq != int64(i+1) {
			t.Errorf("event %d has number %d", i+1, e.Seq)
		}
		got = append(got, e.ID)
	}
	for _, id := range ids {
		if !slices.Contains(got, id) {
			t.Errorf("%s was acknowledged and is lost", id)
		}
	}
	if err := l.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWatchNoticesAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l := open(t, path, eventlog.Options{})
	noticed := make(chan struct{}, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := l.Watch(ctx, func() {
		select {
		case noticed <- struct{}{}:
		default:
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for round := range int64(3) {
		if err := writer(t, path, 1).Run(); err != nil {
			t.Fatal(err)
		}
		for { // a notice may tell of less than the last commit, never of nothing more
			select {
			case <-noticed:
			case <-ctx.Done():
				t.Fatal("the append was not noticed")
			}
			n, err := l.Last(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if n == round+1 {
				break
			}
		}
	}
}

func TestCloseEndsWatching(t *testing.T) {
	l, err := eventlog.Open(t.Context(), filepath.Join(t.TempDir(), eventlog.TeamFile), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Watch(t.Context(), func() {}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil { // waits for the watcher
		t.Fatal(err)
	}
	if _, err := l.Append(t.Context(), said("a.b", "x", "")); err == nil || errors.Is(err, eventlog.ErrInvalid) {
		t.Errorf("appending to a closed log: %v", err)
	}
}
