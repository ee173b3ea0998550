package draft

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/workspace"
)

// Outcome is what saving a draft led to.
type Outcome struct {
	Form    *action.Form
	Receipt action.Receipt
	// Nothing changed since the draft was last dealt with.
	Nothing bool
	// Cancelled drafts were saved empty and are gone.
	Cancelled bool
	// Amended says that the draft had been recorded before, and the entry now says what the draft says.
	Amended bool
	// Faults keep a draft from being recorded; its text stays.
	Faults []Fault
}

// Record deals with a saved draft: records it, amends what it recorded before, or cancels it. The text
// is the draft's; nothing of it is lost on any error.
func (d Folder) Record(ctx context.Context, w *workspace.Workspace, path string, text []byte) (Outcome, error) {
	about, err := d.About(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Outcome{Nothing: true}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	form, _ := action.FormOf(about.Form)
	out := Outcome{Form: form}
	if Empty(text) {
		out.Cancelled = about.Entry == ""
		out.Nothing = !out.Cancelled
		return out, d.Remove(path)
	}
	if !about.New(text) {
		out.Nothing = true
		return out, nil
	}
	parsed := Parse(form, text)
	if out.Faults = parsed.Faults; len(out.Faults) > 0 {
		return out, nil
	}
	if about.Entry != "" {
		out.Amended = true
		out.Receipt, err = amend(ctx, w, form, about.Entry, parsed.Values)
	} else {
		out.Receipt, err = action.Record(ctx, w, form, action.Input{
			Values: parsed.Values, Anchor: about.Anchor, Event: about.Event, Todo: about.Todo,
		})
	}
	var faults action.Faults
	if errors.As(err, &faults) {
		out.Faults = parsed.At(faults)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	about.Entry = out.Receipt.ID
	about.See(text)
	return out, d.Keep(path, about)
}

// amend makes the entry say what the draft says now: fields that were emptied are emptied.
func amend(ctx context.Context, w *workspace.Workspace, f *action.Form, id string, v action.Values) (action.Receipt, error) {
	values := action.Values{}
	for _, field := range f.Fields {
		values[field.Key] = ""
	}
	for key, value := range v {
		values[key] = value
	}
	// What the entry never had need not be emptied.
	if e, ok := w.Snapshot().Ledger.Find(id); ok {
		if raw, err := json.Marshal(e); err == nil {
			values = slimmed(f, values, raw)
		}
	}
	return action.Amend(ctx, w, id, values)
}

func slimmed(f *action.Form, values action.Values, entry []byte) action.Values {
	var doc map[string]json.RawMessage
	var body map[string]any
	if json.Unmarshal(entry, &doc) != nil || json.Unmarshal(doc[string(f.Type)], &body) != nil {
		return values
	}
	for _, field := range f.Fields {
		if values.Text(field.Key) == "" && body[storedKey(field)] == nil {
			delete(values, field.Key)
		}
	}
	return values
}

func storedKey(f action.Field) string {
	if f.Stored != "" {
		return f.Stored
	}
	return f.Key
}

// RecordPending deals with the drafts of a repository that were saved while no server looked.
func (d Folder) RecordPending(ctx context.Context, w *workspace.Workspace) (map[string]Outcome, error) {
	paths, err := d.Unfinished()
	if err != nil {
		return nil, fmt.Errorf("cannot list the drafts: %w", err)
	}
	out := map[string]Outcome{}
	var errs []error
	for _, path := range slices.Sorted(slices.Values(paths)) {
		about, err := d.About(path)
		if err != nil || about.Top != w.Repository.Top {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		outcome, err := d.Record(ctx, w, path, text)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		out[path] = outcome
	}
	return out, errors.Join(errs...)
}
