package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// longestBlock is how long time for oneself may be at once.
const longestBlock = 12 * time.Hour

// KeepTime keeps time for the reader alone: no view, sync or other machine sees it. A block in the past, or over one that is
// there, is refused.
func KeepTime(ctx context.Context, w *workspace.Workspace, k plate.Kept) (plate.Block, error) {
	s := w.Snapshot()
	if s.StoreErr != nil {
		return plate.Block{}, s.StoreErr
	}
	k.Start = k.Start.UTC().Truncate(time.Second)
	length := time.Duration(k.Minutes) * time.Minute
	var err error
	if k.About, err = line(k.About); err != nil {
		return plate.Block{}, Faults{{"about", err.Error()}}
	}
	switch {
	case length < 5*time.Minute || length > longestBlock:
		return plate.Block{}, Faults{{"for", "must be between 5 minutes and 12 hours"}}
	case k.Start.Before(s.Now()):
		return plate.Block{}, Faults{{"when", "is in the past; give a time from now on"}}
	}
	for _, b := range s.Plate().Ahead(s.Now()) {
		if b.Start.Before(k.Start.Add(length)) && k.Start.Before(b.End()) {
			return plate.Block{}, fmt.Errorf("you keep that time already, for %s (%s); `leadline pairing block drop %s` frees it", b.What, b.ID, b.ID)
		}
	}
	id, err := ledger.NewBlockID(w.Random(), func(id string) bool {
		return slices.ContainsFunc(s.Plate().Blocks(), func(b plate.Block) bool { return b.ID == id })
	})
	if err != nil {
		return plate.Block{}, fmt.Errorf("cannot make an id: %w", err)
	}
	return plate.Block{ID: id, Kept: k}, keep(ctx, w, plate.BlockPlanned, id, k)
}

// DropTime frees time that the reader keeps, in their calendar too if it stands there, and returns it as it was. Where the calendar
// cannot be reached it is free all the same, and the error says that it stands there still.
func DropTime(ctx context.Context, w *workspace.Workspace, id string) (plate.Block, error) {
	b, err := OwnTime(w.Snapshot(), id)
	if err != nil {
		return b, err
	}
	failed := takeOut(ctx, w, b)
	return b, errors.Join(keep(ctx, w, plate.BlockDropped, b.ID, struct{}{}), failed)
}

// OwnTime finds time that the reader keeps.
func OwnTime(s *workspace.Snapshot, id string) (plate.Block, error) {
	for _, b := range s.Plate().Blocks() {
		if strings.EqualFold(b.ID, strings.TrimSpace(id)) {
			return b, nil
		}
	}
	return plate.Block{}, fmt.Errorf("you keep no time called %q; `leadline plate` shows what you keep", id)
}

func keep(ctx context.Context, w *workspace.Workspace, kind, id string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: kind, Subject: id, Visibility: ledger.Private, Body: raw})
	return err
}

// TimeICS renders time that the reader keeps as an iCalendar file for their own calendar, which invites nobody.
func TimeICS(s *workspace.Snapshot, b plate.Block) ([]byte, error) {
	block := TimeBlock(s, b)
	out, err := block.ICS()
	if err != nil {
		return nil, fmt.Errorf("cannot write %s for a calendar: %w", b.ID, err)
	}
	return out, nil
}

// TimeBlock is time that the reader keeps as calendars know it, on their own clocks.
func TimeBlock(s *workspace.Snapshot, b plate.Block) calendar.Block {
	topic := b.What
	if b.About != "" {
		topic += ": " + b.About
	}
	return calendar.Block{
		UID: strings.ToLower(b.ID) + "@leadline", Topic: strings.ToUpper(topic[:1]) + topic[1:], Start: b.Start.In(s.Working(nil).Zone),
		Duration: b.End().Sub(b.Start), Stamp: s.Now(), Method: calendar.MethodPublish,
	}
}
