package workspace

import (
	"slices"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/trail"
)

// scene is what anchors of one file are placed against.
type scene struct {
	path   string
	former []string     // earlier names of the file
	text   *anchor.Text // nil without one: then anchors stand where they were put, or where history led them
	trails *trails
	step   *anchor.Step // from what HEAD has to the text; nil where that is not known
}

// place finds every anchor of the entries that lies in the file, under its name now or an earlier one.
func (c *scene) place(entries []*ledger.Entry) []Placed {
	var out []Placed
	for _, e := range entries {
		for i := range e.Anchors {
			if c.has(e, i) {
				out = append(out, Placed{Entry: e, Place: c.find(e, i)})
			}
		}
	}
	return out
}

// has says whether the i-th anchor of an entry lies in the file.
func (c *scene) has(e *ledger.Entry, i int) bool {
	if now := c.trails.path(e, i); now != "" {
		return now == c.path
	}
	return e.Anchors[i].Path == c.path || slices.Contains(c.former, e.Anchors[i].Path)
}

// find is where the i-th anchor of an entry is in the text: carried on from HEAD, and searched by its text where it was not
// committed yet or HEAD's version is not at hand.
func (c *scene) find(e *ledger.Entry, i int) anchor.Place {
	a := e.Anchors[i]
	m, followed := c.trails.mark(e, i)
	switch {
	case c.text == nil && followed && m.State != trail.Unborn:
		return m.Place(a)
	case c.text == nil:
		return anchor.Place{Path: c.path, Line: a.Line, EndLine: a.EndLine, State: anchor.OK}
	case a.Line < 1 || !followed || m.State == trail.Unborn:
		return a.ResolveIn(c.path, c.text)
	}
	span, sure, ok := c.carry(m)
	if !ok {
		return anchor.Place{Path: c.path, State: anchor.Orphaned}
	}
	p := anchor.Place{Path: c.path, Line: span.Start + 1, EndLine: span.End, State: anchor.OK}
	switch now := c.text.Excerpt(span); {
	case m.Unsure || !sure || !a.SameText(now):
		p.State = anchor.Changed
	case a.Path != c.path || a.Line != p.Line:
		p.State = anchor.Moved
	}
	return p
}

// carry brings what was followed to HEAD on to the text. sure is false where something else may stand there.
func (c *scene) carry(m trail.Mark) (span anchor.Span, sure, ok bool) {
	if m.State != trail.Here {
		if c.step == nil {
			return span, false, false
		}
		span, _, ok = c.step.Arrival(m.Anchor)
		return span, false, ok
	}
	if c.step != nil {
		return c.step.Carry(anchor.Span{Start: m.Anchor.Line - 1, End: m.Anchor.EndLine})
	}
	p := m.Anchor.ResolveIn(c.path, c.text)
	return anchor.Span{Start: p.Line - 1, End: p.EndLine}, true, p.State != anchor.Orphaned && p.Line > 0
}
