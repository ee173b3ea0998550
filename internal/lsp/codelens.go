package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// CodeLens answers with the lenses of the first line, each of which opens what it speaks of, and with
// one over every offer that waits for the reader; if the settings want it, with one over each function and type.
func (s *Server) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	lenses := []protocol.CodeLens{}
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.snapshot.Settings.Hints.Lens || hint.Quiet(at.snapshot, at.path) {
		return lenses, nil
	}
	v := phrase.For(at.snapshot, phrase.Plain())
	for _, l := range v.Lenses(hint.ForFile(at.snapshot, at.path)) {
		lenses = append(lenses, at.lens(0, l))
	}
	lenses = append(lenses, s.symbolLenses(at, v)...)
	for _, m := range hint.OfferedToReader(at.snapshot, at.path) {
		lenses = append(lenses, at.lens(max(m.Place.Line, 1)-1, v.Offer(m)))
	}
	for _, m := range hint.PairingHere(at.snapshot, at.path) {
		lenses = append(lenses, at.lens(max(m.Place.Line, 1)-1, v.PairingHere(m)))
	}
	at.order(lenses)
	return append(lenses, s.ruleLenses(ctx, at)...), nil
}

// order gives the lenses of a line columns of their own: Neovim 0.10 sorts them by column, and not stably.
func (t *site) order(lenses []protocol.CodeLens) {
	column := map[uint32]uint32{}
	for i := range lenses {
		at := &lenses[i].Range
		at.Start.Character = min(column[at.Start.Line], t.document.LineEnd(int(at.Start.Line)).Character)
		at.End = at.Start
		column[at.Start.Line]++
	}
}

func (t *site) lens(line int, l phrase.Lens) protocol.CodeLens {
	start := protocol.Position{Line: uint32(line)}
	where := protocol.Range{Start: start, End: start}
	command := protocol.Command{Title: l.Title, Command: commandReport}
	arguments := map[string]any{"uri": t.document.URI, "report": l.Topic}
	switch l.Topic {
	case phrase.TopicReviewers:
		command.Command, arguments = commandReview, map[string]any{"uri": t.document.URI, "range": where}
		if l.Entry != "" { // somebody was asked
			command.Command = commandReviewers
		}
	case phrase.TopicCompanion:
		command.Command, arguments = commandCompanion, map[string]any{"uri": t.document.URI}
	case phrase.TopicMissed:
		command.Command, arguments = commandCatchUp, map[string]any{"uri": t.document.URI}
	case phrase.TopicDismiss:
		command.Command, arguments = commandCatchUp, map[string]any{"uri": t.document.URI, "seen": true}
	case phrase.TopicPairing:
		arguments = map[string]any{"uri": t.document.URI, "report": topicMe}
		if e, ok := t.snapshot.Ledger.Find(l.Entry); ok && !t.snapshot.Now().Before(e.Pairing.Start) {
			command.Command, arguments = commandBegin, map[string]any{"uri": t.document.URI, "id": l.Entry}
		}
	case phrase.TopicOffer:
		command.Command, arguments = commandRespond, map[string]any{"uri": t.document.URI, "id": l.Entry}
	}
	command.Arguments = []protocol.LSPAny{encode(arguments)}
	return protocol.CodeLens{Range: where, Command: command}
}
