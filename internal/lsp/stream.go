package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

const (
	headerLine  = 4 << 10  // bytes of one header line worth looking at
	firstBuffer = 64 << 10 // allocated before the first byte of a body has come
)

var responseStart = []byte(`{"jsonrpc":"2.0","id":`)

// stream frames messages (the protocol's base layer) and hands up only those that are sound: the library ends the
// connection on anything else. What is not sound is answered here, where an answer is due, and left behind:
//
//   - noise between messages is skipped up to the next Content-Length
//   - a body that is not JSON is answered −32700 with id null; JSON that is no message −32600, with its id if it has one
//   - a body over the limit is read past without keeping it; if it was a request it is answered, if it was a change
//     of a document the document is closed, since its text is no longer known
//
// Written frames go through an outbox. Read is called by one goroutine, Write by many.
type stream struct {
	src   io.Reader
	in    *bufio.Reader
	dst   io.Writer
	out   *outbox
	limit int64
	log   *slog.Logger

	ended  chan struct{} // nothing more can be read
	closed chan struct{} // Close was called
	endIn  sync.Once
	once   sync.Once
	halted atomic.Bool

	mu      sync.Mutex
	readErr error
	owed    int           // requests handed up and not answered yet
	settled chan struct{} // closed when owed reaches 0; nil when nobody waits
}

func newStream(in io.Reader, out io.Writer, limit int64, log *slog.Logger) *stream {
	return &stream{
		src: in, in: bufio.NewReaderSize(in, 64<<10), dst: out, out: newOutbox(out), limit: limit, log: log,
		ended: make(chan struct{}), closed: make(chan struct{}),
	}
}

// Read returns the next sound message. At the end of the input it waits for Close: once the library has read an end it
// sends no more answers, and requests may still be running.
func (s *stream) Read(context.Context) (jsonrpc2.Message, int64, error) {
	for !s.halted.Load() {
		msg, n, err := s.next()
		if err != nil {
			s.mu.Lock()
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
				s.readErr = fmt.Errorf("reading from the client: %w", err)
			}
			s.mu.Unlock()
			break
		}
		if msg != nil && !s.halted.Load() {
			if _, ok := msg.(*jsonrpc2.Call); ok {
				s.owe(1)
			}
			return msg, n, nil
		}
	}
	s.endIn.Do(func() { close(s.ended) })
	<-s.closed
	return nil, 0, io.EOF
}

// next reads one frame; nil without an error means that there was nothing to hand up.
func (s *stream) next() (jsonrpc2.Message, int64, error) {
	n, err := s.header()
	if err != nil {
		return nil, 0, err
	}
	if n > s.limit {
		msg, err := s.skip(n)
		return msg, n, err
	}
	body, err := s.body(n)
	if err != nil {
		return nil, 0, err
	}
	return s.decode(body), n, nil
}

// header reads up to the empty line that ends a header with a length, and returns that length.
func (s *stream) header() (int64, error) {
	length, noise := int64(-1), 0
	for {
		line, err := s.line()
		if err != nil {
			return 0, err
		}
		if len(line) == 0 {
			if length >= 0 {
				if noise > 0 {
					s.log.Warn("skipped what is no message", "lines", noise)
				}
				return length, nil
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if n, good := contentLength(name, value); ok && good {
			length = n
		} else if n, good := trailingLength(line); good {
			// The tail of a body that was longer than announced, with the next header right behind it.
			noise++
			length = n
		} else if !ok {
			// Not a header line at all: whatever length came before belongs to something else.
			noise++
			length = -1
		}
	}
}

// line reads one line without its end; of a line that is too long only the end, where the next header may stand.
func (s *stream) line() (string, error) {
	var line []byte
	for {
		part, err := s.in.ReadSlice('\n')
		line = append(line, part...)
		if over := len(line) - headerLine; over > 0 {
			line = append(line[:0], line[over:]...)
		}
		switch {
		case err == nil:
			return strings.TrimRight(string(line), "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return "", io.EOF // mid-header: the client is gone all the same
		default:
			return "", err
		}
	}
}

func contentLength(name, value string) (int64, bool) {
	if !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	return n, err == nil && n >= 0
}

func trailingLength(line string) (int64, bool) {
	const name = "Content-Length:"
	i := strings.LastIndex(line, name)
	if i < 0 {
		return 0, false
	}
	return contentLength(name[:len(name)-1], line[i+len(name):])
}

// body reads n bytes, allocating as they come: an announced length alone costs nothing.
func (s *stream) body(n int64) ([]byte, error) {
	if n <= firstBuffer {
		b := make([]byte, n)
		_, err := io.ReadFull(s.in, b)
		return b, err
	}
	var b bytes.Buffer
	b.Grow(firstBuffer)
	_, err := io.CopyN(&b, s.in, n)
	return b.Bytes(), err
}

// decode turns a body into a message, or answers it and returns nil.
func (s *stream) decode(body []byte) jsonrpc2.Message {
	// The standard library's check also bounds the depth, which none of the later decoders does.
	if !json.Valid(body) {
		s.log.Warn("a message is not valid JSON", "bytes", len(body))
		s.refuse(jsonrpc2.ID{}, jsonrpc2.ParseError, "the message is not valid JSON")
		return nil
	}
	msg, err := jsonrpc2.DecodeMessage(body)
	if err == nil {
		return msg
	}
	k := newSkim("id", "method")
	_, _ = k.Write(body)
	id := messageID(k.found["id"])
	if _, request := k.found["method"]; !request && id.IsValid() {
		// A broken answer to a request of ours: whoever waits for it should not wait for ever.
		s.log.Warn("an answer is malformed", "id", fmt.Sprint(id))
		return jsonrpc2.NewResponse(id, nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the answer is malformed"))
	}
	s.log.Warn("a message is no JSON-RPC request", "bytes", len(body))
	s.refuse(id, jsonrpc2.InvalidRequest, "the message is no JSON-RPC 2.0 request")
	return nil
}

// skip reads past a body of n bytes. A request is answered; a change of a document becomes its closing.
func (s *stream) skip(n int64) (jsonrpc2.Message, error) {
	k := newSkim("id", "method", "params.textDocument.uri")
	if _, err := io.CopyN(k, s.in, n); err != nil {
		return nil, err
	}
	method, _ := k.text("method")
	s.log.Warn("a message is too large and was skipped", "bytes", n, "limit", s.limit, "method", clip(method))
	switch id := messageID(k.found["id"]); {
	case method != "" && id.IsValid():
		s.refuse(id, jsonrpc2.InvalidRequest, fmt.Sprintf("the message has %d bytes; at most %d are read", n, s.limit))
	case method != "":
		if uri, ok := k.found["params.textDocument.uri"]; ok && method == protocol.MethodTextDocumentDidChange {
			params := append(append([]byte(`{"textDocument":{"uri":`), uri...), "}}"...)
			return jsonrpc2.NewNotification(protocol.MethodTextDocumentDidClose, params), nil
		}
	case id.IsValid():
		return jsonrpc2.NewResponse(id, nil, jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the answer is too large")), nil
	}
	return nil, nil
}

// messageID reads an id; invalid when it is neither a whole number nor a string.
func messageID(raw []byte) jsonrpc2.ID {
	var str string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &str) == nil {
		return jsonrpc2.NewStringID(str)
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return jsonrpc2.NewNumberID(n)
	}
	return jsonrpc2.ID{}
}

func (s *stream) refuse(id jsonrpc2.ID, code jsonrpc2.Code, message string) {
	_ = s.out.send(jsonrpc2.AppendResponse(nil, id, nil, jsonrpc2.NewError(code, message)))
}

// asking is the context key of what gives up a request of ours, a func(). By it requests are told, whose types the library keeps
// to itself, and those that are not sent any more end: an error of Write would end the connection.
type asking struct{}

// Write queues a frame. It heeds no cancelling: the answer to a cancelled request is due as well.
func (s *stream) Write(ctx context.Context, msg jsonrpc2.Message) (int64, error) {
	body := jsonrpc2.AppendMessage(nil, msg)
	if giveUp, ok := ctx.Value(asking{}).(func()); ok {
		return int64(len(body)), s.out.ask(body, giveUp)
	}
	err := s.out.send(body)
	// The library hands answers over as a type of its own; they are told by how it begins them.
	if bytes.HasPrefix(body, responseStart) {
		s.owe(-1)
	}
	return int64(len(body)), err
}

func (s *stream) owe(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.owed += n
	if s.owed <= 0 && s.settled != nil {
		close(s.settled)
		s.settled = nil
	}
}

// answered returns a channel that closes when every request read so far has been answered.
func (s *stream) answered() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.settled == nil {
		s.settled = make(chan struct{})
		if s.owed <= 0 {
			defer func(c chan struct{}) { close(c); s.settled = nil }(s.settled)
		}
	}
	return s.settled
}

// halt lets no further message up.
func (s *stream) halt() { s.halted.Store(true) }

// Close lets the reader go. The library calls it when the connection is idle at its end.
func (s *stream) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

// shut writes what is pending, at most for grace, then closes both ends.
func (s *stream) shut(grace time.Duration) {
	s.out.close(grace)
	_ = s.Close()
	for _, end := range []any{s.src, s.dst} {
		if c, ok := end.(io.Closer); ok {
			_ = c.Close()
		}
	}
}

// fault says what broke the stream, nil if it ended in order.
func (s *stream) fault() error {
	if err := s.out.fault(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.readErr
}
