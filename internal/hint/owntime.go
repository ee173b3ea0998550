package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// OwnTime is time that the reader could keep for themselves. It is for their eyes alone.
type OwnTime struct {
	slot.Plan
	Slots // the reader's own time; Best and None mean nothing
	// Reviews is how many reviews are open with them, Decisions how many decisions and questions wait for their word: why time
	// for reviews and for thinking is among the wants.
	Reviews, Decisions int
	Wants              []slot.Want
}

const (
	codingLength   = slot.Focus
	codingTimes    = 3
	thinkingLength = time.Hour
	reviewLength   = 30 * time.Minute // of each
	reviewsMost    = 2 * time.Hour    // of a batch
	reviewsToBatch = 2                // from so many on, one block for all of them
)

// WantedTime is what the reader could want time for: coding, and, as far as it waits for them, thinking and reviews in one batch.
func WantedTime(s *workspace.Snapshot) OwnTime {
	out := OwnTime{Wants: []slot.Want{{Kind: slot.Coding, Length: codingLength, Times: codingTimes}}}
	if s.Me == nil {
		return out
	}
	d := DecidingOf(s)
	out.Decisions = len(d.Proposed) + len(d.Doubted) + len(d.Due)
	for _, e := range s.Ledger.All("") {
		if e.Question != nil && s.Asks(e) {
			out.Decisions++
		}
	}
	if out.Decisions > 0 {
		out.Wants = append(out.Wants, slot.Want{Kind: slot.Thinking, Length: thinkingLength, Times: 1})
	}
	if out.Reviews = s.Loads()[s.Me].Open; out.Reviews >= reviewsToBatch {
		out.Wants = append(out.Wants, slot.Want{Kind: slot.Reviews, Length: BatchLength(out.Reviews), Times: 1})
	}
	return out
}

// BatchLength is how long some reviews take together.
func BatchLength(reviews int) time.Duration {
	return min(time.Duration(max(reviews, 1))*reviewLength, reviewsMost)
}

// ForOwnTime finds times for what is wanted. own is what is known of the reader's time. It fails with a *[slot.InputError], or
// [workspace.ErrNobody].
func ForOwnTime(s *workspace.Snapshot, own slot.Person, want OwnTime, from, to time.Time) (OwnTime, error) {
	if s.Me == nil {
		return want, workspace.ErrNobody
	}
	want.Slots = Slots{People: []*people.Person{s.Me}, Times: []slot.Person{own}, SlotAsk: SlotAsk{From: from, To: to}}
	var err error
	want.Plan, err = slot.Blocks(slot.Query{People: []slot.Person{own}, From: from, To: to, Now: s.Now(), Step: quarter}, want.Wants)
	return want, err
}

// Besides are the blocks of a plan that are not of a day and a kind for which the reader keeps time already, in their zone.
func (o OwnTime) Besides(kept []plate.Block) []slot.Block {
	return slices.DeleteFunc(slices.Clone(o.Blocks), func(b slot.Block) bool {
		day := b.People[0].Start
		return slices.ContainsFunc(kept, func(k plate.Block) bool {
			return k.What == string(b.Kind) && k.Start.In(day.Location()).Format(time.DateOnly) == day.Format(time.DateOnly)
		})
	})
}
