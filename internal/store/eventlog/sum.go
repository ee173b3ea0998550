package eventlog

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc64"
	"strconv"

	"github.com/leadline/leadline/internal/store"
)

// Each event is stored with a sum over its columns (CRC-64 as in ECMA-182), since SQLite has none: a bit that flips in the
// middle of a text would otherwise be read as if somebody had said so. Events that an older program stored have no sum; a
// trigger takes it away from those that such a program changes.
const sums = `
ALTER TABLE events ADD COLUMN sum INTEGER;
CREATE TRIGGER events_unsummed AFTER UPDATE ON events WHEN NEW.sum IS OLD.sum AND NEW.sum IS NOT NULL
BEGIN UPDATE events SET sum=NULL WHERE n=NEW.n; END;
`

// sum is what the column of that name holds. at is the time as it is stored.
func (e Event) sum(at string) int64 {
	hash := crc64.New(crc64.MakeTable(crc64.ECMA))
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		_, _ = hash.Write(b[:])
	}
	for _, n := range []int64{e.Seq, e.HLC, int64(e.V)} {
		number(n)
	}
	for _, text := range []string{
		e.ID, e.Writer, e.Repo, e.ActorName, e.ActorEmail, at, e.Kind, e.Subject, e.Visibility, string(e.Body), string(e.Sig),
	} {
		number(int64(len(text)))
		_, _ = hash.Write([]byte(text))
	}
	return int64(hash.Sum64())
}

func (e Event) sumText() string { return strconv.FormatUint(uint64(e.sum("")), 16) }

// summed gives an event that has just been changed its sum.
func summed(ctx context.Context, tx *sql.Tx, id string) error {
	stored, err := scanStored(tx.QueryContext(ctx, selectStored+` WHERE id=?`, id))
	if err != nil || len(stored) == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE events SET sum=? WHERE id=?`, stored[0].sum(stored[0].at), id)
	return err
}

// stored is an event as it stands in the file.
type stored struct {
	Event
	at   string
	kept sql.NullInt64 // its sum; not valid when an older program stored it
}

const selectStored = `SELECT n, id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject,
	visibility, body, sig, sum FROM events`

func scanStored(rows *sql.Rows, err error) ([]stored, error) {
	if err != nil {
		return nil, err
	}
	var found []stored
	for rows.Next() {
		var s stored
		var body []byte
		err = rows.Scan(&s.N, &s.ID, &s.Writer, &s.Seq, &s.HLC, &s.V, &s.Repo, &s.ActorName, &s.ActorEmail,
			&s.at, &s.Kind, &s.Subject, &s.Visibility, &body, &s.Sig, &s.kept)
		if err != nil {
			break
		}
		s.At, s.Body = parseTime(s.at), body
		found = append(found, s)
	}
	return found, errors.Join(err, rows.Err(), rows.Close())
}

// intact says whether the event is as it was written, as far as its sum can tell.
func (s stored) intact() bool { return !s.kept.Valid || s.kept.Int64 == s.sum(s.at) }

// Check reads the whole file: its structure, who it is, and every event in it. It reports damage as [store.ErrDamaged], and
// takes about a second for 100,000 events; ctx may end it early.
func (l *Log) Check(ctx context.Context) error {
	if err := l.db.Check(ctx); err != nil {
		return err
	}
	if err := l.checkIdentity(ctx); err != nil {
		return err
	}
	has, err := l.hasSums(ctx)
	if err != nil || !has {
		return err
	}
	for n := int64(0); ; {
		page, err := scanStored(l.db.Read().QueryContext(ctx, selectStored+` WHERE n>? ORDER BY n LIMIT 1000`, n))
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil: // also a number where a text should be
			return l.damaged(err)
		case len(page) == 0:
			return nil
		}
		for _, s := range page {
			if !s.intact() {
				return l.damaged(fmt.Errorf("event %s, number %d, is not as it was written", s.ID, s.N))
			}
		}
		n = page[len(page)-1].N
	}
}

func (l *Log) damaged(cause error) error {
	return &store.Error{Path: l.Path(), Kind: store.ErrDamaged, Doing: "read", Cause: cause}
}

// identitySum is what stands in meta under this name: a sum over who the file is.
const identitySum = "sum"

func (l *Log) sumIdentity() string {
	return Event{Writer: l.writer, ID: l.file}.sumText()
}

// checkIdentity looks whether the file is who it was made as.
func (l *Log) checkIdentity(ctx context.Context) error {
	var kept, writer, file string // another process may have made it another writer
	err := l.db.Read().QueryRowContext(ctx, `SELECT value, (SELECT value FROM meta WHERE key='writer'), (SELECT value FROM meta WHERE key='file')
		FROM meta WHERE key=?`, identitySum).Scan(&kept, &writer, &file)
	switch {
	case errors.Is(err, sql.ErrNoRows): // an older program made it
		return nil
	case err != nil:
		return fmt.Errorf("reading the events: %w", l.db.Explain(err))
	case kept != Event{Writer: writer, ID: file}.sumText() || file != l.file:
		return l.damaged(errors.New("who it is was changed"))
	}
	return nil
}

// hasSums is false of a file that an older program made, and that cannot be written.
func (l *Log) hasSums(ctx context.Context) (has bool, err error) {
	err = l.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM pragma_table_info('events') WHERE name='sum'`).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("reading the events: %w", l.db.Explain(err))
	}
	return has, nil
}
