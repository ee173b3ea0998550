package phrase_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/share"
)

func TestManyRefusalsOfOneWriterAreOneLine(t *testing.T) {
	clash := func(writer, detail string) share.Refusal {
		return share.Refusal{Writer: writer, Who: "Dev", Reason: share.Clashed, Detail: detail}
	}
	got := phrase.Refusals([]share.Refusal{
		clash("a", "first"), clash("a", "second"), clash("a", "third"), clash("b", "fourth"),
		{Writer: "b", Who: "Dev", Reason: share.Unread, Detail: "odd"},
	})
	want := []string{
		"Left out: one event of Dev (writer a). first (and 2 more of theirs)",
		"Left out: one event of Dev (writer b). fourth",
		"Not read: something that Dev (writer b) sent is none that this version reads; it waits, and what follows it. odd",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(phrase.Refusals(nil)) > 0 {
		t.Error("nothing is refused")
	}
}
