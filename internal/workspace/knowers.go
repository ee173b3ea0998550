package workspace

import (
	"context"
	"fmt"

	"github.com/leadline/leadline/internal/ownership"
)

// KnowersOf are the people who know a file or a folder ("." for all), open or not, best first; none before the index is
// ready.
func (w *Workspace) KnowersOf(ctx context.Context, path string) ([]ownership.Knower, error) {
	s := w.Snapshot()
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	contributions, err := w.index.ContributionsBy(ctx, path, w.weighing(s))
	if err != nil {
		return nil, fmt.Errorf("cannot tell who knows %s: %w", path, err)
	}
	return s.activeIn(s.corrected(path, ownership.Knowers(contributions, s.People, s.Now()))), nil
}
