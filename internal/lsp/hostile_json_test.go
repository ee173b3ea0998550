package lsp

import (
	"strings"
	"testing"
)

// Bodies that are not JSON are answered −32700 with id null, and nothing else happens.
func TestMalformedJSON(t *testing.T) {
	for name, body := range map[string]string{
		"empty":          "",
		"text":           "hello",
		"unfinished":     `{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"`,
		"two":            `{"jsonrpc":"2.0","id":1,"method":"leadline/echo"}{}`,
		"trailing comma": `{"jsonrpc":"2.0","id":1,}`,
		"NUL bytes":      "\x00\x00\x00",
		"byte order":     "\ufeff{}",
		"control":        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\nb\"}",
		"deep arrays":    strings.Repeat("[", 1_000_000),
		"deep, closed":   strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000),
		"deep objects":   strings.Repeat(`{"a":`, 500_000) + "1" + strings.Repeat("}", 500_000),
		"deep params":    `{"jsonrpc":"2.0","id":1,"method":"leadline/echo","params":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
		"bad escape":     `{"jsonrpc":"2.0","id":1,"method":"\x"}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := ready(t, Options{})
			s.Hostile()
			s.raw(body)
			if got := s.WaitAnswer("null"); got.Error == nil || got.Error.Code != -32700 {
				t.Errorf("answer: %s", got.Raw)
			}
			s.alive(t)
		})
	}
}

// Odd text inside of sound JSON is text.
func TestOddStrings(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for _, odd := range []string{`\u0000`, `\ud83d`, "\xff\xfe", `\u202e`, `\ud83d\ude00`, strings.Repeat("x", 1<<20)} {
		s.raw(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + doc + `","languageId":"` + odd + `","version":1,"text":"` + odd + `"}}}`)
		s.raw(`{"jsonrpc":"2.0","id":"` + odd + `","method":"leadline/echo","params":["` + odd + `"]}`)
		s.raw(`{"jsonrpc":"2.0","id":"odd","method":"` + odd + `","params":["` + odd + `"]}`)
		s.alive(t)
	}
}
