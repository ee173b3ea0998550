package workspace

import (
	"context"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/todo"
)

const (
	mostChanged = 400 // files of a commit that notes are looked for in: larger ones bring code in
	mostMoves   = 3   // from file to file to file
)

// moves finds the notes that came into the files from other files, in one commit, and gives them the identities that they
// had there.
func (f *following) moves(ctx context.Context, paths []string, depth int) error {
	born := map[git.Hash][]*birth{} // by commit
	var commits []git.Hash
	for _, path := range paths {
		one := f.files[path]
		for i := range one.births {
			b := &one.births[i]
			if !slices.ContainsFunc(one.roll.Live, func(k todo.Known) bool { return k.ID == b.known.ID }) {
				continue
			}
			if born[b.Commit] == nil {
				commits = append(commits, b.Commit)
			}
			born[b.Commit] = append(born[b.Commit], b)
		}
	}
	if len(commits) == 0 || depth == mostMoves {
		return nil
	}
	slices.Sort(commits)
	var sources []source
	for c, err := range f.w.history.Log(ctx, git.LogQuery{Tips: commits, Alone: true}) {
		if err != nil {
			return fmt.Errorf("cannot look for TODO comments that moved: %w", err)
		}
		if len(c.Parents) == 1 && len(c.Changes) <= mostChanged && !c.Truncated {
			sources = append(sources, sourcesOf(c)...)
		}
	}
	if err := f.lost(ctx, sources); err != nil {
		return err
	}
	renamed := map[string]map[string]string{} // per path, which note has another's identity
	byCommit := map[git.Hash][]int{}
	for i, s := range sources {
		byCommit[s.commit] = append(byCommit[s.commit], i)
	}
	slices.SortFunc(commits, func(a, b git.Hash) int { return len(byCommit[a]) - len(byCommit[b]) })
	for _, commit := range commits {
		var went []todo.Known
		var from []int
		for _, i := range byCommit[commit] {
			for _, k := range sources[i].lost {
				went, from = append(went, k), append(from, i)
			}
		}
		if len(went) == 0 {
			continue
		}
		came := make([]todo.Known, len(born[commit]))
		for i, b := range born[commit] {
			came[i] = b.known
		}
		for i, j := range todo.Moved(went, came) {
			if j < 0 {
				continue
			}
			id, err := f.formerly(ctx, sources[from[j]], went[j], depth)
			if err != nil {
				return err
			}
			b := born[commit][i]
			if renamed[b.Path] == nil {
				renamed[b.Path] = map[string]string{}
			}
			renamed[b.Path][b.known.ID] = id
		}
	}
	for _, path := range paths {
		one := f.files[path]
		for _, b := range one.births {
			if id, ok := renamed[b.Path][b.known.ID]; ok {
				one.rename(b.known.ID, id)
			}
		}
	}
	return nil
}

// rename gives a note another identity, unless one of the same file has that.
func (one *followed) rename(from, to string) {
	for _, k := range slices.Concat(one.roll.Live, one.roll.Gone) {
		if k.ID == to {
			return
		}
	}
	live := slices.Clone(one.roll.Live)
	for i := range live {
		if live[i].ID == from {
			live[i].ID = to
		}
	}
	one.roll.Live = live
}

// source is a file that a commit changed or took away, and what went from it.
type source struct {
	commit, parent git.Hash
	path           string
	deleted        bool
	before         []todo.Todo
	lost           []todo.Known
}

func sourcesOf(c *git.Commit) []source {
	var out []source
	for _, change := range c.Changes {
		if (change.Status == 'M' || change.Status == 'D') && lang.Known(change.Path) && !lang.Vendored(change.Path) {
			out = append(out, source{commit: c.Hash, parent: c.Parents[0], path: change.Path, deleted: change.Status == 'D'})
		}
	}
	return out
}

// lost finds out what went from each source.
func (f *following) lost(ctx context.Context, sources []source) error {
	for from := 0; from < len(sources); from += contentsAtOnce / 2 {
		chunk := sources[from:min(len(sources), from+contentsAtOnce/2)]
		var wanted []git.FileAt
		for _, s := range chunk {
			wanted = append(wanted, git.FileAt{Commit: s.parent, Path: s.path}, git.FileAt{Commit: s.commit, Path: s.path})
		}
		for i, c := range f.w.history.Contents(ctx, wanted, mostScanned) {
			if c.Err != nil {
				return fmt.Errorf("cannot look for TODO comments that moved: %w", c.Err)
			}
			s := &chunk[i/2]
			if i%2 == 0 {
				if f.scanner.Mentions(c.Text) {
					s.before = f.scanner.Scan(s.path, c.Text)
				}
				continue
			}
			if len(s.before) == 0 || c.Text == nil && !s.deleted {
				continue
			}
			roll := todo.Roll{}.Next(s.before)
			s.lost = roll.Next(roll.Follow(f.scanner.Scan(s.path, c.Text))).Gone
		}
	}
	return nil
}

// formerly is the identity that a note had in the file it went from.
func (f *following) formerly(ctx context.Context, s source, k todo.Known, depth int) (string, error) {
	there := &following{w: f.w, head: f.head, scanner: f.scanner, seed: f.seed, files: map[string]*followed{}}
	paths := []string{s.path}
	if err := there.find(ctx, paths); err != nil {
		return "", err
	}
	one := there.files[s.path]
	if until := slices.IndexFunc(one.touches, func(t index.Touch) bool { return t.Commit == s.commit }); until >= 0 {
		one.touches = one.touches[:until]
	} else { // another file has its name now; asking for what a commit of long ago reaches takes longer
		there.head = s.parent
		if err := there.find(ctx, paths); err != nil {
			return "", err
		}
	}
	if err := there.read(ctx, paths); err != nil {
		return "", err
	}
	if err := there.moves(ctx, paths, depth+1); err != nil {
		return "", err
	}
	// The last version that was read is that of the parent, unless a merge made it.
	for i, n := range there.files[s.path].roll.Follow(s.before) {
		if s.before[i].ID == k.ID {
			return n.ID, nil
		}
	}
	return k.ID, nil
}
