package workspace

import (
	"fmt"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
)

// HostedRequest is an open request for review at the repository's host. What it says is a stranger's: escape it.
type HostedRequest struct {
	ID         string // "#7", at GitLab "!7"
	Title, URL string
	Branch     string
	Head       git.Hash       // empty where the host does not say
	Author     *people.Person // nil for one whom nobody can name
	Draft      bool
	// Asked are those whose review it waits for, Teams the same for teams, by name; Given is when people reviewed it last.
	Asked []*people.Person
	Teams []string
	Given map[*people.Person]time.Time

	Opened, Touched time.Time
	Files, Lines    int // 0 where that is not known
}

// Open are the requests that wait at the repository's host, the most recently touched first; none where it is not asked. Nobody
// may change them.
func (h *Hosted) Open() []HostedRequest {
	if h == nil || h.Server == nil {
		return nil
	}
	return h.open()
}

func (h *Hosted) readOpen() []HostedRequest {
	mark := "#"
	if h.Server.Kind == forge.GitLab {
		mark = "!"
	}
	out := make([]HostedRequest, 0, len(h.State.Open))
	for _, r := range h.State.Open {
		out = append(out, HostedRequest{
			ID: fmt.Sprint(mark, r.Number), Title: r.Title, URL: r.URL, Branch: r.Branch, Head: git.Hash(r.Head), Author: h.Person(r.Author), Draft: r.Draft,
			Asked: h.asked(r), Teams: r.Teams, Given: h.reviewers(r), Opened: r.Opened, Touched: r.Touched,
			Files: max(r.Files, 0), Lines: max(r.Lines, 0),
		})
	}
	return out
}

// Told says whether the host ever told anything.
func (h *Hosted) Told() bool { return h != nil && h.Server != nil && !h.State.At.IsZero() }

// BrokenOff says whether the last look told of all open requests, and then had no time for the rest: it is asked for next time.
func (h *Hosted) BrokenOff() bool {
	p := h.State.Problem
	return p != nil && p.Reason == forge.Offline && h.State.At.Equal(p.At)
}

// addTo adds what waits for whom at the host. A draft waits for nobody yet. Who gave a review has touched the request, and is
// through with it when that fades, unless asked again. What waits for somebody in the ledger too, by its branch, waits once.
func (h *Hosted) addTo(open map[*people.Person][]review.Request, asked []*ledger.Entry, now time.Time) {
	for _, r := range h.Open() {
		if r.Draft {
			continue
		}
		waits := func(p *people.Person, touched time.Time) {
			if r.Branch != "" && slices.ContainsFunc(open[p], func(o review.Request) bool { return branchOf(asked, o.ID) == "refs/heads/"+r.Branch }) {
				return
			}
			open[p] = append(open[p], review.Request{ID: r.ID, Files: r.Files, Lines: r.Lines, Asked: r.Opened, Touched: touched})
		}
		for _, p := range r.Asked {
			waits(p, r.Given[p])
		}
		for p, at := range r.Given {
			if !slices.Contains(r.Asked, p) && now.Sub(at) < review.Done {
				waits(p, at)
			}
		}
	}
}

// branchOf is the branch that a request of the ledger is about, by its id.
func branchOf(asked []*ledger.Entry, id string) string {
	for _, e := range asked {
		if e.ID == id {
			return e.Review.Branch
		}
	}
	return ""
}
