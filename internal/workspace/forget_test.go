package workspace_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// A decline is forgotten by whichever process is there after 90 days, once for all of them.
func TestForgetOnceADay(t *testing.T) {
	dir := t.TempDir()
	dirs := config.Dirs{Data: filepath.Join(dir, "data")}
	now := time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC)
	open := func() *workspace.Stores {
		s, err := workspace.OpenStores(t.Context(), dirs, dirs.Data, func() time.Time { return now }, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	a, b := open(), open()
	said := func(kind ledger.Kind, body string) {
		_, err := a.Events.Append(t.Context(), eventlog.Event{
			Repo: "r", ActorName: "Dev Two", ActorEmail: "dev2@example.com", Kind: string(kind), Subject: "T-AAAAAA", Body: []byte(body),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	blank := func() bool {
		events, err := a.Events.BySubject(t.Context(), "T-AAAAAA")
		if err != nil {
			t.Fatal(err)
		}
		return events[1].Blanked()
	}
	said(ledger.TodoOffered, `{"to":"@dev2","what":"x","why":"y"}`)
	said(ledger.TodoDeclined, `{}`)
	for _, c := range []struct {
		after time.Duration
		store *workspace.Stores
		want  bool
	}{
		{0, a, false}, {ledger.Memory - time.Hour, a, false}, {ledger.Memory + time.Hour, b, false}, // that day was b's or a's already
		{ledger.Memory + 24*time.Hour, b, true}, {ledger.Memory + 24*time.Hour, a, true},
	} {
		if err := c.store.Forget(t.Context(), now.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if got := blank(); got != c.want {
			t.Errorf("after %v: forgotten %v, want %v", c.after, got, c.want)
		}
	}
}
