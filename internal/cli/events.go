package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// eventsJSON is what an import of events did.
type eventsJSON struct {
	Read      int           `json:"read"`
	Added     int           `json:"added"`
	Elsewhere int           `json:"elsewhere"` // of those added, about repositories that were never opened on this machine
	Bad       []badLineJSON `json:"bad"`       // at most 100; the others were taken all the same
	Apart     []apartJSON   `json:"apart"`
}

type badLineJSON struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

// mostBad is how many bad lines are named.
const (
	mostBad      = 100
	mostBadSpelt = 10
)

func (a *app) export() *cobra.Command {
	var events, private bool
	c := &cobra.Command{
		Use: "export --events [FILE]", Short: "Write every event as a line of JSON; to standard output without FILE", Args: a.atMost(1),
		Long: "Write every event as a line of JSON with all its columns, in the order in which they came; to standard output\n" +
			"without FILE. What is yours alone is not in it: --private writes that, and nothing else.",
		RunE: func(c *cobra.Command, args []string) error {
			if !events {
				return usagef("export needs --events; see `%s --help` (decisions as files: `leadline decision export`)", c.CommandPath())
			}
			log, err := a.readLog(c.Context(), private)
			if err != nil {
				return err
			}
			defer log.Close()
			if len(args) == 0 || args[0] == "-" {
				return exportTo(c.Context(), log, &plainJSON{out: a.Out})
			}
			err = a.exportFile(c.Context(), log, a.path(args[0]), private)
			switch {
			case store.Full(err):
				return fmt.Errorf("cannot write %s: there is no room for it; name a file on another disk, or free some space", phrase.Clean(args[0], 200))
			case err != nil:
				return fmt.Errorf("cannot write %s: %w; name a file in a folder that you can write and that has room", phrase.Clean(args[0], 200), err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&events, "events", false, "write events")
	c.Flags().BoolVar(&private, "private", false, "write what is yours alone instead")
	return c
}

func exportTo(ctx context.Context, log *eventlog.Log, out io.Writer) error {
	w := bufio.NewWriterSize(out, 64<<10)
	if _, err := log.Export(ctx, w); err != nil {
		return err
	}
	return w.Flush()
}

// exportFile writes a file that appears complete or not at all.
func (a *app) exportFile(ctx context.Context, log *eventlog.Log, path string, private bool) error {
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return errors.New("it is no regular file")
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".leadline-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	if err := errors.Join(exportTo(ctx, log, temp), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if !private {
		if err := os.Chmod(temp.Name(), 0o644); err != nil {
			return err
		}
	}
	return os.Rename(temp.Name(), path)
}

func (a *app) importEvents() *cobra.Command {
	var events, private bool
	c := &cobra.Command{
		Use: "import --events FILE", Short: "Take in events that `export --events` wrote; `-` is standard input", Args: a.exactly(1),
		Long: "Take in events that `export --events` wrote, each unless it is here already: doing it twice changes nothing. Lines that\n" +
			"are not valid are named, and the others are taken.",
		RunE: func(c *cobra.Command, args []string) error {
			if !events {
				return usagef("import needs --events; see `%s --help` (decisions from files: `leadline decision import`)", c.CommandPath())
			}
			return a.takeLines(c.Context(), args[0], private)
		},
	}
	c.Flags().BoolVar(&events, "events", false, "read events")
	c.Flags().BoolVar(&private, "private", false, "read what is yours alone, as export --private wrote it")
	return c
}

func (a *app) takeLines(ctx context.Context, from string, private bool) (err error) {
	name := phrase.Clean(from, 200)
	in := a.In
	if from != "-" {
		if st, err := os.Stat(a.path(from)); err == nil && !st.Mode().IsRegular() {
			return fmt.Errorf("cannot read %s: it is no regular file; name another", name)
		}
		file, err := os.Open(a.path(from))
		if err != nil {
			return fmt.Errorf("cannot read %s: %w; check the name", name, err)
		}
		defer file.Close()
		in = file
	}
	lines := bufio.NewReader(in)
	if what := notLines(lines); what != "" {
		return fmt.Errorf("cannot import %s: %s", name, what)
	}
	path, err := a.logPath(ctx, private)
	if err != nil {
		return err
	}
	log, err := eventlog.Open(ctx, path, eventlog.Options{Private: private, Now: a.Now, Rand: a.Rand})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	bad := []badLineJSON{}
	refused := 0
	took, err := log.ImportLines(ctx, lines, func(line int, err error) {
		if refused++; refused <= mostBad {
			bad = append(bad, badLineJSON{Line: line, Reason: phrase.Clean(err.Error(), 400)})
		}
	})
	switch {
	case store.Full(err):
		return fmt.Errorf("cannot import %s: %w What came before stays; importing it again goes on", name, err)
	case err != nil:
		return fmt.Errorf("cannot import %s: %w; what came before stays, and importing it again goes on", name, err)
	}
	if refused > 0 {
		a.code = exitFailed
	}
	if a.json {
		out := eventsJSON{Read: took.Read, Added: took.Added, Elsewhere: took.Elsewhere, Bad: bad, Apart: []apartJSON{}}
		for _, p := range took.Apart {
			out.Apart = append(out.Apart, apartJSON(p))
		}
		return a.answer(out)
	}
	for i, b := range bad {
		if i == mostBadSpelt {
			a.note("and %d more lines; --json names the first %d", refused-i, mostBad)
			break
		}
		a.note("%s:%d: %s", name, b.Line, b.Reason)
	}
	text := fmt.Sprintf("%s taken in, %s here already.\n", phrase.Count(took.Added, "event"), wereOf(took.Read-took.Added-len(took.Taken)))
	if took.Read == 0 && refused > 0 {
		text = "Nothing was taken in: none of its lines is an event as `leadline export --events` writes them.\n"
	}
	if took.Elsewhere > 0 {
		text += fmt.Sprintf("%s about a repository that was never opened on this machine: what they say shows once a clone with the same remote is; `leadline query` has it now.\n",
			ofThem(took.Elsewhere))
	}
	took.Taken = nil // named above
	return a.print(text + united(took))
}

func ofThem(n int) string {
	if n == 1 {
		return "1 of them is"
	}
	return fmt.Sprintf("%d of them are", n)
}

// notLines tells by its beginning what a file is that has no lines of JSON, and what to do with it; "" where nothing speaks against
// them.
func notLines(r *bufio.Reader) string {
	const enough = 16
	head, _ := r.Peek(enough)
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("SQLite format 3")):
		return "it is a database. A backup comes in with `leadline restore FILE`"
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")), bytes.HasPrefix(head, []byte("\xfd7zXZ")):
		return "it is packed; unpack it first"
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "it is in UTF-16; save it as UTF-8 first"
	case bytes.HasPrefix(head, []byte("[")):
		return "it is one JSON array, not a line for each event as `leadline export --events` writes them. What `leadline todo export` wrote comes in with `leadline todo import FILE`"
	}
	return ""
}
