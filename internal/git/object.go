package git

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"path"
	"strconv"
	"strings"
)

const treeEntriesLimit = 5_000_000

// TreeEntry is one file of a commit.
type TreeEntry struct {
	Path string
	Mode uint32 // 0o100644, 0o100755, 0o120000 (link), 0o160000 (submodule)
	Hash Hash
}

// Blob answers the file at path in a commit, at most limit bytes of it. path has
// forward slashes and is relative to the top. The error is ErrNotFound (also for a
// folder), ErrTooLarge or ErrMissingObject.
func (s *Store) Blob(ctx context.Context, commit Hash, path string, limit int64) ([]byte, error) {
	entry, err := s.lookUp(ctx, commit, path)
	if err == nil && entry.Mode&0o170000 == 0o160000 {
		err = ErrNotFound
	}
	var content []byte
	if err == nil {
		content, err = s.BlobByHash(ctx, entry.Hash, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s in commit %.12s: %w", path, commit, err)
	}
	return content, nil
}

// BlobByHash answers an object's content. Errors as for Blob.
func (s *Store) BlobByHash(ctx context.Context, h Hash, limit int64) ([]byte, error) {
	if !h.Valid() {
		return nil, fmt.Errorf("object %.80q: %w", string(h), ErrNotFound)
	}
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	content, err := s.blob(ctx, h, limit)
	if code(err) == fatal {
		content, err = s.blob(ctx, h, limit)
	}
	return content, noGit(err)
}

// blob reads one object through cat-file --batch: "<hash> blob <size>", its bytes.
func (s *Store) blob(ctx context.Context, h Hash, limit int64) ([]byte, error) {
	p, err := s.command(quickTimeout, limit+1024, []byte(string(h)+"\n"), "cat-file", "--batch").Start(ctx)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(p.Stdout)
	fail := func(cause error) ([]byte, error) {
		if cause != nil {
			p.Stop()
			_ = p.Wait() // killed by us
			return nil, cause
		}
		if err := p.Wait(); err != nil {
			return nil, err
		}
		return nil, io.ErrUnexpectedEOF
	}
	line, err := in.ReadString('\n')
	if err != nil {
		return fail(nil)
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return fail(ErrMissingObject)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	switch {
	case err != nil || size < 0:
		return fail(fmt.Errorf("git answered %.80q", line))
	case fields[1] != "blob":
		return fail(ErrNotFound)
	case size > limit:
		return fail(ErrTooLarge)
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(in, content); err != nil {
		return fail(nil)
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return fail(err)
	}
	return content, p.Wait()
}

// plainPath says whether a path can be a file's in a tree.
func plainPath(file string) bool {
	return file != "" && !path.IsAbs(file) && path.Clean(file) == file && file != "." && file != ".." && !strings.HasPrefix(file, "../") && strings.IndexByte(file, 0) < 0
}

// lookUp finds the entry of a tree at a path; ErrNotFound for folders too.
func (s *Store) lookUp(ctx context.Context, commit Hash, file string) (TreeEntry, error) {
	if !commit.Valid() || !plainPath(file) {
		return TreeEntry{}, ErrNotFound
	}
	out, err := s.output(ctx, nil, "ls-tree", "-z", "--full-tree", string(commit), "--", file)
	if err != nil {
		return TreeEntry{}, final(err)
	}
	for record := range bytes.SplitSeq(out, []byte{0}) {
		if len(record) == 0 {
			continue
		}
		entry, err := treeEntry(record)
		if err != nil {
			return TreeEntry{}, err
		}
		if entry.Path == file && entry.Mode != 0o40000 {
			return entry, nil
		}
	}
	return TreeEntry{}, ErrNotFound
}

// Tree lists all files of a commit, sorted by path as git sorts. The sequence ends
// with an error at most once, as its last pair.
func (s *Store) Tree(ctx context.Context, commit Hash) iter.Seq2[TreeEntry, error] {
	return func(yield func(TreeEntry, error) bool) {
		stopped := false
		err := s.tree(ctx, commit, func(e TreeEntry) bool {
			stopped = !yield(e, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(TreeEntry{}, fmt.Errorf("listing commit %.12s: %w", commit, err))
		}
	}
}

func (s *Store) tree(ctx context.Context, commit Hash, emit func(TreeEntry) bool) error {
	if !commit.Valid() {
		return ErrNotFound
	}
	if err := s.refresh(ctx); err != nil {
		return err
	}
	p, err := s.command(walkTimeout, walkOutput, nil, "ls-tree", "-r", "-z", "--full-tree", string(commit)).Start(ctx)
	if err != nil {
		return noGit(err)
	}
	stop := func(err error) error {
		p.Stop()
		_ = p.Wait() // killed by us
		return err
	}
	in := newLogStream(p.Stdout)
	for n := 0; ; n++ {
		record, cutOff, err := in.token(pathLimit + 128)
		if err != nil {
			if ended := p.Wait(); ended != nil {
				return final(ended)
			}
			if err == io.EOF {
				return nil
			}
			return err
		}
		if cutOff {
			continue // longer than any path that can be opened
		}
		if n == treeEntriesLimit {
			return stop(fmt.Errorf("more than %d files: %w", treeEntriesLimit, ErrTooLarge))
		}
		entry, err := treeEntry(record)
		if err != nil {
			return stop(err)
		}
		if !emit(entry) {
			return stop(nil)
		}
	}
}

// treeEntry reads "<mode> <type> <hash>\t<path>".
func treeEntry(record []byte) (TreeEntry, error) {
	head, file, ok := strings.Cut(string(record), "\t")
	fields := strings.Fields(head)
	if !ok || len(fields) != 3 || !Hash(fields[2]).Valid() {
		return TreeEntry{}, fmt.Errorf("git ls-tree printed %.80q", record)
	}
	mode, err := strconv.ParseUint(fields[0], 8, 32)
	if err != nil {
		return TreeEntry{}, fmt.Errorf("git ls-tree printed the mode %.80q", fields[0])
	}
	return TreeEntry{Path: file, Mode: uint32(mode), Hash: Hash(fields[2])}, nil
}

// Missing answers which of the given objects are not on this machine.
func (s *Store) Missing(ctx context.Context, hashes []Hash) ([]Hash, error) {
	stdin, err := revisions(hashes, nil)
	if err != nil || len(hashes) == 0 {
		return nil, err
	}
	out, err := s.output(ctx, stdin, "cat-file", "--batch-check", "--buffer")
	if err != nil {
		return nil, fmt.Errorf("looking for objects: %w", err)
	}
	var missing []Hash
	for line := range strings.Lines(string(out)) {
		if h, ok := strings.CutSuffix(strings.TrimSpace(line), " missing"); ok {
			missing = append(missing, Hash(h))
		}
	}
	return missing, nil
}
