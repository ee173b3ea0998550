package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// importedJSON is what an import did.
type importedJSON struct {
	Read  int `json:"read"`
	Added int `json:"added"` // the others were here already
}

func (a *app) todoExport() *cobra.Command {
	return &cobra.Command{
		Use: "export [FILE]", Short: "Write what was delegated, with its history, as JSON; to standard output without FILE", Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if len(args) == 0 || args[0] == "-" {
					return s.ExportDelegations(ctx, a.Out)
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
				read, added, err := s.ImportDelegations(ctx, in)
				var wrong *ledger.LineError
				switch {
				case errors.As(err, &wrong):
					return fmt.Errorf("%s:%d: %s", phrase.Clean(args[0], 200), wrong.Line, phrase.Clean(wrong.Reason, 400))
				case err != nil:
					return fmt.Errorf("cannot import %s: %w", phrase.Clean(args[0], 200), err)
				case a.json:
					return a.answer(importedJSON{Read: read, Added: added})
				}
				return a.print(fmt.Sprintf("Imported %d of %s; the others were here already.\n", added, phrase.Count(read, "delegation")))
			})
		},
	}
}
