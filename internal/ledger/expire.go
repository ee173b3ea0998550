package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// Memory is how long it is remembered that somebody declined, put something off or moved a date. After that only what came
// of it stays: they are no history about a person.
const Memory = 90 * 24 * time.Hour

var (
	declines = []Kind{TodoDeclined, PairingDeclined, ReviewDeclined}
	delays   = []Kind{TodoPostponed, PairingPostponed, ReviewPostponed}
	// moves may carry a date that takes the place of an earlier one.
	moves = []Kind{TodoTaken, TodoCheckedIn, PairingMoved, EntryAmended}
	// dates are the keys of bodies under which such a date stands.
	dates = []string{"check_in", "start"}
	// dated are the kinds that lose a date once it was moved.
	dated = []Kind{TodoOffered, TodoTaken, PairingScheduled, PairingMoved, EntryAmended, TodoCheckedIn}
)

const (
	expireBatch  = 500 // events looked at, at a time
	blanksInOnce = 25  // events changed in one transaction
)

// Expire blanks in the log what is to be remembered no longer, and returns how many events it changed. It may be interrupted
// and run again, also by several processes at once: blanking what is blank changes nothing.
func Expire(ctx context.Context, log *eventlog.Log, now time.Time) (changed int, err error) {
	seen := map[string]bool{}
	changed, err = expire(ctx, log, slices.Concat(declines, delays, moves, []Kind{PersonAway}), now.Add(-Memory), now, seen)
	if err != nil {
		return changed, err
	}
	more, err := expire(ctx, log, []Kind{AvailabilityShared}, now, now, seen) // when somebody was busy is no use to anybody once it is past
	return changed + more, err
}

// expire looks at what was said in some kinds until a moment, and blanks what is to be forgotten about their subjects.
func expire(ctx context.Context, log *eventlog.Log, of []Kind, until, now time.Time, seen map[string]bool) (changed int, err error) {
	before := now.Add(-Memory)
	var kinds []string
	for _, k := range of {
		kinds = append(kinds, string(k))
	}
	for n := int64(0); ; {
		events, err := log.Older(ctx, kinds, until, n, expireBatch)
		if err != nil {
			return changed, fmt.Errorf("looking for what is to be forgotten: %w", err)
		}
		var blanks []eventlog.Blank
		for _, e := range events {
			n = e.N
			if seen[e.Subject] || !fleeting(e) {
				continue
			}
			seen[e.Subject] = true
			told, err := log.BySubject(ctx, e.Subject)
			if err != nil {
				return changed, err
			}
			blanks = append(blanks, Forget(told, before)...)
		}
		for chunk := range slices.Chunk(blanks, blanksInOnce) {
			done, err := log.Blank(ctx, chunk...)
			changed += done
			if err != nil {
				return changed, err
			}
		}
		if len(events) < expireBatch {
			return changed, nil
		}
	}
}

// fleeting says whether something about an event of these kinds may have to be forgotten, at a glance.
func fleeting(e eventlog.Event) bool {
	switch kind := Kind(e.Kind); {
	case kind == PersonAway, kind == AvailabilityShared:
		return string(e.Body) != "{}"
	case slices.Contains(moves, kind):
		return slices.ContainsFunc(dates, func(key string) bool { return bytes.Contains(e.Body, []byte(`"`+key+`"`)) }) ||
			bytes.Contains(e.Body, []byte(moved))
	}
	return !e.Blanked() || string(e.Body) != "{}"
}

// moved is the answer of a check-in that is not held but moved.
const moved = "moved"

// Forget says what is left of the events about one subject, given in the order of their clocks, of which those before a
// moment are to be forgotten as far as they tell of a decline, a delay or a date that was moved:
//
//   - of a decline and a delay, and of what the same person answered before it, that it was said; neither who nor why;
//   - of a moved check-in, and of a pairing block that was moved, the date it was moved to, as long as that is the one in
//     force, and not who moved it;
//   - of a date that gave way to another before that moment, nothing;
//   - of when somebody was away, that is over or was said anew, nothing.
//
// And whenever it was said, of when somebody is busy, that is over or was said anew, nothing.
//
// Folding what is left gives the same entry as before, but without those people and dates.
func Forget(events []eventlog.Event, before time.Time) []eventlog.Blank {
	bodies := make([]map[string]json.RawMessage, len(events))
	for i, e := range events {
		if json.Unmarshal(e.Body, &bodies[i]) != nil {
			bodies[i] = nil
		}
	}
	// gone says whether a date of event i gave way to a later one, that was said before a moment where one is given.
	gone := func(i int, key string, before time.Time) bool {
		for j := i + 1; j < len(events); j++ {
			_, sets := bodies[j][key]
			if before.IsZero() { // a check-in without a date takes it away
				sets = sets || Kind(events[j].Kind) == TodoCheckedIn
			} else {
				sets = sets && events[j].At.Before(before)
			}
			if sets {
				return true
			}
		}
		return false
	}
	var out []eventlog.Blank
	for i, e := range events {
		kind := Kind(e.Kind)
		blank := eventlog.Blank{ID: e.ID, Body: e.Body}
		switch old := e.At.Before(before); {
		case e.Visibility != Team:
			continue
		case old && (slices.Contains(declines, kind) || slices.Contains(delays, kind)):
			blank.Actor, blank.Body = true, json.RawMessage("{}")
		case old && kind == PersonAway && (i+1 < len(events) && slices.ContainsFunc(events[i+1:], again(e)) || wasAway(e.Body, before)):
			blank.Body = json.RawMessage("{}")
		case kind == AvailabilityShared && (slices.ContainsFunc(events[i+1:], again(e)) || wasBusy(e.Body, before.Add(Memory))):
			blank.Body = json.RawMessage("{}")
		case outgoing(kind) && withdrawn(events[i+1:], e, before):
			blank.Actor = true
		case old && kind == PairingMoved:
			blank.Actor = true
		case old && kind == TodoCheckedIn && (e.Blanked() || isMove(bodies[i])):
			blank.Actor, blank.Body = true, only(bodies[i], "check_in", !gone(i, "check_in", time.Time{}))
		}
		if slices.Contains(dated, kind) && (!blank.Actor || kind == PairingMoved) {
			blank.Body = without(e.Body, bodies[i], func(key string) bool { return gone(i, key, before) })
		}
		if blank.Actor && !e.Blanked() || !bytes.Equal(blank.Body, e.Body) {
			out = append(out, blank)
		}
	}
	return out
}

// outgoing says whether an event is an answer that a later one may take the place of: what came of something stays.
func outgoing(kind Kind) bool {
	a := answers[kind]
	return a != "" && a != Done && a != Dropped
}

// withdrawn says whether somebody's answer gave way to a decline or a delay of theirs that is to be forgotten.
func withdrawn(later []eventlog.Event, e eventlog.Event, before time.Time) bool {
	return !e.Blanked() && slices.ContainsFunc(later, func(l eventlog.Event) bool {
		kind := Kind(l.Kind)
		return l.At.Before(before) && l.ActorEmail == e.ActorEmail && l.ActorName == e.ActorName &&
			(slices.Contains(declines, kind) || slices.Contains(delays, kind))
	})
}

// again finds what the same person said of the same later.
func again(e eventlog.Event) func(eventlog.Event) bool {
	return func(l eventlog.Event) bool {
		return l.Kind == e.Kind && l.Repo == e.Repo && strings.EqualFold(l.ActorEmail, e.ActorEmail)
	}
}

func wasAway(body []byte, before time.Time) bool {
	var a Away
	return json.Unmarshal(body, &a) == nil && a.over(before.Format(time.DateOnly))
}

func wasBusy(body []byte, now time.Time) bool {
	var a Availability
	return json.Unmarshal(body, &a) == nil && a.over(now.AddDate(0, 0, -1).Format(time.DateOnly)) // zones are up to a day apart
}

func isMove(body map[string]json.RawMessage) bool {
	var answer string
	return json.Unmarshal(body["answer"], &answer) == nil && answer == moved
}

// only keeps one key of a body, empty where it had none, or nothing.
func only(body map[string]json.RawMessage, key string, keep bool) json.RawMessage {
	if !keep {
		return json.RawMessage("{}")
	}
	value, ok := body[key]
	if !ok {
		value = json.RawMessage(`""`)
	}
	raw, err := json.Marshal(map[string]json.RawMessage{key: value})
	if err != nil {
		return json.RawMessage("{}")
	}
	return raw
}

// without drops dates from a body; what drops none stays as it is, byte for byte.
func without(raw json.RawMessage, body map[string]json.RawMessage, drop func(key string) bool) json.RawMessage {
	dropped := false
	for _, key := range dates {
		if _, ok := body[key]; ok && drop(key) {
			delete(body, key)
			dropped = true
		}
	}
	if !dropped {
		return raw
	}
	rest, err := json.Marshal(body)
	if err != nil {
		return raw
	}
	return rest
}

// forgotten applies an event of which is no longer known who said it.
func (e *Entry) forgotten(kind Kind, body []byte) {
	if kind == TodoCheckedIn && e.Delegation != nil {
		var c struct {
			CheckIn *string `json:"check_in"`
		}
		if json.Unmarshal(body, &c) == nil && c.CheckIn != nil {
			e.Delegation.CheckIn = *c.CheckIn
		}
		e.Delegation.LastCheckIn = nil
		return
	}
	if kind == PairingMoved && e.Pairing != nil {
		e.move(body)
		return
	}
	_, held := e.Holder() // by somebody else, who is known
	if held || e.State == Done || noun(kind) != nouns[e.Type] || e.Type == TypePairing {
		return
	}
	switch {
	case kind == TodoTaken:
		e.take(body)
	case slices.Contains(delays, kind):
		e.State = Offered
	case slices.Contains(declines, kind):
		e.State = Declined
		if e.Delegation != nil {
			e.Delegation.To = ""
		}
		if e.Review != nil {
			e.Review.To = ""
		}
	}
}
