package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

type questionJSON struct {
	ID      string       `json:"id"`
	Text    string       `json:"text"`
	Details *string      `json:"details"`
	State   string       `json:"state"`   // open or answered
	Decides *string      `json:"decides"` // handle, address, team or outside; null when nobody has to
	Due     *string      `json:"due"`
	Answers []replyJSON  `json:"answers"`
	Anchors []anchorJSON `json:"anchors"`
	By      string       `json:"by"`
	At      instant      `json:"at"`
}

type replyJSON struct {
	Text string  `json:"text"`
	By   string  `json:"by"`
	At   instant `json:"at"`
	// Decision is what a question became; null for an answer in words.
	Decision *string `json:"decision"`
}

func replyOf(s *workspace.Snapshot, r ledger.Reply) replyJSON {
	return replyJSON{r.Text, by(s, r.By), at(r.At), some(r.Decision)}
}

func questionOf(s *workspace.Snapshot, e *ledger.Entry, places []hint.Mark) questionJSON {
	q := e.Question
	out := questionJSON{
		ID: e.ID, Text: q.Text, Details: some(q.Details), State: string(e.State), Decides: some(q.Decides), Due: some(q.Due),
		Answers: []replyJSON{}, Anchors: anchorsOf(places), By: by(s, e.By), At: at(e.At),
	}
	for _, r := range q.Replies {
		out.Answers = append(out.Answers, replyOf(s, r))
	}
	return out
}

func (a *app) question() *cobra.Command {
	return a.group("question", "Keep a question at the code until somebody answers it, and the answer afterwards",
		a.questionOpen(), a.questionAnswer(), a.questionList())
}

func (a *app) questionOpen() *cobra.Command {
	return a.say(saying{
		use: "open --text QUESTION", short: "Keep a question at the code; it may say who decides it and by when", form: action.Question,
	})
}

func (a *app) questionAnswer() *cobra.Command {
	return &cobra.Command{
		Use: "answer ID ANSWER", Short: "Answer a question; the answer stays at the code, for the next person", Args: a.exactly(2),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.Reply(ctx, s.Workspace, "", args[0], args[1])
				return a.receipt(s, r, err, "Answered")
			})
		},
	}
}

func (a *app) questionList() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "list", Short: "List the open questions of this repository, newest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.listQuestions(s, all) })
		},
	}
	c.Flags().BoolVar(&all, "all", false, "those that are answered, too")
	return c
}

func (a *app) listQuestions(s *session, all bool) error {
	snapshot, marks, v := s.Snapshot(), s.marks(), s.voice()
	out := []questionJSON{}
	rows := [][]string{{"ID", "QUESTION", "STATE", "DECIDES", "BY", "WHERE"}}
	for _, e := range snapshot.Ledger.All(ledger.TypeQuestion) {
		if !all && !e.Open() {
			continue
		}
		q := e.Question
		out = append(out, questionOf(snapshot, e, marks[e.ID]))
		state := string(e.State)
		if r := q.Answer(); r != nil {
			state = "answered by " + v.Actor(r.By)
			if r.Decision != "" {
				state = "became " + r.Decision
			}
		}
		rows = append(rows, []string{e.ID, phrase.Clean(q.Text, 60), state, decidedBy(v, q.Decides), q.Due, spots(marks[e.ID])})
	}
	if a.json {
		return a.answer(out)
	}
	if len(out) == 0 {
		return a.print("No question is open here. Keep one at the code: leadline question open --text \"…\" --path FILE --line N\n")
	}
	return a.print(a.table(true, rows))
}

// named says what somebody may want to know about what they recorded.
func (a *app) named(s *session, r action.Receipt) {
	if len(r.Named) > 0 {
		a.note("%s `leadline amend %s --text …` says it anew", s.voice().NamesSomebody(r.Named), r.ID)
	}
}
