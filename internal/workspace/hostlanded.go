package workspace

import (
	"context"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
)

const (
	// fresh is how long after it landed the commit of a request is looked for: it may not have been fetched yet.
	freshlyLanded = 14 * 24 * time.Hour
	// landedLimit is how long looking through messages may take.
	landedLimit = 20 * time.Second
)

// The lines with which hosts write the number of a request into a commit.
const (
	numberAtGitLab = `^See merge request .*![0-9]+\.?$|\(![0-9]+\)$`
	numberAtOthers = `^(Merge pull request|Merge PR|Merge|Auto merge of) #[0-9]+|\(#[0-9]+\)`
)

// matchLanded finds out as which commit requests landed whose host names one that is not in history here, or none: by the
// number in a commit's message. Those that were looked for in vain are not looked for again two weeks after they landed.
func (w *Workspace) matchLanded(ctx context.Context, before forge.State, state *forge.State) {
	s := w.Snapshot()
	if w.history == nil || w.index == nil || s.Head.Hash == "" || len(state.Landed) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, landedLimit)
	defer cancel()
	known := map[int]string{}
	for _, r := range before.Landed {
		known[r.Number] = r.Commit
	}
	lost := map[int]*forge.Request{}
	since := s.Now()
	var commits []git.Hash
	for _, r := range state.Landed {
		commits = append(commits, git.Hash(strings.ToLower(r.Commit)))
	}
	here, err := w.index.Arrivals(ctx, s.Head.Hash, commits)
	if err != nil {
		w.refreshed(err)
		return
	}
	for i := range state.Landed {
		r := &state.Landed[i]
		if _, found := here[commits[i]]; found || len(r.Given) == 0 {
			continue
		}
		if was, seen := known[r.Number]; seen && s.Now().Sub(r.Merged) > freshlyLanded {
			r.Commit = was // found earlier, or not at all
			continue
		}
		lost[r.Number] = r
		if r.Merged.Before(since) {
			since = r.Merged
		}
	}
	if len(lost) == 0 {
		return
	}
	pattern := numberAtOthers
	if w.asking.now.Load().server.Kind == forge.GitLab {
		pattern = numberAtGitLab
	}
	found, err := w.history.Mentioning(ctx, git.MentionQuery{Tips: []git.Hash{s.Head.Hash}, Since: since.Add(-skew).Unix(), Pattern: pattern})
	if err != nil {
		w.refreshed(err)
		return
	}
	arrived, err := w.index.Arrivals(ctx, s.Head.Hash, found)
	if err != nil {
		w.refreshed(err)
		return
	}
	for t, err := range w.history.Texts(ctx, found) {
		if err != nil {
			w.refreshed(err)
			return
		}
		if arrived[t.Hash].Foreign {
			continue
		}
		if r := lost[numberOf(t.Message, pattern == numberAtGitLab)]; r != nil {
			r.Commit = string(t.Hash)
		}
	}
}

// numberOf is the number of the request that a commit landed, as its message says; 0 for none.
func numberOf(message string, gitLab bool) int {
	m := history.Read(message)
	if m.Reverts != "" {
		return 0
	}
	for _, n := range m.Numbers {
		switch n.Form {
		case history.FormBang:
			if gitLab {
				return n.ID
			}
		case history.FormPull, history.FormSquash:
			if !gitLab {
				return n.ID
			}
		}
	}
	return 0
}
