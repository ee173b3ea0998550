package lsp

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// commandAttach says where an entry belongs now: {uri, range, id}; with {also: true} there as well as where it is, and with undo
// it takes the last such word back.
const commandAttach = "leadline.attach"

// attach records that an entry belongs to the selected lines.
func (s *Server) attach(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Attach which to these lines?", func(e *ledger.Entry) bool { return strays(c.here().Marks, e) })
	if e == nil {
		return nil, err
	}
	if c.says("undo") {
		r, err := action.Unattach(ctx, c.workspace, e.ID)
		if err != nil {
			return nil, err
		}
		s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s is where it was before.", r.ID))
		return map[string]any{"id": r.ID}, nil
	}
	at := action.Where{Path: c.path, Line: int(c.span.Start.Line) + 1, EndLine: lastLine(c.span)}
	var r action.Receipt
	if c.says("also") {
		r, err = action.AlsoAt(ctx, c.workspace, "", e.ID, fmt.Sprintf("%s:%d-%d", at.Path, at.Line, at.EndLine))
	} else {
		r, err = action.Attach(ctx, c.workspace, e.ID, []action.Where{at}, false)
	}
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s %q belongs to these lines now.", r.ID, phrase.Clean(e.Title(), 80)))
	return map[string]any{"id": r.ID}, nil
}

// says tells whether a call's value is true, as an editor or a person writes it.
func (c *call) says(key string) bool {
	yes, _ := c.values[key].(bool)
	return yes || c.values.Text(key) == "true"
}

// strays says whether one of an entry's places is not what it was.
func strays(marks []hint.Mark, e *ledger.Entry) bool {
	for _, m := range marks {
		if m.Entry == e && (m.Place.State == anchor.Changed || m.Place.State == anchor.Orphaned) {
			return true
		}
	}
	return false
}

// mostStrays are offered at once.
const mostStrays = 5

// strays offers to give what has lost its place in this file the selected lines, and to say of changed lines that what was said
// still holds there.
func (m *menu) strays() {
	offered := 0
	for _, mark := range m.here.Marks {
		e := mark.Entry
		if e.Record != nil && e.Event == "" || !lasting(e) || offered == mostStrays {
			continue
		}
		title, span := "", m.span
		switch {
		case mark.Place.State == anchor.Orphaned:
			title = fmt.Sprintf("%s %q belongs here", e.ID, phrase.Clean(e.Title(), 40))
		case mark.Place.State == anchor.Changed && mark.Touches(m.here.Line, m.here.EndLine):
			title = fmt.Sprintf("%s %q still holds here", e.ID, phrase.Clean(e.Title(), 40))
			span = protocol.Range{
				Start: protocol.Position{Line: uint32(mark.Place.Line - 1)}, End: protocol.Position{Line: uint32(mark.Place.EndLine)},
			}
		default:
			continue
		}
		offered++
		m.add(protocol.CodeActionKindQuickFix, title, commandAttach, map[string]any{"id": e.ID, "range": span})
	}
}

// lasting says whether an entry is about its lines for longer than a task is.
func lasting(e *ledger.Entry) bool {
	switch {
	case e.Decision != nil:
		return e.Decision.Status == ledger.Accepted || e.Decision.Status == ledger.Proposed
	case e.Question != nil, e.Risk != nil:
		return e.Open()
	}
	return false
}
