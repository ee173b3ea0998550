package workspace

import (
	"context"
	"encoding/json"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// materialiseRecords stores the decisions that files hold, as they are saved: what somebody is typing is theirs.
func (w *Workspace) materialiseRecords(ctx context.Context, s *Snapshot) error {
	r := s.shelved()
	if r.collection == nil || s.Repo == "" {
		return nil
	}
	var rows []leadstore.DecisionFileRow
	for _, x := range r.collection.Records {
		if r.saved[x.Path] == nil {
			continue
		}
		e := r.entries[x].entry
		if r.saved[x.Path] != x {
			e = entryOf(r.saved[x.Path], map[*adr.Record]string{r.saved[x.Path]: e.ID}, r.collection, s.Logged(e.ID))
		}
		doc, err := json.Marshal(named(e, s.Repo))
		if err != nil {
			return err
		}
		rows = append(rows, leadstore.DecisionFileRow{ID: e.ID, Path: x.Path, Doc: doc})
	}
	return w.stores.Load().Lead.ReplaceDecisionFiles(ctx, s.Repo, rows)
}

// named is an entry with the repository that it was made before.
func named(e *ledger.Entry, repo string) *ledger.Entry {
	own := *e
	own.Repo = repo
	return &own
}
