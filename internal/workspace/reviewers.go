package workspace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/store/index"
)

const (
	// reviewed is how far back reviews are read for suggestions: what is older weighs next to nothing.
	reviewed = 4 * 365 * 24 * time.Hour
	// mostReviewers are suggested; more is no choice.
	mostReviewers = 5
)

// reviews remembers who reviews what, which costs a pass over the index.
type reviews struct {
	mu   sync.Mutex
	key  reviewsKey
	book *review.Book
}

type reviewsKey struct {
	head    git.Hash
	day     string
	settled uint64
}

// ReviewBook is who reviews what; nil before the index is ready, and in a repository without commits.
func (w *Workspace) ReviewBook(ctx context.Context) (*review.Book, error) {
	s := w.Snapshot()
	if !s.Indexed || w.index == nil || s.Head.Hash == "" {
		return nil, nil
	}
	key := reviewsKey{s.Head.Hash, s.Now().UTC().Format(time.DateOnly), s.settled}
	w.reviews.mu.Lock()
	defer w.reviews.mu.Unlock()
	if w.reviews.book != nil && w.reviews.key == key {
		return w.reviews.book, nil
	}
	past, err := w.past(ctx, s, index.LandingsQuery{Since: s.Now().Add(-reviewed)})
	if err != nil {
		return nil, err
	}
	w.reviews.key, w.reviews.book = key, review.Study(past, reviewRules(s))
	return w.reviews.book, nil
}

// past reads a history as who reviewed what.
func (w *Workspace) past(ctx context.Context, s *Snapshot, q index.LandingsQuery) (*review.Past, error) {
	q.At, q.Most, q.Ignore = s.Head.Hash, review.MostPaths, s.ignored
	if s.Hosted != nil {
		q.Reviews = s.Hosted.landed
	}
	landings, err := w.index.Landings(ctx, q)
	if errors.Is(err, index.ErrUnknownCommit) { // HEAD moved on; the next refresh knows it
		return review.Read(&index.Landings{}, s.People, s.Now().Unix()), nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot tell who reviewed what: %w", err)
	}
	return review.Read(landings, s.People, s.Now().Unix()), nil
}

func reviewRules(s *Snapshot) review.Rules {
	r := review.Usual()
	if half := s.Settings.Knowledge.HalfLife; half > 0 {
		r.HalfLife = half.Hours() / 24
	}
	if gone := s.Settings.Knowledge.Inactive; gone > 0 {
		r.Gone = gone.Hours() / 24
	}
	return r
}

// ReviewTrial tries on this repository's own history who would have been named. since, if it is set, is the commit after which
// to begin; what it reaches is only learned from.
func (w *Workspace) ReviewTrial(ctx context.Context, since git.Hash) (*review.Trial, error) {
	s := w.Snapshot()
	if w.index == nil {
		return nil, ErrNoHistory
	}
	if !s.Indexed || s.Head.Hash == "" {
		return review.Replay(&review.Past{}, reviewRules(s), nil), nil
	}
	past, err := w.past(ctx, s, index.LandingsQuery{Not: since})
	if err != nil {
		return nil, err
	}
	tracked, err := w.Tracked()
	if err != nil {
		return nil, err
	}
	exists := func(path string) bool {
		_, found := slices.BinarySearch(tracked, path)
		return found
	}
	slices.Sort(tracked)
	return review.Replay(past, reviewRules(s), exists), nil
}

// Reviewers are who could review a change, the first to ask first; none before the index is ready.
func (w *Workspace) Reviewers(ctx context.Context, change Branch) ([]review.Suggestion, error) {
	book, err := w.ReviewBook(ctx)
	if book == nil || err != nil {
		return nil, err
	}
	s := w.Snapshot()
	ask, err := w.askFor(ctx, s, change, s.Loads())
	if err != nil {
		return nil, err
	}
	return book.Suggest(ask, mostReviewers), nil
}

// askFor says all that is known about a change and about those who may review it.
func (w *Workspace) askFor(ctx context.Context, s *Snapshot, change Branch, loads map[*people.Person]review.Load) (review.Ask, error) {
	a := review.Ask{Paths: change.Paths, Authors: change.Authors, At: s.Now(), Loads: loads, Lines: change.Lines}
	a.May = func(p *people.Person) bool { return s.mayReview(p, a.Paths, a.Loads) }
	a.Last = func(p *people.Person) bool {
		return len(s.standing.wishes[p]) > 0 && slices.ContainsFunc(a.Paths, func(path string) bool {
			wish, ok := s.Wish(p, path)
			return ok && wish.Kind == ledger.WishLess
		})
	}
	a.Declared = s.declaredFor(change.Paths)
	for p := range s.standing.words {
		if slices.ContainsFunc(a.Paths, func(path string) bool {
			word, ok := s.Word(p, path)
			return ok && word.Kind == ledger.KnowledgeClaimed
		}) {
			a.Claims = append(a.Claims, p)
		}
	}
	silos, err := w.silosOf(ctx, change.Paths)
	if err != nil {
		return a, err
	}
	a.Silos, a.Learners = silos, map[string][]*people.Person{}
	for _, silo := range silos {
		for _, wisher := range s.Wishers(silo.Area) {
			if wisher.Wish.Kind == ledger.WishLearn && wisher.Here {
				a.Learners[silo.Area] = append(a.Learners[silo.Area], wisher.Person)
			}
		}
	}
	return a, nil
}

// mayReview says whether somebody may be named at all.
func (s *Snapshot) mayReview(p *people.Person, paths []string, loads map[*people.Person]review.Load) bool {
	if p.Bot || p == s.Me || s.LeftOut(p) || s.Muted(p) || !s.Here(p) {
		return false
	}
	if limit, ok := s.Limit(p); ok && loads[p].Open >= limit {
		return false
	}
	words := s.standing.words[p]
	if len(words) == 0 {
		return s.Active(p)
	}
	// Who says that they no longer know any of it is not asked about it.
	fresh, disclaimed := s.Active(p), len(paths) > 0
	for _, path := range paths {
		word, said := s.Word(p, path)
		if !said || word.Kind != ledger.KnowledgeDisclaimed {
			disclaimed = false
		}
		fresh = fresh || said && word.Kind == ledger.KnowledgeClaimed && s.Now().Sub(word.At) <= s.Settings.Knowledge.Inactive
	}
	return fresh && !disclaimed
}

// silosOf are the areas of some paths that rest on one person, the one with most of the paths first.
func (w *Workspace) silosOf(ctx context.Context, paths []string) ([]ownership.Silo, error) {
	areas, err := w.Areas(ctx)
	if err != nil {
		return nil, err
	}
	var out []ownership.Silo
	files := map[string]int{}
	around := map[string]*ownership.Silo{}
	for _, path := range paths {
		dir := path[:strings.LastIndexByte(path, '/')+1]
		silo, known := around[dir]
		if !known && len(around) < mostFolders {
			if found, ok := ownership.Around(areas, path); ok {
				silo = &found
			}
			around[dir] = silo
		}
		if silo == nil {
			continue
		}
		if files[silo.Area]++; files[silo.Area] == 1 {
			out = append(out, *silo)
		}
	}
	slices.SortStableFunc(out, func(a, b ownership.Silo) int { return files[b.Area] - files[a.Area] })
	return out, nil
}

// mostFolders of a change are looked at for silos: a change in more of them is about none.
const mostFolders = 100
