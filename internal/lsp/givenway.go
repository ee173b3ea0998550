package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/share"
)

// tellGivenWay tells the reader of changes of theirs whose place others' took, as a sync in the background brought them. Who took
// an offer first, and what became of a decision, is told elsewhere, however it came.
func (s *Server) tellGivenWay(lost []share.Contest) {
	told := 0
	for _, c := range lost {
		if c.What == "taken" || c.What == "status" || told == mostNews {
			continue
		}
		told++
		s.client.Go("given way", func(ctx context.Context) {
			s.tell(ctx, protocol.MessageTypeInfo, phrase.GivenWay(c))
		})
	}
}
