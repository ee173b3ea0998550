package action

import (
	"context"
	"errors"
	"fmt"

	"github.com/leadline/leadline/internal/workspace"
)

// ErrNothingSaid says that the reader said nothing about an entry, or nothing that is still there.
var ErrNothingSaid = errors.New("you said nothing about it on this machine that is still there")

// Forgettable finds what [Forget] would take back.
func Forgettable(ctx context.Context, w *workspace.Workspace, id string) (workspace.Words, error) {
	if err := w.CatchUp(ctx); err != nil {
		return workspace.Words{}, err
	}
	words, err := w.WordsOf(ctx, id)
	if err == nil && len(words.Events) == 0 {
		err = fmt.Errorf("%s: %w; `leadline me` shows what is shared about you", id, ErrNothingSaid)
	}
	return words, err
}

// Forget takes back all that the reader said on this machine about an entry: the words are blanked, not only hidden. An entry of
// theirs is retracted first, see [Retract].
func Forget(ctx context.Context, w *workspace.Workspace, id string) (workspace.Words, error) {
	words, err := Forgettable(ctx, w, id)
	if err != nil {
		return words, err
	}
	if _, known := w.Snapshot().Ledger.Find(id); words.Opened && known {
		if _, err := Retract(ctx, w, id); err != nil {
			return words, err
		}
	}
	return words, w.TakeBack(ctx, words)
}

// ForgettableAboutMe finds what [ForgetAboutMe] would take back.
func ForgettableAboutMe(ctx context.Context, w *workspace.Workspace) (workspace.Words, error) {
	if err := w.CatchUp(ctx); err != nil {
		return workspace.Words{}, err
	}
	return w.WordsAboutMe(ctx)
}

// ForgetAboutMe takes back all that the reader said about themselves on this machine, and no longer tells their team when they are
// busy. What they said to be named nowhere stays.
func ForgetAboutMe(ctx context.Context, w *workspace.Workspace) (workspace.Words, error) {
	words, err := ForgettableAboutMe(ctx, w)
	if err != nil {
		return words, err
	}
	if w.Snapshot().Sharing() > 0 { // else it would be told again
		if err := w.Unshare(ctx); err != nil {
			return words, err
		}
		if words, err = ForgettableAboutMe(ctx, w); err != nil {
			return words, err
		}
	}
	if len(words.Events) == 0 {
		return words, nil
	}
	if err := w.TakeBack(ctx, words); err != nil {
		return words, err
	}
	return words, w.MaterialiseNames(ctx)
}
