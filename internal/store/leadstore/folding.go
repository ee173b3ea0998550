package leadstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// folding is a batch of events, worked out and not yet stored.
type folding struct {
	from, to position
	reset    bool // the projection starts anew
	more     bool // there are events after these
	events   []eventlog.Event
	subjects map[string]*subject
	unfolded [][]any

	generation int64 // of the file when it was read

	after *folding // the batch before, which is not stored yet; nil for the first
}

// subject is an entry as it is before and after a batch.
type subject struct {
	entry   *Entry
	stored  bool           // the file has a row for it, whatever is in it
	newest  eventlog.Event // only HLC and ID are set when it comes from the file
	changed bool
	last    int  // index of the last event of the batch about it
	late    bool // an event arrived that is older than another: fold anew
}

// errLate: it takes the events of a batch that is not stored yet to fold anew.
var errLate = errors.New("an event is older than another that is being stored")

// plan folds the next events against the state of the file, or against that which it will have once the batch `after` is stored;
// nil when there are none.
func (s *Store) plan(ctx context.Context, db *store.DB, log *eventlog.Log, after *folding) (*folding, error) {
	f := &folding{subjects: map[string]*subject{}, after: after}
	err := snapshot(ctx, db, func(tx *sql.Tx) error {
		if err := f.begin(ctx, tx, log); err != nil {
			return err
		}
		var err error
		if f.events, err = log.Since(ctx, f.to.n, batch+1); err != nil {
			return err
		}
		if len(f.events) == 0 {
			return nil
		}
		some := fitting(f.events)
		f.events, f.more = f.events[:some], some < len(f.events)
		last := f.events[len(f.events)-1]
		f.to.n, f.to.id = last.N, last.ID
		f.events = slices.DeleteFunc(f.events, func(e eventlog.Event) bool { return e.Visibility != "team" })
		if !f.reset {
			if err := f.load(ctx, tx); err != nil {
				return err
			}
		}
		return f.fold(ctx, tx, s.fold)
	})
	f.after = nil
	if err != nil || f.from == f.to {
		return nil, err
	}
	return f, nil
}

// begin finds out where the batch begins.
func (f *folding) begin(ctx context.Context, tx *sql.Tx, log *eventlog.Log) error {
	var err error
	if f.after != nil {
		f.from, f.generation = f.after.to, f.after.generation+1
	} else {
		if f.from, err = readPosition(ctx, tx); err != nil {
			return err
		}
		if f.generation, err = currentGeneration(ctx, tx); err != nil {
			return err
		}
	}
	if f.reset, err = f.from.stale(ctx, log); err != nil {
		return err
	}
	f.to = f.from
	if f.reset {
		f.to = position{file: log.FileID()}
	}
	return nil
}

// fitting is how many of the events make one batch, at least one.
func fitting(events []eventlog.Event) int {
	size := 0
	for i, e := range events {
		if size += len(e.Body); size > batchBytes {
			return max(i, 1)
		}
	}
	return min(len(events), batch)
}

func (f *folding) at(name string) *subject {
	s := f.subjects[name]
	if s == nil {
		s = &subject{}
		f.subjects[name] = s
	}
	return s
}

func byClock(a, b eventlog.Event) int {
	return cmp.Or(cmp.Compare(a.HLC, b.HLC), cmp.Compare(a.ID, b.ID))
}

func (f *folding) fold(ctx context.Context, tx *sql.Tx, fold Fold) error {
	for i, e := range f.events {
		s := f.at(e.Subject)
		s.last = i
		if byClock(e, s.newest) < 0 {
			s.late = true
			continue
		}
		s.newest = e
		if !s.late {
			f.apply(s, e, fold)
		}
	}
	for name, s := range f.subjects {
		if s.late {
			if f.after != nil {
				return errLate
			}
			if err := f.refold(ctx, tx, name, s, fold); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *folding) apply(s *subject, e eventlog.Event, fold Fold) {
	var doc []byte
	if s.entry != nil {
		doc = s.entry.Doc
	}
	next, err := fold(doc, e)
	if err == nil && next != nil && next.ID != e.Subject {
		err = fmt.Errorf("the entry %q is not what the event is about, %q", next.ID, e.Subject)
	}
	if err == nil && next != nil && !json.Valid(next.Doc) {
		err = errors.New("the entry's document is not JSON")
	}
	if err != nil {
		f.unfolded = append(f.unfolded, []any{e.ID, err.Error()})
		return
	}
	if next != nil {
		s.entry, s.changed = next, true
	}
}

// refold folds all events of a subject anew, in the order of their clocks.
func (f *folding) refold(ctx context.Context, tx *sql.Tx, name string, s *subject, fold Fold) error {
	var events []eventlog.Event
	if !f.reset {
		var err error
		events, err = scanEvents(tx.QueryContext(ctx, `SELECT n, id, writer, seq, hlc, v, repo, actor_name, actor_email,
			at, kind, subject, body FROM event WHERE subject=?`, name))
		if err != nil {
			return err
		}
	}
	for _, e := range f.events {
		if e.Subject == name {
			events = append(events, e)
		}
	}
	slices.SortFunc(events, byClock)
	before := s.entry
	s.entry = nil
	for _, e := range events {
		f.apply(s, e, fold)
	}
	if s.entry == nil && before != nil {
		s.entry, s.changed = gone(before), true
	}
	return nil
}

// gone is what is left of an entry that exists no more, for those who remember it.
func gone(e *Entry) *Entry {
	doc, _ := json.Marshal(map[string]any{"id": e.ID, "repo": e.Repo, "retracted": true})
	return &Entry{ID: e.ID, Repo: e.Repo, Kind: e.Kind, Subject: e.Subject, Doc: doc}
}

func scanEvents(rows *sql.Rows, err error) ([]eventlog.Event, error) {
	if err != nil {
		return nil, err
	}
	var events []eventlog.Event
	for rows.Next() {
		e := eventlog.Event{Visibility: "team"}
		var at string
		var body []byte
		err = rows.Scan(&e.N, &e.ID, &e.Writer, &e.Seq, &e.HLC, &e.V, &e.Repo, &e.ActorName, &e.ActorEmail,
			&at, &e.Kind, &e.Subject, &body)
		if err != nil {
			break
		}
		e.Body = body
		if e.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			e.At, err = time.Time{}, nil // stored by a newer program in a form of its own
		}
		events = append(events, e)
	}
	return events, errors.Join(err, rows.Err(), rows.Close())
}

var (
	eventColumns = []string{
		"id", "n", "repo", "writer", "seq", "hlc", "v", "at", "actor_name", "actor_email", "kind", "subject", "body",
	}
	entryColumns = []string{"id", "repo", "kind", "subject", "doc", "searchable", "generation"}
)

// store writes the batch and its position.
func (f *folding) store(ctx context.Context, tx *sql.Tx) error {
	generation := f.generation + 1
	if f.reset {
		if err := forget(ctx, tx, generation); err != nil {
			return err
		}
	}
	events := make([][]any, len(f.events))
	for i, e := range f.events {
		events[i] = []any{
			e.ID, e.N, e.Repo, e.Writer, e.Seq, e.HLC, e.V, e.At.UTC().Format(eventlog.TimeFormat),
			e.ActorName, e.ActorEmail, e.Kind, e.Subject, string(e.Body),
		}
	}
	// In the order of their events, which is that of their rows: what changed last is found first ([Store.Search]).
	var added, replaced [][]any
	for i, said := range f.events {
		s := f.subjects[said.Subject]
		if !s.changed || s.last != i {
			continue
		}
		e := s.entry
		row := []any{e.ID, e.Repo, e.Kind, e.Subject, string(e.Doc), e.Searchable, generation}
		if s.stored || f.reset {
			replaced = append(replaced, row)
		} else {
			added = append(added, row)
		}
	}
	if err := errors.Join(
		insertAlike(ctx, tx, "event", eventColumns, events),
		add(ctx, tx, "entry", entryColumns, added),
		insert(ctx, tx, "entry", entryColumns, replaced),
		insert(ctx, tx, "unfolded", []string{"id", "reason"}, f.unfolded),
	); err != nil {
		return err
	}
	return insert(ctx, tx, "meta", []string{"key", "value"}, [][]any{
		{"file", f.to.file},
		{"n", strconv.FormatInt(f.to.n, 10)},
		{"last", f.to.id},
		{"generation", strconv.FormatInt(generation, 10)},
	})
}

// forget empties the projection. Entries stay as gone until they are folded again: readers who ask for
// what changed must learn of those that do not come back.
func forget(ctx context.Context, tx *sql.Tx, generation int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM event; DELETE FROM unfolded; DELETE FROM meta WHERE key='`+blankedKey+`';
		UPDATE entry SET doc = json_object('id', id, 'repo', repo, 'retracted', json('true')), searchable = '', generation = ?`, generation)
	return err
}
