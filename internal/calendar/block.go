// Package calendar makes invitations that calendars import, and reads the
// plain words people use for moments, days and lengths of time.
//
// An invitation is an iCalendar object (RFC 5545) with the scheduling method
// of RFC 5546: one VEVENT in the zone of its start, whose definition travels
// with it, or in UTC where the zone has no name that others know. Words ("thu 14:00", "in 2 weeks") are read in the time zone of the
// moment they are spoken, with RFC 5545's rule for the hours that a change to
// summer time skips or repeats.
//
// The package neither sends nor stores anything. Reading calendars is the work
// of the room ics. Everything here is pure and safe for concurrent use.
package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"
)

// Methods of RFC 5546 that a block can have.
const (
	MethodRequest = "REQUEST" // invite, or tell of a change
	MethodCancel  = "CANCEL"
	MethodReply   = "REPLY"   // what one attendee, the only one of the block, answers the organizer
	MethodPublish = "PUBLISH" // for information: nobody is asked to answer
	MethodStored  = "STORED"  // none: an object in a CalDAV collection has no method (RFC 4791 4.1)
)

// What somebody invited has answered.
const (
	Unanswered = ""
	Accepted   = "ACCEPTED"
	Declined   = "DECLINED"
	Tentative  = "TENTATIVE"
)

// Attendee is a person as a calendar knows them.
type Attendee struct {
	Name  string // as shown; may be empty
	Email string // "" when unknown: the person is named in the description instead
	// Answer is one of Unanswered to Tentative. The organizer has accepted, whatever it says.
	Answer string
}

// Block is a stretch of time kept for a purpose, such as pairing.
type Block struct {
	UID         string // stays the same for the life of the block (RFC 5545 3.8.4.7)
	Topic       string // one line
	Description string // may have several lines
	Location    string
	Start       time.Time     // the zone of its location is the block's
	Duration    time.Duration // whole seconds, above 0
	Organizer   Attendee
	Attendees   []Attendee // the organizer may be among them
	Sequence    int        // 0, then one more at every change
	Stamp       time.Time  // when this version was made
	Method      string     // "" for MethodRequest
}

// Bounds on what a block may carry; longer texts are cut, more people refused.
const (
	maxLine      = 300 // characters of a name, topic or place
	maxText      = 8000
	maxAttendees = 200
	maxDuration  = 31 * 24 * time.Hour
)

// ICS renders the block as an iCalendar file: UTF-8, CRLF, folded at 75
// octets. The same block always gives the same bytes.
//
// An invitation needs an address to answer to and somebody to ask. Where
// nobody else has an address, a request becomes a publication; where the
// organizer has none, the file carries no method and is a plain event. Whoever
// has no address is named in the description. An answer without both addresses is an error.
func (b Block) ICS() ([]byte, error) {
	if err := b.check(); err != nil {
		return nil, fmt.Errorf("write the invitation: %w", err)
	}
	event := ical.NewEvent()
	event.Props.SetText(ical.PropUID, line(b.UID))
	event.Props.SetDateTime(ical.PropDateTimeStamp, b.Stamp.UTC())
	in := setMoment(event.Props, ical.PropDateTimeStart, b.Start)
	setMoment(event.Props, ical.PropDateTimeEnd, b.Start.Add(b.Duration))
	setRaw(event.Props, ical.PropSequence, strconv.Itoa(b.Sequence))
	event.Props.SetText(ical.PropSummary, line(b.Topic))
	setRaw(event.Props, ical.PropTransparency, "OPAQUE")
	if where := line(b.Location); where != "" {
		event.Props.SetText(ical.PropLocation, where)
	}

	method, guests, unreachable := b.people()
	status := "CONFIRMED"
	if method == MethodCancel {
		status = "CANCELLED"
	}
	setRaw(event.Props, ical.PropStatus, status)
	if reachable(b.Organizer) {
		event.Props.Set(person(ical.PropOrganizer, b.Organizer))
	}
	for _, guest := range guests {
		p := person(ical.PropAttendee, guest)
		p.Params.Set(ical.ParamRole, "REQ-PARTICIPANT")
		switch {
		case sameMailbox(guest, b.Organizer):
			p.Params.Set(ical.ParamParticipationStatus, Accepted)
		case guest.Answer != Unanswered:
			p.Params.Set(ical.ParamParticipationStatus, guest.Answer)
		case method == MethodReply:
			return nil, errors.New("write the invitation: the answer to it says nothing")
		default:
			p.Params.Set(ical.ParamParticipationStatus, "NEEDS-ACTION")
			if method != MethodCancel { // nobody is asked to answer that
				p.Params.Set(ical.ParamRSVP, "TRUE")
			}
		}
		event.Props.Add(p)
	}
	if about := b.about(unreachable); about != "" {
		event.Props.SetText(ical.PropDescription, about)
	}

	cal := ical.NewCalendar()
	setRaw(cal.Props, ical.PropProductID, "-//Leadline//Leadline//EN")
	setRaw(cal.Props, ical.PropVersion, "2.0")
	setRaw(cal.Props, ical.PropCalendarScale, "GREGORIAN")
	if method != "" && method != MethodStored {
		setRaw(cal.Props, ical.PropMethod, method)
	}
	if in != nil {
		cal.Children = append(cal.Children, vtimezone(in, b.Start))
	}
	cal.Children = append(cal.Children, event.Component)
	var out bytes.Buffer
	if err := ical.NewEncoder(&out).Encode(cal); err != nil {
		return nil, fmt.Errorf("write the invitation: %w", err)
	}
	return fold(out.Bytes()), nil
}

func (b Block) check() error {
	switch {
	case line(b.UID) == "":
		return errors.New("the block has no id")
	case b.Start.IsZero() || b.Stamp.IsZero():
		return errors.New("the block has no start, or no time at which it was made")
	case b.Duration < time.Second || b.Duration > maxDuration:
		return fmt.Errorf("a length of %v is not possible; give one from a minute to a month", b.Duration)
	case !years(b.Start.UTC()) || !years(b.Start.Add(b.Duration).UTC()) || !years(b.Stamp.UTC()):
		return errors.New("calendars know only the years 1 to 9999; give another date")
	case b.Sequence < 0:
		return errors.New("the number of changes is below 0")
	case b.Method == MethodReply && (len(b.Attendees) != 1 || !reachable(b.Organizer) || !reachable(b.Attendees[0]) || sameMailbox(b.Organizer, b.Attendees[0])):
		return errors.New("an answer goes from one invited person to the organizer, and needs the address of both")
	case len(b.Attendees) > maxAttendees:
		return fmt.Errorf("%d people are too many for one block; ask at most %d", len(b.Attendees), maxAttendees)
	}
	switch b.Method {
	case "", MethodRequest, MethodCancel, MethodReply, MethodPublish, MethodStored:
	default:
		return fmt.Errorf("there is no method %q; use REQUEST, CANCEL, REPLY, PUBLISH or STORED", b.Method)
	}
	for _, a := range b.Attendees {
		if a.Answer != Unanswered && a.Answer != Accepted && a.Answer != Declined && a.Answer != Tentative {
			return fmt.Errorf("there is no answer %q; use ACCEPTED, DECLINED or TENTATIVE", a.Answer)
		}
	}
	return nil
}

func years(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// people decides whom a calendar can ask, and with which method.
func (b Block) people() (method string, guests []Attendee, unreachable []string) {
	method = b.Method
	if method == "" {
		method = MethodRequest
	}
	others := false
	for _, a := range b.Attendees {
		known := false
		for _, g := range guests {
			known = known || sameMailbox(a, g)
		}
		switch {
		case !reachable(a):
			if name := line(a.Name); name != "" {
				unreachable = append(unreachable, name)
			}
		case !known:
			guests = append(guests, a)
			others = others || !sameMailbox(a, b.Organizer)
		}
	}
	switch {
	case !reachable(b.Organizer):
		// Without an organizer there are no guests (RFC 5545 3.8.4.1), only people to name.
		for _, g := range guests {
			unreachable = append(unreachable, display(g))
		}
		if name := line(b.Organizer.Name); name != "" {
			unreachable = append([]string{name}, unreachable...)
		}
		return "", nil, unreachable
	case method == MethodPublish:
		for _, g := range guests {
			unreachable = append(unreachable, display(g))
		}
		return method, nil, unreachable
	case !others && method == MethodRequest:
		return MethodPublish, nil, unreachable
	}
	return method, guests, unreachable
}

// about is the description, with those whom no invitation reaches.
func (b Block) about(unreachable []string) string {
	about := paragraph(b.Description)
	if len(unreachable) == 0 {
		return about
	}
	if about != "" {
		about += "\n\n"
	}
	return about + "Also with: " + strings.Join(unreachable, ", ")
}

// setRaw sets a property whose value is not text and needs no escaping.
func setRaw(props ical.Props, name, value string) {
	p := ical.NewProp(name)
	p.Value = value
	props.Set(p)
}
