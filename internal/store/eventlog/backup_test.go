package eventlog_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func ids(events []eventlog.Event) (out []string) {
	for _, e := range events {
		out = append(out, e.ID)
	}
	slices.Sort(out)
	return out
}

func backedUp(t *testing.T, l *eventlog.Log) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup")
	if _, err := l.Backup(t.Context(), path, false); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBackupIsWholeWhileOthersWrite(t *testing.T) {
	l := opened(t)
	appended(t, l, said("a.b", "x", ""))
	dir := t.TempDir()
	var writing sync.WaitGroup
	for range 3 {
		writing.Go(func() {
			for range 50 {
				if _, err := l.Append(t.Context(), said("a.b", "x", ""), said("a.b", "y", "")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range 5 {
		path := filepath.Join(dir, fmt.Sprint("b", i))
		n, err := l.Backup(t.Context(), path, false)
		if err != nil {
			t.Fatal(err)
		}
		got := everything(t, open(t, path, eventlog.Options{ReadOnly: true}))
		if int64(len(got)) != n || n%2 != 1 {
			t.Errorf("backup %d says %d events and has %d, of pairs that were said together", i, n, len(got))
		}
	}
	writing.Wait()
	left, err := filepath.Glob(filepath.Join(dir, ".leadline*"))
	if len(left) > 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestBackupOverwritesNothing(t *testing.T) {
	l := opened(t)
	appended(t, l, said("a.b", "x", ""))
	path := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(path, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Backup(t.Context(), path, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file: %v", err)
	}
	if _, err := l.Backup(t.Context(), l.Path(), true); err == nil {
		t.Error("the store was replaced by its backup")
	}
	if _, err := l.Backup(t.Context(), filepath.Join(path, "x"), false); err == nil {
		t.Error("backed up into a file")
	}
	if n, err := l.Backup(t.Context(), path, true); n != 1 || err != nil {
		t.Errorf("replacing: %d, %v", n, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestRestoreUnites(t *testing.T) {
	l := opened(t)
	before := appended(t, l, said("a.b", "x", ""), said("a.b", "y", ""))
	backup := backedUp(t, l)
	after := appended(t, l, said("a.b", "z", ""))
	r, err := eventlog.Restore(t.Context(), l.Path(), backup, eventlog.Options{})
	if diff := cmp.Diff(eventlog.Restored{United: eventlog.United{Read: 2}}, r); diff != "" || err != nil {
		t.Errorf("into the same: %v\n%s", err, diff)
	}
	other := opened(t)
	theirs := appended(t, other, said("a.b", "w", ""))
	r, err = eventlog.Restore(t.Context(), other.Path(), backup, eventlog.Options{})
	if diff := cmp.Diff(eventlog.Restored{United: eventlog.United{Read: 2, Added: 2}}, r); diff != "" || err != nil {
		t.Errorf("into another: %v\n%s", err, diff)
	}
	if diff := cmp.Diff(ids(append(theirs, before...)), ids(everything(t, other))); diff != "" {
		t.Error(diff)
	}
	if former, err := other.Former(t.Context()); len(former) != 0 || err != nil {
		t.Errorf("one who has said something takes over %v, %v", former, err)
	}
	if diff := cmp.Diff(ids(append(before, after...)), ids(everything(t, l))); diff != "" {
		t.Error(diff)
	}
	if _, err := eventlog.Restore(t.Context(), l.Path(), l.Path(), eventlog.Options{}); err == nil {
		t.Error("a store was restored from itself")
	}
	private, err := eventlog.OpenPrivate(t.Context(), t.TempDir(), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer private.Close()
	if _, err := eventlog.Restore(t.Context(), l.Path(), backedUp(t, private), eventlog.Options{}); !errors.Is(err, store.ErrNotOurs) {
		t.Errorf("one's own backup into the team's store: %v", err)
	}
}

// A store that is gone comes back with all that was said, its repositories, and who it was.
func TestRestoreIntoNothing(t *testing.T) {
	l := opened(t)
	here := eventlog.Evidence{GitDir: "/a/.git", Remotes: []string{"git@example.com:a/b.git"}, Roots: []string{strings.Repeat("ab", 20)}}
	repo, err := l.Repo(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	e := said("a.b", "x", "")
	e.Repo = repo
	said := appended(t, l, e)
	backup := backedUp(t, l)
	for name, prepare := range map[string]func(path string){
		"nothing there": func(string) {},
		"an editor made a new one meanwhile": func(path string) {
			fresh := open(t, path, eventlog.Options{})
			if id, err := fresh.Repo(t.Context(), here); err != nil || id == repo {
				t.Fatal(id, err)
			}
		},
	} {
		path := filepath.Join(t.TempDir(), "data", eventlog.TeamFile)
		prepare(path)
		r, err := eventlog.Restore(t.Context(), path, backup, eventlog.Options{})
		if diff := cmp.Diff(eventlog.Restored{United: eventlog.United{Read: 1, Added: 1}}, r); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
		back := open(t, path, eventlog.Options{})
		if id, err := back.Repo(t.Context(), here); id != repo || err != nil {
			t.Errorf("%s: the repository is %s, was %s, %v", name, id, repo, err)
		}
		if diff := cmp.Diff(said, everything(t, back)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		former, err := back.Former(t.Context())
		if diff := cmp.Diff([]string{l.Writer()}, former); diff != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

// A backup from before the repository took on its team's identity comes back under that one.
func TestRestoreAfterTheTeamsIdentityWasTakenOn(t *testing.T) {
	l := opened(t)
	here := eventlog.Evidence{GitDir: "/a/.git"}
	before, err := l.Repo(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	first, second := said("a.b", "x", ""), said("a.b", "y", "")
	first.Repo, second.Repo = before, before
	appended(t, l, first)
	lines := exported(t, l)
	backup := backedUp(t, l)
	other := opened(t)
	if id, err := other.Repo(t.Context(), here); err != nil || id == before {
		t.Fatal(id, err)
	}
	r, err := eventlog.Restore(t.Context(), other.Path(), backup, eventlog.Options{})
	if err != nil || r.Added != 1 {
		t.Fatal(r, err)
	}
	if err := other.Adopt(t.Context(), before, "team"); err != nil {
		t.Fatal(err)
	}
	appended(t, l, second)
	for name, bring := range map[string]func() error{
		"a backup": func() error {
			_, err := eventlog.Restore(t.Context(), other.Path(), backedUp(t, l), eventlog.Options{})
			return err
		},
		"lines": func() error {
			_, err := other.ImportLines(t.Context(), strings.NewReader(lines), func(int, error) {})
			return err
		},
	} {
		if err := bring(); err != nil {
			t.Fatal(err)
		}
		for _, e := range everything(t, other) {
			if e.Repo != "team" {
				t.Errorf("%s brought %s for %s", name, e.Subject, e.Repo)
			}
		}
	}
	if got := len(everything(t, other)); got != 2 {
		t.Errorf("%d events", got)
	}
	if id, err := other.Repo(t.Context(), here); id != "team" || err != nil {
		t.Errorf("the repository is %s, %v", id, err)
	}
	if err := other.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// Of a repository about which something was said under two identities neither is given up, and it is told.
func TestRestoreOfARepositoryWithTwoIdentities(t *testing.T) {
	here := eventlog.Evidence{GitDir: "/a/.git"}
	var logs []*eventlog.Log
	var repos []string
	for range 2 {
		l := opened(t)
		repo, err := l.Repo(t.Context(), here)
		if err != nil {
			t.Fatal(err)
		}
		e := said("a.b", "x", "")
		e.Repo = repo
		appended(t, l, e)
		logs, repos = append(logs, l), append(repos, repo)
	}
	r, err := eventlog.Restore(t.Context(), logs[1].Path(), backedUp(t, logs[0]), eventlog.Options{})
	want := eventlog.Restored{United: eventlog.United{Read: 1, Added: 1, Apart: []eventlog.Apart{{Here: repos[1], There: repos[0]}}}}
	if diff := cmp.Diff(want, r); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if id, err := logs[1].Repo(t.Context(), here); id != repos[1] || err != nil {
		t.Errorf("the repository changed to %s, %v", id, err)
	}
}

// What can be read of a damaged store is saved, the backup brings the rest, and nothing is deleted.
func TestRestoreOverDamage(t *testing.T) {
	for name, damage := range map[string]func(file []byte) []byte{
		"a torn page": func(file []byte) []byte {
			copy(file[8*4096:], make([]byte, 4096))
			return file
		},
		"a flipped bit in a text": func(file []byte) []byte {
			file[bytes.Index(file, []byte(`"number 7"`))+3] ^= 1
			return file
		},
		"cut in half":      func(file []byte) []byte { return file[:len(file)/2] },
		"not SQLite":       func([]byte) []byte { return bytes.Repeat([]byte("once a text "), 100) },
		"a torn beginning": func(file []byte) []byte { return append(make([]byte, 4096), file[4096:]...) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "data", eventlog.TeamFile)
			l, err := eventlog.Open(t.Context(), path, eventlog.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i := range 50 {
				appended(t, l, said("a.b", fmt.Sprint("D-", i), fmt.Sprintf(`{"title":"number %d","because":"%0300d"}`, i, i)))
			}
			backup := backedUp(t, l)
			for i := 50; i < 100; i++ {
				appended(t, l, said("a.b", fmt.Sprint("D-", i), fmt.Sprintf(`{"title":"number %d","because":"%0300d"}`, i, i)))
			}
			all := everything(t, l)
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file = damage(file)
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			r, err := eventlog.Restore(t.Context(), path, backup, eventlog.Options{Now: nowNoon})
			if err != nil {
				t.Fatal(err)
			}
			if kept, err := os.ReadFile(r.SetAside); err != nil || !bytes.Equal(kept, file) {
				t.Errorf("the damaged store was not kept at %q: %v", r.SetAside, err)
			}
			back := open(t, path, eventlog.Options{})
			if err := back.Check(t.Context()); err != nil {
				t.Error(err)
			}
			got := everything(t, back)
			if r.Saved+r.Added != len(got) || r.Read != 50 {
				t.Errorf("%d saved and %d brought, of %d read, make %d", r.Saved, r.Added, r.Read, len(got))
			}
			t.Logf("%d of 100 events are back, %d of them saved from the damaged file", len(got), r.Saved)
			want := map[string]eventlog.Event{}
			for _, e := range all {
				e.N = 0
				want[e.ID] = e
			}
			for _, e := range got {
				e.N = 0
				if diff := cmp.Diff(want[e.ID], e); diff != "" {
					t.Errorf("%s came back changed\n%s", e.ID, diff)
				}
			}
			if name == "a flipped bit in a text" && len(got) != 100 {
				t.Errorf("%d of 100 events: what was sound in the damaged store is lost", len(got))
			}
			for _, id := range ids(all[:50]) {
				if !slices.Contains(ids(got), id) {
					t.Errorf("%s was in the backup and is lost", id)
				}
			}
		})
	}
}

// A file with the marks of a backup, made by somebody who wants the reader to read for ever, is none.
func TestRestoreOfAForgedBackup(t *testing.T) {
	l := opened(t)
	appended(t, l, said("a.b", "x", ""))
	for name, forgery := range map[string]string{
		"a view that never ends": `ALTER TABLE events RENAME TO e; CREATE VIEW events AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c)
			SELECT c.n, e.id || c.n AS id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body, sig, sum FROM c, e`,
		"a column that is computed": `ALTER TABLE aliases ADD COLUMN x GENERATED ALWAYS AS (zeroblob(1000000)) VIRTUAL`,
		"a table that is missing":   `DROP TABLE aliases`,
	} {
		backup := backedUp(t, l)
		db, err := sql.Open("sqlite", backup)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), forgery); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if r, err := eventlog.Restore(t.Context(), opened(t).Path(), backup, eventlog.Options{}); !errors.Is(err, store.ErrNotOurs) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// A backup that was damaged itself gives what is sound in it.
func TestRestoreOfADamagedBackup(t *testing.T) {
	l := opened(t)
	appended(t, l, said("a.b", "x", `{"title":"sound"}`), said("a.b", "y", `{"title":"torn"}`))
	backup := backedUp(t, l)
	file, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(backup, bytes.Replace(file, []byte("torn"), []byte("lies"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	other := opened(t)
	r, err := eventlog.Restore(t.Context(), other.Path(), backup, eventlog.Options{})
	want := eventlog.Restored{United: eventlog.United{Read: 1, Added: 1}, Broken: 1}
	if diff := cmp.Diff(want, r); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for name, text := range map[string]string{"text": strings.Repeat("text ", 100), "nothing": ""} {
		path := filepath.Join(t.TempDir(), "backup")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := eventlog.Restore(t.Context(), other.Path(), path, eventlog.Options{}); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
