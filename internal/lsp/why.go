package lsp

import (
	"context"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// commandWhy shows a page about the lives of the lines: {uri, range}.
const commandWhy = "leadline.why.open"

// topicWhy is the page's name.
const topicWhy phrase.Topic = "why"

// keptFrom is the argument of commandDecision that names where a reason is from, so that it is kept once.
const keptFrom = "kept_from"

// why leads from the lines to their history.
func (m *menu) why() {
	if m.here.Why == nil {
		return
	}
	m.add(kindLeadline, "Why is this here? Show its history", commandWhy, map[string]any{})
	kept, ok := action.KeepReason(m.site.snapshot, m.here.Why)
	if !ok || action.IsKept(m.here.Here, m.here.Why.Commit.Hash) {
		return
	}
	arguments := map[string]any{keptFrom: kept.From}
	for key, value := range kept.Values {
		arguments[key] = value
	}
	m.add(kindLeadline, "Keep this reason as a decision", commandDecision, arguments)
}

// keep records a reason from history, or says which entry keeps it already.
func (s *Server) keep(ctx context.Context, c *call, from string) (any, error) {
	r, err := action.Keep(ctx, c.workspace, action.Input{Values: c.values, Where: c.where()}, from)
	if errors.Is(err, action.ErrKept) {
		s.tell(ctx, protocol.MessageTypeInfo, phrase.KeptAlready(r.Entry))
		return map[string]any{"id": r.ID}, nil
	}
	return s.recorded(ctx, c.workspace, action.Decision, r, err)
}

// openWhy shows the page. Following lines through history runs git, so that happens beside the messages.
func (s *Server) openWhy(_ context.Context, c *call) (any, error) {
	w, at := c.where(), c.site
	if at.snapshot.Lines(at.path) == nil {
		return nil, fmt.Errorf("it is not known yet who wrote the lines of %s, or it has none; try again in a moment", phrase.Clean(at.path, 80))
	}
	s.client.Go("why "+at.path, func(ctx context.Context) {
		lives, more, err := at.workspace.Lives(ctx, at.path, w.Line, w.EndLine)
		if err != nil && len(lives) == 0 {
			_ = s.explain(ctx, err)
			return
		}
		text := phrase.For(at.snapshot, phrase.Markdown()).PageWhy(hint.ForRange(at.snapshot, at.path, w.Line, w.EndLine), lives, more)
		if err := s.showPage(ctx, topicWhy, text); err != nil {
			_ = s.explain(ctx, err)
		}
	})
	return nil, nil
}
