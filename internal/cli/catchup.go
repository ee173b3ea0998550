package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/phrase"
)

// catchUpJSON is what others did and said at a place since the reader was last there.
type catchUpJSON struct {
	Path  string   `json:"path"`
	Since *instant `json:"since"` // null where the reader never was there
	// How says what tells so: commit, visit, dismissed or asked.
	How       *string           `json:"how"`
	Rewritten bool              `json:"rewritten"` // history was: commits are told by date
	People    int               `json:"people"`    // who wrote the commits
	New       []string          `json:"new"`       // those of them who had done nothing there before
	Commits   []missedJSON      `json:"commits"`   // newest first, at most 50
	More      int               `json:"more"`      // commits that were left out
	Said      []missedEntryJSON `json:"said"`
}

type missedJSON struct {
	Commit  string   `json:"commit"`
	Subject *string  `json:"subject"`
	Numbers []string `json:"numbers"`
	At      instant  `json:"at"`
	By      string   `json:"by"`
	Path    *string  `json:"path"` // the one file that it changed there
}

type missedEntryJSON struct {
	ID    string  `json:"id"`
	Type  string  `json:"type"`
	Title string  `json:"title"`
	At    instant `json:"at"`
	By    string  `json:"by"`
}

func (a *app) catchUp() *cobra.Command {
	var since string
	var seen, markdown bool
	c := &cobra.Command{
		Use: "catchup [PATH]", Short: "What others did and said since I was last here; only I know when that was",
		Long: "What others did and said in a file, a folder or everywhere since you were last there: since your own last commit there,\n" +
			"the last day before today on which you had a file open there, or since you said --seen. When you were where stays on\n" +
			"this machine; with hints.catchup = false it is not remembered at all.",
		Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				var from time.Time
				if since != "" {
					var err error
					if from, err = calendar.ParsePast(since, s.Snapshot().Now()); err != nil {
						return usagef("%q: %w", since, err)
					}
				}
				at := "."
				if len(args) > 0 {
					var err error
					if _, at, err = s.locate(args[0]); err != nil {
						return err
					}
				}
				return a.answerCatchUp(ctx, s, at, from, seen, markdown)
			})
		},
	}
	c.Flags().StringVar(&since, "since", "", "since `WHEN` instead: a day such as monday, 2 weeks or 2026-11-02")
	c.Flags().BoolVar(&seen, "seen", false, "say that I have seen what is new there")
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	return c
}

func (a *app) answerCatchUp(ctx context.Context, s *session, at string, since time.Time, seen, markdown bool) error {
	missed, err := s.MissedAt(ctx, at, since)
	if err != nil {
		return err
	}
	m := hint.MissedAt(s.Snapshot(), missed)
	if seen {
		if err := s.Snapshot().StoreErr; err != nil {
			return err
		}
		if err := s.Dismiss(ctx, at); err != nil {
			return err
		}
	}
	told, err := missed.Messages(ctx, s.Workspace, phrase.MostMissed)
	if err != nil {
		a.note("%s; going on without their subjects", err)
	}
	v := s.voice()
	switch {
	case a.json:
		return a.answer(catchUpOf(v, m, told))
	case markdown:
		v.Style = phrase.Markdown()
		return a.print(v.PageMissed(m, told, phrase.InTree))
	}
	return a.print(catchUpText(v, m, told))
}

func catchUpText(v phrase.Voice, m hint.Missed, told map[git.Hash]*history.Told) string {
	if m.Nothing() {
		return v.MissedNothing(m) + "\n"
	}
	var b strings.Builder
	name := "the whole repository"
	if m.Path != "." {
		name = phrase.Clean(m.Path, 200)
	}
	b.WriteString(v.Style.Strong(name) + " · " + v.Missed(m) + "\n")
	for _, note := range v.MissedNotes(m) {
		b.WriteString(note + "\n")
	}
	for _, e := range m.Said[:min(len(m.Said), phrase.MostMissed)] {
		b.WriteString("  " + v.MissedSaid(e, phrase.InTree) + "\n")
	}
	for _, c := range m.Commits[:min(len(m.Commits), phrase.MostMissed)] {
		b.WriteString("  " + v.MissedLine(c, told, phrase.InTree) + "\n")
	}
	if more := len(m.Commits) - phrase.MostMissed; more > 0 {
		fmt.Fprintf(&b, "  and %s before these\n", phrase.Count(more, "commit"))
	}
	return b.String()
}

func catchUpOf(v phrase.Voice, m hint.Missed, told map[git.Hash]*history.Told) catchUpJSON {
	out := catchUpJSON{
		Path: m.Path, How: some(string(m.How)), Rewritten: m.Rewritten, People: len(m.People), New: []string{},
		Commits: []missedJSON{}, More: max(0, len(m.Commits)-phrase.MostMissed), Said: []missedEntryJSON{},
	}
	if !m.Since.IsZero() {
		since := at(m.Since)
		out.Since = &since
	}
	for _, p := range m.New {
		out.New = append(out.New, v.Name(p))
	}
	for _, c := range m.Commits[:len(m.Commits)-out.More] {
		one := missedJSON{Commit: string(c.Hash), Numbers: []string{}, At: at(c.At), By: v.Name(c.By), Path: some(c.Path)}
		if t := told[c.Hash]; t != nil {
			one.Subject = some(t.Subject)
			for _, n := range t.Numbers {
				one.Numbers = append(one.Numbers, n.Text)
			}
		}
		out.Commits = append(out.Commits, one)
	}
	for _, e := range m.Said {
		out.Said = append(out.Said, missedEntryJSON{ID: e.ID, Type: string(e.Type), Title: e.Title(), At: at(e.At), By: v.Actor(e.By)})
	}
	return out
}
