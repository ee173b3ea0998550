package workspace_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

func TestTimesAreThoseOfTheSettings(t *testing.T) {
	h := newTeam(t)
	settings := `[pairing]
time-zone = "Pacific/Kiritimati"
hours = "10:00-18:00"
[people.dev2]
emails = ["dev2@example.com"]
hours = "8:00-16:00"
time-zone = "Romance Standard Time"
`
	if err := os.WriteFile(filepath.Join(h.top, workspace.SettingsFile), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	h.mine("[pairing]\ntime-zone = \"Asia/Tokyo\"\n") // nobody else says which clocks are the reader's
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		s := w.Snapshot()
		from := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
		got := w.Times(t.Context(), []*people.Person{s.Me, s.Person("dev2")}, from, from.AddDate(0, 0, 7))
		noon := slot.Hours{From: 12 * 60, To: 13 * 60}
		want := []slot.Person{
			{Handle: "dev3@example.com", Zone: "Asia/Tokyo", Week: slot.Workdays(slot.Hours{From: 600, To: 1080}), Lunch: noon, Notice: time.Hour, HoursOnly: true},
			{Handle: "@dev2", Zone: "Europe/Paris", Week: slot.Workdays(slot.Hours{From: 480, To: 960}), Lunch: noon, Notice: time.Hour, HoursOnly: true},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("times (-want +got):\n%s", diff)
		}
	})
}
