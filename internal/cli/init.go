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

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) init() *cobra.Command {
	var write, accept bool
	var merge, notMe []string
	c := &cobra.Command{
		Use: "init", Short: "Show who you are here and who else is, and propose settings for the repository", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				if err := sayWhoIAm(ctx, s, merge, notMe); err != nil {
					return err
				}
				return a.begin(ctx, s, write, accept)
			})
		},
	}
	c.Flags().BoolVar(&write, "write", false, "write the settings to "+workspace.SettingsFile+", unless there is one")
	c.Flags().BoolVar(&accept, "accept", false, "agree to what the repository's settings propose, here and for you")
	c.Flags().StringArrayVar(&merge, "merge", nil, "say that `ADDRESS` is yours too, for everyone who works here")
	c.Flags().StringArrayVar(&notMe, "not-me", nil, "say that `ADDRESS` is not yours; takes --merge back, and you are not asked again")
	return c
}

func (a *app) begin(ctx context.Context, s *session, write, accept bool) error {
	snapshot := s.Snapshot()
	around := recent(snapshot)
	out := initJSON{Also: []alsoJSON{}, People: []personJSON{}, Proposals: []proposalJSON{}, Settings: proposed(around)}
	if snapshot.Me != nil {
		me := personOf(snapshot.Me)
		out.Me = &me
		if _, source, err := s.Repository.User(ctx); err == nil && source.Differs {
			out.Elsewhere = &source.Global.Email
		}
	}
	for _, l := range action.MayBeMe(snapshot, true) {
		out.Also = append(out.Also, alsoJSON{personOf(l.Person), string(l.Why)})
	}
	for _, p := range around.named {
		out.People = append(out.People, personOf(p))
	}
	for _, p := range snapshot.Proposals {
		out.Proposals = append(out.Proposals, proposalJSON{
			Key: p.Key, Value: p.Value, File: p.File, Line: p.Line, Sentence: p.Sentence, Agreed: accept,
		})
	}
	if accept && len(snapshot.Proposals) > 0 {
		if err := a.agree(ctx, s, snapshot.Proposals); err != nil {
			return err
		}
	}
	if write {
		if err := writeNew(filepath.Join(snapshot.Top, workspace.SettingsFile), out.Settings); err != nil {
			return err
		}
		out.Written = true
	}
	if a.json {
		return a.answer(out)
	}
	return a.print(a.initText(s, out, around))
}

// sayWhoIAm records which addresses are the reader's and which are not.
func sayWhoIAm(ctx context.Context, s *session, mine, others []string) error {
	for _, address := range mine {
		if _, err := action.Merge(ctx, s.Workspace, address); err != nil {
			return err
		}
	}
	for _, address := range others {
		if _, err := action.Separate(ctx, s.Workspace, address); err != nil {
			return err
		}
	}
	return nil
}

func personOf(p *people.Person) personJSON {
	return personJSON{Name: p.Name, Email: p.Email, Handle: some(p.Handle)}
}

// agree records the user's consent in the user's own settings.
func (a *app) agree(ctx context.Context, s *session, proposals []config.Proposal) error {
	dirs, err := a.dirs()
	if err != nil {
		return err
	}
	text, err := os.ReadFile(dirs.UserFile())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot read your settings: %w", err)
	}
	c, err := s.Repository.Config(ctx)
	if err != nil {
		return err
	}
	remote := ""
	if all := c.Remotes(); len(all) > 0 {
		remote = all[0].URL
	}
	for _, p := range proposals {
		text = config.AddConsent(text, config.Consent{GitDir: s.Repository.CommonDir, Remote: remote, Key: p.Key, Value: p.Value})
	}
	if err := os.MkdirAll(dirs.Config, 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of your settings: %w", err)
	}
	file, err := a.beginFile(dirs.UserFile())
	if err != nil {
		return err
	}
	defer file.drop()
	return file.finish(text)
}

// writeNew writes a file that must not exist yet.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already and stays as it is; call `leadline init` without --write and copy what you want", path)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w; nothing was changed", path, err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// proposed is a small settings file for the repository: who is who, and the defaults to change.
func proposed(around company) string {
	var b strings.Builder
	b.WriteString("# What this team agrees on, for everyone who works here with Leadline. Every key is optional.\n\n" +
		"# [knowledge]\n# half-life-days = 180   # a change this old counts half for who knows a file\n\n" +
		"# [todo]\n# words = [\"TODO\", \"FIXME\", \"HACK\", \"XXX\", \"BUG\"]\n\n" +
		"# [teams]\n# payments = [\"@dev1\", \"@dev2\"]\n\n" +
		"# Handles make people easy to name. Those known from the history:\n")
	for _, p := range around.named {
		comment, handle := "", p.Handle
		if handle == "" {
			if around.nameless > mostNameless {
				continue
			}
			comment, handle = "# ", "HANDLE"
		}
		fmt.Fprintf(&b, "\n%s[people.%s]\n%sname = %s\n%semails = [%s]\n", comment, key(handle), comment, quoted(p.Name), comment, quoted(p.Email))
	}
	return b.String()
}

// key is a part of a dotted TOML key.
func key(name string) string {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return quoted(name)
		}
	}
	return name
}

// quoted is a basic string of TOML. Control characters have no place in a name.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(phrase.Clean(text, 200)) + `"`
}

func (a *app) initText(s *session, out initJSON, around company) string {
	var b strings.Builder
	style := a.style()
	if out.Me == nil {
		b.WriteString("You are unknown: " + workspace.ErrNobody.Error() + ".\n")
	} else {
		fmt.Fprintf(&b, "You are %s\n", style.Strong(nameLine(*out.Me)))
		if out.Elsewhere != nil {
			fmt.Fprintf(&b, "  this repository's own settings say so; elsewhere you are %s\n", phrase.Clean(*out.Elsewhere, 80))
		}
	}
	for _, p := range out.Also {
		fmt.Fprintf(&b, "\nAre you also %s? (%s)\n  `leadline init --merge %s` says so to everyone here, --not-me that you are not\n",
			nameLine(p.personJSON), p.Why, phrase.Clean(p.Email, 80))
	}
	fmt.Fprintf(&b, "\n%s here within %s\n", count(around.all, "person", "people"), span(s.Snapshot().Settings.Knowledge.Inactive))
	for _, p := range out.People {
		b.WriteString("  " + nameLine(p) + "\n")
	}
	if more := around.all - len(out.People); more > 0 {
		fmt.Fprintf(&b, "  and %d more\n", more)
	}
	for _, p := range out.Proposals {
		answer := "`leadline init --accept` agrees"
		if p.Agreed {
			answer = "you agreed"
		}
		fmt.Fprintf(&b, "\n%s (%s)\n", phrase.Clean(p.Sentence, 500), answer)
	}
	switch {
	case out.Written:
		fmt.Fprintf(&b, "\nWrote %s. Commit it when you like it.\n", workspace.SettingsFile)
	case exists(filepath.Join(s.Repository.Top, workspace.SettingsFile)):
		fmt.Fprintf(&b, "\n%s is there already and stays as it is.\n", workspace.SettingsFile)
	default:
		fmt.Fprintf(&b, "\nSettings that could start %s (`leadline init --write` writes them)\n\n%s", workspace.SettingsFile, indent(out.Settings))
	}
	return b.String()
}

func nameLine(p personJSON) string {
	text := phrase.Clean(p.Name, 60) + " <" + phrase.Clean(p.Email, 80) + ">"
	if p.Handle != nil {
		text = "@" + phrase.Clean(*p.Handle, 40) + " " + text
	}
	return text
}
