package dash_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
)

// A history that is left alone is never "still being read": every page that lacks it says what `leadline doctor` says, and what to do.
func TestHistoryThatIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	gittest.Repo(t, in("repo"), "me Dev One <dev1@example.com>\ncommit main 2026-10-01T09:00:00Z Dev One <dev1@example.com>\none\n+ pay/charge.go\n")
	tip := strings.TrimSpace(gittest.Git(t, in("repo"), "-c", "user.name=Dev One", "-c", "user.email=dev1@example.com",
		"commit-tree", "-m", "on top", "-p", "HEAD", gittest.Bomb(t, in("repo"))))
	gittest.Git(t, in("repo"), "update-ref", "HEAD", tip)
	d := sitIn(t, in("repo"), config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}, func() time.Time { return today })
	for _, page := range []string{"map", "away?who=me", "area?path=.", ""} {
		body := d.page(page)
		if !strings.Contains(body, "History is not read here") || !strings.Contains(body, "leadline index --anyway") {
			t.Errorf("/%s does not say why nothing is known:\n%s", page, between(body, "<main", "</main>"))
		}
		if strings.Contains(body, "being read") {
			t.Errorf("/%s makes one wait for ever", page)
		}
	}
}

// Where nothing is committed yet nobody is told to wait either.
func TestNothingCommittedYet(t *testing.T) {
	d := sitAt(t, "me Dev One <dev1@example.com>\n")
	if body := d.page("map"); !strings.Contains(body, "Nothing is committed here yet") || strings.Contains(body, "being read") {
		t.Error(between(body, "<main", "</main>"))
	}
}
