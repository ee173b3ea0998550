package workspace

import (
	"context"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// TendSharing is what an editor does in the background.
func (w *Workspace) TendSharing(ctx context.Context) error { return w.tendSharing(ctx) }

// Stored are the team's events.
func (w *Workspace) Stored(ctx context.Context) ([]eventlog.Event, error) {
	return w.stores.Load().Events.Since(ctx, 0, 1000)
}
