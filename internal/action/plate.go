package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// OnPlate is what the reader says about something on their own plate, in their own words; nil is not said.
type OnPlate struct {
	Text, By          *string // By: a day, "" for none
	Urgent, Important *string // yes, no or unset
}

// task checks what the reader says.
func (o OnPlate) task(now time.Time) (plate.Task, error) {
	var t plate.Task
	var faults Faults
	if o.Text != nil {
		text, err := line(*o.Text)
		if err == nil && text == "" {
			err = errors.New("is empty; say what is to be done")
		}
		if err != nil {
			faults = append(faults, Fault{"text", err.Error()})
		}
		t.Text = &text
	}
	if o.By != nil {
		date := ""
		if *o.By != "" {
			var err error
			if date, err = ParseDay(*o.By, now); err != nil {
				faults = append(faults, Fault{"by", err.Error()})
			}
		}
		t.Due = &date
	}
	for key, word := range map[string]*string{"urgent": o.Urgent, "important": o.Important} {
		if word != nil && !slices.Contains([]string{plate.Yes, plate.No, plate.Unset}, *word) {
			faults = append(faults, Fault{key, fmt.Sprintf("%q is no answer; say yes, no or unset", *word)})
		}
	}
	t.Urgent, t.Important = o.Urgent, o.Important
	if len(faults) > 0 {
		return t, faults
	}
	return t, nil
}

// AddToPlate puts a task of the reader's own onto their plate, and returns its id. Like all that is on a plate it is private.
func AddToPlate(ctx context.Context, w *workspace.Workspace, o OnPlate, at Where) (id string, err error) {
	if o.Text == nil {
		return "", errors.New("say what is to be done, as in `leadline plate add \"call the vendor\"`")
	}
	t, err := o.task(w.Snapshot().Now())
	if err != nil {
		return "", err
	}
	if at.Path != "" {
		t.Path, t.Line = &at.Path, &at.Line
	}
	id, err = ledger.NewTaskID(w.Random(), func(id string) bool { _, ok := w.Snapshot().Plate().Task(id); return ok })
	if err != nil {
		return "", fmt.Errorf("cannot make an id: %w", err)
	}
	return id, note(ctx, w, plate.Added, id, t)
}

// ClaimForPlate puts a TODO comment onto the reader's plate, by its id as `leadline todo list` shows it. Nobody else sees
// that; who wants others to know takes an offer of it.
func ClaimForPlate(ctx context.Context, w *workspace.Workspace, id string) error {
	if _, ok := w.Snapshot().Plate().Task(id); ok {
		return fmt.Errorf("%s is on your plate already", id)
	}
	todos, _, err := w.TodosWithin(ctx, time.Second) // a list that somebody has just read was not complete either
	if err != nil {
		return err
	}
	for _, t := range todos {
		switch id {
		case t.Delegation:
			return fmt.Errorf("%s is offered to somebody: an offer to you is on your plate by itself", id)
		case t.ID:
			yes, text := true, strings.TrimSpace(t.Tag+" "+t.Text)
			if text, err = line(text); err != nil {
				text = t.Tag
			}
			return note(ctx, w, plate.Added, id, plate.Task{Text: &text, Path: &t.Path, Line: &t.Line, Todo: &yes})
		}
	}
	return fmt.Errorf("no TODO comment here has the id %q; `leadline todo list --json` shows them", id)
}

// SortOnPlate says whether something on the reader's plate is urgent and important, or changes an own task.
func SortOnPlate(ctx context.Context, w *workspace.Workspace, id string, o OnPlate) error {
	i, err := plated(w.Snapshot(), id)
	if err != nil {
		return err
	}
	t, err := o.task(w.Snapshot().Now())
	switch {
	case err != nil:
		return err
	case t == plate.Task{}:
		return fmt.Errorf("say what to change about %s: --urgent, --important (each also =no or =unset), --text or --by", i.ID)
	case i.Source.Asked() && (o.Text != nil || o.By != nil):
		return fmt.Errorf("%s is asked of you by somebody: `leadline amend %s` and a check-in change what it says and when; here you sort it", i.ID, i.ID)
	}
	return note(ctx, w, plate.Sorted, i.ID, t)
}

// TakeOffPlate takes an own task off the plate, because it is done or is not going to be. What others asked for is answered,
// not dropped: they would go on waiting.
func TakeOffPlate(ctx context.Context, w *workspace.Workspace, id string, done bool) error {
	i, err := plated(w.Snapshot(), id)
	if err != nil {
		return err
	}
	if i.Source.Asked() {
		return fmt.Errorf("%s waits for your answer: %s", i.ID, answersTo(i, done))
	}
	kind := plate.Dropped
	if done {
		kind = plate.Finished
	}
	return note(ctx, w, kind, i.ID, plate.Task{})
}

func answersTo(i plate.Item, done bool) string {
	noun := map[plate.Source]string{plate.Review: "review", plate.Pairing: "pairing"}[i.Source]
	if noun == "" {
		noun = "todo"
	}
	switch {
	case done:
		return fmt.Sprintf("`leadline %s done %s` says that it is done", noun, i.ID)
	case i.Source == plate.Promise:
		return fmt.Sprintf("`leadline todo handback %s` gives it back", i.ID)
	}
	return fmt.Sprintf("`leadline %s decline %s` says no", noun, i.ID)
}

// BlockForPlate makes a block of time for something on the reader's plate, as an iCalendar file: what is important gets time.
// Nothing is recorded and nobody is invited.
func BlockForPlate(w *workspace.Workspace, id, when, span string) (start time.Time, length time.Duration, ics []byte, err error) {
	s := w.Snapshot()
	i, err := plated(s, id)
	if err != nil {
		return start, 0, nil, err
	}
	if start, err = moment(when, zoned(s, nil)); err != nil {
		return start, 0, nil, Faults{{"at", err.Error()}}
	}
	minutes, err := calendar.ParseLength(span)
	if err != nil {
		return start, 0, nil, Faults{{"for", err.Error()}}
	}
	block := calendar.Block{
		UID: strings.ToLower(i.ID) + "-" + start.Format("20060102t1504") + "@leadline", Topic: i.Title, Start: start, Duration: minutes,
		Stamp: s.Now(), Method: calendar.MethodPublish,
	}
	if s.Me != nil {
		block.Organizer = calendar.Attendee{Name: s.Me.Name, Email: s.Me.Email}
	}
	if i.Path != "" {
		block.Description = "About " + i.Path
	}
	ics, err = block.ICS()
	return start, minutes, ics, err
}

// plated finds something on the reader's plate.
func plated(s *workspace.Snapshot, id string) (plate.Item, error) {
	for _, i := range hint.Plate(s, nil).Items {
		if strings.EqualFold(i.ID, strings.TrimSpace(id)) {
			return i, nil
		}
	}
	return plate.Item{}, fmt.Errorf("nothing on your plate is called %q; `leadline plate` shows what is", id)
}

// note keeps something privately.
func note(ctx context.Context, w *workspace.Workspace, kind, id string, t plate.Task) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: kind, Subject: id, Visibility: ledger.Private, Body: body,
	})
	return err
}
