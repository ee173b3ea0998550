package workspace

import (
	"context"
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
)

// TakeOvers are who could take an open request over from whoever has it, the first to ask first, if so much waited for everybody
// as loads says; none before the index is ready, and for a request that names no files. Nobody is asked by it.
func (w *Workspace) TakeOvers(ctx context.Context, e *ledger.Entry, loads map[*people.Person]review.Load) ([]review.Suggestion, error) {
	book, err := w.ReviewBook(ctx)
	if book == nil || err != nil || e.Review == nil || len(e.Review.Paths) == 0 {
		return nil, err
	}
	s := w.Snapshot()
	ask, err := w.askFor(ctx, s, Branch{Paths: e.Review.Paths, Authors: []*people.Person{s.Actor(e.By)}}, loads)
	if err != nil {
		return nil, err
	}
	var not []*people.Person
	for _, a := range append(slices.Clone(e.Answers), e.Late...) {
		not = append(not, s.Actor(a.By)) // who declined is not asked again
	}
	ask.May = func(p *people.Person) bool {
		return p != s.Reviewer(e) && !slices.Contains(not, p) && s.mayReview(p, ask.Paths, loads)
	}
	return book.Suggest(ask, mostReviewers), nil
}

// Reviewer is who is to do a review: whoever took it, else whoever was asked; nil for somebody whom nobody knows.
func (s *Snapshot) Reviewer(e *ledger.Entry) *people.Person {
	if who, held := e.Holder(); held {
		return s.Actor(who)
	}
	return s.Person(e.Review.To)
}
