package blame

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

const (
	keptMark  = "leadline blame 1\n"
	keptBytes = 32 << 20 // of one file
	keptFiles = 1000     // after which the oldest go
)

// kept is what a file in the cache remembers of the last time that a path was asked about: the answer for a commit, and for the
// last one before that changed the path. Opening it again asks git nothing but the text; after new commits only what they changed
// is asked for.
type kept struct {
	Path    string
	Ignored string
	Commit  git.Hash // asked about
	Last    git.Hash // the newest commit up to it that changed the file
	Blob    git.Hash

	Commits []Commit
	Paths   []string
	Runs    [][5]int32 // as run has them
}

// keep and lines turn an attribution into what is written, and back. lines is nil where that makes no sense.
func (k *kept) keep(a *attribution) {
	k.Commits, k.Paths = a.commits, a.paths
	for _, r := range a.runs() {
		k.Runs = append(k.Runs, [5]int32{r.line, r.old, r.lines, r.commit, r.path})
	}
}

func (k *kept) lines() *attribution {
	a := &attribution{commits: k.Commits, paths: k.Paths}
	for _, r := range k.Runs {
		line, old, n, commit, path := r[0], r[1], r[2], r[3], r[4]
		if int(line) != len(a.lines)+1 || n < 1 || n > mostBytes || old < 1 || commit < 0 || int(commit) >= len(k.Commits) || path < 0 || int(path) >= len(k.Paths) {
			return nil
		}
		for i := range n {
			a.lines = append(a.lines, brought{commit, path, old - 1 + i})
		}
	}
	return a
}

// runs are the lines that lie one after the other in one commit too.
func (a *attribution) runs() []run {
	var out []run
	for n, b := range a.lines {
		if i := len(out) - 1; i >= 0 && out[i].commit == b.commit && out[i].path == b.path && out[i].old+out[i].lines == b.line+1 {
			out[i].lines++
			continue
		}
		out = append(out, run{line: int32(n) + 1, old: b.line + 1, lines: 1, commit: b.commit, path: b.path})
	}
	return out
}

// shelf is a folder of such files, which may be emptied at any time, and which processes share.
type shelf struct{ dir string }

func (s shelf) file(path, ignored string) string {
	sum := sha256.Sum256([]byte(ignored + "\x00" + path))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16]))
}

// get answers what is remembered, nil for nothing and for what is damaged.
func (s shelf) get(path, ignored string) *kept {
	file := s.file(path, ignored)
	if st, err := os.Lstat(file); err != nil || !st.Mode().IsRegular() || st.Size() > keptBytes {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	rest, ok := bytes.CutPrefix(content, []byte(keptMark))
	if !ok || len(rest) < sha256.Size {
		return nil
	}
	if sum := sha256.Sum256(rest[sha256.Size:]); !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil
	}
	k := &kept{}
	if gob.NewDecoder(bytes.NewReader(rest[sha256.Size:])).Decode(k) != nil || k.Path != path || k.Ignored != ignored {
		return nil
	}
	return k
}

// put remembers an answer. That it cannot is no harm: then git is asked again.
func (s shelf) put(k *kept) {
	var body bytes.Buffer
	if gob.NewEncoder(&body).Encode(k) != nil || body.Len() > keptBytes-1024 || os.MkdirAll(s.dir, 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(s.dir, ".new-*")
	if err != nil {
		return
	}
	sum := sha256.Sum256(body.Bytes())
	_, err = f.Write(slices.Concat([]byte(keptMark), sum[:], body.Bytes()))
	if f.Close() != nil || err != nil || os.Rename(f.Name(), s.file(k.Path, k.Ignored)) != nil {
		os.Remove(f.Name())
		return
	}
	s.thin()
}

// thin removes the oldest files when there are too many.
func (s shelf) thin() {
	entries, err := os.ReadDir(s.dir)
	if err != nil || len(entries) <= keptFiles {
		return
	}
	var all []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range all[:min(len(all), len(entries)-keptFiles*3/4)] {
		os.Remove(filepath.Join(s.dir, info.Name()))
	}
}
