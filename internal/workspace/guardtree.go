package workspace

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// A check that takes longer than this for one file is given up for the whole tree.
const treeEach = 500 * time.Millisecond

// Breach is a place in the tree where code does not keep to a decision.
type Breach struct {
	Entry *ledger.Entry
	Rule  *guard.Rule
	Path  string
	// Hit is where; nil where a companion has not changed with the file.
	Hit *guard.Hit
}

// Breaches are what a look at the tree found.
type Breaches struct {
	Found []Breach // by path and line
	Files int      // that were read
	// More are files with more hits than are told, Late rules that took too long and were given up.
	More []string
	Late []Breach
}

// CheckTree evaluates the checks over the tracked files of the work tree that lie in one of the areas; none are all. What
// is vendored or generated is left out, and so are links, binary files and those of more than 2 MB.
func (w *Workspace) CheckTree(ctx context.Context, s *Snapshot, g *Guards, areas []string) (*Breaches, error) {
	out := &Breaches{}
	if g.set.Len() == 0 {
		return out, nil
	}
	tracked, err := w.Repository.Tracked()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	within := func(path string) bool {
		return len(areas) == 0 || slices.ContainsFunc(areas, func(a string) bool { return a == "" || a == "." || ledger.Covers(a, path) })
	}
	kept := map[*guard.Rule]bool{}
	var files []string
	for _, f := range tracked {
		const regular = 0o100000
		if f.Mode&0o170000 != regular || f.SkipWorktree || !within(f.Path) {
			continue
		}
		for _, r := range w.lagging(s, g, f.Path, kept) {
			out.Found = append(out.Found, Breach{Entry: g.Entry(r), Rule: r, Path: f.Path})
		}
		if f.Size <= guard.MostText && g.set.Speaks(f.Path) {
			files = append(files, f.Path)
		}
	}
	if err := w.checkFiles(ctx, g, files, out); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.Found, byPlace)
	slices.Sort(out.More)
	slices.SortStableFunc(out.Late, byPlace)
	return out, ctx.Err()
}

func byPlace(a, b Breach) int {
	line := func(b Breach) int {
		if b.Hit == nil {
			return 0
		}
		return b.Hit.Line
	}
	switch {
	case a.Path != b.Path:
		if a.Path < b.Path {
			return -1
		}
		return 1
	}
	return line(a) - line(b)
}

// checkFiles reads the files concurrently.
func (w *Workspace) checkFiles(ctx context.Context, g *Guards, files []string, out *Breaches) error {
	const batch = 32
	var mu sync.Mutex // guards out and late
	late := map[*guard.Rule]bool{}
	limits := guard.Limits{Now: w.options.Now, Each: treeEach, Skip: func(r *guard.Rule) bool {
		mu.Lock()
		defer mu.Unlock()
		return late[r]
	}}
	check := func(reader *git.WorktreeReader, path string) {
		text, err := reader.Read(path, guard.MostText)
		if err != nil || !g.written(path, text[:min(len(text), headRead)]) {
			return // it was deleted, is no regular file, or is nobody's here
		}
		r := g.set.Eval(ctx, path, string(text), limits)
		mu.Lock()
		defer mu.Unlock()
		out.Files++
		for _, h := range r.Hits {
			out.Found = append(out.Found, Breach{Entry: g.Entry(h.Rule), Rule: h.Rule, Path: path, Hit: &h})
		}
		if r.More {
			out.More = append(out.More, path)
		}
		for _, x := range r.Late {
			if !late[x] {
				late[x] = true
				out.Late = append(out.Late, Breach{Entry: g.Entry(x), Rule: x, Path: path})
			}
		}
	}
	var next atomic.Int64
	workers := pool.New().WithContext(ctx).WithCancelOnError()
	for range min((len(files)+batch-1)/batch, 2*runtime.GOMAXPROCS(0)) {
		workers.Go(func(ctx context.Context) error {
			reader, err := w.Repository.NewWorktreeReader()
			if err != nil {
				return err
			}
			defer reader.Close()
			for {
				i := int(next.Add(1)-1) * batch
				if i >= len(files) || ctx.Err() != nil {
					return ctx.Err()
				}
				for _, path := range files[i:min(len(files), i+batch)] {
					check(reader, path)
				}
			}
		})
	}
	return workers.Wait()
}
