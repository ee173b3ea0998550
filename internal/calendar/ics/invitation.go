package ics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"github.com/leadline/leadline/internal/calendar"
)

// ErrNoBlock says that no event of a calendar has the id that was asked for.
var ErrNoBlock = errors.New("the calendar has no event with this id")

// ReadBlock reads back an invitation, as it was written or as a calendar has it
// since: somebody may have moved, shortened or cancelled it, or answered. Of
// several versions it gives the newest. The start is in the zone of the event,
// or the owner's for a day or a time without one;
// Method is MethodStored for an object without one, and MethodCancel for what is
// cancelled in either way. It fails with ErrNoBlock, ErrTooLarge,
// ErrNotCalendar, an error of r or of ctx, or where start or end cannot be read.
//
// This is for one's own invitations: unlike Read, it reads their titles. Rules
// of repetition are not looked at.
func ReadBlock(ctx context.Context, r io.Reader, uid string, owner *time.Location) (calendar.Block, error) {
	p := &parser{faults: &faults{}, zones: map[zoneKey]*definition{}, whole: true, wanted: uid}
	if err := p.parse(ctx, r); err != nil {
		return calendar.Block{}, fmt.Errorf("read the invitation: %w", err)
	}
	var best *invitation
	for i, v := range p.invitations {
		if best == nil || v.sequence() >= best.sequence() {
			best = &p.invitations[i]
		}
	}
	if best == nil {
		return calendar.Block{}, fmt.Errorf("read the invitation: %w", ErrNoBlock)
	}
	b, err := best.block(p, owner)
	if err != nil {
		return calendar.Block{}, fmt.Errorf("read the invitation: %w", err)
	}
	return b, nil
}

// An invitation is a VEVENT with all that it says.
type invitation struct {
	component *ical.Component
	calendar  int
	method    string
}

func (v invitation) sequence() int {
	n, _ := strconv.Atoi(strings.TrimSpace(first(v.component, "SEQUENCE").Value))
	return max(n, 0)
}

func (v invitation) block(p *parser, owner *time.Location) (calendar.Block, error) {
	c := v.component
	b := calendar.Block{
		UID: text(first(c, "UID").Value), Topic: text(first(c, "SUMMARY").Value), Description: text(first(c, "DESCRIPTION").Value),
		Location: text(first(c, "LOCATION").Value), Sequence: v.sequence(), Method: v.method,
	}
	if b.Method == "" {
		b.Method = calendar.MethodStored
	}
	if strings.EqualFold(strings.TrimSpace(first(c, "STATUS").Value), "CANCELLED") {
		b.Method = calendar.MethodCancel
	}
	if s, err := parseStamp(first(c, "DTSTAMP").Value, ""); err == nil {
		b.Stamp = s.wall
	}
	e := event{calendar: v.calendar}
	if err := e.when(c); err != nil {
		return b, fmt.Errorf("the event cannot be read: %w", err)
	}
	work := ruleWork
	around := calendar.Interval{Start: e.start.wall.AddDate(-1, 0, 0), End: e.start.wall.AddDate(1, 0, 0)}
	x := expander{faults: p.faults, zones: &zones{owner: owner, window: around, defined: p.zones, found: map[zoneKey]place{}, work: &work}}
	start, at := x.zones.at(e.start, e.calendar)
	end, unknown := x.end(&e, e.start.wall, start, at)
	if at.unknown || unknown {
		return b, fmt.Errorf("the event is in a time zone that nobody here knows, %s; give it a zone such as Europe/Paris", shown(e.start.tzid))
	}
	b.Start, b.Duration = start, end.Sub(start)
	if organizer := first(c, "ORGANIZER"); organizer.Value != "" {
		b.Organizer = attendee(organizer)
		b.Organizer.Answer = calendar.Unanswered
	}
	for _, prop := range c.Props["ATTENDEE"] {
		b.Attendees = append(b.Attendees, attendee(prop))
	}
	return b, nil
}

func attendee(p ical.Prop) calendar.Attendee {
	out := calendar.Attendee{Email: p.Value, Name: strings.NewReplacer("^n", " ", "^'", `"`, "^^", "^").Replace(p.Params.Get("CN"))}
	if len(out.Email) >= 7 && strings.EqualFold(out.Email[:7], "mailto:") {
		out.Email = out.Email[7:]
	}
	if plain, err := url.PathUnescape(out.Email); err == nil {
		out.Email = plain
	}
	switch answer := strings.ToUpper(p.Params.Get("PARTSTAT")); answer {
	case calendar.Accepted, calendar.Declined, calendar.Tentative:
		out.Answer = answer
	case "DELEGATED":
		out.Answer = calendar.Declined
	}
	return out
}

// text reads a TEXT value (RFC 5545 3.3.11); go-ical takes a bare comma for the
// beginning of another.
func text(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n", `\N`, "\n").Replace(s)
}
