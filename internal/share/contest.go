package share

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Contest is a change made here whose place another one took: both were made of one entry, and both are kept.
type Contest struct {
	Subject string    `json:"subject"`
	What    string    `json:"what"` // a key of the entry: title, status, taken
	Mine    string    `json:"mine"` // the events
	Theirs  string    `json:"theirs"`
	By      string    `json:"by"` // who made the other one
	At      time.Time `json:"at"`
}

// contested is how long a change of one's own is remembered for this.
const contested = 30 * 24 * time.Hour

// contests finds what of this store's own changes gave way to events that have just arrived.
func (c Channel) contests(ctx context.Context, arrived []eventlog.Event) []Contest {
	me, err := c.Log.CurrentWriter(ctx)
	if err != nil {
		return nil
	}
	if own, err := c.Log.LastBy(ctx, me, 1); err != nil || len(own) == 0 { // a machine that is new has nothing to lose
		return nil
	}
	var out []Contest
	looked := map[string]bool{}
	for _, e := range arrived {
		if looked[e.Subject] || !changes(e) {
			continue
		}
		looked[e.Subject] = true
		told, err := c.Log.BySubject(ctx, e.Subject)
		if err != nil {
			return out
		}
		out = append(out, lost(told, me, arrived, c.Now())...)
	}
	return out
}

// lost compares the events about one subject.
func lost(told []eventlog.Event, me string, arrived []eventlog.Event, now time.Time) []Contest {
	var out []Contest
	for _, mine := range told {
		if mine.Writer != me || now.Sub(mine.At) > contested || !changes(mine) {
			continue
		}
		for _, other := range told {
			if other.Writer == me || strings.EqualFold(other.ActorEmail, mine.ActorEmail) ||
				!slices.ContainsFunc(arrived, func(a eventlog.Event) bool { return a.ID == other.ID }) {
				continue
			}
			if what := overrides(mine, other); what != "" {
				out = append(out, Contest{mine.Subject, what, mine.ID, other.ID, whoOf(other), other.At})
			}
		}
	}
	return out
}

// takers are the kinds of which the first one holds.
var takers = []ledger.Kind{ledger.TodoTaken, ledger.ReviewTaken}

func changes(e eventlog.Event) bool {
	kind := ledger.Kind(e.Kind)
	return kind == ledger.EntryAmended || slices.Contains(takers, kind) || isStatus(kind)
}

func isStatus(kind ledger.Kind) bool {
	return kind == ledger.DecisionMoved || kind == ledger.DecisionSuperseded
}

// overrides says what of an event of one's own does not hold because of another one: the later of two changes does, and the
// first of those who took something.
func overrides(mine, other eventlog.Event) string {
	later := other.HLC > mine.HLC || other.HLC == mine.HLC && other.ID > mine.ID
	a, b := ledger.Kind(mine.Kind), ledger.Kind(other.Kind)
	switch {
	case a == b && slices.Contains(takers, a) && !later:
		return "taken"
	case !later:
		return ""
	case isStatus(a) && isStatus(b) && !bytes.Equal(mine.Body, other.Body):
		return "status"
	case a == ledger.EntryAmended && b == a:
		var one, two map[string]json.RawMessage
		if json.Unmarshal(mine.Body, &one) != nil || json.Unmarshal(other.Body, &two) != nil {
			return ""
		}
		var keys []string
		for key, value := range one {
			if v, ok := two[key]; ok && !bytes.Equal(v, value) {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		return strings.Join(keys, ", ")
	}
	return ""
}
