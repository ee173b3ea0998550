package draft

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/oklog/ulid/v2"

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
	// Entry is the id of what the draft recorded or amended; "" before that.
	Entry string
	// Faults keep a draft from being recorded; its text stays.
	Faults []Fault
	// Told says that the faults of this very text were told before, by this server or another.
	Told bool
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
	out := Outcome{Form: form, Entry: about.Entry}
	if Empty(text) {
		out.Cancelled = true
		return out, d.Remove(path)
	}
	if !about.New(text) {
		out.Nothing = true
		return out, nil
	}
	parsed := Parse(form, text)
	if out.Faults = parsed.Faults; len(out.Faults) > 0 {
		out.Told = d.tell(path, about, text)
		return out, nil
	}
	if form == action.Answer {
		out.Receipt, err = action.Reply(ctx, w, about.amendment(), about.Entry, parsed.Values.Text("text"))
		about.Amended++
	} else if about.Entry != "" {
		out.Amended = true
		out.Receipt, out.Nothing, err = amend(ctx, w, form, about, parsed.Values)
		about.Amended++
	} else {
		out.Receipt, err = action.Record(ctx, w, form, action.Input{
			Values: parsed.Values, Anchor: about.Anchor, Event: about.Event, Todo: about.Todo,
		})
		out.Nothing = out.Receipt.Again // another process saw the draft first, and told of it
		about.Entry = out.Receipt.ID
	}
	var faults action.Faults
	if errors.As(err, &faults) {
		out.Faults = parsed.At(faults)
		out.Told = d.tell(path, about, text)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Entry = about.Entry
	about.See(text)
	return out, d.Keep(path, about)
}

// tell notes that the faults of a text are told now, and says whether they were before. That it cannot be noted is no
// reason not to tell.
func (d Folder) tell(path string, about About, text []byte) (before bool) {
	if about.Told == sum(text) {
		return true
	}
	about.Told = sum(text)
	_ = d.Keep(path, about)
	return false
}

// amend makes the entry say what the draft says now. Only what was changed is said: a date that has passed meanwhile is no
// fault of whoever corrects the title.
func amend(ctx context.Context, w *workspace.Workspace, f *action.Form, about About, v action.Values) (r action.Receipt, nothing bool, err error) {
	e, err := action.Lookup(ctx, w, about.Entry)
	if err != nil {
		return r, false, err
	}
	before := action.ValuesOf(e)
	changes := action.Values{}
	for _, field := range f.Fields {
		if said(field, v) == said(field, before) {
			continue
		}
		if changes[field.Key] = v[field.Key]; v[field.Key] == nil {
			changes[field.Key] = ""
		}
	}
	if len(changes) == 0 {
		return action.Receipt{ID: e.ID, Entry: e}, true, nil
	}
	r, err = action.AmendAs(ctx, w, about.amendment(), e.ID, changes)
	return r, false, err
}

// said is a value as the draft would show it.
func said(field action.Field, v action.Values) string {
	if field.Sort == action.Prose {
		return strings.TrimSpace(strings.ReplaceAll(v.Text(field.Key), "\r\n", "\n"))
	}
	return strings.Join(strings.Fields(v.Text(field.Key)), " ")
}

// amendment is the id of the event that the next amendment gets: every process finds the same one.
func (a About) amendment() string {
	id, err := ulid.ParseStrict(a.Event)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", a.Event, a.Amended+1))
	if id.SetEntropy(sum[:10]) != nil {
		return ""
	}
	return id.String()
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
		text, err := d.Read(path)
		if err != nil || Empty(text) { // an editor may be about to write it: whoever watches the folder cancels it
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
