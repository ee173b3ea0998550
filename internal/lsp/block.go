package lsp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// The commands about pairing blocks that are planned already. Each takes {id}, or means the one block at the place.
const (
	commandMove    = "leadline.pairing.move"    // {id, at, for?, zone?}; without a time it opens a draft
	commandCancel  = "leadline.pairing.cancel"  // {id}
	commandDone    = "leadline.pairing.done"    // {id, outcome?}
	commandDrop    = "leadline.pairing.drop"    // {id, outcome?}
	commandOutcome = "leadline.pairing.outcome" // {id, outcome}: it took place, and that came of it; without it it opens a draft
	commandPublish = "leadline.pairing.publish" // {id}: into the reader's own calendar, once they have confirmed what goes where
	commandInvite  = "leadline.pairing.invite"  // {id}: its invitation, opened in whatever program opens calendars
)

func planned(e *ledger.Entry) bool { return e.Pairing != nil && e.State == ledger.Planned }

// blockCommand is what can be done about a block: as a line of a menu about it, as a code action about a title, and as a command.
type blockCommand struct{ title, action, command string }

// blockCommands are what the reader can do about a block that is planned; none where it is not, or not theirs.
func blockCommands(s *workspace.Snapshot, e *ledger.Entry) []blockCommand {
	if !planned(e) || !slices.ContainsFunc(e.Pairing.People, s.IsMe) {
		return nil
	}
	var out []blockCommand
	if !e.Pairing.Start.After(s.Now()) {
		out = append(out,
			blockCommand{"It Took Place", "It took place: %s", commandDone},
			blockCommand{"What Came of It…", "It took place, and this came of it: %s…", commandOutcome},
			blockCommand{"It Did Not Take Place", "It did not take place: %s", commandDrop})
	}
	if session, lasts := s.Session(); hint.PairingToday(s).Now == e && !(lasts && session.Pairing == e.ID) {
		out = append(out, blockCommand{"Begin the Session", "Begin the session of %s", commandBegin})
	}
	if s.IsMine(e) {
		out = append(out, blockCommand{"Move It…", "Move %s…", commandMove}, blockCommand{"Cancel It", "Cancel %s", commandCancel})
	}
	out = append(out, blockCommand{"Open the Invitation", "Open the invitation to %s", commandInvite})
	if d, err := action.Deliver(s, e); err == nil && d != nil {
		out = append(out, blockCommand{"Put It into My Calendar…", "Put %s into your calendar…", commandPublish})
	}
	return out
}

// moveBlock moves a block of the reader's. Without a time it opens the block as a draft.
func (s *Server) moveBlock(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Move which?", func(e *ledger.Entry) bool { return planned(e) && c.snapshot.IsMine(e) })
	if e == nil {
		return nil, err
	}
	delete(c.values, "id")
	if len(c.values) == 0 {
		if !c.snapshot.IsMine(e) || e.Pairing == nil {
			_, err := action.Reschedule(ctx, c.workspace, "", e.ID, nil) // says why not
			return nil, err
		}
		c.values = action.ValuesOf(e)
		return nil, s.startDraft(ctx, c, action.Pairing, e.ID)
	}
	r, err := action.Reschedule(ctx, c.workspace, "", e.ID, c.values)
	return s.blockChanged(ctx, c.workspace, "Moved", r, err)
}

func (s *Server) cancelBlock(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Cancel which?", func(e *ledger.Entry) bool { return planned(e) && c.snapshot.IsMine(e) })
	if e == nil {
		return nil, err
	}
	r, err := action.CancelBlock(ctx, c.workspace, e.ID)
	return s.blockChanged(ctx, c.workspace, "Cancelled", r, err)
}

// finishBlock says that a block took place, or that it did not.
func finishBlock(happened bool) command {
	return func(s *Server, ctx context.Context, c *call) (any, error) {
		question := map[bool]string{true: "Which took place?", false: "Which did not take place?"}[happened]
		e, err := s.subject(ctx, c, question, func(e *ledger.Entry) bool {
			return planned(e) && slices.ContainsFunc(e.Pairing.People, c.snapshot.IsMe)
		})
		if e == nil {
			return nil, err
		}
		r, err := action.FinishBlock(ctx, c.workspace, e.ID, happened, c.values.Text("outcome"))
		if err != nil {
			return nil, err
		}
		s.tell(ctx, protocol.MessageTypeInfo, s.blockSaid(c.workspace, "Recorded", r.Entry))
		return map[string]any{"id": r.ID}, nil
	}
}

// blockChanged tells what became of a block, keeps its invitation where it can be opened, and offers to bring the reader's calendar up
// to date.
func (s *Server) blockChanged(ctx context.Context, w *workspace.Workspace, done string, r action.Receipt, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	result := map[string]any{"id": r.ID}
	message := s.blockSaid(w, done, r.Entry)
	if path, err := s.writeInvitation(r); err != nil {
		s.tell(ctx, protocol.MessageTypeWarning, err.Error())
	} else if path != "" {
		result["ics"] = path
		message += " The others' calendars learn of it from " + path + ": mail it to them."
	}
	s.tell(ctx, protocol.MessageTypeInfo, message)
	s.offerDelivery(w, r.Entry)
	return result, nil
}

func (s *Server) blockSaid(w *workspace.Workspace, done string, e *ledger.Entry) string {
	v := phrase.For(w.Snapshot(), phrase.Plain())
	text := v.Receipt(done, e.ID, e, nil)
	if state := v.BlockState(e); state != "" {
		text += " It is now: " + state + "."
	}
	return text
}

// offerDelivery asks, in its own time, whether the reader's calendar is to show a block as it stands. Nothing is sent before they
// say so.
func (s *Server) offerDelivery(w *workspace.Workspace, e *ledger.Entry) {
	if d, err := action.Deliver(w.Snapshot(), e); err != nil || d == nil {
		return
	}
	s.client.Go("offer a block to the calendar", func(ctx context.Context) {
		if err := s.deliver(ctx, w, e.ID); err != nil && ctx.Err() == nil {
			s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		}
	})
}

// deliver asks whether a block may go into the reader's calendar as it stands, and sends it.
func (s *Server) deliver(ctx context.Context, w *workspace.Workspace, id string) error {
	e, ok := w.Snapshot().Ledger.Find(id)
	if !ok {
		return nil
	}
	d, err := action.Deliver(w.Snapshot(), e)
	if err != nil || d == nil {
		return err
	}
	lines := phrase.For(w.Snapshot(), phrase.Plain()).Delivery(d)
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	yes := map[string]string{action.DeliverNew: "Put it there", action.DeliverChange: "Change it there", action.DeliverRemove: "Take it out"}[d.Step]
	picked, err := s.choose(ctx, strings.Join(lines, "\n"), []choice{{yes, "yes"}, {"Not now", ""}})
	switch {
	case errors.Is(err, errCannotAsk):
		return fmt.Errorf("your calendar does not show %s as it stands; `leadline pairing publish %s` puts it there, and says what goes where", e.ID, e.ID)
	case err != nil || picked == "":
		return nil
	}
	if now, ok := w.Snapshot().Ledger.Find(id); ok && now.Pairing.Sequence != e.Pairing.Sequence { // what they said yes to is not what it is now
		return fmt.Errorf("%s changed meanwhile, and nothing was sent; look at it again", id)
	}
	if err := action.Send(ctx, w, d); err != nil {
		return err
	}
	told := "Your calendar shows " + phrase.Clean(e.ID, 40) + " as it stands."
	if d.Step == action.DeliverRemove {
		told = phrase.Clean(e.ID, 40) + " is out of your calendar."
	}
	s.tell(ctx, protocol.MessageTypeInfo, told)
	return nil
}

// calendarCheck is how often it is looked whether a look at the reader's calendar is due.
const calendarCheck = time.Minute

// blocksInCalendar looks, now and then, at what became of blocks in the reader's calendar: what was changed there counts, and is
// told. Nothing is asked of any server where no block is there.
func (s *Server) blocksInCalendar(ctx context.Context) {
	last := map[*workspace.Workspace]time.Time{}
	failed := map[*workspace.Workspace]string{}
	tick := time.NewTicker(calendarCheck)
	defer tick.Stop()
	for {
		for _, w := range s.sites.workspaces() {
			set := w.Snapshot().Settings.Calendar
			if now := s.config.Now(); set.Blocks == "" || now.Sub(last[w]) < set.Every {
				continue
			}
			last[w] = s.config.Now()
			seen, err := action.LookAtCalendar(ctx, w)
			for _, one := range seen {
				s.tell(ctx, protocol.MessageTypeInfo, phrase.For(w.Snapshot(), phrase.Plain()).Seen(one))
			}
			kept, failedTime := action.LookAtTime(ctx, w)
			for _, one := range kept {
				s.tell(ctx, protocol.MessageTypeInfo, phrase.For(w.Snapshot(), phrase.Plain()).SeenTime(one))
			}
			err = errors.Join(err, failedTime)
			if err != nil && ctx.Err() == nil && failed[w] != err.Error() {
				s.config.Log.Warn("looking at blocks in the calendar", "reason", err)
				failed[w] = err.Error()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// publishBlock brings the reader's calendar up to date with one block.
func (s *Server) publishBlock(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Put which into your calendar?", planned)
	if e == nil {
		return nil, err
	}
	d, err := action.Deliver(c.workspace.Snapshot(), e)
	switch {
	case err != nil:
		return nil, err
	case d == nil:
		s.tell(ctx, protocol.MessageTypeInfo, "There is nothing to put into your calendar: it shows "+e.ID+" as it stands, or you have not said that you come.")
		return map[string]any{"id": e.ID}, nil
	}
	return map[string]any{"id": e.ID}, s.deliver(ctx, c.workspace, e.ID)
}

// invite opens a block's invitation in the program that the system opens calendars with.
func (s *Server) invite(ctx context.Context, c *call) (any, error) {
	e, err := s.subject(ctx, c, "Open the invitation to which?", planned)
	if e == nil {
		return nil, err
	}
	if e.Pairing == nil {
		return nil, fmt.Errorf("%s is a %s; only pairing blocks have an invitation", e.ID, e.Type)
	}
	text, err := action.Invitation(c.workspace.Snapshot(), e)
	if err != nil {
		return nil, err
	}
	path, err := s.writeInvitation(action.Receipt{ID: e.ID, Entry: e, Invitation: text})
	if err != nil {
		return nil, err
	}
	result := map[string]any{"id": e.ID, "ics": path}
	if s.can.showDocument {
		asked, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		shown, err := s.client.ShowDocument(asked, &protocol.ShowDocumentParams{URI: FileURI(path), External: yes()})
		if err == nil && shown != nil && shown.Success {
			return result, nil
		}
	}
	s.tell(ctx, protocol.MessageTypeInfo, "The invitation is "+path+": open it to put the block into your calendar, mail it to the others.")
	return result, nil
}

// isPlainName says whether an id may name a file as it is: those of events from other machines may be anything.
func isPlainName(id string) bool {
	return len(id) <= 20 && strings.Trim(id, "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && strings.HasPrefix(id, "P-")
}

// writeInvitation keeps the .ics file of a pairing block where its reader can open it: in a folder that is theirs alone, under a name
// that leads nowhere else.
func (s *Server) writeInvitation(r action.Receipt) (path string, err error) {
	if r.Invitation == nil {
		return "", nil
	}
	failed := func(err error) (string, error) {
		return "", fmt.Errorf("%s is recorded, but its invitation cannot be written: %w; `leadline pairing publish %s --ics FILE` writes it", r.ID, err, r.ID)
	}
	name := r.ID
	if !isPlainName(name) {
		name = "invitation"
	}
	dir := join(s.config.Dirs.State, "invitations")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return failed(err)
	}
	temp, err := os.CreateTemp(dir, ".invitation-*") // readable by its owner alone
	if err != nil {
		return failed(err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(r.Invitation)
	if err = errors.Join(err, temp.Close()); err != nil {
		return failed(err)
	}
	path = filepath.Join(dir, name+".ics")
	if err := os.Rename(temp.Name(), path); err != nil { // takes the place of a link, rather than following it
		return failed(err)
	}
	return path, nil
}
