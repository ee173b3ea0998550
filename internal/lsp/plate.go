package lsp

import (
	"context"
	"errors"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/plate"
)

// commandPlate opens the reader's own plate as a page. With {add: "…"} it puts something there first, with {claim: TODO-ID}
// a TODO comment (or with {claim: true} the one at the cursor); with {id} it sorts: {urgent, important} are yes, no or unset, {by} is
// a day, {done} and {drop} take an own task off.
const commandPlate = "leadline.plate"

const topicPlate phrase.Topic = "plate"

func (s *Server) plate(ctx context.Context, c *call) (any, error) {
	added, err := s.replate(ctx, c)
	if err != nil {
		return nil, err
	}
	now := c.workspace.Snapshot()
	m := hint.Plate(now, func(paths []string) []string {
		lively, err := c.workspace.Lively(ctx, paths)
		if err != nil {
			s.tell(ctx, protocol.MessageTypeLog, err.Error())
		}
		return lively
	})
	hint.AskIfDone(&m, s.vanished(ctx, c))
	v := phrase.For(c.site.snapshot, phrase.Markdown())
	v.Snapshot = now
	if err := s.showPage(ctx, topicPlate, v.PagePlate(m)+lacking(now)); err != nil || added == "" {
		return nil, err
	}
	return map[string]any{"id": added}, nil
}

// replate does what the command says about the plate, and returns the id of what it put there.
func (s *Server) replate(ctx context.Context, c *call) (added string, err error) {
	said := func(key string) *string {
		if _, given := c.values[key]; !given {
			return nil
		}
		text := c.values.Text(key)
		return &text
	}
	o := action.OnPlate{Text: said("text"), By: said("by"), Urgent: yesOrNo(said("urgent")), Important: yesOrNo(said("important"))}
	id, claim := c.values.Text("id"), c.values.Text("claim")
	switch {
	case c.values.Text("add") != "":
		o.Text = said("add")
		return action.AddToPlate(ctx, c.workspace, o, action.Where{})
	case claim == "true":
		t := c.here().Todo
		if t == nil {
			return "", errors.New("there is no TODO comment on this line; move the cursor to one")
		}
		return t.ID, action.ClaimForPlate(ctx, c.workspace, t.ID)
	case claim != "":
		return claim, action.ClaimForPlate(ctx, c.workspace, claim)
	case id == "":
		return "", nil
	case c.values.Text("done") == "true" || c.values.Text("drop") == "true":
		return "", action.TakeOffPlate(ctx, c.workspace, id, c.values.Text("done") == "true")
	}
	return "", action.SortOnPlate(ctx, c.workspace, id, o)
}

// yesOrNo lets programs say true and false.
func yesOrNo(text *string) *string {
	if text == nil {
		return nil
	}
	word := strings.ToLower(*text)
	switch word {
	case "true":
		word = plate.Yes
	case "false":
		word = plate.No
	}
	return &word
}
