package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// PairingDay is what the reader's day holds of pairing.
type PairingDay struct {
	// Now is the block that they are in, Next the first one later today; nil for none. A session of a block that is over is
	// only a session.
	Now, Next *ledger.Entry
	Session   *ledger.Session // that lasts on this machine; nil for none
}

// PairingToday is the pairing of the reader's day, by their clock.
func PairingToday(s *workspace.Snapshot) PairingDay {
	var p PairingDay
	now := s.Now()
	if session, ok := s.Session(); ok {
		p.Session = &session
	}
	today := s.Local(now).Format(DateLayout)
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if !Comes(s, e) {
			continue
		}
		start := e.Pairing.Start
		switch {
		case !now.Before(start):
			if p.Now == nil || start.After(p.Now.Pairing.Start) {
				p.Now = e
			}
		case s.Local(start).Format(DateLayout) == today && (p.Next == nil || start.Before(p.Next.Pairing.Start)):
			p.Next = e
		}
	}
	return p
}

// Comes says whether a block is one that the reader is in or comes to: planned, not over, and not declined by them.
func Comes(s *workspace.Snapshot, e *ledger.Entry) bool {
	if e.State != ledger.Planned || e.Retracted || !e.Pairing.End().After(s.Now()) || !slices.ContainsFunc(e.Pairing.People, s.IsMe) {
		return false
	}
	return !slices.ContainsFunc(e.Answers, func(a ledger.Answer) bool { return a.State == ledger.Declined && s.Actor(a.By) == s.Me })
}

// PairingEdge is the next moment at which something about the reader's pairing begins or ends by the clock alone; zero for none.
func PairingEdge(s *workspace.Snapshot) time.Time {
	now := s.Now()
	var next time.Time
	at := func(t time.Time) {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.State == ledger.Planned && !e.Retracted {
			at(e.Pairing.Start)
			at(e.Pairing.End())
		}
	}
	if session, ok := s.Session(); ok {
		at(session.Until)
	}
	return next
}

// unsettled is how long after a block its organiser may still be asked what became of it.
const unsettled = 14 * 24 * time.Hour

// Unsettled are the blocks that the reader planned for an earlier day and of which nobody knows whether they took place, the
// latest first. It is for them to say, and nobody else's to ask.
func Unsettled(s *workspace.Snapshot) []*ledger.Entry {
	var out []*ledger.Entry
	today := s.Local(s.Now()).Format(DateLayout)
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if unsaid(s, e) && s.Local(e.Pairing.End()).Format(DateLayout) < today {
			out = append(out, e)
		}
	}
	return slices.SortedStableFunc(slices.Values(out), func(a, b *ledger.Entry) int { return b.Pairing.Start.Compare(a.Pairing.Start) })
}

// unsaid says of a block that the reader planned whether it is over, and it is still theirs to say whether it took place.
func unsaid(s *workspace.Snapshot, e *ledger.Entry) bool {
	ago := s.Now().Sub(e.Pairing.End())
	return e.State == ledger.Planned && !e.Retracted && s.IsMine(e) && ago >= 0 && ago < unsettled
}

// PairingHere are the marks of blocks in a file that the reader is in or comes to.
func PairingHere(s *workspace.Snapshot, path string) []Mark {
	var out []Mark
	for _, m := range marks(s, path) {
		if m.Entry.Type == ledger.TypePairing && Comes(s, m.Entry) {
			out = append(out, m)
		}
	}
	return out
}
