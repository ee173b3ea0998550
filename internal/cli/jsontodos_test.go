package cli

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

func TestALongListOfTodosIsWrittenLikeAnyAnswer(t *testing.T) {
	now := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	odd := "a \"quoted\" \\ back\tslash\x00 <b>&  \u2028 ü 日本 \xff end"
	full := workspace.TrackedTodo{
		Todo:  todo.Todo{ID: "abc", Path: odd, Line: 7, Tag: "TODO", Text: odd},
		State: ledger.Taken, Assignee: "@dev2", Delegation: "T-7K3QXM", Author: odd, Wrote: now.AddDate(0, 0, -3),
	}
	young := full
	young.Wrote = now.Add(time.Hour) // a clock that is behind
	for name, todos := range map[string][]workspace.TrackedTodo{
		"none":  {},
		"bare":  {{State: workspace.Unoffered}},
		"some":  {full, {State: workspace.Unoffered}, young},
		"plain": {{Todo: todo.Todo{ID: "x", Path: "a b.go", Line: 1, Tag: "FIXME", Text: "plain ~ text"}, State: "open"}},
	} {
		t.Run(name, func(t *testing.T) {
			var want, got bytes.Buffer
			all := []todoJSON{}
			for _, one := range todos {
				all = append(all, todoOf(one, now))
			}
			if err := (&app{Deps: Deps{Out: &want}}).answer(all); err != nil {
				t.Fatal(err)
			}
			if err := (&app{Deps: Deps{Out: &got}}).answerTodos(todos, now); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.String(), got.String()); diff != "" {
				t.Errorf("otherwise than answer (-want +got):\n%s", diff)
			}
		})
	}
}
