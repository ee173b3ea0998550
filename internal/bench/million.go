package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// millionRepos is over how many repositories the events are spread; the one that is opened has as many as the others.
const (
	million      = 1_000_000
	millionRepos = 20
)

// million measures how long an editor waits for its first hint where a million events are in the store.
func (b *bench) million(times int) error {
	paths, err := b.files(1)
	if err != nil {
		return err
	}
	if err := b.fillMillion(); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(b.repo, paths[0]))
	if err != nil {
		return err
	}
	uri := string(lsp.FileURI(filepath.Join(b.repo, paths[0])))
	var took []time.Duration
	for range times {
		c, err := b.server()
		if err != nil {
			return err
		}
		if _, err := c.Initialize(b.ctx, lspclient.VSCode, string(lsp.FileURI(b.repo)), 0, nil); err != nil {
			return err
		}
		began := time.Now()
		if err := c.Open(uri, "", string(text)); err != nil {
			return err
		}
		for { // nothing to say yet is an answer too, but no hint
			lens, err := c.CodeLens(b.ctx, uri)
			if err != nil {
				return err
			}
			if bytes.Contains(lens, []byte("title")) {
				break
			}
			if time.Since(began) > 30*time.Second {
				return fmt.Errorf("no hint for %s within 30 s", paths[0])
			}
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(began))
		if err := errors.Join(c.Shutdown(b.ctx), c.Close()); err != nil {
			return err
		}
	}
	say("1,000,000 events", "median %s, at most %s, from opening a file to its first hint (target: under 100 ms), %d times", quantile(took, 0.5), quantile(took, 1), times)
	whole, err := b.time(b.binary, "-C", b.repo, "who", paths[0])
	if err != nil {
		return err
	}
	say("1,000,000 events", "%s for a whole `leadline who`", whole.Round(time.Millisecond))
	return nil
}

// fillMillion makes the store, and the index of the repository.
func (b *bench) fillMillion() error {
	dirs, err := config.FindDirs(b.getenv, runtime.GOOS)
	if err != nil {
		return err
	}
	stores, err := workspace.OpenStores(b.ctx, dirs, workspace.StoreDir(b.ctx, dirs, b.repo), time.Now, nil)
	if err != nil {
		return err
	}
	defer stores.Close()
	w, err := workspace.Open(b.ctx, b.repo, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs})
	if err != nil {
		return err
	}
	if err := errors.Join(w.Refresh(b.ctx), w.Accelerate(b.ctx), w.Close()); err != nil {
		return err
	}
	repos := []string{w.Snapshot().Repo}
	for i := 1; i < millionRepos; i++ {
		repos = append(repos, fmt.Sprint("other", i))
	}
	lines, write := io.Pipe()
	go func() { write.CloseWithError(millionLines(write, repos)) }()
	began := time.Now()
	took, err := stores.Events.ImportLines(b.ctx, lines, func(int, error) {})
	if err != nil {
		return err
	}
	say("1,000,000 events", "%s to import %d", time.Since(began).Round(time.Millisecond), took.Added)
	began = time.Now()
	if _, err := stores.Lead.CatchUp(b.ctx, stores.Events); err != nil {
		return err
	}
	say("1,000,000 events", "%s to make the projection", time.Since(began).Round(time.Millisecond))
	return nil
}

// millionLines writes events as teams say them: a decision, what it was amended to, a delegation, and that it was taken.
func millionLines(out io.Writer, repos []string) error {
	w := bufio.NewWriterSize(out, 1<<20)
	base := time.Now().Add(-365 * 24 * time.Hour)
	for i := range million {
		n := i / 4
		id := fmt.Sprintf("%06d", n)
		e := eventlog.Event{
			ID: fmt.Sprintf("01MILLION%016d", i), Writer: fmt.Sprintf("writer%d", i%10), Seq: int64(i/10 + 1), HLC: base.UnixMilli()<<16 + int64(i), V: 1,
			Repo: repos[n%len(repos)], ActorName: fmt.Sprintf("Dev %d", i%40), ActorEmail: fmt.Sprintf("dev%d@example.com", i%40), At: base.Add(time.Duration(i) * time.Second),
			Visibility: "team",
		}
		switch i % 4 {
		case 0:
			e.Kind, e.Subject = "decision.logged", "D-"+id
			e.Body = fmt.Appendf(nil, `{"decision":{"title":"Charge %s is idempotent","status":"accepted","because":"a retry must never bill twice","undo":"days"},"anchors":[{"path":"area%d/part%d.go","line":4,"end_line":5,"text":"func Charge() error {"}]}`, id, n%50, n%1000)
		case 1:
			e.Kind, e.Subject, e.Body = "entry.amended", "D-"+id, []byte(`{"decision":{"confidence":"enough"}}`)
		case 2:
			e.Kind, e.Subject = "todo.offered", "T-"+id
			e.Body = fmt.Appendf(nil, `{"to":"@dev%d","what":"retry %s on timeout","why":"bills get lost","todo":"%s"}`, n%40, id, id)
		case 3:
			e.Kind, e.Subject, e.Body = "todo.taken", "T-"+id, []byte(`{}`)
		}
		text, err := e.Line()
		if err != nil {
			return err
		}
		if _, err := w.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	return w.Flush()
}
