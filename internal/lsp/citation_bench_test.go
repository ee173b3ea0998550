package lsp_test

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkManyDecisions asks a server over its wire about ids, with 10,000 decisions in the store, 200 of them at the lines
// of the file. Targets: hover p99 under 5 ms, a search under 20 ms.
func BenchmarkManyDecisions(b *testing.B) {
	const decisions, lines = 10_000, 2000
	home := b.TempDir()
	top := filepath.Join(home, "repo")
	in := func(name string) string { return filepath.Join(home, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state"), Store: in("store")}
	id := func(i int) string { return fmt.Sprintf("D-%05dX", i) }
	var text strings.Builder
	text.WriteString("package pay\n")
	for i := range lines {
		fmt.Fprintf(&text, "var v%d = %d // as %s has it\n", i, i, id(i*5))
	}
	gittest.Repo(b, top, "me Dev Three <dev3@example.com>\n\ncommit main 2026-10-10T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ a.go\n<<<\n"+text.String()+">>>\n")
	fillDecisions(b, dirs, top, decisions, id)
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	done := make(chan int, 1)
	go func() { done <- lsp.Main(b.Context(), serverIn, serverOut, lsp.Config{Dirs: dirs, Version: "test"}) }()
	c := lspclient.New(clientIn, clientOut, lspclient.Options{})
	b.Cleanup(func() { clientOut.Close(); <-done })
	ctx := b.Context()
	uri := string(lsp.FileURI(filepath.Join(top, "a.go")))
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	_, err := c.Initialize(ctx, lspclient.VSCode, string(lsp.FileURI(top)), 0, nil)
	check(err)
	check(c.Open(uri, "go", text.String()))
	check(c.Settled(ctx, uri))
	measure := func(name string, ask func(i int) (json.RawMessage, error)) {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				answer, err := ask(i)
				took = append(took, time.Since(began))
				if err != nil || len(answer) < 10 {
					b.Fatal(string(answer), err)
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
	measure("hover", func(i int) (json.RawMessage, error) {
		line := 1 + i*7%lines
		column := strings.Index(strings.Split(text.String(), "\n")[line], "D-")
		return c.Hover(ctx, uri, lspclient.Position{Line: line, Character: column + 2})
	})
	measure("hover-beside", func(i int) (json.RawMessage, error) {
		return c.Hover(ctx, uri, lspclient.Position{Line: 1 + i*7%lines})
	})
	measure("completion", func(i int) (json.RawMessage, error) {
		line := 1 + i*7%lines
		column := strings.Index(strings.Split(text.String(), "\n")[line], "D-")
		return c.Call(ctx, "textDocument/completion", map[string]any{
			"textDocument": map[string]string{"uri": uri}, "position": lspclient.Position{Line: line, Character: column + 3},
		})
	})
	words := []string{"charge", "ledger retry", "D-0123", "quer", "bill twice"}
	measure("symbol", func(i int) (json.RawMessage, error) {
		return c.Call(ctx, "workspace/symbol", map[string]string{"query": words[i%len(words)]})
	})
}

func fillDecisions(b *testing.B, dirs config.Dirs, top string, n int, id func(int) string) {
	stores, err := workspace.OpenStores(b.Context(), dirs, dirs.Store, time.Now, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer stores.Close()
	w, err := workspace.Open(b.Context(), top, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	if err := w.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	words := strings.Fields("charge ledger retry query invoice currency batch cache token session report export")
	var events []eventlog.Event
	for i := range n {
		body := map[string]any{
			"title": fmt.Sprintf("The %s goes before the %s", words[i%len(words)], words[(i/7)%len(words)]), "status": "accepted",
			"because": "A " + words[(i/3)%len(words)] + " must never bill twice.",
		}
		if i%50 == 0 {
			line := 2 + i/5
			body["anchors"] = []map[string]any{{"path": "a.go", "line": line, "end_line": line, "text": fmt.Sprintf("var v%d = %d // as %s has it", i/5, i/5, id(i))}}
		}
		raw, err := json.Marshal(body)
		if err != nil {
			b.Fatal(err)
		}
		events = append(events, eventlog.Event{
			Repo: w.Snapshot().Repo, Kind: string(ledger.DecisionLogged), Subject: id(i), Visibility: ledger.Team,
			ActorName: "Dev One", ActorEmail: "dev1@example.com", Body: raw,
		})
		if len(events) == 500 {
			if _, err := stores.Events.Append(b.Context(), events...); err != nil {
				b.Fatal(err)
			}
			events = nil
		}
	}
	if err := w.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
}
