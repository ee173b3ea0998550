package workspace

import (
	"context"
	"encoding/json"
	"fmt"
)

// keptProposals is what Proposals are kept as in private.db, with the repository behind it.
const keptProposals = "proposals "

// Proposals are what was proposed to the reader in this repository, by week, as [Workspace.KeepProposals] kept them; none without
// stores.
func (w *Workspace) Proposals(ctx context.Context) (map[string]json.RawMessage, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		return nil, nil
	}
	kept, err := stores.Private.Kept(ctx, keptProposals+s.Repo)
	if err != nil {
		return nil, fmt.Errorf("cannot read your private store: %w", err)
	}
	return kept, nil
}

// KeepProposals keeps what is proposed to the reader on this machine, in place of all before.
func (w *Workspace) KeepProposals(ctx context.Context, byWeek map[string]json.RawMessage) error {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" || stores.Private.ReadOnly() {
		return nil
	}
	if err := stores.Private.Keep(ctx, keptProposals+s.Repo, byWeek); err != nil {
		return fmt.Errorf("cannot remember what was proposed: %w", err)
	}
	return nil
}
