package workspace

import (
	"cmp"
	"context"
	"os"
	"path/filepath"

	"github.com/leadline/leadline/internal/git"
)

// baseText is a file as it was before the change.
type baseText struct {
	text  string
	known bool // false for a new file, and for one that cannot be compared
	// added and gone are of the text that is stamp old.
	stamp       string
	added, gone int
}

// compare finds out which lines of the open documents are changed, and counts those of the other files. Where reading fails
// fewer are counted.
func (w *Workspace) compare(ctx context.Context, s *Snapshot, next *Change) {
	c := &w.changing
	next.spans = map[string][]Span{}
	var open, others []string
	for path := range s.documents {
		if next.Has(path) {
			open = append(open, path)
		}
	}
	for _, path := range next.Paths {
		if s.documents[path] == nil && len(others) < mostCounted {
			others = append(others, path)
		}
	}
	base := cmp.Or(next.Base, next.Head)
	w.readBaseTexts(ctx, base, open, mostCompared)
	w.readBaseTexts(ctx, base, others, mostCountedText)
	for _, path := range open {
		b := c.texts[path]
		spans, added, gone := spansOf(b.text, s.documents[path].Text)
		next.spans[path] = spans
		next.Added, next.Gone = next.Added+added, next.Gone+gone
	}
	for _, path := range others {
		b := c.texts[path]
		if !b.known {
			continue
		}
		if stamp := w.stampOf(path); stamp != b.stamp {
			text, _ := w.savedText(path)
			_, b.added, b.gone = spansOf(b.text, text)
			b.stamp, c.texts[path] = stamp, b
		}
		next.Added, next.Gone = next.Added+b.added, next.Gone+b.gone
	}
}

// readBaseTexts reads what some files were before the change, as far as that is not known yet, all from one process.
func (w *Workspace) readBaseTexts(ctx context.Context, base git.Hash, paths []string, limit int64) {
	c := &w.changing
	var ask []git.FileAt
	for _, path := range paths {
		if _, known := c.texts[path]; !known {
			ask = append(ask, git.FileAt{Commit: base, Path: path})
		}
	}
	if len(ask) == 0 {
		return
	}
	for i, content := range w.history.Contents(ctx, ask, limit) {
		if content.Err != nil {
			w.refreshed(content.Err)
			return
		}
		b := baseText{known: content.Text != nil, stamp: "none"}
		if text := string(content.Text); b.known && !Binary(text) {
			b.text = text
		}
		c.texts[ask[i].Path] = b
	}
}

// stampOf tells versions of a file apart without reading it; "" for one that is not there.
func (w *Workspace) stampOf(path string) string {
	st, err := os.Lstat(filepath.Join(w.Repository.Top, filepath.FromSlash(path)))
	if err != nil {
		return ""
	}
	return st.ModTime().String() + " " + st.Mode().String()
}
