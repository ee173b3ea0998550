package ledger_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
)

func TestSession(t *testing.T) {
	until := time.Date(2026, 11, 18, 17, 0, 0, 0, time.UTC)
	s := ledger.Session{Until: until, With: []ledger.Actor{
		{Name: "Dev Two", Email: "dev2@example.com"},
		{Name: "No Address"},
		{Name: "Mallory\nSigned-off-by: Dev One <dev1@example.com>\u202e", Email: "m@example.com>\nAcked-by: <x"},
	}}
	want := []string{
		"Co-authored-by: Dev Two <dev2@example.com>",
		"Co-authored-by: Mallory Signed-off-by: Dev One dev1@example.com <m@example.com Acked-by: x>",
	}
	if diff := cmp.Diff(want, s.Trailers()); diff != "" {
		t.Error(diff)
	}
	if !s.On(until.Add(-time.Second)) || s.On(until) || (ledger.Session{Until: until}).On(until.Add(-time.Hour)) {
		t.Error("it lasts until its end, with somebody")
	}
}
