package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/phrase"
)

const (
	mostSymbols    = 5000
	mostSymbolText = 120 // characters
)

// DocumentSymbol outlines a CODEOWNERS file: its rules below GitLab's sections, or below the comments that
// stand like headings; and a decision record. All other documents belong to other servers: there it has no answer.
func (s *Server) DocumentSymbol(ctx context.Context, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	b := s.rulebookOf(ctx, p.TextDocument.URI)
	if b == nil {
		return s.recordSymbols(ctx, p)
	}
	out := protocol.DocumentSymbolSlice{}
	left := mostSymbols
	for _, g := range b.rules().Outline(strings.TrimPrefix(b.document.Text, byteOrderMark(b.document.Text))) {
		var rules []protocol.DocumentSymbol
		for _, r := range g.Rules[:min(len(g.Rules), left)] {
			rules = append(rules, b.ruleSymbol(r))
		}
		left -= len(rules)
		if g.Line == 0 {
			out = append(out, rules...)
			continue
		}
		heading := b.span(g.Line, 0, 0)
		group := protocol.DocumentSymbol{
			Name: symbolName(g.Title), Kind: protocol.SymbolKindNamespace, Range: heading, SelectionRange: heading, Children: rules,
		}
		if n := len(rules); n > 0 {
			group.Range.End = rules[n-1].Range.End
		}
		out = append(out, group)
	}
	if !s.can.symbolTrees {
		return flatSymbols(b.document, out), nil
	}
	return out, nil
}

func (b *rulebook) ruleSymbol(r *codeowners.Rule) protocol.DocumentSymbol {
	column, end := r.PatternColumns()
	return protocol.DocumentSymbol{
		Name: symbolName(r.Pattern), Detail: ptr(phrase.Names(r.Owners)), Kind: protocol.SymbolKindKey,
		Range: b.span(r.Line, 0, 0), SelectionRange: b.span(r.Line, column, end),
	}
}

// symbolName is never empty, which editors would refuse.
func symbolName(s string) string {
	if name := phrase.Clean(s, mostSymbolText); name != "" {
		return name
	}
	return "?"
}
