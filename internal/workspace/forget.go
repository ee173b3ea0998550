package workspace

import (
	"context"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/ledger"
)

// Forget blanks what is to be remembered no longer (see [ledger.Expire]), once a day for all processes together. Whoever has
// the lead's store open sees it when they catch up.
func (s *Stores) Forget(ctx context.Context, now time.Time) error {
	due, err := s.Events.Claim(ctx, "forgetting", now.UTC().Format(time.DateOnly))
	if err != nil || !due {
		return err
	}
	if _, err := ledger.Expire(ctx, s.Events, now); err != nil {
		return fmt.Errorf("cannot forget declines and moved dates of more than 90 days ago; it is tried again tomorrow: %w", err)
	}
	return s.Events.Checkpoint(ctx) // always: readers may have kept yesterday's words in the WAL
}
