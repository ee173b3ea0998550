package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
)

const (
	mostAreas    = 3 // for which a rule is offered
	enoughToOwn  = 0.05
	mostPathText = 60 // characters of a path in a menu
)

// decider leads to the rule that says who owns the file at hand.
func (m *menu) decider() {
	if m.here.Owners != nil && m.site.path != m.here.Owners.Rule.File {
		m.add(kindLeadline, "Go to the rule that decides the owner", commandReport, map[string]any{"report": phrase.TopicOwner})
	}
}

// rules offers what can be done about the lines of a CODEOWNERS file.
func (m *menu) rules(ctx context.Context, s *Server) {
	b := s.rulebook(ctx, m.site)
	if b == nil || !s.await(ctx, b) {
		return
	}
	r := &ruleMenu{menu: m, rulebook: b, server: s, knowers: func(path string) []ownership.Knower {
		knowers, err := b.workspace.KnowersOf(ctx, path)
		if err != nil && ctx.Err() == nil {
			s.config.Log.Warn("nobody is suggested", "reason", err)
		}
		return knowers
	}, near: func(line int) *ownership.Near { return s.nearest(ctx, b, line)() }}
	line, _ := b.lineOf(m.span.Start)
	for _, p := range b.problems {
		if p.Line == line {
			r.problem(p)
		}
	}
	rule := b.rule(line)
	if rule != nil {
		r.owners(rule)
	}
	if line == 1 || rule == nil && strings.TrimSpace(b.lineText(line)) == "" {
		r.uncovered()
	}
}

// ruleMenu is a menu about one rulebook.
type ruleMenu struct {
	*menu
	*rulebook
	server  *Server
	knowers func(path string) []ownership.Knower
	near    func(line int) *ownership.Near
}

func (r *ruleMenu) problem(p codeowners.Problem) {
	switch p.Code {
	case codeowners.Duplicate, codeowners.Shadowed:
		r.edit("Remove this rule, which decides nothing", &p, true, r.dropped(p.Line))
	case codeowners.NoMatch:
		r.edit("Remove this rule, which matches no file", &p, false, r.dropped(p.Line))
	case codeowners.UnknownOwner, codeowners.GoneOwner:
		rule := r.rulebook.rule(p.Line)
		if rule == nil {
			return
		}
		k, area := r.knower(rule)
		if k == "" && p.Code == codeowners.GoneOwner {
			k, area = r.nearest(rule)
		}
		if k != "" {
			old := r.lineText(p.Line)[p.Column-1 : p.EndColumn-1]
			title := fmt.Sprintf("Replace %s with %s, who knows %s", phrase.Clean(old, mostPathText), k, area)
			r.edit(title, &p, false, protocol.TextEdit{Range: r.rulebook.span(p.Line, p.Column, p.EndColumn), NewText: k})
		}
	}
}

// owners adds somebody to the rule: who knows best what it is about, and the reader.
func (r *ruleMenu) owners(rule *codeowners.Rule) {
	at, ok := r.after(rule)
	if !ok {
		return
	}
	if k, area := r.knower(rule); k != "" {
		r.edit(fmt.Sprintf("Add %s, who knows %s", k, area), nil, false, protocol.TextEdit{Range: at, NewText: " " + k})
	}
	if me := r.reader(); me != "" && !owns(rule, me) {
		r.edit("Take ownership: add "+me, nil, false, protocol.TextEdit{Range: at, NewText: " " + me})
	}
}

// after is the place behind the last owner of a rule. Exclusions have no owners, and naming one owner
// would take away those of the section.
func (r *ruleMenu) after(rule *codeowners.Rule) (at protocol.Range, ok bool) {
	_, end := rule.PatternColumns()
	for i := range rule.Owners {
		_, end = rule.OwnerColumns(i)
	}
	if end == 0 || rule.Negated && r.dialect == codeowners.GitLab {
		return at, false
	}
	return r.rulebook.span(rule.Line, end, end), true
}

// knower is who knows best what a rule is about and is not among its owners; "" when history names nobody.
func (r *ruleMenu) knower(rule *codeowners.Rule) (who, area string) {
	path, ok := rule.Area()
	if !ok {
		return "", ""
	}
	area = phrase.Clean(path, mostPathText)
	if path == "." {
		area = "the repository"
	}
	return r.best(path, func(who string) bool { return !owns(rule, who) }), area
}

// nearest is who is nearest of those who are here, where nobody who is here knows what the rule is about: unless they own it
// already, or are the reader, who knows best what they want to own.
func (r *ruleMenu) nearest(rule *codeowners.Rule) (who, area string) {
	near := r.near(rule.Line)
	if near == nil || near.Person == r.snapshot.Me {
		return "", ""
	}
	if who = r.written(near.Person); who == "" || owns(rule, who) {
		return "", ""
	}
	if near.Area == "." {
		return who, "the repository"
	}
	return who, phrase.Clean(near.Area, mostPathText)
}

// best is the first of those who know a path, can be written down and are wanted; never the reader, who
// knows best what they want to own.
func (r *ruleMenu) best(path string, wanted func(who string) bool) string {
	knowers := r.knowers(path)
	i := slices.IndexFunc(knowers, func(k ownership.Knower) bool {
		who := r.written(k.Person)
		return k.Active && k.Share >= enoughToOwn && k.Person != r.snapshot.Me && who != "" && r.nameable(k.Person) && wanted(who)
	})
	if i < 0 {
		return ""
	}
	return r.written(knowers[i].Person)
}

func owns(rule *codeowners.Rule, who string) bool {
	return slices.ContainsFunc(rule.Owners, func(o string) bool { return strings.EqualFold(o, who) })
}

// reader is how the reader would stand in the file; "" when that is not known.
func (r *ruleMenu) reader() string {
	if r.snapshot.Me == nil {
		return ""
	}
	return r.written(r.snapshot.Me)
}

// uncovered offers rules for the largest areas that no rule matches.
func (r *ruleMenu) uncovered() {
	i := slices.IndexFunc(r.problems, func(p codeowners.Problem) bool { return p.Code == codeowners.Uncovered })
	if i < 0 {
		return
	}
	areas := slices.Clone(r.survey.Uncovered)
	slices.SortStableFunc(areas, func(a, b codeowners.Area) int { return b.Files - a.Files })
	for _, a := range areas[:min(len(areas), mostAreas)] {
		pattern, ok := codeowners.PatternFor(r.dialect, a.Path)
		if !ok {
			continue
		}
		name, path := phrase.Clean(a.Path, mostPathText), strings.TrimSuffix(a.Path, "/")
		if path == "" {
			name, path = "the repository", "."
		}
		if k := r.best(path, func(string) bool { return true }); k != "" {
			r.edit(fmt.Sprintf("Add a rule for %s with %s, who knows it", name, k), &r.problems[i], false, r.appended(pattern+" "+k))
		}
		if me := r.reader(); me != "" {
			r.edit("Take ownership of "+name, &r.problems[i], false, r.appended(pattern+" "+me))
		}
	}
}

// dropped removes a line with its end mark; the last one with the mark before it.
func (b *rulebook) dropped(line int) protocol.TextEdit {
	starts, text := b.starts(), b.document.Text
	start, end := starts[line-1], len(text)
	switch {
	case line < len(starts):
		end = starts[line]
	case line > 1:
		start = b.end(line - 1)
	}
	return protocol.TextEdit{Range: b.document.Range(start, end)}
}

// appended adds a line at the end; in a GitLab file with sections before the first of them, since it would
// else belong to the last.
func (b *rulebook) appended(rule string) protocol.TextEdit {
	text, mark := b.document.Text, "\n"
	if strings.Contains(text, "\r\n") {
		mark = "\r\n"
	}
	if headings := b.rules().Headings; len(headings) > 0 {
		line := headings[0].Line
		for line > 1 && strings.HasPrefix(strings.TrimSpace(b.lineText(line-1)), "#") {
			line-- // what is said of the section
		}
		at := b.offset(line, 1)
		return protocol.TextEdit{Range: b.document.Range(at, at), NewText: rule + mark}
	}
	if text != byteOrderMark(text) && !strings.HasSuffix(text, "\n") {
		return protocol.TextEdit{Range: b.document.Range(len(text), len(text)), NewText: mark + rule + mark}
	}
	return protocol.TextEdit{Range: b.document.Range(len(text), len(text)), NewText: rule + mark}
}

// edit adds an action that changes the document, the mending of problem if that is not nil.
func (r *ruleMenu) edit(title string, problem *codeowners.Problem, preferred bool, edits ...protocol.TextEdit) {
	kind := protocol.CodeActionKindQuickFix
	if !wanted(kind, r.only) || !r.server.can.actionLiterals {
		return
	}
	a := &protocol.CodeAction{Title: title, Kind: &kind, Edit: r.server.change(r.document, edits)}
	if preferred {
		a.IsPreferred = yes()
	}
	if problem != nil {
		for _, d := range r.asked {
			if code, ok := d.Code.(protocol.String); ok && string(code) == string(problem.Code) && d.Range.Start.Line == r.diagnostic(*problem).Range.Start.Line {
				a.Diagnostics = append(a.Diagnostics, d)
			}
		}
	}
	r.actions = append(r.actions, a)
}

// change is an edit of one version of a document, where the editor can be told the version.
func (s *Server) change(doc *Document, edits []protocol.TextEdit) *protocol.WorkspaceEdit {
	if !s.can.versionedEdits {
		return &protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{doc.URI: edits}}
	}
	change := &protocol.TextDocumentEdit{}
	change.TextDocument.URI, change.TextDocument.Version = doc.URI, &doc.Version
	for i := range edits {
		change.Edits = append(change.Edits, &edits[i])
	}
	return &protocol.WorkspaceEdit{DocumentChanges: []protocol.DocumentChange{change}}
}
