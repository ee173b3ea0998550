package hint

import (
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Why is what there is to say about the reason for some lines.
type Why struct {
	// Account is what history says of the commit that most of the lines came with.
	*history.Account
	Author *people.Person // of that commit
	// Remark is what a comment at the lines says; nil for none.
	Remark *history.Remark
}

// mostWhy lines are looked at for their reason: a selection of more has many.
const mostWhy = 400

// why answers for lines of a document; nil until that is known, and where no line is committed.
func why(s *workspace.Snapshot, path string, line, end int) *Why {
	lines := s.Lines(path)
	if lines == nil {
		return nil
	}
	counts := map[git.Hash]int{}
	var best *history.Account
	for n := max(line, 1); n <= min(end, lines.Len(), line+mostWhy); n++ {
		a := s.Why(path, n)
		if a == nil {
			continue
		}
		counts[a.Commit.Hash]++
		if best == nil || counts[a.Commit.Hash] > counts[best.Commit.Hash] || a.Commit == best.Commit && best.Reason == "" && a.Reason != "" {
			best = a
		}
	}
	if best == nil {
		return nil
	}
	w := WhyOf(s, best)
	w.Remark = s.Remark(path, line)
	return w
}

// WhyOf is what an account says, without what stands in the code; nil for none.
func WhyOf(s *workspace.Snapshot, a *history.Account) *Why {
	if a == nil {
		return nil
	}
	return &Why{Account: a, Author: s.People.Resolve(a.Commit.Author)}
}
