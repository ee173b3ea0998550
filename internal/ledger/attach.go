package ledger

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// mostAttached is how many times a person's word about the anchors can be taken back.
const mostAttached = 8

// Attached is the body of [EntryAttached]: all anchors of the entry from now on, or that the last such word is taken back.
type Attached struct {
	Anchors []anchor.Anchor `json:"anchors,omitempty"`
	Undo    bool            `json:"undo,omitempty"`
}

// Attachment is that somebody said where an entry's anchors are, and where they were before.
type Attachment struct {
	By     Actor           `json:"by"`
	At     time.Time       `json:"at"`
	Before []anchor.Anchor `json:"before,omitempty"`
}

// attach takes in where somebody says that the anchors are; ok is false for a body that cannot be read or changes nothing.
func (e *Entry) attach(event eventlog.Event) (ok bool) {
	var b Attached
	if json.Unmarshal(event.Body, &b) != nil {
		return false
	}
	last := len(e.Attached) - 1
	switch {
	case b.Undo && last >= 0:
		e.Anchors, e.Attached = e.Attached[last].Before, slices.Clone(e.Attached[:last])
	case !b.Undo && len(b.Anchors) > 0:
		said := Attachment{By: Actor{Name: event.ActorName, Email: event.ActorEmail}, At: event.At, Before: e.Anchors}
		e.Attached = append(slices.Clone(e.Attached[max(0, last+2-mostAttached):]), said)
		e.Anchors = b.Anchors
	default:
		return false
	}
	return true
}
