package cli

import (
	"context"
	"time"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// checkSync tells when what people said was last shared, without asking the remote; nothing where nobody ever synced.
func checkSync(ctx context.Context, c *checkup, w *workspace.Workspace, now time.Time) {
	const what = "sync"
	if u, err := w.Unfetched(ctx); err == nil && u.Remote != "" {
		c.note(what, phrase.Unfetched(u), phrase.UnfetchedTodo)
	}
	if n, err := w.Newer(ctx); err == nil && n > 0 {
		c.note("program", phrase.Newer(n), phrase.NewerTodo)
	}
	r, ok := w.Synced(ctx)
	if !ok {
		return
	}
	s := r.Channel.State()
	found := r.Name + " (" + r.Channel.Destination.String() + "), "
	if s.At.IsZero() {
		found += "never synced"
	} else {
		found += "synced " + phrase.When(s.At, now)
	}
	auto := w.SyncsItself(r)
	if auto {
		found += ", by itself"
	}
	switch p := s.Problem; {
	case p != nil:
		c.note(what, found, unmetText(r, p.Reason, p.Said))
	case len(s.Refused) > 0:
		c.note(what, found, "something was refused; `leadline sync --status` says what")
	case s.At.IsZero() && auto:
		c.note(what, found, "it is tried while an editor is open")
	default:
		c.ok(what, found)
	}
}
