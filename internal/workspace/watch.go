package workspace

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/leadline/leadline/internal/git"
)

// settle is how long the repository must be quiet before it is looked at: a commit or a checkout writes
// several files.
const settle = 100 * time.Millisecond

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
		indexed()
		w.refreshed(w.Accelerate(w.ctx))
		w.refreshed(w.Materialise(w.ctx))
		w.watch(w.ctx)
	})
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
	// Folders, not files: git and editors replace files by renaming. One that cannot be watched (it may
	// not exist) is one that need not be.
	for _, dir := range w.watched() {
		_ = watcher.Add(dir)
	}
	quiet := time.NewTimer(settle)
	defer quiet.Stop()
	settings := false
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-watcher.Events:
			if !ok {
				return
			}
			if dir := filepath.Dir(event.Name); dir != w.Repository.GitDir && dir != w.Repository.CommonDir {
				if !slices.Contains(proposing, filepath.Base(event.Name)) {
					continue
				}
				settings = true
			}
			quiet.Reset(settle)
		case err := <-watcher.Errors:
			if err != nil {
				w.options.Log(err)
			}
		case <-quiet.C:
			if settings {
				w.Reload(ctx, nil)
				settings = false
			}
			w.headChanged(ctx)
		}
	}
}

// proposing are the names of the files that settings, owners and people come from.
var proposing = []string{SettingsFile, "CODEOWNERS", ".mailmap", "config.toml"}

// Proposes says whether a file, by its path, is one that settings, owners or people come from.
func Proposes(path string) bool { return slices.Contains(proposing, filepath.Base(path)) }

func (w *Workspace) watched() []string {
	top := w.Repository.Top
	dirs := []string{w.Repository.GitDir, top, w.options.Dirs.Config}
	for _, sub := range []string{".github", ".gitlab", ".gitea", ".forgejo", "docs"} {
		dirs = append(dirs, filepath.Join(top, sub))
	}
	if common := w.Repository.CommonDir; common != w.Repository.GitDir {
		dirs = append(dirs, common)
	}
	return dirs
}

// headChanged refreshes only if HEAD or the upstream moved: git touches its folder for much else.
func (w *Workspace) headChanged(ctx context.Context) {
	tips, err := w.tips()
	if err != nil {
		w.refreshed(err)
		return
	}
	if w.index != nil && sameTips(tips, w.index.State().Tips) && w.Snapshot().Indexed {
		return
	}
	w.refreshed(w.Refresh(ctx))
	w.refreshed(w.Materialise(ctx))
}

func sameTips(a, b []git.Hash) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
