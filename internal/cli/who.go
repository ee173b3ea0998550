package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) who() *cobra.Command {
	return &cobra.Command{
		Use:   "who PATH[:LINE[-LINE]]",
		Short: "Who owns a file, who knows it, and what was said about it",
		Args:  a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerWho(ctx, s, args[0]) })
		},
	}
}

func (a *app) answerWho(ctx context.Context, s *session, arg string) error {
	p, err := s.place(arg)
	if err != nil {
		return err
	}
	var companions []companion.Companion
	var unread error
	var beside conc.WaitGroup // it takes as long as all that follows
	beside.Go(func() { companions, unread = s.Companions(ctx, p.Path, mostWith) })
	defer beside.Wait()
	s.OpenSaved(ctx, p.Path)
	snapshot := awaitOrigin(ctx, s, p.Path)
	if err := snapshot.StoreErr; err != nil {
		a.note("%s", err)
	}
	if p.Line > 0 {
		snapshot = s.ReadLines(ctx, p.Path)
	}
	answer := hint.ForRange(snapshot, p.Path, max(p.Line, 1), p.EndLine)
	if p.Line == 0 {
		answer.Here, answer.Todo, answer.Delegation = hint.Ranked(answer.Marks), nil, nil
	} else if knowers, known := hint.LineKnowers(snapshot, answer); known {
		answer.Knowers = knowers
	}
	if !remembered(answer.Knowers) && len(answer.Here) == 0 && !exists(filepath.Join(s.Repository.Top, filepath.FromSlash(p.Path))) {
		return fmt.Errorf("nothing is known of %s: it is neither in the work tree nor in its history; check the path", p.Echo)
	}
	beside.Wait()
	if answer.Companions = companions; unread != nil {
		a.note("%s", unread)
	}
	if a.json {
		out := whoOf(snapshot, p, answer)
		if out.Silo, err = ownSilo(ctx, s, p.Path); err != nil {
			return err
		}
		return a.answer(out)
	}
	return a.print(a.whoText(s.voice(), p, answer))
}

// originWait is how long the answer waits until it is known what the file was copied from, which takes some milliseconds once
// in the life of the index. What takes longer is left out.
const originWait = 2 * time.Second

func awaitOrigin(ctx context.Context, s *session, path string) *workspace.Snapshot {
	ctx, stop := context.WithTimeout(ctx, originWait)
	defer stop()
	return s.AwaitOrigin(ctx, path)
}

// todosIn are the TODOs of the place, with what became of them.
func todosIn(s *workspace.Snapshot, p place) []todoJSON {
	out := []todoJSON{}
	for _, t := range s.TrackedTodos(p.Path) {
		if p.Line == 0 || t.Line <= p.EndLine && p.Line <= t.EndLine {
			out = append(out, todoOf(t, s.Now()))
		}
	}
	return out
}

func whoOf(s *workspace.Snapshot, p place, r hint.Range) whoJSON {
	out := whoJSON{
		Path: p.Echo, Owners: []string{}, Knowers: []knowerJSON{}, Companions: companionsOf(r.Companions),
		Decisions: []decisionJSON{}, Todos: todosIn(s, p),
	}
	if r.Owners != nil {
		out.Owners, out.Rule = list(r.Owners.Names), ruleOf(r.Owners.Rule)
	}
	for _, k := range r.Knowers {
		out.Knowers = append(out.Knowers, knowerOf(k))
	}
	if c := r.Copied; c != nil {
		out.CopiedFrom = &c.From
	}
	if namesGone(s, r) {
		out.Nearest = nearestOf(r.Nearest)
	}
	if r.Why != nil && p.Line > 0 {
		out.Why = some(phrase.For(s, phrase.Plain()).Given(r))
	}
	for i, m := range r.Here {
		if m.Entry.Type == ledger.TypeDecision && !seenBefore(r.Here[:i], m) {
			out.Decisions = append(out.Decisions, decisionOf(s, m.Entry, of(r.Here, m.Entry)))
		}
	}
	return out
}

func seenBefore(marks []hint.Mark, m hint.Mark) bool { return len(of(marks, m.Entry)) > 0 }

// of are the marks of one entry.
func of(marks []hint.Mark, e *ledger.Entry) []hint.Mark {
	var out []hint.Mark
	for _, m := range marks {
		if m.Entry == e {
			out = append(out, m)
		}
	}
	return out
}

// mostNamed people are named on screen; JSON has them all.
const mostNamed = 5

// labelled is a row with the word before it; no word means the one above still holds.
type labelled struct {
	label  string
	cells  []string
	active bool // of somebody who is here
}

// knowerRows are those who know the place: first whom to ask, then the reader, then who has gone.
func knowerRows(v phrase.Voice, knowers []ownership.Knower) []labelled {
	groups := []struct {
		label string
		has   func(ownership.Knower) bool
	}{
		{"ask", func(k ownership.Knower) bool { return k.Active && k.Person != v.Snapshot.Me }},
		{"knows it", func(k ownership.Knower) bool { return k.Person == v.Snapshot.Me }},
		{"gone", func(k ownership.Knower) bool { return !k.Active && k.Person != v.Snapshot.Me }},
	}
	// Who offered to be asked is named first.
	knowers = slices.Clone(knowers)
	slices.SortStableFunc(knowers, func(a, b ownership.Knower) int { return cmp.Compare(isTrue(b.Claims), isTrue(a.Claims)) })
	var rows []labelled
	for _, g := range groups {
		label := g.label
		for _, k := range knowers[:min(len(knowers), mostNamed)] {
			if g.has(k) {
				share := fmt.Sprintf("%.0f %%", 100*k.Share)
				if k.Claims {
					share = "says: ask me"
				}
				rows = append(rows, labelled{label, []string{v.Name(k.Person), share, phrase.Ago(k.Last, v.Now)}, k.Active})
				label = ""
			}
		}
	}
	return rows
}

// hereRows say what brought the lines asked about: for each who wrote some of them, the last commit.
func hereRows(v phrase.Voice, r hint.Range) []labelled {
	var rows []labelled
	label := "here"
	for _, w := range r.Wrote[:min(len(r.Wrote), mostNamed)] {
		rows = append(rows, labelled{label: label, cells: []string{v.Wrote(w) + gap + v.Style.Code(string(w.Commit[:shortHash]))}})
		label = ""
	}
	if r.Uncommitted > 0 {
		rows = append(rows, labelled{label: label, cells: []string{phrase.Count(r.Uncommitted, "line") + " not committed yet"}})
	}
	return rows
}

// shortHash is how much of a commit's hash is enough to look it up.
const shortHash = 10

func (a *app) whoText(v phrase.Voice, p place, r hint.Range) string {
	var rows []labelled
	if r.Owners != nil && len(r.Owners.Names) > 0 {
		rule := r.Owners.Rule
		rows = append(rows, labelled{label: "owner", cells: []string{phrase.Owners(*r.Owners), fmt.Sprintf("%s:%d", rule.File, rule.Line), rule.Pattern}})
	}
	known := knowerRows(v, r.Knowers)
	rows = append(rows, known...)
	if stillHere := slices.ContainsFunc(known, func(row labelled) bool { return row.active }); !stillHere && namesGone(v.Snapshot, r) {
		rows = append(rows, labelled{label: "nearest", cells: []string{v.Nearest(r.Nearest, r.Path)}})
	}
	rows = append(rows, withRows(r.Companions)...)
	cells := make([][]string, len(rows))
	for i, row := range rows {
		cells[i] = row.cells
	}
	var b strings.Builder
	b.WriteString(v.Style.Strong(phrase.Clean(p.Echo, 200)) + "\n")
	say := func(label, text string) { fmt.Fprintf(&b, "  %-10s%s\n", label, text) }
	for i, line := range strings.Split(strings.TrimSuffix(a.table(false, cells), "\n"), "\n") {
		if i < len(rows) {
			say(rows[i].label, line)
		}
	}
	if how, text, ok := strings.Cut(v.CopiedFrom(r.File), " "); ok {
		say(how, text)
	}
	here := hereRows(v, r)
	for _, row := range here {
		say(row.label, row.cells[0])
	}
	if p.Line > 0 && r.Why != nil {
		say("why", cmp.Or(v.Why(r), phrase.NothingSays))
	}
	for _, m := range r.Here {
		label, text := v.Mark(m)
		if m.Place.Line > 0 {
			text += gap + v.Style.Code(strings.TrimPrefix(spot(m.Place), p.Path))
		}
		say(strings.ToLower(label), text)
	}
	if len(rows)+len(here)+len(r.Here) == 0 {
		b.WriteString("  nothing is known yet: no owner rule, no history, nothing said\n")
	}
	return b.String()
}
