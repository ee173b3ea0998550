package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// ErrNoHistory says that a question about history cannot be answered: git is not installed, or the cache
// cannot be used. What exactly was logged when the workspace was opened.
var ErrNoHistory = errors.New("the history of this repository cannot be read; `leadline doctor` says why")

// Resolve finds the commit that a name means: HEAD, a full hash, a tag or a branch. Names are read by our own
// reader and never handed to git, so nothing else that git understands (HEAD~2, @{u}) means anything.
func (w *Workspace) Resolve(ctx context.Context, rev string) (git.Hash, error) {
	if w.history == nil {
		return "", ErrNoHistory
	}
	h, err := w.named(rev)
	if err != nil {
		return "", err
	}
	if h == "" {
		return "", fmt.Errorf("no commit, branch or tag is called %.80q; name a full hash, HEAD, a branch or a tag", rev)
	}
	// A tag can be an object of its own: the walk begins at the commit that it names.
	for c, err := range w.history.Log(ctx, git.LogQuery{Tips: []git.Hash{h}, Limit: 1}) {
		if err != nil {
			return "", fmt.Errorf("%.80q names no commit that can be read: %w", rev, err)
		}
		return c.Hash, nil
	}
	return "", fmt.Errorf("%.80q names no commit; name a full hash, HEAD, a branch or a tag", rev)
}

// named looks a name up, in git's own order; "" when there is none, or HEAD is unborn.
func (w *Workspace) named(rev string) (git.Hash, error) {
	if rev == "HEAD" || rev == "@" {
		head, err := w.Repository.Head()
		return head.Hash, err
	}
	if h := git.Hash(strings.ToLower(rev)); h.Valid() {
		return h, nil
	}
	names := []string{"refs/tags/" + rev, "refs/heads/" + rev, "refs/remotes/" + rev}
	if strings.HasPrefix(rev, "refs/") {
		names = []string{rev}
	}
	for _, name := range names {
		h, ok, err := w.Repository.Ref(name)
		var refused *git.RefusedError
		if errors.As(err, &refused) {
			continue // no ref can be called so
		}
		if ok || err != nil {
			return h, err
		}
	}
	return "", nil
}

// TruckFactor is that of the files below dir ("" is all) in a commit, from the history that it reaches. A
// repository without commits has no files.
func (w *Workspace) TruckFactor(ctx context.Context, dir string, at git.Hash) (ownership.Factor, error) {
	if at == "" {
		return ownership.Factor{}, nil
	}
	if w.history == nil || w.index == nil {
		return ownership.Factor{}, ErrNoHistory
	}
	paths, err := w.written(ctx, dir, at)
	if err != nil {
		return ownership.Factor{}, err
	}
	q := index.FileQuery{Paths: paths, At: at}
	factor, err := truckFactor(ctx, w.index, w.Snapshot().People, q)
	if !errors.Is(err, index.ErrUnknownCommit) {
		return factor, err
	}
	return w.truckFactorElsewhere(ctx, q)
}

func truckFactor(ctx context.Context, x *index.Index, d *people.Directory, q index.FileQuery) (ownership.Factor, error) {
	faces := ownership.NewFaces(d)
	authors := make([][]*people.Person, 0, len(q.Paths))
	for f, err := range x.Files(ctx, q) {
		if err != nil {
			return ownership.Factor{}, err
		}
		authors = append(authors, ownership.Authors(f, faces))
	}
	factor := ownership.TruckFactor(authors)
	factor.Split = d.Pairs(factor.People)
	return factor, nil
}

// truckFactorElsewhere reads a history that the index leaves out, that of a branch nobody has checked out,
// into an index for this one question.
func (w *Workspace) truckFactorElsewhere(ctx context.Context, q index.FileQuery) (factor ownership.Factor, err error) {
	dir, err := os.MkdirTemp(CacheDir(w.options.Dirs, w.Repository), "at-")
	if err != nil {
		return factor, fmt.Errorf("cannot make a folder for another index: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	x, err := index.Open(ctx, index.File(dir))
	if err != nil {
		return factor, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if _, err := x.Refresh(ctx, w.history, []git.Hash{q.At}, w.options.OnProgress); err != nil {
		return factor, fmt.Errorf("cannot read the history of %.12s: %w", q.At, err)
	}
	identities, err := x.Identities(ctx)
	if err != nil {
		return factor, err
	}
	s := w.Snapshot()
	return truckFactor(ctx, x, w.directory(ctx, identities, s.Head, s.Settings), q)
}

// headSize is how much of a file tells its language and whether a program wrote it.
const headSize = 4096

// written lists the files of a commit that a truck factor is about. What a program wrote is recognised by the
// name, and by what the file says of itself where it is still in the work tree.
func (w *Workspace) written(ctx context.Context, dir string, at git.Hash) ([]string, error) {
	dir = strings.TrimSuffix(dir, "/")
	var all []string
	for e, err := range w.history.Tree(ctx, at) {
		if err != nil {
			return nil, err
		}
		below := dir == "" || dir == "." || e.Path == dir || strings.HasPrefix(e.Path, dir) && e.Path[len(dir)] == '/'
		const regular = 0o100000
		if below && e.Mode&0o170000 == regular && mayCount(e.Path) {
			all = append(all, e.Path)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	work := pool.NewWithResults[[]string]().WithContext(ctx).WithMaxGoroutines(4)
	for batch := range slices.Chunk(all, 256) {
		work.Go(func(ctx context.Context) ([]string, error) {
			reader, err := w.Repository.NewWorktreeReader()
			if err != nil {
				reader = nil // names alone have to do
			} else {
				defer reader.Close()
			}
			return slices.DeleteFunc(batch, func(path string) bool { return !ownership.Counts(path, beginning(reader, path)) }), ctx.Err()
		})
	}
	found, err := work.Wait()
	out := slices.Concat(found...)
	slices.Sort(out)
	return out, err
}

// mayCount leaves out what no beginning of a file could make count, so that fewer files are read.
func mayCount(name string) bool {
	return ownership.Counts(name, nil) || !strings.Contains(path.Base(name), ".")
}

// beginning is how a file of the work tree begins; nil when it is not there. It is good until the next call.
func beginning(reader *git.WorktreeReader, path string) []byte {
	if reader == nil {
		return nil
	}
	text, err := reader.Beginning(path, mostScanned, headSize)
	if err != nil {
		return nil
	}
	return text
}
