package lsp

import (
	"context"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
)

const (
	// commandAsk prepares a message about lines: {uri, range, to?, question?}. With a question the answer holds the message,
	// for a plugin to put where the reader can paste it; else it is shown as a page to finish.
	commandAsk = "leadline.ask"
	// commandQuestion keeps a question at the code: {uri, range, text, decides?, by?, details?}.
	commandQuestion = "leadline.question.open"
	// commandReply answers one: {id, text}.
	commandReply = "leadline.question.answer"
	// commandRetro notes something about an area: {uri, range, text, anonymous?}.
	commandRetro = "leadline.retro.note"

	topicAsk phrase.Topic = "ask"
	// nobody is the choice to ask nobody in particular.
	nobody = "-"
)

// questions are what can be asked here, and the answers to what was.
func (m *menu) questions() {
	shown := 0
	for _, mark := range m.here.Here {
		if e := mark.Entry; e.Question != nil && e.Open() && shown < mostCorrected {
			shown++
			m.add(kindLeadline, fmt.Sprintf("Answer %s %q…", e.ID, phrase.Clean(e.Title(), 40)), commandReply, map[string]any{"id": e.ID})
		}
	}
	m.add(kindLeadline, "Open a question here…", commandQuestion, map[string]any{})
	m.add(kindLeadline, "Ask about these lines…", commandAsk, map[string]any{})
}

// ask prepares a message. Nothing of it is recorded or sent.
func (s *Server) ask(ctx context.Context, c *call) (any, error) {
	w := c.where()
	asking := hint.ForAsking(c.snapshot, c.path, w.Line, w.EndLine)
	v := phrase.For(c.site.snapshot, phrase.Markdown())
	whom, ok, err := s.askedPerson(ctx, c, v, asking)
	if err != nil || !ok {
		return nil, err
	}
	at, err := c.workspace.Shared(ctx, c.path, w.Line, w.EndLine)
	if err != nil {
		s.config.Log.Warn("a message goes without an address", "reason", err)
	}
	question, given := c.values["question"]
	text, _ := question.(string)
	m := v.Asking(asking, at, whom, text)
	if given {
		s.tell(ctx, protocol.MessageTypeInfo, m.Ready())
	} else if err := s.showPage(ctx, topicAsk, v.AskPage(asking, m)); err != nil {
		return nil, err
	}
	return map[string]any{"message": map[string]any{"to": m.To, "subject": m.Subject, "text": m.Text, "mailto": m.Mailto()}}, nil
}

// askedPerson is whom the reader wants to ask; nil is nobody in particular, and ok is false when they do not want to ask.
func (s *Server) askedPerson(ctx context.Context, c *call, v phrase.Voice, a hint.Asking) (p *people.Person, ok bool, err error) {
	v.Style = phrase.Plain()
	to := c.values.Text("to")
	if to == "" {
		if len(a.People) == 0 {
			return nil, true, nil
		}
		var choices []choice
		for _, h := range a.People {
			choices = append(choices, choice{v.Name(h.Person) + ", " + v.WhyAsk(h), handle(h.Person)})
		}
		choices = append(choices, choice{"Nobody in particular", nobody})
		to, err = s.choose(ctx, "Whom do you want to ask about "+phrase.AskedPlace(a)+"?", choices)
		switch {
		case errors.Is(err, errCannotAsk):
			return nil, true, nil // the page names them
		case err != nil:
			return nil, false, nil // closing a question is an answer
		}
	}
	if to == nobody {
		return nil, true, nil
	}
	if p = c.snapshot.Person(to); p == nil {
		return nil, false, fmt.Errorf("nobody here is known as %q; ask without a name to see whom to ask", phrase.Clean(to, 40))
	}
	return p, true, nil
}

// reply answers a question, in a draft where the answer is not given.
func (s *Server) reply(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Answer which question?", func(e *ledger.Entry) bool { return e.Question != nil })
	if e == nil {
		return nil, err
	}
	if e.Question == nil {
		return nil, fmt.Errorf("%s is a %s; only a question is answered", e.ID, e.Type)
	}
	if text := c.values.Text("text"); text != "" {
		r, err := action.Reply(ctx, c.workspace, "", e.ID, text)
		return s.recorded(ctx, c.workspace, action.Answer, r, err)
	}
	return nil, s.startDraft(ctx, c, action.Answer, e.ID)
}

// noteForRetro is a note whose name is left out by true as well as by yes.
func (s *Server) noteForRetro(ctx context.Context, c *call) (any, error) {
	switch c.values["anonymous"] {
	case true, "true":
		c.values["anonymous"] = "yes"
	case false, "false":
		c.values["anonymous"] = "no"
	}
	return fill(action.Retro)(s, ctx, c)
}
