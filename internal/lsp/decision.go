package lsp

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/draft"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// commandSupersede has one decision take the place of another: {id, by}; without by, what takes its place is written in a
	// draft.
	commandSupersede = "leadline.decision.supersede"
	// commandDoubt puts a question to a decision: {id, text}; commandDefend answers it: {id, text, nth?}.
	commandDoubt  = "leadline.decision.question"
	commandDefend = "leadline.decision.answer"
	// commandLook is a later look at one: {id, outcome, learned?, review_by?}.
	commandLook = "leadline.decision.review"
	// commandRisk raises a risk: {uri, range, problem, cause?, takes?, gains?}; commandCloseRisk ends it: {id, outcome}.
	commandRisk      = "leadline.risk.raise"
	commandCloseRisk = "leadline.risk.close"

	// seenStep is the argument that names the step of a decision that the reader knew of.
	seenStep = "seen"
)

// step is what a call takes a decision further from.
func (c *call) step() action.Step {
	seen, given := c.values[seenStep].(string)
	delete(c.values, seenStep)
	if !given {
		return action.Step{}
	}
	return action.Step{Seen: &seen}
}

// about makes the command of a form that is about an entry: complete words are recorded, else a draft asks for them.
func about(f *action.Form, question string, fits func(*ledger.Entry) bool) command {
	return func(s *Server, ctx context.Context, c *call) (any, error) {
		e, err := s.subject(ctx, c, question, fits)
		if e == nil {
			return nil, err
		}
		delete(c.values, "id")
		step, nth := c.step(), c.values.Text("nth")
		delete(c.values, "nth")
		if len(f.Missing(c.values)) > 0 {
			return nil, s.startDraft(ctx, c, f, e.ID)
		}
		var r action.Receipt
		if f == action.Defence && nth != "" {
			r, err = action.Defend(ctx, c.workspace, "", e.ID, number(nth), c.values)
		} else {
			r, err = action.Say(ctx, c.workspace, f, step, e.ID, c.values)
		}
		return s.recorded(ctx, c.workspace, f, r, err)
	}
}

// number is what a text says, or -1, which is the number of nothing.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// lookAgain says what became of a decision. A line learned is asked for in a draft unless it came along, empty or not; what is
// to change is written at once in a draft of what takes its place.
func (s *Server) lookAgain(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Look at which again?", func(e *ledger.Entry) bool { return hint.ReviewDue(c.snapshot, e) })
	if e == nil {
		return nil, err
	}
	delete(c.values, "id")
	step, outcome := c.step(), c.values.Text("outcome")
	_, asked := c.values["learned"]
	if outcome == "" || !asked {
		if _, given := c.values["review_by"]; !given && outcome == ledger.Keep {
			c.values["review_by"] = "in 6 months"
		}
		c.seen = step.Seen
		return nil, s.startDraft(ctx, c, action.Look, e.ID)
	}
	r, err := action.LookAgain(ctx, c.workspace, step, e.ID, c.values)
	result, err := s.recorded(ctx, c.workspace, action.Look, r, err)
	if err == nil && outcome == ledger.Change && !s.prompts(ctx, commandSupersede, c.about(e.ID)) {
		c.values = successor(e)
		err = s.startDraft(ctx, c, action.Decision, "")
	}
	return result, err
}

// supersede has one decision take the place of another, or opens a draft of what shall.
func (s *Server) supersede(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Supersede which?", func(e *ledger.Entry) bool { return e.Decision != nil && e.Decision.InForce() })
	if e == nil {
		return nil, err
	}
	if e.Decision == nil {
		return nil, fmt.Errorf("%s is a %s, no decision; `leadline decision list` shows the decisions", e.ID, e.Type)
	}
	step, by := c.step(), c.values.Text("by")
	if by == "" {
		c.values = successor(e)
		return nil, s.startDraft(ctx, c, action.Decision, "")
	}
	r, err := action.Supersede(ctx, c.workspace, step, e.ID, by)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, phrase.Superseded(r.Entry))
	return map[string]any{"id": r.ID, "by": r.Entry.Decision.SupersededBy}, nil
}

// successor are the words with which what takes the place of a decision begins.
func successor(e *ledger.Entry) action.Values {
	v := action.ValuesOf(e)
	for _, key := range []string{"review_by", "consulted", "informed", "relates_to"} { // of that time
		delete(v, key)
	}
	v["supersedes"] = e.ID
	return v
}

// moves answers a decision: accept, reject, deprecate or propose it, or keep, change or retire it when it is looked at again.
func (s *Server) moves(ctx context.Context, c *call, e *ledger.Entry, answer string) (any, error) {
	switch answer {
	case ledger.Keep, ledger.Change, ledger.Retire:
		delete(c.values, "answer")
		c.values["id"], c.values["outcome"] = e.ID, answer
		return s.lookAgain(ctx, c)
	}
	step, because := c.step(), c.values.Text("because")
	if answer == answerReject && because == "" && e.Event != "" { // what a file alone has says why in the file
		c.seen = step.Seen
		return nil, s.startDraft(ctx, c, action.Refusal, e.ID)
	}
	r, err := action.Move(ctx, c.workspace, step, e.ID, answer, because)
	if err != nil {
		return nil, err
	}
	s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("%s %q is %s now.", r.ID, phrase.Clean(r.Entry.Title(), 80), r.Entry.Decision.Status))
	return map[string]any{"id": r.ID}, nil
}

// deciding are what can be said to the decisions and risks here: a look that is due, a question, its answer, an end.
func (m *menu) deciding() {
	s := m.site.snapshot
	shown := 0
	for _, mark := range m.here.Here {
		e := mark.Entry
		if shown == mostCorrected {
			return
		}
		name := fmt.Sprintf("%s %q", e.ID, phrase.Clean(e.Title(), 40))
		switch d := e.Decision; {
		case e.Risk != nil && e.Open():
			shown++
			m.add(kindLeadline, "Close "+name+"…", commandCloseRisk, map[string]any{"id": e.ID})
		case d == nil || e.Event == "" || d.Status == ledger.Superseded:
		case d.Open() != nil && hint.Decides(s, e):
			shown++
			m.add(kindLeadline, "Answer "+m.voice.Actor(d.Open().By)+" about "+name+"…", commandDefend, map[string]any{"id": e.ID})
		default:
			shown++
			m.add(kindLeadline, "Question "+name+"…", commandDoubt, map[string]any{"id": e.ID})
		}
	}
}

// looks are the answers to a decision that waits for the reader's word: one that was proposed, and one that they wanted to
// look at again by now.
func (m *menu) looks() {
	for _, mark := range m.here.Here {
		if e := mark.Entry; hint.Proposes(m.site.snapshot, e) || hint.ReviewDue(m.site.snapshot, e) {
			for _, r := range responses(e) {
				m.answer(e, fmt.Sprintf(r.action, fmt.Sprintf("%q", phrase.Clean(e.Title(), 40))), map[string]any{"answer": r.answer, seenStep: e.Decision.Head()})
			}
		}
	}
}

// reviewsDue reminds the reader of their own decisions that they wanted to look at again.
func (s *Server) reviewsDue(at *site) []protocol.Diagnostic {
	if !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) {
		return nil
	}
	v := phrase.For(at.snapshot, phrase.Plain())
	var out []protocol.Diagnostic
	for _, m := range hint.ToReview(at.snapshot, at.path) {
		first, last := max(m.Place.Line, 1)-1, max(m.Place.EndLine, 1)-1
		out = append(out, information(at.document.LineRange(first, last), m.Entry.ID, v.LookAgain(m.Entry)))
	}
	return out
}

// draftAsks are what a draft would like to know besides, as it is typed. They keep nothing from being recorded.
func (s *Server) draftAsks(doc *Document) []protocol.Diagnostic {
	if !s.drafts.Holds(doc.Path) {
		return nil
	}
	name, _, _ := strings.Cut(filepath.Base(doc.Path), "-")
	form, ok := action.FormOf(name)
	if !ok || len(doc.Text) > draft.Limit {
		return nil
	}
	var out []protocol.Diagnostic
	for _, f := range draft.Parse(form, []byte(doc.Text)).Asks(form) {
		out = append(out, information(doc.LineRange(f.Line-1, f.Line-1), "draft", f.Message))
	}
	return out
}

// tellDeciding tells the reader once what others asked of their decisions, and where somebody else was faster.
func (t *teller) tellDeciding(ctx context.Context, w *workspace.Workspace, v phrase.Voice) error {
	d := hint.DecidingOf(v.Snapshot)
	told := 0
	for _, e := range d.Doubted {
		doubt := e.Decision.Open()
		if v.Snapshot.Actor(doubt.By) == v.Snapshot.Me || told == mostNews {
			continue
		}
		fresh, err := t.untold(ctx, w, []*ledger.Entry{e}, newsDoubted+" "+doubt.Event)
		if err != nil {
			return err
		}
		for range fresh {
			told++
			t.server.tell(ctx, protocol.MessageTypeInfo, v.Doubted(e, *doubt))
		}
	}
	for _, e := range d.Overtaken {
		lost := hint.Overtaken(v.Snapshot, e)
		fresh, err := t.untold(ctx, w, []*ledger.Entry{e}, newsOvertaken+" "+lost.Event)
		if err != nil {
			return err
		}
		for range fresh {
			t.server.tell(ctx, protocol.MessageTypeInfo, v.Overtaken(e, *lost))
		}
	}
	return nil
}
