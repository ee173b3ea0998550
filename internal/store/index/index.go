// Package index keeps the raw facts of a repository's history.
package index

import (
	"context"
	"iter"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Source is where the index reads history from: a git.Store.
type Source interface {
	Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error]
}

// State says what the index holds.
type State struct {
	Complete   bool       // a whole history is there; false before the first build has ended
	Generation int64      // grows with every change
	Tips       []git.Hash // sorted
	Commits    int64      // without merges' duplicates: every commit reachable from Tips
}

// Contribution is what one raw identity did to a path.
type Contribution struct {
	Who         git.Identity
	Changes     int
	Reviews     int
	Weight      float64
	First, Last time.Time
}

// Index is an open index.
type Index struct{}

func Open(ctx context.Context, path string) (*Index, error) { return nil, nil }
func (x *Index) Close() error                               { return nil }
func (x *Index) State() State                               { return State{} }
func (x *Index) Refresh(ctx context.Context, s Source, tips []git.Hash, progress func(done, total int)) (changed bool, err error) {
	return false, nil
}
func (x *Index) Contributions(ctx context.Context, path string) ([]Contribution, error) {
	return nil, nil
}
func (x *Index) Identities(ctx context.Context) ([]git.Identity, error) { return nil, nil }
func (x *Index) Renamed(ctx context.Context, path string, after git.Hash) (string, bool, error) {
	return "", false, nil
}
