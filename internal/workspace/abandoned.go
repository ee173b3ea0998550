package workspace

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/tour"
)

// abandonedFiles remembers which code everybody who wrote it has left. To find out takes a pass over all touches, so that it is
// kept in a file beside the index, too, as areas are: a sum of all that it depends on, and the rows as JSON
// below it.
type abandonedFiles struct {
	mu   sync.Mutex
	sum  string
	have []tour.Old // in the order of their paths
}

const (
	abandonedFormat = 1        // changes whenever the file, or the way to tell, does
	mostAbandoned   = 64 << 20 // bytes
	// fewFiles are looked up one by one faster than all.
	fewFiles = 200
)

// abandonedSum is equal where the answer is.
func (w *Workspace) abandonedSum(s *Snapshot, files *listing) string {
	sum, state := sha256.New(), w.index.State()
	// What is encoded here are texts and numbers, which cannot fail.
	_ = json.NewEncoder(sum).Encode([]any{
		abandonedFormat, files.print(), string(s.Head.Hash), state.Tips, state.Generation, s.Settings.Knowledge, s.peoplePrint(), s.Hosted.fingerprint(),
		s.Now().UTC().Format(time.DateOnly),
	})
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// abandoned are those of some code files, given in the order of their paths, that nobody who wrote them has left.
func (w *Workspace) abandoned(ctx context.Context, s *Snapshot, files []string) ([]tour.Old, error) {
	if !s.Indexed || len(files) == 0 {
		return nil, nil
	}
	have, known, err := w.allAbandoned(ctx, s, len(files) >= fewFiles)
	if err != nil || !known {
		if err == nil {
			have, err = w.findAbandoned(ctx, s, files)
		}
		return have, err
	}
	var out []tour.Old
	wanted := setOf(files)
	for _, old := range have {
		if wanted[old.Path] {
			out = append(out, old)
		}
	}
	return out, nil
}

// allAbandoned are those of all code; known is false where that was not found out yet and find does not ask for it.
func (w *Workspace) allAbandoned(ctx context.Context, s *Snapshot, find bool) (have []tour.Old, known bool, err error) {
	files, err := w.list()
	if err != nil {
		return nil, false, err
	}
	kept := &w.left
	kept.mu.Lock()
	defer kept.mu.Unlock()
	sum, name := w.abandonedSum(s, files), w.besideIndex("abandoned")
	if kept.sum == sum {
		return kept.have, true, nil
	}
	have, known = readAbandoned(name, sum)
	if !known && !find {
		return nil, false, nil
	}
	if !known {
		if have, err = w.findAbandoned(ctx, s, files.code()); err != nil {
			return nil, false, err
		}
		writeAbandoned(name, sum, have)
	}
	kept.sum, kept.have = sum, have
	return have, true, nil
}

// findAbandoned asks the index.
func (w *Workspace) findAbandoned(ctx context.Context, s *Snapshot, files []string) ([]tour.Old, error) {
	faces := ownership.NewFaces(s.People)
	var out []tour.Old
	for f, err := range w.index.Files(ctx, index.FileQuery{
		Paths: files, At: s.Head.Hash, Since: s.Now(), Without: func(i git.Identity) bool {
			p := faces.Of(i)
			return !p.Bot && !s.Gone(p)
		},
	}) {
		if err != nil {
			return nil, fmt.Errorf("cannot tell whose files are whose: %w", err)
		}
		old := tour.Old{Path: f.Path}
		for _, h := range f.Hands {
			p := faces.Of(h.Who)
			if p.Bot {
				continue
			}
			if !s.Gone(p) {
				old.Changes = 0
				break
			}
			old.Changes += h.Changes
			if last := s.LastSeen(p); last.After(old.Last) {
				old.Last = last
			}
		}
		if old.Changes > 0 {
			out = append(out, old)
		}
	}
	return out, nil
}

// readAbandoned answers what was kept for a sum; ok is false where nothing was, or where it cannot be read.
func readAbandoned(file, sum string) (have []tour.Old, ok bool) {
	if at, err := os.Lstat(file); err != nil || !at.Mode().IsRegular() || at.Size() > mostAbandoned {
		return nil, false
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, false
	}
	head, rows, _ := bytes.Cut(text, []byte("\n"))
	if string(head) != sum {
		return nil, false
	}
	return have, json.Unmarshal(rows, &have) == nil
}

// writeAbandoned keeps an answer for the next process; that it cannot only costs time.
func writeAbandoned(file, sum string, have []tour.Old) {
	rows, err := json.Marshal(have)
	if err != nil || len(sum)+len(rows) > mostAbandoned {
		return
	}
	keep(file, append([]byte(sum+"\n"), rows...))
}

// besideIndex is where something is kept that can be made again; every work tree has its own files, and all share a folder.
func (w *Workspace) besideIndex(name string) string {
	if w.Repository.GitDir != w.Repository.CommonDir {
		name += "-" + filepath.Base(w.Repository.GitDir)
	}
	return filepath.Join(CacheDir(w.options.Dirs, w.Repository), name)
}
