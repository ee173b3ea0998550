package lsp

import (
	"context"
	"encoding/json"
	"errors"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
)

// methodCheck is a request of ours, {command, key, value, uri?, id?} → {said, fault}: how a word would be understood that
// somebody is about to give, while they still type; id names what leadline.amend is about. said is what it comes to, where that is more than the word itself: the
// day that "fri" is, the name behind a handle; fault says what is wrong with it. Both are empty for words that nobody reads.
const methodCheck = "leadline/check"

type checked struct {
	Said  string `json:"said"`
	Fault string `json:"fault"`
}

// formsOf are the forms whose words a command takes.
var formsOf = map[string][]*action.Form{
	commandDecision:  {action.Decision},
	commandDelegate:  {action.Delegation},
	commandOffer:     {action.Delegation},
	commandPairing:   {action.Pairing},
	commandSuggest:   {action.Pairing},
	commandMove:      {action.Pairing},
	commandDone:      {action.Happened},
	commandDrop:      {action.Happened},
	commandOutcome:   {action.Happened},
	commandReview:    {action.Review},
	commandQuestion:  {action.Question},
	commandReply:     {action.Answer},
	commandRetro:     {action.Retro},
	commandRisk:      {action.Risk},
	commandCloseRisk: {action.Closing},
	commandDoubt:     {action.Doubt},
	commandDefend:    {action.Defence},
	commandLook:      {action.Look},
	commandRespond:   {action.Promise, action.Look, action.Refusal, action.Delegation},
}

func (s *Server) check(ctx context.Context, raw []byte) (any, error) {
	var p struct{ Command, Key, Value, URI, ID string }
	if json.Unmarshal(raw, &p) != nil || p.Command == "" || p.Key == "" {
		return nil, malformedParams(methodCheck, errors.New("it must be {command, key, value, uri?, id?}"))
	}
	argument, err := json.Marshal(map[string]any{"uri": p.URI})
	if err != nil {
		return nil, err
	}
	c, err := s.read(ctx, []protocol.LSPAny{protocol.LSPAny(argument)})
	if err != nil {
		if c = s.anywhere(nil); c == nil {
			return checked{}, nil
		}
	}
	forms := formsOf[p.Command]
	if p.Command == commandAmend {
		if e, err := action.Find(c.snapshot, p.ID); err == nil {
			forms = []*action.Form{action.Amendable(e)}
		}
	}
	for _, form := range forms {
		field, ok := form.Field(p.Key)
		if !ok {
			continue
		}
		value, err := field.Read(c.snapshot, p.Value)
		if err != nil {
			return checked{Fault: err.Error()}, nil
		}
		return checked{Said: phrase.For(c.site.snapshot, phrase.Plain()).Understood(field, value)}, nil
	}
	return checked{}, nil
}
