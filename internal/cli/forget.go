package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// forgottenJSON is what was taken back, or would be.
type forgottenJSON struct {
	ID        *string           `json:"id"` // null with --about-me and --all
	Forgotten bool              `json:"forgotten"`
	Events    []string          `json:"events"` // ids of events whose words go
	Others    int               `json:"others"` // events of others about it, which stay
	Kept      int               `json:"kept"`   // events of yours that keep you from being named, which stay
	Gone      []string          `json:"gone"`   // remotes that no longer have it
	Stays     map[string]string `json:"stays"`  // remotes that still have it, and why
}

func (a *app) forget() *cobra.Command {
	var yes, me, all bool
	c := &cobra.Command{
		Use: "forget [ID]", Short: "Take your words back for good, about an entry or about yourself: here, and from the remotes that have them", Args: a.atMost(1),
		Long: "Take back all that you said on this machine:\n" +
			"  leadline forget ID          about a decision, a delegation or any other entry, also your answers to those of others\n" +
			"  leadline forget --about-me  about yourself: what you know and wish for, when you are away or busy, your limit, your addresses\n" +
			"  leadline forget --all       both, for everything that you ever said in this repository\n\n" +
			"Unlike retract, which hides it, this deletes the words and your name with them: from this machine, and from every remote that\n" +
			"you synced with, where what you say is written anew without them.\n\n" +
			"What it does not reach: what others said, also where they name you; what you said on another machine, where you call it again;\n" +
			"that you want to be named nowhere, since without it you would be named again; files and history of the repository itself, such\n" +
			"as decision records. Snoozes, tasks of your own and the like are on this machine alone and were never shared. Nobody can call\n" +
			"back what was fetched before: Leadline elsewhere deletes it at its next sync, but backups, exports and copies that the host\n" +
			"keeps may still have it.\n\n" +
			"Without --yes it shows what would go.",
		RunE: func(c *cobra.Command, args []string) error {
			given := len(args)
			for _, flag := range []bool{me, all} {
				if flag {
					given++
				}
			}
			if given != 1 {
				return usagef("say what: an id, or --about-me, or --all; see `leadline forget --help`")
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				what := forgetting{app: a, session: s, me: me || all}
				switch {
				case all:
					var err error
					if what.entries, err = s.EntriesOfMine(ctx); err != nil {
						return err
					}
				case !me:
					what.id, what.entries = args[0], args
				}
				if yes {
					return what.now(ctx)
				}
				return what.later(ctx)
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do so")
	c.Flags().BoolVar(&me, "about-me", false, "what you said about yourself")
	c.Flags().BoolVar(&all, "all", false, "everything that you said here")
	return c
}

// forgetting is what is to be forgotten at once.
type forgetting struct {
	*app
	session *session
	id      string   // what was named; "" for none
	entries []string // ids, or what else events of the reader are about
	me      bool     // and what they said about themselves
}

// about names it.
func (f forgetting) about() string {
	switch {
	case f.id != "":
		return f.id
	case len(f.entries) == 0:
		return "yourself"
	}
	return "yourself and all else here"
}

// gather adds up what becomes of each part. What was said about an entry meanwhile may be gone, which is no failure.
func (f forgetting) gather(ctx context.Context, entry func(context.Context, *workspace.Workspace, string) (workspace.Words, error), me func(context.Context, *workspace.Workspace) (workspace.Words, error)) (all workspace.Words, err error) {
	add := func(words workspace.Words) {
		all.Events = append(all.Events, words.Events...)
		all.Others += words.Others
		all.Guards += words.Guards
	}
	for _, id := range f.entries {
		words, err := entry(ctx, f.session.Workspace, id)
		if err != nil && (f.id != "" || !errors.Is(err, action.ErrNothingSaid)) {
			return all, err
		}
		add(words)
	}
	if f.me {
		words, err := me(ctx, f.session.Workspace)
		if err != nil {
			return all, err
		}
		add(words)
	}
	return all, nil
}

func (f forgetting) later(ctx context.Context) error {
	words, err := f.gather(ctx, action.Forgettable, action.ForgettableAboutMe)
	if err != nil {
		return err
	}
	if f.json {
		return f.answer(forgottenOf(f.id, words))
	}
	if len(words.Events) == 0 {
		return f.print("Nothing that you said about " + f.about() + " on this machine is still there.\n" + f.stay(words))
	}
	rows := [][]string{}
	for _, e := range words.Events {
		rows = append(rows, []string{e.At.In(f.Now().Location()).Format("2006-01-02 15:04"), e.Kind, phrase.Clean(e.Subject, 60), phrase.Clean(string(e.Body), 100)})
	}
	return f.print("These words of yours about " + f.about() + " would go:\n" + indent(f.table(false, rows)) + f.stay(words) +
		"Nothing was forgotten. Add --yes if you mean it; there is no way back.\n")
}

// stay says what is not forgotten.
func (f forgetting) stay(words workspace.Words) string {
	text := ""
	if words.Others > 0 && f.id != "" {
		text += fmt.Sprintf("What others said about it stays (%s); it is theirs.\n", phrase.Count(words.Others, "event"))
	} else if words.Others > 0 {
		text += fmt.Sprintf("What others said about it, and you on other machines, stays (%s).\n", phrase.Count(words.Others, "event"))
	}
	if words.Guards > 0 {
		text += "That you want to be named nowhere stays said, since without it you would be named again; `leadline know --name-me-again` takes it back.\n"
	}
	return text
}

func (f forgetting) now(ctx context.Context) error {
	words, err := f.gather(ctx, action.Forget, action.ForgetAboutMe)
	if err != nil {
		return err
	}
	s := f.session
	gone, stays := s.Leave(ctx)
	if f.json {
		out := forgottenOf(f.id, words)
		out.Forgotten, out.Gone = true, listed(gone)
		for name, why := range stays {
			out.Stays[name] = why.Error()
		}
		return f.answer(out)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Forgotten: what you said about %s is gone from this machine.\n", f.about())
	b.WriteString(f.stay(words))
	for _, name := range gone {
		fmt.Fprintf(&b, "%s no longer has it. Whoever fetched it before still does until their next sync; backups, exports and copies that the host keeps may have it for longer.\n", name)
	}
	for _, name := range slices.Sorted(maps.Keys(stays)) {
		fmt.Fprintf(&b, "%s still has it: %s. It leaves with the next sync that works.\n", name, leaveProblem(stays[name]))
	}
	if s.Snapshot().Settings.Decisions.Files && len(f.entries) > 0 {
		b.WriteString("A file that was written for it in the repository is not touched, nor is its history.\n")
	}
	return f.print(b.String())
}

func leaveProblem(err error) string {
	var unmet *git.UnmetError
	if errors.As(err, &unmet) && unmet.Said != "" {
		return phrase.Clean(unmet.Said, 200)
	}
	return phrase.Clean(err.Error(), 200)
}

func forgottenOf(id string, words workspace.Words) forgottenJSON {
	out := forgottenJSON{ID: some(id), Kept: words.Guards, Events: []string{}, Others: words.Others, Gone: []string{}, Stays: map[string]string{}}
	for _, e := range words.Events {
		out.Events = append(out.Events, e.ID)
	}
	return out
}
