package workspace

import (
	"context"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
)

// year is how far back a file's changes make it lively.
const year = 365 * 24 * time.Hour

// areas remembers who knows what is lively in every folder, which costs a pass over the index.
type areas struct {
	mu    sync.Mutex
	key   areasKey
	known []ownership.Area
}

// areasKey is what the answer depends on.
type areasKey struct {
	snapshot string
	day      string
	settled  uint64
}

// Areas are the folders with lively files, and who knows those; none before the index is ready. Nobody may
// change them.
func (w *Workspace) Areas(ctx context.Context) ([]ownership.Area, error) {
	s := w.Snapshot()
	if !s.Indexed {
		return nil, nil
	}
	key := areasKey{snapshot: string(s.Head.Hash), day: s.Now().UTC().Format(time.DateOnly), settled: s.settled}
	w.areas.mu.Lock()
	defer w.areas.mu.Unlock()
	if w.areas.key == key {
		return w.areas.known, nil
	}
	files, err := w.list()
	if err != nil {
		return nil, err
	}
	sum := w.areasSum(s, files)
	known, kept := readAreas(w.besideIndex("areas"), sum, s.People)
	if !kept {
		lively, err := w.lively(ctx, s, files.written())
		if err != nil {
			return nil, err
		}
		if known, err = w.areasOf(ctx, s, ownership.Folders(lively)); err != nil {
			return nil, err
		}
		writeAreas(w.besideIndex("areas"), sum, known, s.People)
	}
	w.areas.key, w.areas.known = key, known
	return known, nil
}

// Silo is the silo that a file lies in; ok is false where its folder is shared, or asleep, or the file lies
// at the top. Most folders are no silos, which is found out from their own files alone.
func (w *Workspace) Silo(ctx context.Context, file string) (silo ownership.Silo, ok bool, err error) {
	rests, _, err := w.rests(ctx, file)
	if err != nil || !rests {
		return silo, false, err
	}
	all, err := w.Areas(ctx)
	if err != nil {
		return silo, false, err
	}
	silo, ok = ownership.Around(all, file)
	return silo, ok, nil
}

// rests says whether a file's folder is a silo, and what is lively there.
func (w *Workspace) rests(ctx context.Context, file string) (rests bool, lively []string, err error) {
	s, dir := w.Snapshot(), path.Dir(file)
	if !s.Indexed || dir == "." {
		return false, nil, nil
	}
	tracked, err := w.tracked()
	if err != nil {
		return false, nil, err
	}
	own := slices.DeleteFunc(tracked, func(p string) bool { return !strings.HasPrefix(p, dir+"/") })
	if lively, err = w.lively(ctx, s, own); err != nil || len(lively) == 0 {
		return false, nil, err
	}
	below, err := w.areasOf(ctx, s, map[string][]string{dir: lively})
	if err != nil {
		return false, nil, err
	}
	_, rests = below[0].Rests()
	return rests, lively, nil
}

// Footing is how the reader stands to a file.
type Footing struct {
	// Silo is the one that the file lies in; nil when it lies in none.
	Silo *ownership.Silo
	// Lively says that people changed the file often lately.
	Lively bool
	// New says that the reader never had a hand in anything in the file's folder.
	New bool
}

// Footing tells how the reader stands to a file. The zero value says that there is nothing to tell.
func (w *Workspace) Footing(ctx context.Context, file string) (Footing, error) {
	s := w.Snapshot()
	if !s.Indexed || s.Me == nil {
		return Footing{}, nil
	}
	rests, lively, err := w.rests(ctx, file)
	if err != nil || !rests {
		return Footing{}, err
	}
	contributions, err := w.index.ContributionsBy(ctx, path.Dir(file), w.weighing(s))
	if err != nil {
		return Footing{}, err
	}
	silo, ok, err := w.Silo(ctx, file)
	if err != nil || !ok {
		return Footing{}, err
	}
	mine := slices.ContainsFunc(contributions, func(c index.Contribution) bool { return s.People.Resolve(c.Who) == s.Me })
	return Footing{Silo: &silo, Lively: slices.Contains(lively, file), New: !mine}, nil
}

// Lively are those of the files that people changed often lately; none before the index is ready.
func (w *Workspace) Lively(ctx context.Context, files []string) ([]string, error) {
	s := w.Snapshot()
	if !s.Indexed {
		return nil, nil
	}
	return w.lively(ctx, s, files)
}

// lively are those of the files that people changed often lately.
func (w *Workspace) lively(ctx context.Context, s *Snapshot, files []string) ([]string, error) {
	if len(files) == 0 {
		return nil, nil
	}
	faces := ownership.NewFaces(s.People)
	var out []string
	for f, err := range w.index.Files(ctx, index.FileQuery{Paths: files, Since: s.Now().Add(-year), Least: ownership.Lively}) {
		if err != nil {
			return nil, err
		}
		if ownership.IsLively(f, faces) {
			out = append(out, f.Path)
		}
	}
	return out, nil
}

// areasOf are folders, given with their lively files.
func (w *Workspace) areasOf(ctx context.Context, s *Snapshot, folders map[string][]string) ([]ownership.Area, error) {
	return w.areasBy(ctx, s, folders, w.weighing(s))
}

// areasBy are folders, given with their lively files, where commits are weighed otherwise.
func (w *Workspace) areasBy(ctx context.Context, s *Snapshot, folders map[string][]string, by index.Weighing) ([]ownership.Area, error) {
	contributions, err := w.index.Together(ctx, folders, by)
	if err != nil {
		return nil, err
	}
	out := make([]ownership.Area, 0, len(folders))
	for dir, files := range folders {
		knowers := s.activeIn(s.corrected(dir, ownership.Knowers(contributions[dir], s.People, s.Now())))
		out = append(out, ownership.Area{Path: dir, Knowers: knowers, Files: len(files)})
	}
	slices.SortFunc(out, func(a, b ownership.Area) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

// Contributors are those who know some files, taken together.
func (w *Workspace) Contributors(ctx context.Context, groups map[string][]string) (map[string][]ownership.Knower, error) {
	s := w.Snapshot()
	if !s.Indexed {
		return nil, nil
	}
	contributions, err := w.index.Together(ctx, groups, w.weighing(s))
	if err != nil {
		return nil, err
	}
	out := make(map[string][]ownership.Knower, len(groups))
	for name, c := range contributions {
		out[name] = s.activeIn(ownership.Knowers(c, s.People, s.Now()))
	}
	return out, nil
}
