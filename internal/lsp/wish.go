package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// commandWish says what the reader would like of an area: {wish: learn|less|none, area}, the area being the file where none
// is given.
const commandWish = "leadline.wish"

// wishes lets the reader say what they would like of this file, or take that back.
func (m *menu) wishes() {
	s := m.site.snapshot
	if s.Me == nil || s.StoreErr != nil {
		return
	}
	wish, said := s.Wish(s.Me, m.site.path)
	if said {
		title := "Take back \"I'd like to learn this\""
		if wish.Kind == ledger.WishLess {
			title = "Take back \"Less of this please\""
		}
		m.add(kindLeadline, title, commandWish, map[string]any{"wish": "none", "area": wish.Area})
	}
	if wish.Kind != ledger.WishLearn && !m.here.YouKnow {
		m.add(kindLeadline, "I'd like to learn this", commandWish, map[string]any{"wish": "learn"})
	}
	if own, _ := s.Own(m.site.path); wish.Kind != ledger.WishLess && own > 0 {
		m.add(kindLeadline, "Less of this please", commandWish, map[string]any{"wish": "less"})
	}
}

// wish records what the reader would like.
func (s *Server) wish(ctx context.Context, c *call) (any, error) {
	area, word := c.values.Text("area"), c.values.Text("wish")
	if area == "" {
		area = c.path
	}
	id, err := action.Wish(ctx, c.workspace, area, word)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, phrase.Wished(area, word))
	return map[string]any{"id": id}, nil
}
