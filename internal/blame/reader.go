package blame

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/git"
)

const (
	mostBytes  = 16 << 20 // of a file whose lines are looked at
	cacheBytes = 32 << 20
	cacheCount = 100

	mostWorkers = 4 // each takes 100 to 240 MB for a moment
)

// ErrNoLines says that a file has no lines to ask about: it is binary, a pointer of Git
// LFS, or too large.
var ErrNoLines = errors.New("who wrote its lines is not known: binary, in Git LFS, or too large")

// Reader gets versions from git, one file at a time, and remembers the last ones.
// Safe for concurrent use.
type Reader struct {
	history *git.Store
	shelf   shelf
	effort  effort
	slot    chan struct{} // taken while git runs

	mu    sync.Mutex
	cache []recalled // the last one asked for first
	bytes int
}

type recalled struct {
	key     key
	version *Version
}

// key says what a version is the answer to. The bytes of a file at a commit do not change.
type key struct {
	commit  git.Hash
	path    string
	ignored string
}

// NewReader reads from a repository's history. It keeps its answers beside the store, for the next time.
func NewReader(history *git.Store) *Reader {
	return &Reader{
		history: history, shelf: shelf{filepath.Join(history.Dir(), "blame")},
		effort: effort{workers: min(runtime.GOMAXPROCS(0), mostWorkers), stretch: 40}, slot: make(chan struct{}, 1),
	}
}

// Read answers who wrote the lines of a file of a commit. ignored are commits to look past,
// as `git blame --ignore-rev` does. It waits for its turn, and stops git when ctx ends. It
// fails with git.ErrNotFound where the commit has no such file, with git.ErrMissingObject
// where its history is not all on this machine, and with ErrNoLines.
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
	v, err := r.read(ctx, k, ignored)
	if err != nil {
		return nil, err
	}
	r.remember(k, v)
	return v, nil
}

func (r *Reader) read(ctx context.Context, k key, ignored []git.Hash) (*Version, error) {
	old, before := r.remembered(k)
	if old != nil && old.Commit == k.commit {
		content, err := r.text(ctx, k, old.Blob)
		if err != nil {
			return nil, err
		}
		return version(k.path, content, before)
	}
	known := git.Hash("")
	if old != nil {
		known = old.Last
	}
	var content string
	lineage, lines, err := traced(ctx, r.history, k, ignored, known, before, r.effort, func(ctx context.Context, blob git.Hash) (err error) {
		content, err = r.text(ctx, k, blob)
		return err
	})
	if errors.Is(err, git.ErrNoLineage) {
		return r.plain(ctx, k, ignored)
	}
	if err != nil {
		return nil, err
	}
	v, err := version(k.path, content, lines)
	if err == nil {
		now := &kept{Path: k.path, Ignored: k.ignored, Commit: k.commit, Last: lineage.Last(), Blob: lineage.Blob}
		now.keep(lines)
		r.shelf.put(now)
	}
	return v, err
}

// remembered is what was found out last time, by whatever process.
func (r *Reader) remembered(k key) (*kept, *attribution) {
	old := r.shelf.get(k.path, k.ignored)
	if old == nil {
		return nil, nil
	}
	lines := old.lines()
	if lines == nil {
		return nil, nil
	}
	return old, lines
}

// plain asks git for all in one piece. It keeps that for the same commit alone, and for a shallow clone not at all: what that
// says is true until it is deepened.
func (r *Reader) plain(ctx context.Context, k key, ignored []git.Hash) (*Version, error) {
	content, err := r.text(ctx, k, "")
	if err != nil || content == "" {
		return &Version{}, err
	}
	lines, err := whole(ctx, r.history, git.BlameQuery{Commit: k.commit, Path: k.path, Ignore: ignored})
	if err != nil {
		return nil, err
	}
	if cut, err := r.history.Cut(); err == nil && len(cut) == 0 {
		now := &kept{Path: k.path, Ignored: k.ignored, Commit: k.commit}
		now.keep(lines)
		r.shelf.put(now)
	}
	return version(k.path, content, lines)
}

// text is a file's content, if it has lines; blob is where it is, or "".
func (r *Reader) text(ctx context.Context, k key, blob git.Hash) (string, error) {
	read := func() ([]byte, error) { return r.history.BlobByHash(ctx, blob, mostBytes) }
	if blob == "" {
		read = func() ([]byte, error) { return r.history.Blob(ctx, k.commit, k.path, mostBytes) }
	}
	bytes, err := read()
	if errors.Is(err, git.ErrTooLarge) {
		return "", fmt.Errorf("%s: %w", k.path, ErrNoLines)
	}
	if err != nil {
		return "", err
	}
	content := string(bytes)
	if gitLines(content)+strings.Count(content, "\r") > MostLines || binary(content) || isPointer(content) {
		return "", fmt.Errorf("%s: %w", k.path, ErrNoLines)
	}
	return content, nil
}

// gitLines is the number of lines as git counts them.
func gitLines(content string) int {
	count := strings.Count(content, "\n")
	if len(content) > 0 && content[len(content)-1] != '\n' {
		count++
	}
	return count
}

// version puts a text and who brought its lines together.
func version(path, content string, a *attribution) (*Version, error) {
	if n := gitLines(content); n != len(a.lines) {
		return nil, fmt.Errorf("git blame speaks of %d of the %d lines of %s", len(a.lines), n, path)
	}
	if len(a.lines) == 0 {
		return &Version{}, nil
	}
	by := make([]int32, len(a.lines))
	for n, b := range a.lines {
		by[n] = b.commit
	}
	v := newVersion(content, a.commits, by)
	v.settle(content, a.runs(), a.paths)
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

// sum stands for a list of commits; "" for none.
func sum(hashes []git.Hash) string {
	if len(hashes) == 0 {
		return ""
	}
	h := sha256.New()
	for _, one := range hashes {
		_, _ = io.WriteString(h, string(one)+"\n") // never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (r *Reader) recall(k key) *Version {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.cache, func(e recalled) bool { return e.key == k })
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
	r.cache = slices.Insert(r.cache, 0, recalled{k, v})
	r.bytes += v.size()
	for last := len(r.cache) - 1; last > 0 && (r.bytes > cacheBytes || len(r.cache) > cacheCount); last-- {
		r.bytes -= r.cache[last].version.size()
		r.cache = slices.Delete(r.cache, last, last+1)
	}
}
