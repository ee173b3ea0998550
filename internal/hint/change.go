package hint

import (
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

// Change is what there is to say about what the reader has changed and others do not have yet.
type Change struct {
	*workspace.Change
	// Reviewers could review it, the first to ask first.
	Reviewers []review.Suggestion
	// Asked are the reader's own open requests about it, newest first.
	Asked []*ledger.Entry
}

// ForChange answers for the change at hand: the texts of open documents, saved or not, the other files of the work tree, and the
// commits that the upstream's default branch does not have. It is nil where nothing is changed, and before that is known.
func ForChange(s *workspace.Snapshot) *Change {
	c := s.Change()
	if c == nil {
		return nil
	}
	out := &Change{Change: c, Reviewers: c.Suggested}
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		if e.Open() && s.IsMine(e) && out.is(e.Review) {
			out.Asked = append(out.Asked, e)
		}
	}
	return out
}

// Has says whether a file is part of the change; false for a nil change.
func (c *Change) Has(path string) bool { return c != nil && c.Change.Has(path) }

// Touches says whether the change brings one of some lines of an open document, or begins with the first of them.
func (c *Change) Touches(path string, line, end int) bool {
	return c.Has(path) && (line <= 1 || slices.ContainsFunc(c.Spans(path), func(s workspace.Span) bool {
		return s.Line <= end && line <= s.EndLine
	}))
}

// is says whether a request is about this change: of the same branch, or from the same commit of none.
func (c *Change) is(r *ledger.Review) bool {
	return r.Head != "" && r.Branch == c.Ref && slices.ContainsFunc(r.Paths, c.Has)
}

// ReviewsAsked are the requests that wait for the reader's answer, newest first; those kept for later among them.
func ReviewsAsked(s *workspace.Snapshot) []*ledger.Entry {
	var out []*ledger.Entry
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		if (e.State == ledger.Offered || e.State == ledger.Later) && s.Asks(e) {
			out = append(out, e)
		}
	}
	return out
}

// openReviews counts the requests for reviews open with each person. known is false where nothing is known about that.
func openReviews(s *workspace.Snapshot) (open map[*people.Person]int, known bool) {
	loads := s.Loads()
	open = make(map[*people.Person]int, len(loads))
	for p, l := range loads {
		open[p] = l.Open
	}
	return open, loads != nil
}
