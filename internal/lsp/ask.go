package lsp

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// refusedToChoose tells a person who closed the question from an editor that cannot ask it.
const refusedToChoose = "\x00"

// choose lets the reader pick one of several answers. ok is false when they closed the question, or when
// the editor cannot ask.
func (s *Server) choose(ctx context.Context, question string, choices []choice) (value string, ok bool) {
	params := &protocol.ShowMessageRequestParams{Type: protocol.MessageTypeInfo, Message: question}
	for _, c := range choices {
		params.Actions = append(params.Actions, protocol.MessageActionItem{Title: c.title})
	}
	picked, err := s.client.ShowMessageRequest(ctx, params)
	if err != nil {
		return "", false
	}
	if picked == nil {
		return refusedToChoose, false
	}
	for _, c := range choices {
		if c.title == picked.Title {
			return c.value, true
		}
	}
	return refusedToChoose, false
}

// askWhom asks who should review. An editor that cannot ask gets a draft instead.
func (s *Server) askWhom(ctx context.Context, c *call) (who string, ok bool) {
	v := s.voice(c.site, phrase.Plain())
	var choices []choice
	for _, r := range hint.ForFile(c.snapshot, c.path).Reviewers {
		title := v.Name(r.Person) + ", here " + phrase.Ago(r.Last, v.Now)
		if r.Open != nil {
			title += fmt.Sprintf(", %d open", *r.Open)
		}
		choices = append(choices, choice{title, handle(r.Person)})
	}
	if len(choices) == 0 {
		return "", false
	}
	const other = "Somebody else…"
	choices = append(choices, choice{other, other})
	who, ok = s.choose(ctx, "Who should review "+phrase.Clean(c.path, 80)+"?", choices)
	if who == other {
		return "", false
	}
	return who, ok
}
