package lsp

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// commandCompanion opens a file that usually changes with another: {uri, path}; without a path the first.
const commandCompanion = "leadline.companion.open"

// companionCode is the code of the diagnostic, by which people filter.
const companionCode = "companion"

// companions lead to what usually changes with the file.
func (m *menu) companions() {
	for i, c := range m.here.Companions {
		if i == mostOffers {
			break
		}
		a := m.add(kindLeadline, phrase.OpenCompanion(m.site.path, c), commandCompanion, map[string]any{"path": c.Path})
		for _, d := range m.asked {
			if code, ok := d.Code.(protocol.String); ok && string(code) == companionCode && i == 0 {
				a.Diagnostics = append(a.Diagnostics, d)
			}
		}
	}
}

// nextToChange says that the file was changed and what usually changes with it was not, on the first line that differs.
func (s *Server) nextToChange(at *site) []protocol.Diagnostic {
	c := hint.Next(at.snapshot, at.workspace, at.path)
	if c == nil {
		return nil
	}
	line := at.firstChange()
	d := information(at.document.LineRange(line, line), companionCode, phrase.Next(at.path, *c))
	d.Severity = protocol.DiagnosticSeverityHint
	return []protocol.Diagnostic{d}
}

// openCompanion opens it. Only companions are opened, whatever path is given.
func (s *Server) openCompanion(ctx context.Context, c *call) (any, error) {
	all := hint.ForFile(c.snapshot, c.path).Companions
	i := 0
	if path := c.values.Text("path"); path != "" {
		i = slices.IndexFunc(all, func(o companion.Companion) bool { return o.Path == path })
	}
	if i < 0 || i >= len(all) {
		return nil, errors.New("nothing is known to usually change with " + phrase.Clean(c.path, 80) + " any more")
	}
	file := filepath.Join(c.snapshot.Top, filepath.FromSlash(all[i].Path))
	s.client.Go("companion", func(ctx context.Context) {
		if err := s.show(ctx, file, nil, phrase.UsuallyWith(c.path, all[i])); err != nil {
			_ = s.explain(ctx, err)
		}
	})
	return map[string]any{"uri": FileURI(file)}, nil
}
