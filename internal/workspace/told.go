package workspace

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// TellOnce says whether the reader is yet to be told some news about an entry, and remembers that they are, for every editor
// on this machine: of several that ask at once, one may tell. Without a store nobody may: it would be told again and again.
func (w *Workspace) TellOnce(ctx context.Context, id, news string) (bool, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" || s.Me == nil {
		return false, nil
	}
	first, err := w.firstTold(ctx, s.Repo, id, news)
	if err != nil || first != "" {
		return false, err
	}
	body, err := json.Marshal(ledger.Told{News: news})
	if err != nil {
		return false, err
	}
	stored, err := w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.EntryTold), Subject: id, Visibility: ledger.Private, Body: body,
	})
	if err != nil {
		return false, err
	}
	first, err = w.firstTold(ctx, s.Repo, id, news)
	return first == stored.ID, err
}

// Told says whether the reader was told some news about an entry, by any editor on this machine.
func (w *Workspace) Told(ctx context.Context, id, news string) (bool, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		return false, nil
	}
	first, err := w.firstTold(ctx, s.Repo, id, news)
	return first != "", err
}

// firstTold is the id of the first event that says so; "" for none.
func (w *Workspace) firstTold(ctx context.Context, repo, id, news string) (string, error) {
	events, err := w.stores.Load().Private.BySubject(ctx, id)
	if err != nil {
		return "", fmt.Errorf("cannot read your private store: %w", err)
	}
	first, n := "", int64(0)
	for _, e := range events {
		var told ledger.Told
		if e.Repo == repo && ledger.Kind(e.Kind) == ledger.EntryTold && json.Unmarshal(e.Body, &told) == nil && told.News == news &&
			(first == "" || e.N < n) {
			first, n = e.ID, e.N
		}
	}
	return first, nil
}
