package lsp

import (
	"context"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

const (
	// commandOffer offers work that has no comment and no place: {to, what, why, …}, all of it asked for where it is missing.
	commandOffer = "leadline.work.offer"
	// commandWhom answers a plugin to whom the work at {uri, range} could be offered: [{to, name, group, reason}].
	commandWhom = "leadline.todo.candidates"
	// commandThank hands the reader a thank-you for something finished: {id}.
	commandThank = "leadline.thank"
)

// prepareOffer fills in what is known already: what the TODO comment under the cursor says, or an earlier offer ({from}) that
// is made to somebody else.
func (s *Server) prepareOffer(ctx context.Context, c *call) error {
	if from := c.values.Text("from"); from != "" {
		e, err := action.Lookup(ctx, c.workspace, from)
		if err != nil {
			return err
		}
		if e.Delegation == nil {
			return fmt.Errorf("%s is a %s; only what was offered can be offered to somebody else", e.ID, e.Type)
		}
		delete(c.values, "from")
		c.instead = e.ID
		for key, value := range action.Again(e) {
			if _, given := c.values[key]; !given {
				c.values[key] = value
			}
		}
	}
	if t := c.here().Todo; t != nil && c.values.Text("what") == "" && t.Text != "" {
		c.values["what"] = t.Text
	}
	return nil
}

// offer records an offer with complete words, and marks the comment that it grew from.
func (s *Server) offer(ctx context.Context, c *call) (any, error) {
	r, err := action.Record(ctx, c.workspace, action.Delegation, action.Input{
		Values: c.values, Where: c.whereOf(action.Delegation), Todo: c.todoID(), Instead: c.instead,
	})
	if err == nil {
		s.writeComment(c.workspace, r.Entry)
	}
	return s.recorded(ctx, c.workspace, action.Delegation, r, err)
}

// offerWork offers something that stands nowhere in the code.
func (s *Server) offerWork(ctx context.Context, c *call) (any, error) {
	c.path, c.span = "", protocol.Range{}
	return fill(action.Delegation)(s, ctx, c)
}

// offers are the people to whom the work of a call could be offered.
func (s *Server) offers(ctx context.Context, c *call) hint.Candidates {
	if c.path != "" {
		return hint.ForOffer(c.snapshot, c.path, c.snapshot.Knowers(c.path))
	}
	knowers, err := c.workspace.KnowersOf(ctx, ".")
	if err != nil && ctx.Err() == nil {
		s.config.Log.Warn("nobody is suggested", "reason", err)
	}
	return hint.ForOffer(c.snapshot, ".", knowers)
}

// candidatesFor tells a plugin to whom work could be offered, with reasons, the first first.
func (s *Server) candidatesFor(ctx context.Context, c *call) (any, error) {
	return s.offerRows(ctx, phrase.For(c.site.snapshot, phrase.Plain()), c), nil
}

// askToWhom asks to whom something is offered; "" is somebody whom the draft will name.
func (s *Server) askToWhom(ctx context.Context, c *call) (who string, err error) {
	v := phrase.For(c.site.snapshot, phrase.Plain())
	var choices []choice
	found := s.offers(ctx, c)
	for _, group := range [][]hint.Candidate{found.Know, found.Learn} {
		for _, k := range group {
			choices = append(choices, choice{v.Name(k.Person) + ", " + v.Candidate(k), handle(k.Person)})
		}
	}
	if len(choices) == 0 {
		return "", nil
	}
	choices = append(choices, choice{title: "Somebody else…"})
	who, err = s.choose(ctx, fmt.Sprintf("Offer %q to whom?", phrase.Clean(c.values.Text("what"), 60)), choices)
	if errors.Is(err, errCannotAsk) {
		return "", nil
	}
	return who, err
}

// offerLines are the candidates as lines of help in a draft: who knows it, then who asked to learn it.
func (s *Server) offerLines(ctx context.Context, c *call) []string {
	v := phrase.For(c.site.snapshot, phrase.Plain())
	var lines []string
	found := s.offers(ctx, c)
	for _, group := range [][]hint.Candidate{found.Know, found.Learn} {
		for _, k := range group {
			lines = append(lines, handle(k.Person)+"  "+v.Candidate(k))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, v.FromHistory(phrase.Nobody))
	}
	return lines
}
