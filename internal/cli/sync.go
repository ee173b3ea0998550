package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) sync() *cobra.Command {
	var status, dry bool
	var auto string
	c := &cobra.Command{
		Use: "sync [REMOTE]", Short: "Share with your team what was said here, over the repository's git remote", Args: a.atMost(1),
		Long: "Share with your team what was said about this repository, and fetch what the others said, over its git remote: origin, or the one you name.\n" +
			"It goes to refs of Leadline's own beside the branches (refs/leadline/v1/…), one for each machine, and never into your repository.\n\n" +
			"Running it is your consent for this remote and this time. --dry-run prints exactly what would be sent. Snoozes, own tasks, your calendar (but\n" +
			"for what `leadline calendar share` shares) and all else that is private to you never leave. Nobody is asked for a password: what git can reach without asking is reached.",
	}
	c.Flags().BoolVar(&status, "status", false, "say what was synced when, what waits, and what was refused; nothing is sent or fetched")
	c.Flags().BoolVar(&dry, "dry-run", false, "print what would be sent, one event a line, and send nothing")
	c.Flags().StringVar(&auto, "auto", "", "`on|off`: sync this repository with this remote by itself, every ten minutes while an editor is open")
	c.RunE = func(c *cobra.Command, args []string) error {
		name := ""
		if len(args) == 1 {
			name = args[0]
		}
		switch {
		case auto != "" && auto != "on" && auto != "off":
			return usagef("--auto is on or off, not %q", auto)
		case status && dry, auto != "" && (status || dry):
			return usagef("--status, --dry-run and --auto are three different things; give one of them")
		}
		return a.withRemote(c.Context(), name, func(ctx context.Context, s *session, r workspace.Remote) error {
			switch {
			case status:
				return a.syncStatus(ctx, s, r)
			case dry:
				return a.syncPreview(ctx, r)
			case auto != "":
				return a.syncAuto(s, r, auto == "on")
			}
			return a.syncNow(ctx, s, r)
		})
	}
	return c
}

// withRemote runs a command on the repository, as far as what people said is concerned: history is not refreshed.
func (a *app) withRemote(ctx context.Context, name string, run func(context.Context, *session, workspace.Remote) error) (err error) {
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.Snapshot().StoreErr; err != nil {
		return err
	}
	r, err := s.RemoteFor(ctx, name)
	if err != nil {
		return err
	}
	return run(ctx, s, r)
}

func (a *app) syncNow(ctx context.Context, s *session, r workspace.Remote) error {
	before := r.Channel.State()
	out, err := s.Sync(ctx, r)
	if err != nil {
		return syncError(r, err)
	}
	if a.json {
		return a.answer(a.syncedJSON(s, r, out))
	}
	return a.print(a.syncedText(s, r, out, before.At.IsZero()))
}

// syncError says what to do about a sync that failed.
func syncError(r workspace.Remote, err error) error {
	var unmet *git.UnmetError
	var none *share.NoPlaceError
	var failed *store.Error
	switch {
	case errors.Is(err, store.ErrFull) && errors.As(err, &failed): // everything else fails for that too
		return fmt.Errorf("syncing with %s: %w", r.Name, failed)
	case errors.As(err, &none):
		return fmt.Errorf("%s (%s) takes neither refs of Leadline's own (%s) nor branches (%s); ask whoever runs it to allow refs/leadline/* or branches called leadline/*, or name another remote: leadline sync REMOTE",
			r.Name, r.Channel.Destination, none.Ref, none.Branch)
	case errors.As(err, &unmet):
		return errors.New(unmetText(r, unmet.Reason, unmet.Said))
	}
	return err
}

// unmetText says why a remote could not be met, and what to do.
func unmetText(r workspace.Remote, reason git.Unmet, said string) string {
	what := fmt.Sprintf("%s (%s)", r.Name, r.Channel.Destination)
	if said != "" {
		said = ": " + phrase.Clean(said, 300)
	}
	switch reason {
	case git.UnmetOffline:
		return "cannot reach " + what + said + ". What was said here stays here, and goes with the next sync"
	case git.UnmetDenied:
		return what + " does not let you in" + said + ". Leadline never asks for a password: see that `git fetch " + r.Name + "` works without asking, then sync again"
	case git.UnmetAbsent:
		return "there is no repository at " + what + said + ". Mend its address with `git remote set-url " + r.Name + " ADDRESS`, then sync again"
	case git.UnmetFull:
		return "a disk is full, here or at " + what + said + ". Nothing is lost; free some space and sync again"
	case git.UnmetTooMuch:
		return what + " sent far more than anybody can have said" + said + ". See whether that is the right remote"
	}
	return "cannot sync with " + what + said + ". Nothing is lost; see that `git fetch " + r.Name + "` works, then sync again"
}

// syncAuto writes the consent into the user's settings, or takes it out.
func (a *app) syncAuto(s *session, r workspace.Remote, on bool) error {
	dirs, err := a.dirs()
	if err != nil {
		return err
	}
	path := dirs.UserFile()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot read your settings: %w", err)
	}
	changed, err := s.AgreeToSync(text, r, on)
	if err != nil {
		return fmt.Errorf("cannot take your consent out of %s: %w; delete the entry [[consent]] with the key sync.auto yourself", path, err)
	}
	if string(changed) != string(text) {
		if err := os.MkdirAll(dirs.Config, 0o700); err != nil {
			return fmt.Errorf("cannot make the folder of your settings: %w", err)
		}
		file, err := a.beginFile(path)
		if err != nil {
			return err
		}
		defer file.drop()
		if err := file.finish(changed); err != nil {
			return err
		}
	}
	now := s.SyncsItself(r)
	if a.json {
		return a.answer(syncAutoJSON{Remote: r.Name, URL: r.Channel.Destination.String(), Auto: now})
	}
	switch {
	case on:
		return a.print(fmt.Sprintf("This repository syncs with %s (%s) by itself now, every ten minutes while an editor is open. `leadline sync --auto off` ends that.\n", r.Name, r.Channel.Destination))
	case now:
		return a.print("Your settings still say sync.auto = \"on\" for all repositories; change that in " + path + ".\n")
	}
	return a.print("This repository syncs only when you run `leadline sync`.\n")
}

func (a *app) syncPreview(ctx context.Context, r workspace.Remote) error {
	p, err := share.Preview(ctx, r.Channel)
	if err != nil {
		return err
	}
	var unmet *git.UnmetError
	if errors.As(p.Unmet, &unmet) {
		a.note("%s; this is what would be sent as far as is known here", unmetText(r, unmet.Reason, unmet.Said))
	}
	if a.json {
		var lines strings.Builder
		if _, err := p.WriteTo(&lines); err != nil {
			return err
		}
		out := previewJSON{Remote: r.Name, URL: r.Channel.Destination.String(), Repo: p.Repo, Anew: p.Begins, Events: []json.RawMessage{}}
		for l := range strings.Lines(lines.String()) {
			out.Events = append(out.Events, json.RawMessage(l))
		}
		return a.answer(out)
	}
	if _, err := p.WriteTo(&plainJSON{out: a.Out}); err != nil {
		return err
	}
	if p.Renames {
		a.note("somebody else wrote under this machine's name, as a copied home does: all of it would go under a new one")
	}
	switch {
	case p.Events == 0:
		a.note("nothing would be sent to %s (%s)", r.Name, r.Channel.Destination)
	case p.Begins:
		a.note("%s would be sent to %s (%s): what you say there is written anew, without what was taken back", phrase.Count(p.Events, "event"), r.Name, r.Channel.Destination)
	default:
		a.note("%s would be sent to %s (%s)", phrase.Count(p.Events, "event"), r.Name, r.Channel.Destination)
	}
	return nil
}

// syncedText says what a sync did, and what there is to do about it.
func (a *app) syncedText(s *session, r workspace.Remote, out share.Outcome, first bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): ", a.style().Strong(r.Name), r.Channel.Destination)
	switch {
	case out.Sent+out.Received+out.Blanked == 0 && !out.Began:
		b.WriteString("nothing new.\n")
	default:
		fmt.Fprintf(&b, "sent %s, received %d.\n", phrase.Count(out.Sent, "event"), out.Received)
	}
	if len(out.Adopted) > 0 {
		b.WriteString("You joined your team's ledger: this repository is now the one that they know.\n")
	}
	if out.Began {
		b.WriteString("What was taken back is no longer at the remote. Whoever fetched it before, and backups of the host, may still have it.\n")
	}
	if out.Blanked > 0 {
		fmt.Fprintf(&b, "Others took back what %s said; it is gone here too.\n", phrase.Count(out.Blanked, "event"))
	}
	if out.Reminted {
		b.WriteString("Somebody else wrote under this machine's name, as a copied home or an old backup does. It goes on under a new one; nothing is lost.\n")
	}
	if out.Restamped > 0 {
		fmt.Fprintf(&b, "This machine's clock was far ahead; %s that it dated so now have the right date.\n", phrase.Count(out.Restamped, "event"))
	}
	for _, stays := range out.Stays {
		fmt.Fprintf(&b, "The host does not delete what was taken back (%s): ask whoever runs it to.\n", phrase.Clean(stays, 200))
	}
	if out.Branches && first {
		b.WriteString("The host takes no refs but branches, so what you say goes to branches called leadline/v1/…; leave them out of rules for branches.\n")
	}
	b.WriteString(a.troubleText(out.Refused, out.Clashes, out.Held, out.Lost))
	if first && !s.SyncsItself(r) {
		b.WriteString("`leadline sync --auto on` does this by itself, every ten minutes while an editor is open.\n")
	}
	return b.String()
}

// troubleText says what was not taken in, and what gave way.
func (a *app) troubleText(refused, clashes []share.Refusal, held []share.Held, lost []share.Contest) string {
	var b strings.Builder
	for _, line := range slices.Concat(phrase.Refusals(refused), phrase.Refusals(clashes)) {
		b.WriteString(line + "\n")
	}
	for _, h := range held {
		b.WriteString(phrase.Held(h, a.Now()) + "\n")
	}
	for _, c := range lost {
		b.WriteString(phrase.GivenWay(c) + "\n")
	}
	return b.String()
}
