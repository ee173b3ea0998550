package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

// commandReviewers shows who could review the change at hand and why, as a page, and answers [{to, name, open, reasons}].
const commandReviewers = "leadline.reviewers"

const (
	topicReviewers = phrase.TopicReviewers
	// topicLoad is about the reviews that wait, and what could be handed over.
	topicLoad phrase.Topic = "load"
)

// mostRequests keep a menu short.
const mostRequests = 2

// mostPathsSent are named in an action; of a larger change the base says which they are.
const mostPathsSent = 100

// reviewers offers to ask somebody to review the change that the file is part of; for any other file, to ask somebody.
func (m *menu) reviewers() {
	c := m.here.Change
	if c == nil || len(c.Reviewers) == 0 || len(c.Asked) > 0 {
		m.add(kindLeadline, "Request a review…", commandReview, map[string]any{})
		return
	}
	for _, s := range c.Reviewers[:min(len(c.Reviewers), mostRequests)] {
		arguments := map[string]any{"to": handle(s.Person)}
		if c.Base != "" {
			arguments["base"] = string(c.Base)
		}
		if len(c.Paths) <= mostPathsSent {
			arguments["paths"] = c.Paths
		}
		m.add(kindLeadline, m.voice.RequestReview(s), commandReview, arguments)
	}
}

// couldReview are who could review what a call is about, and that in words: the change that the file is part of, else the file.
func (s *Server) couldReview(ctx context.Context, c *call) (could []review.Suggestion, about string) {
	if change := hint.ForChange(c.snapshot); change.Has(c.path) {
		about = "your change"
		if n := len(change.Paths); n > 1 {
			about += " of " + phrase.Count(n, "file")
		}
		return change.Reviewers, about
	}
	b := workspace.Branch{Paths: []string{c.path}}
	if me := c.snapshot.Me; me != nil {
		b.Authors = []*people.Person{me}
	}
	could, err := c.workspace.Reviewers(ctx, b)
	if err != nil && ctx.Err() == nil {
		s.config.Log.Warn("nobody is suggested", "reason", err)
	}
	return could, phrase.Clean(c.path, 80)
}

// reviewer is somebody who could review the change, as a plugin is told. Open is null where nothing is known about that.
type reviewer struct {
	To      string   `json:"to"`
	Name    string   `json:"name"`
	Open    *int     `json:"open"`
	Reasons []string `json:"reasons"`
}

func (s *Server) reviewers(ctx context.Context, c *call) (any, error) {
	c.workspace.AwaitChange(ctx)
	now := c.workspace.Snapshot()
	change := hint.ForChange(now)
	v := phrase.For(c.site.snapshot, phrase.Markdown())
	v.Snapshot = now
	out := []reviewer{}
	if change != nil {
		plain := v
		plain.Style = phrase.Plain()
		for _, one := range change.Reviewers {
			r := reviewer{To: handle(one.Person), Name: plain.Name(one.Person), Reasons: plain.Reviewing(one)}
			if one.Load != nil {
				r.Open = &one.Load.Open
			}
			out = append(out, r)
		}
	}
	return out, s.showPage(ctx, topicReviewers, v.PageReviewers(change))
}

// loadPage is the report of the reviews that wait.
func (s *Server) loadPage(ctx context.Context, c *call, v phrase.Voice) (string, error) {
	r, err := report.Load(ctx, c.snapshot, c.workspace)
	return r.Render(v), err
}

// methodStatus tells a plugin what to show in the status bar: {uri?, text, tooltip, command?}. uri is the folder that it is
// about; an empty text takes it away.
const methodStatus = "leadline/status"

type status struct {
	URI     string            `json:"uri,omitempty"`
	Text    string            `json:"text"`
	Tooltip string            `json:"tooltip"`
	Command *protocol.Command `json:"command,omitempty"`
}

// sendStatus says who could review the change at hand, if that is news. It is not said where there was nothing and is nothing.
func (s *Server) sendStatus(ctx context.Context, w *workspace.Workspace) {
	snapshot := w.Snapshot()
	v := phrase.For(snapshot, phrase.Plain())
	c := hint.ForChange(snapshot)
	top := w.Repository.Top
	now := status{URI: string(FileURI(top)), Text: v.CouldReview(c)}
	if now.Text != "" {
		now.Tooltip = v.StatusTooltip(c)
		now.Command = &protocol.Command{Title: "Who could review this", Command: commandReviewers, Arguments: []protocol.LSPAny{}}
	}
	day := hint.PairingToday(snapshot)
	if text := v.PairingStatus(day); text != "" { // what has a time comes first
		if now.Command == nil {
			now.Command = &protocol.Command{Title: "What is asked of me", Command: commandReport, Arguments: []protocol.LSPAny{encode(map[string]any{"report": topicMe})}}
		}
		now.Text = strings.TrimSuffix(text+" · "+now.Text, " · ")
		now.Tooltip = strings.TrimSuffix(v.PairingTooltip(day)+"\n"+now.Tooltip, "\n")
	}
	if snapshot.Excess != nil {
		now.Text = strings.TrimPrefix(now.Text+" · "+phrase.UnreadStatus, " · ")
		now.Tooltip = strings.TrimPrefix(now.Tooltip+"\n"+phrase.Unread(snapshot.Excess)+"; "+phrase.UnreadTodo, "\n")
	}
	key := string(encode(now))
	s.mu.Lock()
	before := s.statuses[top]
	s.statuses[top] = key
	s.mu.Unlock()
	if before == key || before == "" && now.Text == "" {
		return
	}
	_ = s.client.Notify(ctx, methodStatus, now)
}

// tellReviews tells the reader once of the reviews that are asked of them, and asks once about requests of theirs that may be
// void.
func (t *teller) tellReviews(ctx context.Context, w *workspace.Workspace, v phrase.Voice) error {
	s := t.server
	asked, err := t.untold(ctx, w, hint.ReviewsAsked(v.Snapshot), newsReview)
	if err != nil {
		return err
	}
	if len(asked) > mostNews {
		s.tell(ctx, protocol.MessageTypeInfo, phrase.ReviewsAskedOfMany(len(asked)))
	} else {
		for _, e := range asked {
			s.tell(ctx, protocol.MessageTypeInfo, v.ReviewAskedOf(e))
		}
	}
	doubts, err := w.Doubts(ctx)
	if err != nil {
		return err
	}
	for id, doubt := range doubts {
		e, ok := v.Snapshot.Ledger.Find(id)
		if !ok {
			continue
		}
		again, err := t.untold(ctx, w, []*ledger.Entry{e}, newsLanded+string(doubt))
		if err != nil {
			return err
		}
		if len(again) > 0 {
			s.client.Go("is it void", func(ctx context.Context) { s.askIfVoid(ctx, w, v, e, doubt) })
		}
	}
	return nil
}

// askIfVoid asks whoever asked for a review whether that is still wanted. Nothing is closed by itself.
func (s *Server) askIfVoid(ctx context.Context, w *workspace.Workspace, v phrase.Voice, e *ledger.Entry, doubt workspace.Doubt) {
	picked, err := s.choose(ctx, v.IsItVoid(e, doubt), []choice{{"Close it", "done"}, {"Still wanted", ""}})
	if err != nil || picked != "done" {
		return
	}
	r, err := action.Respond(ctx, w, e.ID, "done")
	if err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		return
	}
	s.tell(ctx, protocol.MessageTypeInfo, v.Answered(r.Entry, "done"))
}
