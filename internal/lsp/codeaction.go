package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// kindLeadline is the kind of the actions that are about people rather than about the text.
const kindLeadline protocol.CodeActionKind = "leadline"

// CodeAction offers what can be done about the selected lines: say something, answer, take back.
func (s *Server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	s.visit(p.TextDocument.URI, p.Range)
	out := []protocol.CommandOrCodeAction{}
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok {
		return out, nil
	}
	for _, a := range s.menuOf(ctx, at, p.Range, p.Context).arranged() {
		if !s.can.actionLiterals {
			out = append(out, &a.Command)
			continue
		}
		out = append(out, a)
	}
	return out, nil
}

// menuOf are all the actions for the selected lines.
func (s *Server) menuOf(ctx context.Context, at *site, span protocol.Range, asked protocol.CodeActionContext) *menu {
	menu := &menu{
		site: at, span: span, only: asked.Only, asked: asked.Diagnostics,
		voice: phrase.For(at.snapshot, phrase.Plain()),
		here:  hint.ForRange(at.snapshot, at.path, int(span.Start.Line)+1, lastLine(span)),
		asks:  s.can.asks && !s.asksInVain.Load(),
		ranks: map[*protocol.CodeAction]rank{},
	}
	menu.promises()
	menu.looks()
	menu.citations(s)
	menu.doubts(ctx)
	menu.rules(ctx, s)
	menu.strays()
	menu.record(s)
	menu.todo()
	menu.marking(s)
	menu.why()
	menu.companions()
	menu.say()
	menu.work()
	menu.decider()
	menu.blocks()
	menu.corrections()
	menu.knowledge()
	menu.wishes()
	menu.catchUp()
	menu.round()
	menu.quiet()
	return menu
}

// lastLine of a selection, 1-based: one that ends before the first character of a line does not mean it.
func lastLine(r protocol.Range) int {
	if r.End.Character == 0 && r.End.Line > r.Start.Line {
		return int(r.End.Line)
	}
	return int(r.End.Line) + 1
}

// menu collects the actions for one selection.
type menu struct {
	site    *site
	span    protocol.Range
	only    []protocol.CodeActionKind
	asked   []protocol.Diagnostic
	asks    bool // the editor says that it can ask questions
	voice   phrase.Voice
	here    hint.Range
	actions []*protocol.CodeAction
	ranks   map[*protocol.CodeAction]rank
}

func (m *menu) add(kind protocol.CodeActionKind, title, command string, arguments map[string]any) *protocol.CodeAction {
	a := &protocol.CodeAction{Title: title, Kind: &kind}
	if !wanted(kind, m.only) {
		return a
	}
	arguments["uri"] = m.site.document.URI
	if _, ok := arguments["range"]; !ok {
		arguments["range"] = m.span
	}
	a.Command = protocol.Command{Title: title, Command: command, Arguments: []protocol.LSPAny{encode(arguments)}}
	m.ranks[a] = rankOf(a, arguments)
	m.actions = append(m.actions, a)
	return a
}

// wanted says whether a kind is among those asked for, or below one of them.
func wanted(kind protocol.CodeActionKind, only []protocol.CodeActionKind) bool {
	for _, o := range only {
		if kind == o || o == "" || strings.HasPrefix(string(kind), string(o)+".") {
			return true
		}
	}
	return len(only) == 0
}

// promises are the answers to what the reader was asked or promised here.
func (m *menu) promises() {
	for _, mark := range m.here.Here {
		if m.site.snapshot.Asks(mark.Entry) {
			for _, r := range responses(mark.Entry) {
				title := fmt.Sprintf("%q", phrase.Clean(mark.Entry.Title(), 40))
				if r.answer == answerHandBack && !m.asks {
					m.handBack(mark.Entry, title)
					continue
				}
				m.answer(mark.Entry, fmt.Sprintf(r.action, title), map[string]any{"answer": r.answer})
			}
		}
	}
}

// handBack are the ways to hand something back, for an editor that may not be able to ask.
func (m *menu) handBack(e *ledger.Entry, title string) {
	for _, way := range []struct{ title, instead string }{
		{"Make %s smaller…", insteadSmaller}, {"Pair on %s…", insteadPair}, {"Hand %s to somebody else…", insteadSomeone}, {"Hand back %s", insteadNothing},
	} {
		m.answer(e, fmt.Sprintf(way.title, title), map[string]any{"answer": answerHandBack, "instead": way.instead})
	}
}

func (m *menu) answer(e *ledger.Entry, title string, arguments map[string]any) {
	arguments["id"] = e.ID
	a := m.add(protocol.CodeActionKindQuickFix, title, commandRespond, arguments)
	for _, d := range m.asked {
		if code, ok := d.Code.(protocol.String); ok && string(code) == e.ID {
			a.Diagnostics = append(a.Diagnostics, d)
		}
	}
}

// todo offers the TODO under the cursor to somebody.
func (m *menu) todo() {
	switch {
	case m.here.Delegation != nil && !m.departed():
		return
	case m.here.Todo == nil && m.here.Delegation == nil:
		return
	}
	arguments := func() map[string]any {
		if e := m.here.Delegation; e != nil {
			return map[string]any{"from": e.ID}
		}
		return map[string]any{}
	}
	if m.here.Delegation == nil {
		m.add(protocol.CodeActionKindQuickFix, "Delegate this TODO…", commandDelegate, arguments())
	}
	offers := hint.ForOffer(m.site.snapshot, m.site.path, m.here.Knowers)
	for _, group := range [][]hint.Candidate{offers.Know, offers.Learn} {
		for i, c := range group {
			if i == mostOffers || c.Less {
				break
			}
			with := arguments()
			with["to"] = handle(c.Person)
			m.add(protocol.CodeActionKindQuickFix, m.voice.Offers(c), commandDelegate, with)
		}
	}
	if m.here.Delegation != nil { // history may know nobody
		m.add(protocol.CodeActionKindQuickFix, "Offer it to somebody else…", commandDelegate, arguments())
	}
}

// work offers selected lines that have no comment of their own to somebody.
func (m *menu) work() {
	if m.here.Todo == nil && m.here.Delegation == nil && m.span.Start != m.span.End {
		m.add(kindLeadline, "Offer this work to somebody…", commandDelegate, map[string]any{})
	}
}

// mostOffers of a group keep a menu short; the draft names more.
const mostOffers = 2

// departed says whether the reader offered this to somebody who is not here any more: then it can be offered anew.
func (m *menu) departed() bool {
	e := m.here.Delegation
	return m.site.snapshot.IsMine(e) && (hint.Departed(m.site.snapshot, e) || hint.Unknown(m.site.snapshot, e))
}

// say are the things one can say about the lines.
func (m *menu) say() {
	m.add(kindLeadline, "Log a decision here…", commandDecision, map[string]any{})
	m.deciding()
	m.questions()
	m.add(kindLeadline, "Raise a risk here…", commandRisk, map[string]any{})
	m.add(kindLeadline, "Schedule a pairing here…", commandSuggest, map[string]any{})
	for _, p := range hint.PairHere(m.site.snapshot, m.here) {
		m.add(kindLeadline, "Pair with "+m.voice.Name(p)+" on this…", commandSuggest, map[string]any{"with": handle(p)})
	}
	m.reviewers()
	m.add(kindLeadline, "Note for the retro…", commandRetro, map[string]any{})
}

// mostCorrected keeps a menu short; commands take any id.
const mostCorrected = 3

// corrections undo what the reader said here.
func (m *menu) corrections() {
	shown := 0
	for _, mark := range m.here.Here {
		e := mark.Entry
		if !m.site.snapshot.IsMine(e) || shown == mostCorrected {
			continue
		}
		shown++
		name := e.ID + fmt.Sprintf(" %q", phrase.Clean(e.Title(), 40))
		m.add(kindLeadline, "Amend "+name+"…", commandAmend, map[string]any{"id": e.ID})
		m.add(kindLeadline, "Retract "+name, commandRetract, map[string]any{"id": e.ID})
	}
}

// blocks are what can be done about pairing blocks here that are planned.
func (m *menu) blocks() {
	for _, mark := range m.here.Here {
		title := fmt.Sprintf("%q", phrase.Clean(mark.Entry.Title(), 40))
		for _, b := range blockCommands(m.site.snapshot, mark.Entry) {
			m.add(kindLeadline, fmt.Sprintf(b.action, title), b.command, map[string]any{"id": mark.Entry.ID})
		}
	}
}

func (m *menu) quiet() {
	if hint.Ignored(m.site.snapshot, m.site.path) {
		return // only the settings can change that
	}
	if m.site.snapshot.Snoozed(m.site.path) {
		m.add(kindLeadline, "Hint in this file again", commandSnooze, map[string]any{"wake": true})
		return
	}
	m.add(kindLeadline, "Snooze hints in this file for today", commandSnooze, map[string]any{})
	m.add(kindLeadline, "Never hint in this file", commandSnooze, map[string]any{"always": true})
}
