package workspace

import (
	"context"

	"github.com/leadline/leadline/internal/store/leadstore"
)

// AsLead is what the lead's store says about the reader in this repository, view by view, word for word.
func (w *Workspace) AsLead(ctx context.Context) ([]leadstore.Table, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil {
		return nil, s.StoreErr
	}
	if s.Me == nil {
		return nil, ErrNobody
	}
	names := append([]string{s.Me.Name, s.Me.Email}, s.Me.Emails...)
	if s.Me.Handle != "" {
		names = append(names, s.Me.Handle, "@"+s.Me.Handle)
	}
	return stores.Lead.About(ctx, s.Repo, names)
}
