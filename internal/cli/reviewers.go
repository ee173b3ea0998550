package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

// reviewerJSON is somebody who could review a change, the first to ask first. Load is null where nothing is known about it.
type reviewerJSON struct {
	personJSON
	Score   float64        `json:"score"`
	Load    *float64       `json:"load"`
	Open    *int           `json:"open"` // requests
	Parts   []loadPartJSON `json:"load_parts"`
	Reasons []string       `json:"reasons"`
}

// loadPartJSON is what one open request weighs: the product of what its size, its age and the last touch make of it.
type loadPartJSON struct {
	ID     string  `json:"id"`
	Weight float64 `json:"weight"`
	Size   float64 `json:"size"`
	Age    float64 `json:"age"`
	Left   float64 `json:"left"`
}

func (a *app) reviewers() *cobra.Command {
	var base string
	c := &cobra.Command{
		Use: "reviewers [--base REV | PATH…]", Short: "Who could review your change, why, and who has room",
		Long: "Who could review your change, the first to ask first: by who changed and reviewed these and neighbouring files, by\n" +
			"CODEOWNERS, and by who has room. Your change is the work tree and the commits that the upstream's default branch does\n" +
			"not have; name paths to ask about those instead. You are its author and are never named; nor are programs, people who\n" +
			"are gone, want to be named nowhere, or have as many reviews open as they want (`leadline review limit`).\n" +
			"Where a folder rests on one person, somebody is named who could learn it.",
		RunE: func(c *cobra.Command, args []string) error {
			if base != "" && len(args) > 0 {
				return usagef("--base and paths both say what to review; give one of them")
			}
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				askHost(ctx, s.Workspace)
				if err := a.answerReviewers(ctx, s, base, args); err != nil {
					return err
				}
				return a.sayHostAge(s)
			})
		},
	}
	c.Flags().StringVar(&base, "base", "", "the change since `REV`: a full hash, HEAD, a branch or a tag")
	c.AddCommand(a.reviewersEval())
	return c
}

// change is what is to be reviewed, as the command line names it.
func (a *app) change(ctx context.Context, s *session, base string, paths []string) (workspace.Branch, error) {
	if len(paths) > 0 {
		b := workspace.Branch{}
		for _, arg := range paths {
			p, err := s.place(arg)
			if err != nil {
				return b, err
			}
			b.Paths = append(b.Paths, p.Path)
		}
		if me := s.Snapshot().Me; me != nil {
			b.Authors = []*people.Person{me}
		}
		slices.Sort(b.Paths)
		b.Paths = slices.Compact(b.Paths)
		return b, nil
	}
	var from git.Hash
	if base != "" {
		var err error
		if from, err = s.Resolve(ctx, base); err != nil {
			return workspace.Branch{}, err
		}
	}
	return s.Branch(ctx, from)
}

func (a *app) answerReviewers(ctx context.Context, s *session, base string, args []string) error {
	change, err := a.change(ctx, s, base, args)
	if err != nil {
		return err
	}
	var all []review.Suggestion
	if len(change.Paths) > 0 {
		change.Lines = s.TouchedLines(ctx, change)
		if all, err = s.Reviewers(ctx, change); err != nil {
			return err
		}
	}
	if a.json {
		out := []reviewerJSON{}
		for _, one := range all {
			out = append(out, reviewerOf(s.voice(), one))
		}
		return a.answer(out)
	}
	switch {
	case len(change.Paths) == 0:
		return a.print("You have changed nothing that could be reviewed. Name files to ask about them: leadline reviewers FILE\n")
	case len(all) == 0:
		return a.print(s.voice().FromHistory(fmt.Sprintf("Nobody can be named for %s: history knows nobody here but you, or who knows it is gone, has no room, or does not want to be named.",
			phrase.Count(len(change.Paths), "file"))) + "\n")
	}
	v := s.voice()
	var rows [][]string
	for _, one := range all {
		rows = append(rows, []string{v.Name(one.Person), strings.Join(v.Reviewing(one), "; ")})
	}
	text := a.table(false, rows)
	if change.Cut {
		text += fmt.Sprintf("Your change is so large that only %s were looked at.\n", phrase.Count(len(change.Paths), "file"))
	}
	return a.print(text)
}

func reviewerOf(v phrase.Voice, s review.Suggestion) reviewerJSON {
	out := reviewerJSON{
		personJSON: personJSON{Name: s.Person.Name, Email: s.Person.Email, Handle: some(s.Person.Handle)},
		Score:      s.Score, Parts: []loadPartJSON{}, Reasons: list(v.Reviewing(s)),
	}
	if s.Load == nil {
		return out
	}
	number, open := s.Load.Number, s.Load.Open
	out.Load, out.Open = &number, &open
	for _, p := range s.Load.Parts {
		out.Parts = append(out.Parts, loadPartJSON{ID: p.ID, Weight: p.Weight(), Size: p.Size, Age: p.Age, Left: p.Left})
	}
	return out
}
