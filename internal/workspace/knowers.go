package workspace

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
)

// KnowersOf are the people who know a file or a folder ("." for all), open or not, best first; none before the index is
// ready.
func (w *Workspace) KnowersOf(ctx context.Context, path string) ([]ownership.Knower, error) {
	return w.knowersOf(ctx, w.Snapshot(), path)
}

func (w *Workspace) knowersOf(ctx context.Context, s *Snapshot, path string) ([]ownership.Knower, error) {
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	contributions, err := w.index.ContributionsBy(ctx, path, w.weighing(s))
	if err != nil {
		return nil, fmt.Errorf("cannot tell who knows %s: %w", path, err)
	}
	return s.activeIn(s.corrected(path, ownership.Knowers(contributions, s.People, s.Now()))), nil
}

// Nearest is the nearest person to a file or a folder ("." for all) who is still here, the reader too: whom to turn to where
// those who knew it are gone. It is nil where nobody is, and before the index is ready. Left out is who wants to be named
// nowhere, whom the reader never wants suggested, who says that they no longer know the path, and who is among except.
func (w *Workspace) Nearest(ctx context.Context, path string, except ...*people.Person) (*ownership.Near, error) {
	s := w.Snapshot()
	knowers, err := w.knowersOf(ctx, s, path)
	if err != nil {
		return nil, err
	}
	return w.nearest(ctx, s, path, knowers, except...)
}

// nearest is [Workspace.Nearest] of a path with the people who know it.
func (w *Workspace) nearest(ctx context.Context, s *Snapshot, at string, knowers []ownership.Knower, except ...*people.Person) (*ownership.Near, error) {
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	wanted := func(p *people.Person) bool {
		word, said := s.Word(p, at)
		return !slices.Contains(except, p) && !p.Bot && !s.Muted(p) && !(said && word.Kind == ledger.KnowledgeDisclaimed)
	}
	area := path.Clean(strings.TrimSuffix(at, "/"))
	for {
		if k := ownership.Best(knowers, wanted); k != nil {
			return &ownership.Near{Knower: *k, Area: area}, nil
		}
		if area == "." || area == "/" {
			return nil, nil
		}
		area = path.Dir(area)
		var err error
		if knowers, err = w.knowersOf(ctx, s, area); err != nil {
			return nil, err
		}
	}
}

// Muted says whether the reader wants a person never suggested.
func (s *Snapshot) Muted(p *people.Person) bool {
	return slices.ContainsFunc(s.Settings.Hints.Mute, func(who string) bool { return s.Person(who) == p })
}
