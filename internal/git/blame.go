package git

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	blameLineLimit = 64 << 10
	blameOutput    = 256 << 20
	ignoredLimit   = 20_000         // commits to look past
	ignoredAge     = 24 * time.Hour // after which a list that nobody asked for is removed
)

// BlameChunk is a run of neighbouring lines that one commit brought.
type BlameChunk struct {
	Line, Lines int    // first line (from 1) in the file asked about, and how many
	Commit      Hash   // who brought them
	OldLine     int    // first line (from 1) in that commit's version
	OldPath     string // that version's path
	Previous    Hash   // the commit before, in which lines of them were otherwise; "" when there is none
	Author      Identity
	At          int64 // author time, unix seconds
	Subject     string
	Boundary    bool // the history ends here: a first commit, or the cut of a shallow clone
	Cut         bool // the latter: the lines may be older, and somebody else's
}

// BlameQuery names a file of a commit.
type BlameQuery struct {
	Commit Hash
	Path   string
	// Ranges limits the answer to some lines, each first and last (from 1); none means the whole file. Lines that the
	// file does not have are an error.
	Ranges [][2]int
	// Ignore are commits to look past: where they changed a line, the line is whose
	// it was before. Those that are no commits here are left out.
	Ignore []Hash
}

// Blame answers which commit brought each line of a file, in the order in which git
// finds out: newest first, not by line. Chunks do not overlap and cover the file
// when the sequence ends without an error. The answer is that of plain git blame, with
// raw names. A process takes 100 to 240 MB: run one at a time.
func (s *Store) Blame(ctx context.Context, q BlameQuery) iter.Seq2[BlameChunk, error] {
	return blameSequence(q.Commit, q.Path, func(emit func(BlameChunk) bool) error { return s.blame(ctx, q, emit) })
}

// blameSequence makes a sequence of what run emits, which ends when its reader has enough.
func blameSequence(commit Hash, path string, run func(emit func(BlameChunk) bool) error) iter.Seq2[BlameChunk, error] {
	return func(yield func(BlameChunk, error) bool) {
		stopped := false
		err := run(func(c BlameChunk) bool {
			stopped = !yield(c, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(BlameChunk{}, fmt.Errorf("blaming %s in commit %.12s: %w", path, commit, err))
		}
	}
}

func (s *Store) blame(ctx context.Context, q BlameQuery, emit func(BlameChunk) bool) error {
	// git's own complaint about a missing object names the path instead.
	entry, err := s.lookUp(ctx, q.Commit, q.Path)
	if err != nil {
		return err
	}
	if entry.Mode&0o170000 == 0o160000 {
		return ErrNotFound
	}
	missing, err := s.Missing(ctx, []Hash{entry.Hash})
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		return ErrMissingObject
	}
	cut, err := s.repo.shallow()
	if err != nil {
		return err
	}
	args, err := s.blameArguments(q.Ignore)
	if err != nil {
		return err
	}
	for _, r := range q.Ranges {
		args = append(args, fmt.Sprintf("-L%d,%d", r[0], r[1]))
	}
	return s.runBlameTwice(ctx, q.Commit, append(args, string(q.Commit), "--", q.Path), func(c BlameChunk) bool {
		c.Cut = c.Boundary && slices.Contains(cut, c.Commit)
		return emit(c)
	})
}

// blameArguments are those of every blame, with more.
func (s *Store) blameArguments(ignore []Hash, more ...string) ([]string, error) {
	args := append([]string{"blame", "--incremental"}, more...)
	ignored, err := s.writeIgnored(ignore)
	if err == nil && ignored != "" {
		args = append(args, "--ignore-revs-file="+ignored)
	}
	return args, err
}

// runBlameTwice runs blame from a commit on, once more if it failed before it said anything (see output), and once more if it had
// too little memory and may have more. Chunks are emitted once.
func (s *Store) runBlameTwice(ctx context.Context, from Hash, args []string, emit func(BlameChunk) bool) error {
	said := map[int]bool{} // by the first line of each chunk, which is the same every time
	run := func() error {
		return s.runBlame(ctx, args, func(c BlameChunk) bool {
			if said[c.Line] {
				return true
			}
			said[c.Line] = true
			return emit(c)
		})
	}
	err := run()
	again, excess := s.cramped(ctx, err, from)
	switch {
	case excess != nil:
		return excess
	case again, len(said) == 0 && code(err) == fatal:
		return run()
	}
	return err
}

func (s *Store) runBlame(ctx context.Context, args []string, emit func(BlameChunk) bool) error {
	p, err := s.roomy(s.patient(blameTimeout, blameOutput, nil, args...)).Start(ctx)
	if err != nil {
		return noGit(err)
	}
	stopped, parseErr := parseBlame(p.Stdout, emit)
	if stopped || parseErr != nil && !errors.Is(parseErr, io.ErrUnexpectedEOF) {
		p.Stop()
		_ = p.Wait() // killed by us
		return parseErr
	}
	if err := p.Wait(); err != nil {
		return final(err)
	}
	return parseErr
}

// writeIgnored writes the commits to look past to a file of ours, named after what it
// says, so that processes that want different ones do not disturb each other. It
// answers "" for none.
func (s *Store) writeIgnored(commits []Hash) (file string, err error) {
	width := 40
	if s.format == "sha256" {
		width = 64
	}
	var content bytes.Buffer
	for _, h := range commits[:min(len(commits), ignoredLimit)] {
		if h.Valid() && len(h) == width {
			content.WriteString(string(h) + "\n")
		}
	}
	if content.Len() == 0 {
		return "", nil
	}
	dir := filepath.Join(s.dir, "ignored")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	sum := sha256.Sum256(content.Bytes())
	file = filepath.Join(dir, hex.EncodeToString(sum[:10]))
	if err := replace(file, content.Bytes()); err != nil {
		return "", err
	}
	return file, s.dropIgnored(dir, file)
}

// scratch writes a file for one run of git. What a killed process leaves behind goes with the lists of dropIgnored.
func (s *Store) scratch(content []byte) (file string, remove func(), err error) {
	dir := filepath.Join(s.dir, "ignored")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, err
	}
	f, err := os.CreateTemp(dir, "run-*")
	if err != nil {
		return "", nil, err
	}
	remove = func() { os.Remove(f.Name()) }
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		remove()
		return "", nil, err
	}
	return f.Name(), remove, nil
}

// dropIgnored removes the lists that were of use long ago.
func (s *Store) dropIgnored(dir, but string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		file := filepath.Join(dir, e.Name())
		st, err := e.Info()
		if err == nil && file != but && time.Since(st.ModTime()) > ignoredAge {
			err = os.Remove(file)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// parseBlame reads git blame --incremental: "<hash> <old line> <line> <count>", then
// what is known of the commit (only the first time), then "filename <path>".
func parseBlame(r io.Reader, emit func(BlameChunk) bool) (stopped bool, err error) {
	in := bufio.NewReaderSize(r, blameLineLimit)
	commits := map[Hash]*BlameChunk{}
	var current BlameChunk
	var facts *BlameChunk
	for {
		line, err := blameLine(in)
		if err == io.EOF && facts == nil {
			return false, nil
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return false, err
		}
		if facts == nil {
			if current, err = blameHeader(line); err != nil {
				return false, err
			}
			if facts = commits[current.Commit]; facts == nil {
				facts = &BlameChunk{}
				commits[current.Commit] = facts
			}
			continue
		}
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "author":
			facts.Author.Name = cut(value, subjectLimit)
		case "author-mail":
			facts.Author.Email = cut(strings.TrimSuffix(strings.TrimPrefix(value, "<"), ">"), subjectLimit)
		case "author-time":
			facts.At = seconds([]byte(value))
		case "summary":
			facts.Subject = cut(value, subjectLimit)
		case "boundary":
			facts.Boundary = true
		case "previous":
			if before, _, ok := strings.Cut(value, " "); ok && Hash(before).Valid() {
				current.Previous = Hash(before)
			}
		case "filename":
			current.OldPath = value
			if plain, ok := cunquote(value); ok {
				current.OldPath = plain
			}
			current.Author, current.At, current.Subject, current.Boundary = facts.Author, facts.At, facts.Subject, facts.Boundary
			facts = nil
			if !emit(current) {
				return true, nil
			}
		}
	}
}

// blameLine reads a line and drops what is beyond the limit.
func blameLine(in *bufio.Reader) (string, error) {
	part, err := in.ReadSlice('\n')
	line := strings.TrimSuffix(string(part), "\n")
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	if err == io.EOF && line != "" {
		return "", io.ErrUnexpectedEOF
	}
	return line, err
}

func blameHeader(line string) (BlameChunk, error) {
	fields := strings.Fields(line)
	if len(fields) != 4 || !Hash(fields[0]).Valid() {
		return BlameChunk{}, fmt.Errorf("git blame printed %.80q", line)
	}
	var number [3]int
	for i, text := range fields[1:] {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1<<31-1 {
			return BlameChunk{}, fmt.Errorf("git blame printed %.80q", line)
		}
		number[i] = n
	}
	return BlameChunk{Commit: Hash(fields[0]), OldLine: number[0], Line: number[1], Lines: number[2]}, nil
}
