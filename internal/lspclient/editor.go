package lspclient

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"github.com/leadline/leadline/internal/exec"
)

// editor is what an obliging editor answers: every question is dismissed, every document shown, every edit applied,
// nothing is configured.
func editor() map[string]Handler {
	constant := func(answer any) Handler {
		return func(context.Context, json.RawMessage) (any, error) { return answer, nil }
	}
	return map[string]Handler{
		"window/showMessageRequest":             constant(nil),
		"window/showDocument":                   constant(map[string]bool{"success": true}),
		"window/workDoneProgress/create":        constant(nil),
		"workspace/applyEdit":                   constant(map[string]bool{"applied": true}),
		"workspace/codeLens/refresh":            constant(nil),
		"workspace/inlayHint/refresh":           constant(nil),
		"workspace/diagnostic/refresh":          constant(nil),
		"workspace/semanticTokens/refresh":      constant(nil),
		"workspace/inlineValue/refresh":         constant(nil),
		"workspace/foldingRange/refresh":        constant(nil),
		"workspace/textDocumentContent/refresh": constant(nil),
		"workspace/workspaceFolders":            constant(nil),
		"client/registerCapability":             constant(nil),
		"client/unregisterCapability":           constant(nil),
		"workspace/configuration": func(_ context.Context, params json.RawMessage) (any, error) {
			var p struct{ Items []json.RawMessage }
			if err := json.Unmarshal(params, &p); err != nil {
				return nil, fmt.Errorf("reading what is asked for: %w", err)
			}
			return make([]any, len(p.Items)), nil
		},
	}
}

// Start runs a server as a child process and speaks to it over its standard streams. The process is killed when ctx
// ends. Close tells how it ended: an *exec.ExitError if with a code other than 0.
func Start(ctx context.Context, command exec.Command, o Options) (*Client, error) {
	stdin, in := io.Pipe()
	command.Stdin = stdin
	p, err := command.Start(ctx)
	if err != nil {
		return nil, fmt.Errorf("starting the language server: %w", err)
	}
	c := New(p.Stdout, in, o)
	c.exit = sync.OnceValue(func() error {
		// Wait must not be called while the output is being read. The child's input is left to Close, which ends it: closed
		// from this side as well it would read as broken, to whoever copies it, and a server that ended well as one that failed.
		<-c.done
		return p.Wait()
	})
	return c, nil
}
