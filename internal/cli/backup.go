package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// backupJSON is what a backup holds.
type backupJSON struct {
	File    string `json:"file"`
	Events  int64  `json:"events"`
	Bytes   int64  `json:"bytes"`
	Private bool   `json:"private"`
}

// restoredJSON is what a backup brought, in events.
type restoredJSON struct {
	Read     int         `json:"read"`
	Added    int         `json:"added"`
	Refused  int         `json:"refused"`   // not as they were written, or their number is another event's here
	SetAside *string     `json:"set_aside"` // where the damaged store lies now; null when there was none
	Saved    int         `json:"saved"`     // read out of the damaged store
	Apart    []apartJSON `json:"apart"`     // repositories known under two identities, of which neither was given up
}

type apartJSON struct {
	Here  string `json:"here"`
	There string `json:"there"`
}

// logPath is where the team's events, or one's own, are kept.
func (a *app) logPath(ctx context.Context, private bool) (string, error) {
	dirs, err := a.dirs()
	switch {
	case err != nil:
		return "", err
	case private:
		return filepath.Join(dirs.Data, eventlog.PrivateFile), nil
	}
	return filepath.Join(a.storeDir(ctx, dirs), eventlog.TeamFile), nil
}

func (a *app) backup() *cobra.Command {
	var force, private bool
	c := &cobra.Command{
		Use: "backup FILE", Short: "Copy what people said to a file, while everybody goes on working", Args: a.exactly(1),
		Long: "Copy what people said to a file, while everybody goes on working, and read the copy back. What is yours alone is\n" +
			"not in it: --private copies that, and nothing else.",
		RunE: func(c *cobra.Command, args []string) error {
			name := phrase.Clean(args[0], 200)
			log, err := a.readLog(c.Context(), private)
			if err != nil {
				return err
			}
			defer log.Close()
			n, err := log.Backup(c.Context(), a.path(args[0]), force)
			switch {
			case errors.Is(err, fs.ErrExist):
				return fmt.Errorf("%s is there already; name another file, or add --force to replace it", name)
			case errors.Is(err, store.ErrDamaged):
				return fmt.Errorf("nothing was copied: %w", err)
			case store.Full(err):
				return fmt.Errorf("cannot write the backup %s: there is no room for it; name a file on another disk, or free some space", name)
			case err != nil:
				return fmt.Errorf("cannot write the backup %s: %w; name a file in a folder that you can write and that has room", name, err)
			}
			st, err := os.Stat(a.path(args[0]))
			if err != nil {
				return err
			}
			if a.json {
				return a.answer(backupJSON{File: args[0], Events: n, Bytes: st.Size(), Private: private})
			}
			what := "what was said to the team; what is yours alone: --private"
			if private {
				what = "yours alone; keep it where only you can read it"
			}
			return a.print(fmt.Sprintf("Backed up %s to %s, and read them back (%s).\n`leadline restore %s` brings them back.\n",
				phrase.Count(int(n), "event"), name, what, name))
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace FILE if it is there")
	c.Flags().BoolVar(&private, "private", false, "copy what is yours alone instead")
	return c
}

// readLog opens events for reading; those of a store that does not exist yet are no mistake of ours.
func (a *app) readLog(ctx context.Context, private bool) (*eventlog.Log, error) {
	path, err := a.logPath(ctx, private)
	if err != nil {
		return nil, err
	}
	log, err := eventlog.Open(ctx, path, eventlog.Options{Private: private, ReadOnly: true})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("nothing has been said yet: there is no %s; if it was there once, `leadline restore FILE` brings a backup back", path)
	}
	return log, err
}

func (a *app) restore() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE", Short: "Bring back what a backup holds; nothing that is here is lost", Args: a.exactly(1),
		Long: "Bring back what a backup holds and the store lacks; nothing that is here is lost, and doing it twice changes nothing.\n" +
			"A damaged store is set aside, never deleted, and what can be read of it is saved. Close the editors first.",
		RunE: func(c *cobra.Command, args []string) error {
			name, from := phrase.Clean(args[0], 200), a.path(args[0])
			private, err := eventlog.IsPrivate(from)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return fmt.Errorf("cannot restore %s: there is no such file; check the name", name)
			case errors.Is(err, store.ErrDamaged), errors.Is(err, store.ErrNotOurs):
				return fmt.Errorf("cannot restore %s: it is no backup by Leadline, or its beginning is damaged; name another file (lines of JSON: `leadline import FILE --events`)", name)
			case err != nil:
				return fmt.Errorf("cannot restore %s: %w; make it readable and try again", name, err)
			}
			path, err := a.logPath(c.Context(), private)
			if err != nil {
				return err
			}
			r, err := eventlog.Restore(c.Context(), path, from, eventlog.Options{Now: a.Now, Rand: a.Rand})
			var damaged *store.Error
			switch {
			case errors.As(err, &damaged) && damaged.Kind == store.ErrNotOurs && damaged.Path == from:
				return fmt.Errorf("cannot restore %s: it is no backup by Leadline; name another file", name)
			case errors.As(err, &damaged) && damaged.Kind == store.ErrDamaged && damaged.Path == from:
				return fmt.Errorf("cannot restore %s: it is damaged (%w); name an older backup", name, damaged.Cause)
			case err != nil:
				return fmt.Errorf("cannot restore %s: %w", name, err)
			}
			if a.json {
				out := restoredJSON{Read: r.Read, Added: r.Added, Refused: r.Broken + len(r.Taken), SetAside: some(r.SetAside), Saved: r.Saved, Apart: []apartJSON{}}
				for _, p := range r.Apart {
					out.Apart = append(out.Apart, apartJSON(p))
				}
				return a.answer(out)
			}
			return a.print(restored(r))
		},
	}
}

// restored says what a backup brought.
func restored(r eventlog.Restored) string {
	var b strings.Builder
	if r.SetAside != "" {
		fmt.Fprintf(&b, "The store was damaged. It lies in %s now; %s could be read out of it.\n", r.SetAside, phrase.Count(r.Saved, "event"))
	}
	fmt.Fprintf(&b, "%s brought back, %s here already.\n", phrase.Count(r.Added, "event"), wereOf(r.Read-r.Added-len(r.Taken)))
	if r.Broken > 0 {
		fmt.Fprintf(&b, "%s left out: damaged in the backup, or not valid; an older backup may have what they were.\n", phrase.Count(r.Broken, "event"))
	}
	b.WriteString(united(r.United))
	return b.String()
}

func wereOf(n int) string {
	if n == 1 {
		return "1 was"
	}
	return fmt.Sprintf("%d were", n)
}

// united says what could not be brought together.
func united(u eventlog.United) string {
	var b strings.Builder
	if n := len(u.Taken); n > 0 {
		fmt.Fprintf(&b, "%s left out: another event has the number here. Both may be true: a copy of the store went on elsewhere.\n", phrase.Count(n, "event"))
	}
	for _, p := range u.Apart {
		fmt.Fprintf(&b, "Something was said about one repository under two identities, %s here and %s there. Both are kept; what was said there is in `leadline query`.\n", p.Here, p.There)
	}
	return b.String()
}
