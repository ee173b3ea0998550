package action

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/calendar/ics"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// What a look at the reader's calendar can find changed there.
const (
	SeenMoved     = "moved"     // recorded, where the reader planned it
	SeenCancelled = "cancelled" // recorded, where the reader planned it
	SeenGone      = "gone"      // taken out of the calendar of somebody who was invited
	SeenAnswered  = "answered"  // the reader answered there; recorded
)

// Seen is a change to a block that was made in the reader's calendar.
type Seen struct {
	Entry *ledger.Entry // as it is now
	What  string
	// Start is when the calendar has it; the zero time where it has it no more.
	Start time.Time
}

// LookAtCalendar looks at the blocks that were put into the reader's calendar and are not over, and records what was changed there:
// that counts. A calendar that gives no answer is an error, with what was seen before.
func LookAtCalendar(ctx context.Context, w *workspace.Workspace) ([]Seen, error) {
	if err := w.CatchUp(ctx); err != nil {
		return nil, err
	}
	s := w.Snapshot()
	var server *caldav.Server
	var out []Seen
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		k, _ := s.Kept(e.ID)
		if !k.There() || !k.Start.Add(time.Duration(k.Minutes)*time.Minute).After(s.Now()) && !e.Pairing.End().After(s.Now()) {
			continue
		}
		if server == nil {
			var err error
			if server, err = w.CalendarServer(ctx, k.Calendar); err != nil {
				return out, err
			}
		}
		seen, err := lookAt(ctx, w, server, e, k)
		if err != nil {
			return out, fmt.Errorf("looking at %s in your calendar: %w", e.ID, err)
		}
		if seen != nil {
			out = append(out, *seen)
		}
	}
	return out, nil
}

func lookAt(ctx context.Context, w *workspace.Workspace, server *caldav.Server, e *ledger.Entry, k ledger.Kept) (*Seen, error) {
	own := w.Snapshot().IsMine(e)
	there, err := server.Get(ctx, caldav.Object{Address: k.Address, Tag: k.Tag})
	var problem *caldav.Problem
	theirs := calendar.Block{Method: calendar.MethodCancel}
	switch {
	case errors.As(err, &problem) && problem.Reason == caldav.Absent:
	case err != nil:
		return nil, err
	case there.Tag != "" && there.Tag == k.Tag:
		return nil, nil
	default:
		if theirs, err = ics.ReadBlock(ctx, bytes.NewReader(there.ICS), e.Pairing.UID, w.Snapshot().Working(nil).Zone); err != nil {
			return nil, fmt.Errorf("what stands there cannot be read: %w", err)
		}
	}
	if now, ok := w.Snapshot().Kept(e.ID); ok && now != k { // another process saw it meanwhile
		return nil, nil
	}
	seen := &Seen{Entry: e, Start: theirs.Start}
	switch {
	case theirs.Method == calendar.MethodCancel:
		seen.What = SeenCancelled
		if !own {
			seen.What = SeenGone
		}
	case !theirs.Start.Equal(k.Start) || theirs.Duration != time.Duration(k.Minutes)*time.Minute:
		seen.What = SeenMoved
	default:
		return answeredThere(ctx, w, e, k, there, theirs)
	}
	if seen.Entry, err = adopt(ctx, w, e, k, there, theirs); err != nil {
		return nil, err
	}
	return seen, nil
}

// answeredThere records what the reader answered to somebody else's block by way of their calendar, and remembers the version.
func answeredThere(ctx context.Context, w *workspace.Workspace, e *ledger.Entry, k ledger.Kept, there caldav.Object, theirs calendar.Block) (*Seen, error) {
	s := w.Snapshot()
	k.Address, k.Tag = there.Address, there.Tag
	said := ledger.State("")
	for _, a := range theirs.Attendees {
		if !ownAddress(s, a.Email) {
			continue
		}
		for state, word := range partstat {
			if word == a.Answer {
				said = state
			}
		}
	}
	if s.IsMine(e) || said == "" || said == k.Answer || said == ownAnswer(s, e) || e.State != ledger.Planned {
		return nil, noteKept(ctx, w, e.ID, k)
	}
	kind, _ := ledger.AnswerKind(e.Type, said)
	r, err := appendTo(ctx, w, e, kind, map[string]any{})
	if err != nil {
		return nil, err
	}
	k.Answer = said
	return &Seen{Entry: r.Entry, What: SeenAnswered, Start: theirs.Start}, noteKept(ctx, w, e.ID, k)
}
