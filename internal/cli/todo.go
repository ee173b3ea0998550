package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
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
	case ledger.TypeQuestion:
		return questionOf(snapshot, e, marks)
	case ledger.TypeRisk:
		return riskOf(snapshot, e, marks)
	case ledger.TypeRetro:
		return retroOf(snapshot, e)
	}
	return reviewOf(snapshot, e)
}
