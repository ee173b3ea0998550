package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) todo() *cobra.Command {
	return a.group("todo", "List TODOs, hand them on, and answer what you were offered",
		a.todoList(), a.todoDelegate(), a.checkIn(),
		a.respond("take", "Take what you were offered"),
		a.respond("later", "Think about it first"),
		a.respond("decline", "Say no; nobody keeps a reason"),
		a.respond("handback", "Hand back what you took"),
		a.respond("done", "Say that it is done"),
	)
}

func (a *app) todoList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the TODO comments of this repository, with what became of them", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error { return a.withLedger(c.Context(), a.listTodos) },
	}
}

func (a *app) listTodos(ctx context.Context, s *session) error {
	todos, err := s.Todos(ctx)
	if err != nil {
		return err
	}
	if a.json {
		out := []todoJSON{}
		for _, t := range todos {
			out = append(out, todoOf(t))
		}
		return a.answer(out)
	}
	if len(todos) == 0 {
		return a.print("No TODO comments are in the files of this repository.\n")
	}
	v := s.voice()
	rows := [][]string{{"TODO", "STATE", "WITH", "ID", "WHERE"}}
	for _, t := range todos {
		with := ""
		if t.Assignee != "" {
			with = v.NameOf(t.Assignee)
		}
		id := t.Delegation
		if id == "" {
			id = t.ID
		}
		rows = append(rows, []string{t.Tag + " " + phrase.Clean(t.Text, 60), string(t.State), with, id, fmt.Sprintf("%s:%d", t.Path, t.Line)})
	}
	return a.print(a.table(true, rows))
}

func (a *app) todoDelegate() *cobra.Command {
	return a.say(saying{
		use: "delegate --to WHO --what WHAT --why WHY", short: "Offer a piece of work to somebody: what and why, never how",
		form: action.Delegation,
		prepare: func(ctx context.Context, s *session, in *action.Input) {
			if in.Where.Path == "" || in.Where.Line == 0 {
				return
			}
			here := hint.ForRange(s.OpenSaved(ctx, in.Where.Path), in.Where.Path, in.Where.Line, in.Where.EndLine)
			if here.Todo == nil {
				return
			}
			in.Todo = here.Todo.ID
			if _, given := in.Values["what"]; !given { // the comment says it already
				in.Values["what"] = here.Todo.Text
			}
		},
	})
}

func (a *app) checkIn() *cobra.Command {
	var answer, next, note string
	c := &cobra.Command{
		Use: "checkin ID", Short: "Say how something goes that you took", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				r, err := action.CheckIn(ctx, s.Workspace, args[0], answer, next, note)
				return a.receipt(s, r, err, "Noted")
			})
		},
	}
	c.Flags().StringVar(&answer, "answer", "on track", "`HOW` it goes: on track, moved or help")
	c.Flags().StringVar(&next, "check-in", "", "the next `day` to talk about it")
	c.Flags().StringVar(&note, "note", "", "one line about it")
	return c
}

// respond answers something that was asked of the reader.
func (a *app) respond(word, short string) *cobra.Command {
	return &cobra.Command{
		Use: word + " ID", Short: short, Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if err := belongs(s, args[0], c.Parent().Name()); err != nil {
					return err
				}
				r, err := action.Respond(ctx, s.Workspace, args[0], word)
				return a.receipt(s, r, err, "Recorded")
			})
		},
	}
}

// belongs refuses an id of another noun, so that a slip of the keyboard answers nothing by accident.
func belongs(s *session, id, noun string) error {
	e, err := action.Find(s.Snapshot(), id)
	if err == nil && commandOf(e.Type) != noun {
		return usagef("%s is a %s; answer it with `leadline %s`", e.ID, e.Type, commandOf(e.Type))
	}
	return err
}

// receipt prints an entry after it changed.
func (a *app) receipt(s *session, r action.Receipt, err error, done string) error {
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(a.entry(s, r.Entry))
	}
	return a.print(strings.TrimSpace(done+" "+a.sentence(s, r.Entry)) + "\n")
}

// entry is what --json prints for an entry of any type.
func (a *app) entry(s *session, e *ledger.Entry) any {
	snapshot := s.Snapshot()
	marks := s.marks()[e.ID]
	switch e.Type {
	case ledger.TypeDecision:
		return decisionOf(snapshot, e, marks)
	case ledger.TypeDelegation:
		return delegationOf(snapshot, e, marks)
	case ledger.TypePairing:
		return pairingOf(snapshot, e, marks)
	}
	return reviewOf(snapshot, e)
}
