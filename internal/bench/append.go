package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/store/eventlog"
)

const appenders = 8

// appended is what one writing process has to tell.
type appended struct {
	Took []time.Duration // until each event was on the disk
	IDs  []string
	Err  string
}

// append measures recording by eight processes at once, each as fast as it can, with a store of their own.
func (b *bench) append(length time.Duration) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir := filepath.Join(b.home, "append")
	var mu sync.Mutex
	var took []time.Duration
	var ids []string
	var failed []error
	var running sync.WaitGroup
	for range appenders {
		running.Go(func() {
			out, err := exec.Command{
				Path: self, Args: []string{"-writer", dir, "-length", length.String()}, Env: b.env, Timeout: length + time.Minute, OutputLimit: 1 << 30,
			}.Output(b.ctx)
			var one appended
			if err == nil {
				err = json.Unmarshal(out, &one)
			}
			if err == nil && one.Err != "" {
				err = fmt.Errorf("a writer: %s", one.Err)
			}
			mu.Lock()
			defer mu.Unlock()
			took, ids = append(took, one.Took...), append(ids, one.IDs...)
			if err != nil {
				failed = append(failed, err)
			}
		})
	}
	running.Wait()
	lost, err := missing(b.ctx, dir, ids)
	if err != nil {
		return err
	}
	if len(took) == 0 {
		return fmt.Errorf("nothing was recorded: %v", failed)
	}
	say("append, 8 processes", "median %s, p99 %s, at most %s; %d events in %s, %d errors, %d lost (target: median under 10 ms, p99 under 250 ms, no errors, none lost)",
		quantile(took, 0.5), quantile(took, 0.99), quantile(took, 1), len(took), length, len(failed), lost)
	for _, err := range failed {
		say("append, 8 processes", "%v", err)
	}
	return nil
}

// missing counts the ids that are not in the log.
func missing(ctx context.Context, dir string, ids []string) (lost int, err error) {
	l, err := eventlog.OpenTeam(ctx, dir, eventlog.Options{})
	if err != nil {
		return 0, err
	}
	defer l.Close()
	if err := l.Check(ctx); err != nil {
		return 0, err
	}
	there := map[string]bool{}
	for n := int64(0); ; {
		page, err := l.Since(ctx, n, 0)
		if err != nil {
			return 0, err
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			there[e.ID] = true
		}
		n = page[len(page)-1].N
	}
	for _, id := range ids {
		if !there[id] {
			lost++
		}
	}
	return lost, nil
}

// write is one of the writing processes.
func write(ctx context.Context, dir string, length time.Duration) appended {
	var done appended
	l, err := eventlog.OpenTeam(ctx, dir, eventlog.Options{})
	if err != nil {
		return appended{Err: err.Error()}
	}
	defer l.Close()
	for until := time.Now().Add(length); time.Now().Before(until); {
		began := time.Now()
		stored, err := l.Append(ctx, eventlog.Event{
			Kind: "decision.logged", Subject: "D-7K3QXM", Repo: "r", ActorName: "Bench", ActorEmail: "bench@example.com",
			Body: []byte(`{"decision":{"title":"Charge is idempotent","because":"a retry must never bill twice","status":"accepted"}}`),
		})
		if err != nil {
			done.Err = err.Error()
			return done
		}
		done.Took, done.IDs = append(done.Took, time.Since(began)), append(done.IDs, stored[0].ID)
	}
	return done
}
