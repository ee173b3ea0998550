package lsp

import (
	"context"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// methodSettled is a request of ours, {textDocument: {uri}} → null: it is answered when all that is being found out about
// a document in the background has been, or cannot be, and its diagnostics have been published. No editor needs it, since
// every hint says what is known and asks to be looked at again when there is more; tests and `leadline peek` ask once.
const methodSettled = "leadline/settled"

// settle answers methodSettled.
func (s *Server) settle(ctx context.Context, params jsonrpc2.RawMessage) (any, error) {
	name, ok := documentURI(params)
	if !ok {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s names no document; send {textDocument: {uri}}", methodSettled)
	}
	if at, ok := s.site(ctx, uri.URI(name)); ok {
		s.sites.awaitIndexed(ctx, at)
		at.workspace.AwaitTold(ctx, at.path)
	}
	if doc, ok := s.documents.View().Get(uri.URI(name)); ok {
		s.publish(ctx, doc)
	}
	return nil, ctx.Err()
}

// Request answers the methods that are not the specification's.
func (s *Server) Request(ctx context.Context, method string, params any) (any, error) {
	raw, _ := params.(protocol.LSPAny)
	switch method {
	case methodSettled:
		return s.settle(ctx, jsonrpc2.RawMessage(raw))
	case methodHeld:
		return hold(), nil
	case methodSymbols:
		return s.takeSymbols(ctx, raw)
	case methodOverview:
		return s.overview(ctx, raw)
	case methodPeople:
		return s.peopleFor(ctx, raw)
	case methodCheck:
		return s.check(ctx, raw)
	case methodFields:
		return s.fields(ctx, raw)
	case methodDrafts:
		return s.listDrafts(ctx, raw)
	}
	return s.UnimplementedServer.Request(ctx, method, params)
}
