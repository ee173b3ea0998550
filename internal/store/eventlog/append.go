package eventlog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"
)

// Limits of one event; what is said is short, and a repository's names may be an enemy's.
const (
	MaxBody = 256 << 10 // bytes of JSON
	maxText = 4 << 10   // bytes of any other text
)

// ErrInvalid: the event cannot be stored as it is. Its text says why.
var ErrInvalid = errors.New("not a valid event")

// Append stores events, all or none, and returns them as stored: Writer, Seq, HLC and N are given here,
// ID, At, V, Visibility and Body (as {}) where they are missing. An event whose ID exists already is not
// stored again: the stored one is returned. What has been returned survives a power failure.
//
// Errors: [ErrInvalid], [store.ErrReadOnly], [store.ErrFull], [store.ErrBusy], [store.ErrDamaged].
func (l *Log) Append(ctx context.Context, events ...Event) ([]Event, error) {
	complete := make([]Event, len(events))
	for i, e := range events {
		var err error
		if complete[i], err = l.complete(e); err != nil {
			return nil, fmt.Errorf("recording %s: %w", orEvent(e.Kind), err)
		}
	}
	var stored []Event
	err := l.db.Write(ctx, func(tx *sql.Tx) error {
		stored = stored[:0]
		var err error
		for _, e := range complete {
			if e, err = l.append(ctx, tx, e); err != nil {
				return fmt.Errorf("recording %s: %w", orEvent(e.Kind), err)
			}
			stored = append(stored, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

func orEvent(kind string) string {
	if kind == "" {
		return "an event"
	}
	return kind
}

// complete fills in what needs no look at the file, and refuses what must not be stored.
func (l *Log) complete(e Event) (Event, error) {
	now := l.now()
	if e.ID == "" {
		id, err := ulid.New(ulid.Timestamp(now), l.random)
		if err != nil {
			return e, fmt.Errorf("drawing an id: %w", err)
		}
		e.ID = id.String()
	}
	if e.At.IsZero() {
		e.At = now
	}
	e.At = e.At.UTC().Truncate(time.Millisecond)
	if e.V == 0 {
		e.V = 1
	}
	if e.Visibility == "" {
		e.Visibility = l.visibility()
	}
	if len(e.Body) == 0 {
		e.Body = json.RawMessage("{}")
	}
	return e, l.valid(e)
}

func (l *Log) visibility() string {
	if l.private {
		return private
	}
	return team
}

func (l *Log) valid(e Event) error {
	switch {
	case e.Kind == "":
		return fmt.Errorf("%w: it has no kind", ErrInvalid)
	case e.Visibility != l.visibility():
		return fmt.Errorf("%w: a %s event does not belong into the %s log", ErrInvalid, e.Visibility, l.visibility())
	}
	return e.limits()
}

// limits refuses what is too large, and a body that is not JSON.
func (e Event) limits() error {
	switch {
	case len(e.Body) > MaxBody:
		return fmt.Errorf("%w: %d bytes are too many, %d are allowed. Shorten the text and try again", ErrInvalid, len(e.Body), MaxBody)
	case !json.Valid(e.Body):
		return fmt.Errorf("%w: its body is not JSON", ErrInvalid)
	}
	for _, text := range []string{e.ID, e.Writer, e.Repo, e.ActorName, e.ActorEmail, e.Kind, e.Subject} {
		if len(text) > maxText {
			return fmt.Errorf("%w: a name or path of %d bytes is too long, %d are allowed", ErrInvalid, len(text), maxText)
		}
	}
	return nil
}

// append stores one event at the end of this writer's sequence, unless it is there already.
func (l *Log) append(ctx context.Context, tx *sql.Tx, e Event) (Event, error) {
	existing, err := scan(tx.QueryContext(ctx, selectEvents+` WHERE id=?`, e.ID))
	if err != nil {
		return e, err
	}
	if len(existing) == 1 {
		return existing[0], nil
	}
	var newest int64
	err = tx.QueryRowContext(ctx, `WITH me AS (SELECT value AS writer FROM meta WHERE key='writer')
		SELECT me.writer,
			max(coalesce((SELECT max(seq) FROM events WHERE writer=me.writer), 0), coalesce((SELECT max(seq) FROM rivals WHERE writer=me.writer), 0)),
			coalesce((SELECT max(hlc) FROM events), 0),
			coalesce((SELECT repo FROM aliases WHERE kind='`+aliasAdopted+`' AND value=?1), ?1)
		FROM me`, e.Repo).Scan(&e.Writer, &e.Seq, &newest, &e.Repo) // another process may have changed who this file is
	if err != nil {
		return e, err
	}
	e.Seq++
	e.HLC = max(l.now().UnixMilli()<<16, newest+1)
	if e.Blanked() && newest > 0 { // said without a name: its moment would be one
		e.HLC = newest + 1
	}
	return l.insert(ctx, tx, e)
}

func (l *Log) insert(ctx context.Context, tx *sql.Tx, e Event) (Event, error) {
	at := e.At.UTC().Format(TimeFormat)
	result, err := tx.ExecContext(ctx, `INSERT INTO events
		(id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body, sig, sum)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.Writer, e.Seq, e.HLC, e.V, e.Repo, e.ActorName, e.ActorEmail, at,
		e.Kind, e.Subject, e.Visibility, string(e.Body), e.Sig, e.sum(at))
	if err != nil {
		return e, err
	}
	e.N, err = result.LastInsertId()
	return e, err
}

// Import stores events of other writers as they are, all or none, and returns how many were new. Events
// known by their id are passed over; so is nothing else: a sequence number that is taken by another
// event fails with [ErrInvalid].
func (l *Log) Import(ctx context.Context, events ...Event) (added int, err error) {
	for _, e := range events {
		if e.ID == "" || e.Writer == "" || e.Seq < 1 || e.HLC < 1 {
			return 0, fmt.Errorf("importing %s: %w: its id, writer, seq or hlc is missing", orEvent(e.Kind), ErrInvalid)
		}
		if err := l.valid(e); err != nil {
			return 0, fmt.Errorf("importing %s: %w", e.ID, err)
		}
	}
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		added = 0
		for _, e := range events {
			var sameID, sameSeq int
			err := tx.QueryRowContext(ctx, `SELECT
				(SELECT count(*) FROM events WHERE id=?), (SELECT count(*) FROM events WHERE writer=? AND seq=?)`,
				e.ID, e.Writer, e.Seq).Scan(&sameID, &sameSeq)
			switch {
			case err != nil:
				return fmt.Errorf("importing %s: %w", e.ID, err)
			case sameID > 0:
				continue
			case sameSeq > 0:
				return fmt.Errorf("importing %s: %w: number %d of writer %s is another event", e.ID, ErrInvalid, e.Seq, e.Writer)
			}
			if _, err := l.insert(ctx, tx, e); err != nil {
				return fmt.Errorf("importing %s: %w", e.ID, err)
			}
			added++
		}
		return nil
	})
	return added, err
}
