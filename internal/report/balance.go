package report

import (
	"context"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/workspace"
)

// Share is how many of some things are the reader's.
type Share struct {
	Yours int `json:"yours"`
	Of    int `json:"of"`
}

// Hours is what the week to come keeps for focus, in hours.
type Hours struct {
	Focus   float64 `json:"focus"` // in free stretches of two hours and more
	Working float64 `json:"working"`
}

// BalanceReport is how much rests on the reader. It is for the reader alone: it is computed on their machine, recorded nowhere,
// and there is no such thing about anybody else.
type BalanceReport struct {
	Name string `json:"name"` // of the repository's folder
	// Reviews that wait now; null where nothing is known about reviews.
	Reviews *Share    `json:"reviews"`
	Areas   []Resting `json:"areas"` // that rest on the reader, worst first
	// Decisions of the quarter that were theirs alone to take; null where there are fewer than four.
	Decisions *Share `json:"decisions"`
	Waiting   int    `json:"waiting"` // questions and proposals that wait for their word
	Held      []Kept `json:"held"`    // what they hold and others would like to learn
	// LastHere is when they last had a hand in the code; null where history knows nothing of them.
	LastHere *time.Time `json:"last_here"`
	// OutOfHours are their own commits of the last four weeks outside the hours that they set; null where there are none.
	OutOfHours *Share `json:"out_of_hours"`
	Focus      *Hours `json:"focus"` // null where no calendar is known
}

// Own tells the reader about their own work: [workspace.Workspace] does.
type Own interface {
	Knowledge
	OwnWork(ctx context.Context, since time.Time) (workspace.OwnWork, error)
}

// fewDecisions are too few to speak of a share.
const fewDecisions = 4

// Balance reports how much rests on the reader.
func Balance(ctx context.Context, s *workspace.Snapshot, from Own) (BalanceReport, error) {
	r := BalanceReport{Name: base(s.Top), Areas: []Resting{}, Held: []Kept{}}
	if s.Me == nil {
		return r, workspace.ErrNobody
	}
	if loads := s.Loads(); loads != nil {
		r.Reviews = &Share{Yours: loads[s.Me].Open}
		for _, l := range loads {
			r.Reviews.Of += l.Open
		}
	}
	areas, err := from.Areas(ctx)
	if err != nil {
		return r, err
	}
	for _, one := range ownership.Silos(areas) {
		if one.Knower.Person == s.Me {
			resting, err := restingOn(ctx, s, from, one)
			if err != nil {
				return r, err
			}
			r.Areas = append(r.Areas, resting)
		}
	}
	r.decisions(s)
	if r.Held, err = kept(ctx, s, from.KnowersOf); err != nil {
		return r, err
	}
	if seen := s.LastSeen(s.Me); !seen.IsZero() {
		seen = seen.UTC()
		r.LastHere = &seen
	}
	own, err := from.OwnWork(ctx, s.Now().Add(-before))
	if err != nil {
		return r, err
	}
	if own.Commits > 0 {
		r.OutOfHours = &Share{Yours: own.OutOfHours, Of: own.Commits}
	}
	if own.Kept != nil {
		r.Focus = &Hours{Focus: own.Kept.Focus.Hours(), Working: own.Kept.Working.Hours()}
	}
	return r, nil
}

// decisions counts those of the quarter, and what waits for the reader's word.
func (r *BalanceReport) decisions(s *workspace.Snapshot) {
	var share Share
	from := quarter(s.Now())
	for _, e := range s.Decisions() {
		if e.At.Before(from) || e.Decision.Status == ledger.Proposed {
			continue
		}
		share.Of++
		by := e.Decision.DecidedBy
		share.Yours += count(by != "" && s.IsMe(by) || by == "" && e.Event != "" && s.IsMine(e))
	}
	if share.Of >= fewDecisions {
		r.Decisions = &share
	}
	deciding := hint.DecidingOf(s)
	r.Waiting = len(deciding.Proposed) + len(deciding.Doubted)
	for _, e := range s.Ledger.All(ledger.TypeQuestion) {
		r.Waiting += count(e.Open() && s.Asks(e))
	}
}
