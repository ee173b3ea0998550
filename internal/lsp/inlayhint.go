package lsp

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// InlayHint marks the ends of lines that carry a decision, a delegated TODO or a pairing block of today. What a lens over its line
// says already is not said twice.
func (s *Server) InlayHint(ctx context.Context, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	hints := []protocol.InlayHint{}
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.snapshot.Settings.Hints.Inlay || hint.Quiet(at.snapshot, at.path) {
		return hints, nil
	}
	first, last := int(p.Range.Start.Line)+1, int(p.Range.End.Line)+1
	v := phrase.For(at.snapshot, phrase.Plain())
	add := func(line int, label, tooltip string) {
		hints = append(hints, protocol.InlayHint{
			Position: at.document.LineEnd(line - 1), Label: protocol.String(label), Tooltip: protocol.String(tooltip), PaddingLeft: yes(),
		})
	}
	lensed := s.lensed(at)
	line, on := 0, 0 // the line at hand, and how many marks it has; the marks come in the order of their lines
	flush := func() {
		if on > mostOnLine {
			add(line, fmt.Sprintf("and %d more", on-mostOnLine), "A hover shows more of them.")
		}
	}
	for _, m := range hint.ForFile(at.snapshot, at.path).Marks {
		label := v.Inlay(m)
		if m.Place.Line < first || m.Place.Line > last || label == "" || lensed[m.Entry] {
			continue
		}
		if m.Place.Line != line {
			flush()
			line, on = m.Place.Line, 0
		}
		if on++; on <= mostOnLine {
			_, text := v.Mark(m)
			add(line, label, text)
		}
	}
	flush()
	return hints, nil
}

// lensed are the entries that have lenses of their own, in an editor that shows them.
func (s *Server) lensed(at *site) map[*ledger.Entry]bool {
	out := map[*ledger.Entry]bool{}
	if !s.can.lenses || !at.snapshot.Settings.Hints.Lens {
		return out
	}
	for _, marks := range [][]hint.Mark{hint.OfferedToReader(at.snapshot, at.path), hint.PairingHere(at.snapshot, at.path)} {
		for _, m := range marks {
			out[m.Entry] = true
		}
	}
	return out
}

// mostOnLine keeps the end of a line readable.
const mostOnLine = 2
