package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// companionsJSON is what usually changes with a file, the most trusted first.
type companionsJSON struct {
	Path       string          `json:"path"`
	Companions []companionJSON `json:"companions"`
}

// nextJSON is a file that was changed and its companion that was not.
type nextJSON struct {
	Path string `json:"path"`
	Next string `json:"next"`
	// Times of the latest Of changes of the path changed next too.
	Times int `json:"times"`
	Of    int `json:"of"`
}

// trialJSON is how often companions would have been named rightly in past commits, from what was known before each.
type trialJSON struct {
	Commits   int      `json:"commits"`   // of two files or more, no merges, nothing bulk
	Asked     int      `json:"asked"`     // files that they changed
	Threshold *float64 `json:"threshold"` // score from which on hints are given; null: none are
	// Precision of what was said from the threshold on, and for which share of the files something was said.
	Precision *float64 `json:"precision"`
	Coverage  float64  `json:"coverage"`
	// Strict is the precision where commits of one file between them count as wrong.
	Strict  *float64      `json:"strict"`
	HeldOut *heldOutJSON  `json:"held_out"` // null where the commits before support no threshold
	Outcome []outcomeJSON `json:"outcomes"` // by threshold
}

// heldOutJSON is the same trial with the threshold that as many commits before supported.
type heldOutJSON struct {
	Threshold float64  `json:"threshold"`
	Precision *float64 `json:"precision"`
	Coverage  float64  `json:"coverage"`
}

type outcomeJSON struct {
	Threshold float64  `json:"threshold"`
	Said      int      `json:"said"`
	Right     int      `json:"right"`
	Alone     int      `json:"alone"` // said of a file that was then changed alone
	Precision *float64 `json:"precision"`
	Strict    *float64 `json:"strict"`
	Coverage  float64  `json:"coverage"`
}

// mostCompanions of a file are listed.
const mostCompanions = 10

func (a *app) companions() *cobra.Command {
	var changed bool
	c := &cobra.Command{
		Use: "companions [PATH]", Short: "What usually changes with a file, or is missing from your changes",
		Long: "What usually changes with a file, by its latest 20 changes. Without a path, or with --changed, what usually changes\n" +
			"with the files you changed and is as it was committed: look before you commit. It always succeeds, so that a hook\n" +
			"may run it. Commits of more than 30 files and generated, lock and vendored files are left out.",
		Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				if len(args) == 0 || changed {
					return a.answerMissing(ctx, s)
				}
				return a.answerCompanions(ctx, s, args[0])
			})
		},
	}
	c.Flags().BoolVar(&changed, "changed", false, "what is missing from your changes")
	c.AddCommand(a.companionsEval())
	return c
}

func (a *app) answerCompanions(ctx context.Context, s *session, arg string) error {
	p, err := s.place(arg)
	if err != nil {
		return err
	}
	all, err := s.Companions(ctx, p.Path, mostCompanions)
	if err != nil {
		return err
	}
	if len(all) == 0 && !exists(filepath.Join(s.Repository.Top, filepath.FromSlash(p.Path))) {
		return fmt.Errorf("nothing is known of %s: it is not in the work tree; check the path", p.Echo)
	}
	if a.json {
		return a.answer(companionsJSON{Path: p.Echo, Companions: companionsOf(all)})
	}
	if len(all) == 0 {
		return a.print(s.voice().FromHistory("Nothing changed with "+phrase.Clean(p.Echo, 200)+" three times or more lately.") + "\n")
	}
	var rows [][]string
	for _, c := range all {
		rows = append(rows, companionCells(c))
	}
	return a.print(a.table(false, rows))
}

func companionCells(c companion.Companion) []string {
	return []string{phrase.Clean(c.Path, 200), fmt.Sprintf("%d of %d changes", c.Times, c.Of)}
}

// mostWith companions stand beside what else there is to know of a file.
const mostWith = 3

// withRows are what usually changes with a file.
func withRows(all []companion.Companion) []labelled {
	var rows []labelled
	label := "with"
	for _, c := range all {
		if c.Usually() {
			rows = append(rows, labelled{label: label, cells: companionCells(c)})
			label = ""
		}
	}
	return rows
}

func companionsOf(all []companion.Companion) []companionJSON {
	out := []companionJSON{}
	for _, c := range all {
		out = append(out, companionJSON{Path: c.Path, Times: c.Times, Of: c.Of})
	}
	return out
}

// answerMissing names what is perhaps forgotten, once for each file.
func (a *app) answerMissing(ctx context.Context, s *session) error {
	missing, err := s.Missing(ctx)
	if err != nil {
		a.note("%s", err)
	}
	if a.json {
		out := []nextJSON{}
		for _, m := range missing {
			out = append(out, nextJSON{Path: m.Path, Next: m.Next.Path, Times: m.Next.Times, Of: m.Next.Of})
		}
		return a.answer(out)
	}
	var b strings.Builder
	for i, m := range missing {
		if slices.ContainsFunc(missing[:i], func(o workspace.Missing) bool { return o.Next.Path == m.Next.Path }) {
			continue
		}
		fmt.Fprintf(&b, "You changed %s; %s usually changes with it (%s).\n", phrase.Clean(m.Path, 200), phrase.Clean(m.Next.Path, 200), phrase.Times(m.Next))
	}
	return a.print(b.String())
}

func (a *app) companionsEval() *cobra.Command {
	last := companion.Commits
	c := &cobra.Command{
		Use: "eval", Short: "How often companions would have been named rightly in the last commits",
		Long: "For each file that one of the last commits changed: would the file that was named have changed in that commit?\n" +
			"Asked from what was known before the commit alone.",
		Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerTrial(ctx, s, last) })
		},
	}
	c.Flags().IntVar(&last, "last", last, "so `MANY` commits")
	return c
}

func (a *app) answerTrial(ctx context.Context, s *session, last int) error {
	if last < 1 || last > mostTried {
		return usagef("--last is a number of commits, from 1 to %d", mostTried)
	}
	trial, before, err := s.Trials(ctx, last)
	if err != nil {
		return err
	}
	out := trialOf(trial, before)
	if a.json {
		return a.answer(out)
	}
	if out.Commits == 0 {
		return a.print(s.voice().FromHistory("There are no commits of two files or more to try it on.") + "\n")
	}
	return a.print(a.trialText(out))
}

// mostTried commits are a history by themselves.
const mostTried = 100_000

func trialOf(t, before *companion.Trial) trialJSON {
	out := trialJSON{Commits: t.Commits, Asked: t.Asked, Outcome: []outcomeJSON{}}
	if threshold, ok := t.Threshold(); ok {
		o := outcomeOf(t.At(threshold))
		out.Threshold, out.Precision, out.Strict, out.Coverage = &threshold, o.Precision, o.Strict, o.Coverage
	}
	if threshold, ok := before.Threshold(); ok {
		o := outcomeOf(t.At(threshold))
		out.HeldOut = &heldOutJSON{Threshold: threshold, Precision: o.Precision, Coverage: o.Coverage}
	}
	for _, threshold := range companion.Thresholds() {
		out.Outcome = append(out.Outcome, outcomeOf(t.At(threshold)))
	}
	return out
}

func outcomeOf(o companion.Outcome) outcomeJSON {
	out := outcomeJSON{Threshold: o.Threshold, Said: o.Said, Right: o.Right, Alone: o.Alone, Coverage: o.Coverage()}
	if o.Said > 0 {
		precision := o.Precision()
		out.Precision = &precision
	}
	if o.Said+o.Alone > 0 {
		strict := o.Strict()
		out.Strict = &strict
	}
	return out
}

func (a *app) trialText(t trialJSON) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The last %s of two files or more changed %s.\n", phrase.Count(t.Commits, "commit"), phrase.Count(t.Asked, "file"))
	if t.Threshold == nil {
		fmt.Fprintf(&b, "No threshold reaches %.0f %%: nothing is called next here.\n", 100*companion.Promise)
	} else {
		fmt.Fprintf(&b, "From %.2f on a file is called next: %s right, for %s of the files; %s with commits of one file counted as wrong.\n",
			*t.Threshold, percent(t.Precision), percent(&t.Coverage), percent(t.Strict))
	}
	if t.HeldOut != nil {
		fmt.Fprintf(&b, "With what as many commits before supported, %.2f: %s right, for %s of the files.\n",
			t.HeldOut.Threshold, percent(t.HeldOut.Precision), percent(&t.HeldOut.Coverage))
	}
	rows := [][]string{{"from", "said", "right", "precision", "coverage", "with one-file commits"}}
	for _, o := range t.Outcome {
		rows = append(rows, []string{
			fmt.Sprintf("%.2f", o.Threshold), fmt.Sprint(o.Said), fmt.Sprint(o.Right), percent(o.Precision), percent(&o.Coverage), percent(o.Strict),
		})
	}
	return b.String() + "\n" + a.table(true, rows)
}

func percent(share *float64) string {
	if share == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", 100**share)
}
