package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// breaches says where the text does not keep to a decision. A hit of a name or a pattern stands under what it is about, a
// companion that has not changed on the first line that has.
func (s *Server) breaches(ctx context.Context, at *site) []protocol.Diagnostic {
	var out []protocol.Diagnostic
	for _, b := range hint.Breaches(ctx, at.snapshot, at.workspace, at.path) {
		var where protocol.Range
		if b.Hit == nil {
			line := at.firstChange()
			where = at.document.LineRange(line, line)
		} else {
			start, end := at.document.lineBounds(b.Hit.Line - 1)
			where = at.document.Range(min(start+b.Hit.Start, end), min(start+b.Hit.End, end))
		}
		out = append(out, information(where, b.Entry.ID, phrase.Breach(b.Entry, b.Rule, at.path, b.Hit)+phrase.QuestionThis))
	}
	return out
}

// firstChange is the first line that differs from HEAD, from 0.
func (at *site) firstChange() int {
	line := 0
	if lines := at.snapshot.Lines(at.path); lines != nil {
		for line < lines.Len() && lines.At(line+1) != nil {
			line++
		}
		line %= max(lines.Len(), 1) // lines were only taken out
	}
	return min(line, at.document.LineCount()-1)
}

// doubts offer to question the decisions that the selected lines do not keep to.
func (m *menu) doubts(ctx context.Context) {
	var offered []string
	for _, b := range hint.Breaches(ctx, m.site.snapshot, m.site.workspace, m.site.path) {
		line := m.site.firstChange() + 1
		if b.Hit != nil {
			line = b.Hit.Line
		}
		if line < m.here.Line || line > m.here.EndLine || slices.Contains(offered, b.Entry.ID) {
			continue
		}
		offered = append(offered, b.Entry.ID)
		a := m.add(protocol.CodeActionKindQuickFix, "Question "+phrase.Clean(b.Entry.ID, 40)+"…", commandDoubt, map[string]any{"id": b.Entry.ID})
		for _, d := range m.asked {
			if code, ok := d.Code.(protocol.String); ok && string(code) == b.Entry.ID {
				a.Diagnostics = append(a.Diagnostics, d)
			}
		}
	}
}
