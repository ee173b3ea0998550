package lsp_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// A command that is taken back while its question is on screen is over: no draft opens, and nothing is recorded.
func TestCommandTakenBackWhileAsking(t *testing.T) {
	for _, command := range []string{"leadline.review.request", "leadline.todo.delegate", "leadline.pairing.suggest", "leadline.ask"} {
		t.Run(command, func(t *testing.T) {
			d := newDesk(t, smallHistory)
			c := d.edit(lspclient.VSCode)
			u := d.open(c, "a.go")
			c.Settled(u)
			asked := make(chan struct{}, 1)
			c.Handle("window/showMessageRequest", func(ctx context.Context, _ json.RawMessage) (any, error) {
				asked <- struct{}{}
				<-ctx.Done()
				return nil, ctx.Err()
			})
			request, err := c.Begin("workspace/executeCommand", map[string]any{"command": command, "arguments": []any{besides(at(u, 2), "what", "one", "why", "two")}})
			if err != nil {
				t.Fatal(err)
			}
			<-asked
			if err := request.Cancel(); err != nil {
				t.Fatal(err)
			}
			got, err := request.Wait(t.Context())
			var refused *lspclient.Error
			if err == nil && string(got) != "null" || err != nil && (!errors.As(err, &refused) || refused.Code != lspclient.RequestCancelled) {
				t.Errorf("answered %s, %v", got, err)
			}
			c.Shutdown() // waits for what still runs
			left, err := filepath.Glob(filepath.Join(d.dirs.State, "drafts", "*.md"))
			if err != nil || len(left) > 0 {
				t.Errorf("drafts %q, %v", left, err)
			}
			if _, err := os.Stat(d.dirs.State); err != nil {
				t.Errorf("the test looks in the wrong place: %v", err)
			}
		})
	}
}
