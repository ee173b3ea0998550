package hint_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/workspace"
)

// siloHistory has pay/, which Dev One changes every month, beside others who did little or nothing there.
func siloHistory() string {
	const one, two, four = "Dev One <dev1@example.com>", "Dev Two <dev2@example.com>", "Dev Four <dev4@example.com>"
	var b strings.Builder
	b.WriteString("me Dev Three <dev3@example.com>\n")
	commit := func(day, who string, files ...string) {
		fmt.Fprintf(&b, "\ncommit main %sT10:00:00Z %s\nchange\n", day, who)
		for _, f := range files {
			fmt.Fprintf(&b, "+ %s\n<<<\n%s %s\n>>>\n", f, day, f)
		}
	}
	commit("2026-01-05", four, "pay/legacy.go")
	for _, month := range []string{"03", "04", "05", "06", "07", "08", "09", "10", "11"} {
		commit("2026-"+month+"-01", one, "pay/a.go", "top.go", "pay/api/x.go")
		commit("2026-"+month+"-02", one, "shared/s.go")
		commit("2026-"+month+"-03", two, "shared/s.go")
	}
	commit("2026-11-04", one, "pay/quiet.go")
	commit("2026-11-05", one, "asleep/z.go")
	for i := range 20 {
		commit("2026-11-06", "renovate[bot] <bot@renovateapp.com>", "asleep/z.go", fmt.Sprintf("bumps/%d.txt", i))
	}
	return b.String()
}

// siloAt opens that history, a repository at top.
func siloAt(t *testing.T, top, settings string) (w *workspace.Workspace, set func(time.Time)) {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	var clock atomic.Pointer[time.Time]
	set = func(at time.Time) { clock.Store(&at) }
	set(time.Date(2026, 11, 18, 9, 0, 0, 0, time.Local))
	now := func() time.Time { return *clock.Load() }
	ctx := context.Background()
	stores, err := workspace.OpenStores(ctx, dirs, dirs.Data, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err = workspace.Open(ctx, top, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Now: now, Editor: []byte(settings)})
	if err == nil {
		err = w.Refresh(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(w.Close(), stores.Close()); err != nil {
			t.Error(err)
		}
	})
	return w, set
}

func siloRepo(t *testing.T) string {
	t.Helper()
	top := t.TempDir()
	gittest.Repo(t, top, siloHistory())
	return top
}

func TestNewToSilo(t *testing.T) {
	top := siloRepo(t)
	for _, tt := range []struct {
		name, settings, file string
		later                time.Duration
		want                 string
	}{
		{name: "a stranger", file: "pay/a.go", want: "Dev One"},
		{name: "a stranger further down", file: "pay/api/x.go", want: "Dev One"},
		{name: "who knows it is never told", settings: `{"me": "dev1@example.com"}`, file: "pay/a.go"},
		{name: "nor who once had a hand in it", settings: `{"me": "dev4@example.com"}`, file: "pay/a.go"},
		{name: "only what is alive", file: "pay/quiet.go"},
		{name: "a new file is nobody's", file: "pay/new.go"},
		{name: "shared", settings: `{"me": "dev4@example.com"}`, file: "shared/s.go"},
		{name: "no area at the top", file: "top.go"},
		{name: "what programs change is not alive", file: "asleep/z.go"},
		{name: "ignored files", settings: `{"hints": {"ignore": ["pay"]}}`, file: "pay/a.go"},
		{name: "people who are muted", settings: `{"hints": {"mute": ["dev1@example.com"]}}`, file: "pay/a.go"},
		{name: "a year later all is asleep", file: "pay/a.go", later: 360 * 24 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, set := siloAt(t, top, tt.settings)
			set(w.Snapshot().Now().Add(tt.later))
			s := w.OpenSaved(t.Context(), tt.file)
			footing, err := w.Footing(t.Context(), tt.file)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if k := hint.NewToSilo(s, tt.file, footing); k != nil {
				got = k.Person.Name
			}
			if got != tt.want {
				t.Errorf("told to ask %q, want %q (%+v)", got, tt.want, footing)
			}
		})
	}
}

func TestNewToSiloIsSaidOnceForAFileAndDay(t *testing.T) {
	w, set := siloAt(t, siloRepo(t), "")
	claim := func(file string, want bool) {
		t.Helper()
		if ok, err := w.Claim(t.Context(), workspace.SiloHint, file); ok != want || err != nil {
			t.Errorf("%s: %v, %v, want %v", file, ok, err, want)
		}
	}
	claim("pay/a.go", true)
	claim("pay/a.go", false)
	claim("pay/b.go", true)
	set(w.Snapshot().Now().Add(14 * time.Hour))
	claim("pay/a.go", false)
	set(w.Snapshot().Now().Add(2 * time.Hour)) // midnight has passed
	claim("pay/a.go", true)
	// It is the reader's own: no event of the team, no entry.
	if n := len(w.Snapshot().Ledger.All("")); n != 0 {
		t.Errorf("%d entries", n)
	}
}
