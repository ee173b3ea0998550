package lsp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// mostLikely addresses are asked about; `leadline init` lists the rest.
	mostLikely = 3
	// notNow is how long the question rests that somebody put off, notSeen that somebody closed.
	notNow, notSeen = 90 * 24 * time.Hour, 24 * time.Hour
)

// askWhoYouAre asks the reader, quietly and once, whether somebody in the history is them under another address. Only they
// are asked, and only about themselves.
func (s *Server) askWhoYouAre(ctx context.Context, w *workspace.Workspace) {
	snapshot := w.Snapshot()
	if snapshot.StoreErr != nil || snapshot.Repo == "" || !snapshot.Indexed {
		return
	}
	if !s.confirmActing(ctx, w) {
		return
	}
	likely := action.MayBeMe(snapshot, false)
	for _, l := range likely[:min(len(likely), mostLikely)] {
		address := l.Person.Email
		question := fmt.Sprintf("Are you also %s <%s> in the history of this repository?", phrase.Clean(l.Person.Name, 60), phrase.Clean(address, 80))
		answer, err := s.choose(ctx, question, []choice{{"Yes", "yes"}, {"No", "no"}, {"Not now", "later"}})
		if err != nil && !errors.Is(err, errClosed) {
			return
		}
		ctx := context.WithoutCancel(ctx) // what was answered is kept, though the editor may be closing
		switch {
		case errors.Is(err, errClosed):
			err = action.NotNow(ctx, w, address, notSeen)
		case answer == "yes":
			if _, err = action.Merge(ctx, w, address); err == nil {
				s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s is you now, for everyone who works here. `leadline init --not-me %s` takes it back.",
					phrase.Clean(address, 80), phrase.Clean(address, 80)))
			}
		case answer == "no":
			_, err = action.Separate(ctx, w, address)
		default:
			err = action.NotNow(ctx, w, address, notNow)
		}
		if err != nil {
			s.tell(ctx, protocol.MessageTypeWarning, err.Error())
			return
		}
		if answer == "" || answer == "later" {
			return // whoever has no time for one question has none for the next
		}
	}
}

// confirmActing asks once whether the reader is who the repository's own settings say, where theirs say somebody else. It is
// false where there is no use in asking more.
func (s *Server) confirmActing(ctx context.Context, w *workspace.Workspace) bool {
	here, elsewhere, ask := action.Acting(ctx, w)
	if !ask {
		return true
	}
	question := fmt.Sprintf("This repository's own settings say that you are %s; your own say %s. Is what you say here to be stored under %s?",
		phrase.Clean(here.Email, 80), phrase.Clean(elsewhere.Email, 80), phrase.Clean(here.Email, 80))
	answer, err := s.choose(ctx, question, []choice{{"Yes", "yes"}, {"No", "no"}, {"Not now", "later"}})
	var again time.Time
	switch {
	case err != nil && !errors.Is(err, errClosed):
		return false
	case err != nil:
		answer, again = "later", w.Snapshot().Now().Add(notSeen)
	case answer == "later":
		again = w.Snapshot().Now().Add(notNow)
	}
	ctx = context.WithoutCancel(ctx) // what was answered is kept, though the editor may be closing
	if err := action.ConfirmActing(ctx, w, here.Email, answer, again); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		return false
	}
	if answer == "no" {
		s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("Run `git config user.email %s` in this repository, or set `me` in your settings, and open it again.",
			phrase.Clean(elsewhere.Email, 80)))
	}
	return answer == "yes"
}
