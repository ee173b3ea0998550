package leadstore

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// blankedKey is how many blankings of the log this file has taken in, in its table meta.
const blankedKey = "blankings"

// forgetBatch is how many subjects are folded anew in one transaction.
const forgetBatch = 100

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
	copies, err := s.remembered(ctx, log)
	if err != nil {
		return false, err
	}
	subjects := make([]string, 0, len(copies))
	for name := range copies {
		subjects = append(subjects, name)
	}
	slices.Sort(subjects)
	for chunk := range slices.Chunk(subjects, forgetBatch) {
		if err := db.Write(ctx, func(tx *sql.Tx) error { return s.refoldBlanked(ctx, tx, chunk, copies) }); err != nil {
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
	return true, db.Checkpoint(ctx)
}

func blankings(ctx context.Context, q querier) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT CAST(value AS INTEGER) FROM meta WHERE key=?`, blankedKey).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return n, err
}

// remembered are the events as the log has them, by subject, of which this file remembers more than the log does.
func (s *Store) remembered(ctx context.Context, log *eventlog.Log) (map[string][]eventlog.Event, error) {
	const page = 500
	db := s.handle()
	out := map[string][]eventlog.Event{}
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
			c, ok := known[e.ID]
			if ok && (string(c.Body) != string(e.Body) || c.ActorName != e.ActorName || c.ActorEmail != e.ActorEmail) {
				out[e.Subject] = append(out[e.Subject], e)
			}
		}
	}
}

// refoldBlanked replaces the copies of blanked events and folds their subjects anew.
func (s *Store) refoldBlanked(ctx context.Context, tx *sql.Tx, subjects []string, copies map[string][]eventlog.Event) error {
	generation, err := currentGeneration(ctx, tx)
	if err != nil {
		return err
	}
	f := &folding{subjects: map[string]*subject{}}
	var rows [][]any
	for _, name := range subjects {
		for _, e := range copies[name] {
			if _, err := tx.ExecContext(ctx, `UPDATE event SET actor_name=?, actor_email=?, body=? WHERE id=?`,
				e.ActorName, e.ActorEmail, string(e.Body), e.ID); err != nil {
				return err
			}
		}
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
