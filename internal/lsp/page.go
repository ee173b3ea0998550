package lsp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

// topicWeek is about the whole team, and what a report is about when nothing else is said.
const topicWeek phrase.Topic = "week"

// topicDelegations is about what was handed on, topicMe about the reader.
const (
	topicDelegations phrase.Topic = "delegations"
	topicMe          phrase.Topic = "me"
	topicPairings    phrase.Topic = "pairings" // what was planned and happened, and what nobody plans to share
)

// open shows what a lens speaks of: the rule that decides the owner, or a page about people, decisions, what was handed on,
// the reader or the week.
func (s *Server) open(ctx context.Context, c *call) (any, error) {
	topic := phrase.Topic(c.values.Text("report"))
	if topic == "" {
		topic = topicWeek
	}
	if topic == phrase.TopicRule {
		text, err := s.rulePage(ctx, c)
		if err != nil {
			return nil, err
		}
		return nil, s.showPage(ctx, topic, text)
	}
	f := hint.ForFile(c.snapshot, c.path)
	if topic == phrase.TopicOwner {
		return nil, s.openRule(ctx, c, f)
	}
	text, err := s.page(ctx, c, topic, f)
	if err != nil {
		return nil, err
	}
	if text != "" && topic != phrase.TopicPeople && topic != topicLoad {
		text += lacking(c.snapshot)
	}
	if text == "" {
		return nil, fmt.Errorf("%q is no report; there are people, decisions, delegations, load, me, pairings and week", topic)
	}
	return nil, s.showPage(ctx, topic, text)
}

// lacking is the end of a page about what was said, where nothing was said here and something elsewhere.
func lacking(snapshot *workspace.Snapshot) string {
	v := phrase.For(snapshot, phrase.Markdown())
	if text := v.Lacking(); text != "" {
		return "\n" + v.Style.Prose(text) + "\n"
	}
	return ""
}

// pageKey is how many hexadecimal digits name the folder that a page is in, below that of all pages.
const pageKey = 16

// mostPages is how many pages are kept for who has them open.
const mostPages = 50

// showPage writes a page and shows it. Where a page says something else than last time it is another file: editors keep the text
// of a file that they have open, or had open some minutes ago, and would show that.
func (s *Server) showPage(ctx context.Context, topic phrase.Topic, text string) error {
	pages := join(s.config.Dirs.State, "pages")
	sum := sha256.Sum256([]byte(text))
	dir := join(pages, hex.EncodeToString(sum[:pageKey/2]))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("cannot make the folder for pages: %w", err)
	}
	path := join(dir, string(topic)+".md")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("cannot write the page: %w", err)
	}
	forgetPages(pages, dir)
	return s.show(ctx, path, nil, "The page is")
}

// forgetPages removes the oldest pages, and never the one that is about to be shown. What cannot be removed stays for the next time.
func forgetPages(pages, shown string) {
	folders, _ := filepath.Glob(join(pages, strings.Repeat("[0-9a-f]", pageKey)))
	made := make(map[string]time.Time, len(folders))
	for _, folder := range folders {
		if there, err := os.Lstat(folder); err == nil {
			made[folder] = there.ModTime()
		}
	}
	slices.SortFunc(folders, func(a, b string) int { return made[b].Compare(made[a]) })
	for _, folder := range folders[min(len(folders), mostPages):] {
		if folder != shown {
			_ = os.RemoveAll(folder)
		}
	}
}

// linksOf lead from a page to the files of a repository.
func (s *Server) linksOf(w *workspace.Workspace) phrase.Links {
	return phrase.FromFolder(join(s.config.Dirs.State, "pages", strings.Repeat("0", pageKey)), w.Repository.Top)
}

func (s *Server) page(ctx context.Context, c *call, topic phrase.Topic, f hint.File) (string, error) {
	v := phrase.For(c.site.snapshot, phrase.Markdown())
	switch topic {
	case topicWeek:
		from, to := report.WeekOf(v.Now)
		r, err := report.WeekWith(ctx, c.workspace, from, to)
		return r.Render(v), err
	case topicDelegations:
		r, err := report.Delegations(ctx, c.snapshot, c.workspace.KnowersOf)
		return r.Render(v), err
	case topicPairings:
		r, err := report.Pairings(ctx, c.snapshot, c.workspace)
		return r.Render(v), err
	case topicLoad:
		return s.loadPage(ctx, c, v)
	case topicMe:
		r, ok := report.Me(c.snapshot, s.vanished(ctx, c))
		if !ok {
			return "", workspace.ErrNobody
		}
		return r.Render(v), nil
	}
	return v.Page(topic, f), nil
}

// vanished are the reader's promises whose comments are gone.
func (s *Server) vanished(ctx context.Context, c *call) []workspace.Vanished {
	gone, err := c.workspace.Vanished(ctx)
	if err != nil && ctx.Err() == nil {
		s.config.Log.Warn("comments that are gone are not asked about", "reason", err)
	}
	return gone
}

func (s *Server) openRule(ctx context.Context, c *call, f hint.File) error {
	if f.Owners == nil {
		return fmt.Errorf("no rule says who owns %s", phrase.Clean(c.path, 80))
	}
	line := uint32(f.Owners.Rule.Line - 1)
	at := protocol.Position{Line: line}
	return s.show(ctx, join(c.workspace.Repository.Top, f.Owners.Rule.File), &protocol.Range{Start: at, End: at},
		fmt.Sprintf("The rule is line %d of", line+1))
}
