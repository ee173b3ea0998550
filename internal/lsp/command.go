package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// The commands, which editors register under these names.
const (
	commandDecision = "leadline.decision.log"
	commandDelegate = "leadline.todo.delegate"
	commandPairing  = "leadline.pairing.schedule"
	commandReview   = "leadline.review.request"
	commandRespond  = "leadline.respond"
	commandRetract  = "leadline.retract"
	commandAmend    = "leadline.amend"
	commandSnooze   = "leadline.hint.snooze"
	commandReport   = "leadline.report.open"
)

type command func(s *Server, ctx context.Context, c *call) (any, error)

var commands = map[string]command{
	commandDecision:  fill(action.Decision),
	commandDelegate:  fill(action.Delegation),
	commandPairing:   fill(action.Pairing),
	commandSuggest:   (*Server).suggestPairing,
	commandMates:     (*Server).matesFor,
	commandTimes:     (*Server).timesFor,
	commandProposal:  (*Server).proposal,
	commandMove:      (*Server).moveBlock,
	commandCancel:    (*Server).cancelBlock,
	commandDone:      finishBlock(true),
	commandDrop:      finishBlock(false),
	commandOutcome:   about(action.Happened, "What came of which?", planned),
	commandPublish:   (*Server).publishBlock,
	commandInvite:    (*Server).invite,
	commandReview:    fill(action.Review),
	commandBegin:     (*Server).begin,
	commandEnd:       (*Server).end,
	commandOffer:     (*Server).offerWork,
	commandWhom:      (*Server).candidatesFor,
	commandThank:     (*Server).thank,
	commandReviewers: (*Server).reviewers,
	commandRespond:   (*Server).respond,
	commandRetract:   (*Server).retract,
	commandAmend:     (*Server).amend,
	commandAttach:    (*Server).attach,
	commandSnooze:    (*Server).snooze,
	commandMore:      (*Server).more,
	commandKnow:      (*Server).know,
	commandWish:      (*Server).wish,
	commandWhy:       (*Server).openWhy,
	commandCompanion: (*Server).openCompanion,
	commandAsk:       (*Server).ask,
	commandQuestion:  fill(action.Question),
	commandReply:     (*Server).reply,
	commandRetro:     (*Server).noteForRetro,
	commandPlate:     (*Server).plate,
	commandTour:      (*Server).tour,
	commandCatchUp:   (*Server).catchUp,
	commandReport:    (*Server).open,
	commandSupersede: (*Server).supersede,
	commandLook:      (*Server).lookAgain,
	commandRisk:      fill(action.Risk),
	commandDoubt: about(action.Doubt, "Question which decision?", func(e *ledger.Entry) bool {
		return e.Decision != nil && e.Decision.Status != ledger.Superseded
	}),
	commandDefend:    about(action.Defence, "Answer for which decision?", func(e *ledger.Entry) bool { return e.Decision != nil && e.Decision.Open() != nil }),
	commandCloseRisk: about(action.Closing, "Close which risk?", func(e *ledger.Entry) bool { return e.Risk != nil && e.Open() }),
}

func commandNames() []string {
	names := make([]string, 0, len(commands))
	for name := range commands {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// call is a command with its one argument, read: where it is about, and everything else as values.
type call struct {
	*site
	span   protocol.Range
	values action.Values
	// instead is the earlier offer whose place an offer takes; "" for none.
	instead string
	// pairing is what is suggested about the place, once it was looked for.
	pairing *hint.Suggestion
	seen    *string // the step of the decision it is about that the reader knew of; nil where that does not matter
}

// ExecuteCommand does what a command says. Complete arguments act at once; {uri, range} alone asks for
// the rest; nothing at all means the place where the reader was last.
func (s *Server) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	run, ok := commands[p.Command]
	if !ok {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%q is no command of Leadline", p.Command)
	}
	c, err := s.read(ctx, p.Arguments)
	if err != nil && placeless[p.Command] {
		if anywhere := s.anywhere(p.Arguments); anywhere != nil {
			c, err = anywhere, nil
		}
	}
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	result, err := run(s, ctx, c)
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	if then, ok := result.(protocol.Command); ok { // what was picked instead
		return s.ExecuteCommand(ctx, &protocol.ExecuteCommandParams{Command: then.Command, Arguments: then.Arguments})
	}
	if result == nil {
		return nil, nil
	}
	return encode(result), nil
}

// explain shows an error to the person who caused it: several editors swallow the answer to a command.
func (s *Server) explain(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		s.tell(ctx, protocol.MessageTypeError, err.Error())
	}
	return err
}

func (s *Server) tell(ctx context.Context, kind protocol.MessageType, message string) {
	_ = s.client.ShowMessage(ctx, &protocol.ShowMessageParams{Type: kind, Message: message})
}

// read finds out where a command is about: the place it names, else where the reader was last, else the
// first open document.
func (s *Server) read(ctx context.Context, arguments []protocol.LSPAny) (*call, error) {
	c := &call{values: action.Values{}}
	var at place
	named := false
	if len(arguments) > 0 && string(arguments[0]) != "null" {
		var given map[string]any
		if err := json.Unmarshal(arguments[0], &given); err != nil {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "a command takes one object, such as {uri, range}")
		}
		if err := json.Unmarshal(arguments[0], &at); err != nil {
			return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "the uri or the range of the command cannot be read")
		}
		named = at.URI != ""
		delete(given, "uri")
		delete(given, "range")
		c.values = given
	}
	if !named {
		at = s.lastPlace(ctx)
	}
	if at.URI == "" {
		return nil, errors.New("open a file of the repository first, then try again")
	}
	if doc, open := s.view(ctx).Get(at.URI); open {
		s.sites.awaitOpen(ctx, doc)
	}
	found, ok := s.site(ctx, at.URI)
	if !ok {
		return nil, s.noSite(ctx, at.URI)
	}
	if found.snapshot.StoreErr != nil {
		found.snapshot = s.sites.reopenLedger(ctx, found.workspace)
	}
	c.site, c.span = found, at.Range
	return c, nil
}

// lastPlace is where the reader was last, if that is open still; else the first open file of a repository.
func (s *Server) lastPlace(ctx context.Context) place {
	view := s.view(ctx)
	if last := s.last.Load(); last != nil {
		if _, open := view.Get(last.URI); open {
			return *last
		}
	}
	for _, doc := range view.All() {
		if s.sites.ready(doc) != nil {
			return place{URI: doc.URI}
		}
	}
	return place{}
}

// noSite says why there is nothing to be said about a document, and what to do.
func (s *Server) noSite(ctx context.Context, u uri.URI) error {
	name := phrase.Clean(FilePath(string(u)), 200)
	if name == "" {
		return errors.New("this document is no file yet; save it in a git repository first, then try again")
	}
	if _, open := s.view(ctx).Get(u); !open {
		return fmt.Errorf("%s is not open; open it first, then try again", name)
	}
	return fmt.Errorf("%s is in no git repository that Leadline can read; `leadline doctor` says why", name)
}

// where the call is about, in lines.
func (c *call) where() action.Where {
	if c.document == nil { // a folder, or no place
		return action.Where{Path: c.path}
	}
	return action.Where{Path: c.path, Line: int(c.span.Start.Line) + 1, EndLine: lastLine(c.span)}
}

// whereOf is where an entry of the form belongs: a review is about the file, unless lines are selected.
func (c *call) whereOf(f *action.Form) action.Where {
	w := c.where()
	if f == action.Review && w.Line == w.EndLine {
		w.Line, w.EndLine = 0, 0
	}
	return w
}

// visit remembers where the reader is.
func (s *Server) visit(u uri.URI, r protocol.Range) {
	s.last.Store(&place{URI: u, Range: r})
}

// fill makes the command of a form: complete values are recorded, else it asks.
func fill(f *action.Form) command {
	return func(s *Server, ctx context.Context, c *call) (any, error) {
		if f == action.Delegation {
			if err := s.prepareOffer(ctx, c); err != nil {
				return nil, err
			}
		}
		if from := c.values.Text(keptFrom); from != "" && f == action.Decision {
			delete(c.values, keptFrom)
			return s.keep(ctx, c, from)
		}
		missing := f.Missing(c.values)
		if len(missing) == 0 {
			if f == action.Delegation {
				return s.offer(ctx, c)
			}
			r, err := action.Record(ctx, c.workspace, f, action.Input{Values: c.values, Where: c.whereOf(f)})
			return s.recorded(ctx, c.workspace, f, r, err)
		}
		if f == action.Delegation && len(missing) == 1 && missing[0].Key == "to" {
			to, err := s.askToWhom(ctx, c)
			if err != nil {
				return nil, nil // closing a question is an answer
			}
			if to != "" {
				c.values["to"] = to
				return s.offer(ctx, c)
			}
		}
		if f == action.Review {
			to, err := s.askWhom(ctx, c)
			if err != nil {
				return nil, nil // closing a question is an answer
			}
			if to != "" {
				c.values["to"] = to
				r, err := action.Record(ctx, c.workspace, f, action.Input{Values: c.values, Where: c.whereOf(f)})
				return s.recorded(ctx, c.workspace, f, r, err)
			}
		}
		return nil, s.startDraft(ctx, c, f, "")
	}
}

func (c *call) todoID() string {
	if t := c.here().Todo; t != nil {
		return t.ID
	}
	return ""
}

func (c *call) here() hint.Range {
	w := c.where()
	return hint.ForRange(c.snapshot, c.path, w.Line, w.EndLine)
}

// recorded tells what was recorded, and writes the invitation of a pairing block.
func (s *Server) recorded(ctx context.Context, w *workspace.Workspace, f *action.Form, r action.Receipt, err error) (any, error) {
	if r.ID == "" {
		return nil, err
	}
	result := map[string]any{"id": r.ID}
	message := s.receipt(w, f, r)
	if err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
	} else if path, err := s.writeInvitation(r); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
	} else if path != "" {
		result["ics"] = path
		message += " Its invitation is " + path + ": open it to put the block into your calendar, mail it to the others."
	}
	s.tell(ctx, protocol.MessageTypeInfo, message)
	if r.Entry != nil && f == action.Pairing {
		s.offerDelivery(w, r.Entry)
	}
	return result, nil
}

// handle is how a person is written in an argument.
func handle(p *people.Person) string {
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Email
}

func encode(v any) protocol.LSPAny {
	raw, err := json.Marshal(v)
	if err != nil {
		return protocol.LSPAny("null")
	}
	return raw
}
