package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// mostCited is how many ids are offered at once; typing on narrows them.
const mostCited = 50

// completeCitation names what can be cited where somebody begins an id to people, not to a machine: by the id, or by the
// words of the title. What is tied to this file comes first, then to its folder, then the newest; what does not hold any
// more comes last. ok is false where no id is begun.
func (s *Server) completeCitation(ctx context.Context, p *protocol.CompletionParams) (result protocol.CompletionResult, ok bool) {
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.sees() {
		return nil, false
	}
	offset := at.document.Offset(p.Position)
	start, typed, ok := ledger.Citing(at.document.Text, offset)
	if !ok || !at.snapshot.Spoken(at.path, start) {
		return nil, false
	}
	list := &completions{
		list: protocol.CompletionList{Items: []protocol.CompletionItem{}},
		over: at.document.Range(start, offset),
	}
	for _, c := range hint.ForCitation(at.snapshot, at.path, typed, mostCited+1) {
		if len(list.list.Items) == mostCited {
			list.list.IsIncomplete = true
			break
		}
		title := phrase.Clean(c.Entry.Title(), mostSymbolText)
		detail := title
		if !hint.Current(c.Entry) {
			detail = phrase.Standing(c.Entry) + ": " + title
		}
		list.add(c.ID, phrase.Clean(c.ID+" "+title, mostSymbolText), detail, protocol.CompletionItemKindReference)
	}
	return &list.list, true
}
