package blame

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
)

const (
	mostBytes  = 16 << 20 // of a file whose lines are looked at
	cacheBytes = 32 << 20
	cacheCount = 100
)

// ErrNoLines says that a file has no lines to ask about: it is binary, a pointer of Git
// LFS, or too large.
var ErrNoLines = errors.New("who wrote its lines is not known: binary, in Git LFS, or too large")

// Reader gets versions from git, one process at a time, and remembers the last ones.
// Safe for concurrent use.
type Reader struct {
	history *git.Store
	slot    chan struct{} // taken while git runs

	mu    sync.Mutex
	cache []remembered // the last one asked for first
	bytes int
}

type remembered struct {
	key     key
	version *Version
}

// key says what a version is the answer to. The bytes of a file at a commit do not change.
type key struct {
	commit  git.Hash
	path    string
	ignored uint64
}

// NewReader reads from a repository's history.
func NewReader(history *git.Store) *Reader {
	return &Reader{history: history, slot: make(chan struct{}, 1)}
}

// Read answers who wrote the lines of a file of a commit. ignored are commits to look past,
// as `git blame --ignore-rev` does. It waits for its turn, and stops git when ctx ends. It
// fails with git.ErrNotFound where the commit has no such file, and with ErrNoLines.
func (r *Reader) Read(ctx context.Context, commit git.Hash, path string, ignored []git.Hash) (*Version, error) {
	k := key{commit, path, sum(ignored)}
	if v := r.recall(k); v != nil {
		return v, nil
	}
	select {
	case r.slot <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-r.slot }()
	if v := r.recall(k); v != nil { // whoever had the slot asked for the same
		return v, nil
	}
	v, err := r.read(ctx, git.BlameQuery{Commit: commit, Path: path, Ignore: ignored})
	if err != nil {
		return nil, err
	}
	r.remember(k, v)
	return v, nil
}

func (r *Reader) read(ctx context.Context, q git.BlameQuery) (*Version, error) {
	bytes, err := r.history.Blob(ctx, q.Commit, q.Path, mostBytes)
	if errors.Is(err, git.ErrTooLarge) {
		return nil, fmt.Errorf("%s: %w", q.Path, ErrNoLines)
	}
	if err != nil {
		return nil, err
	}
	content := string(bytes)
	count := strings.Count(content, "\n")
	if len(content) > 0 && content[len(content)-1] != '\n' {
		count++
	}
	if count+strings.Count(content, "\r") > MostLines || binary(content) || isPointer(content) {
		return nil, fmt.Errorf("%s: %w", q.Path, ErrNoLines)
	}
	if count == 0 {
		return &Version{}, nil
	}
	by := make([]int32, count)
	known := map[git.Hash]int32{}
	var commits []Commit
	var runs []run
	var paths []string
	named := map[string]int32{}
	covered := 0
	for c, err := range r.history.Blame(ctx, q) {
		if err != nil {
			return nil, err
		}
		i, ok := known[c.Commit]
		if !ok {
			i = int32(len(commits))
			known[c.Commit] = i
			commits = append(commits, Commit{Hash: c.Commit, Author: c.Author, At: time.Unix(c.At, 0), Subject: c.Subject, Cut: c.Cut})
		}
		if c.Line+c.Lines-1 > count {
			return nil, fmt.Errorf("git blame speaks of line %d of %s, which has %d", c.Line+c.Lines-1, q.Path, count)
		}
		for line := c.Line - 1; line < c.Line-1+c.Lines; line++ {
			by[line] = i
		}
		p, ok := named[c.OldPath]
		if !ok {
			p = int32(len(paths))
			named[c.OldPath] = p
			paths = append(paths, c.OldPath)
		}
		runs = append(runs, run{int32(c.Line), int32(c.OldLine), int32(c.Lines), i, p})
		covered += c.Lines
	}
	if covered != count {
		return nil, fmt.Errorf("git blame speaks of %d of the %d lines of %s", covered, count, q.Path)
	}
	v := newVersion(content, commits, by)
	v.settle(content, runs, paths)
	return v, nil
}

// binary is git's rule: a NUL among the first 8,000 bytes.
func binary(content string) bool {
	return strings.IndexByte(content[:min(len(content), 8000)], 0) >= 0
}

// isPointer says whether the content stands for a file that is stored elsewhere (Git LFS,
// specification of pointer files, version 1): its lines are no text that anybody wrote.
func isPointer(content string) bool {
	return len(content) < 1024 && strings.HasPrefix(content, "version https://git-lfs.github.com/spec/")
}

func sum(hashes []git.Hash) uint64 {
	if len(hashes) == 0 {
		return 0
	}
	h := fnv.New64a()
	for _, one := range hashes {
		_, _ = io.WriteString(h, string(one)) // never fails
	}
	return h.Sum64()
}

func (r *Reader) recall(k key) *Version {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.cache, func(e remembered) bool { return e.key == k })
	if i < 0 {
		return nil
	}
	found := r.cache[i]
	copy(r.cache[1:i+1], r.cache[:i])
	r.cache[0] = found
	return found.version
}

func (r *Reader) remember(k key, v *Version) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cache = slices.Insert(r.cache, 0, remembered{k, v})
	r.bytes += v.size()
	for last := len(r.cache) - 1; last > 0 && (r.bytes > cacheBytes || len(r.cache) > cacheCount); last-- {
		r.bytes -= r.cache[last].version.size()
		r.cache = slices.Delete(r.cache, last, last+1)
	}
}
