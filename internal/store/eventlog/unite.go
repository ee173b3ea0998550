package eventlog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// uniteBatch is how many events of elsewhere go into one transaction: some 20 ms of writing.
const uniteBatch = 200

// United is what became of events from elsewhere. Those that were neither added nor taken were here already.
type United struct {
	Read, Added int
	// Taken are the ids of events whose number another event of the same writer has here, or whose id one that says something
	// else has: one of the two was forged, or the writer's file was copied and both copies went on. They were left out.
	Taken []string
	// Elsewhere is how many of those that were added are about repositories of which this machine has no clone yet.
	Elsewhere int
	// Apart are repositories of which something is said under two identities, here and there.
	Apart []Apart
}

// Apart is one repository under two identities.
type Apart struct{ Here, There string }

// unite stores events of any writer as they are, each unless it is here.
func (l *Log) unite(ctx context.Context, events []Event) (u United, err error) {
	if len(events) == 0 {
		return u, nil
	}
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		u = United{Read: len(events)}
		insert, err := tx.PrepareContext(ctx, `INSERT INTO events
			(id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body, sig, sum)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`)
		if err != nil {
			return err
		}
		defer insert.Close()
		for _, e := range events {
			at := e.At.UTC().Format(TimeFormat)
			result, err := insert.ExecContext(ctx, e.ID, e.Writer, e.Seq, e.HLC, e.V, e.Repo, e.ActorName, e.ActorEmail, at,
				e.Kind, e.Subject, e.Visibility, string(e.Body), e.Sig, e.sum(at))
			if err != nil {
				return fmt.Errorf("storing %s: %w", e.ID, err)
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			u.Added += int(n)
			if n > 0 {
				continue
			}
			if err := alongside(ctx, tx, e, &u); err != nil {
				return err
			}
		}
		return nil
	})
	return u, err
}

// alongside is for an event whose id or number is taken: where another writer said the same, both are kept, see rivals.
func alongside(ctx context.Context, tx *sql.Tx, e Event, u *United) error {
	known, err := knownBy(ctx, tx, []Event{e})
	if err != nil {
		return err
	}
	old, ok := known[e.ID]
	switch {
	case !ok:
		u.Taken = append(u.Taken, e.ID)
		return nil
	case old.Writer == e.Writer:
		e.HLC, e.At = old.HLC, old.At // which may have been put right, see [Log.Restamp]
		switch old.version(e) {
		case same, less, fuller:
		default:
			u.Taken = append(u.Taken, e.ID)
		}
		return nil
	}
	if old.Repo != e.Repo { // it may have been said before the repository had the identity that it has here
		var before int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM aliases WHERE repo=? AND kind=? AND value=?`, old.Repo, aliasAdopted, e.Repo).Scan(&before); err != nil {
			return err
		}
		if before == 0 {
			u.Taken = append(u.Taken, e.ID)
			return nil
		}
		e.Repo = old.Repo
	}
	var here int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM rivals WHERE writer=? AND seq=?`, e.Writer, e.Seq).Scan(&here); err != nil {
		return err
	}
	var done Ingested
	_, changed, err := rival(ctx, tx, old, e, &done)
	switch {
	case err != nil:
		return err
	case len(done.Clashes) > 0:
		u.Taken = append(u.Taken, e.ID)
	case here == 0:
		u.Added++
	}
	if changed {
		return altered(ctx, tx)
	}
	return nil
}

// settle gives events that came under an identity which their repository had before the one that it has now.
func (l *Log) settle(ctx context.Context) error {
	repos, err := l.repositories(ctx)
	if err != nil {
		return err
	}
	for _, r := range repos {
		for _, a := range r.aliases {
			if a.kind != aliasAdopted {
				continue
			}
			now, _, err := l.Identities(ctx, a.value)
			if err != nil {
				return err
			}
			if err := l.finishAdopting(ctx, a.value, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// repository is an identity with its evidence.
type repository struct {
	id      string
	aliases []alias
}

// repositories lists those of the log in the order in which they were met.
func (l *Log) repositories(ctx context.Context) ([]repository, error) {
	rows, err := l.db.Read().QueryContext(ctx, `SELECT repo, kind, value FROM aliases ORDER BY rowid`)
	if err != nil {
		return nil, fmt.Errorf("reading the repositories: %w", l.db.Explain(err))
	}
	var all []repository
	at := map[string]int{}
	for rows.Next() {
		var id string
		var a alias
		if err = rows.Scan(&id, &a.kind, &a.value); err != nil {
			break
		}
		if _, ok := at[id]; !ok {
			at[id] = len(all)
			all = append(all, repository{id: id})
		}
		all[at[id]].aliases = append(all[at[id]].aliases, a)
	}
	return all, l.db.Explain(errors.Join(err, rows.Err(), rows.Close()))
}

// meet remembers evidence for an identity that comes from elsewhere. Where the same repository is known here under another
// identity, that one gives way if nothing was said about it; else both stay as they are, and are added to apart.
func (l *Log) meet(ctx context.Context, id string, evidence []alias, apart []Apart) ([]Apart, error) {
	id, _, err := l.Identities(ctx, id) // it may have taken on another one here
	if err != nil {
		return apart, err
	}
	var other string
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		other = ""
		known, err := l.aliasesLike(ctx, tx, evidence)
		if err != nil {
			return err
		}
		if _, met := known[id]; met { // decided before
			return l.remember(ctx, tx, id, evidence)
		}
		another := match(known, evidence)
		if another == "" {
			return l.remember(ctx, tx, id, evidence)
		}
		var said int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM events WHERE repo=? LIMIT 1)`, another).Scan(&said); err != nil {
			return err
		}
		if said > 0 {
			other = another
			return nil
		}
		for _, a := range known[another] {
			if !slices.Contains(evidence, a) {
				evidence = append(evidence, a)
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM aliases WHERE repo=?`, another); err != nil {
			return err
		}
		return l.remember(ctx, tx, id, evidence)
	})
	if err != nil {
		return apart, fmt.Errorf("remembering the repositories: %w", err)
	}
	if other != "" {
		apart = append(apart, Apart{Here: other, There: id})
	}
	return apart, nil
}
