package ledger

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Where a decision stands.
const (
	Proposed   = "proposed"
	Accepted   = "accepted"
	Rejected   = "rejected" // not doing, because
	Deprecated = "deprecated"
	Superseded = "superseded"
)

// What a later look at a decision may give.
const (
	Keep   = "keep"
	Change = "change"
	Retire = "retire"
)

// Move is one step of a decision to another status: the body of [DecisionMoved], or what [DecisionSuperseded] and the
// retiring [DecisionReviewed] come to, with who said it and when.
//
// Every such event names, as After, the step that its author had seen. One that follows another step than the newest was
// said at the same time as that one, by somebody who did not know of it: the first of them by the clock holds, on every
// machine, and the others are kept among Decision.Overtaken.
type Move struct {
	Event   string    `json:"event"` // its id
	By      Actor     `json:"by"`
	At      time.Time `json:"at"`
	From    string    `json:"from,omitempty"` // the status before
	Status  string    `json:"status"`
	Because string    `json:"because,omitempty"`
	// Successor is the decision that took its place; for a supersession that was taken back, the one that no longer does.
	Successor string `json:"successor,omitempty"`
}

// moving is what the bodies of moves hold besides what is a [Move]'s. After is nil in events that follow nothing.
type moving struct {
	Status  string  `json:"status"`
	Because string  `json:"because"`
	After   *string `json:"after"`
	// By is the successor, Undone one that no longer is; both in the event about the decision that is superseded. Of is the
	// decision that is superseded, Anchors the places that it leaves to the subject.
	By      string          `json:"by"`
	Undone  string          `json:"undone"`
	Of      string          `json:"of"`
	Anchors []anchor.Anchor `json:"anchors"`
	// Outcome, Learned and ReviewBy are those of a [LaterLook].
	Outcome  string `json:"outcome"`
	Learned  string `json:"learned"`
	ReviewBy string `json:"review_by"`
}

// mostSaid are kept of each sort of thing said about one decision or risk.
const mostSaid = 100

// Head is the id of the event that gave a decision its status, for what is said next to follow; "" is that it was logged.
func (d *Decision) Head() string {
	if len(d.Moves) == 0 {
		return ""
	}
	return d.Moves[len(d.Moves)-1].Event
}

// Open is the first question put to the decision that has no answer yet; nil where there is none.
func (d *Decision) Open() *Doubt {
	if i := slices.IndexFunc(d.Doubts, func(x Doubt) bool { return x.Answer == nil }); i >= 0 {
		return &d.Doubts[i]
	}
	return nil
}

// InForce says whether the decision holds, or is proposed to.
func (d *Decision) InForce() bool { return d.Status == Accepted || d.Status == Proposed }

// ReviewDue says whether the date by which to look at the decision again is that day, 2006-01-02, or past.
func (d *Decision) ReviewDue(today string) bool {
	_, err := time.Parse(time.DateOnly, d.ReviewBy)
	return err == nil && d.InForce() && d.ReviewBy <= today
}

// decide applies what was said about a decision after it was logged; ok is false where that cannot be read.
func (e *Entry) decide(kind Kind, event eventlog.Event) (ok bool) {
	d := *e.Decision
	d.Moves, d.Overtaken = slices.Clip(d.Moves), slices.Clip(d.Overtaken)
	d.Doubts, d.Reviews = slices.Clone(d.Doubts), slices.Clip(d.Reviews)
	by := Actor{Name: event.ActorName, Email: event.ActorEmail}
	var m moving
	if kind != DecisionQuestioned && kind != DecisionAnswered && json.Unmarshal(event.Body, &m) != nil {
		return false
	}
	step := Move{Event: event.ID, By: by, At: event.At, Because: m.Because}
	switch kind {
	case DecisionMoved:
		if step.Status = m.Status; step.Status != Proposed && step.Status != Accepted && step.Status != Rejected && step.Status != Deprecated {
			return false
		}
		d.step(step, m.After)
	case DecisionSuperseded:
		return e.supersede(&d, step, m)
	case DecisionReviewed:
		if m.Outcome != Keep && m.Outcome != Change && m.Outcome != Retire || len(d.Reviews) >= mostSaid {
			return false
		}
		d.Reviews = append(d.Reviews, LaterLook{By: by, At: event.At, Outcome: m.Outcome, Learned: m.Learned, ReviewBy: m.ReviewBy})
		d.ReviewBy = m.ReviewBy
		if m.Outcome == Retire {
			step.Status, step.Because = Deprecated, m.Learned
			d.step(step, m.After)
		}
	case DecisionQuestioned:
		var doubt Doubt
		if json.Unmarshal(event.Body, &doubt) != nil || strings.TrimSpace(doubt.Text) == "" || len(d.Doubts) >= mostSaid {
			return false
		}
		d.Doubts = append(d.Doubts, Doubt{Event: event.ID, By: by, At: event.At, Text: doubt.Text})
	case DecisionAnswered:
		return e.answerDoubt(&d, by, event)
	default:
		return false // of a newer program
	}
	e.Decision = &d
	return true
}

// step takes a decision to another status, if it follows the newest step; it says whether it does.
func (d *Decision) step(m Move, after *string) bool {
	m.From = d.Status
	if after != nil && *after != d.Head() || len(d.Moves) >= mostSaid {
		if len(d.Overtaken) < mostSaid {
			d.Overtaken = append(d.Overtaken, m)
		}
		return false
	}
	d.Moves = append(d.Moves, m)
	d.Status = m.Status
	return true
}

// supersede applies one half of a supersession: the one about the decision that goes, whose places leave with it, the one
// about the decision that takes over its places, or that it was taken back.
func (e *Entry) supersede(d *Decision, step Move, m moving) bool {
	switch {
	case m.By != "" && m.By != e.ID:
		step.Status, step.Successor = Superseded, m.By
		if d.step(step, m.After) {
			d.SupersededBy = m.By
			d.Former, e.Anchors = e.Anchors, nil
		}
	case m.Undone != "":
		if d.SupersededBy != m.Undone {
			return true // it has another successor: nothing to take back
		}
		step.Status, step.Successor = Accepted, m.Undone
		for _, earlier := range d.Moves {
			if earlier.Successor == m.Undone && earlier.Status == Superseded {
				step.Status = earlier.From
			}
		}
		if d.step(step, m.After) {
			d.SupersededBy = ""
			e.Anchors, d.Former = append(slices.Clip(d.Former), e.Anchors...), nil
		}
	case m.Of != "" && m.Of != e.ID:
		if !slices.Contains(d.Supersedes, m.Of) {
			d.Supersedes = append(slices.Clip(d.Supersedes), m.Of)
		}
		e.takeOver(m.Anchors)
	default:
		return false
	}
	e.Decision = d
	return true
}

// mostAnchors of one entry are kept.
const mostAnchors = 200

// takeOver adds places that the entry is not at already.
func (e *Entry) takeOver(places []anchor.Anchor) {
	for _, a := range places {
		same := slices.ContainsFunc(e.Anchors, func(b anchor.Anchor) bool {
			return a.Path == b.Path && a.Line == b.Line && a.EndLine == b.EndLine && a.Commit == b.Commit
		})
		if !same && len(e.Anchors) < mostAnchors {
			e.Anchors = append(slices.Clip(e.Anchors), a)
		}
	}
}

// answerDoubt keeps an answer to a question that was put to a decision. The first stands as the answer, what others say
// beside it is kept with it.
func (e *Entry) answerDoubt(d *Decision, by Actor, event eventlog.Event) bool {
	var body struct {
		Doubt string `json:"doubt"` // id of the event that asked
		Text  string `json:"text"`
	}
	if json.Unmarshal(event.Body, &body) != nil || strings.TrimSpace(body.Text) == "" {
		return false
	}
	i := slices.IndexFunc(d.Doubts, func(x Doubt) bool { return x.Event == body.Doubt })
	if i < 0 {
		return false
	}
	said := Reply{By: by, At: event.At, Text: body.Text}
	if d.Doubts[i].Answer == nil {
		d.Doubts[i].Answer = &said
	} else if len(d.Doubts[i].More) < mostSaid {
		d.Doubts[i].More = append(slices.Clip(d.Doubts[i].More), said)
	}
	e.Decision = d
	return true
}

// close ends a risk. Of two who close it at once, what the first says is its outcome, and both are kept.
func (e *Entry) close(event eventlog.Event) bool {
	var body struct {
		Outcome string `json:"outcome"`
	}
	if json.Unmarshal(event.Body, &body) != nil || len(e.Risk.Closings) >= mostSaid {
		return false
	}
	r := *e.Risk
	r.Closings = append(slices.Clip(r.Closings), Reply{By: Actor{Name: event.ActorName, Email: event.ActorEmail}, At: event.At, Text: body.Outcome})
	r.Outcome = r.Closings[0].Text
	e.Risk, e.State = &r, Closed
	return true
}
