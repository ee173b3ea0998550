package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// blankedKey is how many blankings of the log this file has taken in, in its table meta.
const blankedKey = "blankings"

// forgetBatch is how many events are replaced in one transaction.
const forgetBatch = 25

// forgetBlanked takes over what was blanked in the log since the last time: its words leave this file too, and the entries
// concerned are folded from what is left. It says whether anything changed.
func (s *Store) forgetBlanked(ctx context.Context, log *eventlog.Log) (changed bool, err error) {
	db := s.handle()
	now, err := log.Blankings(ctx)
	if err != nil {
		return false, err
	}
	known, err := blankings(ctx, db.Read())
	if err != nil || known == now {
		return false, db.Explain(err)
	}
	stale, err := s.remembered(ctx, log)
	if err != nil {
		return false, err
	}
	for chunk := range slices.Chunk(stale, forgetBatch) {
		if err := db.Write(ctx, func(tx *sql.Tx) error { return s.refoldChanged(ctx, tx, log, chunk) }); err != nil {
			return changed, err
		}
		changed = true
	}
	err = db.Write(ctx, func(tx *sql.Tx) error {
		return insert(ctx, tx, "meta", []string{"key", "value"}, [][]any{{blankedKey, strconv.FormatInt(now, 10)}})
	})
	if err != nil || !changed {
		return changed, err
	}
	s.dropOthers(ctx, idle)
	return true, db.Checkpoint(ctx)
}

func blankings(ctx context.Context, q querier) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT CAST(value AS INTEGER) FROM meta WHERE key=?`, blankedKey).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}

// remembered are the ids of events of which this file has another copy than the log.
func (s *Store) remembered(ctx context.Context, log *eventlog.Log) ([]string, error) {
	const page = 500
	db := s.handle()
	var out []string
	for n := int64(0); ; {
		events, err := log.Since(ctx, n, page)
		if err != nil || len(events) == 0 {
			return out, err
		}
		n = events[len(events)-1].N
		ids := make([]any, len(events))
		for i, e := range events {
			ids[i] = e.ID
		}
		copied, err := scanEvents(db.Read().QueryContext(ctx, `SELECT n, id, writer, seq, hlc, v, repo, actor_name, actor_email,
			at, kind, subject, body FROM event WHERE id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", ")+`)`, ids...))
		if err != nil {
			return nil, db.Explain(err)
		}
		known := make(map[string]eventlog.Event, len(copied))
		for _, c := range copied {
			known[c.ID] = c
		}
		for _, e := range events {
			if c, ok := known[e.ID]; ok && !alike(c, e) {
				out = append(out, e.ID)
			}
		}
	}
}

// alike compares what can change of an event.
func alike(a, b eventlog.Event) bool {
	return string(a.Body) == string(b.Body) && a.ActorName == b.ActorName && a.ActorEmail == b.ActorEmail && a.Repo == b.Repo &&
		a.Writer == b.Writer && a.Seq == b.Seq && a.HLC == b.HLC && a.Subject == b.Subject && a.Kind == b.Kind && a.At.Equal(b.At)
}

// refoldChanged replaces copies of events that have changed, and folds anew what they are and were about. What they say is
// read now that nobody else writes this file: what was read before may have changed once more, and another process have stored that.
func (s *Store) refoldChanged(ctx context.Context, tx *sql.Tx, log *eventlog.Log, ids []string) error {
	generation, err := currentGeneration(ctx, tx)
	if err != nil {
		return err
	}
	subjects := map[string]bool{}
	for _, id := range ids {
		e, found, err := log.ByID(ctx, id)
		if err != nil {
			return err
		}
		var was string
		err = tx.QueryRowContext(ctx, `SELECT subject FROM event WHERE id=?`, id).Scan(&was)
		if !found || errors.Is(err, sql.ErrNoRows) { // one of the two began anew meanwhile
			continue
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE event SET writer=?, seq=?, hlc=?, v=?, repo=?, actor_name=?, actor_email=?, at=?, kind=?, subject=?, body=? WHERE id=?`,
			e.Writer, e.Seq, e.HLC, e.V, e.Repo, e.ActorName, e.ActorEmail, e.At.UTC().Format(eventlog.TimeFormat), e.Kind, e.Subject, string(e.Body), id); err != nil {
			return err
		}
		subjects[e.Subject], subjects[was] = true, true
	}
	f := &folding{subjects: map[string]*subject{}}
	var rows [][]any
	for _, name := range slices.Sorted(maps.Keys(subjects)) {
		one := f.at(name)
		entries, err := scanEntries(tx.QueryContext(ctx, selectEntries+` WHERE id=?`, name))
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			one.entry = &entries[0]
		}
		if err := f.refold(ctx, tx, name, one, s.fold); err != nil {
			return err
		}
		if e := one.entry; one.changed {
			rows = append(rows, []any{e.ID, e.Repo, e.Kind, e.Subject, string(e.Doc), e.Searchable, generation + 1})
		}
	}
	return errors.Join(
		insert(ctx, tx, "entry", entryColumns, rows),
		insert(ctx, tx, "unfolded", []string{"id", "reason"}, f.unfolded),
		insert(ctx, tx, "meta", []string{"key", "value"}, [][]any{{"generation", strconv.FormatInt(generation+1, 10)}}),
	)
}
