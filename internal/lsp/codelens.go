package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// CodeLens answers with the lenses of the first line, each of which opens what it speaks of, and with
// one over every offer that waits for the reader.
func (s *Server) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	lenses := []protocol.CodeLens{}
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.snapshot.Settings.Hints.Lens || hint.Quiet(at.snapshot, at.path) {
		return lenses, nil
	}
	v := s.voice(at, phrase.Plain())
	for i, l := range v.Lenses(hint.ForFile(at.snapshot, at.path)) {
		lens := at.lens(0, l)
		// Neovim 0.10 sorts the lenses of a line by column, and not stably: columns of their own keep the order.
		lens.Range.Start.Character = min(uint32(i), at.document.LineEnd(0).Character)
		lens.Range.End = lens.Range.Start
		lenses = append(lenses, lens)
	}
	for _, m := range hint.OfferedToReader(at.snapshot, at.path) {
		lenses = append(lenses, at.lens(max(m.Place.Line, 1)-1, v.Offer(m)))
	}
	return append(lenses, s.ruleLenses(ctx, at)...), nil
}

func (t *site) lens(line int, l phrase.Lens) protocol.CodeLens {
	start := protocol.Position{Line: uint32(line)}
	where := protocol.Range{Start: start, End: start}
	command := protocol.Command{Title: l.Title, Command: commandReport}
	arguments := map[string]any{"uri": t.document.URI, "report": l.Topic}
	switch l.Topic {
	case phrase.TopicReviewers:
		command.Command, arguments = commandReview, map[string]any{"uri": t.document.URI, "range": where}
	case phrase.TopicOffer:
		command.Command, arguments = commandRespond, map[string]any{"uri": t.document.URI, "id": l.Entry}
	}
	command.Arguments = []protocol.LSPAny{encode(arguments)}
	return protocol.CodeLens{Range: where, Command: command}
}
