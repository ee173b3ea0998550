package workspace

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/ledger"
)

// mostCiting files are answered that cite one entry.
const mostCiting = 2000

// Citing is a file that cites an entry.
type Citing struct {
	Path  string
	Text  string // as it is open, else on disk
	Where []ledger.Citation
}

// citations remembers what the files of a work tree cite, so that only those are read again that have changed.
type citations struct {
	mu    sync.Mutex
	files map[string]citedFile
}

// citedFile is what a version of a file cites, each once; it is nothing for nearly all files.
type citedFile struct {
	size  int64
	mtime time.Time
	cites []ledger.Citation
}

// Citing finds the tracked and the open files that cite an entry, in the order of their paths, at most 2,000. Vendored files
// are left out, and those larger than 2 MB. The first search reads the work tree, later ones what has changed since.
func (w *Workspace) Citing(ctx context.Context, s *Snapshot, e *ledger.Entry) ([]Citing, error) {
	paths, err := w.freshenCitations(ctx, s, e)
	if err != nil {
		return nil, err
	}
	reader, err := w.Repository.NewWorktreeReader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	var out []Citing
	for _, path := range paths {
		if len(out) == mostCiting || ctx.Err() != nil {
			break
		}
		found := Citing{Path: path}
		if d, open := s.Document(path); open {
			found.Text, found.Where = d.Text, d.citations(path)
		} else if text, err := reader.Read(path, mostScanned); err == nil {
			found.Text = string(text)
			found.Where = citationsIn(path, found.Text)
		}
		meant := s.Cited(path)
		found.Where = slices.DeleteFunc(slices.Clone(found.Where), func(c ledger.Citation) bool {
			entries := meant(c)
			return len(entries) == 0 || entries[0] != e
		})
		if len(found.Where) > 0 {
			out = append(out, found)
		}
	}
	return out, ctx.Err()
}

// freshenCitations looks at what has changed in the work tree, and answers the files that may cite an entry.
func (w *Workspace) freshenCitations(ctx context.Context, s *Snapshot, e *ledger.Entry) ([]string, error) {
	w.cites.mu.Lock()
	defer w.cites.mu.Unlock()
	tracked, err := w.Repository.Tracked()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	tracked = slices.DeleteFunc(tracked, func(f git.Tracked) bool {
		const regular = 0o100000
		return f.Mode&0o170000 != regular || f.SkipWorktree || lang.Vendored(f.Path)
	})
	files := make(map[string]citedFile, len(tracked))
	var mu sync.Mutex
	workers := pool.New().WithContext(ctx).WithCancelOnError()
	size := max(64, len(tracked)/(4*runtime.GOMAXPROCS(0))+1)
	for chunk := range slices.Chunk(tracked, size) {
		workers.Go(func(ctx context.Context) error {
			found, err := w.readCitations(ctx, s.Top, chunk)
			mu.Lock()
			defer mu.Unlock()
			for i, f := range found {
				files[chunk[i].Path] = f
			}
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err
	}
	w.cites.files = files
	var out []string
	for path, f := range files {
		if _, open := s.Document(path); !open && slices.ContainsFunc(f.cites, func(c ledger.Citation) bool { return mayMean(c, e) }) {
			out = append(out, path)
		}
	}
	for _, path := range s.Documents() {
		if slices.ContainsFunc(s.Citations(path), func(c ledger.Citation) bool { return mayMean(c, e) }) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out, nil
}

// mayMean says whether a citation has an entry's id, or its record's number.
func mayMean(c ledger.Citation, e *ledger.Entry) bool {
	if c.Number != "" {
		return e.Record != nil && ledger.Numeral(e.Record.Number) == c.Number
	}
	return c.ID == e.ID
}

// readCitations is what each of some files cites, read anew where the file is another than the last time.
func (w *Workspace) readCitations(ctx context.Context, top string, files []git.Tracked) ([]citedFile, error) {
	out := make([]citedFile, len(files))
	reader, err := w.Repository.NewWorktreeReader()
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	for i, f := range files {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		at, err := os.Lstat(filepath.Join(top, filepath.FromSlash(f.Path)))
		if err != nil || !at.Mode().IsRegular() || at.Size() > mostScanned {
			continue
		}
		before, known := w.cites.files[f.Path]
		if known && before.size == at.Size() && before.mtime.Equal(at.ModTime()) {
			out[i] = before
			continue
		}
		out[i] = citedFile{size: at.Size(), mtime: at.ModTime()}
		if text, err := reader.Read(f.Path, mostScanned); err == nil {
			out[i].cites = each(citationsIn(f.Path, string(text)))
		}
	}
	return out, nil
}

// each is what is cited at all, however often, holding on to no text.
func each(cites []ledger.Citation) []ledger.Citation {
	var out []ledger.Citation
	seen := map[string]bool{}
	for _, c := range cites {
		if !seen[c.ID] {
			seen[c.ID] = true
			out = append(out, ledger.Citation{ID: strings.Clone(c.ID), Number: strings.Clone(c.Number)})
		}
	}
	return out
}
