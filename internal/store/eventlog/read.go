package eventlog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

const selectEvents = `SELECT n, id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject,
	visibility, body, sig FROM events`

// Since returns the events that arrived after number n, in the order of arrival, at most limit of them
// (1000 when limit is not positive).
func (l *Log) Since(ctx context.Context, n int64, limit int) ([]Event, error) {
	if limit <= 0 {
		limit = 1000
	}
	return l.query(ctx, ` WHERE n>? ORDER BY n LIMIT ?`, n, limit)
}

// BySubject returns the events about a subject in the order of their clocks (ties by id).
func (l *Log) BySubject(ctx context.Context, subject string) ([]Event, error) {
	return l.query(ctx, ` WHERE subject=? ORDER BY hlc, id`, subject)
}

// ByID returns the event with this id; ok is false when there is none.
func (l *Log) ByID(ctx context.Context, id string) (e Event, ok bool, err error) {
	found, err := l.query(ctx, ` WHERE id=?`, id)
	if err != nil || len(found) == 0 {
		return Event{}, false, err
	}
	return found[0], true, nil
}

// Last is the number of the newest arrival, 0 for an empty log.
func (l *Log) Last(ctx context.Context) (int64, error) {
	var n int64
	err := l.db.Read().QueryRowContext(ctx, `SELECT coalesce(max(n), 0) FROM events`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("reading the events: %w", l.db.Explain(err))
	}
	return n, nil
}

// At returns the event that arrived as number n; ok is false when there is none.
func (l *Log) At(ctx context.Context, n int64) (e Event, ok bool, err error) {
	found, err := l.query(ctx, ` WHERE n=?`, n)
	if err != nil || len(found) == 0 {
		return Event{}, false, err
	}
	return found[0], true, nil
}

func (l *Log) query(ctx context.Context, where string, arguments ...any) ([]Event, error) {
	events, err := scan(l.db.Read().QueryContext(ctx, selectEvents+where, arguments...))
	if err != nil {
		return nil, fmt.Errorf("reading the events: %w", l.db.Explain(err))
	}
	return events, nil
}

func scan(rows *sql.Rows, err error) ([]Event, error) {
	if err != nil {
		return nil, err
	}
	var events []Event
	for rows.Next() {
		var e Event
		var at string
		var body []byte
		err = rows.Scan(&e.N, &e.ID, &e.Writer, &e.Seq, &e.HLC, &e.V, &e.Repo, &e.ActorName, &e.ActorEmail,
			&at, &e.Kind, &e.Subject, &e.Visibility, &body, &e.Sig)
		if err != nil {
			break
		}
		e.At, e.Body = parseTime(at), json.RawMessage(body)
		events = append(events, e)
	}
	return events, errors.Join(err, rows.Err(), rows.Close())
}
