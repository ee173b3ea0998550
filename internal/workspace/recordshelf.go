package workspace

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/git"
)

const (
	mostRecordFiles   = 5000 // files that are looked at
	mostRecordFolders = 200
	mostWatched       = 500
	mostInFolder      = 10_000
	recordDepth       = 3
	mostBranches      = 200
	adrDirLimit       = 4 << 10
)

// shelf is what was read of decision records, so that only what has changed is read again.
type shelf struct {
	mu       sync.Mutex // one reading at a time
	files    map[string]shelved
	packages packages
	branches string   // tips that elsewhere is of
	folders  []string // that are there
	watched  []string // those, and what is below them
}

// dirs are the folders that records lie in, or would.
func (s *shelf) dirs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Concat([]string{"doc"}, adr.KnownFolders(), s.watched)
}

// stamp tells a version of a file from another without reading it.
type stamp struct {
	size int64
	at   time.Time
}

type shelved struct {
	stamp  stamp
	record *adr.Record
}

// readRecords reads the decision records of the work tree, those whose files have changed since, and makes the next snapshot
// if anything has. It never fails: what cannot be read is left out.
func (w *Workspace) readRecords(ctx context.Context) (changed bool) {
	w.shelf.mu.Lock()
	defer w.shelf.mu.Unlock()
	if w.Repository.Bare {
		return false
	}
	files := map[string]shelved{}
	var fresh []foundRecord
	var present, watched []string
	left := mostRecordFiles
	for _, folder := range w.recordFolders() {
		had := len(watched)
		for _, f := range w.listRecords(folder, &left, &watched) {
			if _, seen := files[f.path]; seen {
				continue
			}
			was, known := w.shelf.files[f.path]
			if known && was.stamp == f.stamp && was.record.Folder == folder {
				files[f.path] = was
				continue
			}
			files[f.path] = shelved{stamp: f.stamp}
			fresh = append(fresh, f)
		}
		if len(watched) > had {
			present = append(present, folder)
		}
	}
	read := w.parseRecords(ctx, fresh)
	for i, f := range fresh {
		files[f.path] = shelved{stamp: f.stamp, record: read[i]}
	}
	changed = len(fresh) > 0 || len(files) != len(w.shelf.files) || !slices.Equal(present, w.shelf.folders)
	w.shelf.files, w.shelf.folders, w.shelf.watched = files, present, watched
	if !changed && w.Snapshot().records.collection != nil {
		return false
	}
	saved := map[string]*adr.Record{}
	for name, f := range files {
		if f.record != nil && f.record.IsRecord() {
			saved[name] = f.record
		}
	}
	w.present.forget()
	w.update(func(s *Snapshot) {
		next := *s.records
		next.saved, next.folders = saved, present
		next.gather()
		s.records = &next
		s.compose()
	})
	return true
}

// recordFolders are where records may be: the well-known folders, those that tracked files show to be some in packages, the
// one of the settings, and those that .adr-dir files name.
func (w *Workspace) recordFolders() []string {
	p := w.packages()
	folders := slices.Concat(adr.KnownFolders(), p.Folders)
	if folder := path.Clean(w.Snapshot().Settings.Decisions.Folder); folder != "." {
		folders = append(folders, folder)
	}
	for _, name := range append([]string{adr.DirFile}, p.Naming...) {
		if text, err := w.Repository.ReadWorktreeFile(name, adrDirLimit); err == nil {
			if folder := adr.Declared(name, text); folder != "" {
				folders = append(folders, folder)
			}
		}
	}
	for name := range w.Snapshot().documents {
		if folder := adr.FolderOf(name); folder != "" && adr.MayBe(name) {
			folders = append(folders, folder)
		}
	}
	slices.SortFunc(folders, func(a, b string) int { // the inner ones first: a file belongs to the nearest
		if n := len(b) - len(a); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(folders)
}

type foundRecord struct {
	folder, path string
	stamp        stamp
}

// FollowsRecords says whether records in a folder, or below it, are read and watched.
func (w *Workspace) FollowsRecords(folder string) bool {
	w.shelf.mu.Lock()
	defer w.shelf.mu.Unlock()
	return slices.ContainsFunc(w.recordFolders(), func(f string) bool {
		return folder == f || strings.HasPrefix(folder, f+"/") && strings.Count(folder[len(f):], "/") <= recordDepth
	})
}

// listRecords lists what may be a record in a folder and below it, in the order of paths.
func (w *Workspace) listRecords(folder string, left *int, dirs *[]string) []foundRecord {
	var out []foundRecord
	var list func(dir string, depth int)
	list = func(dir string, depth int) {
		entries, err := w.Repository.ListWorktreeFolder(dir, mostInFolder)
		if err != nil {
			return
		}
		if len(*dirs) < mostWatched {
			*dirs = append(*dirs, dir)
		}
		slices.SortFunc(entries, func(a, b git.FolderEntry) int { return strings.Compare(a.Name, b.Name) })
		var below []string
		for _, e := range entries {
			name := dir + "/" + e.Name
			switch {
			case e.Mode.IsDir() && depth < recordDepth && !strings.HasPrefix(e.Name, "."):
				below = append(below, name)
			case e.Mode.IsRegular() && adr.MayBe(name) && *left > 0:
				*left--
				out = append(out, foundRecord{folder, name, stamp{e.Size, e.MTime}})
			}
		}
		for _, name := range below {
			list(name, depth+1)
		}
	}
	list(folder, 0)
	return out
}

// parseRecords reads files, with all processors. One that is gone or refused is nil.
func (w *Workspace) parseRecords(ctx context.Context, files []foundRecord) []*adr.Record {
	out := make([]*adr.Record, len(files))
	const batch = 32
	var next atomic.Int64
	workers := pool.New()
	for range min((len(files)+batch-1)/batch, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			reader, err := w.Repository.NewWorktreeReader()
			if err != nil {
				return
			}
			defer reader.Close()
			for ctx.Err() == nil {
				from := int(next.Add(batch)) - batch
				if from >= len(files) {
					return
				}
				for i := from; i < min(from+batch, len(files)); i++ {
					text, err := reader.Read(files[i].path, adr.MaxSize+1)
					switch {
					case errors.Is(err, git.ErrTooLarge):
						text = make([]byte, adr.MaxSize+1)
					case err != nil:
						continue
					}
					out[i] = adr.Parse(files[i].folder, files[i].path, slices.Clone(text))
				}
			}
		})
	}
	workers.Wait()
	return out
}

// ErrUnsaved says that a file has changes in an editor that are not saved.
var ErrUnsaved = errors.New("has changes that are not saved: save it, then try again")

// EditRecord edits the file of a decision record: make says how, from what the file holds now, and is asked again if
// somebody else has changed it meanwhile. Nothing but what make says is touched.
func (w *Workspace) EditRecord(ctx context.Context, name string, make func(*adr.Record) ([]adr.Edit, error)) error {
	const tries = 3
	var err error
	for range tries {
		var text []byte
		if text, err = w.Repository.ReadWorktreeFile(name, adr.MaxSize); err != nil {
			return fmt.Errorf("cannot read %s: %w", name, err)
		}
		s := w.Snapshot()
		folder, _ := s.records.recordFolder(name)
		if d, open := s.Document(name); open {
			edits, err2 := make(adr.Parse(folder, name, []byte(d.Text)))
			if err2 != nil || len(edits) == 0 {
				return err2
			}
			handled := false
			if w.options.EditOpen != nil {
				handled, err = w.options.EditOpen(ctx, name, d.Text, edits)
			}
			switch {
			case errors.Is(err, git.ErrChanged):
				continue
			case handled || err != nil:
				return err
			case d.Text != string(text):
				return fmt.Errorf("%s %w", name, ErrUnsaved)
			}
		}
		edits, err2 := make(adr.Parse(folder, name, text))
		if err2 != nil || len(edits) == 0 {
			return err2
		}
		if err = w.Repository.ReplaceWorktreeFile(name, text, adr.Apply(text, edits)); err == nil {
			w.Reshelve(ctx)
			return nil
		}
		if !errors.Is(err, git.ErrChanged) {
			break
		}
	}
	return fmt.Errorf("cannot write %s: %w", name, err)
}

// CreateRecord writes the file of a new decision record, unless there is one.
func (w *Workspace) CreateRecord(ctx context.Context, name string, text []byte) error {
	err := w.Repository.CreateWorktreeFile(name, text)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and was not overwritten: %w", name, fs.ErrExist)
	}
	if err == nil {
		w.Reshelve(ctx)
	}
	return err
}

// Reshelve reads the decision records whose files have changed, and tells whoever listens.
func (w *Workspace) Reshelve(ctx context.Context) {
	if !w.readRecords(ctx) {
		return
	}
	w.changed(w.Snapshot())
	if s := w.Snapshot(); w.stores.Load() != nil && s.Repo != "" {
		w.refreshed(w.materialiseRecords(ctx, s))
	}
}
