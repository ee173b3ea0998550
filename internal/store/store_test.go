package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const ours = 0x4c4c7473

func options() Options {
	return Options{
		ApplicationID: ours, Version: 2, Durable: true,
		Migrate: func(ctx context.Context, tx *sql.Tx, from int) error {
			if from == 0 {
				if _, err := tx.ExecContext(ctx, `CREATE TABLE t (x)`); err != nil {
					return err
				}
			}
			_, err := tx.ExecContext(ctx, `ALTER TABLE t ADD COLUMN y`)
			return err
		},
	}
}

func open(t testing.TB, path string, o Options) *DB {
	t.Helper()
	d, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func put(ctx context.Context, d *DB, x any) error {
	return d.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO t (x) VALUES (?)`, x)
		return err
	})
}

func count(t testing.TB, d *DB) (n int) {
	t.Helper()
	if err := d.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM t`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOddPaths(t *testing.T) {
	for _, name := range []string{"plain", "a b", "a?mode=memory", "a#b", "50%41", "naïve 🧭", "a\nb", "'; --", "a&_query_only=1"} {
		path := filepath.Join(t.TempDir(), name, name+".db")
		d := open(t, path, options())
		if err := put(t.Context(), d, 1); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := Open(t.Context(), t.TempDir()+"/a\x00b", options()); err == nil {
		t.Error("a NUL byte was accepted")
	}
}

func TestManyOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "t.db")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			d, err := Open(t.Context(), path, options())
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if err := put(t.Context(), d, 1); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := count(t, open(t, path, options())); n != 8 {
		t.Errorf("%d rows", n)
	}
}

func TestWriteIsAllOrNothing(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "t.db"), options())
	boom := errors.New("boom")
	err := d.Write(t.Context(), func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(t.Context(), `INSERT INTO t (x) VALUES (1)`); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) || count(t, d) != 0 {
		t.Errorf("%v, %d rows", err, count(t, d))
	}
	if _, err := d.Read().ExecContext(t.Context(), `INSERT INTO t (x) VALUES (1)`); err == nil {
		t.Error("a reader wrote")
	}
	if err := put(t.Context(), d, 1); err != nil {
		t.Error(err)
	}
}

func TestMigratesOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	old := options()
	old.Version = 1
	old.Migrate = func(ctx context.Context, tx *sql.Tx, _ int) error {
		_, err := tx.ExecContext(ctx, `CREATE TABLE t (x)`)
		return err
	}
	open(t, path, old)
	open(t, path, options())
	d := open(t, path, options())
	if _, err := d.Read().QueryContext(t.Context(), `SELECT y FROM t`); err != nil {
		t.Error(err)
	}
	if _, err := Open(t.Context(), path, old); !errors.Is(err, ErrNewer) {
		t.Errorf("an older program: %v", err)
	}
	old.Newer = true
	open(t, path, old)
}

// files that are not ours, each with the error that it must give and the bytes that must not change.
func strangers(t *testing.T) map[string]struct {
	content []byte
	want    error
} {
	database := func(statements string) []byte {
		path := filepath.Join(t.TempDir(), "other.db")
		d, err := connect(path, 1, busyTimeout)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	own := database(`CREATE TABLE t (x, y); PRAGMA application_id=0x4c4c7473; PRAGMA user_version=2`)
	broken := bytes.Clone(own)
	for i := 100; i < len(broken); i++ {
		broken[i] = 0xa5
	}
	type stranger = struct {
		content []byte
		want    error
	}
	return map[string]stranger{
		"text":                  {[]byte(strings.Repeat("Dear diary, today I was no database. ", 200)), ErrDamaged},
		"short":                 {[]byte("SQLite format 3\x00"), ErrDamaged},
		"zeros":                 {make([]byte, 8192), ErrDamaged},
		"another application":   {database(`CREATE TABLE a (x); PRAGMA application_id=77`), ErrNotOurs},
		"an anonymous database": {database(`CREATE TABLE a (x); INSERT INTO a VALUES (1)`), ErrNotOurs},
		"a versioned one":       {database(`PRAGMA user_version=2`), ErrNotOurs},
		"ours, pages broken":    {broken, ErrDamaged},
		"ours, cut off":         {own[:4096], ErrDamaged},
	}
}

func TestStrangersAreRefused(t *testing.T) {
	for name, s := range strangers(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "t.db")
			if err := os.WriteFile(path, s.content, 0o600); err != nil {
				t.Fatal(err)
			}
			d, err := Open(t.Context(), path, options())
			if err == nil {
				d.Close()
			}
			if !errors.Is(err, s.want) {
				t.Fatalf("%v, want %v", err, s.want)
			}
			if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "Move it away") && !strings.Contains(err.Error(), "leadline restore FILE") {
				t.Errorf("the message does not say what to do: %v", err)
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, s.content) {
				t.Errorf("the file was changed (%v)", err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) != 1 {
				t.Errorf("files left beside it: %v, %v", left, err)
			}
		})
	}
}

func TestNoFileAtAll(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(t.Context(), dir, options()); !errors.Is(err, ErrNotOurs) {
		t.Errorf("a directory: %v", err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), filepath.Join(file, "t.db"), options())
	if !errors.Is(err, ErrReadOnly) {
		t.Errorf("a file in place of the directory: %v", err)
	}
	o := options()
	o.ReadOnly = true
	if _, err := Open(t.Context(), filepath.Join(dir, "none.db"), o); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing and read-only: %v", err)
	}
	d := open(t, file, options()) // empty: ours to fill
	if err := put(t.Context(), d, 1); err != nil {
		t.Error(err)
	}
}

func TestReadOnlyServesReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	writer := open(t, path, options())
	if err := put(t.Context(), writer, 1); err != nil {
		t.Fatal(err)
	}
	o := options()
	o.ReadOnly = true
	d := open(t, path, o)
	if err := put(t.Context(), d, 2); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing: %v", err)
	}
	if err := put(t.Context(), writer, 3); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d); n != 2 {
		t.Errorf("%d rows", n)
	}
}

func TestFull(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "t.db"), options())
	if err := put(t.Context(), d, "kept"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write.ExecContext(t.Context(), `PRAGMA max_page_count=20`); err != nil {
		t.Fatal(err)
	}
	err := put(t.Context(), d, make([]byte, 1<<20))
	if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "Free some space") {
		t.Errorf("%v", err)
	}
	if n := count(t, d); n != 1 {
		t.Errorf("%d rows", n)
	}
	if err := put(t.Context(), d, "small"); err != nil {
		t.Errorf("after a failure: %v", err)
	}
}

func TestDamageFoundLater(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	d := open(t, path, options())
	for range 50 {
		if err := put(t.Context(), d, make([]byte, 3000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(content); i++ { // all but the page with the schema
		content[i] = 0xa5
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	d = open(t, path, options())
	if err := d.Check(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("check: %v", err)
	}
	if err := put(t.Context(), d, 1); !errors.Is(err, ErrDamaged) {
		t.Errorf("write: %v", err)
	}
	var n int
	err = d.Read().QueryRowContext(t.Context(), `SELECT count(*) FROM t`).Scan(&n)
	if err := d.Explain(err); !errors.Is(err, ErrDamaged) {
		t.Errorf("read: %v", err)
	}
}

func TestDisposable(t *testing.T) {
	for name, s := range strangers(t) {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "t.db")
			if err := os.WriteFile(path, s.content, 0o600); err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					d, _, err := OpenDisposable(t.Context(), path, options())
					if errors.Is(s.want, ErrNotOurs) {
						if !errors.Is(err, ErrNotOurs) {
							t.Errorf("another application's file: %v", err)
						}
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					defer d.Close()
					if err := put(t.Context(), d, 1); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if errors.Is(s.want, ErrNotOurs) {
				return
			}
			d, rebuilt, err := OpenDisposable(t.Context(), path, options())
			if err != nil || rebuilt {
				t.Fatalf("opening again: rebuilt %v, %v", rebuilt, err)
			}
			defer d.Close()
			if n := count(t, d); n != 3 {
				t.Errorf("%d of 3 rows: a sound file was thrown away", n)
			}
		})
	}
}

func TestDisposableOfAnotherVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	for _, version := range []int{2, 1, 3} {
		o := options()
		o.Version = version
		d, rebuilt, err := OpenDisposable(t.Context(), path, o)
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d); n != 0 || rebuilt != (version != 2) {
			t.Errorf("version %d: rebuilt %v with %d rows", version, rebuilt, n)
		}
		if err := errors.Join(put(t.Context(), d, 1), d.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// A server has many connections open for days: what each keeps of its file is bounded, also after somebody wrote much.
func TestConnectionsKeepLittle(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "a.db"), options())
	for name, read := range map[string]func(*int) error{
		"reading": func(size *int) error { return d.Read().QueryRow("PRAGMA cache_size").Scan(size) },
		"writing": func(size *int) error {
			return d.Write(t.Context(), func(tx *sql.Tx) error { return tx.QueryRow("PRAGMA cache_size").Scan(size) })
		},
	} {
		var size int
		if err := read(&size); err != nil || size != -CacheKiB || CacheKiB > 512 {
			t.Errorf("%s: %d, %v", name, size, err)
		}
	}
}
