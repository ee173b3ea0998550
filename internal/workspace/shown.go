package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// SiloHint is the name of the hint to somebody who is new to a silo.
const SiloHint = "silo"

// Claim says whether a hint that is given once a day may be given about a file now, and remembers that it was,
// for every editor on this machine. Without a store nothing can be remembered: then it may.
func (w *Workspace) Claim(ctx context.Context, hint, file string) (bool, error) {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		return true, nil
	}
	today := s.Now().Format(time.DateOnly)
	events, err := stores.Private.BySubject(ctx, file)
	if err != nil {
		return false, fmt.Errorf("cannot read your private store: %w", err)
	}
	for _, e := range events {
		var shown ledger.Shown
		if e.Repo == s.Repo && ledger.Kind(e.Kind) == ledger.HintShown && json.Unmarshal(e.Body, &shown) == nil &&
			shown.Hint == hint && shown.On == today {
			return false, nil
		}
	}
	body, err := json.Marshal(ledger.Shown{Hint: hint, On: today})
	if err != nil {
		return false, err
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.HintShown), Subject: file, Visibility: ledger.Private, Body: body,
	})
	return true, err
}
