package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/workspace"
)

// Definition leads from an id to what it stands for, from an owner in a CODEOWNERS file to what the repository's settings say of them, and
// from the pattern of a single file to that file. All other documents belong to other servers: there it
// has no answer.
func (s *Server) Definition(ctx context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	if at, c := s.citation(ctx, p.TextDocumentPositionParams); c != nil && c.Entry != nil {
		return s.citedAt(at, c)
	}
	b := s.rulebookOf(ctx, p.TextDocument.URI)
	if b == nil {
		return nil, nil
	}
	line, column := b.lineOf(p.Position)
	if owner, ok := b.owner(line, column); ok {
		return s.settingOf(b, owner), nil
	}
	rule := b.rule(line)
	if rule == nil {
		return nil, nil
	}
	file, ok := rule.Area()
	start, end := rule.PatternColumns()
	if _, tracked := slices.BinarySearch(b.basis.tracked.paths, file); !ok || !tracked || column < start || column > end {
		return nil, nil
	}
	return location(FileURI(join(b.workspace.Repository.Top, file)), protocol.Range{}), nil
}

// settingOf finds the line of the repository's settings about an owner, in its open document or on disk.
func (s *Server) settingOf(b *rulebook, owner string) protocol.DefinitionResult {
	file := join(b.workspace.Repository.Top, workspace.SettingsFile)
	text := []byte{}
	if doc, open := s.documents.View().Path(file); open {
		text = []byte(doc.Text)
	} else if saved, err := b.workspace.Repository.ReadWorktreeFile(workspace.SettingsFile, settingsLimit); err == nil {
		text = saved
	}
	for _, at := range names(b, owner) {
		if line, ok := config.Where(text, at[0], at[1]); ok {
			start := protocol.Position{Line: uint32(line - 1)}
			return location(FileURI(file), protocol.Range{Start: start, End: start})
		}
	}
	return nil
}

const settingsLimit = 1 << 20

// names are the sections and keys under which the settings may speak of an owner.
func names(b *rulebook, owner string) [][2]string {
	bare := strings.TrimPrefix(owner, "@")
	out := [][2]string{{"teams", bare}, {"people", bare}}
	if _, team, ok := strings.Cut(bare, "/"); ok {
		out = append(out, [2]string{"teams", team})
	}
	if p := b.snapshot.Person(owner); p != nil && p.Handle != "" {
		out = append(out, [2]string{"people", p.Handle})
	}
	return out
}

func location(u uri.URI, r protocol.Range) *protocol.Location {
	return &protocol.Location{URI: u, Range: r}
}
