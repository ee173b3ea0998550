package draft

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
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
	if form.About {
		if about.Said > 0 && form != action.Answer { // what was said so stays said
			out.Faults = []Fault{{Line: 1, Message: "was recorded when it was saved first, and stays as it was. Say what there is to add anew, from the code"}}
			out.Told = d.tell(path, about, text)
			return out, nil
		}
		step := action.Step{Event: about.amendment(""), Seen: about.Step}
		if _, before, err := w.Recorded(ctx, step.Event); err != nil || before { // another process saw the draft first
			out.Nothing = before
			return out, err
		}
		out.Receipt, err = action.Say(ctx, w, form, step, about.Entry, parsed.Values)
		about.Amended++
		if err == nil {
			about.Said++
		}
	} else if about.Entry != "" {
		out.Amended = true
		out.Receipt, out.Nothing, err = amend(ctx, w, form, about, text, parsed.Values)
		about.Amended++
	} else {
		out.Receipt, err = action.Record(ctx, w, form, action.Input{
			Values: parsed.Values, Anchor: about.Anchor, Event: about.Event, Todo: about.Todo,
			Instead: about.Instead,
		})
		out.Nothing = out.Receipt.Again // another process saw the draft first, and told of it
		about.Entry = out.Receipt.ID
	}
	var faults action.Faults
	if errors.As(err, &faults) {
		out.Faults = parsed.At(faults)
		var meanwhile changedMeanwhile
		if errors.As(err, &meanwhile) {
			about.Known, about.KnownFrom = meanwhile.base, sum(text)
		}
		out.Told = d.tell(path, about, text)
		return out, nil
	}
	if err != nil {
		return out, err
	}
	out.Entry = about.Entry
	about.Base, about.Known, about.KnownFrom = base(form, parsed.Values), nil, ""
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

// amend makes the entry say what the draft says now. Only what was changed in the draft is said: a date that has passed
// meanwhile is no fault of whoever corrects the title, and what others amended meanwhile stays. Where both changed the same,
// the one who saves is told what it is now.
func amend(ctx context.Context, w *workspace.Workspace, f *action.Form, about About, text []byte, v action.Values) (r action.Receipt, nothing bool, err error) {
	e, err := action.Lookup(ctx, w, about.Entry)
	if err != nil {
		return r, false, err
	}
	if about.Known != nil && about.KnownFrom != sum(text) { // they edited it knowing what changed meanwhile
		about.Base = about.Known
	}
	before, whole := action.ValuesOf(e), action.SaidOf(e)
	changes := action.Values{}
	var also any // places that are not those of the last time
	both := changedMeanwhile{base: maps.Clone(about.Base)}
	for _, field := range f.Fields {
		is, was := said(field, before), ""
		if field.Sort == action.Places {
			if now := said(field, v); now != "" && now != about.Base[field.Key] {
				also = v[field.Key]
			}
			continue
		}
		if field.Once {
			if is = said(field, whole); v.Text(field.Key) == "" {
				continue
			}
		}
		mine := said(field, v)
		if was = is; about.Base != nil && !field.Once {
			was = about.Base[field.Key]
		}
		if mine == is || mine == was && about.Base != nil {
			continue
		}
		if is != was {
			both.base[field.Key] = is
			both.Faults = append(both.Faults, action.Fault{Key: field.Key, Message: meanwhile(is)})
			continue
		}
		if changes[field.Key] = v[field.Key]; v[field.Key] == nil {
			changes[field.Key] = ""
		}
	}
	if len(both.Faults) > 0 {
		return action.Receipt{ID: e.ID, Entry: e}, false, both
	}
	if len(changes) == 0 && also == nil {
		return action.Receipt{ID: e.ID, Entry: e}, true, nil
	}
	if also != nil {
		if r, err = action.AlsoAt(ctx, w, about.amendment(" at"), e.ID, also); err != nil {
			return r, false, err
		}
		nothing = r.Entry == e
	}
	if len(changes) > 0 {
		nothing = false
		r, err = action.AmendAs(ctx, w, about.amendment(""), e.ID, changes)
	}
	return r, nothing && err == nil, err
}

// changedMeanwhile says that somebody else changed what a draft changes; base is what its writer knows then.
type changedMeanwhile struct {
	action.Faults
	base map[string]string
}

func (c changedMeanwhile) Unwrap() error { return c.Faults }

func meanwhile(is string) string {
	const most = 200
	if is == "" {
		return "was taken out by somebody meanwhile. Take it out here too, or edit the draft once more and save it to say this all the same"
	}
	if runes := []rune(is); len(runes) > most {
		is = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("was changed by somebody meanwhile to %q. Write that here too, or edit the draft once more and save it to say yours all the same", strings.Join(strings.Fields(is), " "))
}

// base is what a draft says of each field.
func base(f *action.Form, v action.Values) map[string]string {
	out := map[string]string{}
	for _, field := range f.Fields {
		out[field.Key] = said(field, v)
	}
	return out
}

// said is a value as the draft would show it.
func said(field action.Field, v action.Values) string {
	if field.Sort == action.Prose {
		return strings.TrimSpace(strings.ReplaceAll(v.Text(field.Key), "\r\n", "\n"))
	}
	return strings.Join(strings.Fields(v.Text(field.Key)), " ")
}

// amendment is the id of the event that the next amendment gets: every process finds the same one. part tells several events
// of one amendment apart.
func (a About) amendment(part string) string {
	id, err := ulid.ParseStrict(a.Event)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d%s", a.Event, a.Amended+1, part))
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
