package hint

import (
	"context"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Breach is a place in an open file where the code does not keep to a decision.
type Breach struct {
	Entry *ledger.Entry
	Rule  *guard.Rule
	// Hit is where; nil where the file has changed and what must change with it has not.
	Hit *guard.Hit
}

// Breaches are what an open file does that accepted decisions forbid, in the order of its lines, what concerns the whole
// file first; none where the reader wants no hints. Without a decision that has a check it costs nothing.
func Breaches(ctx context.Context, s *workspace.Snapshot, w *workspace.Workspace, path string) []Breach {
	if !s.Settings.Hints.Diagnostics || Quiet(s, path) {
		return nil
	}
	g, err := w.Guards(ctx, s)
	if err != nil {
		return nil // said where it is asked for: `leadline decision check`
	}
	var out []Breach
	for _, r := range w.Lagging(s, g, path) {
		out = append(out, Breach{Entry: g.Entry(r), Rule: r})
	}
	for _, h := range w.Guarded(ctx, s, g, path) {
		out = append(out, Breach{Entry: g.Entry(h.Rule), Rule: h.Rule, Hit: &h})
	}
	return out
}
