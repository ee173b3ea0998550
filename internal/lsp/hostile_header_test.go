package lsp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

func answerTo(id string) func(lspclient.Message) bool {
	return func(m lspclient.Message) bool { return m.Answer && string(m.ID) == id }
}

// Whatever stands between messages is skipped.
func TestNoiseBetweenMessages(t *testing.T) {
	echo := `{"jsonrpc":"2.0","id":"after","method":"leadline/echo"}`
	for name, noise := range map[string]string{
		"empty lines":            "\r\n\r\n\n\n",
		"a line of text":         "Starting editor plugin…\n",
		"many lines":             strings.Repeat("debug\n", 1000),
		"a very long line":       strings.Repeat("x", 1<<20) + "\n",
		"no end of line":         "garbage",
		"long, no end of line":   strings.Repeat("g", 1<<20),
		"header without length":  "Content-Type: application/json\r\n\r\n",
		"length that is none":    "Content-Length: many\r\n\r\n",
		"negative length":        "Content-Length: -5\r\n\r\n",
		"length beyond int64":    "Content-Length: 99999999999999999999999\r\n\r\n",
		"no colon":               "Content-Length 5\r\n\r\n",
		"HTTP":                   "POST / HTTP/1.1\r\nHost: x\r\n\r\n",
		"text within a header":   "Content-Length: 500\r\nstray output\r\n",
		"binary":                 "\x00\xff\xfe\n\x01\x02\r\r\r\n",
		"body longer than told":  string(lspclient.Frame([]byte(`{"jsonrpc":"2.0","method":"leadline/echo"}`))) + `"rest of it"}`,
		"body longer, newline":   string(lspclient.Frame([]byte(`{"jsonrpc":"2.0","method":"leadline/echo"}`))) + "\r\n",
		"a frame with length 0":  "Content-Length: 0\r\n\r\n",
		"announces no one reads": "Content-Length: 7\r\nContent-Length: 2\r\n\r\n{}",
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t, Options{})
			s.Hostile()
			_, _ = s.Write([]byte(noise))
			s.raw(echo)
			if got := s.WaitAnswer(`"after"`); string(got.Result) != "null" {
				t.Errorf("answer: %s", got.Raw)
			}
			s.alive(t)
		})
	}
}

// A body shorter than announced swallows the beginning of the next message; the one after that is read again.
func TestBodyShorterThanAnnounced(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	body := `{"jsonrpc":"2.0","id":1,"method":"leadline/echo"}`
	_, _ = fmt.Fprintf(s, "Content-Length: %d\r\n\r\n%s", len(body)+30, body)
	s.raw(`{"jsonrpc":"2.0","id":"swallowed","method":"leadline/echo"}`)
	s.raw(`{"jsonrpc":"2.0","id":"read","method":"leadline/echo"}`)
	s.WaitAnswer("null")
	s.WaitAnswer(`"read"`)
	s.alive(t)
}

func TestHeaderVariants(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for i, header := range []string{
		"content-length: %d\r\n\r\n",
		"Content-Length:%d\r\n\r\n",
		"Content-Length: %d\n\n",
		"  Content-Length :  %d  \r\n\r\n",
		"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
		"Content-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: %d\r\n\r\n",
		"X-Other: a:b:c\r\nContent-Length: 0%d\r\n\r\n",
	} {
		body := fmt.Sprintf(`{"jsonrpc":"2.0","id":"h%d","method":"leadline/echo"}`, i)
		_, _ = fmt.Fprintf(s, header+"%s", len(body), body)
		s.WaitAnswer(fmt.Sprintf(`"h%d"`, i))
	}
}

// The client dies within a message: the session ends like any other.
func TestEndWithinAMessage(t *testing.T) {
	for _, rest := range []string{"Content-Le", "Content-Length: 10\r\n", "Content-Length: 10\r\n\r\n", "Content-Length: 10\r\n\r\n{", "Content-Length: 99999999999\r\n\r\n{"} {
		in := string(lspclient.Frame([]byte(`{"jsonrpc":"2.0","id":1,"method":"shutdown"}`))) + rest
		var out strings.Builder
		code, err := Serve(t.Context(), strings.NewReader(in), &out, newStub().attach, Options{})
		if code != 1 || err != nil && !strings.Contains(err.Error(), "reading from the client") {
			t.Errorf("%q: code %d, %v", rest, code, err)
		}
		if !strings.Contains(out.String(), `"code":-32002`) {
			t.Errorf("%q: answers %s", rest, out.String())
		}
	}
}
