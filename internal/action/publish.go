package action

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/calendar/ics"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// What a [Delivery] does to a calendar.
const (
	DeliverNew    = "new"
	DeliverChange = "change"
	DeliverRemove = "remove"
)

// Delivery is a change to the reader's own calendar that would make it show a block as it stands. It is made to be shown to the
// reader, who confirms it; only then it is given to [Send].
type Delivery struct {
	Entry    *ledger.Entry
	Calendar string // address of the collection
	Step     string // DeliverNew, DeliverChange or DeliverRemove
	// To are the others who stand in the event with an address. A calendar server that sends invitations writes to them.
	To []calendar.Attendee

	block calendar.Block
	kept  ledger.Kept
	as    ledger.State // what the reader answered, "" for whoever planned it
}

// Deliver says what would have to be done for the reader's own calendar to show a block as it stands; nil where there is nothing to
// do. The error is workspace.ErrNoCalendar where the settings name none.
func Deliver(s *workspace.Snapshot, e *ledger.Entry) (*Delivery, error) {
	if s.Settings.Calendar.Blocks == "" {
		return nil, workspace.ErrNoCalendar
	}
	if e.Pairing == nil {
		return nil, fmt.Errorf("%s is a %s; only pairing blocks go into a calendar", e.ID, e.Type)
	}
	d := &Delivery{Entry: e, Calendar: s.Settings.Calendar.Blocks, block: Block(s, e), as: ownAnswer(s, e)}
	d.block.Method = calendar.MethodStored
	for _, a := range d.block.Attendees {
		if a.Reachable() && !ownAddress(s, a.Email) {
			d.To = append(d.To, a)
		}
	}
	var known bool
	if d.kept, known = s.Kept(e.ID); !known {
		d.kept = ledger.Kept{Calendar: d.Calendar}
	}
	comes := d.as == "" || d.as == ledger.Taken || d.kept.There() && d.as != ledger.Declined
	switch {
	case !s.IsMine(e) && !slices.ContainsFunc(e.Pairing.People, s.IsMe), !e.Pairing.End().After(s.Now()):
		return nil, nil
	case e.State == ledger.Planned && comes && !d.kept.There():
		d.Step = DeliverNew
	case e.State == ledger.Planned && comes && !upToDate(d.kept, e, d.as):
		d.Step = DeliverChange
	case (e.State == ledger.Cancelled || !comes) && d.kept.There():
		d.Step = DeliverRemove
	default:
		return nil, nil
	}
	return d, nil
}

// ownAnswer is what the reader answered to a block of somebody else's; "" for one of their own.
func ownAnswer(s *workspace.Snapshot, e *ledger.Entry) ledger.State {
	if s.IsMine(e) || s.Me == nil {
		return ""
	}
	return s.Attends(e, reference(s.Me))
}

// ownAddress says whether an address is the reader's, in history or in their calendars.
func ownAddress(s *workspace.Snapshot, address string) bool {
	is := func(own string) bool { return strings.EqualFold(own, address) }
	return address != "" && (s.Me != nil && slices.ContainsFunc(append(slices.Clone(s.Me.Emails), s.Me.Email), is) || slices.ContainsFunc(s.Settings.Calendar.Addresses, is))
}

func upToDate(k ledger.Kept, e *ledger.Entry, as ledger.State) bool {
	return k.Sequence == e.Pairing.Sequence && k.Shows(e.Pairing) && k.Answer == as
}

// Unsent says, of a block that the reader wants in their calendar as it stands, why it is not there; "" where it is, or was never
// wanted there.
func Unsent(s *workspace.Snapshot, e *ledger.Entry) string {
	d, err := Deliver(s, e)
	if err != nil || d == nil {
		return ""
	}
	switch {
	case d.kept.Problem != "":
		return d.kept.Problem
	case d.kept.There() && d.Step == DeliverRemove:
		return "it is there still"
	case d.kept.There():
		return "it is there as it was before"
	}
	return ""
}

// UnsentError says that a block, recorded as it is, is not in the reader's calendar as it stands. It can be sent again.
type UnsentError struct {
	ID    string
	Cause error
}

func (e *UnsentError) Error() string {
	return fmt.Sprintf("%s is recorded, and not in your calendar yet: %v. `leadline pairing publish %s` tries again", e.ID, e.Cause, e.ID)
}

func (e *UnsentError) Unwrap() error { return e.Cause }

// OvertakenError says that a block was changed in the reader's calendar while they changed it here. What was done there counts and
// is recorded; what was to be done here can be said again.
type OvertakenError struct {
	Entry *ledger.Entry // as it is now
	Was   time.Time     // when it was to be, on the reader's clocks; zero where it was to be called off
	Own   bool          // the reader planned it
}

func (e *OvertakenError) Error() string {
	p := e.Entry.Pairing
	now := "moved to " + p.Start.In(e.Was.Location()).Format("Mon 2 January 15:04")
	if e.Entry.State == ledger.Cancelled {
		now = "taken out"
	}
	text := fmt.Sprintf("%s was changed in your calendar meanwhile, %s, and that counts", e.Entry.ID, now)
	switch {
	case !e.Own:
		return text + " there alone; it is for whoever planned it to move it"
	case e.Was.IsZero():
		return text + fmt.Sprintf("; `leadline pairing cancel %s` calls it off all the same", e.Entry.ID)
	}
	return text + fmt.Sprintf("; `leadline pairing move %s --at %s` says yours again", e.Entry.ID, e.Was.Format("2006-01-02T15:04"))
}

// Send does what a delivery says, which the reader has confirmed. It fails with an *UnsentError, after which the block is remembered as
// wanted in the calendar, or with an *OvertakenError where the calendar has something newer.
func Send(ctx context.Context, w *workspace.Workspace, d *Delivery) error {
	unsent := func(err error) error {
		k := d.kept
		k.Wanted, k.Problem = true, err.Error()
		return &UnsentError{d.Entry.ID, errors.Join(err, noteKept(ctx, w, d.Entry.ID, k))}
	}
	server, err := w.CalendarServer(ctx, d.Calendar)
	if err != nil {
		return unsent(err)
	}
	at, step := caldav.Object{Address: d.kept.Address, Tag: d.kept.Tag}, d.Step
	for range 4 { // somebody else writes there, too; nobody that often
		var text []byte
		if step != DeliverRemove {
			if text, err = d.block.ICS(); err != nil {
				return unsent(err)
			}
		}
		var there caldav.Object
		switch step {
		case DeliverNew:
			there, err = server.Create(ctx, d.Calendar, d.block.UID, text)
		case DeliverChange:
			there, err = server.Change(ctx, at, text)
		case DeliverRemove:
			err = server.Delete(ctx, at)
		}
		var conflict *caldav.Conflict
		switch {
		case err == nil:
			return noteKept(ctx, w, d.Entry.ID, d.done(there))
		case !errors.As(err, &conflict):
			return unsent(err)
		case conflict.Newer == nil && step == DeliverChange:
			return calendarWins(ctx, w, d, caldav.Object{}, calendar.Block{Method: calendar.MethodCancel})
		case conflict.Newer == nil: // it came and went
			continue
		}
		theirs, err := ics.ReadBlock(ctx, bytes.NewReader(conflict.Newer.ICS), d.block.UID, w.Snapshot().Working(nil).Zone)
		if err != nil {
			return unsent(fmt.Errorf("what stands there now cannot be read: %w", err))
		}
		if !d.ours(theirs) {
			return calendarWins(ctx, w, d, *conflict.Newer, theirs)
		}
		at = *conflict.Newer
		d.keepAnswers(theirs)
		if step == DeliverNew {
			step = DeliverChange
		}
	}
	return unsent(errors.New("another program changes it all the time"))
}

// done is what is known of the calendar after a delivery.
func (d *Delivery) done(there caldav.Object) ledger.Kept {
	k := ledger.Kept{Calendar: d.Calendar}
	if d.Step != DeliverRemove {
		p := d.Entry.Pairing
		k.Address, k.Tag, k.Sequence, k.Start, k.Minutes, k.Answer = there.Address, there.Tag, p.Sequence, p.Start, p.Minutes, d.as
	}
	return k
}

// ours says whether what a calendar has is what was known to be there, or an earlier version that a machine of the reader's put there:
// what differs is no matter of time.
func (d *Delivery) ours(theirs calendar.Block) bool {
	if theirs.Method == calendar.MethodCancel {
		return false
	}
	sameTime := func(start time.Time, length time.Duration) bool {
		return theirs.Start.Equal(start) && theirs.Duration == length
	}
	if d.kept.There() {
		return sameTime(d.kept.Start, time.Duration(d.kept.Minutes)*time.Minute)
	}
	return sameTime(d.block.Start, d.block.Duration) || theirs.Sequence < d.block.Sequence
}

// keepAnswers takes over what people answered by way of their calendars to the time that the block is at.
func (d *Delivery) keepAnswers(theirs calendar.Block) {
	if !theirs.Start.Equal(d.block.Start) {
		return
	}
	for i, a := range d.block.Attendees {
		for _, b := range theirs.Attendees {
			if a.Answer == calendar.Unanswered && a.Email != "" && a.Email == b.Email {
				d.block.Attendees[i].Answer = b.Answer
			}
		}
	}
}

func calendarWins(ctx context.Context, w *workspace.Workspace, d *Delivery, there caldav.Object, theirs calendar.Block) error {
	s := w.Snapshot()
	was := s.Local(d.Entry.Pairing.Start)
	if d.Step == DeliverRemove {
		was = s.Local(time.Time{})
	}
	now, err := adopt(ctx, w, d.Entry, d.kept, there, theirs)
	if err != nil {
		return err
	}
	return &OvertakenError{Entry: now, Was: was, Own: d.as == ""}
}

// adopt records what was done to a block in the reader's calendar: as the ledger's truth where they planned it, else as what stands
// in their calendar alone.
func adopt(ctx context.Context, w *workspace.Workspace, e *ledger.Entry, k ledger.Kept, there caldav.Object, theirs calendar.Block) (*ledger.Entry, error) {
	minutes := max(1, int(theirs.Duration.Round(time.Minute)/time.Minute))
	gone := theirs.Method == calendar.MethodCancel
	if !gone && (minutes > ledger.MostMinutes || theirs.Start.Year() < 2000 || theirs.Start.Year() > e.Pairing.Start.Year()+mostYears) {
		return nil, fmt.Errorf("%s stands in your calendar at %s, for %d hours, which no block can be; set it right there", e.ID, theirs.Start.Format("2 January 2006"), minutes/60)
	}
	next := ledger.Kept{Calendar: k.Calendar, Answer: k.Answer}
	if !gone {
		next.Address, next.Tag, next.Start, next.Minutes, next.Sequence = there.Address, there.Tag, theirs.Start.UTC(), minutes, k.Sequence
	}
	now := e
	if s := w.Snapshot(); s.IsMine(e) {
		kind, body := ledger.PairingCancelled, any(ledger.Shift{Sequence: max(theirs.Sequence, e.Pairing.Sequence+1)})
		if !gone {
			kind, body = ledger.PairingMoved, ledger.Shift{
				Start: theirs.Start.UTC(), Minutes: minutes, Sequence: max(theirs.Sequence, e.Pairing.Sequence+1), Again: e.State == ledger.Cancelled,
			}
		}
		if !gone || e.State == ledger.Planned {
			raw, err := json.Marshal(body)
			if err != nil {
				return nil, err
			}
			if _, err := w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: string(kind), Subject: e.ID, Visibility: ledger.Team, Body: raw}); err != nil {
				return nil, err
			}
		}
		if found, ok := w.Snapshot().Ledger.Find(e.ID); ok {
			now = found
			next.Sequence = now.Pairing.Sequence
		}
	}
	if gone {
		next.Sequence = 0
	}
	return now, noteKept(ctx, w, e.ID, next)
}

// noteKept remembers, for the reader alone, how a block stands in their calendar.
func noteKept(ctx context.Context, w *workspace.Workspace, id string, k ledger.Kept) error {
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: string(ledger.PairingKept), Subject: id, Visibility: ledger.Private, Body: raw})
	return err
}
