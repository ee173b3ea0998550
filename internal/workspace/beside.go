package workspace

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/git"
)

// beside is what usually changes with an open document.
type beside struct {
	companions []companion.Companion
	next       *companion.Companion // the first, if it may be called next; nil if not
	committed  map[string]committedText
	head       git.Hash // that it was read at
}

// committedText tells whether a text is the one that HEAD has; the zero value is of a file that it does not have.
type committedText struct {
	blob git.Hash
	disk git.Hash // of what git wrote for it, which filters may have changed; "" where that is not known
}

// mostBeside companions of a document are named.
const mostBeside = 3

// mostCompared bytes of a text are compared with what is committed; larger files count as changed by nobody.
const mostCompared = 2 << 20

// Companions are what usually changes with an open document, the most trusted first; none until that is known.
func (s *Snapshot) Companions(path string) []companion.Companion {
	if b := s.beside[path]; b != nil {
		return b.companions
	}
	return nil
}

// readBeside finds out what usually changes with open documents, and tells when that is news: lenses show it.
func (w *Workspace) readBeside(ctx context.Context, paths ...string) {
	if len(paths) == 0 || !w.watching.Load() {
		return
	}
	c, err := w.Coupling(ctx)
	if c == nil || err != nil {
		w.refreshed(err)
		return
	}
	s, news := w.Snapshot(), false
	found := map[string]*beside{}
	for _, path := range paths {
		b := &beside{companions: c.Of(path, mostBeside), head: s.Head.Hash}
		if b.next = w.mayBeNext(s, c, b.companions); b.next != nil {
			if b.committed, err = w.committedTexts(ctx, s, path, b.next.Path); err != nil {
				w.refreshed(err)
				b.next = nil
			}
		}
		before := s.beside[path]
		news = news || len(b.companions) > 0 || before != nil && len(before.companions) > 0
		found[path] = b
	}
	next := w.update(func(s *Snapshot) {
		for path, b := range found {
			if s.documents[path] != nil {
				s.beside = with(s.beside, path, b)
			}
		}
	})
	if news {
		w.changed(next)
	}
}

// AwaitBeside waits until it is known what usually changes with an open document.
func (w *Workspace) AwaitBeside(ctx context.Context, path string) {
	s := w.Snapshot()
	if b := s.beside[path]; s.documents[path] != nil && (b == nil || b.head != s.Head.Hash) {
		w.readBeside(ctx, path)
	}
}

// mayBeNext is the first companion, if the settings and the back-test allow to call it next.
func (w *Workspace) mayBeNext(s *Snapshot, c *Coupling, companions []companion.Companion) *companion.Companion {
	if len(companions) == 0 || !s.Settings.Hints.Companions {
		return nil
	}
	threshold, ok := c.Threshold()
	if set := s.Settings.Companions.Threshold; set > 0 {
		threshold, ok = set, true
	}
	if !ok || companions[0].Score() < threshold {
		return nil
	}
	return &companions[0]
}

// Next is what usually changes with an open document that differs from HEAD, saved or not, and does not differ itself;
// nil where there is no such thing or it is not known. It reads one file at most.
func (w *Workspace) Next(s *Snapshot, path string) *companion.Companion {
	b, d := s.beside[path], s.documents[path]
	if b == nil || b.next == nil || d == nil || len(d.Text) > mostCompared || b.committed[path].is(d.Text) {
		return nil
	}
	other := b.committed[b.next.Path]
	if open := s.documents[b.next.Path]; open != nil {
		if !other.is(open.Text) {
			return nil
		}
		return b.next
	}
	text, err := w.Repository.ReadWorktreeFile(b.next.Path, mostCompared)
	if err != nil || !other.is(string(text)) {
		return nil
	}
	return b.next
}

// committedTexts reads what HEAD has of some files. One that is not there is not answered.
func (w *Workspace) committedTexts(ctx context.Context, s *Snapshot, paths ...string) (map[string]committedText, error) {
	out := map[string]committedText{}
	if w.history == nil || s.Head.Hash == "" {
		return out, nil
	}
	var tracked []git.Tracked
	if listing, err := w.Repository.Listed(); err == nil { // else only what is committed tells
		tracked = listing.Files
	}
	for _, path := range paths {
		text, err := w.history.Blob(ctx, s.Head.Hash, path, mostCompared)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, git.ErrTooLarge) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read what is committed of %s: %w", path, err)
		}
		c := committedText{blob: blobHash(len(s.Head.Hash), string(text))}
		i := slices.IndexFunc(tracked, func(t git.Tracked) bool { return t.Path == path })
		if i >= 0 && tracked[i].Hash == c.blob && w.isAsTracked(tracked[i]) {
			if disk, err := w.Repository.ReadWorktreeFile(path, mostCompared); err == nil {
				c.disk = blobHash(len(c.blob), string(disk))
			}
		}
		out[path] = c
	}
	return out, nil
}

// isAsTracked says whether a file is as git saw it last, by size and time.
func (w *Workspace) isAsTracked(t git.Tracked) bool {
	st, err := os.Lstat(filepath.Join(w.Repository.Top, filepath.FromSlash(t.Path)))
	return err == nil && st.Mode().IsRegular() && uint32(st.Size()) == t.Size && st.ModTime().Equal(t.MTime)
}

// is says whether a text is the one that is committed, whatever its line ends.
func (c committedText) is(text string) bool {
	if c.blob == "" {
		return false
	}
	h := blobHash(len(c.blob), text)
	return h == c.blob || h == c.disk || strings.Contains(text, "\r\n") && blobHash(len(c.blob), strings.ReplaceAll(text, "\r\n", "\n")) == c.blob
}

// blobHash is git's name for a text, of so many digits.
func blobHash(digits int, text string) git.Hash {
	h := sha1.New()
	if digits == 2*sha256.Size {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00%s", len(text), text)
	return git.Hash(hex.EncodeToString(h.Sum(nil)))
}
