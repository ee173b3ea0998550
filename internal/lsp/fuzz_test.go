package lsp

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/lspclient"
)

// FuzzStream feeds a server whatever bytes there are, whole and cut in two, and then a sound request. The server must
// answer that request unless the bytes announced a body that swallows it, and must end when its input ends.
func FuzzStream(f *testing.F) {
	frame := func(bodies ...string) []byte {
		var b []byte
		for _, body := range bodies {
			b = append(b, lspclient.Frame([]byte(body))...)
		}
		return b
	}
	begin := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}`
	opened := `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + doc + `","languageId":"go","version":1,"text":"a\r\nb😀"}}}`
	changed := `{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"` + doc + `","version":2},"contentChanges":[{"range":{"start":{"line":0,"character":1},"end":{"line":1,"character":2}},"text":"x"}]}}`
	f.Add(frame(begin, opened, changed))
	f.Add(frame(begin, `{"jsonrpc":"2.0","id":2,"method":"workspace/executeCommand","params":{"command":"panic"}}`, `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":null}}`))
	f.Add(frame(begin, `[{"jsonrpc":"2.0","id":1,"method":"x"}]`, `{`, `{"jsonrpc":"2.0","id":3,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":"exit"}`))
	f.Add([]byte("noise\nContent-Length: 5\r\nX: y\r\n\r\n{}   Content-Length: 9\r\n\r\n"))
	f.Add([]byte("Content-Length: 99999\r\n\r\n{\"id\":1,\"method\":\"\\\"}]"))
	f.Fuzz(func(t *testing.T, noise []byte) {
		// Long enough to end whatever header or short body the noise has begun.
		padding := bytes.Repeat([]byte("\r\n"), 4096)
		last := lspclient.Frame([]byte(`{"jsonrpc":"2.0","id":"last","method":"leadline/echo"}`))
		in := io.MultiReader(bytes.NewReader(noise[:len(noise)/2]), bytes.NewReader(noise[len(noise)/2:]), bytes.NewReader(padding), bytes.NewReader(last))
		var out bytes.Buffer
		stub := newStub()
		close(stub.letGo)
		_, err := Serve(t.Context(), in, &out, stub.attach, Options{MessageLimit: 1 << 12, Grace: 100 * time.Millisecond})
		if err == nil && !bytes.Contains(out.Bytes(), []byte(`"id":"last"`)) && !bytes.Contains(noise, []byte("exit")) && !announcesMore(noise) {
			t.Errorf("the last request was not answered: %q", out.Bytes())
		}
		// What comes out is sound, whatever went in: the client refuses anything else.
		c := lspclient.New(&out, io.Discard, lspclient.Options{})
		<-c.Done()
		if c.Err() != nil {
			t.Error(c.Err())
		}
	})
}

// announcesMore reports whether the noise could announce a body longer than the padding.
func announcesMore(noise []byte) bool {
	digits := 0
	for _, c := range noise {
		if c >= '0' && c <= '9' {
			if digits++; digits >= 4 {
				return true
			}
		} else {
			digits = 0
		}
	}
	return false
}
