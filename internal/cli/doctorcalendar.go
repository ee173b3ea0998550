package cli

import (
	"context"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// checkCalendars tells what is known of the reader's calendars; nothing of somebody who let none be read.
func checkCalendars(ctx context.Context, c *checkup, w *workspace.Workspace, voice phrase.Voice) {
	lookAtCalendars(ctx, w)
	calendars := w.Snapshot().Calendars
	if calendars == nil {
		return
	}
	voice.Snapshot = w.Snapshot()
	const what = "calendar"
	for _, source := range calendars.Sources {
		found := phrase.CalendarPlace(source)
		if !source.At.IsZero() {
			found += ": " + phrase.BusyAhead(source.CalendarState, voice.Now) + ", as of " + phrase.When(source.At, voice.Now)
		}
		switch p := source.Problem; {
		case p == nil && source.At.IsZero():
			c.note(what, found, "it was not looked at yet; another Leadline may be looking")
		case p == nil:
			c.ok(what, found)
		case p.Reason == caldav.Offline, p.Reason == caldav.Failing, p.Reason == caldav.Limited, !source.At.IsZero():
			c.note(what, found, phrase.CalendarProblem(source.Kind, p))
		default:
			c.mend(what, found, phrase.CalendarProblem(source.Kind, p))
		}
	}
}
