package lsp

import (
	"strings"
	"testing"
)

func TestDocumentURI(t *testing.T) {
	for params, want := range map[string]string{
		`{"textDocument":{"uri":"file:///a"}}`: "file:///a",
		`{"position":{"line":1},"x":[{"textDocument":{"uri":"no"}}],"textDocument":{"text":"\"uri\":\"no\"","uri":"untitled:\u00e9 \"x\""}}`: `untitled:é "x"`,
		` { "textDocument" : { "a" : [ ] , "uri" : "spaced" } } `:                                                                            "spaced",
		`{"textDocument":{"text":"` + strings.Repeat(`x\\`, 100_000) + `","uri":"file:///end"}}`:                                             "file:///end",
		`{"textDocument":{"uri":"first"},"textDocument":{"uri":"second"}}`:                                                                   "first",
		`{"textDocument":{"uri":7}}`:                                          "",
		`{"textDocument":{"uri":null}}`:                                       "",
		`{"textDocument":[{"uri":"x"}]}`:                                      "",
		`{"textDocument":{"inner":{"uri":"x"}}}`:                              "",
		`{"uri":"x"}`:                                                         "",
		`}}{"textDocument":{"uri":"x"}`:                                       "x",
		`[[[[[[[[{"textDocument":{"uri":"x"}}`:                                "",
		`{"textDocument":{"uri":"` + strings.Repeat("x", 2*skimValue) + `"}}`: "",
		``: "",
	} {
		got, ok := documentURI([]byte(params))
		if got != want || ok != (want != "") {
			t.Errorf("%.80s: %q %t, want %q", params, got, ok, want)
		}
	}
}
