package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/phrase"
)

// recordSymbols outlines a decision record; other documents have no answer.
func (s *Server) recordSymbols(ctx context.Context, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	r := at.snapshot.Record(at.path)
	if r == nil || string(r.Text()) != at.document.Text {
		return nil, nil
	}
	tree := at.outline(r)
	if !s.can.symbolTrees {
		return flatSymbols(at.document, tree), nil
	}
	return protocol.DocumentSymbolSlice(tree), nil
}

// outline shows a decision record as what it is: its id, title and status, with its parts below.
func (t *site) outline(r *adr.Record) []protocol.DocumentSymbol {
	title := t.document.LineRange(r.TitleLine-1, r.TitleLine-1)
	whole := protocol.DocumentSymbol{
		Name: symbolName(t.snapshot.Collection().Key(r) + " " + r.Title), Detail: ptr(phrase.Clean(r.Status, mostSymbolText)),
		Kind: protocol.SymbolKindKey, Range: t.document.LineRange(0, t.document.LineCount()-1), SelectionRange: title,
	}
	for _, p := range r.Sections() {
		over := t.document.Range(p.Start, p.End)
		line := t.document.LineRange(int(over.Start.Line), int(over.Start.Line))
		whole.Children = append(whole.Children, protocol.DocumentSymbol{
			Name: symbolName(p.Title), Kind: protocol.SymbolKindString, Range: over, SelectionRange: line,
		})
	}
	return []protocol.DocumentSymbol{whole}
}

// flatSymbols is an outline for editors that know no trees.
func flatSymbols(d *Document, tree []protocol.DocumentSymbol) protocol.SymbolInformationSlice {
	out := protocol.SymbolInformationSlice{}
	add := func(s protocol.DocumentSymbol, container string) {
		info := protocol.SymbolInformation{Location: protocol.Location{URI: d.URI, Range: s.Range}}
		info.Name, info.Kind = s.Name, s.Kind
		if container != "" {
			info.ContainerName = &container
		}
		out = append(out, info)
	}
	for _, s := range tree {
		add(s, "")
		for _, child := range s.Children {
			add(child, s.Name)
		}
	}
	return out
}
