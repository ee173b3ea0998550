package ledger

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// Purpose is what a pairing block is for.
type Purpose string

// The purposes of a pairing block; "" where none was given.
const (
	PurposeSpread  Purpose = "spread"  // what only one person knows
	PurposeUnblock Purpose = "unblock" // get somebody on
	PurposeReview  Purpose = "review"  // read a change together
	PurposeOnboard Purpose = "onboard" // show somebody new
)

// Purposes are the words for what a block is for.
var Purposes = []string{string(PurposeSpread), string(PurposeUnblock), string(PurposeReview), string(PurposeOnboard)}

// How it became known that a block took place.
const (
	HowSaid    = "said"    // somebody said so
	HowCommits = "commits" // commits with co-authors show it
)

// Pairing is the body of [PairingScheduled], and what came of the block: planned, done, dropped (it did not take place) or
// cancelled (it will not). The block is one thing and what each of its people answers is another: one who declines leaves the
// others, and nobody answers for somebody else.
//
// Of two who move a block the later one counts. An answer is one to the time that it was given for: a move asks everybody
// again. What is cancelled stays so whoever moves it without knowing; a move that is said to plan it again does.
// That it took place, or did not, the latest word says; what commits show counts only where nobody said anything.
type Pairing struct {
	Topic   string    `json:"topic"`
	Purpose Purpose   `json:"purpose,omitempty"`
	People  []string  `json:"people"`         // handles or addresses, the organiser first
	Start   time.Time `json:"start"`          // UTC
	Minutes int       `json:"minutes"`        // above 0
	Zone    string    `json:"zone,omitempty"` // where the organiser plans, a name of IANA; "" where that was not known
	About   string    `json:"about,omitempty"`
	UID     string    `json:"uid"` // of the invitation, RFC 5545
	// Sequence is RFC 5545's: 0 at first, and higher after every change.
	Sequence int `json:"sequence,omitempty"`
	// Outcome is what came of it, in a line; How and Commits say how it is known that it took place.
	Outcome string   `json:"outcome,omitempty"`
	How     string   `json:"how,omitempty"`
	Commits []string `json:"commits,omitempty"` // full hashes, oldest first
}

// End of the block.
func (p *Pairing) End() time.Time { return p.Start.Add(time.Duration(p.Minutes) * time.Minute) }

// Bounds of a block, so that what somebody else's program wrote can be reckoned with and stand in a calendar.
const (
	MostMinutes = 31 * 24 * 60
	firstYear   = 1970
	lastYear    = 9000
)

var errBlock = errors.New("no calendar can hold this block")

// check says whether a block can take place. When it was to be, and how long, may have been forgotten.
func (p *Pairing) check() error {
	year := p.Start.UTC().Year()
	if p.Minutes < 0 || p.Minutes > MostMinutes || !p.Start.IsZero() && (year < firstYear || year > lastYear) {
		return errBlock
	}
	return nil
}

// Shift is the body of [PairingMoved]; that of [PairingCancelled] is its Sequence alone.
type Shift struct {
	Start    time.Time `json:"start,omitzero"`    // UTC; zero: as it was
	Minutes  int       `json:"minutes,omitempty"` // 0: as it was
	Sequence int       `json:"sequence"`          // that its author gave it; the entry's is never lower than one more than before
	// Again plans a block anew that its author knew to be cancelled.
	Again bool `json:"again,omitempty"`
}

// Closure is the body of [PairingDone] and [PairingDropped].
type Closure struct {
	Outcome string   `json:"outcome,omitempty"`
	How     string   `json:"how,omitempty"` // HowSaid if empty
	Commits []string `json:"commits,omitempty"`
}

// mostSequence is the greatest integer of RFC 5545, 3.3.8.
const mostSequence = math.MaxInt32

// after is the number of a change that follows one with another number.
func after(before, given int) int {
	return min(max(min(before, mostSequence-1)+1, given), mostSequence)
}

// pair applies an event about a pairing block, and says whether it could be read.
func (e *Entry) pair(kind Kind, event eventlog.Event) bool {
	switch kind {
	case PairingTaken, PairingPostponed, PairingDeclined:
		e.hear(Answer{By: Actor{Name: event.ActorName, Email: event.ActorEmail}, State: answers[kind], At: event.At})
		return true
	case PairingMoved:
		return e.move(event.Body)
	case PairingCancelled:
		return e.cancel(event.Body)
	case PairingDone, PairingDropped:
		return e.closeBlock(answers[kind], event.Body)
	}
	return false
}

func (e *Entry) move(body []byte) bool {
	var m Shift
	if json.Unmarshal(body, &m) != nil {
		return false
	}
	p := *e.Pairing
	if !m.Start.IsZero() {
		p.Start = m.Start
	}
	if m.Minutes != 0 {
		p.Minutes = m.Minutes
	}
	p.Sequence = after(p.Sequence, m.Sequence)
	if p.check() != nil {
		return false
	}
	if e.State != Cancelled || m.Again {
		e.State, p.Outcome, p.How, p.Commits = Planned, "", "", nil
	}
	e.Pairing, e.Answers = &p, nil
	return true
}

func (e *Entry) cancel(body []byte) bool {
	var m Shift
	if json.Unmarshal(body, &m) != nil {
		return false
	}
	if e.State == Cancelled {
		return true
	}
	p := *e.Pairing
	p.Sequence = after(p.Sequence, m.Sequence)
	e.State, e.Pairing = Cancelled, &p
	return true
}

func (e *Entry) closeBlock(to State, body []byte) bool {
	var c Closure
	if json.Unmarshal(body, &c) != nil {
		return false
	}
	if c.How == HowCommits && e.State != Planned || to == Dropped && e.State == Cancelled {
		return true
	}
	p := *e.Pairing
	if e.State != to {
		p.Outcome, p.How, p.Commits = "", "", nil
	}
	p.Outcome = cmp.Or(c.Outcome, p.Outcome)
	if to == Done {
		p.How = cmp.Or(c.How, HowSaid)
		if len(c.Commits) > 0 {
			p.Commits = slices.Clone(c.Commits)
		}
	}
	e.State, e.Pairing = to, &p
	return true
}
