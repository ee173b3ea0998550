package workspace

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
)

// Spread are the areas that no longer rest on one person because of what came of the blocks that began in some time: without the
// commits that their people wrote together they would. Of nested areas the outermost is told. Before the index is ready, and
// where no block led to a commit, there are none.
func (w *Workspace) Spread(ctx context.Context, from, to time.Time) ([]string, error) {
	s := w.Snapshot()
	if !s.Indexed || w.index == nil {
		return nil, nil
	}
	without, err := w.cameOfBlocks(ctx, s, from, to)
	if err != nil || len(without) == 0 {
		return nil, err
	}
	now, err := w.Areas(ctx)
	if err != nil {
		return nil, err
	}
	shared := map[string]bool{}
	for _, a := range now {
		if _, rests := a.Rests(); !rests {
			shared[a.Path] = true
		}
	}
	if len(shared) == 0 {
		return nil, nil
	}
	tracked, err := w.tracked()
	if err != nil {
		return nil, err
	}
	lively, err := w.lively(ctx, s, tracked)
	if err != nil {
		return nil, err
	}
	folders := ownership.Folders(lively)
	maps.DeleteFunc(folders, func(dir string, _ []string) bool { return !shared[dir] })
	by := w.weighing(s)
	by.Ignore = maps.Clone(by.Ignore)
	if by.Ignore == nil {
		by.Ignore = map[git.Hash]bool{}
	}
	maps.Copy(by.Ignore, without)
	then, err := w.areasBy(ctx, s, folders, by)
	if err != nil {
		return nil, fmt.Errorf("cannot tell what pairing changed: %w", err)
	}
	var out []string
	for _, a := range then { // by path: what is around comes first
		if _, rests := a.Rests(); rests && (len(out) == 0 || !strings.HasPrefix(a.Path, out[len(out)-1]+"/")) {
			out = append(out, a.Path)
		}
	}
	return out, nil
}

// cameOfBlocks are the commits that came of the blocks that took place and began in some time.
func (w *Workspace) cameOfBlocks(ctx context.Context, s *Snapshot, from, to time.Time) (map[git.Hash]bool, error) {
	out := map[git.Hash]bool{}
	var said []*ledger.Entry
	until := time.Time{}
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		p := e.Pairing
		if e.State != ledger.Done || e.Retracted || p.Start.Before(from) || !p.Start.Before(to) {
			continue
		}
		for _, h := range p.Commits {
			out[git.Hash(h)] = true
		}
		said = append(said, e)
		if end := p.End().Add(settleTime); end.After(until) {
			until = end
		}
	}
	if len(said) == 0 {
		return nil, nil
	}
	commits, err := w.index.Joint(ctx, index.JointQuery{Since: from, Until: until})
	if err != nil {
		return nil, fmt.Errorf("cannot tell who wrote commits together: %w", err)
	}
	for _, e := range said {
		for _, c := range s.cameOf(e, commits) {
			out[c.Commit] = true
		}
	}
	return out, nil
}
