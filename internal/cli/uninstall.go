package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

func (a *app) uninstall() *cobra.Command {
	var yes, ledger bool
	c := &cobra.Command{
		Use: "uninstall", Short: "List what Leadline keeps on this machine, and remove it if you say so", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if ledger && !yes {
				return usagef("--with-ledger removes what people said, for good; add --yes if you mean it")
			}
			kept, err := a.kept(c.Context())
			if err != nil {
				return err
			}
			for i, k := range kept {
				if k.Flags == "" || !yes || k.Flags != removedYes && !ledger {
					continue
				}
				if err := remove(k.Path); err != nil {
					return fmt.Errorf("cannot remove %s: %w; close the editors that use Leadline, or remove it yourself", k.Path, err)
				}
				kept[i].Removed = true
			}
			if a.json {
				return a.answer(kept)
			}
			return a.print(a.keptText(kept, yes))
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "remove what can be made again: indexes and drafts")
	c.Flags().BoolVar(&ledger, "with-ledger", false, "remove what people said too: decisions, delegations and all else")
	return c
}

const (
	removedYes    = "--yes"
	removedLedger = "--yes --with-ledger"
)

// kept lists what there is of Leadline on this machine.
func (a *app) kept(ctx context.Context) ([]storedJSON, error) {
	dirs, err := a.dirs()
	if err != nil {
		return nil, err
	}
	all := []storedJSON{
		{What: "indexes and private git stores, rebuilt when needed", Path: dirs.Cache, Flags: removedYes},
		{What: "drafts, and the invitations of pairing blocks", Path: dirs.State, Flags: removedYes},
		{What: "what people said, and your own private notes", Path: dirs.Data, Flags: removedLedger},
	}
	if shared := a.storeDir(ctx, dirs); shared != dirs.Data {
		// A shared folder may hold other things: only our own files are named.
		for _, pattern := range []string{"events.db*", "leadline.db", "leadline-v*.db*"} {
			files, err := filepath.Glob(filepath.Join(quoteGlob(shared), pattern))
			if err != nil {
				return nil, err
			}
			for _, f := range files {
				all = append(all, storedJSON{What: "what people said", Path: f, Flags: removedLedger})
			}
		}
	}
	for _, path := range a.hooksHere() {
		all = append(all, storedJSON{What: "the git hook of a pairing session in this repository", Path: path, Flags: removedYes})
	}
	all = append(all, storedJSON{What: "your settings; they stay, remove them yourself if you want", Path: dirs.Config})
	out := []storedJSON{}
	for _, k := range all {
		if exists(k.Path) {
			k.Bytes = size(k.Path)
			out = append(out, k)
		}
	}
	return out, nil
}

// quoteGlob makes a folder's name match only itself.
func quoteGlob(dir string) string {
	var out []rune
	for _, r := range dir {
		if r == '*' || r == '?' || r == '[' {
			out = append(out, '[', r, ']')
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

func (a *app) keptText(kept []storedJSON, yes bool) string {
	if len(kept) == 0 {
		return "Leadline keeps nothing on this machine. Remove the program itself the way it was installed.\n"
	}
	rows := [][]string{}
	for _, k := range kept {
		state := "would be removed by " + k.Flags
		switch {
		case k.Removed:
			state = "removed"
		case k.Flags == "":
			state = "stays"
		}
		rows = append(rows, []string{k.Path, fmt.Sprintf("%.1f MB", float64(k.Bytes)/1e6), k.What, state})
	}
	text := a.table(false, rows)
	if !yes {
		text += "Nothing was removed.\n"
	}
	return text
}

// remove deletes a file or folder; of a symbolic link only the link.
func remove(path string) error { return os.RemoveAll(path) }

func size(path string) int64 {
	var sum int64
	_ = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if st, err := d.Info(); err == nil {
				sum += st.Size()
			}
		}
		return nil
	})
	return sum
}
