package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// InlayHint marks the ends of lines that carry a decision, a delegated TODO or a pairing block of today.
func (s *Server) InlayHint(ctx context.Context, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	hints := []protocol.InlayHint{}
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.snapshot.Settings.Hints.Inlay || hint.Quiet(at.snapshot, at.path) {
		return hints, nil
	}
	first, last := int(p.Range.Start.Line)+1, int(p.Range.End.Line)+1
	v := s.voice(at, phrase.Plain())
	for _, m := range hint.ForFile(at.snapshot, at.path).Marks {
		if m.Place.Line < first || m.Place.Line > last {
			continue
		}
		label := v.Inlay(m)
		if label == "" {
			continue
		}
		_, text := v.Mark(m)
		hints = append(hints, protocol.InlayHint{
			Position: at.document.LineEnd(m.Place.Line - 1), Label: protocol.String(label),
			Tooltip: protocol.String(text), PaddingLeft: yes(),
		})
	}
	return hints, nil
}
