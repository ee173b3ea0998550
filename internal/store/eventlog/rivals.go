package eventlog

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/oklog/ulid/v2"
)

// Two writers may say the same thing under the same id, without knowing of each other: that a commit finished a task, say. One
// of them stands among the events, the other among its rivals, where only whoever sends it to others looks. Which is which
// follows from both alone, so that it is the same everywhere: what was taken back gives way, then the lower clock wins, then the
// lower writer.
const rivals = `
CREATE TABLE IF NOT EXISTS rivals (
	writer TEXT NOT NULL,
	seq    INTEGER NOT NULL,
	id     TEXT NOT NULL,
	repo   TEXT NOT NULL,
	line   TEXT NOT NULL,
	PRIMARY KEY (writer, seq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rivals_id ON rivals (id);
`

// beats says whether of two events with one id this one stands.
func (e Event) beats(other Event) bool {
	if e.takenBack() != other.takenBack() {
		return other.takenBack()
	}
	if e.HLC != other.HLC {
		return e.HLC < other.HLC
	}
	return e.Writer < other.Writer
}

// takenBack tells what nothing is left of but that something was said.
func (e Event) takenBack() bool { return e.Blanked() && string(e.Body) == "{}" }

// says tells whether two events say the same, if not at the same moment, or did until one of them was taken back.
func (e Event) says(other Event) bool {
	return e.Kind == other.Kind && e.Subject == other.Subject && (e.takenBack() || other.takenBack() ||
		e.ActorName == other.ActorName && e.ActorEmail == other.ActorEmail && bytes.Equal(e.Body, other.Body))
}

// drawn tells whether an id was drawn from what its event is about: such ids have a time of before 2004. Nobody can take away
// from somebody else what these say by using the same id, since whoever draws it means the same thing.
func drawn(id string) bool {
	parsed, err := ulid.ParseStrict(id)
	return err == nil && parsed[0] == 0
}

// setRival puts an event among the rivals, over an earlier version of itself.
func setRival(ctx context.Context, tx *sql.Tx, e Event) error {
	text, err := e.Line()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO rivals (writer, seq, id, repo, line) VALUES (?, ?, ?, ?, ?)`, e.Writer, e.Seq, e.ID, e.Repo, string(text))
	return err
}

// scanRivals reads lines of the table; one that cannot be read was damaged, and is left out.
func scanRivals(rows *sql.Rows, err error) ([]Event, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Event
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if e, err := ParseLine([]byte(text)); err == nil {
			found = append(found, e)
		}
	}
	return found, rows.Err()
}

// beaten gives the events that others took the place of, in the order of their writers and numbers. A log of an earlier version
// has none.
func (l *Log) beaten(ctx context.Context, fn func(Event) error) error {
	var tables int
	if err := l.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type='table' AND name='rivals' AND sql LIKE 'CREATE TABLE%' AND sql NOT LIKE '%GENERATED%'`).Scan(&tables); err != nil || tables == 0 {
		return l.db.Explain(err)
	}
	for writer, seq := "", int64(0); ; {
		var last []Event
		rows, err := l.db.Read().QueryContext(ctx, `SELECT writer, seq, line FROM rivals WHERE (writer, seq) > (?, ?) ORDER BY writer, seq LIMIT ?`, writer, seq, readPage)
		if err != nil {
			return fmt.Errorf("reading the events: %w", l.db.Explain(err))
		}
		found := 0
		for ; rows.Next(); found++ {
			var text string
			if err = rows.Scan(&writer, &seq, &text); err != nil {
				break
			}
			if e, err := ParseLine([]byte(text)); err == nil && e.Writer == writer && e.Seq == seq { // else it was damaged
				last = append(last, e)
			}
		}
		if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("reading the events: %w", l.db.Explain(err))
		}
		for _, e := range last {
			if err := fn(e); err != nil {
				return err
			}
		}
		if found == 0 {
			return nil
		}
	}
}

// blankRivals blanks what rivals of an event say.
func blankRivals(ctx context.Context, tx *sql.Tx, b Blank) (changed int, err error) {
	found, err := scanRivals(tx.QueryContext(ctx, `SELECT line FROM rivals WHERE id=?1 AND (?2='' OR writer=?2)`, b.ID, b.Writer))
	if err != nil {
		return 0, err
	}
	for _, e := range found {
		before := e
		if string(e.Body) != string(b.Body) {
			e.Body = json.RawMessage("{}")
		}
		if b.Actor {
			e.ActorName, e.ActorEmail = "", ""
		}
		if b.Subject {
			e.Subject = noSubject
		}
		if string(e.Body) == string(before.Body) && e.Blanked() == before.Blanked() && e.Subject == before.Subject {
			continue
		}
		changed++
		if err := setRival(ctx, tx, e); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// settle puts the one of several events with one id that beats the others among the events.
func settle(ctx context.Context, tx *sql.Tx, id string) (changed bool, err error) {
	rivals, err := scanRivals(tx.QueryContext(ctx, `SELECT line FROM rivals WHERE id=?`, id))
	if err != nil || len(rivals) == 0 {
		return false, err
	}
	standing, err := knownBy(ctx, tx, []Event{{ID: id}})
	if err != nil {
		return false, err
	}
	now, ok := standing[id]
	if !ok {
		return false, nil
	}
	best := now
	for _, r := range rivals {
		if r.beats(best) {
			best = r
		}
	}
	if best.Writer == now.Writer && best.Seq == now.Seq {
		return false, nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM rivals WHERE writer=? AND seq=?`, best.Writer, best.Seq); err != nil {
		return false, err
	}
	best.N, best.Repo = now.N, now.Repo
	if err := overwrite(ctx, tx, best); err != nil {
		return false, err
	}
	return true, setRival(ctx, tx, now)
}

// By returns what a writer said about a repository after its number seq, in the order of the numbers, at most limit of them:
// what is to be sent to others, so what its rivals beat is among it.
func (l *Log) By(ctx context.Context, writer, repo string, seq int64, limit int) ([]Event, error) {
	events, err := l.query(ctx, ` WHERE writer=? AND seq>? AND repo=? ORDER BY seq LIMIT ?`, writer, seq, repo, limit)
	if err != nil {
		return nil, err
	}
	beaten, err := scanRivals(l.db.Read().QueryContext(ctx, `SELECT line FROM rivals WHERE writer=? AND seq>? AND repo=? ORDER BY seq LIMIT ?`, writer, seq, repo, limit))
	if err != nil {
		return nil, fmt.Errorf("reading the events: %w", l.db.Explain(err))
	}
	if len(beaten) == 0 {
		return events, nil
	}
	events = append(events, beaten...)
	slices.SortFunc(events, func(a, b Event) int { return int(a.Seq - b.Seq) })
	return events[:min(len(events), limit)], nil
}

// Writers are those who said something about a repository, and how much.
func (l *Log) Writers(ctx context.Context, repo string) (events map[string]int, err error) {
	rows, err := l.db.Read().QueryContext(ctx, `SELECT writer, count(*) FROM events WHERE repo=? GROUP BY writer`, repo)
	if err != nil {
		return nil, fmt.Errorf("reading the events: %w", l.db.Explain(err))
	}
	defer rows.Close()
	events = map[string]int{}
	for rows.Next() {
		var writer string
		var n int
		if err := rows.Scan(&writer, &n); err != nil {
			return nil, fmt.Errorf("reading the events: %w", l.db.Explain(err))
		}
		events[writer] = n
	}
	return events, l.db.Explain(rows.Err())
}

// Newest is the newest clock that each writer has, of all repositories; 0 is never among them.
func (l *Log) Newest(ctx context.Context) (map[string]int64, error) {
	rows, err := l.db.Read().QueryContext(ctx, `WITH RECURSIVE w(writer) AS (
			SELECT min(writer) FROM events UNION ALL SELECT (SELECT min(writer) FROM events WHERE writer>w.writer) FROM w WHERE w.writer IS NOT NULL)
		SELECT writer, (SELECT hlc FROM events e WHERE e.writer=w.writer ORDER BY seq DESC LIMIT 1) FROM w WHERE writer IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("reading the clocks: %w", l.db.Explain(err))
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var w string
		var clock int64
		if err := rows.Scan(&w, &clock); err != nil {
			return nil, fmt.Errorf("reading the clocks: %w", l.db.Explain(err))
		}
		out[w] = clock
	}
	return out, l.db.Explain(rows.Err())
}

func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// LastBy returns what a writer said last, the newest first, at most limit events.
func (l *Log) LastBy(ctx context.Context, writer string, limit int) ([]Event, error) {
	return l.query(ctx, ` WHERE writer=? ORDER BY seq DESC LIMIT ?`, writer, limit)
}
