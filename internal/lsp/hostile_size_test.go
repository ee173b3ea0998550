package lsp

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// large is a message with a text of n bytes in the given place.
func large(format string, n int) string { return fmt.Sprintf(format, strings.Repeat("x", n)) }

// A message over the limit is skipped; a request is refused by its id, wherever in the message that stands.
func TestMessageOverTheLimit(t *testing.T) {
	const limit = 4000
	for name, tt := range map[string]struct{ body, id string }{
		"id first":         {large(`{"jsonrpc":"2.0","id":41,"method":"leadline/echo","params":["%s"]}`, limit), "41"},
		"id last":          {large(`{"jsonrpc":"2.0","method":"leadline/echo","params":["%s",{"id":1}],"id":42}`, limit), "42"},
		"string id":        {large(`{"jsonrpc":"2.0","method":"leadline/echo","params":["%s\"\\"],"id":"a\"b"}`, limit), `"a\"b"`},
		"id within params": {large(`{"jsonrpc":"2.0","params":{"id":1,"x":"%s","method":"y"},"id":43 , "method" : "leadline/echo" }`, limit), "43"},
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t, Options{MessageLimit: limit})
			s.Hostile()
			s.raw(tt.body)
			if got := s.WaitAnswer(tt.id); got.Error == nil || got.Error.Code != -32600 {
				t.Errorf("answer: %s", got.Raw)
			}
			s.alive(t)
		})
	}
	for name, body := range map[string]string{
		"notification": large(`{"jsonrpc":"2.0","method":"leadline/echo","params":["%s"]}`, limit),
		"answer":       large(`{"jsonrpc":"2.0","id":1,"result":["%s"]}`, limit),
		"no JSON":      large(`%s`, limit),
		"brackets":     strings.Repeat("]", limit*2),
		"nesting":      strings.Repeat("[{", limit),
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t, Options{MessageLimit: limit})
			s.Hostile()
			s.raw(body)
			s.alive(t)
		})
	}
}

// A change that was too large to read leaves a document whose text nobody knows: it is closed.
func TestChangeOverTheLimit(t *testing.T) {
	s := ready(t, Options{MessageLimit: 4000})
	s.Hostile()
	s.Open(doc, "go", "small")
	s.raw(large(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"contentChanges":[{"text":"%s"}],"textDocument":{"version":2,"uri":"`+doc+`"}}}`, 4000))
	if d, ok := s.docsAfterHover(t); ok {
		t.Errorf("still open with %q", d.Text)
	}
	s.alive(t)
}

// endless is a body that costs its sender nothing.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := int(min(e.left, int64(len(p))))
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= int64(n)
	return n, nil
}

// Neither an announced length nor a skipped body takes memory.
func TestLengthsCostNothing(t *testing.T) {
	const size = 100 << 20
	in := io.MultiReader(
		strings.NewReader(fmt.Sprintf("Content-Length: %d\r\n\r\n{\"id\":1,\"x\":\"", size+20)), &endless{left: size},
		strings.NewReader(`"}      `+"\r\n\r\nContent-Length: 67108864\r\n\r\n{"),
	)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = Serve(t.Context(), in, io.Discard, newStub().attach, Options{})
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
		t.Errorf("%d bytes allocated", took)
	}
}

// The sizes the product must bear: one line of 64 MB, and 200,000 lines.
func TestLargeDocuments(t *testing.T) {
	s := ready(t, Options{MessageLimit: 80 << 20})
	s.Open(doc, "go", strings.Repeat("line\n", 200_000))
	if got := string(s.Hover(doc, 0, 0)); got != hoverAnswer("line") {
		t.Errorf("hover: %s", got)
	}
	s.Hostile() // spares the check of what we send ourselves
	const size = 64_000_000
	s.Change(doc, wholeText(strings.Repeat("x", size)))
	if d, ok := s.docsAfterHover(t); !ok || len(d.Text) != size || d.LineCount() != 1 {
		t.Error("the text did not arrive")
	}
	s.Change(doc, lspclient.Change{Range: new(lspclient.Span(0, size/2, 0, size)), Text: "end"})
	if d, ok := s.docsAfterHover(t); !ok || len(d.Text) != size/2+3 {
		t.Error("the edit was not applied")
	}
	s.alive(t)
}
