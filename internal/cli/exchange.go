package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// importedJSON is what an import did.
type importedJSON struct {
	Read      int `json:"read"`
	Added     int `json:"added"`
	Continued int `json:"continued"` // were here, and more was said since; the others were here as they are
}

func (a *app) todoExport() *cobra.Command {
	return &cobra.Command{
		Use: "export [FILE]", Short: "Write what was delegated, with its history, as JSON; to standard output without FILE", Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if len(args) == 0 || args[0] == "-" {
					return s.ExportDelegations(ctx, &plainJSON{out: a.Out})
				}
				file, err := a.beginFile(args[0])
				if err != nil {
					return err
				}
				defer file.drop()
				var content bytes.Buffer
				if err := s.ExportDelegations(ctx, &content); err != nil {
					return err
				}
				if err := file.finish(content.Bytes()); err != nil {
					return fmt.Errorf("cannot write %s: %w", args[0], err)
				}
				return nil
			})
		},
	}
}

// imported says what an import did.
func imported(done workspace.Imported) string {
	if done.Read == 0 {
		return "No delegations are in it."
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{done.Added, "new"},
		{done.Continued, "known, with what was said since"},
		{done.Read - done.Added - done.Continued, "here already"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return "Read " + phrase.Count(done.Read, "delegation") + ": " + strings.Join(parts, ", ") + "."
}

func (a *app) todoImport() *cobra.Command {
	return &cobra.Command{
		Use: "import FILE", Short: "Read what `todo export` wrote, ids and history as they are: all of it or nothing", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				var in io.Reader = a.In
				if args[0] != "-" {
					st, err := os.Stat(a.path(args[0]))
					if err == nil && !st.Mode().IsRegular() {
						return fmt.Errorf("cannot read %s: it is no regular file; name another", phrase.Clean(args[0], 200))
					}
					file, err := os.Open(a.path(args[0]))
					if err != nil {
						return fmt.Errorf("cannot read %s: %w; check the name", phrase.Clean(args[0], 200), err)
					}
					defer file.Close()
					in = file
				}
				done, err := s.ImportDelegations(ctx, in)
				var wrong *ledger.LineError
				switch {
				case errors.As(err, &wrong):
					return fmt.Errorf("%s:%d: %s", phrase.Clean(args[0], 200), wrong.Line, phrase.Clean(wrong.Reason, 400))
				case err != nil:
					return fmt.Errorf("cannot import %s: %w", phrase.Clean(args[0], 200), err)
				case a.json:
					return a.answer(importedJSON{Read: done.Read, Added: done.Added, Continued: done.Continued})
				}
				return a.print(imported(done) + "\n")
			})
		},
	}
}
