package lsp

import (
	"bytes"
	"encoding/json"

	"go.lsp.dev/jsonrpc2"
)

const (
	skimDepth = 4    // keys are known down to here
	skimValue = 8192 // bytes of a value worth keeping
)

// skim finds a few scalars in JSON of any size without keeping the rest: it is written to, byte by byte, and remembers
// the values at the paths it was told (keys joined by dots). The first value at a path wins. It does not check the syntax.
type skim struct {
	want  []string
	found map[string][]byte // JSON text of the value

	depth    int
	object   [skimDepth + 1]bool
	key      [skimDepth + 1][]byte
	inString bool
	escaped  bool
	wantKey  bool
	path     string // of the scalar being collected; "" none
	scalar   []byte
	isKey    bool // the string being read is a key worth collecting
}

func newSkim(want ...string) *skim {
	return &skim{want: want, found: map[string][]byte{}}
}

func (k *skim) Write(p []byte) (int, error) {
	for i := 0; i < len(p); i++ {
		if k.inString && !k.escaped && k.path == "" && !k.isKey {
			// The bulk of a large message: a string that nobody asked for.
			if j := bytes.IndexAny(p[i:min(i+1<<16, len(p))], `"\`); j < 0 {
				i = min(i+1<<16, len(p)) - 1
				continue
			} else {
				i += j
			}
		}
		k.step(p[i])
	}
	return len(p), nil
}

// done reports whether everything wanted was found.
func (k *skim) done() bool { return len(k.found) == len(k.want) }

func (k *skim) step(c byte) {
	if k.inString {
		k.keep(c)
		switch {
		case k.escaped:
			k.escaped = false
		case c == '\\':
			k.escaped = true
		case c == '"':
			k.inString = false
			if k.isKey {
				k.key[k.depth] = append(k.key[k.depth][:0], bytes.Trim(k.scalar, `"`)...)
				k.isKey, k.scalar = false, k.scalar[:0]
			} else {
				k.finish()
			}
		}
		return
	}
	switch c {
	case '"':
		k.inString = true
		k.isKey = k.wantKey && k.depth <= skimDepth
		if !k.isKey {
			k.begin()
		}
		k.keep(c)
	case '{', '[':
		k.depth++
		if k.depth <= skimDepth {
			k.object[k.depth] = c == '{'
			k.key[k.depth] = k.key[k.depth][:0]
		}
		k.wantKey = c == '{'
	case '}', ']':
		k.finish()
		k.depth = max(0, k.depth-1)
		k.wantKey = false
	case ',':
		k.finish()
		k.wantKey = k.depth >= 1 && k.depth <= skimDepth && k.object[k.depth]
	case ':':
		k.wantKey = false
	case ' ', '\t', '\r', '\n':
		k.finish()
	default:
		if k.path == "" {
			k.begin()
		}
		k.keep(c)
	}
}

// begin starts to collect a scalar if its place is wanted.
func (k *skim) begin() {
	k.path = ""
	if k.depth < 1 || k.depth > skimDepth {
		return
	}
	path := make([]byte, 0, 64)
	for d := 1; d <= k.depth; d++ {
		if !k.object[d] {
			return
		}
		if d > 1 {
			path = append(path, '.')
		}
		path = append(path, k.key[d]...)
	}
	for _, w := range k.want {
		if _, have := k.found[w]; !have && w == string(path) {
			k.path, k.scalar = w, k.scalar[:0]
		}
	}
}

func (k *skim) keep(c byte) {
	if (k.path != "" || k.isKey) && len(k.scalar) <= skimValue {
		k.scalar = append(k.scalar, c)
	}
}

func (k *skim) finish() {
	if k.path != "" && len(k.scalar) <= skimValue {
		k.found[k.path] = bytes.Clone(k.scalar)
	}
	k.path = ""
	k.scalar = k.scalar[:0]
}

// text decodes the string found at path.
func (k *skim) text(path string) (string, bool) {
	raw, ok := k.found[path]
	var s string
	if !ok || json.Unmarshal(raw, &s) != nil || raw[0] != '"' {
		return "", false
	}
	return s, true
}

// documentURI reads textDocument.uri from parameters, as the client wrote it, without decoding the rest: an opened
// document's text may be large.
func documentURI(params jsonrpc2.RawMessage) (string, bool) {
	const path = "textDocument.uri"
	k := newSkim(path)
	for rest := []byte(params); len(rest) > 0 && !k.done(); {
		n := min(len(rest), 512)
		_, _ = k.Write(rest[:n])
		rest = rest[n:]
	}
	return k.text(path)
}

func hasDocument(params jsonrpc2.RawMessage) bool {
	_, ok := documentURI(params)
	return ok
}
