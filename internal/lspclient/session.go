package lspclient

import (
	"context"
	"encoding/json"
)

// Position is a place in a document: line and column from 0, in the unit that was negotiated.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// Range is half open.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Span is a Range in four numbers.
func Span(startLine, startColumn, endLine, endColumn int) Range {
	return Range{Position{startLine, startColumn}, Position{endLine, endColumn}}
}

// Change replaces Range, or the whole document when it is nil.
type Change struct {
	Range *Range `json:"range,omitempty"`
	Text  string `json:"text"`
}

// Initialize opens the session as the client p would and returns the server's answer. root is the URI of the folder that
// is open, "" for none; processID is the client's, 0 for none.
func (c *Client) Initialize(ctx context.Context, p Profile, root string, processID int, options any) (json.RawMessage, error) {
	for _, method := range p.Refuses() {
		c.Handle(method, nil)
	}
	params := map[string]any{
		"processId":    nil,
		"rootUri":      nil,
		"clientInfo":   map[string]string{"name": p.Name()},
		"capabilities": p.Capabilities(),
	}
	if processID != 0 {
		params["processId"] = processID
	}
	if root != "" {
		params["rootUri"] = root
		params["workspaceFolders"] = []map[string]string{{"uri": root, "name": "root"}}
	}
	if options != nil {
		params["initializationOptions"] = options
	}
	answer, err := c.Call(ctx, "initialize", params)
	if err != nil {
		return nil, err
	}
	return answer, c.Notify("initialized", struct{}{})
}

// Shutdown ends the session in order; the server then closes its end.
func (c *Client) Shutdown(ctx context.Context) error {
	if _, err := c.Call(ctx, "shutdown", nil); err != nil {
		return err
	}
	return c.Notify("exit", nil)
}

// Open opens a document at version 1.
func (c *Client) Open(uri, language, text string) error {
	c.mu.Lock()
	c.versions[uri] = 1
	c.mu.Unlock()
	return c.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": language, "version": 1, "text": text,
	}})
}

// Change changes an open document; its version grows by one.
func (c *Client) Change(uri string, changes ...Change) error {
	c.mu.Lock()
	c.versions[uri]++
	version := c.versions[uri]
	c.mu.Unlock()
	return c.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": version},
		"contentChanges": append([]Change{}, changes...),
	})
}

// Save says that the document was saved.
func (c *Client) Save(uri string) error {
	return c.Notify("textDocument/didSave", document(uri))
}

// CloseDocument closes a document.
func (c *Client) CloseDocument(uri string) error {
	c.mu.Lock()
	delete(c.versions, uri)
	c.mu.Unlock()
	return c.Notify("textDocument/didClose", document(uri))
}

// Hover asks for the hover at a place.
func (c *Client) Hover(ctx context.Context, uri string, at Position) (json.RawMessage, error) {
	return c.Call(ctx, "textDocument/hover", with(document(uri), "position", at))
}

// Settled waits until the server has found out all that it can about a document.
func (c *Client) Settled(ctx context.Context, uri string) error {
	_, err := c.Call(ctx, "leadline/settled", document(uri))
	return err
}

// CodeLens asks for the lenses of a document.
func (c *Client) CodeLens(ctx context.Context, uri string) (json.RawMessage, error) {
	return c.Call(ctx, "textDocument/codeLens", document(uri))
}

// InlayHints asks for the inlay hints of a range.
func (c *Client) InlayHints(ctx context.Context, uri string, r Range) (json.RawMessage, error) {
	return c.Call(ctx, "textDocument/inlayHint", with(document(uri), "range", r))
}

// CodeActions asks for the actions of a range, as a menu does that knows of no diagnostics; only limits the kinds.
func (c *Client) CodeActions(ctx context.Context, uri string, r Range, only ...string) (json.RawMessage, error) {
	about := map[string]any{"diagnostics": []any{}}
	if len(only) > 0 {
		about["only"] = only
	}
	return c.Call(ctx, "textDocument/codeAction", with(with(document(uri), "range", r), "context", about))
}

// Execute runs a command of the server.
func (c *Client) Execute(ctx context.Context, command string, arguments ...any) (json.RawMessage, error) {
	params := map[string]any{"command": command}
	if len(arguments) > 0 {
		params["arguments"] = arguments
	}
	return c.Call(ctx, "workspace/executeCommand", params)
}

func document(uri string) map[string]any {
	return map[string]any{"textDocument": map[string]string{"uri": uri}}
}

func with(params map[string]any, key string, value any) map[string]any {
	params[key] = value
	return params
}
