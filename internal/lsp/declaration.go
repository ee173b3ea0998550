package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
)

// Declaration leads from the first line of a file, over which its lens stands, to the rule that declares its owner. It has
// no answer for other lines: what is declared there is for other servers to say.
func (s *Server) Declaration(ctx context.Context, p *protocol.DeclarationParams) (protocol.DeclarationResult, error) {
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || p.Position.Line != 0 {
		return nil, nil
	}
	owners := hint.ForFile(at.snapshot, at.path).Owners
	if owners == nil {
		return nil, nil
	}
	start := protocol.Position{Line: uint32(owners.Rule.Line - 1)}
	return location(FileURI(join(at.workspace.Repository.Top, owners.Rule.File)), protocol.Range{Start: start, End: start}), nil
}
