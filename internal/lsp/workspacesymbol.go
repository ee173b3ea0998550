package lsp

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// mostFound are answered of one repository; typing on narrows them.
const mostFound = 50

// searchable are what a search in an editor finds.
var searchable = []ledger.Type{ledger.TypeDecision, ledger.TypeQuestion, ledger.TypeRisk}

// Symbols finds decisions, questions and risks in the open repositories by any words that were said about them; without
// words it lists the newest. Each leads to the lines that it is about, to its record, or to a page that tells its story.
func (s *Server) Symbols(ctx context.Context, p *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	out := protocol.SymbolInformationSlice{}
	open := s.sites.workspaces()
	slices.SortFunc(open, func(a, b *workspace.Workspace) int { return cmp.Compare(a.Repository.Top, b.Repository.Top) })
	for _, w := range open {
		found, err := s.findIn(ctx, w, p.Query)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (s *Server) findIn(ctx context.Context, w *workspace.Workspace, query string) ([]protocol.SymbolInformation, error) {
	snapshot := w.Snapshot()
	entries := newest(snapshot)
	if strings.TrimSpace(query) != "" {
		var err error
		if entries, err = w.Search(ctx, snapshot, query, searchable, mostFound); err != nil {
			return nil, err
		}
	}
	places := map[*ledger.Entry]anchor.Place{}
	for _, p := range w.PlacesOf(snapshot, entries...) {
		if _, known := places[p.Entry]; !known && p.Place.State != anchor.Orphaned {
			places[p.Entry] = p.Place
		}
	}
	var out []protocol.SymbolInformation
	var paged []*ledger.Entry
	for _, e := range entries {
		at, tied := places[e]
		symbol := protocol.SymbolInformation{}
		symbol.Name = symbolName(e.ID + " " + e.Title())
		symbol.Kind = foundKinds[e.Type]
		symbol.ContainerName = ptr(phrase.Standing(e))
		switch {
		case tied:
			symbol.Location = placeLocation(snapshot, at)
		case e.Record != nil:
			symbol.Location = recordLocation(snapshot, e)
		default:
			page, err := s.storyPath(e)
			if err != nil {
				return nil, err
			}
			paged = append(paged, e)
			symbol.Location = protocol.Location{URI: FileURI(page)}
		}
		out = append(out, symbol)
	}
	if len(paged) > 0 {
		s.client.Go("pages", func(context.Context) { s.writePages(snapshot, paged) })
	}
	return out, nil
}

// writePages writes the pages that a search found. Nobody waits for them: one is opened some time after it was found, if at
// all.
func (s *Server) writePages(snapshot *workspace.Snapshot, entries []*ledger.Entry) {
	for _, e := range entries {
		if _, err := s.storyPage(snapshot, e); err != nil {
			s.config.Log.Warn("writing what a search found", "reason", err)
			return
		}
	}
}

var foundKinds = map[ledger.Type]protocol.SymbolKind{
	ledger.TypeDecision: protocol.SymbolKindKey, ledger.TypeQuestion: protocol.SymbolKindEvent, ledger.TypeRisk: protocol.SymbolKindEvent,
}

// newest are what was said last, of all that can be searched.
func newest(s *workspace.Snapshot) []*ledger.Entry {
	var out []*ledger.Entry
	for _, t := range searchable {
		found := s.Ledger.All(t)
		if t == ledger.TypeDecision {
			found = s.Decisions()
		}
		out = append(out, found[:min(len(found), mostFound)]...)
	}
	slices.SortStableFunc(out, func(a, b *ledger.Entry) int { return b.At.Compare(a.At) })
	return out[:min(len(out), mostFound)]
}
