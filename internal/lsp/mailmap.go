package lsp

import (
	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
)

const (
	mailmapName = ".mailmap"
	mailmapCode = "mailmap"
)

// mailmapFaults shows the lines of the repository's .mailmap that do not do what they seem to.
func (s *Server) mailmapFaults(at *site) []protocol.Diagnostic {
	if at.path != mailmapName || !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) {
		return nil
	}
	var out []protocol.Diagnostic
	for _, f := range people.MailmapFaults([]byte(at.document.Text)) {
		line := max(f.Line, 1) - 1
		out = append(out, information(at.document.LineRange(line, line), mailmapCode, phrase.Clean(f.Message, mostFaultText)))
	}
	return out
}
