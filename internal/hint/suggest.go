package hint

import (
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// Suggestion is a [Pairing] with times for each company. Companies that there are times for come first.
type Suggestion struct {
	Pairing
	Times []Slots // in the order of the companies
	// Also are other things that the people whom the reader named could sit down about.
	Also []PairingAsk
}

// PairingNeed is how long a suggestion is to last, and how many times are wanted for each company.
type PairingNeed struct {
	Length time.Duration
	Most   int
}

// Suggest is [ForPairing] and [ForSlots] with the facts that they need, read from the workspace first: nothing of that is on
// the way of a hint. It fails with a *[slot.InputError] where the window or the length is impossible,
// and with [workspace.ErrNobody].
func Suggest(ctx context.Context, w *workspace.Workspace, ask PairingAsk, need PairingNeed) (Suggestion, error) {
	return suggest(ctx, w, ask, need, nil)
}

func suggest(ctx context.Context, w *workspace.Workspace, ask PairingAsk, need PairingNeed, taken []calendar.Interval) (Suggestion, error) {
	if w.Snapshot().Me == nil {
		return Suggestion{}, workspace.ErrNobody
	}
	facts, err := w.PairingFacts(ctx, ask.Path, ask.With, ask.From, ask.To)
	if err != nil {
		return Suggestion{}, err
	}
	s := w.Snapshot()
	out := Suggestion{Pairing: ForPairing(s, facts, ask)}
	var none []Slots
	var met, unmet []Company
	for _, c := range out.Companies {
		found, err := ForSlots(s, facts, SlotAsk{With: c.people(), Length: need.Length, From: ask.From, To: ask.To, Most: need.Most, Taken: taken})
		if err != nil {
			return out, err
		}
		if found.None == nil {
			met, out.Times = append(met, c), append(out.Times, found)
		} else {
			unmet, none = append(unmet, c), append(none, found)
		}
	}
	out.Companies, out.Times = append(met, unmet...), append(out.Times, none...)
	return out, nil
}

func (c Company) people() []*people.Person {
	var out []*people.Person
	for _, m := range c {
		out = append(out, m.Person)
	}
	return out
}

// mostAlso are named besides.
const mostAlso = 3

// SuggestAny suggests the few blocks that would be most useful to the reader now, at times that do not overlap: about anything,
// or, with people named, about what they and the reader have to do with each other; then the first holds and the others are
// named beside it.
func SuggestAny(ctx context.Context, w *workspace.Workspace, ask PairingAsk, need PairingNeed, most int) ([]Suggestion, error) {
	areas, err := w.Areas(ctx)
	if err != nil {
		return nil, err
	}
	ideas := PairingIdeas(w.Snapshot(), areas, ask)
	if len(ask.With) > 0 {
		ask.Path = "."
		if len(ideas) == 0 {
			ideas = append(ideas, ask) // about whatever they like
		}
		one, err := suggest(ctx, w, ideas[0], need, nil)
		one.Also = ideas[1:min(len(ideas), 1+mostAlso)]
		return []Suggestion{one}, err
	}
	var out []Suggestion
	var taken []calendar.Interval
	for _, idea := range ideas {
		if len(out) == most {
			break
		}
		one, err := suggest(ctx, w, idea, need, taken)
		if err != nil {
			return out, err
		}
		if len(one.Companies) == 0 || len(one.Planned) > 0 || slices.ContainsFunc(out, one.sameAs) {
			continue // what is planned already needs no second block
		}
		if best := one.best(); best != nil {
			taken = append(taken, calendar.Interval{Start: best.Start, End: best.End})
		}
		out = append(out, one)
	}
	return out, nil
}

// best is the time that would be chosen; nil for none.
func (s Suggestion) best() *slot.Slot {
	if len(s.Times) == 0 || len(s.Times[0].Best) == 0 {
		return nil
	}
	return &s.Times[0].Best[0]
}

// sameAs says whether two suggestions are about one another's places with the same person.
func (s Suggestion) sameAs(o Suggestion) bool {
	covers := s.Path != "." && o.Path != "." && (ledger.Covers(o.Path, s.Path) || ledger.Covers(s.Path, o.Path))
	return covers && s.Companies[0][0].Person == o.Companies[0][0].Person
}
