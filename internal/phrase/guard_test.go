package phrase_test

import (
	"testing"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func TestBreach(t *testing.T) {
	for _, tt := range []struct {
		check   ledger.Check
		because string
		file    string
		want    string
	}{
		{ledger.Check{Forbids: "fx"}, "A quote must not block a charge. It did.", "shop/pay/charge.go", "pay calls fx directly; we chose not to, because a quote must not block a charge (D-7K3QXM)"},
		{ledger.Check{Forbids: "fx"}, "Because it hung in May.\n\nMore.", "main.go", "main.go calls fx directly; we chose not to, because it hung in May (D-7K3QXM)"},
		{ledger.Check{Pattern: "float64"}, "", "pay/charge.go", "float64 stands here; we chose not to: Whole cents (D-7K3QXM)"},
		{ledger.Check{Pattern: "float64"}, "IEEE rounds.", "pay/charge.go", "float64 stands here; we chose not to, because IEEE rounds (D-7K3QXM)"},
		{ledger.Check{Companion: "docs/api.md", In: "api"}, "I ask for it", "api/pay.proto", "pay.proto changed and docs/api.md has not; we chose to change them together, because I ask for it (D-7K3QXM)"},
		{ledger.Check{Pattern: "float64"}, "a\u202eb\x1b[0m\nc", "p\u202e\n/x.go", "float64 stands here; we chose not to, because ab[0m c (D-7K3QXM)"},
	} {
		r, err := guard.Compile(tt.check)
		if err != nil {
			t.Fatal(err)
		}
		e := &ledger.Entry{ID: "D-7K3QXM", Decision: &ledger.Decision{Title: "Whole cents", Because: tt.because}}
		var hit *guard.Hit
		if tt.check.Companion == "" {
			hit = &guard.Hit{Rule: r, Line: 1, Found: "float64"}
		}
		if got := phrase.Breach(e, r, tt.file, hit); got != tt.want {
			t.Errorf("got  %q\nwant %q", got, tt.want)
		}
	}
}
