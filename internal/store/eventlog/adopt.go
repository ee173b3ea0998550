package eventlog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// aliasAdopted is the kind of alias whose value is an identity that a repository had here before.
const aliasAdopted = "adopted"

// ErrKnown says that an identity belongs to another repository of this log.
var ErrKnown = errors.New("this identity is another repository's here")

// adoptBatch is how many events get another identity in one transaction.
const adoptBatch = 500

// Adopt gives a repository the identity by which a team knows it: its evidence and all that was said about it. Whoever still
// appends under the old one appends under the new one. It may be interrupted, and done again. It fails with [ErrKnown] where
// the new one is taken already: two repositories must never become one because somebody else says so.
func (l *Log) Adopt(ctx context.Context, from, to string) error {
	if from == to || from == "" || to == "" || len(to) > maxText {
		return fmt.Errorf("adopting the team's identity of the repository: %w", ErrInvalid)
	}
	err := l.db.Write(ctx, func(tx *sql.Tx) error {
		var taken, begun bool
		err := tx.QueryRowContext(ctx, `SELECT
			EXISTS (SELECT 1 FROM aliases WHERE repo=?1 AND kind<>?3) AND NOT EXISTS (
				SELECT 1 FROM aliases a JOIN aliases b ON b.kind=a.kind AND b.value=a.value WHERE a.repo=?1 AND b.repo=?2 AND a.kind=?4)
				OR EXISTS (SELECT 1 FROM aliases WHERE kind=?3 AND value=?1),
			EXISTS (SELECT 1 FROM aliases WHERE repo=?1 AND kind=?3 AND value=?2)`, to, from, aliasAdopted, aliasRemote).Scan(&taken, &begun)
		if err != nil || begun {
			return err
		}
		if taken {
			return ErrKnown
		}
		if _, err := tx.ExecContext(ctx, `UPDATE OR IGNORE aliases SET repo=? WHERE repo=?`, to, from); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO aliases (repo, kind, value, at) VALUES (?, ?, ?, ?)`, to, aliasAdopted, from, l.now().UTC().Format(TimeFormat))
		return err
	})
	if err != nil {
		return fmt.Errorf("adopting the team's identity of the repository: %w", err)
	}
	return l.finishAdopting(ctx, from, to)
}

// finishAdopting renames what is left under the old identity.
func (l *Log) finishAdopting(ctx context.Context, from, to string) error {
	for done := false; !done; {
		err := l.db.Write(ctx, func(tx *sql.Tx) error {
			page, err := scanStored(tx.QueryContext(ctx, selectStored+` WHERE repo=? ORDER BY n LIMIT ?`, from, adoptBatch))
			if err != nil {
				return err
			}
			beaten, err := scanRivals(tx.QueryContext(ctx, `SELECT line FROM rivals WHERE repo=? LIMIT ?`, from, adoptBatch))
			if err != nil {
				return err
			}
			if done = len(page)+len(beaten) == 0; done {
				return nil
			}
			for _, s := range page {
				s.Repo = to
				if _, err := tx.ExecContext(ctx, `UPDATE events SET repo=?, sum=? WHERE n=?`, to, s.sum(s.at), s.N); err != nil {
					return err
				}
			}
			for _, e := range beaten {
				e.Repo = to
				if err := setRival(ctx, tx, e); err != nil {
					return err
				}
			}
			return altered(ctx, tx)
		})
		if err != nil {
			return fmt.Errorf("adopting the team's identity of the repository: %w", err)
		}
	}
	return nil
}

// Identities are the present identity of a repository that is or was known here as repo, and those that it had before.
func (l *Log) Identities(ctx context.Context, repo string) (now string, before []string, err error) {
	now = repo
	for range 100 { // each adoption ends in one that was not adopted before; the bound is for damaged files
		var next string
		err := l.db.Read().QueryRowContext(ctx, `SELECT repo FROM aliases WHERE kind=? AND value=?`, aliasAdopted, now).Scan(&next)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err != nil {
			return repo, nil, fmt.Errorf("looking the repository up: %w", l.db.Explain(err))
		}
		now = next
	}
	rows, err := l.db.Read().QueryContext(ctx, `SELECT value FROM aliases WHERE repo=? AND kind=? ORDER BY value`, now, aliasAdopted)
	if err != nil {
		return repo, nil, fmt.Errorf("looking the repository up: %w", l.db.Explain(err))
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return repo, nil, fmt.Errorf("looking the repository up: %w", l.db.Explain(err))
		}
		before = append(before, id)
	}
	return now, before, l.db.Explain(rows.Err())
}

// Remint makes this file another writer, because somewhere else somebody writes as the one that it was: a copy of it, or
// itself before it was put back from a copy. What it said that is nowhere else yet becomes the new writer's; keep says of an
// event whether it is elsewhere. Other processes that have the file open write as the new writer at once.
func (l *Log) Remint(ctx context.Context, was string, keep func(Event) bool) (writer string, err error) {
	if writer, err = l.mint(); err != nil {
		return "", err
	}
	now := Event{Writer: writer, ID: l.file}.sumText()
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		var current string
		if err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE key='writer'`).Scan(&current); err != nil {
			return err
		}
		if current != was { // another process did so
			writer = current
			return nil
		}
		for _, change := range []struct{ key, value string }{
			{"writer", writer}, {formerKey + was, l.now().UTC().Format(TimeFormat)}, {identitySum, now},
		} {
			if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)`, change.key, change.value); err != nil {
				return err
			}
		}
		return l.moveOwn(ctx, tx, was, writer, keep)
	})
	if err != nil {
		return "", fmt.Errorf("becoming another writer: %w", err)
	}
	return writer, nil
}

func (l *Log) moveOwn(ctx context.Context, tx *sql.Tx, was, writer string, keep func(Event) bool) error {
	own, err := scan(tx.QueryContext(ctx, selectEvents+` WHERE writer=? ORDER BY seq`, was))
	if err != nil {
		return err
	}
	seq := int64(0)
	for _, e := range own {
		if keep(e) {
			continue
		}
		seq++
		e.Writer, e.Seq = writer, seq
		if err := overwrite(ctx, tx, e); err != nil {
			return err
		}
	}
	if seq == 0 {
		return nil
	}
	return altered(ctx, tx)
}

// CurrentWriter is [Log.Writer] as it is now: another process may have changed it, see [Log.Remint].
func (l *Log) CurrentWriter(ctx context.Context) (writer string, err error) {
	if err := l.db.Read().QueryRowContext(ctx, `SELECT value FROM meta WHERE key='writer'`).Scan(&writer); err != nil {
		return "", fmt.Errorf("reading who this store is: %w", l.db.Explain(err))
	}
	return writer, nil
}
