package eventlog_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestRepo(t *testing.T) {
	type ev = eventlog.Evidence
	one := []string{"aaaa"}
	two := []string{"bbbb"}
	origin := []string{"git@example.com:team/pay.git"}
	for name, c := range map[string]struct {
		first, second ev
		same          bool
	}{
		"again":                         {ev{"/a/.git", origin, one}, ev{"/a/.git", origin, one}, true},
		"another clone":                 {ev{"/a/.git", origin, one}, ev{"/b/.git", []string{"https://me:secret@Example.com/team/pay/"}, one}, true},
		"another clone, shallow":        {ev{"/a/.git", origin, one}, ev{"/b/.git", origin, nil}, true},
		"a fork whose upstream is ours": {ev{"/a/.git", origin, one}, ev{"/b/.git", append([]string{"git@example.com:me/pay"}, origin...), one}, true},
		"new remote, same place":        {ev{"/a/.git", origin, one}, ev{"/a/.git", []string{"ssh://git.example.org/pay"}, one}, true},
		"first commit made":             {ev{"/a/.git", nil, nil}, ev{"/a/.git", nil, one}, true},
		"moved, no remote":              {ev{"/a/.git", nil, one}, ev{"/b/.git", nil, one}, true},
		"got a root by a merge":         {ev{"/a/.git", origin, one}, ev{"/a/.git", origin, append(two, one...)}, true},
		"another in the same place":     {ev{"/a/.git", origin, one}, ev{"/a/.git", []string{"git@example.com:team/tax"}, two}, false},
		"from the same template":        {ev{"/a/.git", origin, one}, ev{"/b/.git", []string{"git@example.com:team/tax"}, one}, false},
		"nothing in common":             {ev{"/a/.git", origin, one}, ev{"/b/.git", nil, two}, false},
		"remote name taken over":        {ev{"/a/.git", origin, one}, ev{"/b/.git", origin, two}, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t)
			repo := func(e ev) string {
				id, err := l.Repo(t.Context(), e)
				if err != nil || len(id) != 26 {
					t.Fatalf("%q, %v", id, err)
				}
				return id
			}
			first, second := repo(c.first), repo(c.second)
			if (first == second) != c.same {
				t.Errorf("%+v is %s, %+v is %s", c.first, first, c.second, second)
			}
			if again := repo(c.second); again != second {
				t.Errorf("asked again: %s after %s", again, second)
			}
		})
	}
	if _, err := opened(t).Repo(t.Context(), ev{}); err == nil {
		t.Error("a repository without evidence got an id")
	}
}

func TestRemotesAreStoredWithoutSecrets(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	l := open(t, path, eventlog.Options{})
	remotes := []string{
		"https://me:hunter2@example.com/a", "https://hunter2@example.com:8443/b.git?token=hunter2",
		"hunter2@example.com:c", "https://me:hunter2%zz@example.com/d", "ssh://me:hunter2@[::1]:22/e",
	}
	if _, err := l.Repo(t.Context(), eventlog.Evidence{GitDir: "/a", Remotes: remotes}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), "hunter2") {
			t.Errorf("%s holds a password", filepath.Base(name))
		}
	}
}

// A newer program adds columns, kinds and tables and raises the version; this one must go on beside it.
func TestNewerProgramsLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), eventlog.TeamFile)
	old := open(t, path, eventlog.Options{})
	appended(t, old, said("a.b", "x", ""))
	newer, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer newer.Close()
	_, err = newer.ExecContext(t.Context(), `ALTER TABLE events ADD COLUMN mood TEXT; ALTER TABLE events ADD COLUMN rank INTEGER NOT NULL DEFAULT 7;
		CREATE TABLE moods (x); PRAGMA user_version=9;
		INSERT INTO events (id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body, mood)
		VALUES ('new', 'w2', 1, 1, 4, 'r', '', '', '2031-01-01T00:00:00+01:00', 'mood.shared', 'x', 'team', '{"so":1}', 'fine')`)
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*eventlog.Log{"open since before": old, "opened after": open(t, path, eventlog.Options{})} {
		appended(t, l, said("a.b", name, ""))
		found, err := l.BySubject(t.Context(), "x")
		if err != nil || len(found) != 2 || found[0].Kind != "mood.shared" || found[0].V != 4 || found[0].At.Hour() != 23 {
			t.Errorf("%s: %+v, %v", name, found, err)
		}
	}
	var mood string
	var version int
	row := newer.QueryRowContext(context.Background(), `SELECT mood, user_version FROM events, pragma_user_version WHERE id='new'`)
	if err := row.Scan(&mood, &version); err != nil || mood != "fine" || version != 9 {
		t.Errorf("the newer program's data: %q, version %d, %v", mood, version, err)
	}
}
