package workspace

import (
	"context"
	"errors"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
)

// What looking for the original of a copy may cost, and where it is not looked for.
const (
	originTime   = 10 * time.Second // for one file
	mostOrigins  = 8                // questions for one file: a copy of a copy of a copy
	mostTogether = 1000             // files that a commit changed: beyond, it is an import
	mostOriginal = 512 << 10        // bytes of a text that is compared
)

// CopiedFrom is the latest copy that an open document, or what it was before, was made by; nil where there was none or it is
// not known yet.
func (s *Snapshot) CopiedFrom(path string) *index.Copy {
	if f := s.facts[path]; f != nil {
		return f.copied
	}
	return nil
}

// AwaitOrigin waits until it is known what an open document was copied from, or ctx ends. No hint waits for that.
func (w *Workspace) AwaitOrigin(ctx context.Context, path string) *Snapshot {
	if f := w.Snapshot().facts[path]; f != nil {
		select {
		case <-f.sought:
		case <-ctx.Done():
		}
	}
	return w.Snapshot()
}

// seekOrigin finds out what an open document was copied from. If that is news, it loads its history again, with those who knew
// the original.
func (w *Workspace) seekOrigin(ctx context.Context, path string, f *facts) {
	defer close(f.sought)
	s := w.Snapshot()
	if !s.Indexed || w.index == nil || w.history == nil {
		return
	}
	copies, news, err := w.origins(ctx, path)
	if err != nil && ctx.Err() == nil {
		w.options.Log(err)
	}
	if len(copies) == 0 {
		return
	}
	next := &facts{done: make(chan struct{}), sought: f.sought, told: f.told}
	w.fill(ctx, next, path, s)
	next.copied = &copies[0]
	shown := false
	after := w.update(func(s *Snapshot) {
		if shown = s.facts[path] == f; shown {
			s.facts = with(s.facts, path, next)
		}
	})
	if shown && news {
		w.changed(after)
	}
}

// origins answers the copies in a file's lineage, the latest first, and whether one of them was not known before.
func (w *Workspace) origins(ctx context.Context, path string) (copies []index.Copy, news bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, originTime)
	defer cancel()
	w.seeking.Lock()
	defer w.seeking.Unlock()
	for range mostOrigins {
		var open []index.Birth
		if copies, open, err = w.index.Origins(ctx, path); err != nil || len(open) == 0 {
			return copies, news, err
		}
		for _, b := range open {
			source, err := w.original(ctx, b)
			if errors.Is(err, git.ErrMissingObject) {
				err = nil // a partial clone: there is nothing to compare
			}
			if err != nil {
				return copies, news, err
			}
			if err := w.index.KeepOrigin(ctx, b, source); err != nil {
				return copies, news, err
			}
			news = news || source != ""
		}
	}
	return copies, news, nil
}

// original is the file that a new one was copied from; "" if there is none. It is looked for among those of the commit before.
func (w *Workspace) original(ctx context.Context, b index.Birth) (string, error) {
	if b.Files > mostTogether || ownership.Boilerplate(b.Path) || lang.Vendored(b.Path) {
		return "", nil
	}
	text, err := w.history.Blob(ctx, b.Commit, b.Path, mostOriginal)
	if errors.Is(err, git.ErrTooLarge) || errors.Is(err, git.ErrNotFound) { // too much to compare, or a submodule
		return "", nil
	}
	if err != nil || lang.Generated(b.Path, text[:min(len(text), headRead)]) {
		return "", err
	}
	telling := tellingOf(text)
	if ownership.Alike(telling, telling) == 0 { // too little to tell
		return "", nil
	}
	own := blobHash(len(b.Commit), string(text))
	var before, same []string
	for e, err := range w.history.Tree(ctx, b.Parent) {
		if err != nil {
			return "", err
		}
		if e.Mode&0o170000 != 0o100000 || ownership.Boilerplate(e.Path) {
			continue
		}
		before = append(before, e.Path)
		if e.Hash == own {
			same = append(same, e.Path)
		}
	}
	switch n := len(same); {
	case n > ownership.MostAlike:
		return "", nil
	case n > 0:
		return append(ownership.Sources(b.Path, same), same...)[0], nil
	}
	return w.mostAlike(ctx, b, telling, ownership.Sources(b.Path, before))
}

// mostAlike is the file, of those that may be the original of a new one, that has most in common with it; "" if none has enough.
func (w *Workspace) mostAlike(ctx context.Context, b index.Birth, telling []string, sources []string) (string, error) {
	files := make([]git.FileAt, len(sources))
	for i, source := range sources {
		files[i] = git.FileAt{Commit: b.Parent, Path: source}
	}
	best, most := "", 0.0
	for i, content := range w.history.Contents(ctx, files, mostOriginal) {
		if content.Err != nil {
			return "", content.Err
		}
		if alike := ownership.Alike(telling, tellingOf(content.Text)); alike >= ownership.CopiedShare && alike > most {
			best, most = sources[i], alike
		}
	}
	return best, nil
}

// tellingOf are the lines of a text that say something; none of what is not text.
func tellingOf(text []byte) []string {
	if Binary(string(text)) {
		return nil
	}
	return ownership.Telling(string(text))
}
