package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/caldav"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// calendarPatience is how long somebody waits who asks to look at calendars.
const calendarPatience = 2 * time.Minute

// calendarJSON is what is known of the reader's calendars.
type calendarJSON struct {
	Sources []calendarSourceJSON `json:"sources"`
	Known   bool                 `json:"known"` // all of the next two weeks
	Busy    []stretchJSON        `json:"busy"`  // within them
	Sharing int                  `json:"sharing"`
	Shared  *string              `json:"shared_until"` // a date; null where nothing is shared
	Away    *awayDaysJSON        `json:"away"`         // as the calendars say and nobody was told; null for never
}

type calendarSourceJSON struct {
	Kind    string     `json:"kind"`  // file, feed or caldav
	Place   string     `json:"place"` // without what may be a secret
	At      *time.Time `json:"at"`    // of the last look that succeeded; null before the first
	Busy    int        `json:"busy"`  // times
	Unread  int        `json:"unread"`
	Problem *string    `json:"problem"` // offline, unknown, forbidden, absent, limited, failing …; null for none
	Message *string    `json:"message"` // what to do about it
}

type stretchJSON struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

type awayDaysJSON struct {
	From string `json:"from"`
	To   string `json:"to"`
}

func (a *app) calendar() *cobra.Command {
	var as string
	add := &cobra.Command{
		Use: "add FILE|ADDRESS", Short: "Let one of your calendars be read for when you are busy", Args: a.exactly(1),
		Long: "Let one of your calendars be read for when you are busy: an .ics file, the address of one, or a calendar on a CalDAV server.\n" +
			"It is looked at at once, and written into your own settings if that went well. Only times are kept, on this machine and for\n" +
			"you alone: no titles, no places, no people. Nobody is told.\n\n" +
			"A password comes from the environment (LEADLINE_CALENDAR_HOST, _USER and _PASSWORD), from the command that your settings name\n" +
			"(calendar.command), or from `git credential`. It is never stored.",
		RunE: func(c *cobra.Command, args []string) error {
			kind := caldav.Kind(as)
			if !slices.Contains([]caldav.Kind{"", caldav.File, caldav.Feed, caldav.Collection}, kind) {
				return usagef("%q is no kind of calendar; say file, feed or caldav", as)
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.addCalendar(ctx, s, args[0], kind) })
		},
	}
	add.Flags().StringVar(&as, "as", "", "read it as `KIND`: file, feed or caldav; else that is found out")
	remove := &cobra.Command{
		Use: "remove NUMBER|FILE|ADDRESS", Short: "Read a calendar no longer, and forget what it said", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.removeCalendar(ctx, s, args[0]) })
		},
	}
	look := &cobra.Command{
		Use: "look", Short: "Look at your calendars now", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				waits, cancel := context.WithTimeout(ctx, calendarPatience)
				defer cancel()
				s.LookAgain(waits)
				a.lookAtBlocks(waits, s)
				if err := a.showCalendars(s); err != nil {
					return err
				}
				if c := s.Snapshot().Calendars; c != nil && slices.ContainsFunc(c.Sources, func(s workspace.CalendarSource) bool { return s.Problem != nil }) {
					a.code = 1
				}
				return nil
			})
		},
	}
	weeks := 2
	share := &cobra.Command{
		Use: "share", Short: "Tell your team in this repository when you are busy", Args: a.exactly(0),
		Long: "Tell your team in this repository when you are busy in the weeks to come, so that a time can be found that suits you: your working\n" +
			"hours, and when you are busy within them, in quarters of an hour. No titles, nothing outside your hours. It is brought up to date while\n" +
			"an editor is open, and `leadline calendar unshare` takes it back.",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.shareCalendar(ctx, s, weeks) })
		},
	}
	share.Flags().IntVar(&weeks, "weeks", weeks, fmt.Sprintf("for `N` weeks ahead, at most %d", ledger.MostWeeksShared))
	unshare := &cobra.Command{
		Use: "unshare", Short: "Take back what your team was told of when you are busy", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if err := s.Unshare(ctx); err != nil {
					return err
				}
				if a.json {
					return a.answer(a.calendarsJSON(s))
				}
				return a.print("Your team is not told any more when you are busy, and what it was told is gone.\n")
			})
		},
	}
	top := &cobra.Command{
		Use: "calendar", Short: "Your calendars, read for when you are busy: where they are, how old that is, and when",
		Args: a.noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				lookAtCalendars(ctx, s.Workspace)
				return a.showCalendars(s)
			})
		},
	}
	top.AddCommand(add, remove, look, share, unshare)
	return top
}

// lookAtCalendars looks at the reader's calendars for a command, if it is time to; what is known already will do where that takes long.
func lookAtCalendars(ctx context.Context, w *workspace.Workspace) {
	ctx, cancel := context.WithTimeout(ctx, hostPatience)
	defer cancel()
	w.LookAtCalendars(ctx)
}

// calendarAge ends an answer that depends on the reader's calendars with what is not known of them, where that matters.
func calendarAge(v phrase.Voice) string {
	if said := v.CalendarAge(); said != "" {
		return said + "\n"
	}
	return ""
}

func (a *app) addCalendar(ctx context.Context, s *session, place string, kind caldav.Kind) error {
	if kind == caldav.File || kind == "" && !strings.Contains(place, "://") {
		if !strings.HasPrefix(place, "~/") {
			place = filepath.Clean(a.path(place))
		}
		kind = caldav.File
	}
	waits, cancel := context.WithTimeout(ctx, calendarPatience)
	defer cancel()
	found, err := s.FindCalendar(waits, place, kind)
	var several *workspace.SeveralError
	var problem *caldav.Problem
	switch {
	case errors.As(err, &several):
		lines := []string{"several calendars are there, so none was added: name one of them"}
		for _, c := range several.Calendars {
			lines = append(lines, "  leadline calendar add "+phrase.Clean(c.Address, 300)+"   # "+phrase.Clean(c.Name, 80))
		}
		if !a.json {
			if err := a.print(strings.Join(lines[1:], "\n") + "\n"); err != nil {
				return err
			}
		}
		return errors.New(lines[0])
	case errors.As(err, &problem):
		return errors.New("nothing was added: " + phrase.CalendarProblem(found.Kind, problem))
	case err != nil:
		return fmt.Errorf("nothing was added: %w", err)
	}
	key, listed := keyFor(s, found.Kind)
	if kind == caldav.File && strings.HasPrefix(place, "~/") {
		found.Address = place
	}
	if slices.Contains(listed, found.Address) {
		return a.saySeen(s, found, "is read already")
	}
	if err := a.setMine(key, append(slices.Clone(listed), found.Address)); err != nil {
		return err
	}
	s.Reload(ctx, nil)
	if err := s.AdoptCalendar(ctx, found); err != nil {
		return err
	}
	return a.saySeen(s, found, "is read from now on")
}

// saySeen tells what was seen of a calendar at the first look.
func (a *app) saySeen(s *session, found workspace.Found, what string) error {
	if a.json {
		return a.answer(a.calendarsJSON(s))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s.\n", phrase.CalendarPlace(found.CalendarSource), what, phrase.BusyAhead(found.CalendarState, a.Now()))
	for i, f := range found.Unread {
		if i == 5 {
			fmt.Fprintf(&b, "  and %d more\n", len(found.Unread)-i)
			break
		}
		line := ""
		if f.Line > 0 {
			line = fmt.Sprintf("line %d: ", f.Line)
		}
		times := ""
		if f.Times > 1 {
			times = fmt.Sprintf(" (%d times)", f.Times)
		}
		b.WriteString("  " + line + phrase.Clean(f.Text, 300) + times + "\n")
	}
	b.WriteString("Only times are kept, on this machine; nobody is told. `leadline calendar` lists them.\n")
	if away, ok := s.Snapshot().MyAway(); ok {
		b.WriteString(s.voice().AwayOffer(away) + "\n")
	}
	return a.print(b.String())
}

// keyFor is the setting that names calendars of a kind, and what it names already.
func keyFor(s *session, kind caldav.Kind) (key string, listed []string) {
	c := s.Snapshot().Settings.Calendar
	switch kind {
	case caldav.Feed:
		return "calendar.feeds", c.Feeds
	case caldav.Collection:
		return "calendar.caldav", c.Collections
	}
	return "calendar.files", c.Files
}

func (a *app) removeCalendar(ctx context.Context, s *session, which string) error {
	c := s.Snapshot().Calendars
	if c == nil {
		return errors.New("no calendar of yours is read; there is nothing to remove")
	}
	i := slices.IndexFunc(c.Sources, func(s workspace.CalendarSource) bool {
		return s.Address == which || s.Kind == caldav.File && s.Address == filepath.Clean(a.path(which))
	})
	if n, err := strconv.Atoi(which); err == nil && n >= 1 && n <= len(c.Sources) {
		i = n - 1
	}
	if i < 0 {
		return fmt.Errorf("no calendar of yours is %q; `leadline calendar` lists them with their numbers", phrase.Clean(which, 100))
	}
	source := c.Sources[i]
	dirs, err := a.dirs()
	if err != nil {
		return err
	}
	key, listed := keyFor(s, source.Kind)
	left := slices.DeleteFunc(slices.Clone(listed), func(place string) bool {
		return place == source.Address || source.Kind == caldav.File && dirs.Expand(place) == source.Address
	})
	if err := a.setMine(key, left); err != nil {
		return err
	}
	s.Reload(ctx, nil)
	s.LookAtCalendars(ctx) // which forgets what is named no more
	if a.json {
		return a.answer(a.calendarsJSON(s))
	}
	return a.print(phrase.CalendarPlace(source) + " is read no longer, and what it said is gone.\n")
}

func (a *app) shareCalendar(ctx context.Context, s *session, weeks int) error {
	if weeks < 1 || weeks > ledger.MostWeeksShared {
		return usagef("%d weeks cannot be shared; give from 1 to %d", weeks, ledger.MostWeeksShared)
	}
	lookAtCalendars(ctx, s.Workspace)
	shared, err := s.Share(ctx, weeks)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(a.calendarsJSON(s))
	}
	return a.print(s.voice().Shared(shared) + "\n")
}

// busyAhead is how far ahead busy times are listed.
const busyAhead = 14 * 24 * time.Hour

func (a *app) showCalendars(s *session) error {
	if a.json {
		return a.answer(a.calendarsJSON(s))
	}
	snapshot := s.Snapshot()
	c := snapshot.Calendars
	if c == nil {
		return a.print("No calendar of yours is read. `leadline calendar add FILE` or `leadline calendar add ADDRESS` lets one be read for when you are busy;\n" +
			"only times are kept, and nobody is told.\n")
	}
	var b strings.Builder
	style := a.style()
	b.WriteString(style.Strong("Your calendars") + "\n")
	for i, source := range c.Sources {
		fmt.Fprintf(&b, "  %d  %s: %s\n", i+1, phrase.CalendarPlace(source), s.voice().CalendarSource(source))
	}
	working := snapshot.Working(snapshot.Me)
	busy, known := c.Busy(a.Now(), a.Now().Add(busyAhead))
	fmt.Fprintf(&b, "\n%s (%s)\n", style.Strong("Busy in the next two weeks"), working.Zone)
	for _, line := range phrase.BusyDays(busy, working.Zone) {
		b.WriteString("  " + line + "\n")
	}
	switch {
	case len(busy) == 0 && known:
		b.WriteString("  never\n")
	case !known:
		b.WriteString("  and when the calendar says so that could not be read\n")
	}
	b.WriteString("\n" + s.voice().Sharing() + "\n")
	if away, ok := snapshot.MyAway(); ok {
		b.WriteString(s.voice().AwayOffer(away) + "\n")
	}
	return a.print(b.String())
}

func (a *app) calendarsJSON(s *session) calendarJSON {
	snapshot := s.Snapshot()
	out := calendarJSON{Sources: []calendarSourceJSON{}, Busy: []stretchJSON{}, Sharing: snapshot.Sharing()}
	c := snapshot.Calendars
	if c != nil {
		for _, source := range c.Sources {
			one := calendarSourceJSON{Kind: string(source.Kind), Place: source.Place(), Busy: len(source.Intervals), Unread: source.Unread + source.Faults, At: some(source.At.UTC().Truncate(time.Second))}
			if p := source.Problem; p != nil {
				one.Problem, one.Message = some(string(p.Reason)), some(phrase.CalendarProblem(source.Kind, p))
			}
			out.Sources = append(out.Sources, one)
		}
	}
	busy, known := c.Busy(a.Now(), a.Now().Add(busyAhead))
	out.Known = known
	for _, i := range busy {
		out.Busy = append(out.Busy, stretchJSON{i.Start.UTC(), i.End.UTC()})
	}
	if me := snapshot.Me; me != nil {
		if shared, ok := snapshot.Shared(ledger.Actor{Name: me.Name, Email: me.Email}); ok {
			out.Shared = some(shared.To)
		}
	}
	if away, ok := snapshot.MyAway(); ok {
		out.Away = &awayDaysJSON{away.From, away.To}
	}
	return out
}
