package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// Hover says what there is to say about the line under the cursor, or about the function whose name stands
// there. The column does not matter, for some editors send one beyond the line's end, but on an id: there it tells what the
// id stands for.
func (s *Server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	s.visit(p.TextDocument.URI, protocol.Range{Start: p.Position, End: p.Position})
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.snapshot.Settings.Hints.Hover || hint.Quiet(at.snapshot, at.path) {
		return nil, nil
	}
	at.workspace.Look(at.path)
	if c := citationAt(at, p.Position); c != nil && c.Entry != nil {
		return s.hover(phrase.For(at.snapshot, s.hoverStyle()).Cited(*c)), nil
	}
	first, last := s.around(at, int(p.Position.Line)+1)
	text := phrase.For(at.snapshot, s.hoverStyle()).Hover(hint.ForRange(at.snapshot, at.path, first, last))
	if rule := s.ruleHover(ctx, at, p.Position); rule != "" && text != "" {
		text = rule + "\n\n" + text
	} else {
		text += rule
	}
	return s.hover(text), nil
}

// hover shows a text in the way that the editor asked for; nil for none.
func (s *Server) hover(text string) *protocol.Hover {
	if text == "" {
		return nil
	}
	kind := protocol.MarkupKindPlainText
	if s.can.markdownHover {
		kind = protocol.MarkupKindMarkdown
	}
	return &protocol.Hover{Contents: &protocol.MarkupContent{Kind: kind, Value: text}}
}

func (s *Server) hoverStyle() phrase.Style {
	if s.can.markdownHover {
		return phrase.Markdown()
	}
	return phrase.Plain()
}
