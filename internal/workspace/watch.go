package workspace

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// settle is how long the repository must be quiet before it is looked at: a commit or a checkout writes
// several files.
const settle = 100 * time.Millisecond

// again is how often HEAD is looked at without a notice: refs can be written where no notice comes from,
// and some file systems send none.
const again = 2 * time.Second

// Watch keeps the workspace up to date in the background, until Close: it refreshes the index now and
// whenever HEAD or the settings files change. It returns at once; indexed is called when the first
// refresh has ended, well or not.
func (w *Workspace) Watch(indexed func()) {
	w.watching.Store(true)
	if stores := w.stores.Load(); stores != nil {
		w.refreshed(stores.Watch(w.ctx))
	}
	w.background.Go(func() {
		w.refreshed(w.Refresh(w.ctx))
		select {
		case <-w.said: // who asks something of the reader must know what was answered
		case <-w.ctx.Done():
		}
		indexed()
		w.refreshed(w.lookFurther(w.ctx))
		w.Reshelve(w.ctx) // in packages that were not known when the repository was opened
		w.background.Go(func() { w.followChange(w.ctx) })
		w.refreshed(w.Accelerate(w.ctx))
		w.refreshed(w.LookElsewhere(w.ctx))
		w.refreshed(w.Materialise(w.ctx))
		w.findTodoAuthors()
		if w.index != nil {
			w.refreshed(index.Tidy(CacheDir(w.options.Dirs, w.Repository)))
		}
		_, err := index.Evict(w.ctx, w.options.Dirs.Cache, w.Snapshot().Settings.Index.Limit)
		w.refreshed(err)
		w.rest()
		w.watch(w.ctx)
	})
}

// rest gives back what reading a whole history took: answering takes far less.
func (w *Workspace) rest() {
	w.Release()
	debug.FreeOSMemory()
}

// Release lets go of what answers about the history left in memory, for when little will be asked for a while.
func (w *Workspace) Release() {
	if w.index != nil {
		w.index.Release()
	}
}

func (w *Workspace) refreshed(err error) {
	if err != nil && w.ctx.Err() == nil {
		w.options.Log(err)
	}
}

func (w *Workspace) watch(ctx context.Context) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		w.options.Log(err)
		return
	}
	defer watcher.Close()
	folders := folders{watcher: watcher, dirs: w.watched()}
	folders.find()
	quiet := time.NewTimer(settle)
	defer quiet.Stop()
	net := time.NewTicker(again)
	defer net.Stop()
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	settings, recorded := false, false
	var last sight
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-watcher.Events:
			if !ok {
				return
			}
			if dir := filepath.Dir(event.Name); dir != w.Repository.GitDir && dir != w.Repository.CommonDir {
				switch {
				case slices.Contains(proposing, filepath.Base(event.Name)):
					settings = true
				case mayRecord(event.Name):
					recorded = true
				default:
					continue
				}
			}
			quiet.Reset(settle)
		case err := <-watcher.Errors:
			if err != nil {
				w.options.Log(err)
			}
		case <-quiet.C:
			if settings {
				w.Reload(ctx, nil)
			}
			if settings || recorded {
				w.Reshelve(ctx)
				folders.dirs = w.watched()
				folders.find()
			}
			settings, recorded = false, false
			last = w.look()
			w.headChanged(ctx)
		case <-daily.C:
			if stores := w.stores.Load(); stores != nil {
				w.refreshed(stores.Forget(ctx, w.options.Now()))
				w.ledgerChanged()
			}
		case <-w.asking.news:
			w.refreshed(w.Materialise(ctx))
			w.rest()
		case <-net.C:
			w.tendHost()
			w.tendCalendars()
			w.tendSync()
			// What was looked at and failed is not tried again before something has changed.
			if found := folders.find(); found {
				settings = true
				quiet.Reset(settle)
			} else if now := w.look(); now != last {
				last = now
				w.headChanged(ctx)
			}
		}
	}
}

// folders are watched, not files: git and editors replace files by renaming.
type folders struct {
	watcher *fsnotify.Watcher
	dirs    []string
	known   map[string]fs.FileInfo
}

// find watches the folders that are there and not watched yet, or not any more: one can be made, or be
// moved away and back. It says whether there are any.
func (f *folders) find() bool {
	watched := f.watcher.WatchList()
	known := map[string]fs.FileInfo{}
	found := false
	for _, dir := range f.dirs {
		is, err := os.Stat(dir)
		if err != nil {
			continue
		}
		if was := f.known[dir]; was == nil || !os.SameFile(was, is) || !slices.Contains(watched, filepath.Clean(dir)) {
			_ = f.watcher.Remove(dir) // of a folder that is no more
			if f.watcher.Add(dir) != nil {
				continue
			}
			found = true
		}
		known[dir] = is
	}
	f.known = known
	return found
}

// sight is where a repository stands and what is known of it.
type sight struct {
	head       git.Head
	tips       string
	generation int64
}

func (w *Workspace) look() sight {
	head, err := w.Repository.Head()
	if err != nil {
		return sight{}
	}
	tips, err := w.tips()
	if err != nil {
		return sight{head: head}
	}
	slices.Sort(tips)
	now := sight{head: head, tips: fmt.Sprint(tips)}
	if w.index != nil {
		now.generation = w.index.State().Generation
	}
	return now
}

// proposing are the names of the files that settings, owners and people come from.
var proposing = []string{SettingsFile, "CODEOWNERS", ".mailmap", ignoreFile, "config.toml"}

// Proposes says whether a file, by its path, is one that settings, owners or people come from.
func Proposes(path string) bool { return slices.Contains(proposing, filepath.Base(path)) }

func (w *Workspace) watched() []string {
	top := w.Repository.Top
	dirs := []string{w.Repository.GitDir, top, w.options.Dirs.Config}
	for _, sub := range []string{".github", ".gitlab", ".gitea", ".forgejo", "docs"} {
		dirs = append(dirs, filepath.Join(top, sub))
	}
	for _, sub := range w.shelf.dirs() {
		dirs = append(dirs, filepath.Join(top, filepath.FromSlash(sub)))
	}
	if common := w.Repository.CommonDir; common != w.Repository.GitDir {
		dirs = append(dirs, common)
	}
	return dirs
}

// mayRecord says whether a file that has changed, by its full path, may be a decision record, a folder of some, or name one.
func mayRecord(name string) bool {
	base := filepath.Base(name)
	return adr.MayBe(base) || base == adr.DirFile || !strings.Contains(base, ".")
}

// headChanged refreshes only if HEAD or the upstream moved, or another process indexed that they did: git
// touches its folder for much else.
func (w *Workspace) headChanged(ctx context.Context) {
	w.poke(true)
	w.Reshelve(ctx)
	w.refreshed(w.LookElsewhere(ctx))
	tips, err := w.tips()
	if err != nil {
		w.refreshed(err)
		return
	}
	if w.index != nil && sameTips(tips, w.index.State().Tips) && w.shown() {
		return
	}
	w.refreshed(w.Refresh(ctx))
	w.refreshed(w.Materialise(ctx))
	w.findTodoAuthors()
	w.rest()
}

// shown says whether the snapshot shows HEAD and all that the index holds.
func (w *Workspace) shown() bool {
	s := w.Snapshot()
	head, err := w.Repository.Head()
	return err == nil && s.Indexed && s.Head == head && s.indexed == w.index.State().Generation
}

func sameTips(a, b []git.Hash) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
