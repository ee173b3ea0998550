package lsp

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"go.lsp.dev/protocol"
)

// A menu of twenty entries is read by nobody. Where the editor can ask, the menu of a place shows what matters there now, and one
// last entry opens a choice of all the rest. Whoever asks for actions of one kind, and every editor that cannot ask, gets all of
// them at once.
const (
	// mostShown are the entries of a menu, the one behind which the rest waits included.
	mostShown = 9
	// commandMore asks which of the rest is meant, and does it: {uri, range}. Its argument also names that rest, {actions: [{title,
	// command, arguments}]}, for editors' extensions that ask by themselves, and for the words that are missing, too.
	commandMore = "leadline.more"

	titleMore = "More here…"
)

// rank orders what competes for the places of a menu.
type rank int

const (
	now    rank = iota // an answer that is waited for, a fault that can be mended, work to hand on
	main               // what people come for
	useful             // shown while there is room
	rare               // behind the last entry, unless all of it fits
)

// rankOf is the rank of an entry.
func rankOf(a *protocol.CodeAction, arguments map[string]any) rank {
	if a.Kind != nil && *a.Kind == protocol.CodeActionKindQuickFix {
		return now
	}
	switch a.Command.Command {
	case commandDefend, commandReply, commandDone, commandDrop:
		return now
	case commandDecision:
		if arguments[keptFrom] != nil {
			return useful
		}
		return main
	case commandDoubt, commandAsk, commandReview, commandCloseRisk, commandBegin, commandOutcome, commandMove, commandCancel:
		return main
	case commandSuggest:
		if arguments["with"] != nil {
			return main
		}
		return useful
	case commandWhy, commandQuestion, commandRisk, commandCatchUp:
		return useful
	}
	return rare
}

// arranged are the entries as they are shown: all of them in their order, or those that matter most, these first, and one more
// that opens the rest.
func (m *menu) arranged() []*protocol.CodeAction {
	if !m.asks || len(m.only) > 0 || len(m.actions) <= mostShown {
		return m.actions
	}
	shown := make([]bool, len(m.actions))
	left := mostShown - 1
	take := func(i int) {
		if !shown[i] {
			shown[i], left = true, left-1
		}
	}
	for i, a := range m.actions {
		if a.Command.Command == "" || a.Command.Command == commandDecision && m.ranks[a] == main {
			take(i) // an edit cannot be asked for later; a decision can be logged wherever one is
		}
	}
	for _, r := range []rank{now, main, useful} {
		for i, a := range m.actions {
			if left > 0 && m.ranks[a] == r {
				take(i)
			}
		}
	}
	var out []*protocol.CodeAction
	rest := []protocol.Command{}
	for i, a := range m.actions {
		if shown[i] {
			out = append(out, a)
		} else {
			rest = append(rest, a.Command)
		}
	}
	slices.SortStableFunc(out, func(a, b *protocol.CodeAction) int { return cmp.Compare(m.ranks[a], m.ranks[b]) })
	kind := kindLeadline
	return append(out, &protocol.CodeAction{Title: titleMore, Kind: &kind, Command: protocol.Command{
		Title: titleMore, Command: commandMore,
		Arguments: []protocol.LSPAny{encode(map[string]any{"uri": m.site.document.URI, "range": m.span, "actions": rest})},
	}})
}

// more asks which of the entries that the menu of a place leaves out is meant, and answers with its command, which is run then.
func (s *Server) more(ctx context.Context, c *call) (any, error) {
	m := s.menuOf(ctx, c.site, c.span, protocol.CodeActionContext{})
	m.asks = true
	shown := m.arranged()
	var choices []choice
	for _, a := range m.actions {
		if !slices.Contains(shown, a) {
			choices = append(choices, choice{title: a.Title, value: a.Title})
		}
	}
	if len(choices) == 0 {
		s.tell(ctx, protocol.MessageTypeInfo, "The menu of actions shows all that can be done here.")
		return nil, nil
	}
	picked, err := s.choose(ctx, "What about these lines?", choices)
	switch {
	case errors.Is(err, errCannotAsk):
		if ctx.Err() == nil {
			s.asksInVain.Store(true)
			s.tell(ctx, protocol.MessageTypeInfo, "This editor shows no choices; the menu of actions shows everything from now on.")
		}
		return nil, nil
	case err != nil:
		return nil, nil // closing a question is an answer
	}
	for _, a := range m.actions {
		if a.Title == picked {
			return a.Command, nil
		}
	}
	return nil, nil
}
