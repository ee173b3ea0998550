package workspace

import (
	"context"

	"github.com/leadline/leadline/internal/git"
)

// Doubt is why it is not certain that a request has become void.
type Doubt string

// The doubts.
const (
	// BranchGone says that the branch is not there any more, and its change nowhere to be found.
	BranchGone Doubt = "branch-gone"
	// BranchMoved says that the branch stands where others build on it, but that this is the change is not certain.
	BranchMoved Doubt = "branch-moved"
)

// Doubts are the reader's own open requests that may have become void, by id: whoever asked is asked.
func (w *Workspace) Doubts(ctx context.Context) (map[string]Doubt, error) {
	s := w.Snapshot()
	_, upstream, ok := w.Repository.DefaultUpstream()
	if w.history == nil || !ok {
		return nil, nil
	}
	out := map[string]Doubt{}
	var branches map[string]git.Hash
	for _, e := range s.askedChanges() {
		if !s.IsMine(e) || e.Review.Branch == "" {
			continue
		}
		if branches == nil {
			branches = w.branchTips()
		}
		tip := branches[e.Review.Branch]
		switch {
		case tip == "":
			out[e.ID] = BranchGone
		case string(tip) != e.Review.From && e.Review.Head != e.Review.From:
			there, err := w.history.Contains(ctx, upstream, tip)
			if err != nil {
				return out, err
			}
			if there {
				out[e.ID] = BranchMoved
			}
		}
	}
	return out, nil
}
