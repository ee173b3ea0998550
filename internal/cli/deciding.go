package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// asks says what would help whoever reads a decision later. Nothing waits for it.
func (a *app) asks(id string, asks []action.Fault) {
	var keys []string
	for _, x := range asks {
		if x.Key != "undo" {
			keys = append(keys, "--"+strings.ReplaceAll(x.Key, "_", "-")+" …")
		}
	}
	if len(asks) == 0 {
		return
	}
	first := "this would help whoever reads it later"
	if asks[0].Key == "undo" {
		first = "hard to undo: is there a version that you could undo in days? If not, keep what was weighed"
	}
	a.note("%s: `leadline amend %s %s`", first, id, strings.Join(keys, " "))
}

func (a *app) decisionMove(word, short string) *cobra.Command {
	var because string
	c := &cobra.Command{
		Use: word + " ID", Short: short, Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.Move(ctx, s.Workspace, action.Step{}, args[0], word, because)
				return a.receipt(s, r, err, "")
			})
		},
	}
	c.Flags().StringVar(&because, "because", "", "why")
	return c
}

func (a *app) decisionQuestion() *cobra.Command {
	return &cobra.Command{
		Use: "question ID QUESTION", Short: "Put a question to a decision; the answer joins its record", Args: a.exactly(2),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.AskDecision(ctx, s.Workspace, "", args[0], action.Values{"text": args[1]})
				return a.receipt(s, r, err, "Questioned")
			})
		},
	}
}

func (a *app) decisionAnswer() *cobra.Command {
	var nth int
	c := &cobra.Command{
		Use: "answer ID ANSWER", Short: "Answer the question that was put to a decision", Args: a.exactly(2),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("nth") && nth < 1 {
				return usagef("questions count from 1; `leadline decision show %s` lists them", phrase.Clean(args[0], 40))
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.Defend(ctx, s.Workspace, "", args[0], nth, action.Values{"text": args[1]})
				return a.receipt(s, r, err, "Answered")
			})
		},
	}
	c.Flags().IntVar(&nth, "nth", 0, "which question, from 1; the first without an answer unless said")
	return c
}

func (a *app) decisionReview() *cobra.Command {
	c := &cobra.Command{Use: "review ID --outcome keep|change|retire", Short: "Look at a decision again: keep, change or retire it, and one line learned", Args: a.exactly(1)}
	addFields(c, action.Look)
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			r, err := action.LookAgain(ctx, s.Workspace, action.Step{}, args[0], values(c, action.Look))
			if err == nil && c.Flags().Lookup("outcome").Value.String() == ledger.Change {
				a.note("log what holds now with `leadline decision log --title … --supersedes %s`, or correct it with `leadline amend %s`", r.ID, r.ID)
			}
			return a.receipt(s, r, err, "Looked at")
		})
	}
	return c
}

func (a *app) decisionSupersede() *cobra.Command {
	var by string
	c := &cobra.Command{
		Use: "supersede OLD --by NEW", Short: "Say that another decision takes the place of one; its places in the code move along", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.Supersede(ctx, s.Workspace, action.Step{}, args[0], by)
				if err != nil {
					return err
				}
				d := r.Entry.Decision
				if a.json {
					return a.answer(supersededJSON{ID: r.ID, By: d.SupersededBy, Anchors: len(d.Former)})
				}
				return a.print(phrase.Superseded(r.Entry) + "\n")
			})
		},
	}
	c.Flags().StringVar(&by, "by", "", "the decision that takes its place: D-…")
	return c
}

// decisionPage is all that is known of a decision.
func (a *app) decisionPage(s *session, e *ledger.Entry, marks []hint.Mark) string {
	v, d := s.voice(), e.Decision
	rows := [][]string{}
	add := func(label, text string) {
		if text != "" {
			rows = append(rows, []string{label, phrase.Clean(text, longestSentence)})
		}
	}
	add("status", d.Status)
	add("superseded by", a.titled(s, d.SupersededBy))
	add("undo", phrase.Undo(d.Undo))
	add("confidence", d.Confidence)
	by := decidedBy(v, d.DecidedBy)
	if d.Source != "" {
		by = strings.TrimPrefix(by+": "+d.Source, ": ")
	}
	add("decided by", by)
	add("consulted", v.Together(d.Consulted))
	add("informed", v.Together(d.Informed))
	add("if wrong", d.IfWrong)
	add("debt", phrase.Debt(d))
	add("look again", d.ReviewBy)
	for _, c := range d.Checks {
		add("guards", phrase.Clean(guard.Write(c), 300))
	}
	add("tags", strings.Join(d.Tags, ", "))
	for _, list := range []struct {
		label string
		ids   []string
	}{{"supersedes", d.Supersedes}, {"answers", d.Answers}, {"relates to", d.RelatesTo}} {
		for _, id := range list.ids {
			add(list.label, a.titled(s, id))
		}
	}
	if e.Event != "" {
		add("logged", phrase.Ago(e.At, v.Now)+" by "+v.Actor(e.By))
	}
	if e.Event == "" && !e.At.IsZero() {
		add("date", e.At.Format(hint.DateLayout))
	}
	if e.Record != nil {
		add("kept in", e.Record.Path)
	}
	for _, m := range d.Moves {
		add(m.Status, said(v, m.By, phrase.Ago(m.At, v.Now), m.Because))
	}
	for _, m := range d.Overtaken {
		add("overtaken", said(v, m.By, phrase.Ago(m.At, v.Now), strings.TrimSuffix(m.Status+": "+m.Because, ": ")))
	}
	for _, r := range d.Reviews {
		add("looked at", said(v, r.By, phrase.Ago(r.At, v.Now), strings.TrimSuffix(r.Outcome+": "+r.Learned, ": ")))
	}
	for _, m := range marks {
		add("at", spot(m.Place))
	}
	text := v.Style.Strong(e.ID+" "+phrase.Clean(d.Title, 500)) + "\n" + indent(a.table(false, rows))
	text += section(v, "Because", d.Because) + section(v, "Context", d.Context) + section(v, "Options", d.Options)
	for i, x := range d.Doubts {
		heading := fmt.Sprintf("Question %d, %s, %s", i+1, v.Actor(x.By), phrase.Ago(x.At, v.Now))
		text += section(v, heading, x.Text)
		if x.Answer == nil {
			text += section(v, "No answer yet", "leadline decision answer "+e.ID+" \"…\"")
			continue
		}
		for _, r := range append([]ledger.Reply{*x.Answer}, x.More...) {
			text += section(v, "Answer, "+v.Actor(r.By)+", "+phrase.Ago(r.At, v.Now), r.Text)
		}
	}
	return text
}

// titled is an id with its title; "" for none.
func (a *app) titled(s *session, id string) string {
	if e, ok := s.Snapshot().Ledger.Find(id); ok {
		return id + " " + phrase.Clean(e.Title(), 60)
	}
	return id
}

func said(v phrase.Voice, by ledger.Actor, when, text string) string {
	out := when + " by " + v.Actor(by)
	if text = strings.TrimSpace(text); text != "" {
		out += ": " + text
	}
	return out
}
