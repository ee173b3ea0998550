package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// blockFlags say what becomes of a block's invitation.
type blockFlags struct {
	ics     string
	publish bool
	asked   *pflag.Flag // publish, to tell whether it was given
}

func (f *blockFlags) add(c *cobra.Command, ics string) {
	c.Flags().StringVar(&f.ics, "ics", "", ics)
	c.Flags().BoolVar(&f.publish, "publish", false, "put it into your calendar, calendar.blocks in your settings, without asking again")
	f.asked = c.Flags().Lookup("publish")
}

// recordBlock records what is said of a pairing block, or whatever else do records, and hands its invitation on as the flags say.
func (a *app) recordBlock(ctx context.Context, s *session, f blockFlags, do func() (action.Receipt, error), done string) error {
	if f.ics == standardOutput && a.json {
		return usagef("standard output takes the invitation or JSON, not both; name a file with --ics")
	}
	if f.publish && s.Snapshot().Settings.Calendar.Blocks == "" {
		return fmt.Errorf("nothing was recorded: %w", workspace.ErrNoCalendar)
	}
	file, err := a.beginFile(f.ics)
	if err != nil {
		return err
	}
	defer file.drop()
	r, err := do()
	if err != nil {
		return err
	}
	switch {
	case f.ics != "" && r.Invitation == nil:
		a.note("%s has no invitation that could be mailed, so nothing was written to %s", r.ID, f.ics)
		f.ics = ""
	default:
		if err := file.finish(r.Invitation); err != nil {
			return fmt.Errorf("%s is recorded, but its invitation is not written: %w; `leadline pairing publish %s --ics FILE` writes it", r.ID, err, r.ID)
		}
	}
	for _, who := range r.Unknown {
		a.note("nobody in this history is known as %s; it was recorded as written, `leadline amend %s` corrects it", who, r.ID)
	}
	failed := a.deliver(ctx, s, f, r.Entry)
	if now, ok := s.Snapshot().Ledger.Find(r.ID); ok {
		r.Entry = now
	}
	return errors.Join(a.blockReceipt(s, f, r, done), failed)
}

// blockReceipt prints an entry after it changed.
func (a *app) blockReceipt(s *session, f blockFlags, r action.Receipt, done string) error {
	if a.json {
		out := a.entry(s, r.Entry)
		if p, ok := out.(pairingJSON); ok {
			p.ICS = some(f.ics)
			out = p
		}
		return a.answer(out)
	}
	text := strings.TrimSpace(done + " " + a.sentence(s, r.Entry))
	if k, ok := s.Snapshot().Kept(r.ID); ok && r.Entry.Pairing != nil && k.There() && action.Unsent(s.Snapshot(), r.Entry) == "" {
		text += " · in your calendar"
	}
	if f.ics == standardOutput {
		a.note("%s", text)
		return nil
	}
	if f.ics != "" {
		text += " · invitation in " + f.ics
	}
	return a.print(text + "\n")
}

// deliver makes the reader's calendar show a block as it stands, if they confirm it: by --publish, or when they are asked. Without a
// terminal nobody is asked, and nothing is sent.
func (a *app) deliver(ctx context.Context, s *session, f blockFlags, e *ledger.Entry) error {
	if e.Pairing == nil {
		return nil
	}
	d, err := action.Deliver(s.Snapshot(), e)
	switch {
	case errors.Is(err, workspace.ErrNoCalendar) && !f.publish:
		return nil
	case err != nil || d == nil:
		return err
	case f.publish:
	case f.asked != nil && f.asked.Changed, !a.interactive(): // told not to, or nobody is there
		if action.Unsent(s.Snapshot(), e) != "" {
			a.note("%s is not in your calendar as it stands; `leadline pairing publish %s` puts it there", e.ID, e.ID)
		}
		return nil
	case !a.confirmDelivery(s, d):
		return nil
	}
	return action.Send(ctx, s.Workspace, d)
}

func (a *app) confirmDelivery(s *session, d *action.Delivery) bool {
	if a.print(strings.Join(s.voice().Delivery(d), "\n")+"\n") != nil {
		return false
	}
	yes, _ := a.confirm(bufio.NewReader(io.LimitReader(a.In, 1<<10)), "Do that?", false)
	return yes
}

func (a *app) pairingMove() *cobra.Command {
	var block blockFlags
	form := &action.Form{}
	for _, key := range []string{"at", "for", "zone"} {
		field, _ := action.Pairing.Field(key)
		form.Fields = append(form.Fields, field)
	}
	c := &cobra.Command{
		Use: "move ID --at WHEN [--for LENGTH]", Short: "Move a block of yours; everybody is asked again", Args: a.exactly(1),
		Long: "Move a block of yours, or make it last longer or shorter. Everybody is asked again. One that was cancelled, or did\n" +
			"not take place, is planned anew.",
	}
	addFields(c, form)
	block.add(c, "write the new invitation to `FILE`; - for standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			if err := belongs(s, args[0], "pairing"); err != nil {
				return err
			}
			return a.recordBlock(ctx, s, block, func() (action.Receipt, error) {
				return action.Reschedule(ctx, s.Workspace, "", args[0], values(c, form))
			}, "Moved")
		})
	}
	return c
}

func (a *app) pairingCancel() *cobra.Command {
	var block blockFlags
	c := &cobra.Command{Use: "cancel ID", Short: "Call a block of yours off", Args: a.exactly(1)}
	block.add(c, "write the cancellation, for the others' calendars, to `FILE`; - for standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			if err := belongs(s, args[0], "pairing"); err != nil {
				return err
			}
			return a.recordBlock(ctx, s, block, func() (action.Receipt, error) { return action.CancelBlock(ctx, s.Workspace, args[0]) }, "Cancelled")
		})
	}
	return c
}

// attendBlock answers the invitation to a block.
func (a *app) attendBlock(word, short string) *cobra.Command {
	var block blockFlags
	c := &cobra.Command{Use: word + " ID", Short: short, Args: a.exactly(1)}
	block.add(c, "write the answer, for whoever invited you, to `FILE`; - for standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			if err := belongs(s, args[0], "pairing"); err != nil {
				return err
			}
			return a.recordBlock(ctx, s, block, func() (action.Receipt, error) { return action.Respond(ctx, s.Workspace, args[0], word) }, "Recorded")
		})
	}
	return c
}

// finishBlock says what came of a block.
func (a *app) finishBlock(word, short string, happened bool) *cobra.Command {
	var outcome string
	c := &cobra.Command{Use: word + " ID", Short: short, Args: a.exactly(1)}
	c.Flags().StringVar(&outcome, "outcome", "", "what came of it, in a line")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			if err := belongs(s, args[0], "pairing"); err != nil {
				return err
			}
			r, err := action.FinishBlock(ctx, s.Workspace, args[0], happened, outcome)
			return a.receipt(s, r, err, "Recorded")
		})
	}
	return c
}

func (a *app) pairingPublish() *cobra.Command {
	var yes bool
	var ics string
	c := &cobra.Command{
		Use: "publish [ID]", Short: "See what changed in your calendar, and put blocks into it as they stand", Args: a.atMost(1),
		Long: "Look at the blocks in your calendar, calendar.blocks in your settings, and take over what was changed there; then\n" +
			"put a block into it as it stands: the one that you name, or all that you wanted there and that could not be sent. On\n" +
			"a terminal you are shown what would go where, and asked. --ics writes the invitation of one block and sends nothing.",
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.Flags().StringVar(&ics, "ics", "", "write the invitation to `FILE` instead; - for standard output")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			var e *ledger.Entry
			if len(args) == 1 {
				if err := belongs(s, args[0], "pairing"); err != nil {
					return err
				}
				e, _ = action.Find(s.Snapshot(), args[0])
			}
			if ics != "" {
				return a.writeInvitation(s, e, ics)
			}
			return a.publish(ctx, s, e, yes)
		})
	}
	return c
}

func (a *app) writeInvitation(s *session, e *ledger.Entry, name string) error {
	if e == nil {
		return usagef("--ics writes one invitation; name the block")
	}
	file, err := a.beginFile(name)
	if err != nil {
		return err
	}
	defer file.drop()
	text, err := action.Invitation(s.Snapshot(), e)
	if err != nil {
		return err
	}
	if err := file.finish(text); err != nil {
		return err
	}
	return a.blockReceipt(s, blockFlags{ics: name}, action.Receipt{ID: e.ID, Entry: e}, "")
}

// publish takes over what was changed in the reader's calendar, and puts one block, or all that wait, into it.
func (a *app) publish(ctx context.Context, s *session, only *ledger.Entry, yes bool) error {
	snapshot := s.Snapshot()
	if snapshot.Settings.Calendar.Blocks == "" {
		return workspace.ErrNoCalendar
	}
	seen, failed := action.LookAtCalendar(ctx, s.Workspace)
	out := publishedJSON{Seen: []seenJSON{}, Blocks: []pairingJSON{}}
	said := ""
	for _, one := range seen {
		out.Seen = append(out.Seen, seenJSON{ID: one.Entry.ID, What: one.What, Start: at(one.Start)})
		said += s.voice().Seen(one) + "\n"
	}
	if said != "" && !a.json {
		if err := a.print(said); err != nil {
			return err
		}
	}
	snapshot = s.Snapshot()
	var waiting []*action.Delivery
	for _, e := range snapshot.Ledger.All(ledger.TypePairing) {
		if only != nil && e.ID != only.ID || only == nil && action.Unsent(snapshot, e) == "" {
			continue
		}
		d, err := action.Deliver(snapshot, e)
		if err != nil {
			return err
		}
		if d != nil {
			waiting = append(waiting, d)
		}
	}
	sent := 0
	for _, d := range waiting {
		kept, _ := snapshot.Kept(d.Entry.ID)
		confirmed := yes || !a.interactive() && (only != nil || kept.Wanted)
		if !confirmed && (!a.interactive() || !a.confirmDelivery(s, d)) {
			continue
		}
		if err := action.Send(ctx, s.Workspace, d); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		sent++
		now, _ := s.Snapshot().Ledger.Find(d.Entry.ID)
		out.Blocks = append(out.Blocks, pairingOf(s.Snapshot(), now, s.marks()[now.ID]))
		if !a.json {
			done := "In your calendar now: "
			if d.Step == action.DeliverRemove {
				done = "Out of your calendar now: "
			}
			if err := a.print(done + a.sentence(s, now) + "\n"); err != nil {
				return err
			}
		}
	}
	if a.json {
		return errors.Join(a.answer(out), failed)
	}
	if sent == 0 && len(seen) == 0 && failed == nil && len(waiting) == 0 {
		return a.print("Your calendar shows your blocks as they stand.\n")
	}
	return failed
}

// lookInCalendar takes over what was changed in the reader's calendar, where blocks are put into one, and says it.
func lookInCalendar[T any](ctx context.Context, a *app, s *session, look func(context.Context, *workspace.Workspace) ([]T, error), say func(T) string) {
	if s.Snapshot().Settings.Calendar.Blocks == "" {
		return
	}
	seen, err := look(ctx, s.Workspace)
	for _, one := range seen {
		a.note("%s", say(one))
	}
	if err != nil {
		a.note("%s", err)
	}
}

// lookAtBlocks takes over what was changed, in the reader's calendar, about blocks that were put there, and says it.
func (a *app) lookAtBlocks(ctx context.Context, s *session) {
	lookInCalendar(ctx, a, s, action.LookAtCalendar, s.voice().Seen)
}

// publishedJSON is what a look at the reader's calendar found, and what was put into it.
type publishedJSON struct {
	Seen   []seenJSON    `json:"seen"`
	Blocks []pairingJSON `json:"blocks"`
}

// seenJSON is a change that was made in the calendar.
type seenJSON struct {
	ID    string  `json:"id"`
	What  string  `json:"what"` // moved, cancelled, gone, answered
	Start instant `json:"start"`
}
