package workspace

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Nothing leaves by itself unless its owner agreed to it, for this repository and this address.
func TestSyncingByItselfTakesConsent(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir := t.TempDir()
	gittest.Git(t, dir, "init", "-q", "--bare", "team.git")
	gittest.Git(t, dir, "init", "-q", "--bare", "evil.git")
	clone := filepath.Join(dir, "clone")
	gittest.Repo(t, clone, "me Dev One <dev1@example.com>\ncommit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>\nfirst\n+ a.go\n")
	gittest.Git(t, clone, "remote", "add", "origin", filepath.Join(dir, "team.git"))
	gittest.Git(t, clone, "remote", "add", "evil", filepath.Join(dir, "evil.git"))
	hostile := "[sync]\nauto = \"on\"\nremote = \"evil\"\n"
	if err := os.WriteFile(filepath.Join(clone, SettingsFile), []byte(hostile), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	dirs := config.Dirs{Config: filepath.Join(home, "c"), Data: filepath.Join(home, "d"), Cache: filepath.Join(home, "x"), State: filepath.Join(home, "s")}
	clock := func() time.Time { return now }
	stores, err := OpenStores(t.Context(), dirs, dirs.Data, clock, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	w, err := Open(t.Context(), clone, Opened(stores, nil), Options{Dirs: dirs, Now: clock, Log: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if _, err := w.Append(t.Context(), eventlog.Event{Kind: "decision.logged", Subject: "D-AAAAAA", Body: json.RawMessage(`{"title":"x"}`)}); err != nil {
		t.Fatal(err)
	}
	sync := func() (team, evil int) {
		t.Helper()
		if err := w.syncItself(t.Context()); err != nil {
			t.Fatal(err)
		}
		count := func(bare string) int {
			return len(strings.Fields(gittest.Git(t, filepath.Join(dir, bare), "rev-list", "--all")))
		}
		return count("team.git"), count("evil.git")
	}
	if team, evil := sync(); team+evil > 0 {
		t.Fatalf("without consent %d and %d batches left", team, evil)
	}
	if _, ok := w.Synced(t.Context()); ok {
		t.Error("a store for syncing was made, though nobody syncs")
	}
	agree := func(on bool) {
		t.Helper()
		r, err := w.RemoteFor(t.Context(), "")
		if err != nil || r.Name != "origin" {
			t.Fatal(r.Name, err)
		}
		before, _ := os.ReadFile(dirs.UserFile())
		after, err := w.AgreeToSync(before, r, on)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(dirs.Config, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dirs.UserFile(), after, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	agree(true)
	if team, evil := sync(); team != 1 || evil != 0 {
		t.Fatalf("with consent %d and %d batches left", team, evil)
	}
	if _, err := w.Append(t.Context(), eventlog.Event{Kind: "decision.logged", Subject: "D-BBBBBB", Body: json.RawMessage(`{"title":"y"}`)}); err != nil {
		t.Fatal(err)
	}
	if team, _ := sync(); team != 1 {
		t.Errorf("a second one within ten minutes: %d", team)
	}
	now = now.Add(10 * time.Minute)
	if team, _ := sync(); team != 2 {
		t.Errorf("after ten minutes: %d", team)
	}

	// Another address is another question.
	gittest.Git(t, clone, "remote", "set-url", "origin", filepath.Join(dir, "evil.git"))
	now = now.Add(time.Hour)
	if _, evil := sync(); evil != 0 {
		t.Errorf("it went on with another address: %d", evil)
	}

	// What cannot be reached is tried again later and later, and is no news.
	gittest.Git(t, clone, "remote", "set-url", "origin", filepath.Join(dir, "gone.git"))
	agree(true)
	for range 4 {
		now = now.Add(time.Hour)
		sync()
	}
	r, err := w.RemoteFor(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Channel.State(); s.Problem == nil || s.Problem.Reason != git.UnmetAbsent || s.Failures != 4 || s.Next.Sub(now) != 80*time.Minute {
		t.Errorf("%+v, next in %v", s.Problem, s.Next.Sub(now))
	}
	agree(false)
	if w.SyncsItself(r) {
		t.Error("taken back, it goes on")
	}
}

// An editor that is open while the repository joins its team goes on under the team's identity, with all that was said.
func TestAnEditorFollowsWhenItsRepositoryJoinsATeam(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir := t.TempDir()
	gittest.Git(t, dir, "init", "-q", "--bare", "team.git")
	now := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	machine := func(name string) (config.Dirs, string) {
		clone := filepath.Join(dir, name)
		gittest.Repo(t, clone, "me Dev "+name+" <"+name+"@example.com>\ncommit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>\nfirst\n+ a.go\n")
		gittest.Git(t, clone, "remote", "add", "origin", filepath.Join(dir, "team.git"))
		base := filepath.Join(home, name)
		return config.Dirs{Config: base + "/c", Data: base + "/d", Cache: base + "/x", State: base + "/s"}, clone
	}
	open := func(dirs config.Dirs, clone string) *Workspace {
		clock := func() time.Time { return now }
		stores, err := OpenStores(t.Context(), dirs, dirs.Data, clock, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := Open(t.Context(), clone, Opened(stores, nil), Options{Dirs: dirs, Now: clock, Log: func(err error) { t.Error(err) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = w.Close()
			_ = stores.Close()
		})
		return w
	}
	say := func(w *Workspace, subject string) {
		t.Helper()
		if _, err := w.Append(t.Context(), eventlog.Event{Kind: "decision.logged", Subject: subject, Visibility: "team", Body: json.RawMessage(`{"title":"x","status":"accepted"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	sync := func(w *Workspace) {
		t.Helper()
		r, err := w.RemoteFor(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Sync(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	one := open(machine("one"))
	say(one, "D-AAAAAA")
	sync(one)
	dirs, clone := machine("two")
	editor, command := open(dirs, clone), open(dirs, clone)
	say(editor, "D-BBBBBB")
	if _, err := editor.append(t.Context(), eventlog.Event{Kind: "hint.snoozed", Subject: "a.go", Visibility: "private", Body: json.RawMessage(`{"always":true}`)}); err != nil {
		t.Fatal(err)
	}
	before := editor.Snapshot().Repo
	sync(command)
	say(editor, "D-CCCCCC") // it has not looked since
	if err := editor.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]*Workspace{"editor": editor, "command": command} {
		if err := w.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		s := w.Snapshot()
		if s.Repo == before || s.Repo != one.Snapshot().Repo {
			t.Errorf("%s: the repository is %s", name, s.Repo)
		}
		for _, id := range []string{"D-AAAAAA", "D-BBBBBB", "D-CCCCCC"} {
			if _, ok := s.Ledger.Find(id); !ok {
				t.Errorf("%s does not know %s", name, id)
			}
		}
		if !s.snoozed["a.go"].Always {
			t.Errorf("%s forgot what was snoozed", name)
		}
	}
}
