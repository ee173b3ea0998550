package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	manyFiles       = 1000
	manyInFile      = 20
	manyDelegations = 2000
	manyBatch       = 500
)

// many measures lists, reports and hovers in a repository made for it, with 20,000 TODO comments, of which 2,000 were
// offered to somebody.
func (b *bench) many(rounds, requests int) error {
	dir := filepath.Join(b.home, "many")
	if err := b.makeMany(dir); err != nil {
		return err
	}
	if err := b.fillMany(dir); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"version"},
		{"todo", "list", "--json"},
		{"todo", "list", "--mine", "--state", "open"},
		{"todo", "list", "--path", "area7", "--older-than", "1y"},
		{"report", "delegations"},
		{"query", "SELECT state, count(*) FROM todos GROUP BY state"},
	} {
		var took []time.Duration
		for range rounds {
			one, err := b.time(b.binary, append([]string{"-C", dir}, args...)...)
			if err != nil {
				return fmt.Errorf("leadline %s: %w", strings.Join(args, " "), err)
			}
			took = append(took, one)
		}
		say("20,000 TODOs", "median %s of %d for a whole `leadline %s` (target of lists and reports: under 100 ms)",
			quantile(took, 0.5), rounds, strings.Join(args, " "))
	}
	c, err := b.server()
	if err != nil {
		return err
	}
	if _, err := c.Initialize(b.ctx, lspclient.VSCode, string(lsp.FileURI(dir)), 0, nil); err != nil {
		return err
	}
	var uris []string
	for i := range 20 {
		uri := string(lsp.FileURI(filepath.Join(dir, manyPath(i*10))))
		uris = append(uris, uri)
		if err := c.Open(uri, "", manyText(i*10)); err != nil {
			return err
		}
	}
	for _, uri := range uris {
		if _, err := c.Call(b.ctx, "leadline/settled", map[string]any{"textDocument": map[string]string{"uri": uri}}); err != nil {
			return err
		}
	}
	if err := ask(b, c, uris, requests, "20,000 TODOs"); err != nil {
		return err
	}
	if err := c.Shutdown(b.ctx); err != nil {
		return err
	}
	return c.Close()
}

func manyPath(file int) string { return fmt.Sprintf("area%d/part%d.go", file%50, file) }

func manyText(file int) string {
	var text strings.Builder
	fmt.Fprintf(&text, "package area%d\n", file%50)
	for n := range manyInFile {
		fmt.Fprintf(&text, "\nfunc part%dx%d(order string) error {\n\t// TODO: make step %d of part %d safe to repeat\n\treturn bill(order, %d)\n}\n", file, n, n, file, n)
	}
	return text.String()
}

func (b *bench) makeMany(dir string) error {
	for file := range manyFiles {
		path := filepath.Join(dir, manyPath(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(manyText(file)), 0o600); err != nil {
			return err
		}
	}
	for _, args := range [][]string{{"init", "-q"}, {"add", "."}, {"commit", "-q", "-m", "twenty thousand"}} {
		if _, err := (exec.Command{Path: "git", Args: append([]string{"-C", dir}, args...), Env: b.env}).Output(b.ctx); err != nil {
			return err
		}
	}
	return nil
}

// fillMany records the delegations, and does what the background of an editor would have done by now.
func (b *bench) fillMany(dir string) error {
	dirs, err := config.FindDirs(b.getenv, runtime.GOOS)
	if err != nil {
		return err
	}
	stores, err := workspace.OpenStores(b.ctx, dirs, workspace.StoreDir(b.ctx, dirs, dir), time.Now, nil)
	if err != nil {
		return err
	}
	defer stores.Close()
	w, err := workspace.Open(b.ctx, dir, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs})
	if err != nil {
		return err
	}
	defer w.Close()
	if err := w.Refresh(b.ctx); err != nil {
		return err
	}
	began := time.Now()
	todos, err := w.Todos(b.ctx)
	if err != nil {
		return err
	}
	say("20,000 TODOs", "%s to find and follow %d for the first time", time.Since(began).Round(time.Millisecond), len(todos))
	var events []eventlog.Event
	for i := range manyDelegations {
		t := todos[i*len(todos)/manyDelegations]
		id := fmt.Sprintf("T-%06d", i)
		events = append(events, eventlog.Event{
			Repo: w.Snapshot().Repo, Kind: string(ledger.TodoOffered), Subject: id, Visibility: ledger.Team, ActorName: "Bench", ActorEmail: "bench@example.com",
			Body: fmt.Appendf(nil, `{"to":"@dev%d","what":%q,"why":"it is asked for","todo":%q,"anchors":[{"path":%q,"line":%d,"end_line":%d,"text":%q}]}`,
				i%40, t.Text, t.ID, t.Path, t.Line, t.EndLine, "\t// TODO: "+t.Text),
		})
		if len(events) == manyBatch {
			if _, err := stores.Events.Append(b.ctx, events...); err != nil {
				return err
			}
			events = nil
		}
	}
	if err := w.CatchUp(b.ctx); err != nil {
		return err
	}
	began = time.Now()
	unknown, err := w.TodoAuthors(b.ctx, todos)
	if err != nil {
		return err
	}
	say("20,000 TODOs", "%s to ask who wrote them, in the background; %d not known", time.Since(began).Round(time.Millisecond), unknown)
	return w.Materialise(b.ctx)
}

func (b *bench) getenv(name string) string {
	for i := len(b.env) - 1; i >= 0; i-- {
		if key, value, _ := strings.Cut(b.env[i], "="); key == name {
			return value
		}
	}
	return ""
}
