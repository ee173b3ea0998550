package report

import (
	"encoding/json"
	"fmt"
	"time"
)

// Proposed is what was proposed in a week.
type Proposed struct {
	Week  string    `json:"week"` // ISO 8601, 2026-W47
	At    time.Time `json:"at"`
	Moves []Move    `json:"moves"`
}

// weekOf is the week of a moment, in its zone.
func weekOf(t time.Time) string {
	year, week := t.ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}

// LastProposed is what was proposed in the last week before this one, of all that is kept by week; the zero value for nothing.
func LastProposed(kept map[string]json.RawMessage, now time.Time) Proposed {
	var last Proposed
	for week, raw := range kept {
		var p Proposed
		if week < weekOf(now) && week > last.Week && json.Unmarshal(raw, &p) == nil && len(p.Moves) > 0 {
			p.Week = week
			last = p
		}
	}
	return last
}

// Proposing is what to keep: what this report proposes, and what was proposed in the last week before it. Of a week the first
// proposal stands, so that what has come true since is not forgotten.
func (r MovesReport) Proposing(kept map[string]json.RawMessage, now time.Time) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	if last := LastProposed(kept, now); last.Week != "" {
		out[last.Week] = kept[last.Week]
	}
	if first, ok := kept[r.Week]; ok {
		var p Proposed
		if json.Unmarshal(first, &p) == nil && len(p.Moves) > 0 {
			out[r.Week] = first
			return out
		}
	}
	if raw, err := json.Marshal(Proposed{Week: r.Week, At: now.UTC(), Moves: r.Moves}); err == nil {
		out[r.Week] = raw
	}
	return out
}
