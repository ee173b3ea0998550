package lsptest

import (
	"encoding/json"

	"github.com/leadline/leadline/internal/lspclient"
)

// Initialize opens the session as the client p would, with root the URI of its folder or "", and returns the answer.
func (c *Client) Initialize(p lspclient.Profile, root string) json.RawMessage {
	c.t.Helper()
	return c.InitializeWith(p, root, nil)
}

// InitializeWith is Initialize with initializationOptions.
func (c *Client) InitializeWith(p lspclient.Profile, root string, options any) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Client.Initialize(ctx, p, root, 0, options)
	c.decode("initialize", raw, err, nil)
	return raw
}

// Shutdown ends the session in order and waits for the server's end.
func (c *Client) Shutdown() {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	c.must(c.Client.Shutdown(ctx))
	c.WaitEnd()
}

// Open opens a document.
func (c *Client) Open(uri, language, text string) {
	c.t.Helper()
	c.must(c.Client.Open(uri, language, text))
}

// Change changes an open document.
func (c *Client) Change(uri string, changes ...lspclient.Change) {
	c.t.Helper()
	c.must(c.Client.Change(uri, changes...))
}

// Save says that a document was saved.
func (c *Client) Save(uri string) {
	c.t.Helper()
	c.must(c.Client.Save(uri))
}

// CloseDocument closes a document.
func (c *Client) CloseDocument(uri string) {
	c.t.Helper()
	c.must(c.Client.CloseDocument(uri))
}

// Hover returns the answer to a hover, null if there is none.
func (c *Client) Hover(uri string, line, column int) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Client.Hover(ctx, uri, lspclient.Position{Line: line, Character: column})
	c.decode("hover", raw, err, nil)
	return raw
}

// Settled waits until the server has found out all that it can about a document.
func (c *Client) Settled(uri string) {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	c.must(c.Client.Settled(ctx, uri))
}

// CodeLens returns the lenses of a document.
func (c *Client) CodeLens(uri string) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Client.CodeLens(ctx, uri)
	c.decode("codeLens", raw, err, nil)
	return raw
}

// InlayHints returns the inlay hints of a range.
func (c *Client) InlayHints(uri string, r lspclient.Range) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Client.InlayHints(ctx, uri, r)
	c.decode("inlayHint", raw, err, nil)
	return raw
}

// CodeActions returns the actions of a range.
func (c *Client) CodeActions(uri string, r lspclient.Range, only ...string) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Client.CodeActions(ctx, uri, r, only...)
	c.decode("codeAction", raw, err, nil)
	return raw
}

// Execute runs a command of the server and returns its answer.
func (c *Client) Execute(command string, arguments ...any) json.RawMessage {
	c.t.Helper()
	ctx, cancel := c.patience()
	defer cancel()
	raw, err := c.Client.Execute(ctx, command, arguments...)
	c.decode(command, raw, err, nil)
	return raw
}
