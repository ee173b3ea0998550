package cli

import (
	"context"

	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/todo"
)

type trackedTodo struct {
	todo.Todo
	State, Assignee, Delegation string
}

func (s *session) Materialise(ctx context.Context) error            { return nil }
func (s *session) Todos(ctx context.Context) ([]trackedTodo, error) { return nil, nil }
func (s *session) Query(ctx context.Context, sql string, l leadstore.Limits) (*leadstore.Rows, error) {
	return s.stores.Lead.Query(ctx, sql, l)
}
