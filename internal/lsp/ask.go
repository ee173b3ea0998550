package lsp

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/phrase"
)

var (
	errClosed    = errors.New("the question was closed")
	errCannotAsk = errors.New("this editor cannot ask questions")
)

// choose lets the reader pick one of several answers. It fails with errClosed when they closed the question, and with
// errCannotAsk when the editor cannot ask it; with neither when ctx is done, that is when nobody waits for an answer any more.
func (s *Server) choose(ctx context.Context, question string, choices []choice) (string, error) {
	params := &protocol.ShowMessageRequestParams{Type: protocol.MessageTypeInfo, Message: question}
	for _, c := range choices {
		params.Actions = append(params.Actions, protocol.MessageActionItem{Title: c.title})
	}
	picked, err := s.client.ShowMessageRequest(ctx, params)
	if err != nil && ctx.Err() != nil {
		return "", fmt.Errorf("asking %q: %w", phrase.Clean(question, 80), ctx.Err())
	}
	if err != nil {
		return "", errCannotAsk
	}
	if picked == nil {
		return "", errClosed
	}
	for _, c := range choices {
		if c.title == picked.Title {
			return c.value, nil
		}
	}
	return "", errClosed
}

// askWhom asks who should review; "" is somebody whom the draft will name.
func (s *Server) askWhom(ctx context.Context, c *call) (who string, err error) {
	v := phrase.For(c.site.snapshot, phrase.Plain())
	var choices []choice
	could, about := s.couldReview(ctx, c)
	for _, one := range could {
		choices = append(choices, choice{v.Name(one.Person) + ", " + strings.Join(v.Reviewing(one), ", "), handle(one.Person)})
	}
	if len(choices) == 0 {
		return "", nil
	}
	choices = append(choices, choice{title: "Somebody else…"})
	who, err = s.choose(ctx, "Who should review "+about+"?", choices)
	if errors.Is(err, errCannotAsk) {
		return "", nil
	}
	return who, err
}
