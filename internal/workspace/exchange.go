package workspace

import (
	"context"
	"fmt"
	"io"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// ExportDelegations writes every delegation of this repository, with all that was said about it, as JSON.
func (w *Workspace) ExportDelegations(ctx context.Context, out io.Writer) error {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil {
		return s.StoreErr
	}
	return ledger.Export(out, s.Ledger.All(ledger.TypeDelegation), func(id string) ([]eventlog.Event, error) {
		return stores.Events.BySubject(ctx, id)
	})
}

// Imported counts delegations that were read: those that are new, and those that were here and of which more was said.
type Imported struct{ Read, Added, Continued int }

// ImportDelegations reads what [Workspace.ExportDelegations] wrote, here or elsewhere, and records what is not recorded yet:
// all of it or, where anything is wrong, nothing. Ids, times and whoever said something stay as they are; importing again
// changes nothing.
func (w *Workspace) ImportDelegations(ctx context.Context, in io.Reader) (Imported, error) {
	stores := w.stores.Load()
	if stores == nil {
		return Imported{}, w.Snapshot().StoreErr
	}
	incoming, err := ledger.Import(in)
	if err != nil {
		return Imported{}, err
	}
	counts := Imported{Read: len(incoming)}
	var events []eventlog.Event
	for _, one := range incoming {
		known, news, err := w.arriving(ctx, stores, one)
		switch {
		case err != nil:
			return Imported{}, err
		case !known:
			counts.Added++
		case len(news) > 0:
			counts.Continued++
		}
		events = append(events, news...)
	}
	if len(events) == 0 {
		return counts, nil
	}
	if _, err := stores.Events.Append(ctx, events...); err != nil {
		return Imported{}, err
	}
	if err := w.loadLedger(ctx); err != nil {
		w.options.Log(err) // they are recorded
	}
	w.changed(w.Snapshot())
	return counts, nil
}

// arriving are the events of a delegation that are not here yet. known says that its offer is.
func (w *Workspace) arriving(ctx context.Context, stores *Stores, one ledger.Incoming) (known bool, news []eventlog.Event, err error) {
	repo := w.Snapshot().Repo
	refuse := func(reason string) (bool, []eventlog.Event, error) {
		return false, nil, &ledger.LineError{Line: one.Line, Reason: reason + "; nothing was imported"}
	}
	there, err := stores.Lead.Find(ctx, one.ID)
	if err != nil {
		return false, nil, err
	}
	for i, e := range one.Events {
		has, found, err := stores.Events.ByID(ctx, e.ID)
		switch {
		case err != nil:
			return false, nil, err
		case found && has.Repo != repo && has.Subject == e.Subject:
			return refuse(fmt.Sprintf("%s belongs to another repository of this store: import it there, or into a store of its own, which LEADLINE_STORE names", one.ID))
		case found && (has.Repo != repo || has.Subject != e.Subject || has.Kind != e.Kind):
			return refuse(fmt.Sprintf("event %s of %s is here already as something else", e.ID, one.ID))
		case found:
			known = known || i == 0
			continue
		case i == 0 && there != nil:
			return refuse(fmt.Sprintf("%s is another delegation here", one.ID))
		}
		e.Repo = repo
		news = append(news, e)
	}
	return known, news, nil
}
