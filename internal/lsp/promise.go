package lsp

import (
	"context"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// Answers beyond those that are recorded as they are: they lead to a form, or to a question, unless the words came along.
const (
	answerTakeChanged = "take-changed" // take it, and change outcome, date or tracking
	answerChange      = "change"       // change what was taken
	answerHandBack    = "handback"
)

// Ways to hand something back, in the order in which they are offered: what keeps it from landing on the lead again first.
const (
	insteadSmaller = "smaller"
	insteadPair    = "pair"
	insteadSomeone = "someone"
	insteadNothing = "nothing"
)

// delegated answers a delegation; handled is false for answers that need no more than being recorded.
func (s *Server) delegated(ctx context.Context, c *call, e *ledger.Entry, answer string) (result any, handled bool, err error) {
	switch answer {
	case "take":
		r, err := action.Take(ctx, c.workspace, e.ID, c.terms())
		return s.answered(ctx, c, r, answer, err)
	case answerTakeChanged:
		terms := c.terms()
		r, err := action.Take(ctx, c.workspace, e.ID, terms)
		if emptied := emptied(e, terms); err == nil && len(emptied) > 0 {
			r, err = action.Amend(ctx, c.workspace, e.ID, emptied)
		}
		if err == nil && len(terms) == 0 {
			c.values = action.ValuesOf(r.Entry)
			err = s.startDraft(ctx, c, action.Promise, e.ID)
		}
		return s.answered(ctx, c, r, "take", err)
	case answerChange:
		result, err := s.changeTaken(ctx, c, e)
		return result, true, err
	case "decline":
		_, asked := c.values["reason"]
		r, err := action.Respond(ctx, c.workspace, e.ID, answer)
		result, _, err := s.answered(ctx, c, r, answer, err)
		switch why := c.values.Text("reason"); {
		case err != nil:
		case why != "":
			result = s.hand(ctx, phrase.For(c.site.snapshot, phrase.Plain()).Declining(e, why), result)
		case !asked: // a plugin that sends no reason has asked for one
			s.sayWhy(ctx, c, e)
		}
		return result, true, err
	case answerHandBack:
		result, err := s.handBack(ctx, c, e)
		return result, true, err
	}
	return nil, false, nil
}

// terms are the words of the call that change what is taken.
func (c *call) terms() action.Values {
	v := action.Values{}
	for _, f := range action.Promise.Fields {
		if value, given := c.values[f.Key]; given {
			v[f.Key] = value
		}
	}
	return v
}

// emptied are the terms that take away what an offer says.
func emptied(e *ledger.Entry, terms action.Values) action.Values {
	offered, out := action.ValuesOf(e), action.Values{}
	for key := range terms {
		if terms.Text(key) == "" && offered.Text(key) != "" {
			out[key] = ""
		}
	}
	return out
}

func (s *Server) answered(ctx context.Context, c *call, r action.Receipt, answer string, err error) (any, bool, error) {
	if err != nil {
		return nil, true, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, phrase.For(c.site.snapshot, phrase.Plain()).Answered(r.Entry, answer))
	return map[string]any{"id": r.ID}, true, nil
}

// handBack offers something smaller, a pair or somebody else before what was taken goes back to who offered it.
func (s *Server) handBack(ctx context.Context, c *call, e *ledger.Entry) (any, error) {
	instead := c.values.Text("instead")
	if instead == "" {
		v := phrase.For(c.site.snapshot, phrase.Plain())
		var err error
		instead, err = s.choose(ctx, fmt.Sprintf("Before %q goes back to %s:", phrase.Clean(e.Title(), 60), v.Actor(e.By)), []choice{
			{"Make it smaller…", insteadSmaller}, {"Pair on it…", insteadPair}, {"Offer it to somebody else…", insteadSomeone}, {"Hand it back", insteadNothing},
		})
		if errors.Is(err, errCannotAsk) {
			return nil, fmt.Errorf("say how %s goes on, in the code actions of its line: smaller, with a pair, with somebody else, or handed back", e.ID)
		}
		if err != nil {
			return nil, nil // closing a question is an answer
		}
	}
	switch instead {
	case insteadSmaller:
		return s.changeTaken(ctx, c, e)
	case insteadPair:
		c.values = action.Values{"topic": e.Title(), "about": e.ID}
		if with := s.partner(c, e); with != "" {
			c.values["with"] = with
		}
		return nil, s.startDraft(ctx, c, action.Pairing, "")
	case insteadSomeone, insteadNothing:
	default:
		return nil, fmt.Errorf("%q is no way to hand something back; say %s, %s, %s or %s", phrase.Clean(instead, 40), insteadSmaller, insteadPair, insteadSomeone, insteadNothing)
	}
	to := c.values.Text("to")
	if instead == insteadSomeone && to != "" { // it is not given back for an offer that cannot be made
		field, _ := action.Delegation.Field("to")
		if _, err := field.Read(c.workspace.Snapshot(), to); err != nil {
			return nil, err
		}
	}
	r, err := action.Respond(ctx, c.workspace, e.ID, "handback")
	result, _, err := s.answered(ctx, c, r, answerHandBack, err)
	if err != nil || instead == insteadNothing {
		return result, err
	}
	c.values, c.instead = action.Again(e), e.ID
	if to == "" {
		return result, s.startDraft(ctx, c, action.Delegation, "")
	}
	c.values["to"] = to
	return s.offer(ctx, c)
}

// changeTaken has what somebody took be what they say now, or opens a draft of it.
func (s *Server) changeTaken(ctx context.Context, c *call, e *ledger.Entry) (any, error) {
	terms := c.terms()
	if len(terms) == 0 {
		c.values = action.ValuesOf(e)
		return nil, s.startDraft(ctx, c, action.Promise, e.ID)
	}
	r, err := action.Amend(ctx, c.workspace, e.ID, terms)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("Amended %s %q.", r.ID, phrase.Clean(r.Entry.Title(), 80)))
	return map[string]any{"id": r.ID}, nil
}

// partner is who could help with something: who knows it best and is here, else who offered it.
func (s *Server) partner(c *call, e *ledger.Entry) string {
	if know := hint.ForOffer(c.snapshot, c.path, c.snapshot.Knowers(c.path)).Know; len(know) > 0 {
		return handle(know[0].Person)
	}
	if by := c.snapshot.Actor(e.By); by != c.snapshot.Me {
		return handle(by)
	}
	return ""
}

// sayWhy offers the reader to tell why they said no. Nobody keeps it.
func (s *Server) sayWhy(ctx context.Context, c *call, e *ledger.Entry) {
	if c.snapshot.IsMine(e) {
		return
	}
	v := phrase.For(c.site.snapshot, phrase.Plain())
	picked, err := s.choose(ctx, fmt.Sprintf("Tell %s why? It is between you two, and kept nowhere.", v.Actor(e.By)), []choice{{"Write a message…", "yes"}, {"No", ""}})
	if err == nil && picked == "yes" {
		s.mail(ctx, v.Declining(e, ""))
	}
}

// hand gives a message to the reader in words they can copy, and to a plugin with its parts.
func (s *Server) hand(ctx context.Context, m phrase.Message, result any) any {
	s.tell(ctx, protocol.MessageTypeInfo, m.Say())
	if out, ok := result.(map[string]any); ok {
		out["message"] = map[string]any{"to": m.To, "subject": m.Subject, "text": m.Text, "mailto": m.Mailto()}
	}
	return result
}

// mail opens a message in the reader's mail program, or says it where that cannot be.
func (s *Server) mail(ctx context.Context, m phrase.Message) {
	if link := m.Mailto(); link != "" && s.can.showDocument {
		result, err := s.client.ShowDocument(ctx, &protocol.ShowDocumentParams{URI: uri.URI(link), External: yes()})
		if err == nil && result != nil && result.Success {
			return
		}
	}
	s.tell(ctx, protocol.MessageTypeInfo, m.Say())
}

// thank hands the reader a thank-you for something that they offered and somebody finished: {id}.
func (s *Server) thank(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Thank for which?", func(e *ledger.Entry) bool { return false })
	if e == nil {
		return nil, err
	}
	if e.Delegation == nil || e.State != ledger.Done {
		return nil, fmt.Errorf("%s is not done yet", e.ID)
	}
	return s.hand(ctx, phrase.For(c.site.snapshot, phrase.Plain()).Thanks(e), map[string]any{"id": e.ID}), nil
}
