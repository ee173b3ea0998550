package workspace

import (
	"context"
	"time"

	"github.com/leadline/leadline/internal/ledger"
)

// quickLook is how many files can be looked at while somebody waits, to see which were saved since.
const quickLook = 10_000

// TodoCount is how many TODO comments stand in a file or a folder, or in "." for everything, as they are saved; where there are very
// many files, as they were when somebody looked last, which editors and queries do. Those whom nobody looked for yet are followed
// for as long as patience says, see [Workspace.TodosWithin].
func (w *Workspace) TodoCount(ctx context.Context, area string, patience time.Duration) (int, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		all, err := w.scannedTodos(ctx, s)
		n := 0
		for i := range all {
			if ledger.Covers(area, all[i].Path) {
				n++
			}
		}
		return n, err
	}
	if files, err := w.Repository.Listed(); err == nil && len(files.Files) > quickLook {
		if n, known, err := w.LastTodoCount(ctx, area); err != nil || known {
			return n, err
		}
	}
	end := w.options.Now().Add(patience)
	if _, _, err := w.freshenTodos(ctx, s, func() bool { return w.options.Now().Before(end) }); err != nil {
		return 0, err
	}
	n, _, err := stores.Lead.TodoCount(ctx, s.Repo, area)
	return n, err
}

// LastTodoCount is TodoCount of what was found the last time that somebody looked, which takes no look at files; known is false
// where nobody did.
func (w *Workspace) LastTodoCount(ctx context.Context, area string) (n int, known bool, err error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		return 0, false, nil
	}
	return stores.Lead.TodoCount(ctx, s.Repo, area)
}
