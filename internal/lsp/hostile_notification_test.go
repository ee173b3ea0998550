package lsp

import (
	"fmt"
	"testing"
)

// No notification ends the session, whatever it is and whatever its handler does.
func TestBadNotifications(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for _, method := range []string{
		"textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave", "initialized",
		"workspace/didChangeConfiguration", "$/setTrace", "$/progress", "$/imagine", "leadline/imagine", "imagine", "",
		"textDocument/publishDiagnostics", "window/showMessage",
	} {
		for _, params := range []string{``, `,"params":null`, `,"params":{}`, `,"params":[]`, `,"params":"x"`, `,"params":{"textDocument":{"uri":1}}`, `,"params":{"textDocument":null}`} {
			s.raw(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q%s}`, method, params))
		}
	}
	s.alive(t)
}

func TestFailingNotifications(t *testing.T) {
	s := ready(t, Options{})
	s.Save(doc)                                                               // panics
	s.Tell("workspace/didChangeConfiguration", map[string]any{"settings": 1}) // fails
	s.Tell("textDocument/didSave", map[string]any{"textDocument": map[string]string{"uri": "untitled:1"}})
	s.alive(t)
}

func TestNamesThatAreNoNames(t *testing.T) {
	s := ready(t, Options{})
	s.Hostile()
	for _, name := range []string{"", ":", "://", "file:", "file://", "file:////x", "%", "%zz", "file:///%", "a b", "1:2", "\x01", "file:///\xff", "//x"} {
		s.Open(name, "go", "text")
		s.Change(name, wholeText("new"))
		s.Hover(doc, 0, 0)
		s.CloseDocument(name)
	}
	s.alive(t)
}
