package lsp

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// mostReferences are answered at once.
const mostReferences = 10_000

// References finds where in the repository an id is cited that stands at the position, and the lines that its entry is
// about; with the declaration also the title of its record. On the title of a record it finds what cites the record. All
// else belongs to other servers.
func (s *Server) References(ctx context.Context, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	at, c := s.citation(ctx, p.TextDocumentPositionParams)
	if at == nil {
		return nil, nil
	}
	var e *ledger.Entry
	if c != nil {
		e = c.Entry
	} else if i := slices.IndexFunc(at.snapshot.Decisions(), recordedAt(at.path, int(p.Position.Line)+1)); i >= 0 {
		e = at.snapshot.Decisions()[i]
	}
	if e == nil {
		return nil, nil
	}
	citing, err := at.workspace.Citing(ctx, at.snapshot, e)
	if err != nil {
		return nil, err
	}
	out := []protocol.Location{}
	if e.Record != nil && p.Context.IncludeDeclaration {
		out = append(out, recordLocation(at.snapshot, e))
	}
	for _, placed := range at.workspace.PlacesOf(at.snapshot, e) {
		if placed.Place.State != anchor.Orphaned {
			out = append(out, placeLocation(at.snapshot, placed.Place))
		}
	}
	for _, f := range citing {
		path := join(at.snapshot.Top, f.Path)
		doc, open := s.view(ctx).Path(path)
		if !open || doc.Text != f.Text {
			doc = newDocument(string(FileURI(path)), "", 0, NewMapper(f.Text, s.documents.Encoding()))
		}
		for _, c := range f.Where {
			if len(out) == mostReferences {
				return out, nil
			}
			out = append(out, protocol.Location{URI: doc.URI, Range: doc.Range(c.Start, c.End)})
		}
	}
	return out, nil
}

// recordedAt says of a decision whether its title stands at a line of a file.
func recordedAt(path string, line int) func(*ledger.Entry) bool {
	return func(e *ledger.Entry) bool { return e.Record != nil && e.Record.Path == path && e.Record.Line == line }
}

// mostLinks are answered for one document.
const mostLinks = 500

// DocumentLink makes a link of every id that is known: to the record of a decision, else to a page that tells the story.
func (s *Server) DocumentLink(ctx context.Context, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	out := []protocol.DocumentLink{}
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || !at.sees() {
		return out, nil
	}
	pages := map[*ledger.Entry]string{}
	for _, c := range hint.Citations(at.snapshot, at.path) {
		if c.Entry == nil || len(out) == mostLinks || ctx.Err() != nil {
			continue
		}
		page := pages[c.Entry]
		if page == "" {
			var err error
			if c.Entry.Record != nil {
				page = join(at.snapshot.Top, c.Entry.Record.Path)
			} else if page, err = s.storyPage(at.snapshot, c.Entry); err != nil {
				return out, err
			}
			pages[c.Entry] = page
		}
		link := protocol.DocumentLink{Range: at.document.Range(c.Start, c.End), Target: ptr(FileURI(page))}
		if s.can.linkTooltips {
			link.Tooltip = ptr(symbolName(c.Entry.Title()))
		}
		out = append(out, link)
	}
	return out, ctx.Err()
}
