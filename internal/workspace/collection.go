package workspace

import (
	"context"
	"errors"

	"github.com/leadline/leadline/internal/caldav"
)

// ErrNoCalendar says that the reader's settings name no calendar for blocks.
var ErrNoCalendar = errors.New("your settings name no calendar for blocks: write its CalDAV address into your own config.toml, as blocks = \"https://…\" under [calendar]; `leadline doctor` says where that file is")

// passed are the variables that the program gets that the reader's settings name for a calendar's password: what stores of
// passwords need to know whom to ask.
var passed = []string{
	"PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "DISPLAY", "WAYLAND_DISPLAY", "SSH_AUTH_SOCK", "GPG_TTY", "GNUPGHOME",
	"PASSWORD_STORE_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
	"SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT", "COMSPEC",
	"LEADLINE_CALENDAR_HOST", "LEADLINE_CALENDAR_USER", "LEADLINE_CALENDAR_PASSWORD",
}

// CalendarServer is the server of an address that the reader's settings name, asked as the reader: their credential is
// looked for now, and kept nowhere.
func (w *Workspace) CalendarServer(ctx context.Context, address string) (*caldav.Server, error) {
	plan := w.calendars.plan.Load()
	if plan == nil {
		return nil, ErrNoCalendar
	}
	credential, err := w.calendarCredential(ctx, plan, address, true)
	if err != nil {
		return nil, err
	}
	return caldav.Open(address, caldav.Options{Credential: credential, Now: w.options.Now})
}
