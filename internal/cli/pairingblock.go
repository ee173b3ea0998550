package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// ownTimeJSON is time that the reader keeps for themselves, or could keep: then it has no id.
type ownTimeJSON struct {
	ID      *string  `json:"id"`
	What    string   `json:"what"` // coding, thinking, reviews
	About   *string  `json:"about"`
	Start   instant  `json:"start"`
	End     instant  `json:"end"`
	Reasons []string `json:"reasons"`
	ICS     *string  `json:"ics"`
	Command *string  `json:"command"` // that keeps it
	// Calendar is the reader's own, where the time was put into it or should be; else null.
	Calendar *deliveryJSON `json:"calendar"`
}

var whats = []string{string(slot.Coding), string(slot.Thinking), string(slot.Reviews)}

// ownFlags are what somebody asks for, as written.
type ownFlags struct {
	what, length, when, from, end, about string
	blockFlags
}

func (a *app) pairingBlock() *cobra.Command {
	var f ownFlags
	c := &cobra.Command{
		Use: "block [--what coding|thinking|reviews] [--for LENGTH] [--when WHEN]", Short: "Keep time for yourself; nobody else sees it",
		Long: "Keep time for yourself: for coding, thinking, or all reviews at once. Nobody else sees it: it is on no view and leaves\n" +
			"this machine only as a file that you ask for, or into your own calendar (calendar.blocks in your settings) once you have\n" +
			"confirmed it; what you change there counts. Pairing is then suggested at other times.\n\n" +
			"  leadline pairing block                            what you could keep in the next days, and why; keeps nothing\n" +
			"  leadline pairing block --what coding --for 2h     keep the time that fits best\n" +
			"  leadline pairing block --for 2h --when 'thu 9:00' keep this time\n" +
			"  leadline pairing block drop ID                    free it again, in your calendar too",
		Args: a.noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if s.Snapshot().Me == nil {
					return workspace.ErrNobody
				}
				if !slices.ContainsFunc([]string{"what", "for", "when", "about", "ics", "publish"}, c.Flags().Changed) {
					return a.proposeTime(ctx, s, f)
				}
				return a.keepTime(ctx, s, f)
			})
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.what, "what", "", "coding|thinking|reviews: what it is for; coding otherwise")
	flags.StringVar(&f.length, "for", "", "how `long`; 2h otherwise, for reviews as long as those that are open take")
	flags.StringVar(&f.when, "when", "", "`when`, such as \"thu 9:00\"; the time that fits best otherwise")
	flags.StringVar(&f.from, "from", "", "not before this `day`; today otherwise")
	flags.StringVar(&f.end, "to", "", "not after this `day`; two weeks after the first otherwise")
	flags.StringVar(&f.about, "about", "", "a line of your own about it")
	f.add(c, "write it to `FILE` too, for your calendar")
	c.AddCommand(a.dropBlock(), a.publishTime())
	return c
}

func (a *app) dropBlock() *cobra.Command {
	return &cobra.Command{
		Use: "drop ID", Short: "Free time that you kept", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				a.lookAtOwnTime(ctx, s)
				b, err := action.DropTime(ctx, s.Workspace, args[0])
				if b.ID == "" {
					return err
				}
				if a.json {
					return errors.Join(a.answer(keptOf(b)), err)
				}
				text := "Free again: " + s.voice().KeptTime(b)
				if b.Stands.There() && err == nil {
					text += " · out of your calendar"
				}
				return errors.Join(a.print(text+"\n"), err)
			})
		},
	}
}

func keptOf(b plate.Block) ownTimeJSON {
	out := ownTimeJSON{ID: some(b.ID), What: b.What, About: some(b.About), Start: at(b.Start), End: at(b.End()), Reasons: []string{}}
	if unsent := action.UnsentTime(b); b.Stands.There() || unsent != "" {
		out.Calendar = &deliveryJSON{Shows: unsent == "", Unsent: some(unsent)}
	}
	return out
}

// ownTime looks for times for what is wanted.
func (s *session) ownTime(ctx context.Context, want hint.OwnTime, from, to time.Time) (hint.OwnTime, error) {
	lookAtCalendars(ctx, s.Workspace)
	own := s.Meeting(ctx, []*people.Person{s.Snapshot().Me}, from, to)
	found, err := hint.ForOwnTime(s.Snapshot(), own[0], want, from, to)
	if input := new(slot.InputError); errors.As(err, &input) {
		return found, usagef("%w", err)
	}
	return found, err
}

// proposeTime says what could be kept, and keeps nothing.
func (a *app) proposeTime(ctx context.Context, s *session, f ownFlags) error {
	from, to, err := s.window(f.from, f.end)
	if err != nil {
		return err
	}
	if f.end == "" {
		to = from.AddDate(0, 0, 7)
	}
	a.lookAtOwnTime(ctx, s)
	found, err := s.ownTime(ctx, hint.WantedTime(s.Snapshot()), from, to)
	if err != nil {
		return err
	}
	v := s.voice()
	ahead := s.Snapshot().Plate().Ahead(s.Snapshot().Now())
	if a.json {
		out := []ownTimeJSON{}
		for _, b := range ahead {
			out = append(out, keptOf(b))
		}
		for _, b := range found.Besides(ahead) {
			out = append(out, ownTimeJSON{
				What: string(b.Kind), Start: at(b.Start), End: at(b.End), Reasons: list(v.OwnReasons(found, b)), Command: some(keeping(b)),
			})
		}
		return a.answer(out)
	}
	var t strings.Builder
	t.WriteString(v.Style.Strong("Time for yourself") + " · only you see it\n")
	for _, b := range ahead {
		fmt.Fprintf(&t, "  kept      %s\n", v.KeptTime(b)+inCalendar(b))
	}
	for _, b := range found.Besides(ahead) {
		line := v.SlotTime(b.Slot)
		if reasons := v.OwnReasons(found, b); len(reasons) > 0 {
			line += " · " + strings.Join(reasons, ", ")
		}
		if why := phrase.Wanted(b.Kind, found); why != "" {
			line += " · " + why
		}
		fmt.Fprintf(&t, "  %-10s%s\n%s%s\n", b.Kind, line, underLabel, v.Style.Code(keeping(b)))
	}
	for _, k := range []slot.Kind{slot.Coding, slot.Thinking, slot.Reviews} {
		if n := found.Short[k]; n > 0 {
			t.WriteString("  " + phrase.NoOwnTime(k, n) + "\n")
		}
	}
	if rest := v.SlotsRest(found.Slots); rest != "" {
		t.WriteString("  " + rest + "\n")
	}
	return a.print(t.String())
}

// keeping is the command that keeps a block that was found.
func keeping(b slot.Block) string {
	return fmt.Sprintf("leadline pairing block --what %s --for %dm --when %s", b.Kind, int(b.End.Sub(b.Start)/time.Minute), b.People[0].Start.Format(time.RFC3339))
}

// keepTime keeps time: at the moment that was given, or at the one that fits best.
func (a *app) keepTime(ctx context.Context, s *session, f ownFlags) error {
	switch {
	case f.ics == standardOutput && a.json:
		return usagef("standard output takes the file or JSON, not both; name a file with --ics")
	case f.publish && s.Snapshot().Settings.Calendar.Blocks == "":
		return fmt.Errorf("nothing was kept: %w", workspace.ErrNoCalendar)
	}
	a.lookAtOwnTime(ctx, s)
	snapshot := s.Snapshot()
	kept, length, err := s.wantedBlock(f)
	if err != nil {
		return err
	}
	from, to, err := s.window(f.from, f.end)
	if err != nil {
		return err
	}
	now := snapshot.Now().In(snapshot.Working(nil).Zone)
	var reasons []string
	v := s.voice()
	if f.when != "" {
		if kept.Start, err = calendar.ParseWhen(f.when, now); err != nil {
			return usagef("--when: %w", err)
		}
	} else {
		found, err := s.ownTime(ctx, hint.OwnTime{Wants: []slot.Want{{Kind: slot.Kind(kept.What), Length: length, Times: 1}}}, from, to)
		if err != nil {
			return err
		}
		if len(found.Blocks) == 0 {
			return fmt.Errorf("there are no %s in a row that are free until %s; give a shorter --for, a later --to, or the time with --when",
				phrase.Long(length), phrase.Day(to.Add(-1), now))
		}
		kept.Start, reasons = found.Blocks[0].Start, v.OwnReasons(found, found.Blocks[0])
	}
	file, err := a.beginFile(f.ics)
	if err != nil {
		return err
	}
	defer file.drop()
	b, err := action.KeepTime(ctx, s.Workspace, kept)
	if err != nil {
		return err
	}
	if file != nil {
		ics, err := action.TimeICS(s.Snapshot(), b)
		if err == nil {
			err = file.finish(ics)
		}
		if err != nil {
			return fmt.Errorf("%s is kept, but its file is not written: %w", b.ID, err)
		}
	}
	failed := a.deliverTime(ctx, s, f.blockFlags, b)
	if now, err := action.OwnTime(s.Snapshot(), b.ID); err == nil {
		b = now
	}
	if a.json {
		out := keptOf(b)
		out.Reasons, out.ICS = list(reasons), some(f.ics)
		return errors.Join(a.answer(out), failed)
	}
	text := "Kept: " + v.KeptTime(b) + inCalendar(b)
	if len(reasons) > 0 {
		text += " · " + strings.Join(reasons, ", ")
	}
	if f.ics == standardOutput {
		a.note("%s", text)
		return failed
	}
	if f.ics != "" {
		text += " · file for your calendar: " + f.ics
	}
	return errors.Join(a.print(text+"\nOnly you see it. `leadline pairing block drop "+b.ID+"` frees it.\n"), failed)
}

// wantedBlock is what is to be kept, without when.
func (s *session) wantedBlock(f ownFlags) (plate.Kept, time.Duration, error) {
	k := plate.Kept{What: strings.ToLower(f.what), About: f.about}
	if k.What == "" {
		k.What = string(slot.Coding)
	}
	if !slices.Contains(whats, k.What) {
		return k, 0, usagef("--what: %q is none; say %s", phrase.Clean(f.what, 40), strings.Join(whats, ", "))
	}
	length := slot.Focus
	if k.What == string(slot.Reviews) {
		length = hint.BatchLength(s.Snapshot().Loads()[s.Snapshot().Me].Open)
	}
	if f.length != "" {
		var err error
		if length, err = calendar.ParseLength(f.length); err != nil {
			return k, 0, usagef("--for: %w", err)
		}
	}
	k.Minutes = int(length / time.Minute)
	return k, length, nil
}
