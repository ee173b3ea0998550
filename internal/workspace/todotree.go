package workspace

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/todo"
)

// mostScanned is the size in bytes up to which a file is looked at for TODO comments. Larger ones are
// data or generated.
const mostScanned = 2 << 20

// attributesLimit is the size of a .gitattributes file that is read.
const attributesLimit = 256 << 10

// ScanTodos reads the tracked files of the work tree, as the index lists them, and answers their TODO comments in the order of paths and
// lines. Left out are files that are vendored or generated, by their names, by their first lines or by what
// .gitattributes says (linguist-vendored, linguist-generated), files of no language that has comments, links, and
// what is larger than 2 MB. each, if not nil, sees every file that holds one of the words; its text is good until it
// returns. It is called concurrently.
func (w *Workspace) ScanTodos(ctx context.Context, words []string, each func(path string, text []byte, found []todo.Todo)) ([]todo.Todo, error) {
	tracked, err := w.Repository.Tracked()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	attributes := w.attributes(tracked)
	files := slices.DeleteFunc(tracked, func(f git.Tracked) bool { return !scannable(f, attributes) })
	return w.scanFiles(ctx, files, attributes, words, each)
}

// scanFiles is ScanTodos for some files, which are scannable.
func (w *Workspace) scanFiles(ctx context.Context, files []git.Tracked, attributes *lang.Attributes, words []string,
	each func(path string, text []byte, found []todo.Todo),
) ([]todo.Todo, error) {
	scanner := todo.NewScanner(words)
	const batch = 64
	found := make([][]todo.Todo, (len(files)+batch-1)/batch)
	var next atomic.Int64
	workers := pool.New().WithContext(ctx).WithCancelOnError()
	for range min(len(found), 2*runtime.GOMAXPROCS(0)) {
		workers.Go(func(ctx context.Context) error {
			reader, err := w.Repository.NewWorktreeReader()
			if err != nil {
				return err
			}
			defer reader.Close()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(found) || ctx.Err() != nil {
					return ctx.Err()
				}
				for _, f := range files[i*batch : min(len(files), (i+1)*batch)] {
					found[i] = append(found[i], scanFile(reader, scanner, f.Path, attributes, each)...)
				}
			}
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat(found...), nil
}

// scannable judges by what the index knows.
func scannable(f git.Tracked, attributes *lang.Attributes) bool {
	const regular = 0o100000
	if f.Mode&0o170000 != regular || f.SkipWorktree || f.Size > mostScanned {
		return false
	}
	if !lang.Known(f.Path) && strings.Contains(path.Base(f.Path), ".") {
		return false
	}
	vendored, said := attributes.Vendored(f.Path)
	return !vendored && (said || !lang.Vendored(f.Path))
}

// scanFile answers nothing for a file that cannot be read: it was deleted, or is no regular file.
func scanFile(reader *git.WorktreeReader, scanner todo.Scanner, name string, attributes *lang.Attributes, each func(string, []byte, []todo.Todo)) []todo.Todo {
	text, err := reader.Read(name, mostScanned)
	if err != nil || !scanner.Mentions(text) {
		return nil
	}
	generated, said := attributes.Generated(name)
	if generated || !said && lang.Generated(name, text[:min(len(text), 4096)]) {
		return nil
	}
	found := scanner.Scan(name, text)
	if each != nil {
		each(name, text, found)
	}
	return found
}

// attributes reads the .gitattributes files of the work tree, those nearer to the root first.
func (w *Workspace) attributes(tracked []git.Tracked) *lang.Attributes {
	a := &lang.Attributes{}
	for _, f := range tracked {
		if path.Base(f.Path) != ".gitattributes" {
			continue
		}
		if text, err := w.Repository.ReadWorktreeFile(f.Path, attributesLimit); err == nil {
			a.Add(path.Dir(f.Path), text)
		}
	}
	return a
}
