package eventlog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/store"
)

// Blank is what is left of an event: its id, writer, number and clock stay, its kind, and mostly its subject.
type Blank struct {
	ID   string
	Body json.RawMessage // what is still said; {} for nothing
	// Actor says that who said it is forgotten too, Subject, which needs Actor and no Body, that what it was about is: an event
	// about a person has their address there, or what they would like.
	Actor, Subject bool
	// Writer says whose event is meant, where several said the same; all of them when empty.
	Writer string
}

// noSubject is what a subject becomes that is forgotten.
const noSubject = "."

// Blanked says whether an event was blanked together with its actor.
func (e Event) Blanked() bool { return e.ActorName == "" && e.ActorEmail == "" }

// Keys of the table meta.
const (
	blankedKey = "blanked" // grows by one whenever events that are here already changed
	claimKey   = "claim."  // and a name: what was done last, see [Log.Claim]
)

// Blank replaces the bodies of events in one transaction, also on the disk once the WAL is merged, and returns how many were
// changed. Blanking again changes nothing; an id that is not there is passed over.
func (l *Log) Blank(ctx context.Context, blanks ...Blank) (changed int, err error) {
	for _, b := range blanks {
		if !json.Valid(b.Body) {
			return 0, fmt.Errorf("blanking %s: %w: what is left of it is not JSON", b.ID, ErrInvalid)
		}
		if b.Subject && (!b.Actor || string(b.Body) != "{}") {
			return 0, fmt.Errorf("blanking %s: %w: its subject is forgotten with all the rest or not at all", b.ID, ErrInvalid)
		}
	}
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		changed = 0
		for _, b := range blanks {
			set, differs := `body=?1`, `body<>?1`
			if b.Actor {
				set += `, actor_name='', actor_email=''`
				differs += ` OR actor_name<>'' OR actor_email<>''`
			}
			if b.Subject {
				set += `, subject='` + noSubject + `'`
				differs += ` OR subject<>'` + noSubject + `'`
			}
			result, err := tx.ExecContext(ctx, `UPDATE events SET `+set+` WHERE id=?2 AND (?3='' OR writer=?3) AND (`+differs+`)`, string(b.Body), b.ID, b.Writer)
			if err != nil {
				return fmt.Errorf("blanking %s: %w", b.ID, err)
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			if n > 0 {
				if err := summed(ctx, tx, b.ID); err != nil {
					return fmt.Errorf("blanking %s: %w", b.ID, err)
				}
			}
			beaten, err := blankRivals(ctx, tx, b)
			if err != nil {
				return fmt.Errorf("blanking %s: %w", b.ID, err)
			}
			if _, err := settle(ctx, tx, b.ID); err != nil {
				return fmt.Errorf("blanking %s: %w", b.ID, err)
			}
			changed += int(n) + beaten
		}
		if changed == 0 {
			return nil
		}
		return altered(ctx, tx)
	})
	return changed, err
}

// Blankings grows whenever events that are here already changed (they were blanked, their repository got another identity, a
// rival took their place), so that whoever copied events learns of it.
func (l *Log) Blankings(ctx context.Context) (n int64, err error) {
	err = l.db.Read().QueryRowContext(ctx, `SELECT CAST(value AS INTEGER) FROM meta WHERE key=?`, blankedKey).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("reading the events: %w", l.db.Explain(err))
	}
	return n, nil
}

// Older returns events of some kinds that were said before a moment and arrived after number n, in the order of arrival, at
// most limit of them.
func (l *Log) Older(ctx context.Context, kinds []string, before time.Time, n int64, limit int) ([]Event, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	args := []any{n, before.UTC().Format(TimeFormat)}
	for _, k := range kinds {
		args = append(args, k)
	}
	in := strings.TrimSuffix(strings.Repeat("?, ", len(kinds)), ", ")
	return l.query(ctx, ` WHERE n>? AND at<? AND kind IN (`+in+`) ORDER BY n LIMIT ?`, append(args, limit)...)
}

// Claim says whether something that one process does for all is still to be done, and notes that it is being done: name is
// what, value the occasion, such as a day. Of any number of processes one is told yes for each value. In a place that cannot
// be written nobody is.
func (l *Log) Claim(ctx context.Context, name, value string) (bool, error) {
	var last string
	err := l.db.Read().QueryRowContext(ctx, `SELECT value FROM meta WHERE key=?`, claimKey+name).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("reading what was done last: %w", l.db.Explain(err))
	}
	if last == value || l.ReadOnly() {
		return false, nil
	}
	mine := false
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?1, ?2)
			ON CONFLICT (key) DO UPDATE SET value=?2 WHERE value<>?2`, claimKey+name, value)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		mine = n > 0
		return err
	})
	if errors.Is(err, store.ErrReadOnly) || errors.Is(err, store.ErrFull) {
		return false, nil
	}
	return mine, err
}

// Checkpoint merges the WAL into the file and empties it, after which neither holds what was blanked. Readers may prevent
// it, which is no error: it happens when the last process closes the file.
func (l *Log) Checkpoint(ctx context.Context) error { return l.db.Checkpoint(ctx) }
