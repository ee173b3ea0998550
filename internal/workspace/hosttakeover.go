package workspace

import (
	"context"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
)

// HostedTakeOvers is [Workspace.TakeOvers] for a request at the host. Nobody is named where its commits were not fetched: what it
// changes is not known then.
func (w *Workspace) HostedTakeOvers(ctx context.Context, r HostedRequest, loads map[*people.Person]review.Load) ([]review.Suggestion, error) {
	book, err := w.ReviewBook(ctx)
	if book == nil || err != nil {
		return nil, err
	}
	s := w.Snapshot()
	paths, err := w.hostedPaths(ctx, s, r)
	if len(paths) == 0 || err != nil {
		return nil, err
	}
	change := Branch{Paths: paths}
	if r.Author != nil {
		change.Authors = []*people.Person{r.Author}
	}
	ask, err := w.askFor(ctx, s, change, loads)
	if err != nil {
		return nil, err
	}
	ask.May = func(p *people.Person) bool {
		_, gave := r.Given[p]
		return !gave && !slices.Contains(r.Asked, p) && s.mayReview(p, paths, loads)
	}
	return book.Suggest(ask, mostReviewers), nil
}

// hostedPaths are the files that a request changes, sorted; none where its commits are not on this machine.
func (w *Workspace) hostedPaths(ctx context.Context, s *Snapshot, r HostedRequest) ([]string, error) {
	if w.history == nil || !r.Head.Valid() || s.Head.Hash == "" {
		return nil, nil
	}
	if gone, err := w.history.Missing(ctx, []git.Hash{r.Head}); err != nil || len(gone) > 0 {
		return nil, err
	}
	not := []git.Hash{s.Head.Hash}
	if _, upstream, ok := w.Repository.DefaultUpstream(); ok {
		not = []git.Hash{upstream}
	}
	var paths []string
	for c, err := range w.history.Log(ctx, git.LogQuery{Tips: []git.Hash{r.Head}, Not: not, NoMerges: true, Limit: mostBranch}) {
		if err != nil {
			return nil, fmt.Errorf("cannot tell what %s changes: %w", r.ID, err)
		}
		for _, ch := range c.Changes {
			if len(paths) >= 2*MostChange {
				break
			}
			paths = append(paths, ch.Path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}
