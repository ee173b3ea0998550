package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) todoDelegate() *cobra.Command {
	var where atFlags
	var suggest bool
	var comment, instead string
	c := &cobra.Command{
		Use: "delegate --to WHO --what WHAT --why WHY", Short: "Offer a piece of work to somebody: what and why, never how", Args: a.exactly(0),
		Long: "Offer a piece of work to somebody: what and why, never how. It may be a TODO comment (--path and --line), lines of a\n" +
			"file, or nothing in the code at all. Who it is offered to may take it, think about it or decline.\n\n" +
			"Without --to it says to whom it could be offered, and why; --suggest says only that.",
	}
	addFields(c, action.Delegation)
	where.add(c)
	c.Flags().BoolVar(&suggest, "suggest", false, "only say to whom it could be offered: who knows it, and who asked to learn it")
	c.Flags().StringVar(&comment, "comment", "", "what the TODO comment gets: `reference`, handle or none; the setting todo.comment where it is not given")
	c.Flags().StringVar(&instead, "instead", "", "the `ID` of an earlier offer that nobody took, that came back, or whose delegate is gone: this one takes its place, in its words")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if comment != "" && !slices.Contains(action.Comments(), comment) {
			return usagef("--comment is one of %s", strings.Join(action.Comments(), ", "))
		}
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			in := action.Input{Values: values(c, action.Delegation), Instead: instead}
			var err error
			if in.Where, err = where.where(c, s); err != nil {
				return err
			}
			s.offered(ctx, &in)
			if instead != "" {
				if err := in.Anew(s.Snapshot()); err != nil {
					return err
				}
			}
			if suggest {
				return a.suggest(ctx, s, in.Where)
			}
			if in.Values.Text("to") == "" {
				return a.toWhom(ctx, s, in.Where)
			}
			return a.delegate(ctx, s, in, comment)
		})
	}
	return c
}

// offered completes an offer by what the comment says already.
func (s *session) offered(ctx context.Context, in *action.Input) {
	if in.Where.Path == "" {
		return
	}
	snapshot := s.OpenSaved(ctx, in.Where.Path)
	if in.Where.Line == 0 {
		return
	}
	here := hint.ForRange(snapshot, in.Where.Path, in.Where.Line, in.Where.EndLine)
	if here.Todo == nil {
		return
	}
	in.Todo = here.Todo.ID
	if _, given := in.Values["what"]; !given {
		in.Values["what"] = here.Todo.Text
	}
}

// candidates are those to whom work at a place could be offered.
func (s *session) candidates(ctx context.Context, at action.Where) (hint.Candidates, error) {
	if at.Path != "" {
		snapshot := s.Snapshot()
		return hint.ForOffer(snapshot, at.Path, snapshot.Knowers(at.Path)), nil
	}
	knowers, err := s.KnowersOf(ctx, ".")
	return hint.ForOffer(s.Snapshot(), ".", knowers), err
}

func (a *app) suggest(ctx context.Context, s *session, at action.Where) error {
	found, err := s.candidates(ctx, at)
	if err != nil {
		return err
	}
	v := s.voice()
	if a.json {
		out := []candidateJSON{}
		for _, k := range found.Know {
			out = append(out, candidateOf(v, k, "knows"))
		}
		for _, k := range found.Learn {
			out = append(out, candidateOf(v, k, "learns"))
		}
		return a.answer(out)
	}
	if len(found.Know)+len(found.Learn) == 0 {
		return a.print(v.FromHistory(phrase.Nobody) + "\n")
	}
	return a.print(a.table(false, candidateRows(v, found)))
}

func candidateRows(v phrase.Voice, found hint.Candidates) [][]string {
	var rows [][]string
	for _, group := range [][]hint.Candidate{found.Know, found.Learn} {
		for _, k := range group {
			rows = append(rows, []string{v.Name(k.Person), v.Candidate(k)})
		}
	}
	return rows
}

// toWhom refuses an offer to nobody, and says to whom it could be made.
func (a *app) toWhom(ctx context.Context, s *session, at action.Where) error {
	found, err := s.candidates(ctx, at)
	if err != nil {
		return err
	}
	var who []string
	for _, row := range candidateRows(s.voice(), found) {
		who = append(who, row[0]+" ("+row[1]+")")
	}
	if len(who) == 0 {
		return usagef("say to whom, with --to. %s", s.voice().FromHistory(phrase.Nobody))
	}
	return usagef("say to whom, with --to. It could be %s", strings.Join(who, " or "))
}

func (a *app) delegate(ctx context.Context, s *session, in action.Input, style string) error {
	r, err := action.Record(ctx, s.Workspace, action.Delegation, in)
	if err != nil {
		return err
	}
	for _, who := range r.Unknown {
		a.note("nobody in this history is known as %s; it was recorded as written, `leadline amend %s` corrects it", who, r.ID)
	}
	if hint.Departed(s.Snapshot(), r.Entry) {
		a.note("%s was not seen here for long; `leadline todo delegate --suggest` says who else could take it", s.voice().NameOf(r.Entry.Delegation.To))
	}
	written := a.mark(s, r.Entry, style)
	if a.json {
		return a.answer(a.entry(s, r.Entry))
	}
	return a.print("Offered " + a.sentence(s, r.Entry) + "\n" + written)
}

// mark writes what the settings want into the comment from which an offer grew, and says so. What cannot be written is
// noted: the offer stands.
func (a *app) mark(s *session, e *ledger.Entry, style string) string {
	if style == "" {
		style = s.Snapshot().Settings.Todo.Comment
	}
	if len(e.Anchors) == 0 {
		return ""
	}
	path := e.Anchors[0].Path
	text, err := s.Repository.ReadWorktreeFile(path, workspace.MostText)
	if err != nil {
		return ""
	}
	c, ok := action.CommentOf(s.Snapshot(), e, string(text), style)
	if !ok {
		return ""
	}
	place := fmt.Sprintf("%s:%d", phrase.Clean(path, 200), c.Note.Line)
	switch err := s.Repository.ReplaceWorktreeFile(path, text, c.Edit.Apply(text)); {
	case errors.Is(err, git.ErrChanged):
		a.note("%s has changed meanwhile; write %s into the comment yourself", place, c.Mark)
	case err != nil:
		a.note("%s; write %s into the comment at %s yourself", err, c.Mark, place)
	default:
		return fmt.Sprintf("Wrote %s into the comment at %s; `--comment none` leaves it alone.\n", c.Mark, place)
	}
	return ""
}

func (a *app) checkIn() *cobra.Command {
	var answer, next, note string
	c := &cobra.Command{
		Use: "checkin ID", Short: "Say how something goes that you took", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.CheckIn(ctx, s.Workspace, args[0], answer, next, note)
				if err := a.receipt(s, r, err, noted(answer)); err != nil || a.json || r.Entry.Delegation.CheckIn != "" {
					return err
				}
				a.note("no next date is set; `leadline todo checkin %s --check-in DAY` sets one", r.ID)
				return nil
			})
		},
	}
	c.Flags().StringVar(&answer, "answer", "on track", "`HOW` it goes: on track, moved or help")
	c.Flags().StringVar(&next, "check-in", "", "the next `day` to talk about it")
	c.Flags().StringVar(&note, "note", "", "one line about it")
	return c
}

// noted says what a check-in said.
func noted(answer string) string {
	switch answer {
	case "help":
		return "Noted, help wanted:"
	case "moved":
		return "Noted, moved:"
	}
	return "Noted, on track:"
}

func (a *app) todoTake() *cobra.Command {
	c := &cobra.Command{
		Use: "take ID", Short: "Take what you were offered, on your own terms", Args: a.exactly(1),
		Long: "Take what you were offered. From then on it is yours: outcome, date and how it is followed are yours to change, now or\n" +
			"later with `leadline amend ID`.",
	}
	addFields(c, action.Promise)
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			if err := belongs(s, args[0], c.Parent().Name()); err != nil {
				return err
			}
			r, err := action.Take(ctx, s.Workspace, args[0], values(c, action.Promise))
			return a.receipt(s, r, err, "Recorded")
		})
	}
	return c
}

func (a *app) todoDecline() *cobra.Command {
	var reason string
	c := &cobra.Command{
		Use: "decline ID", Short: "Say no; a reason goes to who asked, and is kept nowhere", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if err := belongs(s, args[0], c.Parent().Name()); err != nil {
					return err
				}
				r, err := action.Respond(ctx, s.Workspace, args[0], "decline")
				if err != nil || reason == "" {
					return a.receipt(s, r, err, "Recorded")
				}
				return a.withMessage(s, r, "Recorded", s.voice().Declining(r.Entry, reason))
			})
		},
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in a `sentence`: printed as a message for you to send, stored nowhere")
	return c
}

func (a *app) todoThank() *cobra.Command {
	return &cobra.Command{
		Use: "thank ID", Short: "Print a thank-you to who finished what you offered; you send it, nothing keeps it", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				e, err := action.Lookup(ctx, s.Workspace, args[0])
				if err != nil {
					return err
				}
				if e.Delegation == nil || e.State != ledger.Done {
					return fmt.Errorf("%s is not something that was handed on and is done; there is nobody to thank yet", e.ID)
				}
				if hint.Did(s.Snapshot(), e) {
					return fmt.Errorf("%s was finished by you; there is nobody else to thank", e.ID)
				}
				return a.withMessage(s, action.Receipt{ID: e.ID, Entry: e}, "", s.voice().Thanks(e))
			})
		},
	}
}

// withMessage prints an entry and a message about it that its reader may send.
func (a *app) withMessage(s *session, r action.Receipt, done string, m phrase.Message) error {
	if a.json {
		return a.answer(messagedJSON{
			delegationJSON: delegationOf(s.Snapshot(), r.Entry, s.marks()[r.ID]),
			Message:        &messageJSON{To: m.To, Subject: m.Subject, Text: m.Text, Mailto: some(m.Mailto())},
		})
	}
	text := ""
	if done != "" {
		text = strings.TrimSpace(done+" "+a.sentence(s, r.Entry)) + "\n"
	}
	text += m.Say() + "\n"
	if link := m.Mailto(); link != "" {
		text += link + "\n"
	}
	return a.print(text)
}

func (a *app) todoHandBack() *cobra.Command {
	var anyway bool
	c := &cobra.Command{
		Use: "handback ID --anyway", Short: "Hand back what you took, or make it smaller, pair on it, or offer it to somebody else", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if err := belongs(s, args[0], c.Parent().Name()); err != nil {
					return err
				}
				e, err := action.Find(s.Snapshot(), args[0])
				if err != nil {
					return err
				}
				if !anyway && hint.Holds(s.Snapshot(), e) {
					return a.beforeHandingBack(s, e)
				}
				r, err := action.Respond(ctx, s.Workspace, args[0], "handback")
				return a.receipt(s, r, err, "Recorded")
			})
		},
	}
	c.Flags().BoolVar(&anyway, "anyway", false, "hand it back, rather than one of the other ways")
	return c
}

// beforeHandingBack names the other ways first.
func (a *app) beforeHandingBack(s *session, e *ledger.Entry) error {
	return usagef("before %s goes back to %s: make it smaller with `leadline amend %s --outcome …`, pair on it with `leadline pairing schedule`, "+
		"or offer it to somebody else with `leadline todo delegate --instead %s --to WHO`; `leadline todo handback %s --anyway` hands it back",
		e.ID, s.voice().Actor(e.By), e.ID, e.ID, e.ID)
}
