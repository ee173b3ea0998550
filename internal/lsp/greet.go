package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// newsWelcome is what somebody is told once in each repository, under a subject that is no entry's.
const (
	newsWelcome    = "welcome"
	welcomeSubject = "."
)

// withoutGit says once in a session that there is no git to read history with.
func (s *Server) withoutGit(ctx context.Context) {
	s.toldNoGit.Do(func() { s.tell(ctx, protocol.MessageTypeWarning, phrase.NoGit) })
}

// greet says once, in one quiet line, what there is to see in a repository. It is private that it was said.
func (s *Server) greet(ctx context.Context, w *workspace.Workspace) {
	if !s.config.Welcome || !s.can.visits || !w.Snapshot().Indexed || !w.Snapshot().Settings.Hints.Diagnostics {
		return
	}
	first, err := w.TellOnce(ctx, welcomeSubject, newsWelcome)
	if err != nil && ctx.Err() == nil {
		s.config.Log.Warn("welcoming", "reason", err)
	}
	if err == nil && first {
		s.tell(ctx, protocol.MessageTypeInfo, phrase.Welcome)
	}
}
