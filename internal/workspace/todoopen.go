package workspace

import (
	"context"

	"github.com/leadline/leadline/internal/todo"
)

// followOpen finds out, in the background of Edit and Refresh, which identities the TODO comments of open documents have
// had: the comments of a text on screen are then followed from the last commit on, at every keystroke. Files without a
// comment cost nothing.
func (w *Workspace) followOpen(ctx context.Context, paths ...string) {
	s := w.Snapshot()
	var wanted []string
	for _, path := range paths {
		if len(s.Todos(path)) > 0 {
			wanted = append(wanted, path)
		}
	}
	if len(wanted) == 0 || !s.Indexed {
		return
	}
	rolls, err := w.rolls(ctx, s, wanted)
	if err != nil && ctx.Err() == nil {
		w.options.Log(err)
	}
	if len(rolls) == 0 {
		return
	}
	news := false
	next := w.update(func(now *Snapshot) {
		if now.Head != s.Head {
			return // whoever saw HEAD move asks again
		}
		for path, roll := range rolls {
			if d := now.documents[path]; d != nil {
				news = news || otherwise(now.Todos(path), roll)
				now.rolls = with(now.rolls, path, &roll)
			}
		}
	})
	if news {
		w.changed(next)
	}
}

// otherwise says whether notes have other identities by a roll.
func otherwise(notes []todo.Todo, roll todo.Roll) bool {
	for i, n := range roll.Follow(notes) {
		if n.ID != notes[i].ID {
			return true
		}
	}
	return false
}
