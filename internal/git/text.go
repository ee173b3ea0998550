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

const (
	textLimit  = 64 << 10 // bytes kept of one commit's message
	textOutput = 1 << 30  // bytes of all commits read at once
)

// CommitText is what a commit says of itself.
type CommitText struct {
	Hash    Hash
	Parents []Hash
	Author  Identity
	At      int64 // author time, unix seconds; 0 when the commit's is unreadable
	// Message is raw, but UTF-8 as far as the commit's encoding is one that this package reads (UTF-8, Latin-1),
	// and at most 64 KiB of it.
	Message string
}

// Texts reads whole messages, all from one process, in the order asked for. Objects that are not on this machine,
// or are no commits, are left out. The sequence ends with an error at most once, as its last pair.
func (s *Store) Texts(ctx context.Context, commits []Hash) iter.Seq2[CommitText, error] {
	return func(yield func(CommitText, error) bool) {
		stopped := false
		err := s.texts(ctx, commits, func(t CommitText) bool {
			stopped = !yield(t, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(CommitText{}, fmt.Errorf("reading %d commit messages: %w", len(commits), err))
		}
	}
}

func (s *Store) texts(ctx context.Context, commits []Hash, emit func(CommitText) bool) error {
	stdin, err := revisions(commits, nil)
	if err != nil || len(commits) == 0 {
		return err
	}
	if err := s.refresh(ctx); err != nil {
		return err
	}
	p, err := s.command(quickTimeout, textOutput, stdin, "cat-file", "--batch", "--buffer").Start(ctx)
	if err != nil {
		return noGit(err)
	}
	in := bufio.NewReaderSize(p.Stdout, 64<<10)
	for {
		t, found, err := nextText(in)
		if err == io.EOF {
			return noGit(p.Wait())
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			if ended := p.Wait(); ended != nil {
				return noGit(ended)
			}
			return err
		}
		if err != nil || found && !emit(t) {
			p.Stop()
			_ = p.Wait() // killed by us
			return err
		}
	}
}

// nextText reads one answer of cat-file --batch: "<hash> commit <size>", the bytes, a newline.
func nextText(in *bufio.Reader) (t CommitText, found bool, err error) {
	line, err := in.ReadString('\n')
	if err == io.EOF && line == "" {
		return t, false, io.EOF
	}
	if err != nil {
		return t, false, io.ErrUnexpectedEOF
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		return t, false, nil
	}
	if len(fields) != 3 || !Hash(fields[0]).Valid() {
		return t, false, fmt.Errorf("git cat-file printed %.80q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return t, false, fmt.Errorf("git cat-file printed %.80q", line)
	}
	kept := make([]byte, min(size, messageLimit))
	if _, err := io.ReadFull(in, kept); err != nil {
		return t, false, io.ErrUnexpectedEOF
	}
	if _, err := io.CopyN(io.Discard, in, size-int64(len(kept))+1); err != nil {
		return t, false, io.ErrUnexpectedEOF
	}
	if fields[1] != "commit" {
		return t, false, nil
	}
	t = parseCommit(kept)
	t.Hash = Hash(fields[0])
	return t, true, nil
}

// parseCommit reads a commit object. What is not as it should be is left empty: a commit may be an enemy's.
func parseCommit(object []byte) CommitText {
	var t CommitText
	encoding := ""
	for len(object) > 0 {
		line, rest, _ := bytes.Cut(object, []byte("\n"))
		object = rest
		if len(line) == 0 {
			break
		}
		key, value, _ := strings.Cut(string(line[:min(len(line), 4<<10)]), " ")
		switch key {
		case "parent":
			if h := Hash(value); h.Valid() {
				t.Parents = append(t.Parents, h)
			}
		case "author":
			t.Author, t.At = signature(value)
		case "encoding":
			encoding = value
		}
	}
	message := string(object[:min(len(object), textLimit)])
	if latin(encoding) {
		var b strings.Builder
		for _, c := range []byte(message) {
			b.WriteRune(rune(c))
		}
		message = b.String()
	}
	t.Message = strings.ToValidUTF8(message, "\ufffd")
	return t
}

func latin(encoding string) bool {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso-8859-15", "windows-1252", "cp1252":
		return true
	}
	return false
}

// signature reads "Name <address> seconds zone".
func signature(text string) (Identity, int64) {
	end := strings.LastIndexByte(text, '>')
	begin := strings.IndexByte(text, '<')
	if begin < 0 || end < begin {
		return Identity{Name: cut(text, subjectLimit)}, 0
	}
	who := Identity{Name: cut(strings.TrimSpace(text[:begin]), subjectLimit), Email: cut(text[begin+1:end], subjectLimit)}
	when, _, _ := strings.Cut(strings.TrimSpace(text[end+1:]), " ")
	return who, seconds([]byte(when))
}
