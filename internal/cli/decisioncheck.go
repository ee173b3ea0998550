package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// hitJSON is a place that does not keep to a decision; line is null where a companion has not changed with a file.
type hitJSON struct {
	ID      string `json:"id"`
	Path    string `json:"path"`
	Line    *int   `json:"line"`
	Message string `json:"message"`
}

// astrayJSON is an anchor that needs somebody to look at it.
type astrayJSON struct {
	ID    string `json:"id"`
	Path  string `json:"path"`
	Line  *int   `json:"line"`
	State string `json:"state"`
}

// faultJSON is a check that was not evaluated, or not in every file.
type faultJSON struct {
	ID      string `json:"id"`
	Message string `json:"message"`
}

// ruleCheckJSON is one check that a decision carries: where, and one of the other three.
type ruleCheckJSON struct {
	In        *string `json:"in"`
	Pattern   *string `json:"pattern"`
	Forbids   *string `json:"forbids"`
	Companion *string `json:"companion"`
}

func checksOf(checks []ledger.Check) []ruleCheckJSON {
	out := []ruleCheckJSON{}
	for _, c := range checks {
		out = append(out, ruleCheckJSON{some(c.In), some(c.Pattern), some(c.Forbids), some(c.Companion)})
	}
	return out
}

type decisionCheckJSON struct {
	Hits    []hitJSON    `json:"hits"`
	Anchors []astrayJSON `json:"anchors"`
	Faults  []faultJSON  `json:"faults"`
	// Records are what is wrong with decision records.
	Records []recordFaultJSON `json:"records"`
}

func (a *app) decisionCheck() *cobra.Command {
	var strict bool
	c := &cobra.Command{
		Use: "check [PATH…]", Short: "See where code does not keep to what was decided, and which decisions lost their place",
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.checkDecisions(ctx, s, args, strict) })
		},
	}
	c.Flags().BoolVar(&strict, "strict", false, "exit with 1 where there is anything to look at, for a build server")
	return c
}

func (a *app) checkDecisions(ctx context.Context, s *session, args []string, strict bool) error {
	var areas []string
	for _, arg := range args {
		p, err := s.place(arg)
		if err != nil {
			return err
		}
		areas = append(areas, p.Path)
	}
	snapshot := s.Snapshot()
	guards, err := s.Guards(ctx, snapshot)
	if err != nil {
		return err
	}
	found, err := s.CheckTree(ctx, snapshot, guards, areas)
	if err != nil {
		return fmt.Errorf("cannot check the files of %s: %w", snapshot.Top, err)
	}
	ignored := func(b workspace.Breach) bool { return hint.Ignored(snapshot, b.Path) }
	found.Found = slices.DeleteFunc(found.Found, ignored)
	out := decisionCheckJSON{Hits: []hitJSON{}, Anchors: s.astray(areas), Faults: checkFaults(guards, found), Records: s.recordFaults(ctx, areas)}
	for _, b := range found.Found {
		h := hitJSON{ID: b.Entry.ID, Path: b.Path, Message: phrase.Breach(b.Entry, b.Rule, b.Path, b.Hit)}
		if b.Hit != nil {
			h.Line = &b.Hit.Line
		}
		out.Hits = append(out.Hits, h)
	}
	if strict && len(out.Hits)+len(out.Anchors)+len(out.Faults) > 0 || strict && slices.ContainsFunc(out.Records, func(f recordFaultJSON) bool { return !f.Hint }) {
		a.code = exitFailed
	}
	if a.json {
		return a.answer(out)
	}
	return a.print(a.checkText(out))
}

// astray are the anchors of decisions that hold, or are proposed, whose code has changed or is gone.
func (s *session) astray(areas []string) []astrayJSON {
	out := []astrayJSON{}
	marks := s.marks()
	for _, e := range s.Snapshot().Decisions() {
		if e.Decision.Status != ledger.Accepted && e.Decision.Status != ledger.Proposed {
			continue
		}
		for _, m := range marks[e.ID] {
			within := len(areas) == 0 || slices.ContainsFunc(areas, func(area string) bool { return area == "." || area == "" || ledger.Covers(area, m.Place.Path) })
			if within && (m.Place.State == anchor.Changed || m.Place.State == anchor.Orphaned) {
				out = append(out, astrayJSON{ID: e.ID, Path: m.Place.Path, Line: some(m.Place.Line), State: string(m.Place.State)})
			}
		}
	}
	return out
}

func checkFaults(g *workspace.Guards, found *workspace.Breaches) []faultJSON {
	out := []faultJSON{}
	for _, f := range g.Faults {
		out = append(out, faultJSON{ID: f.Entry.ID, Message: "a check of it is left out: it " + f.Message})
	}
	for _, b := range found.Late {
		out = append(out, faultJSON{ID: b.Entry.ID, Message: fmt.Sprintf("its pattern takes too long on %s and was given up; make it simpler: %s", phrase.Clean(b.Path, 200), phrase.Clean(b.Rule.Check.Pattern, 100))})
	}
	return out
}

// checkText is the answer for people: hits by decision, then the places to look at.
func (a *app) checkText(out decisionCheckJSON) string {
	if len(out.Hits)+len(out.Anchors)+len(out.Faults)+len(out.Records) == 0 {
		return "All code keeps to what was decided, and every decision has its place.\n"
	}
	var text string
	for _, h := range out.Hits {
		at := phrase.Clean(h.Path, 500)
		if h.Line != nil {
			at += fmt.Sprintf(":%d", *h.Line)
		}
		text += at + ": " + h.Message + "\n"
	}
	if len(out.Hits) > 0 {
		text += "Not sure that a decision still holds? leadline decision question " + out.Hits[0].ID + "\n"
	}
	if len(out.Anchors) > 0 {
		rows := [][]string{{"ID", "WHERE", "STATE"}}
		for _, x := range out.Anchors {
			at := phrase.Clean(x.Path, 200)
			if x.Line != nil {
				at += fmt.Sprintf(":%d", *x.Line)
			}
			state := map[string]string{string(anchor.Changed): "changed since", string(anchor.Orphaned): "no longer found"}[x.State]
			rows = append(rows, []string{phrase.Clean(x.ID, 40), at, state})
		}
		text += apart(text) + "Decisions whose code has changed or gone; does each still hold there?\n" + a.table(true, rows)
	}
	if len(out.Faults) > 0 {
		text += apart(text) + "Checks that say less than they should:\n"
	}
	for _, f := range out.Faults {
		text += gap + phrase.Clean(f.ID, 40) + ": " + f.Message + "\n"
	}
	if len(out.Records) > 0 {
		text += apart(text) + "Decision records:\n"
	}
	for _, f := range out.Records {
		text += fmt.Sprintf("%s%s:%d: %s\n", gap, phrase.Clean(f.Path, 500), f.Line, phrase.Clean(f.Message, 500))
	}
	return text
}

// apart is an empty line between a part of an answer and what comes before it.
func apart(before string) string {
	if before == "" {
		return ""
	}
	return "\n"
}
