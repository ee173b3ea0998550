package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// keptDecisionJSON is a decision and the file that holds it; new says that this command has just brought the two together.
type keptDecisionJSON struct {
	ID   string `json:"id"`
	File string `json:"file"`
	New  bool   `json:"new"`
}

func (a *app) decisionExport() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "export [ID…]", Short: "Write decisions as files, in MADR 4.0; from then on the files hold",
		Long: "Write decisions of the ledger as files of the repository, in MADR 4.0: all that are in none yet, or those with an ID.\n" +
			"From then on a file is the truth about what it holds: edit it like any other. Its id stays, whatever number it has.",
		Example: "  leadline decision export D-7K3QXM\n  leadline decision export --folder docs/adr",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.exportDecisions(ctx, s, dir, args) })
		},
	}
	c.Flags().StringVar(&dir, "folder", "", "`FOLDER` for the files; else that of the setting decisions.folder, or the one that has records already")
	return c
}

func (a *app) exportDecisions(ctx context.Context, s *session, dir string, args []string) error {
	if dir != "" {
		_, rel, err := s.locate(dir)
		if err != nil {
			return err
		}
		if rel == "." {
			return usagef("--folder: name a folder below the top of the repository, such as docs/decisions")
		}
		dir = rel
	}
	if err := s.LookElsewhere(ctx); err != nil {
		a.note("%s; going on without them", err)
	}
	var wanted []*ledger.Entry
	for _, arg := range args {
		e, err := action.Find(s.Snapshot(), arg)
		if err != nil {
			return err
		}
		if e.Decision == nil {
			return fmt.Errorf("%s is a %s, no decision; `leadline decision list` shows the decisions", e.ID, e.Type)
		}
		wanted = append(wanted, e)
	}
	if len(args) == 0 {
		all := s.Snapshot().Ledger.All(ledger.TypeDecision)
		for i := len(all) - 1; i >= 0; i-- { // the oldest gets the first number
			if all[i].Record == nil {
				wanted = append(wanted, all[i])
			}
		}
	}
	out := []keptDecisionJSON{}
	var failed error
	for _, e := range wanted {
		file, again, err := action.Export(ctx, s.Workspace, e, dir)
		if err != nil {
			failed = err
			break
		}
		out = append(out, keptDecisionJSON{ID: e.ID, File: file, New: !again})
	}
	if failed != nil && len(out) == 0 {
		return failed
	}
	return errors.Join(a.keptAnswer(out, "Wrote", "is in", "Every decision is in a file already, or none is logged yet.\n"), failed)
}

func (a *app) decisionImport() *cobra.Command {
	return &cobra.Command{
		Use: "import [FILE…]", Short: "Make decision records some of the ledger's, so that they can be questioned and looked at again",
		Long: "Make decision records some of the ledger's: each gets an id, which is written into its front matter and stays whatever number\n" +
			"the file has. Then it can be questioned, looked at again, and shared. Without a FILE it lists those that could be: they are\n" +
			"shown and found anyway, and need no import for that.",
		Example: "  leadline decision import docs/adr/0012-use-kafka.md",
		Args:    cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.importDecisions(ctx, s, args) })
		},
	}
}

func (a *app) importDecisions(ctx context.Context, s *session, args []string) error {
	if len(args) == 0 {
		return a.importable(s)
	}
	out := []keptDecisionJSON{}
	var failed error
	for _, arg := range args {
		file := arg
		if called := s.Snapshot().RecordsCalled(arg); len(called) == 1 {
			file = called[0].Record.Path
		} else if _, rel, err := s.locate(arg); err == nil {
			file = rel
		} else {
			return err
		}
		if err := s.fileToImport(file); err != nil {
			failed = err
			break
		}
		got, err := action.Import(ctx, s.Workspace, file)
		if err != nil {
			failed = err
			break
		}
		out = append(out, keptDecisionJSON{ID: got.Entry.ID, File: file, New: true})
		if got.Unfollowed {
			a.note("%s lies where no records are looked for: what is changed in it from now on is not seen. Name its folder %s in a file %s", file, path.Dir(file), adr.DirFile)
		}
	}
	if failed != nil && len(out) == 0 {
		return failed
	}
	return errors.Join(a.keptAnswer(out, "Took in", "is", ""), failed)
}

// fileToImport says what to name where there is no file of that name.
func (s *session) fileToImport(file string) error {
	at, err := os.Stat(filepath.Join(s.Repository.Top, filepath.FromSlash(file)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("there is no file %s in the work tree; `leadline decision import` lists the records that wait", file)
	case err != nil || !at.IsDir():
		return nil
	}
	for _, e := range s.Snapshot().Decisions() {
		if e.Record != nil && strings.HasPrefix(e.Record.Path, strings.TrimPrefix(file+"/", "./")) {
			return usagef("%s is a folder; name a record in it, such as %s", file, e.Record.Path)
		}
	}
	return usagef("%s is a folder; name a file", file)
}

// importable lists the records that are in files alone.
func (a *app) importable(s *session) error {
	records := s.Snapshot().Records
	if a.json {
		out := []keptDecisionJSON{}
		for _, e := range records {
			out = append(out, keptDecisionJSON{ID: e.ID, File: e.Record.Path})
		}
		return a.answer(out)
	}
	if len(records) == 0 {
		return a.print("No decision record waits here: there are none, or the ledger has them all.\n")
	}
	rows := [][]string{{"ID", "DECISION", "FILE"}}
	for _, e := range records {
		rows = append(rows, []string{phrase.Clean(e.ID, 80), phrase.Clean(e.Title(), 60), phrase.Clean(e.Record.Path, 200)})
	}
	return a.print("These are read from their files, and need no import to be shown and found. To question one or look at it again, name its FILE.\n" + a.table(true, rows))
}

func (a *app) keptAnswer(out []keptDecisionJSON, did, is, none string) error {
	if a.json {
		return a.answer(out)
	}
	text := ""
	for _, x := range out {
		if x.New {
			text += fmt.Sprintf("%s %s: %s\n", did, phrase.Clean(x.File, 200), x.ID)
		} else {
			text += fmt.Sprintf("%s %s %s already\n", x.ID, is, phrase.Clean(x.File, 200))
		}
	}
	if text == "" {
		text = none
	}
	return a.print(text)
}

// recordFaultJSON is something about a decision record that deserves a look.
type recordFaultJSON struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    bool   `json:"hint"` // it may well be meant so
}

// recordFaults are what is wrong with the decision records, in the order of their paths.
func (s *session) recordFaults(ctx context.Context, areas []string) []recordFaultJSON {
	if err := s.LookElsewhere(ctx); err != nil {
		s.app.note("%s; going on without them", err)
	}
	out := []recordFaultJSON{}
	for _, f := range s.Snapshot().RecordFaults("") {
		if within(f.Path, areas) {
			out = append(out, recordFaultJSON{Path: f.Path, Line: f.Line, Code: string(f.Code), Message: f.Message, Hint: f.Hint})
		}
	}
	return out
}

func within(name string, areas []string) bool {
	for _, area := range areas {
		if area == "." || area == "" || ledger.Covers(area, name) {
			return true
		}
	}
	return len(areas) == 0
}
