package phrase_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

func TestReviewing(t *testing.T) {
	now := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	me, two := &people.Person{Name: "Dev One"}, &people.Person{Name: "Dev Two", Handle: "dev2"}
	v := phrase.Voice{Snapshot: &workspace.Snapshot{Me: me}, Now: now}
	rule := &codeowners.Rule{File: "CODEOWNERS", Line: 3}
	load := review.LoadOf([]review.Request{{Asked: now}, {Asked: now}}, now)
	got := v.Reviewing(review.Suggestion{Load: &load, Reasons: []review.Reason{
		{Kind: review.Owns, Rule: rule, Files: 2, Of: 2},
		{Kind: review.Owns, Rule: rule, Team: "@org/pay", Files: 1, Of: 2},
		{Kind: review.Wrote, Count: 1},
		{Kind: review.Reviewed, Count: 1},
		{Kind: review.Changed, Count: 20, Area: "pay"},
		{Kind: review.Merged, Count: 2000},
		{Kind: review.Claimed},
		{Kind: review.Expert, Area: "pay"},
		{Kind: review.Asked, Area: "pay", With: two},
		{Kind: review.Learner, Area: "pay", With: me},
		{Kind: review.Less},
		{Kind: review.Pair, Count: 3},
		{Kind: review.Elsewhere},
		{Kind: review.Active, When: now.AddDate(0, 0, -1)},
	}})
	want := []string{
		"owns these files (CODEOWNERS:3)",
		"stands for @org/pay, which owns 1 of 2 files (CODEOWNERS:3)",
		"wrote 1 line of those you change",
		"reviewed 1 change of these files",
		"made 20 changes to pay/",
		"merged over 20 changes of these files", // nobody's output is told
		"says to ask them",
		"pay/ rests on them",
		"asked to learn pay/; @dev2 can help",
		"would be a second one to know pay/, which rests on one person; you can help",
		"asked for less of this",
		"reviewed changes of yours",
		"works elsewhere in this repository",
		"last here yesterday",
		"2 reviews open",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
