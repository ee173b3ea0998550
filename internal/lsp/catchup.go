package lsp

import (
	"context"
	"path"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// commandCatchUp shows what others did since the reader was last at a place, as a page. The place is the file, or with
// {path} another file or folder, "." for everything; {since} is a day. With {seen: true} it is taken as seen instead.
const commandCatchUp = "leadline.catchup"

const topicCatchUp phrase.Topic = "catchup"

// catchUp leads to what is new in the file, and takes the lens about it away.
func (m *menu) catchUp() {
	if m.here.Missed == nil {
		return
	}
	m.add(kindLeadline, "Catch up: what is new here since I was last here", commandCatchUp, map[string]any{})
	m.add(kindLeadline, "Catch up: I have seen this", commandCatchUp, map[string]any{"seen": true})
}

// of is the path that a command names, else the file it is about.
func (c *call) of() string {
	if at := c.values.Text("path"); at != "" {
		return path.Clean(at)
	}
	return c.path
}

func (s *Server) catchUp(ctx context.Context, c *call) (any, error) {
	at := c.of()
	if c.values.Text("seen") == "true" {
		if err := c.workspace.Dismiss(ctx, at); err != nil {
			return nil, err
		}
		s.tell(ctx, protocol.MessageTypeInfo, "Seen: you hear of "+phrase.Clean(at, 80)+" again when there is more.")
		return nil, nil
	}
	var since time.Time
	if text := c.values.Text("since"); text != "" {
		var err error
		if since, err = calendar.ParsePast(text, c.snapshot.Now()); err != nil {
			return nil, err
		}
	}
	m, err := c.workspace.MissedAt(ctx, at, since)
	if err != nil {
		return nil, err
	}
	now := c.workspace.Snapshot()
	told, err := m.Messages(ctx, c.workspace, phrase.MostMissed)
	if err != nil {
		return nil, err
	}
	v := phrase.For(c.site.snapshot, phrase.Markdown())
	v.Snapshot = now
	return nil, s.showPage(ctx, topicCatchUp, v.PageMissed(hint.MissedAt(now, m), told, s.linksOf(c.workspace)))
}
