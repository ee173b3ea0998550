package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// whyJSON is why lines are there. Steps go back in time; reason is null where nothing says why.
type whyJSON struct {
	Path        string          `json:"path"`
	Uncommitted int             `json:"uncommitted"` // of the lines asked about
	Parts       []whyPartJSON   `json:"parts"`       // lines that came together
	More        int             `json:"more"`        // parts that were left out
	Remark      *remarkJSON     `json:"remark"`      // what a comment at the lines says
	Decisions   []whyDecidedRef `json:"decisions"`
}

type whyPartJSON struct {
	Line     int           `json:"line"`
	EndLine  int           `json:"end_line"`
	Reason   *string       `json:"reason"`
	Numbers  []numberJSON  `json:"numbers"`
	Commit   *string       `json:"commit"` // that brought the lines in, past moves and reformatting
	Subject  *string       `json:"subject"`
	At       *instant      `json:"at"`
	By       *string       `json:"by"`
	Imported bool          `json:"imported"` // came with code from elsewhere
	Cut      bool          `json:"cut"`      // the history on this machine begins there
	Steps    []whyStepJSON `json:"steps"`
}

type whyStepJSON struct {
	Commit  string       `json:"commit"`
	How     string       `json:"how"` // introduced, changed, reformatted, moved, renamed, restored or removed
	Path    string       `json:"path"`
	Line    *int         `json:"line"`
	From    *string      `json:"from"` // the path before it
	Text    *string      `json:"text"` // the line as the commit left it
	Subject string       `json:"subject"`
	At      instant      `json:"at"`
	By      string       `json:"by"`
	Reason  *string      `json:"reason"`
	Numbers []numberJSON `json:"numbers"`
}

type numberJSON struct {
	Text string  `json:"text"`
	Verb *string `json:"verb"` // fixes, closes, resolves
	URL  *string `json:"url"`  // null where a link could be wrong
}

type remarkJSON struct {
	Line   int     `json:"line"`
	Text   *string `json:"text"`
	Record *string `json:"record"` // a decision record that it names
}

type whyDecidedRef struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type keptJSON struct {
	ID    string `json:"id"`
	Again bool   `json:"again"` // it was kept before
}

func (a *app) why() *cobra.Command {
	var keep bool
	c := &cobra.Command{
		Use: "why PATH:LINE[-LINE]", Short: "Why lines are there: which commit brought them in, and every one that touched them since",
		Long: "Why lines are there: the commit that brought them in, past moves, renames, reformatting and reverts, the reason that its\n" +
			"message gives, the issue or pull request to look up, and every commit that touched them since. With --keep the reason\n" +
			"becomes a decision at these lines, with where it is from.",
		Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerWhy(ctx, s, args[0], keep) })
		},
	}
	c.Flags().BoolVar(&keep, "keep", false, "keep the reason as a decision at these lines")
	return c
}

func (a *app) answerWhy(ctx context.Context, s *session, arg string, keep bool) error {
	p, err := s.place(arg)
	if err != nil {
		return err
	}
	if p.Line == 0 {
		return usagef("%q names no line; write PATH:3 or PATH:3-7", arg)
	}
	if !exists(filepath.Join(s.Repository.Top, filepath.FromSlash(p.Path))) {
		return fmt.Errorf("there is no file %s in the work tree; check the path", p.Echo)
	}
	s.OpenSaved(ctx, p.Path)
	snapshot := s.ReadLines(ctx, p.Path)
	lines := snapshot.Lines(p.Path)
	if lines == nil && snapshot.Excess != nil {
		return fmt.Errorf("who wrote the lines of %s is not looked up: history is not read here", p.Echo)
	}
	if lines == nil {
		return fmt.Errorf("who wrote the lines of %s cannot be known: it is in no commit yet, binary, in Git LFS, or too large", p.Echo)
	}
	if p.Line > lines.Len() {
		return fmt.Errorf("%s has %s; name one of them", p.Echo, phrase.Count(lines.Len(), "line"))
	}
	answer := hint.ForRange(snapshot, p.Path, p.Line, p.EndLine)
	if keep {
		return a.keepReason(ctx, s, p, answer)
	}
	lives, more, err := s.Lives(ctx, p.Path, p.Line, p.EndLine)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(whyOf(snapshot, p, answer, lives, more))
	}
	return a.print(a.whyText(s.voice(), p, answer, lives, more))
}

func (a *app) keepReason(ctx context.Context, s *session, p place, r hint.Range) error {
	if err := s.Snapshot().StoreErr; err != nil {
		return err
	}
	kept, ok := action.KeepReason(s.Snapshot(), r.Why)
	if !ok {
		return fmt.Errorf("nothing says why about %s; say it yourself: leadline decision log --path %s", p.Echo, p.Path)
	}
	receipt, err := action.Keep(ctx, s.Workspace, action.Input{Values: kept.Values, Where: p.where()}, kept.From)
	again := errors.Is(err, action.ErrKept)
	if err != nil && !again {
		return err
	}
	if a.json {
		return a.answer(keptJSON{ID: receipt.ID, Again: again})
	}
	if again {
		return a.print(phrase.KeptAlready(receipt.Entry) + "\n")
	}
	return a.print(s.voice().Receipt("Logged", receipt.ID, receipt.Entry, receipt.Unknown) + "\n")
}

func (a *app) whyText(v phrase.Voice, p place, r hint.Range, lives []workspace.Life, more int) string {
	var b strings.Builder
	b.WriteString(v.Style.Strong(phrase.Clean(p.Echo, 200)) + "\n")
	say := func(label, text string) { fmt.Fprintf(&b, "  %-10s%s\n", label, text) }
	if r.Uncommitted > 0 {
		say("", phrase.Count(r.Uncommitted, "line")+" not committed yet")
	}
	if len(lives) == 1 {
		say("why", v.Because(r))
	}
	for _, m := range r.Here {
		if m.Entry.Type == ledger.TypeDecision {
			label, text := v.Mark(m)
			say(strings.ToLower(label), text)
		}
	}
	for _, life := range lives {
		if len(lives) > 1 {
			b.WriteString("\n  " + v.Style.Strong(phrase.Span(life.Line, life.EndLine)) + "\n")
			part := r
			part.Why = hint.WhyOf(v.Snapshot, life.Account)
			say("why", v.Because(part))
		}
		for _, s := range life.Steps {
			head, reason := v.Step(s)
			say("", v.Style.Code(string(s.Hash[:shortHash]))+gap+head)
			if reason != "" && reason != phrase.Clean(s.Subject, 240) {
				say("", strings.Repeat(" ", shortHash)+gap+"\""+reason+"\"")
			}
		}
	}
	if more > 0 {
		fmt.Fprintf(&b, "\n  and %s more; ask about fewer lines to see it\n", phrase.Count(more, "part"))
	}
	return b.String()
}

func whyOf(s *workspace.Snapshot, p place, r hint.Range, lives []workspace.Life, more int) whyJSON {
	out := whyJSON{Path: p.Echo, Uncommitted: r.Uncommitted, Parts: []whyPartJSON{}, More: more, Decisions: []whyDecidedRef{}}
	if r.Why != nil && r.Why.Remark != nil {
		m := r.Why.Remark
		out.Remark = &remarkJSON{Line: m.Line, Text: some(m.Text), Record: some(m.Record)}
	}
	for _, m := range r.Here {
		if m.Entry.Type == ledger.TypeDecision {
			out.Decisions = append(out.Decisions, whyDecidedRef{m.Entry.ID, m.Entry.Title()})
		}
	}
	for _, life := range lives {
		part := whyPartJSON{Line: life.Line, EndLine: life.EndLine, Numbers: []numberJSON{}, Steps: []whyStepJSON{}}
		if w := life.Account; w != nil {
			when, by := at(w.Commit.At), author(s, w.Commit)
			part.Reason, part.Numbers = some(w.Reason), numbersOf(w)
			part.Commit, part.Subject, part.At, part.By = some(string(w.Commit.Hash)), some(w.Commit.Subject), &when, &by
			part.Imported, part.Cut = w.Imported, w.Cut
		}
		for _, step := range life.Steps {
			part.Steps = append(part.Steps, stepOf(s, step))
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

func stepOf(s *workspace.Snapshot, step workspace.LifeStep) whyStepJSON {
	w := step.Account
	out := whyStepJSON{
		Commit: string(step.Hash), How: string(step.How), Path: step.At.Path, Text: some(step.Text), Subject: step.Subject,
		At: at(step.Told.At), By: author(s, step.Told), Reason: some(w.Reason), Numbers: numbersOf(w),
	}
	if step.At.Line > 0 {
		out.Line = &step.At.Line
	}
	if step.From.Path != "" && step.From.Path != step.At.Path {
		out.From = some(step.From.Path)
	}
	return out
}

func author(s *workspace.Snapshot, t *history.Told) string {
	p := s.People.Resolve(t.Author)
	if s.LeftOut(p) {
		return unnamed
	}
	return p.Name
}

func numbersOf(w *history.Account) []numberJSON {
	out := []numberJSON{}
	for _, n := range w.Numbers {
		out = append(out, numberJSON{Text: n.Text, Verb: some(n.Verb), URL: some(n.URL)})
	}
	return out
}
