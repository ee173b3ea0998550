package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// Inlay says an entry at the end of its line: a decision, a risk, an open question, a delegated TODO, or a pairing block of today.
// It is empty for what does not belong there.
func (v Voice) Inlay(m hint.Mark) string {
	e := m.Entry
	switch {
	case m.Place.Line == 0:
		return ""
	case e.Type == ledger.TypeDecision:
		return inlayDecision(e)
	case e.Type == ledger.TypeRisk && e.Open():
		return "⟵ " + Clean(e.ID, nameLimit) + " risk: " + Clean(e.Title(), shortTitle)
	case e.Type == ledger.TypeQuestion && e.Open():
		return "⟵ " + Clean(e.ID, nameLimit) + " asks: " + Clean(e.Title(), shortTitle)
	case e.Type == ledger.TypeDelegation && e.Open():
		return v.inlayPromise(e)
	case e.Type == ledger.TypePairing && hint.Comes(v.Snapshot, e):
		return v.inlayPairing(e)
	}
	return ""
}

// inlayPairing is of blocks of the reader's day, by their clock, until they are over.
func (v Voice) inlayPairing(e *ledger.Entry) string {
	switch {
	case !v.Now.Before(e.Pairing.Start):
		return "→ pairing now"
	case daysBetween(e.Pairing.Start, v.Now) == 0:
		return "→ pairing " + e.Pairing.Start.In(v.Now.Location()).Format("15:04")
	}
	return ""
}

func (v Voice) inlayPromise(e *ledger.Entry) string {
	mine := v.delegateIsMe(e)
	if mine && e.State == ledger.Offered {
		return "→ you? take · later · not me"
	}
	text := "→ " + v.delegate(e)
	if e.State == ledger.Offered || e.State == ledger.Later {
		text += "?"
	}
	switch day := v.day(e.Delegation.CheckIn, ShortDay); {
	case e.Delegation.CheckIn == "":
	case !v.past(e.Delegation.CheckIn):
		text += " · " + day
	case mine:
		text += " · was " + day
	}
	return text
}

// Due reminds the reader of their own promise.
func (v Voice) Due(m hint.Mark) string {
	return fmt.Sprintf("%q: your check-in %s.", Clean(m.Entry.Title(), titleLimit), v.was(m.Entry.Delegation.CheckIn))
}

func (v Voice) was(date string) string {
	day, ok := Date(date, v.Now)
	switch {
	case !ok:
		return "is due"
	case daysBetween(day, v.Now) <= 0:
		return "is " + Day(day, v.Now)
	}
	return "was " + Day(day, v.Now)
}
