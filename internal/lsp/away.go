package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// newsAway is that the reader's calendar has them away; it is told under the first day of that.
const newsAway = "away"

// askAway asks the reader once whether their team is to know that they are away, as their own calendar says. Nobody is told
// unless they say so.
func (t *teller) askAway(ctx context.Context, w *workspace.Workspace, v phrase.Voice) error {
	away, ok := v.Snapshot.MyAway()
	if !ok || t.told[newsAway+" "+away.From] {
		return nil
	}
	first, err := w.TellOnce(ctx, away.From, newsAway)
	if err != nil {
		return err
	}
	t.told[newsAway+" "+away.From] = true
	if first {
		t.server.client.Go("are you away", func(ctx context.Context) { t.server.offerAway(ctx, w, v, away) })
	}
	return nil
}

func (s *Server) offerAway(ctx context.Context, w *workspace.Workspace, v phrase.Voice, away ledger.Away) {
	picked, err := s.choose(ctx, v.AwayQuestion(away), []choice{{"Tell my team", "yes"}, {"Keep it to myself", ""}})
	if err != nil || picked != "yes" {
		return
	}
	ctx = context.WithoutCancel(ctx) // what was answered is kept, though the editor may be closing
	if _, _, err := action.BeAway(ctx, w, away.From, away.To); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		return
	}
	s.tell(ctx, protocol.MessageTypeInfo, "Your team knows: nobody is told then to ask you. `leadline away none` takes it back.")
}
