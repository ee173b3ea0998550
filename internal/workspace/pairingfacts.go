package workspace

import (
	"context"
	"path"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
)

// PairingFacts is what a suggestion to pair rests on besides the snapshot. It is for the reader's eyes.
type PairingFacts struct {
	// Knowers are who knows the place, best first; Around those of the folder around it, or of everything.
	Knowers, Around []ownership.Knower
	// Silo is the one that the place lies in; nil where it lies in none.
	Silo   *ownership.Silo
	Paired Paired
	// Times is what is known of the time of everybody who may come into question, the reader too.
	Times map[*people.Person]slot.Person
}

// mostAround are looked at who know the folder around a place: whoever is next to it learns it soonest.
const mostAround = 30

// PairingFacts reads what a suggestion about a place ("." for none) in a window needs, with these people if they are given.
func (w *Workspace) PairingFacts(ctx context.Context, place string, with []*people.Person, from, to time.Time) (PairingFacts, error) {
	s := w.Snapshot()
	var f PairingFacts
	var err error
	if f.Knowers, err = w.knowersOf(ctx, s, place); err != nil {
		return f, err
	}
	if place != "." {
		if f.Around, err = w.knowersOf(ctx, s, path.Dir(place)); err != nil {
			return f, err
		}
		if f.Silo, err = w.siloAt(ctx, place); err != nil {
			return f, err
		}
	}
	if f.Paired, err = w.Paired(ctx); err != nil {
		return f, err
	}
	who := slices.Clone(with)
	if s.Me != nil {
		who = append(who, s.Me)
	}
	for i, k := range slices.Concat(f.Knowers, f.Around) {
		if k.Active && i < len(f.Knowers)+mostAround {
			who = append(who, k.Person)
		}
	}
	for _, wisher := range s.Wishers(place) {
		who = append(who, wisher.Person)
	}
	who = several(who)
	f.Times = make(map[*people.Person]slot.Person, len(who))
	for i, t := range w.Meeting(ctx, who, from, to) {
		f.Times[who[i]] = t
	}
	return f, nil
}

// siloAt is the silo that a file or a folder lies in.
func (w *Workspace) siloAt(ctx context.Context, place string) (*ownership.Silo, error) {
	areas, err := w.Areas(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(areas, func(a ownership.Area) bool { return a.Path == place }); i >= 0 {
		if silo, rests := areas[i].Rests(); rests {
			return &silo, nil
		}
		return nil, nil
	}
	if silo, ok := ownership.Around(areas, place); ok {
		return &silo, nil
	}
	return nil, nil
}

// Meeting is [Workspace.Times] for people who want to meet: busy too while they pair by the ledger, and off while they said
// that they are away. Of the reader's own, blocks that they keep for themselves count.
func (w *Workspace) Meeting(ctx context.Context, who []*people.Person, from, to time.Time) []slot.Person {
	s := w.Snapshot()
	times := w.Times(ctx, who, from, to)
	at := make(map[*people.Person]int, len(who))
	for i, p := range who {
		at[p] = i
		times[i].Busy = slices.Clone(times[i].Busy)
		times[i].Off = append(slices.Clone(times[i].Off), s.daysOff(p, from, to)...)
	}
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.State != ledger.Planned || e.Retracted || !e.Pairing.Start.Before(to) || !from.Before(e.Pairing.End()) {
			continue
		}
		for _, p := range s.Comers(e) {
			if i, asked := at[p]; asked {
				times[i].Busy = append(times[i].Busy, calendar.Interval{Start: e.Pairing.Start, End: e.Pairing.End()})
			}
		}
	}
	if i, asked := at[s.Me]; asked {
		for _, b := range s.plate.Blocks() {
			times[i].Busy = append(times[i].Busy, calendar.Interval{Start: b.Start, End: b.End()})
		}
	}
	return times
}

// daysOff are the days of a window on which somebody said that they are away.
func (s *Snapshot) daysOff(p *people.Person, from, to time.Time) []slot.Day {
	away, ok := s.Away(p)
	if !ok {
		return nil
	}
	var out []slot.Day
	for day := from.AddDate(0, 0, -1); day.Before(to.AddDate(0, 0, 2)); day = day.AddDate(0, 0, 1) {
		if away.On(day.Format(time.DateOnly)) {
			y, m, d := day.Date()
			out = append(out, slot.Day{Year: y, Month: m, Day: d})
		}
	}
	return out
}
