package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// recordFaults shows what is wrong with a decision record, in that file, as it stands on screen.
func (s *Server) recordFaults(at *site) []protocol.Diagnostic {
	if !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) {
		return nil
	}
	var out []protocol.Diagnostic
	for _, f := range at.snapshot.RecordFaults(at.path) {
		d := information(at.recordRange(f), string(f.Code), phrase.Clean(f.Message, 500))
		if f.Hint {
			d.Severity = protocol.DiagnosticSeverityHint
		}
		out = append(out, d)
	}
	return out
}

// recordRange is where a fault stands: the bytes that are meant, if the record is of this very text, else its line.
func (t *site) recordRange(f adr.Fault) protocol.Range {
	if r := t.snapshot.Record(t.path); r != nil && f.End > f.Start && string(r.Text()) == t.document.Text {
		return t.document.Range(f.Start, f.End)
	}
	return t.document.LineRange(f.Line-1, f.Line-1)
}

// soon is when a decision that is hard to undo is looked at again, if nobody says otherwise.
const soon = 3 // months

// record offers to mend what is wrong with a decision record on the selected lines.
func (m *menu) record(s *Server) {
	snapshot := m.site.snapshot
	r := snapshot.Record(m.site.path)
	kind := protocol.CodeActionKindQuickFix
	if r == nil || !s.can.actionLiterals || !wanted(kind, m.only) || string(r.Text()) != m.site.document.Text {
		return
	}
	m.proposal(s, r)
	for _, f := range snapshot.RecordFaults(m.site.path) {
		if !m.has(f.Line) {
			continue
		}
		for _, fix := range recordFixes(snapshot.Collection(), r, f, snapshot.Now()) {
			a := &protocol.CodeAction{Title: fix.title, Kind: &kind, Edit: s.change(m.site.document, m.site.textEdits(fix.edits))}
			for _, d := range m.asked {
				if code, ok := d.Code.(protocol.String); ok && string(code) == string(f.Code) && d.Range.Start.Line == uint32(f.Line-1) {
					a.Diagnostics = append(a.Diagnostics, d)
				}
			}
			m.actions = append(m.actions, a)
		}
	}
}

// proposal offers to accept what a record proposes, or to turn it down, where its title and its status stand.
func (m *menu) proposal(s *Server, r *adr.Record) {
	if r.Status != adr.Proposed || !m.has(r.TitleLine) && !m.has(r.StatusLine) {
		return
	}
	kind := protocol.CodeActionKindQuickFix
	name := fmt.Sprintf("%q", phrase.Clean(r.Title, 40))
	for _, way := range []struct{ title, status string }{{"Accept " + name, adr.Accepted}, {"Not doing " + name, adr.Rejected}} {
		edits, err := r.SetStatus(way.status)
		if err != nil || len(edits) == 0 {
			continue
		}
		m.actions = append(m.actions, &protocol.CodeAction{Title: way.title, Kind: &kind, Edit: s.change(m.site.document, m.site.textEdits(edits))})
	}
}

// has says whether a line, from 1, is among those selected.
func (m *menu) has(line int) bool {
	return line > 0 && uint32(line-1) >= m.span.Start.Line && uint32(line-1) <= m.span.End.Line
}

// textEdits are edits of a record as those of its document.
func (t *site) textEdits(edits []adr.Edit) []protocol.TextEdit {
	var out []protocol.TextEdit
	for _, e := range edits {
		out = append(out, protocol.TextEdit{Range: t.document.Range(e.Start, e.End), NewText: e.New})
	}
	return out
}

type recordFix struct {
	title string
	edits []adr.Edit
}

// recordFixes are the ways to mend a fault that a program can know of. What cannot be done without touching more is left out.
func recordFixes(c *adr.Collection, r *adr.Record, f adr.Fault, now time.Time) []recordFix {
	var out []recordFix
	offer := func(title string, edits []adr.Edit, err error) {
		if err == nil && len(edits) > 0 {
			out = append(out, recordFix{title, edits})
		}
	}
	switch f.Code {
	case adr.OneSided:
		for _, old := range c.Records {
			if c.Superseder(old, r) {
				edits, err := r.AddLink(adr.Supersedes, old)
				offer("Say that this took the place of "+phrase.Clean(c.Key(old), 60), edits, err)
			}
		}
	case adr.NoReview:
		day := now.AddDate(0, soon, 0).Format(time.DateOnly)
		edits, err := r.Set("review-by", day)
		offer("Look at it again on "+day, edits, err)
	case adr.NoStatus:
		for _, status := range []string{adr.Accepted, adr.Rejected} {
			edits, err := r.SetStatus(status)
			offer("Set the status to "+status, edits, err)
		}
	}
	return out
}

// editRecord has the editor edit an open decision record of a repository, which people see and can undo.
func (s *Server) editRecord(top string) func(ctx context.Context, path, text string, edits []adr.Edit) (bool, error) {
	return func(ctx context.Context, path, text string, edits []adr.Edit) (bool, error) {
		doc, open := s.documents.View().Path(filepath.Join(top, filepath.FromSlash(path)))
		if !s.can.applyEdit || !open {
			return false, nil
		}
		if doc.Text != text {
			return true, fmt.Errorf("%s: %w", path, git.ErrChanged)
		}
		var changes []protocol.TextEdit
		for _, e := range edits {
			changes = append(changes, protocol.TextEdit{Range: doc.Range(e.Start, e.End), NewText: e.New})
		}
		label := "Edit the decision record " + phrase.Clean(path, 80)
		result, err := s.client.ApplyEdit(ctx, &protocol.ApplyWorkspaceEditParams{Label: &label, Edit: *s.change(doc, changes)})
		if err != nil {
			return true, fmt.Errorf("the editor did not take an edit of %s: %w", path, err)
		}
		if result == nil || !result.Applied {
			return true, fmt.Errorf("the editor did not take an edit of %s; save the file and try again", path)
		}
		return true, nil
	}
}
