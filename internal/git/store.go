package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/leadline/leadline/internal/filelock"
)

// Store is our private bare repository that borrows the user's objects through
// shadow directories. git sees nothing of the user's repository but object files:
// not its settings, refs, attributes, hooks, work tree, nor objects/info.
//
// A Store is safe for concurrent use, by several processes too.
type Store struct {
	dir    string
	repo   *Repository
	format string

	sound func() error // the commit-graph, see checkIdleGraph; found out once

	excess  atomic.Pointer[Excess] // why history is not read, see [Store.Glance]; nil where it is
	trusted atomic.Bool            // see [Store.Vouch]
	merged  atomic.Bool            // the merges were looked at, see merges.go
	room    int64                  // what who compares merges gets before that; acrossMerges but in tests

	mu   sync.Mutex
	cast []*shadow
}

// OpenStore makes the private store for r in dir, or brings an existing one up to
// date. A commit-graph whose checksum is wrong is deleted before git runs for the
// first time: to read it takes longer than all else. The error is a
// *RefusedError when the object directory holds what git would hang on.
func OpenStore(ctx context.Context, dir string, r *Repository) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the history of %s: %w", r.CommonDir, err)
	}
	s := &Store{dir: dir, repo: r, format: r.Format, room: acrossMerges}
	s.sound = sync.OnceValue(s.checkIdleGraph)
	if err := s.prepare(ctx); err != nil {
		return nil, fmt.Errorf("opening the history of %s: %w", r.CommonDir, err)
	}
	return s, nil
}

// Dir is the folder that the store lives in.
func (s *Store) Dir() string { return s.dir }

func (s *Store) prepare(ctx context.Context) error {
	for _, sub := range []string{"refs", "objects/info", "objects/pack"} {
		if err := os.MkdirAll(filepath.Join(s.dir, sub), 0o700); err != nil {
			return err
		}
	}
	unlock, err := lock(ctx, filepath.Join(s.dir, "store.lock"))
	if err != nil {
		return err
	}
	defer unlock()

	config := "[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tmultiPackIndex = false\n"
	if s.format == "sha256" {
		config = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n\tmultiPackIndex = false\n[extensions]\n\tobjectformat = sha256\n"
	}
	alternates, err := s.shadows()
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		"HEAD":                    "ref: refs/heads/none\n", // unborn, and must stay so
		"config":                  config,
		"objects/info/alternates": alternates,
	} {
		if err := replace(filepath.Join(s.dir, name), []byte(content)); err != nil {
			return err
		}
	}
	return s.copyShallow()
}

// checkIdleGraph is checkGraph, unless the graph is being written: whoever does that holds its lock, and checks it
// afterwards.
func (s *Store) checkIdleGraph() error {
	free, unlock, err := filelock.Try(s.graphLock())
	if err != nil || !free {
		return err
	}
	defer unlock()
	return s.checkGraph()
}

// shadows makes one shadow directory for each object directory and answers the
// content of objects/info/alternates.
func (s *Store) shadows() (string, error) {
	objects, err := s.repo.objectDirs()
	if err != nil {
		return "", err
	}
	var list strings.Builder
	var cast []*shadow
	for i, dir := range objects {
		fans := fanned(dir)
		if err := checkObjects(dir, fans); err != nil {
			return "", err
		}
		one := &shadow{dir: filepath.Join(s.dir, fmt.Sprintf("alt%d", i)), objects: dir, cast: map[string]bool{}}
		if err := os.MkdirAll(one.dir, 0o700); err != nil {
			return "", err
		}
		if err := one.extend(append([]string{"pack"}, fans...)); err != nil {
			return "", err
		}
		cast = append(cast, one)
		list.WriteString(cquote(filepath.ToSlash(one.dir)))
		list.WriteByte('\n')
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cast = cast
	return list.String(), nil
}

// extendShadows makes links to folders of loose objects that appeared since the last look.
func (s *Store) extendShadows() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.cast {
		if err := one.extend(fanned(one.objects)); err != nil {
			return err
		}
	}
	return nil
}

// refresh brings the store up to date before it is used: caches are cleared away
// under running programs. It fails where history is not to be read.
func (s *Store) refresh(ctx context.Context) error {
	if excess := s.excess.Load(); excess != nil {
		return excess
	}
	if _, err := os.Lstat(filepath.Join(s.dir, "HEAD")); errors.Is(err, fs.ErrNotExist) {
		if err := s.prepare(ctx); err != nil {
			return err
		}
	} else if err := errors.Join(s.copyShallow(), s.extendShadows()); err != nil {
		return err
	}
	return s.sound()
}

// copyShallow copies the user's shallow file when it changed: fetching may deepen the
// history under us. Only a file with commits counts, since any shallow file makes
// git ignore the commit-graph.
func (s *Store) copyShallow() error {
	ours := filepath.Join(s.dir, "shallow")
	cut, err := s.repo.shallow()
	if err != nil {
		return err
	}
	if len(cut) == 0 {
		if err := os.Remove(ours); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	var content bytes.Buffer
	for _, h := range cut {
		content.WriteString(string(h))
		content.WriteByte('\n')
	}
	return replace(ours, content.Bytes())
}

// replace writes a file whole, and only when it would change.
func replace(path string, content []byte) error {
	if old, err := readRegular(path, int64(len(content))); err == nil && bytes.Equal(old, content) {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// cquote writes a path as git's C-style quoted string.
func cquote(path string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(path) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// cunquote reads what cquote and git write; ok is false for anything else.
func cunquote(s string) (path string, ok bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '\\' {
			b.WriteByte(c)
			continue
		}
		if i++; i >= len(s) {
			return "", false
		}
		if plain := strings.IndexByte(`abfnrtv"\`, s[i]); plain >= 0 {
			b.WriteByte("\a\b\f\n\r\t\v\"\\"[plain])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		var octal int
		for _, d := range []byte(s[i : i+3]) {
			if d < '0' || d > '7' {
				return "", false
			}
			octal = octal*8 + int(d-'0')
		}
		if octal > 0xff {
			return "", false
		}
		b.WriteByte(byte(octal))
		i += 2
	}
	return b.String(), true
}
