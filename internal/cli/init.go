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
	var o initOptions
	var merge, notMe []string
	c := &cobra.Command{
		Use: "init", Short: "Show who you are here and who else is, and propose settings for the repository", Args: a.exactly(0),
		Long: "Show who you are here and who else is, and propose settings for the repository: handles from history and CODEOWNERS, teams\n" +
			"from CODEOWNERS. Leadline works without any of it. On a terminal it asks at most three questions; elsewhere it changes\n" +
			"nothing unless --yes says so. A file that is there is never overwritten: what it lacks is added at its end.",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				if err := sayWhoIAm(ctx, s, merge, notMe); err != nil {
					return err
				}
				o.ask = o == initOptions{} && len(merge)+len(notMe) == 0 && !a.json && a.interactive()
				return a.begin(ctx, s, o)
			})
		},
	}
	c.Flags().BoolVar(&o.write, "write", false, "write the proposals to "+workspace.SettingsFile)
	c.Flags().BoolVar(&o.write, "yes", false, "take the proposals without a question, as --write")
	c.Flags().BoolVar(&o.dry, "dry-run", false, "print what would be written, and nothing else")
	c.Flags().BoolVar(&o.accept, "accept", false, "agree to what the repository's settings propose, here and for you")
	c.Flags().StringArrayVar(&merge, "merge", nil, "say that `ADDRESS` is yours too, for everyone who works here")
	c.Flags().StringArrayVar(&notMe, "not-me", nil, "say that `ADDRESS` is not yours; takes --merge back, and you are not asked again")
	return c
}

// initOptions are what init is to do.
type initOptions struct {
	write, dry, accept bool
	ask                bool // on a terminal, where nothing else was said
}

func (a *app) begin(ctx context.Context, s *session, o initOptions) error {
	snapshot := s.Snapshot()
	around, accept := recent(snapshot), o.accept
	plan := planOf(snapshot, around)
	out := initJSON{Also: []alsoJSON{}, People: []personJSON{}, Proposals: []proposalJSON{}, Settings: plan.text(snapshot.Top)}
	if o.dry && !a.json {
		return a.print(out.Settings)
	}
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
	if o.write && !o.dry {
		var err error
		if out.Written, err = plan.write(s); err != nil {
			return err
		}
	}
	if a.json {
		return a.answer(out)
	}
	if err := a.print(a.initText(s, out, around, o.ask)); err != nil {
		return err
	}
	if o.ask {
		if err := a.initQuestions(ctx, s, plan); err != nil {
			return err
		}
	}
	return a.print("\n" + firstSteps)
}

// firstSteps are what is here for whoever has just begun.
const firstSteps = "What is here for you, without any settings\n" +
	"  leadline tour              five places to know, and whom to ask\n" +
	"  leadline why PATH:LINE     why a line is there\n" +
	"  leadline companions PATH   what usually changes with a file\n" +
	"  leadline ask PATH:LINE     whom to ask about lines, with a message to send\n"

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
	remote := s.ConsentURL(ctx)
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

func (a *app) initText(s *session, out initJSON, around company, asks bool) string {
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
	for i, p := range out.Also {
		if asks && i == 0 {
			continue // is asked
		}
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
	case out.Settings == "":
		fmt.Fprintf(&b, "\n%s is there already, has all that is proposed, and stays as it is.\n", workspace.SettingsFile)
	default:
		how := " (`leadline init --yes` writes them)"
		if asks {
			how = ""
		}
		start := "could start"
		if exists(filepath.Join(s.Repository.Top, workspace.SettingsFile)) {
			start = "could be added to"
		}
		fmt.Fprintf(&b, "\nSettings that %s %s%s\n\n%s", start, workspace.SettingsFile, how, indent(out.Settings))
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
