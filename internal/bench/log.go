package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// log measures how long it takes until a decision that one editor logs is durable, and until a hover in another editor, a process
// of its own, shows it.
func (b *bench) log(times int) error {
	paths, err := b.files(1)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(b.repo, paths[0]))
	if err != nil {
		return err
	}
	uri := string(lsp.FileURI(filepath.Join(b.repo, paths[0])))
	var editors []*lspclient.Client
	for range 2 {
		c, err := b.server()
		if err != nil {
			return err
		}
		if _, err := c.Initialize(b.ctx, lspclient.VSCode, string(lsp.FileURI(b.repo)), 0, nil); err != nil {
			return err
		}
		if err := c.Open(uri, "", string(text)); err != nil {
			return err
		}
		if _, err := c.Call(b.ctx, "leadline/settled", map[string]any{"textDocument": map[string]string{"uri": uri}}); err != nil {
			return err
		}
		editors = append(editors, c)
	}
	var durable, visible []time.Duration
	for i := range times {
		title := fmt.Sprintf("Measured %d", i)
		began := time.Now()
		_, err := editors[0].Call(b.ctx, "workspace/executeCommand", map[string]any{
			"command":   "leadline.decision.log",
			"arguments": []any{map[string]any{"uri": uri, "range": lspclient.Span(i, 0, i, 1), "title": title, "because": "it is measured"}},
		})
		if err != nil {
			return err
		}
		durable = append(durable, time.Since(began))
		for seen := false; !seen; {
			if time.Since(began) > 10*time.Second {
				return fmt.Errorf("the other editor does not show %q", title)
			}
			hover, err := editors[1].Hover(b.ctx, uri, lspclient.Position{Line: i})
			if err != nil {
				return err
			}
			shown, err := json.Marshal(hover)
			if err != nil {
				return err
			}
			if seen = bytes.Contains(shown, []byte(title)); !seen {
				time.Sleep(5 * time.Millisecond)
			}
		}
		visible = append(visible, time.Since(began))
	}
	say("a decision logged", "durable after %s, shown by another editor's hover after %s, at most %s (target: under 1 s), %d times",
		quantile(durable, 0.5), quantile(visible, 0.5), quantile(visible, 1), times)
	for _, c := range editors {
		if err := c.Shutdown(b.ctx); err != nil {
			return err
		}
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}
