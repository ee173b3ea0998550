package action

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Attach records where an entry belongs now. The places take that of its anchors that are lost; where none is, of those whose
// lines have changed; where all are well, or with all, of all.
func Attach(ctx context.Context, w *workspace.Workspace, id string, places []Where, all bool) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	if len(places) == 0 {
		return Receipt{}, Faults{{"at", fmt.Sprintf("is needed: where %s belongs now, PATH or PATH:3-7", e.ID)}}
	}
	kept := []anchor.Anchor{}
	if !all {
		kept = well(w, e)
	}
	for _, at := range places {
		if err := there(w, at); err != nil {
			return Receipt{}, err
		}
		kept = append(kept, AnchorAt(w, at))
	}
	return appendTo(ctx, w, e, ledger.EntryAttached, map[string]any{"anchors": kept})
}

// AlsoAt ties an entry to more places besides those that it has. at is what a form takes for the field of that name; event is
// the id that the event gets, a ULID. Where it is at all of them already, nothing is recorded.
func AlsoAt(ctx context.Context, w *workspace.Workspace, event, id string, at any) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	field, ok := formOf(e).Field("at")
	if !ok {
		return Receipt{}, Faults{{"at", "is not part of a " + formOf(e).Name}}
	}
	body, faults := (&Form{Name: formOf(e).Name, Fields: []Field{field}}).normalise(w.Snapshot(), Values{"at": at})
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	kept := slices.Clone(e.Anchors)
	wanted, _ := body[places].([]Where)
	for _, where := range wanted {
		if err := there(w, where); err != nil {
			return Receipt{}, err
		}
		if a := AnchorAt(w, where); !slices.ContainsFunc(kept, func(b anchor.Anchor) bool { return samePlace(a, b) }) {
			kept = append(kept, a)
		}
	}
	if len(kept) == len(e.Anchors) {
		return Receipt{ID: e.ID, Entry: e}, nil
	}
	return appendAs(ctx, w, event, e, ledger.EntryAttached, map[string]any{"anchors": kept})
}

// Unattach takes back the last word about where an entry belongs.
func Unattach(ctx context.Context, w *workspace.Workspace, id string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	if len(e.Attached) == 0 {
		return Receipt{}, fmt.Errorf("nobody said anew where %s belongs, so there is nothing to take back", e.ID)
	}
	return appendTo(ctx, w, e, ledger.EntryAttached, map[string]any{"undo": true})
}

// well are the anchors of an entry that stay: those that stand, where some are lost or have changed.
func well(w *workspace.Workspace, e *ledger.Entry) []anchor.Anchor {
	placed := w.PlacesOf(w.Snapshot(), e)
	if len(placed) != len(e.Anchors) {
		return nil
	}
	for _, bad := range []anchor.State{anchor.Orphaned, anchor.Changed} {
		var rest []anchor.Anchor
		for i, p := range placed {
			if p.Place.State != bad {
				rest = append(rest, e.Anchors[i])
			}
		}
		if len(rest) < len(e.Anchors) {
			return rest
		}
	}
	return nil
}

func there(w *workspace.Workspace, at Where) error {
	if _, open := w.Snapshot().Document(at.Path); open {
		return nil
	}
	if _, err := w.Repository.ReadWorktreeFile(at.Path, workspace.MostText); errors.Is(err, fs.ErrNotExist) {
		return Faults{{"at", fmt.Sprintf("there is no file %q here; give its path from the top of the repository", at.Path)}}
	}
	return nil
}
