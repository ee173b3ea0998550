package lsp

import (
	"context"
	"path"

	"github.com/leadline/leadline/internal/phrase"
)

// commandTour shows what somebody new should know of everything, or of {path}, a folder, as a page.
const commandTour = "leadline.tour"

const topicTour phrase.Topic = "tour"

// round leads through the folder and through everything, from the first line, where what concerns the whole file stands.
func (m *menu) round() {
	if m.span.Start.Line != 0 {
		return
	}
	if folder := path.Dir(m.site.path); folder != "." {
		m.add(kindLeadline, "Show me round this folder", commandTour, map[string]any{"path": folder})
	}
	m.add(kindLeadline, "Show me round", commandTour, map[string]any{"path": "."})
}

// tour reads many files and messages, so that happens beside the messages of the editor.
func (s *Server) tour(_ context.Context, c *call) (any, error) {
	at, w := ".", c.workspace
	if c.values.Text("path") != "" {
		at = c.of()
	}
	v := phrase.For(c.site.snapshot, phrase.Markdown())
	s.client.Go("tour of "+at, func(ctx context.Context) {
		t, err := w.Tour(ctx, at)
		if err == nil {
			v.Snapshot = w.Snapshot()
			err = s.showPage(ctx, topicTour, v.PageTour(t, s.linksOf(w)))
		}
		if err != nil {
			_ = s.explain(ctx, err)
		}
	})
	return nil, nil
}
