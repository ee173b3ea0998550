package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// contentsOutput is how much one process may print: versions of files add up.
const contentsOutput = 64 << 30

// FileAt is a file of a commit.
type FileAt struct {
	Commit Hash
	Path   string
}

// Contents reads files of commits, all from one process. It answers for each, in their order, its place among files
// and its content: nil where the commit has no such file, where the content is not on this machine, and where it is
// larger than limit bytes. The content is only valid until the next. The sequence ends with an error at most once, as
// its last pair, with a negative place.
func (s *Store) Contents(ctx context.Context, files []FileAt, limit int64) iter.Seq2[int, Content] {
	return func(yield func(int, Content) bool) {
		stopped := false
		err := s.contents(ctx, files, limit, func(i int, text []byte) bool {
			stopped = !yield(i, Content{Text: text})
			return !stopped
		})
		if err != nil && !stopped {
			yield(-1, Content{Err: fmt.Errorf("reading %d versions of files: %w", len(files), err)})
		}
	}
}

// Content is one answer of [Store.Contents].
type Content struct {
	Text []byte
	Err  error
}

func (s *Store) contents(ctx context.Context, files []FileAt, limit int64, emit func(int, []byte) bool) error {
	var stdin bytes.Buffer
	var asked []int
	for i, f := range files {
		if f.Commit.Valid() && f.Path != "" && !strings.ContainsAny(f.Path, "\n\x00") {
			fmt.Fprintf(&stdin, "%s:%s\n", f.Commit, f.Path)
			asked = append(asked, i)
		}
	}
	next := 0 // of files
	answer := func(i int, text []byte) bool {
		for ; next < i; next++ {
			if !emit(next, nil) {
				return false
			}
		}
		next++
		return emit(i, text)
	}
	if len(asked) > 0 {
		if err := s.refresh(ctx); err != nil {
			return err
		}
		p, err := s.command(walkTimeout, contentsOutput, stdin.Bytes(), "cat-file", "--batch", "--buffer").Start(ctx)
		if err != nil {
			return noGit(err)
		}
		in, room := bufio.NewReaderSize(p.Stdout, 64<<10), []byte(nil)
		for _, i := range asked {
			text, err := nextContent(in, limit, &room)
			if errors.Is(err, io.ErrUnexpectedEOF) {
				if ended := p.Wait(); ended != nil {
					return noGit(ended)
				}
				return err
			}
			if err != nil || !answer(i, text) {
				p.Stop()
				_ = p.Wait() // killed by us
				return err
			}
		}
		if err := p.Wait(); err != nil {
			return noGit(err)
		}
	}
	for ; next < len(files); next++ {
		if !emit(next, nil) {
			return nil
		}
	}
	return nil
}

// nextContent reads one answer of cat-file --batch: "<hash> blob <size>", the bytes, a newline; or what was asked for
// and "missing", which may be a path with blanks.
func nextContent(in *bufio.Reader, limit int64, room *[]byte) ([]byte, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	if strings.HasSuffix(line, " missing\n") {
		return nil, nil
	}
	fields := strings.Fields(line)
	if len(fields) != 3 || !Hash(fields[0]).Valid() {
		return nil, fmt.Errorf("git cat-file printed %.80q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("git cat-file printed %.80q", line)
	}
	var text []byte
	left := size
	if fields[1] == "blob" && size <= limit {
		if *room == nil || int64(cap(*room)) < size {
			*room = make([]byte, size+size/4+1)
		}
		text = (*room)[:size:size]
		if _, err := io.ReadFull(in, text); err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		left = 0
	}
	if _, err := io.CopyN(io.Discard, in, left+1); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return text, nil
}
