package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) todo() *cobra.Command {
	return a.group("todo", "List TODOs, hand them on, and answer what you were offered",
		a.todoList(), a.todoDelegate(), a.checkIn(), a.todoExport(), a.todoImport(),
		a.todoTake(),
		a.respond("later", "Think about it first"),
		a.todoDecline(), a.todoHandBack(),
		a.respond("done", "Say that it is done"),
		a.todoThank(),
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
