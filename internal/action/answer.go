package action

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// Answers are the words that [Respond] understands, with what they mean.
var Answers = []struct {
	Word  string
	State ledger.State
}{
	{"take", ledger.Taken},
	{"later", ledger.Later},
	{"decline", ledger.Declined},
	{"handback", ledger.HandedBack},
	{"done", ledger.Done},
	{"drop", ledger.Dropped},
}

// Find returns an entry that is not retracted, or says what to do about an id that names none.
func Find(s *workspace.Snapshot, id string) (*ledger.Entry, error) {
	if e, ok := known(s, id); ok {
		return e, nil
	}
	if called := s.RecordsCalled(id); len(called) == 1 {
		return called[0], nil
	} else if len(called) > 1 {
		return nil, fmt.Errorf("%d decision records are called %q: write the id of one, %s, or its path", len(called), id, ids(called))
	}
	return nil, fmt.Errorf("nothing here is called %q; `leadline decision list`, `todo list`, `question list`, `risk list` and `pairing list` show the ids", id)
}

// Lookup is [Find] after a look at what other processes recorded.
func Lookup(ctx context.Context, w *workspace.Workspace, id string) (*ledger.Entry, error) {
	if err := w.CatchUp(ctx); err != nil {
		return nil, err
	}
	return Find(w.Snapshot(), id)
}

// Respond records the reader's answer to something they were asked: take, later, decline, handback, done.
func Respond(ctx context.Context, w *workspace.Workspace, id, word string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	state := ledger.State("")
	var words []string
	for _, a := range Answers {
		if _, ok := ledger.AnswerKind(e.Type, a.State); ok {
			words = append(words, a.Word)
			if a.Word == word {
				state = a.State
			}
		}
	}
	if state == "" {
		if e.Decision != nil && steps[word] != "" {
			return Move(ctx, w, Step{}, id, word, "")
		}
		if e.Risk != nil {
			return Receipt{}, fmt.Errorf("%s is a risk, to be closed in words: `leadline risk close %s --outcome \"…\"`", e.ID, e.ID)
		}
		if e.Question != nil {
			return Receipt{}, fmt.Errorf("%s is a question, to be answered in words: `leadline question answer %s \"…\"`", e.ID, e.ID)
		}
		if len(words) == 0 {
			return Receipt{}, fmt.Errorf("%s is a %s, which asks nothing of anyone", e.ID, e.Type)
		}
		return Receipt{}, fmt.Errorf("%q is no answer to %s; say %s", word, e.ID, strings.Join(words, ", "))
	}
	if e.Pairing != nil {
		return attend(ctx, w, e, state)
	}
	if err := mayAnswer(w.Snapshot(), e, state); err != nil {
		return Receipt{}, err
	}
	kind, _ := ledger.AnswerKind(e.Type, state)
	r, err := appendTo(ctx, w, e, kind, map[string]any{})
	if err != nil {
		return r, err
	}
	return r, beaten(w.Snapshot(), r, state)
}

// mayAnswer keeps what somebody took theirs to answer, and what is finished finished.
func mayAnswer(s *workspace.Snapshot, e *ledger.Entry, state ledger.State) error {
	if d := e.Delegation; d != nil && d.ReplacedBy != "" && e.State != ledger.Done {
		return fmt.Errorf("%s was offered anew, as %s, which took its place; nothing more is asked of you here", e.ID, d.ReplacedBy)
	}
	if takenBack(e) {
		if state == ledger.Done {
			return nil
		}
		return fmt.Errorf("%s was finished by a commit that was reverted: `leadline todo done %s` says that it is done all the same, `leadline todo delegate --instead %s --to WHO` offers it anew", e.ID, e.ID, e.ID)
	}
	if e.State == ledger.Done {
		return fmt.Errorf("%s is done already; `leadline amend %s` corrects what it says", e.ID, e.ID)
	}
	if e.State != ledger.Taken {
		return nil
	}
	if e.Type == ledger.TypeReview && s.IsMine(e) && state == ledger.Done { // whoever asked knows when it is not needed any more
		return nil
	}
	for _, a := range e.Answers {
		if by := s.Actor(a.By); a.State == ledger.Taken && by != s.Me {
			return fmt.Errorf("%s took %s: it is theirs to answer; talk to them", by.Display(), e.ID)
		}
	}
	return nil
}

// takenBack says whether something is done by a commit that was reverted since: it may be said to be done all the same.
func takenBack(e *ledger.Entry) bool {
	return e.Delegation != nil && e.State == ledger.Done && e.Delegation.Reverted != "" && e.Delegation.ReplacedBy == ""
}

// CheckIn records how a delegation goes: on track, moved (with the next date) or help.
func CheckIn(ctx context.Context, w *workspace.Workspace, id, answer, next, note string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	if e.Delegation == nil {
		return Receipt{}, fmt.Errorf("%s is a %s; only what was delegated has a check-in", e.ID, e.Type)
	}
	if err := mayAnswer(s, e, ""); err != nil {
		return Receipt{}, err
	}
	if e.State != ledger.Taken {
		return Receipt{}, fmt.Errorf("%s is %s; a check-in is for what somebody took", e.ID, e.State)
	}
	switch answer {
	case "on track", "moved", "help":
	default:
		return Receipt{}, fmt.Errorf("%q is no check-in; say on track, moved or help", answer)
	}
	body := map[string]any{"answer": answer}
	if note != "" {
		if body["note"], err = line(note); err != nil {
			return Receipt{}, Faults{{"note", err.Error()}}
		}
	}
	if next != "" {
		if body["check_in"], err = ParseDay(next, s.Now()); err != nil {
			return Receipt{}, Faults{{"check_in", err.Error()}}
		}
	}
	return appendTo(ctx, w, e, ledger.TodoCheckedIn, body)
}

// Retract takes back something said. Its events stay; it is shown nowhere. What a decision superseded holds as before, and
// the questions that it settled are open again; so are the offers whose place it took, see Receipt.Restored.
func Retract(ctx context.Context, w *workspace.Workspace, id string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	if k, _ := w.Snapshot().Kept(e.ID); k.There() && e.Pairing != nil && e.Pairing.End().After(w.Snapshot().Now()) {
		return Receipt{}, fmt.Errorf("%s stands in your calendar: call it off first, `leadline pairing cancel %s --publish`, so that calendars learn of it; then it can be taken back", e.ID, e.ID)
	}
	more, err := undoing(w.Snapshot(), e)
	if err != nil || len(more) == 0 {
		if err != nil {
			return Receipt{}, err
		}
		return appendTo(ctx, w, e, ledger.EntryRetracted, map[string]any{})
	}
	event, err := about("", ledger.EntryRetracted, e.ID, map[string]any{})
	if err != nil {
		return Receipt{}, err
	}
	replaced := replacedBy(w.Snapshot(), e)
	if _, err = w.AppendAll(ctx, append([]eventlog.Event{event}, more...)...); err != nil {
		return Receipt{}, err
	}
	r := Receipt{ID: e.ID, Entry: e}
	for _, old := range replaced {
		if now, ok := w.Snapshot().Ledger.Find(old.ID); ok && now.Delegation.ReplacedBy == "" {
			r.Restored = append(r.Restored, now)
		}
	}
	return r, nil
}

// Amend corrects fields of something said; the values are checked as they were when it was said first.
func Amend(ctx context.Context, w *workspace.Workspace, id string, v Values) (Receipt, error) {
	return AmendAs(ctx, w, "", id, v)
}

// AmendAs is [Amend] with the id that the event gets, a ULID; "" for a new one. What carries an id is recorded once.
func AmendAs(ctx context.Context, w *workspace.Workspace, event, id string, v Values) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	form := amendable(e)
	if len(v) == 0 {
		return Receipt{}, fmt.Errorf("say what to change; %s has %s", e.ID, strings.Join(form.keys(), ", "))
	}
	partial := *form
	partial.Fields = nil
	for _, f := range form.Fields {
		if _, given := v[f.Key]; given {
			partial.Fields = append(partial.Fields, f)
		}
	}
	patch, faults := partial.normalise(s, v)
	for i := range faults {
		if f, ok := formOf(e).Field(faults[i].Key); ok && f.Once {
			faults[i].Message = "is said when a " + formOf(e).Name + " is made" + otherwise(f, e)
		} else if _, ok := form.Field(faults[i].Key); !ok {
			faults[i].Message = "is not part of a " + form.Name + "; known are " + strings.Join(form.keys(), ", ")
		}
	}
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	for _, f := range partial.Fields { // an emptied field is removed (RFC 7396)
		if _, ok := patch[f.stored()]; !ok {
			patch[f.stored()] = nil
		}
	}
	if e.Pairing != nil {
		return amendBlock(ctx, w, event, e, patch)
	}
	return appendAs(ctx, w, event, e, ledger.EntryAmended, patch)
}

// otherwise is how to change what cannot be amended.
func otherwise(f Field, e *ledger.Entry) string {
	if e.Decision == nil {
		return ""
	}
	switch f.Key {
	case "status":
		return "; `leadline decision accept`, `reject` and `deprecate` change it"
	case "supersedes":
		return "; `leadline decision supersede OLD --by " + e.ID + "` links them later"
	case "answers":
		return "; `leadline question answer` answers one in words"
	}
	return ""
}

// Snooze asks for no hints about a file until the end of the day, or for good. It is the reader's own
// and never leaves the machine.
func Snooze(ctx context.Context, w *workspace.Workspace, path string, always bool) error {
	now := w.Snapshot().Now()
	y, m, d := now.Date()
	body, err := json.Marshal(ledger.Snooze{Until: time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()), Always: always})
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.HintSnoozed), Subject: path, Visibility: ledger.Private, Body: body,
	})
	return err
}

// Wake ends a snooze.
func Wake(ctx context.Context, w *workspace.Workspace, path string) error {
	body, err := json.Marshal(ledger.Snooze{})
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.HintSnoozed), Subject: path, Visibility: ledger.Private, Body: body,
	})
	return err
}

func formOf(e *ledger.Entry) *Form {
	for _, f := range Forms() {
		if f.Type == e.Type {
			return f
		}
	}
	return Decision
}

func appendTo(ctx context.Context, w *workspace.Workspace, e *ledger.Entry, kind ledger.Kind, body map[string]any) (Receipt, error) {
	return appendAs(ctx, w, "", e, kind, body)
}

func appendAs(ctx context.Context, w *workspace.Workspace, id string, e *ledger.Entry, kind ledger.Kind, body map[string]any) (Receipt, error) {
	if kept(e) {
		return Receipt{}, fmt.Errorf("%s is kept in %s, and what the file says holds: change it there, or make it one of the ledger's with `leadline decision import %s`", e.ID, e.Record.Path, e.Record.Path)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return Receipt{}, fmt.Errorf("cannot write the change to %s: %w", e.ID, err)
	}
	before := w.Snapshot()
	event := eventlog.Event{ID: id, V: ledger.Version, Kind: string(kind), Subject: e.ID, Visibility: ledger.Team, Body: raw}
	if e.Unsigned() {
		_, err = appendUnsigned(ctx, w, event)
	} else {
		_, err = w.Append(ctx, event)
	}
	if err != nil {
		return Receipt{}, err
	}
	failed := follow(ctx, w, before, e.ID)
	r := Receipt{ID: e.ID, Entry: e}
	if now, ok := w.Snapshot().Ledger.Find(e.ID); ok {
		r.Entry = now
	}
	return r, failed
}
