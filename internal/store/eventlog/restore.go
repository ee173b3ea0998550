package eventlog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/leadline/leadline/internal/filelock"
	"github.com/leadline/leadline/internal/store"
)

// Restored is what became of a backup, in events.
type Restored struct {
	United
	// Broken were in the backup but are not as they were written, and were left out.
	Broken int
	// SetAside is where the damaged log lies now, "" if there was none; Saved is how many events were read out of it.
	SetAside string
	Saved    int
}

// Restore unites the log at path with a backup of it: afterwards it has the events of both. A log that is missing is made
// anew. One that is damaged is set aside, with what still can be read of it brought over; processes that have it open are told
// when they next write ([store.ErrMoved]). A backup that is damaged gives what is sound in it.
//
// A log made anew is a new writer; it remembers as whom it wrote before ([Log.Former]).
func Restore(ctx context.Context, path, backup string, o Options) (r Restored, err error) {
	if o.Private, err = IsPrivate(backup); err != nil {
		return r, err
	}
	from, err := Open(ctx, backup, Options{Private: o.Private, ReadOnly: true})
	if err != nil {
		return r, err
	}
	defer from.Close()
	if err := from.plain(ctx); err != nil {
		return r, err
	}
	if from.is(path) {
		return r, errors.New("this is the store itself, not a backup of it; name another file")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return r, fmt.Errorf("making a place for the store %s: %w", path, err)
	}
	unlock, err := filelock.Wait(ctx, path+".restoring")
	if err != nil {
		return r, fmt.Errorf("locking the store %s to restore it: %w", path, err)
	}
	defer unlock()
	to, err := openSound(ctx, path, o)
	if errors.Is(err, store.ErrDamaged) {
		if r.SetAside, err = setAside(path, o.now()); err != nil {
			return r, err
		}
		to, err = Open(ctx, path, o)
	}
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	if r.SetAside != "" {
		r.Saved = to.save(ctx, r.SetAside)
	}
	r.United, r.Broken, err = to.takeFrom(ctx, from)
	if err != nil {
		return r, err
	}
	return r, errors.Join(to.settle(ctx), to.Checkpoint(ctx))
}

// plain refuses a file that only looks like a log: whose tables are views, say, over a query that never ends.
func (l *Log) plain(ctx context.Context) error {
	var tables int
	err := l.db.Read().QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type='table' AND name IN ('events', 'aliases', 'meta')
		AND sql LIKE 'CREATE TABLE%' AND sql NOT LIKE '%GENERATED%' AND sql NOT LIKE '% AS (%'`).Scan(&tables)
	if err == nil && tables != 3 {
		err = &store.Error{Path: l.Path(), Kind: store.ErrNotOurs, Doing: "read"}
	}
	return l.db.Explain(err)
}

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// openSound opens the log and reads all of it.
func openSound(ctx context.Context, path string, o Options) (*Log, error) {
	l, err := Open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	if err := l.Check(ctx); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if l.ReadOnly() {
		return nil, errors.Join(&store.Error{Path: path, Kind: store.ErrReadOnly, Doing: "write"}, l.Close())
	}
	return l, nil
}

// setAside renames a damaged log, with what belongs to it.
func setAside(path string, now time.Time) (string, error) {
	aside := path + ".damaged-" + now.UTC().Format("20060102T150405.000Z")
	for _, suffix := range []string{"-shm", "-wal", ""} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("setting the damaged store %s aside: %w", path, err)
		}
	}
	return aside, nil
}

// save brings over what can be read of a damaged log. Nothing that goes wrong here must keep the backup from coming in.
func (l *Log) save(ctx context.Context, damaged string) int {
	from, err := Open(ctx, damaged, Options{Private: l.private, ReadOnly: true})
	if err != nil {
		return 0
	}
	defer from.Close()
	united, _, _ := l.takeFrom(ctx, from)
	return united.Added
}

// takeFrom unites this log with another one: its repositories first, so that what was said about them finds them.
func (l *Log) takeFrom(ctx context.Context, from *Log) (all United, broken int, err error) {
	repos, failed := from.repositories(ctx) // without them the events are worth having, too
	if failed != nil && ctx.Err() != nil {
		return all, 0, failed
	}
	for _, r := range repos {
		if all.Apart, err = l.meet(ctx, r.id, r.aliases, all.Apart); err != nil {
			return all, 0, err
		}
	}
	if err := l.succeed(ctx, from); err != nil {
		return all, 0, err
	}
	var batch []Event
	flush := func() error {
		united, err := l.unite(ctx, batch)
		all.Read, all.Added, all.Taken = all.Read+united.Read, all.Added+united.Added, append(all.Taken, united.Taken...)
		batch = batch[:0]
		return err
	}
	broken, err = from.readable(ctx, func(s stored) error {
		if batch = append(batch, s.Event); len(batch) < uniteBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = from.beaten(ctx, func(e Event) error {
			if e.Visibility != l.visibility() {
				return nil
			}
			if batch = append(batch, e); len(batch) < uniteBatch {
				return nil
			}
			return flush()
		})
		if err != nil && ctx.Err() == nil { // a damaged backup gives what is sound in it
			broken, err = broken+1, nil
		}
	}
	return all, broken, errors.Join(err, flush())
}

// succeed remembers that this log goes on where another ended, if it has said nothing of its own yet.
func (l *Log) succeed(ctx context.Context, from *Log) error {
	return l.db.Write(ctx, func(tx *sql.Tx) error {
		var own int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM events WHERE writer=? LIMIT 1`, l.writer).Scan(&own); err != nil || own > 0 || from.writer == l.writer {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value)
			SELECT key, value FROM (SELECT ? AS key, ? AS value) WHERE true ON CONFLICT DO NOTHING`,
			formerKey+from.writer, l.now().UTC().Format(TimeFormat))
		return err
	})
}

// formerKey and a writer: this log wrote as that one, before it was restored.
const formerKey = "former."

// Former lists the writers as which this log wrote before it was restored from a backup. None of them writes any more, but
// some of what they wrote may be nowhere else.
func (l *Log) Former(ctx context.Context) (writers []string, err error) {
	rows, err := l.db.Read().QueryContext(ctx, `SELECT substr(key, ?) FROM meta WHERE key LIKE ? ORDER BY value, key`, len(formerKey)+1, formerKey+"%")
	if err != nil {
		return nil, fmt.Errorf("reading as whom was written before: %w", l.db.Explain(err))
	}
	for rows.Next() {
		var writer string
		if err = rows.Scan(&writer); err != nil {
			break
		}
		writers = append(writers, writer)
	}
	return writers, l.db.Explain(errors.Join(err, rows.Err(), rows.Close()))
}

// How readable goes about a damaged file.
const (
	readPage   = 500
	longestGap = 20_000 // numbers in a row that cannot be read; beyond them nothing is looked for
)

// readable gives every event that is as it was written, page by page; where a page is damaged, event by event. fn's error
// ends it.
func (l *Log) readable(ctx context.Context, fn func(stored) error) (broken int, err error) {
	from := selectStored
	if has, err := l.hasSums(ctx); err == nil && !has {
		from = selectUnsummed
	}
	give := func(found []stored) error {
		for _, s := range found {
			if !s.intact() || s.check() != nil || s.Visibility != l.visibility() {
				broken++
				continue
			}
			if err := fn(s); err != nil {
				return err
			}
		}
		return nil
	}
	for n, gap := int64(0), 0; gap < longestGap; {
		page, failed := scanStored(l.db.Read().QueryContext(ctx, from+` WHERE n>? ORDER BY n LIMIT ?`, n, readPage))
		if ctx.Err() != nil {
			return broken, ctx.Err()
		}
		if failed == nil {
			if len(page) == 0 {
				return broken, nil
			}
			if err := give(page); err != nil {
				return broken, err
			}
			n, gap = page[len(page)-1].N, 0
			continue
		}
		for range readPage {
			n++
			one, failed := scanStored(l.db.Read().QueryContext(ctx, from+` WHERE n=?`, n))
			if failed != nil {
				broken++
			}
			if failed != nil || len(one) == 0 {
				gap++
				continue
			}
			gap = 0
			if err := give(one); err != nil {
				return broken, err
			}
		}
	}
	return broken, nil
}

const selectUnsummed = `SELECT n, id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject,
	visibility, body, sig, NULL FROM events`
