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
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/workspace"
)

// TimeDelivery would make the reader's own calendar show time that they keep for themselves. It is made to be shown to the reader, who
// confirms it; only then it is given to [SendTime]. Nobody is invited.
type TimeDelivery struct {
	Block    plate.Block
	Calendar string // address of the collection
}

// DeliverTime says what would have to be done for the reader's calendar to show time that they keep; nil where there is nothing to do.
// The error is workspace.ErrNoCalendar where the settings name none.
func DeliverTime(s *workspace.Snapshot, b plate.Block) (*TimeDelivery, error) {
	address := s.Settings.Calendar.Blocks
	switch {
	case address == "":
		return nil, workspace.ErrNoCalendar
	case b.Stands.There() && b.Stands.Calendar == address, !b.End().After(s.Now()):
		return nil, nil
	}
	return &TimeDelivery{b, address}, nil
}

// UnsentTime says of time that was wanted in the reader's calendar why it is not there; "" where it is, or was never wanted there.
func UnsentTime(b plate.Block) string {
	if b.Stands.There() {
		return ""
	}
	return b.Stands.Problem
}

// SendTime does what a delivery says, which the reader has confirmed. After an error the time is kept all the same, and remembered as
// wanted in the calendar. What stands there already under its name, from an attempt whose answer was lost, is taken for what it is.
func SendTime(ctx context.Context, w *workspace.Workspace, d *TimeDelivery) error {
	unsent := func(err error) error {
		k := ledger.Kept{Calendar: d.Calendar, Wanted: true, Problem: err.Error()}
		return errors.Join(fmt.Errorf("%s is kept, and not in your calendar yet: %w. `leadline pairing block publish %s` tries again", d.Block.ID, err, d.Block.ID),
			keep(ctx, w, plate.BlockStands, d.Block.ID, k))
	}
	server, err := w.CalendarServer(ctx, d.Calendar)
	if err != nil {
		return unsent(err)
	}
	block := TimeBlock(w.Snapshot(), d.Block)
	block.Method = calendar.MethodStored
	text, err := block.ICS()
	if err != nil {
		return unsent(err)
	}
	there, err := server.Create(ctx, d.Calendar, block.UID, text)
	var conflict *caldav.Conflict
	switch {
	case errors.As(err, &conflict) && conflict.Newer != nil:
		theirs, err := ics.ReadBlock(ctx, bytes.NewReader(conflict.Newer.ICS), block.UID, w.Snapshot().Working(nil).Zone)
		if err != nil {
			return unsent(fmt.Errorf("what stands there now cannot be read: %w", err))
		}
		return adoptTime(ctx, w, d.Block, d.Calendar, *conflict.Newer, theirs)
	case err != nil:
		return unsent(err)
	}
	return keep(ctx, w, plate.BlockStands, d.Block.ID, standing(d.Calendar, there, d.Block.Kept))
}

func standing(collection string, there caldav.Object, k plate.Kept) ledger.Kept {
	return ledger.Kept{Calendar: collection, Address: there.Address, Tag: there.Tag, Start: k.Start, Minutes: k.Minutes}
}

// adoptTime records how the calendar has time that the reader keeps: that counts.
func adoptTime(ctx context.Context, w *workspace.Workspace, b plate.Block, collection string, there caldav.Object, theirs calendar.Block) error {
	if theirs.Method == calendar.MethodCancel {
		return keep(ctx, w, plate.BlockDropped, b.ID, struct{}{})
	}
	next := b.Kept
	next.Start, next.Minutes = theirs.Start.UTC(), max(1, int(theirs.Duration.Round(time.Minute)/time.Minute))
	if !next.Start.Equal(b.Start) || next.Minutes != b.Minutes {
		if err := keep(ctx, w, plate.BlockPlanned, b.ID, next); err != nil {
			return err
		}
	}
	return keep(ctx, w, plate.BlockStands, b.ID, standing(collection, there, next))
}

// takeOut takes time that is not over out of the reader's calendar, wherever it was moved to there.
func takeOut(ctx context.Context, w *workspace.Workspace, b plate.Block) error {
	if !b.Stands.There() || !b.End().After(w.Snapshot().Now()) {
		return nil
	}
	server, err := w.CalendarServer(ctx, b.Stands.Calendar)
	at := caldav.Object{Address: b.Stands.Address, Tag: b.Stands.Tag}
	for try := 0; err == nil && try < 4; try++ {
		err = server.Delete(ctx, at)
		var conflict *caldav.Conflict
		if !errors.As(err, &conflict) {
			break
		}
		if err = nil; conflict.Newer == nil {
			break
		}
		at = *conflict.Newer
	}
	if err != nil {
		return fmt.Errorf("%s is free here, and stands in your calendar still: %w. Take it out there", b.ID, err)
	}
	return nil
}

// SeenTime is a change that was made in the reader's calendar to time that they keep. It is recorded.
type SeenTime struct {
	Block plate.Block // as it is now, or was
	Gone  bool        // it was taken out, and is free
}

// LookAtTime looks at the time that the reader keeps and has put into their calendar, as [LookAtCalendar] does at blocks.
func LookAtTime(ctx context.Context, w *workspace.Workspace) ([]SeenTime, error) {
	if err := w.CatchUp(ctx); err != nil {
		return nil, err
	}
	var server *caldav.Server
	var out []SeenTime
	s := w.Snapshot()
	for _, b := range s.Plate().Ahead(s.Now()) {
		if !b.Stands.There() || b.Stands.Calendar != s.Settings.Calendar.Blocks {
			continue
		}
		if server == nil {
			var err error
			if server, err = w.CalendarServer(ctx, b.Stands.Calendar); err != nil {
				return out, err
			}
		}
		seen, err := lookAtTime(ctx, w, server, b)
		if err != nil {
			return out, fmt.Errorf("looking at %s in your calendar: %w", b.ID, err)
		}
		if seen != nil {
			out = append(out, *seen)
		}
	}
	return out, nil
}

func lookAtTime(ctx context.Context, w *workspace.Workspace, server *caldav.Server, b plate.Block) (*SeenTime, error) {
	there, err := server.Get(ctx, caldav.Object{Address: b.Stands.Address, Tag: b.Stands.Tag})
	var problem *caldav.Problem
	theirs := calendar.Block{Method: calendar.MethodCancel}
	switch {
	case errors.As(err, &problem) && problem.Reason == caldav.Absent:
	case err != nil:
		return nil, err
	case there.Tag != "" && there.Tag == b.Stands.Tag:
		return nil, nil
	default:
		if theirs, err = ics.ReadBlock(ctx, bytes.NewReader(there.ICS), TimeBlock(w.Snapshot(), b).UID, w.Snapshot().Working(nil).Zone); err != nil {
			return nil, fmt.Errorf("what stands there cannot be read: %w", err)
		}
	}
	now, err := OwnTime(w.Snapshot(), b.ID)
	if err != nil || now.Stands != b.Stands { // another process saw it meanwhile
		return nil, nil
	}
	if err := adoptTime(ctx, w, b, b.Stands.Calendar, there, theirs); err != nil {
		return nil, err
	}
	if theirs.Method == calendar.MethodCancel {
		return &SeenTime{Block: b, Gone: true}, nil
	}
	if now, err = OwnTime(w.Snapshot(), b.ID); err != nil || now.Kept == b.Kept {
		return nil, nil
	}
	return &SeenTime{Block: now}, nil
}
