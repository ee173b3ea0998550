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
	ID        string            `json:"id"`
	Forgotten bool              `json:"forgotten"`
	Events    []string          `json:"events"` // ids of events whose words go
	Others    int               `json:"others"` // events of others about it, which stay
	Gone      []string          `json:"gone"`   // remotes that no longer have it
	Stays     map[string]string `json:"stays"`  // remotes that still have it, and why
}

func (a *app) forget() *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use: "forget ID", Short: "Take your words about an entry back for good: here, and from the remotes that have them", Args: a.exactly(1),
		Long: "Take back all that you said on this machine about a decision, a delegation or any other entry. Unlike retract, which hides it, this deletes the words\n" +
			"and your name with them: from this machine, and from every remote that you synced with, where what you say is written anew without them.\n" +
			"What others said about it is theirs, and stays. Nobody can call back what was fetched before: Leadline elsewhere deletes it at its next sync, but\n" +
			"backups, exports and copies that the host keeps may still have it.\n\n" +
			"Without --yes it shows what would go.",
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if yes {
					return a.forgetNow(ctx, s, args[0])
				}
				return a.forgetLater(ctx, s, args[0])
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do so")
	return c
}

func (a *app) forgetLater(ctx context.Context, s *session, id string) error {
	words, err := action.Forgettable(ctx, s.Workspace, id)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(forgottenOf(id, words))
	}
	rows := [][]string{}
	for _, e := range words.Events {
		rows = append(rows, []string{e.At.In(a.Now().Location()).Format("2006-01-02 15:04"), e.Kind, phrase.Clean(string(e.Body), 100)})
	}
	text := "These words of yours about " + id + " would go:\n" + indent(a.table(false, rows))
	if words.Others > 0 {
		text += fmt.Sprintf("What others said about it stays (%s).\n", phrase.Count(words.Others, "event"))
	}
	return a.print(text + "Nothing was forgotten. Add --yes if you mean it; there is no way back.\n")
}

func (a *app) forgetNow(ctx context.Context, s *session, id string) error {
	words, err := action.Forget(ctx, s.Workspace, id)
	if err != nil {
		return err
	}
	gone, stays := s.Leave(ctx)
	if a.json {
		out := forgottenOf(id, words)
		out.Forgotten, out.Gone = true, listed(gone)
		for name, why := range stays {
			out.Stays[name] = why.Error()
		}
		return a.answer(out)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Forgotten: what you said about %s is gone from this machine.\n", id)
	if words.Others > 0 {
		fmt.Fprintf(&b, "What others said about it stays (%s); it is theirs.\n", phrase.Count(words.Others, "event"))
	}
	for _, name := range gone {
		fmt.Fprintf(&b, "%s no longer has it. Whoever fetched it before still does until their next sync; backups, exports and copies that the host keeps may have it for longer.\n", name)
	}
	for _, name := range slices.Sorted(maps.Keys(stays)) {
		fmt.Fprintf(&b, "%s still has it: %s. It leaves with the next sync that works.\n", name, leaveProblem(stays[name]))
	}
	if s.Snapshot().Settings.Decisions.Files {
		b.WriteString("A file that was written for it in the repository is not touched, nor is its history.\n")
	}
	return a.print(b.String())
}

func leaveProblem(err error) string {
	var unmet *git.UnmetError
	if errors.As(err, &unmet) && unmet.Said != "" {
		return phrase.Clean(unmet.Said, 200)
	}
	return phrase.Clean(err.Error(), 200)
}

func forgottenOf(id string, words workspace.Words) forgottenJSON {
	out := forgottenJSON{ID: id, Events: []string{}, Others: words.Others, Gone: []string{}, Stays: map[string]string{}}
	for _, e := range words.Events {
		out.Events = append(out.Events, e.ID)
	}
	return out
}
