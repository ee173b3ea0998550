package workspace

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/store/index"
)

// OwnWork is what the reader's own days look like. It is computed on their machine for them alone, stored nowhere and part of no
// view.
type OwnWork struct {
	// Commits of the reader's in the time looked at, and how many of them were made outside the hours that they set.
	Commits, OutOfHours int
	// Kept is what their calendars leave for focus in the week to come; nil where no calendar is known.
	Kept *slot.Kept
}

const (
	mostOwnCommits = 20_000 // of everybody that are looked at
	ahead          = 7 * 24 * time.Hour
)

// OwnWork tells the reader about the time since a moment, and about the week to come.
func (w *Workspace) OwnWork(ctx context.Context, since time.Time) (OwnWork, error) {
	s := w.Snapshot()
	var own OwnWork
	if s.Me == nil {
		return own, ErrNobody
	}
	if times := w.Times(ctx, []*people.Person{s.Me}, s.Now(), s.Now().Add(ahead)); !times[0].HoursOnly {
		kept, err := slot.KeptOf(times[0], s.Now(), s.Now().Add(ahead))
		if err != nil {
			return own, fmt.Errorf("cannot tell what your calendars leave for focus: %w", err)
		}
		own.Kept = &kept
	}
	if !s.Indexed || w.index == nil {
		return own, nil
	}
	changes, err := w.index.Lately(ctx, index.LatelyQuery{Since: since, Most: mostOwnCommits})
	if err != nil {
		return own, fmt.Errorf("cannot tell when you committed: %w", err)
	}
	working := s.Working(s.Me)
	for _, c := range changes {
		if s.People.Resolve(c.Author) == s.Me && !c.At.Before(since) {
			own.Commits++
			if !worksAt(working, c.At) {
				own.OutOfHours++
			}
		}
	}
	return own, nil
}

// worksAt says whether a moment lies in somebody's hours.
func worksAt(w calendar.Working, at time.Time) bool {
	at = at.In(w.Zone)
	date := at.Format(time.DateOnly)
	off := slices.ContainsFunc(w.Off, func(d config.Dates) bool { return d.From <= date && date <= d.To })
	minute := at.Hour()*60 + at.Minute()
	return w.Days[at.Weekday()] && !off && w.Hours.From <= minute && minute < w.Hours.To
}
