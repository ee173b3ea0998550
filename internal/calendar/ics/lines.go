package ics

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxLine is how much of a content line is kept, in bytes. Pictures within a
// file are longer, and are not for us.
const maxLine = 64 << 10

// A lineReader gives the content lines of a file, unfolded (RFC 5545 3.1). It
// unfolds bytes, since a fold may stand within a character.
type lineReader struct {
	in   *bufio.Reader
	left int64 // bytes that may still come
	at   int   // lines of the file read so far
	buf  []byte
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(r, maxLine), left: MaxBytes}
}

// next gives the next content line that is not empty, and the line of the file
// it begins on. The bytes are good until the next call. Where cut is true, the
// line went on. At the end of the file it fails with io.EOF.
func (l *lineReader) next() (line []byte, at int, cut bool, err error) {
	for {
		l.buf, cut = l.buf[:0], false
		at = l.at + 1
		for {
			more, err := l.physical()
			cut = cut || more
			if err != nil && (!errors.Is(err, io.EOF) || len(l.buf) == 0) {
				return nil, at, false, err
			}
			if b, _ := l.in.Peek(1); err != nil || len(b) == 0 || b[0] != ' ' && b[0] != '\t' {
				break
			}
			if _, err := l.in.Discard(1); err != nil {
				return nil, at, false, err
			}
			l.left--
		}
		if at == 1 {
			l.buf = bytes.TrimPrefix(l.buf, []byte("\xEF\xBB\xBF"))
		}
		if len(bytes.TrimSpace(l.buf)) > 0 {
			return l.buf, at, cut, nil
		}
	}
}

// physical appends one line of the file, without its end, as far as there is room.
func (l *lineReader) physical() (cut bool, err error) {
	l.at++
	for {
		piece, err := l.in.ReadSlice('\n')
		if l.left -= int64(len(piece)); l.left < 0 {
			return cut, ErrTooLarge
		}
		whole := err == nil
		if whole {
			piece = bytes.TrimSuffix(piece[:len(piece)-1], []byte("\r"))
		}
		room := maxLine - len(l.buf)
		if len(piece) > room {
			piece, cut = piece[:room], true
		}
		l.buf = append(l.buf, piece...)
		if whole || !errors.Is(err, bufio.ErrBufferFull) {
			return cut, err
		}
	}
}
