package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// commandKnow corrects what history says about the reader: {know: yes|no|unsaid, area}, the area being the file where none
// is given, or {leave_me_out} and {name_me_again}.
const commandKnow = "leadline.know"

// knowledge lets the reader correct what is said about them here.
func (m *menu) knowledge() {
	no, yes := hint.MayCorrect(m.site.snapshot, m.site.path)
	if no {
		m.add(kindLeadline, "I no longer know this", commandKnow, map[string]any{"know": "no"})
	}
	if yes {
		m.add(kindLeadline, "Ask me about this", commandKnow, map[string]any{"know": "yes"})
	}
}

// know records what the reader says about themselves.
func (s *Server) know(ctx context.Context, c *call) (any, error) {
	out, back := c.values.Text("leave_me_out") == "true", c.values.Text("name_me_again") == "true"
	if out || back {
		id, err := action.LeaveOut(ctx, c.workspace, out)
		if err != nil {
			return nil, err
		}
		message := phrase.NamedAgain
		if out {
			message = phrase.LeftOut
		}
		s.tell(ctx, protocol.MessageTypeInfo, message)
		return map[string]any{"id": id}, nil
	}
	area, word := c.values.Text("area"), c.values.Text("know")
	if area == "" {
		area = c.path
	}
	id, err := action.Know(ctx, c.workspace, area, word)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, phrase.Known(area, word))
	return map[string]any{"id": id}, nil
}
