package eventlog

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// How much is stored in one transaction, some 30 ms of writing, and by one statement.
const (
	ingestBatch = 2000
	ingestBytes = 2 << 20
	ingestRows  = 50
)

// Ingested is what became of events that came from other machines. Those that are not counted were here already.
type Ingested struct {
	Added []Event // with their N
	// Blanked is how many were here and say less now: whoever said them took something back.
	Blanked int
	// Clashes are events that were left out.
	Clashes []Clash
}

// Clash is an event that cannot be what it says, since another one is.
type Clash struct {
	Event Event
	Why   string // a clause: "number 7 of this writer is another event"
}

// Ingest stores what other writers said, as they said it, in batches, each all or none. An event that is here already stays as
// it is, except that its own writer may take back what it says: its body may lose keys, and its actor be gone. Where two
// writers used one id, the same one wins wherever both arrive, in whatever order. Every event must be complete and within the
// limits, as [ParseLine] sees to.
//
// Errors: [ErrInvalid] of a private event, and those of [Log.Append].
func (l *Log) Ingest(ctx context.Context, events []Event) (all Ingested, err error) {
	for _, e := range events {
		if e.Visibility != l.visibility() {
			return all, fmt.Errorf("taking in %s: %w: a %s event does not belong into the %s log", e.ID, ErrInvalid, e.Visibility, l.visibility())
		}
	}
	for len(events) > 0 {
		n, size := 0, 0
		for n < len(events) && n < ingestBatch && (n == 0 || size+len(events[n].Body) <= ingestBytes) {
			size += len(events[n].Body)
			n++
		}
		var done Ingested
		err := l.db.Write(ctx, func(tx *sql.Tx) error {
			done = Ingested{}
			return ingest(ctx, tx, events[:n], &done)
		})
		if err != nil {
			return all, fmt.Errorf("taking in events of others: %w", err)
		}
		all.Added = append(all.Added, done.Added...)
		all.Clashes = append(all.Clashes, done.Clashes...)
		all.Blanked += done.Blanked
		events = events[n:]
	}
	return all, nil
}

func ingest(ctx context.Context, tx *sql.Tx, events []Event, done *Ingested) error {
	known, err := knownBy(ctx, tx, events)
	if err != nil {
		return err
	}
	changed := false
	var fresh []Event
	inBatch := map[string]bool{}
	for _, e := range events {
		if _, ok := known[e.ID]; !ok && !inBatch[e.ID] {
			inBatch[e.ID] = true
			fresh = append(fresh, e)
		}
	}
	if err := insertMany(ctx, tx, fresh, done); err != nil {
		return err
	}
	for _, e := range events {
		if inBatch[e.ID] {
			inBatch[e.ID] = false // the first of that id was just inserted, if it could be
			continue
		}
		old, ok := known[e.ID]
		if !ok {
			again, err := knownBy(ctx, tx, []Event{e})
			if err != nil {
				return err
			}
			if old, ok = again[e.ID]; !ok {
				done.Clashes = append(done.Clashes, taken(e))
				continue
			}
		}
		now, moved, err := reconcile(ctx, tx, old, e, done)
		if err != nil {
			return err
		}
		known[e.ID] = now
		changed = changed || moved
	}
	if !changed {
		return nil
	}
	return altered(ctx, tx)
}

func taken(e Event) Clash {
	return Clash{e, fmt.Sprintf("number %d of this writer is another event", e.Seq)}
}

// reconcile decides between an event that is here and one that arrived under the same id.
func reconcile(ctx context.Context, tx *sql.Tx, old, e Event, done *Ingested) (now Event, changed bool, err error) {
	why := ""
	switch {
	case old.Repo != e.Repo:
		why = "an event of another repository has this id"
	case old.Writer != e.Writer:
		return rival(ctx, tx, old, e, done)
	default:
		why = old.version(e)
	}
	switch why {
	case same, fuller:
		return old, false, nil
	case less:
		e.N = old.N
		done.Blanked++
		if err := overwrite(ctx, tx, e); err != nil {
			return old, true, err
		}
		return settled(ctx, tx, e, true)
	}
	done.Clashes = append(done.Clashes, Clash{e, why})
	return old, false, nil
}

// rival keeps both of two events with one id: the one that wins among the events, the other among the rivals.
func rival(ctx context.Context, tx *sql.Tx, old, e Event, done *Ingested) (now Event, changed bool, err error) {
	before, err := scanRivals(tx.QueryContext(ctx, `SELECT line FROM rivals WHERE writer=? AND seq=?`, e.Writer, e.Seq))
	if err != nil {
		return old, false, err
	}
	var occupied int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM events WHERE writer=? AND seq=?`, e.Writer, e.Seq).Scan(&occupied); err != nil {
		return old, false, err
	}
	why := ""
	switch {
	case occupied > 0 || len(before) > 0 && before[0].ID != e.ID:
		why = taken(e).Why
	case len(before) > 0:
		why = before[0].version(e)
	case !drawn(e.ID) && !old.says(e):
		why = "an event of another writer has this id, and says something else"
	}
	switch why {
	case same, fuller:
		return old, false, nil
	case less:
		done.Blanked++
	case "":
	default:
		done.Clashes = append(done.Clashes, Clash{e, why})
		return old, false, nil
	}
	if err := setRival(ctx, tx, e); err != nil {
		return old, false, err
	}
	return settled(ctx, tx, old, false)
}

// settled is the event that stands after something changed about those with its id.
func settled(ctx context.Context, tx *sql.Tx, old Event, changed bool) (now Event, altered bool, err error) {
	moved, err := settle(ctx, tx, old.ID)
	if err != nil || !moved {
		return old, changed, err
	}
	found, err := knownBy(ctx, tx, []Event{old})
	return found[old.ID], true, err
}

// knownBy finds the events that have the ids of some others.
func knownBy(ctx context.Context, tx *sql.Tx, events []Event) (map[string]Event, error) {
	ids := make([]any, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	found, err := scan(tx.QueryContext(ctx, selectEvents+` WHERE id IN (`+placeholders(len(ids))+`)`, ids...))
	if err != nil {
		return nil, err
	}
	known := make(map[string]Event, len(found))
	for _, e := range found {
		known[e.ID] = e
	}
	return known, nil
}

// insertMany stores events whose ids are new, many with one statement. One whose number is taken is a clash.
func insertMany(ctx context.Context, tx *sql.Tx, events []Event, done *Ingested) error {
	const columns = 15
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) FROM events`).Scan(&last); err != nil {
		return err
	}
	for len(events) > 0 {
		rows := events[:min(len(events), ingestRows)]
		values := make([]any, 0, len(rows)*columns)
		for _, e := range rows {
			at := e.At.UTC().Format(TimeFormat)
			values = append(values, e.ID, e.Writer, e.Seq, e.HLC, e.V, e.Repo, e.ActorName, e.ActorEmail, at,
				e.Kind, e.Subject, e.Visibility, string(e.Body), e.Sig, e.sum(at))
		}
		row := "(" + placeholders(columns) + ")"
		result, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO events
			(id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body, sig, sum)
			VALUES `+strings.TrimSuffix(strings.Repeat(row+", ", len(rows)), ", "), values...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if int(n) == len(rows) {
			for _, e := range rows {
				last++
				e.N = last
				done.Added = append(done.Added, e)
			}
		} else {
			found, err := knownBy(ctx, tx, rows)
			if err != nil {
				return err
			}
			for _, e := range rows {
				if stored, ok := found[e.ID]; ok {
					done.Added = append(done.Added, stored)
					last = max(last, stored.N)
				} else {
					done.Clashes = append(done.Clashes, taken(e))
				}
			}
		}
		events = events[len(rows):]
	}
	return nil
}

// overwrite gives event N other columns.
func overwrite(ctx context.Context, tx *sql.Tx, e Event) error {
	at := e.At.UTC().Format(TimeFormat)
	_, err := tx.ExecContext(ctx, `UPDATE events SET id=?, writer=?, seq=?, hlc=?, v=?, repo=?, actor_name=?, actor_email=?, at=?,
		kind=?, subject=?, visibility=?, body=?, sig=?, sum=? WHERE n=?`,
		e.ID, e.Writer, e.Seq, e.HLC, e.V, e.Repo, e.ActorName, e.ActorEmail, at,
		e.Kind, e.Subject, e.Visibility, string(e.Body), e.Sig, e.sum(at), e.N)
	return err
}

// altered tells whoever copied events that some are not as they were.
func altered(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, '1')
		ON CONFLICT (key) DO UPDATE SET value=CAST(value AS INTEGER)+1`, blankedKey)
	return err
}
