package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// decision says a decision: how hard it is to undo, where it stands, and what is asked of it.
func (v Voice) decision(e *ledger.Entry, head, place string) (label, text string) {
	d := e.Decision
	label = "Decided"
	status := Clean(d.Status, nameLimit)
	why := ""
	switch d.Status {
	case ledger.Proposed:
		label, status = "Proposed", ""
	case ledger.Rejected:
		label, status = "Not doing", ""
		if why = Because(d); why != "" {
			why = "\"" + Clean(why, reasonLimit) + "\""
		}
	case ledger.Superseded:
		if d.SupersededBy != "" {
			status += " by " + Clean(d.SupersededBy, nameLimit)
		}
	}
	return label, join(head, v.Style.Text(why), v.Style.Text(Undo(d.Undo)), v.Style.Text(status), v.Style.Text(Debt(d)),
		v.Style.Text(v.doubted(d)), v.Style.Text(v.lookAgain(e)), place)
}

// Because is the reason that holds for where a decision stands now: that of its newest step, else its own. What spoke for
// something is no reason to turn it down.
func Because(d *ledger.Decision) string {
	if n := len(d.Moves); n > 0 && (d.Moves[n-1].Because != "" || d.Status == ledger.Rejected) {
		return d.Moves[n-1].Because
	}
	return d.Because
}

// Explained is a mark as whoever reads its lines needs it: a decision comes with the first sentence of its reason.
func (v Voice) Explained(m hint.Mark) (label, text string) {
	d := m.Entry.Decision
	if d == nil || d.Status != ledger.Accepted && d.Status != ledger.Proposed {
		return v.Mark(m)
	}
	why := firstSentence(Because(d))
	if why != "" {
		why = "\"" + Clean(why, mostBecause) + "\""
	}
	return v.decision(m.Entry, join(v.titled(m.Entry), v.Style.Text(why)), v.Style.Text(Place(m.Place.State)))
}

// Debt is what a shortcut saves and costs; "" for a decision that is none.
func Debt(d *ledger.Decision) string {
	saves, costs := "", ""
	if d.Saves != "" {
		saves = "saves " + Clean(d.Saves, nameLimit)
	}
	if d.Costs != "" {
		costs = "costs " + Clean(d.Costs, nameLimit) + " a month"
	}
	if saves != "" && costs != "" {
		return saves + ", " + costs
	}
	return saves + costs
}

// doubted quotes the first question put to a decision that has no answer.
func (v Voice) doubted(d *ledger.Decision) string {
	if x := d.Open(); x != nil {
		who := v.Actor(x.By) + " asks"
		if who == "you asks" {
			who = "you ask"
		}
		return who + ": \"" + Clean(x.Text, titleLimit) + "\""
	}
	return ""
}

// lookAgain reminds the one who decided of the day on which they wanted to look at it again; nobody else is told.
func (v Voice) lookAgain(e *ledger.Entry) string {
	if !hint.ReviewDue(v.Snapshot, e) {
		return ""
	}
	return "look again: " + v.day(e.Decision.ReviewBy, Day)
}

// LookAgain asks the one who decided what becomes of a decision, on the day that they set.
func (v Voice) LookAgain(e *ledger.Entry) string {
	return fmt.Sprintf("%q: your day to look again %s. Keep it, change it or retire it?", Clean(e.Title(), titleLimit), v.was(e.Decision.ReviewBy))
}

// Doubted tells the one who decided what somebody asks of it.
func (v Voice) Doubted(e *ledger.Entry, x ledger.Doubt) string {
	return fmt.Sprintf("%s asks of %s %q: %s", v.Actor(x.By), Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit), Clean(x.Text, reasonLimit))
}

// Overtaken tells the reader that somebody else took a decision another way at the same time.
func (v Voice) Overtaken(e *ledger.Entry, m ledger.Move) string {
	who := "Somebody"
	if n := len(e.Decision.Moves); n > 0 {
		who = v.Actor(e.Decision.Moves[n-1].By)
	}
	now := e.Decision.Status
	if e.Decision.SupersededBy != "" {
		now += " by " + Clean(e.Decision.SupersededBy, nameLimit)
	}
	return fmt.Sprintf("You and %s said otherwise of %s %q at the same time: it is %s, and your \"%s\" is kept beside it. Say it again if it should hold.",
		who, Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit), now, Clean(m.Status, nameLimit))
}

// risk says a risk: what is known of it while it is open, how it ended afterwards.
func (v Voice) risk(e *ledger.Entry, head, place string) (label, text string) {
	r := e.Risk
	if len(r.Closings) > 0 {
		c := r.Closings[0]
		return "Was a risk", join(head, v.Style.Text("\""+Clean(r.Outcome, reasonLimit)+"\""), v.Style.Text(Ago(c.At, v.Now)+", "+v.Actor(c.By)), place)
	}
	cause, takes, gains := "cause not known", "", ""
	if r.Cause != "" {
		cause = "cause: " + Clean(r.Cause, titleLimit)
	}
	if r.Takes != "" {
		takes = "takes " + Clean(r.Takes, titleLimit)
	}
	if r.Gains != "" {
		gains = "then " + Clean(r.Gains, titleLimit)
	}
	return "Risk", join(head, v.Style.Text(cause), v.Style.Text(takes), v.Style.Text(gains), v.Style.Text("raised "+Ago(e.At, v.Now)+", "+v.Actor(e.By)), place)
}

// inlayDecision is what stands at the end of a decided line; nothing for what holds no longer.
func inlayDecision(e *ledger.Entry) string {
	title := Clean(e.Decision.Title, shortTitle)
	switch e.Decision.Status {
	case ledger.Rejected:
		title = "not doing: " + title
	case ledger.Proposed:
		title += " (proposed)"
	case ledger.Deprecated, ledger.Superseded:
		return ""
	}
	return "⟵ " + Clean(e.ID, nameLimit) + " " + title
}

// Superseded says that a decision gave way to another.
func Superseded(e *ledger.Entry) string {
	return fmt.Sprintf("%s %q gave way to %s, which stands at its places now.", Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit), Clean(e.Decision.SupersededBy, nameLimit))
}
