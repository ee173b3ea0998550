package lsp

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/hook"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// commandBegin begins a session of pairing: {id?, with?, hook?}. Without a block or people it is of the block that is now.
	commandBegin = "leadline.pairing.start"
	// commandEnd ends it.
	commandEnd = "leadline.pairing.stop"
)

// News about blocks, each with the time for which it was planned: what moves is news again.
const (
	newsBegins   = "begins "    // it is time
	newsHappened = "happened? " // it is over, and nobody knows whether it took place
)

// sitting is what a plugin is told of one.
type sitting struct {
	Pairing  string    `json:"pairing,omitempty"`
	With     []string  `json:"with"` // as on screen
	Until    time.Time `json:"until"`
	Trailers []string  `json:"trailers"`
	Hook     string    `json:"hook,omitempty"` // where git's hook is that adds them
}

// begin has the reader sit with others from now on.
func (s *Server) begin(ctx context.Context, c *call) (any, error) {
	return s.beginSession(ctx, c.workspace, c.values.Text("id"), peopleIn(c.values["with"]), c.values.Text("hook"))
}

// peopleIn are people as a client lists them, or with commas.
func peopleIn(given any) []string {
	var out []string
	switch given := given.(type) {
	case string:
		out = strings.Split(given, ",")
	case []any:
		for _, one := range given {
			if text, ok := one.(string); ok {
				out = append(out, text)
			}
		}
	}
	return slices.DeleteFunc(out, func(who string) bool { return strings.TrimSpace(who) == "" })
}

// beginSession begins one, and asks whether git is to add the lines to messages, unless hooked says yes or no.
func (s *Server) beginSession(ctx context.Context, w *workspace.Workspace, id string, with []string, hooked string) (any, error) {
	now, err := action.BeginSession(ctx, w, id, with)
	if err != nil {
		return nil, err
	}
	v := phrase.For(w.Snapshot(), phrase.Plain())
	out := sitting{Pairing: now.Pairing, With: []string{}, Until: now.Until, Trailers: append([]string{}, now.Trailers()...)}
	for _, a := range now.With {
		out.With = append(out.With, v.Actor(a))
	}
	if there := hook.Installed(w.Repository); len(there) > 0 {
		out.Hook = there[0]
	}
	if hooked == "true" && out.Hook == "" {
		if out.Hook, err = hook.Install(ctx, w.Repository); err != nil {
			s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		}
	}
	s.tell(ctx, protocol.MessageTypeInfo, v.SessionBegan(now, out.Hook != ""))
	if hooked == "" && out.Hook == "" && len(out.Trailers) > 0 {
		s.client.Go("credit a pair", func(ctx context.Context) { s.askToCredit(ctx, w, v, now) })
	}
	return out, nil
}

// askToCredit asks whether git is to add the lines to messages. Nothing is installed before somebody says so.
func (s *Server) askToCredit(ctx context.Context, w *workspace.Workspace, v phrase.Voice, now ledger.Session) {
	picked, err := s.choose(ctx, v.AskToCredit(now), []choice{{"Add them, until the session ends", "yes"}, {"No, I paste them", ""}})
	if err != nil || picked != "yes" {
		return
	}
	if _, err := hook.Install(ctx, w.Repository); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		return
	}
	s.tell(ctx, protocol.MessageTypeInfo, v.SessionBegan(now, true))
}

// end ends the reader's session, and takes its hook away.
func (s *Server) end(ctx context.Context, c *call) (any, error) {
	_, lasted, err := action.EndSession(ctx, c.workspace)
	if err != nil {
		return nil, err
	}
	_, changed, err := hook.Remove(c.workspace.Repository)
	if err != nil {
		return nil, err
	}
	if changed != "" {
		s.tell(ctx, protocol.MessageTypeWarning, changed+" was changed since it was installed, so it stays; take out the lines of Leadline yourself.")
	}
	text := "No session lasts here."
	if lasted {
		text = "The session is over."
	}
	s.tell(ctx, protocol.MessageTypeInfo, text)
	return map[string]any{"ended": lasted}, nil
}

// tellPairing offers once, at the start of a block, to open its place and to begin, in one editor of several; and asks whoever
// planned a block once, on a later day, whether it took place.
func (t *teller) tellPairing(ctx context.Context, w *workspace.Workspace, v phrase.Voice) error {
	s := t.server
	day := hint.PairingToday(v.Snapshot)
	if e := day.Now; e != nil && (day.Session == nil || day.Session.Pairing != e.ID) && !quietAt(v.Snapshot, e) {
		begins, err := t.untold(ctx, w, []*ledger.Entry{e}, newsBegins+e.Pairing.Start.UTC().Format(time.RFC3339))
		if err != nil {
			return err
		}
		if len(begins) > 0 {
			s.client.Go("a block begins", func(ctx context.Context) { s.askToBegin(ctx, w, v, e) })
		}
	}
	for _, e := range hint.Unsettled(v.Snapshot) {
		if quietAt(v.Snapshot, e) {
			continue
		}
		ask, err := t.untold(ctx, w, []*ledger.Entry{e}, newsHappened+e.Pairing.Start.UTC().Format(time.RFC3339))
		if err != nil {
			return err
		}
		if len(ask) > 0 {
			s.client.Go("did it happen", func(ctx context.Context) { s.askIfHappened(ctx, w, v, e) })
			break // one question at a time
		}
	}
	return nil
}

// quietAt says whether the reader wants no hints where a block is about.
func quietAt(s *workspace.Snapshot, e *ledger.Entry) bool {
	return slices.ContainsFunc(e.Anchors, func(a anchor.Anchor) bool { return hint.Quiet(s, a.Path) })
}

// askToBegin offers to open the place of a block and to begin its session.
func (s *Server) askToBegin(ctx context.Context, w *workspace.Workspace, v phrase.Voice, e *ledger.Entry) {
	at := whereabouts(w, e.ID)
	choices := []choice{{"Begin", "begin"}, {"Not now", ""}}
	if at != nil {
		choices = append([]choice{{"Open the place and begin", "open"}}, choices...)
	}
	picked, err := s.choose(ctx, v.Begins(e), choices)
	switch {
	case errors.Is(err, errCannotAsk):
		s.tell(ctx, protocol.MessageTypeInfo, v.Begins(e)+" To credit each other in commits: leadline pairing start "+e.ID)
		return
	case err != nil || picked == "":
		return
	}
	if _, err := s.beginSession(ctx, w, e.ID, nil, ""); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
	}
	if picked == "open" {
		line := protocol.Position{Line: uint32(max(at.Line, 1) - 1)}
		if err := s.show(ctx, join(w.Repository.Top, at.Path), &protocol.Range{Start: line, End: line}, "The place is"); err != nil {
			s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		}
	}
}

// whereabouts is where an entry stands now, first; nil for nowhere.
func whereabouts(w *workspace.Workspace, id string) *anchor.Place {
	for _, p := range w.Placements() {
		if p.Entry.ID == id && p.Place.State != anchor.Orphaned {
			return &p.Place
		}
	}
	return nil
}

// askIfHappened asks whoever planned a block what became of it.
func (s *Server) askIfHappened(ctx context.Context, w *workspace.Workspace, v phrase.Voice, e *ledger.Entry) {
	picked, err := s.choose(ctx, v.DidItHappen(e), []choice{
		{"Yes", "done"}, {"Yes, and…", "outcome"}, {"Move it…", "move"}, {"No", "drop"}, // what is longer is cut on buttons
	})
	switch {
	case errors.Is(err, errCannotAsk):
		s.tell(ctx, protocol.MessageTypeInfo, v.DidItHappen(e)+" "+v.SayWhetherItHappened(e))
		return
	case err != nil:
		return
	}
	c := &call{site: &site{workspace: w, snapshot: w.Snapshot()}, values: action.Values{"id": e.ID}}
	switch picked {
	case "move":
		if !s.prompts(ctx, commandMove, c.values) {
			_, err = s.moveBlock(ctx, c)
		}
	case "outcome":
		if !s.prompts(ctx, commandOutcome, c.values) {
			_, err = commands[commandOutcome](s, ctx, c)
		}
	case "done", "drop":
		_, err = finishBlock(picked == "done")(s, ctx, c)
	}
	if err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
	}
}

// edge is how long it takes until something about pairing begins or ends by the clock alone, in any repository.
func (s *Server) edge() time.Duration {
	next := dayCheck
	now := s.config.Now()
	for _, w := range s.sites.workspaces() {
		if at := hint.PairingEdge(w.Snapshot()); !at.IsZero() {
			next = min(next, at.Sub(now))
		}
	}
	return max(next, time.Second)
}
