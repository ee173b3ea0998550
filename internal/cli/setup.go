package cli

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/setup"
	"github.com/leadline/leadline/internal/typo"
)

// setupJSON is an editor's settings: what belongs where, and what became of each file.
type setupJSON struct {
	Editor string          `json:"editor"`
	Files  []setupFileJSON `json:"files"`
	Notes  []string        `json:"notes"` // what is left to do by hand
}

type setupFileJSON struct {
	Path  string `json:"path"`
	State string `json:"state"` // shown, written, unchanged, removed or left
	Text  string `json:"text"`
}

func (a *app) setup() *cobra.Command {
	var write, remove bool
	c := &cobra.Command{
		Use: "setup EDITOR", Short: "Print an editor's settings for Leadline, or put them in place",
		Long: "Print an editor's settings for Leadline, or put them in place with --write: as a marked block, or a file of its own; all else stays\n" +
			"as it is, byte for byte. --remove takes away what --write put there.\n\nEditors: " + strings.Join(setup.Names(), ", "),
		Args: a.exactly(1), ValidArgs: setup.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			if write && remove {
				return usagef("--write puts the settings there and --remove takes them away; choose one")
			}
			return a.setUp(args[0], write, remove)
		},
	}
	c.Flags().BoolVar(&write, "write", false, "put the settings in place")
	c.Flags().BoolVar(&remove, "remove", false, "take away what --write put in place")
	return c
}

func (a *app) setUp(name string, write, remove bool) error {
	program, err := a.Executable()
	if err != nil {
		return fmt.Errorf("cannot tell where this program is: %w", err)
	}
	machine := setup.Machine{Getenv: a.getenv, GOOS: runtime.GOOS, Program: program}
	e, err := setup.For(strings.ToLower(name), machine)
	if err != nil {
		if err != setup.ErrUnknown {
			return err
		}
		hint := "there are: " + strings.Join(setup.Names(), ", ")
		for _, known := range setup.Names() {
			if typo.Distance(strings.ToLower(phrase.Clean(name, 40)), known) <= 2 {
				hint = fmt.Sprintf("did you mean %s?", known)
				break
			}
		}
		return usagef("%q is no editor that is known here; %s", phrase.Clean(name, 40), hint)
	}
	files := e.Show()
	switch {
	case write:
		files, err = e.Write()
	case remove:
		files, err = e.Remove()
	}
	if err != nil {
		return err
	}
	notes := e.Notes
	if remove {
		notes = nil
	} else if _, err := a.LookPath("leadline"); err != nil && name != "vscode" {
		notes = append(notes, fmt.Sprintf("The program `leadline` is not on PATH, where the editor looks for it: this one is %s.", program))
	}
	out := setupJSON{Editor: e.Name, Files: []setupFileJSON{}, Notes: append([]string{}, notes...)}
	for _, f := range files {
		out.Files = append(out.Files, setupFileJSON{f.Path, string(f.State), f.Text})
	}
	if a.json {
		return a.answer(out)
	}
	return a.print(a.setupText(out, write || remove))
}

func (a *app) setupText(out setupJSON, done bool) string {
	var b strings.Builder
	for i, f := range out.Files {
		path := a.homely(f.Path)
		switch {
		case done:
			fmt.Fprintf(&b, "%-9s  %s\n", f.State, path)
		default:
			if i > 0 {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "In %s:\n\n%s", path, f.Text)
		}
	}
	if !done {
		fmt.Fprintf(&b, "\n`leadline setup %s --write` puts this in place, --remove takes it away again.\n", out.Editor)
	}
	for _, n := range out.Notes {
		b.WriteString(n + "\n")
	}
	return b.String()
}

// homely is a path as its owner writes it.
func (a *app) homely(path string) string {
	home := a.getenv("HOME")
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok && home != "" {
		return "~" + string(filepath.Separator) + rest
	}
	return path
}
