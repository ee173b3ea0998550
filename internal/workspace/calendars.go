package workspace

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/zone"
)

// Calendars is when the reader's own calendars keep them busy, as of one snapshot: what was seen at the last look. It never
// changes. The nil one is of somebody who named no calendar.
type Calendars struct {
	Sources []CalendarSource

	busy, away []calendar.Interval // of all, merged
	known      calendar.Interval   // what all of them were asked about; empty where one never answered
}

// CalendarSource is one calendar, and what is known of it.
type CalendarSource struct {
	caldav.Source // a feed's address may be a secret: show Place
	CalendarState

	key string
}

// CalendarState is what is kept of a calendar: when somebody is busy, and no word of what they do then.
type CalendarState struct {
	caldav.Busy
	// Away is the part of Intervals in which its owner is out rather than in a meeting.
	Away []caldav.Interval `json:"away,omitempty"`
	// Faults is how many parts of it could not be read as they were meant.
	Faults int `json:"faults,omitempty"`
	// Rules stands for what it was read by: the owner's zone and addresses.
	Rules string `json:"rules,omitempty"`
}

// Place is where a calendar is, to be shown: it holds no secret.
func (c CalendarSource) Place() string {
	if c.Kind == caldav.File {
		return c.Address
	}
	host, err := caldav.HostOf(c.Address)
	if err != nil {
		return "an address that cannot be read"
	}
	if c.Kind == caldav.Collection {
		_, path, _ := strings.Cut(c.Address, "://")
		return path
	}
	return host
}

// Busy is when they keep the reader busy within a window, in order; known says whether every calendar has told of all of it.
func (c *Calendars) Busy(from, to time.Time) (busy []calendar.Interval, known bool) {
	if c == nil {
		return nil, false
	}
	return within(c.busy, from, to), len(c.Sources) > 0 && c.known.Start.Before(c.known.End) && !c.known.Start.After(from) && !c.known.End.Before(to)
}

// At is when the calendar that was read longest ago was read; the zero time where one never was.
func (c *Calendars) At() time.Time {
	if c == nil || len(c.Sources) == 0 {
		return time.Time{}
	}
	oldest := c.Sources[0].At
	for _, s := range c.Sources[1:] {
		if s.At.Before(oldest) {
			oldest = s.At
		}
	}
	return oldest
}

// within gives the sorted intervals that touch a window.
func within(all []calendar.Interval, from, to time.Time) []calendar.Interval {
	first, _ := slices.BinarySearchFunc(all, from, func(i calendar.Interval, t time.Time) int {
		if i.End.After(t) {
			return 1
		}
		return -1
	})
	last := first
	for last < len(all) && all[last].Start.Before(to) {
		last++
	}
	return all[first:last:last]
}

// calendars is how this process looks at the reader's calendars.
type calendars struct {
	plan  atomic.Pointer[calendarPlan]
	turn  chan struct{} // of size 1: one looks at a time
	going atomic.Bool   // in the background
	// unkept is when what was seen could not be written down, in seconds since 1970: nobody is asked again and again for nothing.
	unkept atomic.Int64
	told   sharedOf // of what the team was told; guarded by going
	raw    map[string]json.RawMessage
	kept   map[string]CalendarState // raw, decoded; both guarded by Workspace.reload
}

// calendarPlan is what the reader's own settings say of their calendars.
type calendarPlan struct {
	config.Calendar
	sources []CalendarSource // without what is known of them
	zone    *time.Location   // of what says none
	owner   []string
}

// planCalendars reads from settings what is to be looked at. A repository has no say in it, nor in how it is read.
func (w *Workspace) planCalendars(settings config.Settings, me []string) *calendarPlan {
	p := &calendarPlan{Calendar: settings.Calendar, zone: time.UTC, owner: slices.Concat(me, settings.Calendar.Addresses)}
	slices.Sort(p.owner)
	p.owner = slices.Compact(p.owner)
	add := func(kind caldav.Kind, places []string) {
		for _, place := range places {
			if kind == caldav.File {
				place = w.options.Dirs.Expand(place)
			}
			source := caldav.Source{Kind: kind, Address: place}
			p.sources = append(p.sources, CalendarSource{Source: source, key: calendarKey(source)})
		}
	}
	add(caldav.File, settings.Calendar.Files)
	add(caldav.Feed, settings.Calendar.Feeds)
	add(caldav.Collection, settings.Calendar.Collections)
	if len(p.sources) > 0 {
		p.zone = w.Snapshot().machine()
		if in, err := zone.Load(settings.Pairing.OwnZone); err == nil {
			p.zone = in
		}
	}
	return p
}

// calendarKey stands for a calendar where what is known of it is kept: its address may be a secret.
func calendarKey(c caldav.Source) string {
	sum := sha256.Sum256([]byte(string(c.Kind) + "\n" + c.Address))
	return hex.EncodeToString(sum[:16])
}

// rules stand for how calendars are read, as far as the reader's own settings say it: which addresses a repository's history has of
// them differs, and two editors must not take turns in looking anew.
func (p *calendarPlan) rules() string {
	sum := sha256.Sum256([]byte(p.zone.String() + "\n" + strings.Join(p.Addresses, "\n")))
	return hex.EncodeToString(sum[:8])
}

// compose puts together what is to be looked at and what is known.
func (p *calendarPlan) compose(kept map[string]CalendarState) *Calendars {
	if p == nil || len(p.sources) == 0 {
		return nil
	}
	c := &Calendars{}
	var busy, away []calendar.Interval
	for i, source := range p.sources {
		source.CalendarState = kept[source.key]
		c.Sources = append(c.Sources, source)
		for _, b := range source.Intervals {
			busy = append(busy, calendar.Interval(b))
		}
		for _, a := range source.Away {
			away = append(away, calendar.Interval(a))
		}
		if window := calendar.Interval(source.Window); i == 0 {
			c.known = window
		} else {
			if window.Start.After(c.known.Start) {
				c.known.Start = window.Start
			}
			if window.End.Before(c.known.End) {
				c.known.End = window.End
			}
		}
	}
	c.busy, c.away = calendar.Merge(busy), calendar.Merge(away)
	return c
}

// sameCalendars says whether they tell the same, whenever that was.
func sameCalendars(a, b *Calendars) bool {
	if a == nil || b == nil {
		return a == b
	}
	return slices.Equal(a.busy, b.busy) && slices.Equal(a.away, b.away) && a.known == b.known
}

// keptCalendars is the kind of what is kept in the private log.
const keptCalendars = "calendar"

// readCalendars reads what is kept, and says whether that is news. Workspace.reload is held, or nobody else has the workspace.
func (w *Workspace) readCalendars(ctx context.Context, stores *Stores) (map[string]CalendarState, error) {
	raw, err := stores.Private.Kept(ctx, keptCalendars)
	if err != nil {
		return nil, fmt.Errorf("cannot read your private store: %w", err)
	}
	if w.calendars.kept != nil && maps.EqualFunc(raw, w.calendars.raw, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
		return w.calendars.kept, nil
	}
	w.calendars.raw, w.calendars.kept = raw, decodeCalendars(raw)
	return w.calendars.kept, nil
}

// decodeCalendars passes over what cannot be read: the next look makes it anew.
func decodeCalendars(raw map[string]json.RawMessage) map[string]CalendarState {
	out := map[string]CalendarState{}
	for key, text := range raw {
		var state CalendarState
		if json.Unmarshal(text, &state) == nil {
			out[key] = state
		}
	}
	return out
}

// calendarLock is the file that keeps two processes from looking at once.
func (w *Workspace) calendarLock() string {
	return filepath.Join(w.options.Dirs.Data, "calendars.lock")
}
