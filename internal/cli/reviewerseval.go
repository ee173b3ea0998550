package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/review"
)

// reviewTrialJSON is how often reviewers would have been named rightly, from what was known when each change was written.
type reviewTrialJSON struct {
	N       int          `json:"n"`
	Rankers []rankerJSON `json:"rankers"`
	Load    spreadsJSON  `json:"load"`
}

type rankerJSON struct {
	Name string  `json:"name"`
	Top1 float64 `json:"top1"`
	Top3 float64 `json:"top3"`
	Top5 float64 `json:"top5"`
	MRR  float64 `json:"mrr"`
}

// spreadsJSON is a replay with load switched on, beside one with load switched off, and how it really was.
type spreadsJSON struct {
	Top10Share  float64    `json:"top10_share"`
	FilesAtRisk int        `json:"files_at_risk"`
	Off         spreadJSON `json:"off"`
	On          spreadJSON `json:"on"`
	Actual      spreadJSON `json:"actual"`
}

type spreadJSON struct {
	Top10Share  float64  `json:"top10_share"`
	FilesAtRisk int      `json:"files_at_risk"`
	Files       int      `json:"files"`
	Reviews     int      `json:"reviews"`
	Top3        *float64 `json:"top3"`
}

func (a *app) reviewersEval() *cobra.Command {
	var since string
	c := &cobra.Command{
		Use: "eval", Short: "How often reviewers would have been named rightly in this repository's own history",
		Long: "For each landed change whose reviewers are known from Reviewed-by, Acked-by or Tested-by: would one of them have been\n" +
			"named first, among the first three, among the first five? Asked from what had landed when the change was written, and\n" +
			"compared with naming whoever reviewed most in the project so far, and whoever changed the files last. CODEOWNERS of\n" +
			"today and what people say about themselves today count for nothing here.\n\n" +
			"Then the same history is replayed as if whoever is named had reviewed, once without regard to load and once with: which\n" +
			"part of the reviews falls to the ten busiest, and how many files fewer than two people know at the end who are still here.",
		Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerReviewTrial(ctx, s, since) })
		},
	}
	c.Flags().StringVar(&since, "since", "", "ask about what landed after `REV` alone: a full hash, a branch or a tag")
	return c
}

func (a *app) answerReviewTrial(ctx context.Context, s *session, since string) error {
	var from git.Hash
	if since != "" {
		var err error
		if from, err = s.Resolve(ctx, since); err != nil {
			return err
		}
	}
	trial, err := s.ReviewTrial(ctx, from)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(reviewTrialOf(trial))
	}
	return a.print(a.reviewTrialText(trial))
}

func reviewTrialOf(t *review.Trial) reviewTrialJSON {
	out := reviewTrialJSON{N: t.N, Rankers: []rankerJSON{}}
	for _, o := range t.Rankers {
		out.Rankers = append(out.Rankers, rankerJSON{Name: o.Name, Top1: o.Top1, Top3: o.Top3, Top5: o.Top5, MRR: o.MRR})
	}
	spread := func(s review.Spread, top3 *float64) spreadJSON {
		return spreadJSON{Top10Share: s.Top10, FilesAtRisk: s.AtRisk, Files: s.Files, Reviews: s.Reviews, Top3: top3}
	}
	out.Load = spreadsJSON{
		Top10Share: t.On.Top10, FilesAtRisk: t.On.AtRisk,
		Off: spread(t.Off, &t.Off.Top3), On: spread(t.On, &t.On.Top3), Actual: spread(t.Actual, nil),
	}
	return out
}

func (a *app) reviewTrialText(t *review.Trial) string {
	if t.N == 0 {
		return "History names no reviewers here, so there is nothing to try it on: no commit carries Reviewed-by, Acked-by or Tested-by.\n"
	}
	share := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	var b strings.Builder
	fmt.Fprintf(&b, "%s with known reviewers, each asked about from what had landed when it was written.\n\n", phrase.Count(t.N, "change"))
	rows := [][]string{{"named by", "first", "first 3", "first 5", "mean reciprocal rank"}}
	for _, o := range t.Rankers {
		rows = append(rows, []string{o.Name, share(o.Top1), share(o.Top3), share(o.Top5), fmt.Sprintf("%.2f", o.MRR)})
	}
	b.WriteString(a.table(true, rows))
	b.WriteString("\nIf whoever is named had reviewed:\n\n")
	rows = [][]string{{"", "reviews by the ten busiest", "files fewer than two know", "first 3", "reviews"}}
	for _, one := range []struct {
		name string
		s    review.Spread
	}{{"without regard to load", t.Off}, {"with load", t.On}, {"as it was", t.Actual}} {
		top3 := share(one.s.Top3)
		if one.s == t.Actual {
			top3 = "-"
		}
		rows = append(rows, []string{one.name, share(one.s.Top10), fmt.Sprintf("%d of %d", one.s.AtRisk, one.s.Files), top3, fmt.Sprint(one.s.Reviews)})
	}
	return b.String() + a.table(true, rows)
}
