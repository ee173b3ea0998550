package lsp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/oklog/ulid/v2"
	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/draft"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/workspace"
)

// startDraft opens a form as a file, filled in as far as is known. entry is the id of what is being
// amended, "" for something new.
func (s *Server) startDraft(ctx context.Context, c *call, f *action.Form, entry string) error {
	id, err := ulid.New(ulid.Timestamp(s.config.Now()), c.workspace.Random())
	if err != nil {
		return fmt.Errorf("cannot make an id for the draft: %w", err)
	}
	about := draft.About{Form: f.Name, Event: id.String(), Top: c.workspace.Repository.Top, Entry: entry}
	where := c.where()
	placed := fmt.Sprintf("%s:%d", c.path, where.Line)
	if c.path == "" {
		placed = "work that has no place in the code"
	} else if where.Line == 0 {
		placed = c.path
	}
	about.Step, about.Instead = c.seen, c.instead
	if e, ok := c.snapshot.Ledger.Find(entry); ok && f.About {
		placed = entry + ": " + phrase.Clean(e.Title(), 200)
	}
	if entry == "" && c.path != "" {
		anchored := action.AnchorAt(c.workspace, where)
		about.Anchor = &anchored
		if f == action.Delegation {
			about.Todo = c.todoID()
		}
	}
	lines := s.candidates(ctx, c, f, entry)
	text := draft.New(f, c.values.Defaults(f), placed, lines)
	path, err := s.drafts.Create(about, text)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.begun[path] = true
	s.mu.Unlock()
	return s.show(ctx, path, start(f, text), "Fill in the draft and save it")
}

// start is where the cursor belongs in a new draft; nil is anywhere.
func start(f *action.Form, text []byte) *protocol.Range {
	line, column := draft.Start(f, text)
	if line == 0 {
		return nil
	}
	at := protocol.Position{Line: uint32(line - 1), Character: uint32(column)} // our own ASCII stands before it
	return &protocol.Range{Start: at, End: at}
}

// candidates are lines of help for the fields that name people, and for when a new block could be, which is filled in.
func (s *Server) candidates(ctx context.Context, c *call, f *action.Form, entry string) map[string][]string {
	if f == action.Pairing && entry == "" {
		return s.proposePairing(ctx, c)
	}
	if f == action.Delegation {
		return map[string][]string{"to": s.offerLines(ctx, c)}
	}
	v := phrase.For(c.site.snapshot, phrase.Plain())
	var lines []string
	if f == action.Review {
		could, _ := s.couldReview(ctx, c)
		for _, one := range could {
			lines = append(lines, handle(one.Person)+"  "+strings.Join(v.Reviewing(one), ", "))
		}
		return map[string][]string{"to": lines}
	}
	for _, k := range c.here().Ask {
		lines = append(lines, handle(k.Person)+"  knows it, "+phrase.LastHere(k.Last, v.Now))
	}
	if f == action.Pairing {
		return map[string][]string{"with": lines}
	}
	return map[string][]string{"to": lines}
}

// show opens a file in the editor; one that cannot is told where it lies.
func (s *Server) show(ctx context.Context, path string, selection *protocol.Range, what string) error {
	if !s.can.showDocument {
		s.tell(ctx, protocol.MessageTypeInfo, what+": "+path)
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	result, err := s.client.ShowDocument(ctx, &protocol.ShowDocumentParams{URI: FileURI(path), TakeFocus: yes(), Selection: selection})
	if err == nil && result != nil && result.Success {
		return nil
	}
	s.tell(ctx, protocol.MessageTypeInfo, what+": "+path)
	return nil
}

// saves are the newest saves of drafts that were dealt with, by path, as numbers of [Server.saveTurn].
type saves map[string]uint64

// newest says whether no later save of a draft was dealt with before, and remembers this one. Whoever noticed a save may come to
// deal with it after the next one: what it said then must not undo that.
func (n saves) newest(path string, turn uint64) bool {
	if turn < n[path] {
		return false
	}
	n[path] = turn
	return true
}

// saveTurn numbers a save; it is taken when a save is noticed, and before its text is read.
func (s *Server) saveTurn() uint64 { return s.arrivals.Add(1) }

// draftSaved deals with a saved draft, whoever noticed it first. Its faults are told once, unless they are to be told
// again because the user just saved it here.
func (s *Server) draftSaved(ctx context.Context, path string, text []byte, turn uint64, again bool) {
	about, err := s.drafts.About(path)
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			s.tell(ctx, protocol.MessageTypeWarning, err.Error())
		}
		return
	}
	w := s.sites.at(about.Top)
	if w == nil {
		return // another server has that repository open, or will
	}
	if w.Snapshot().StoreErr != nil {
		s.sites.reopenLedger(ctx, w)
	}
	s.drafting.Lock() // the editor and the disk tell of the same save
	defer s.drafting.Unlock()
	if !s.saves.newest(path, turn) {
		return
	}
	out, err := s.drafts.Record(ctx, w, path, text)
	if err != nil {
		s.tell(ctx, protocol.MessageTypeError, unsaved(err, path))
		return
	}
	out.Told = out.Told && !again
	s.tellOutcome(ctx, w, path, text, out)
	if s.isOurs(path) {
		s.markDrafted(w, path, out)
	}
}

// unsaved says why a draft was not recorded, and that saving it again does.
func unsaved(err error, path string) string {
	var known *store.Error
	if errors.As(err, &known) { // which says itself what to do, and that nothing is lost
		return fmt.Sprintf("%v Then save the draft again: %s", err, path)
	}
	return fmt.Sprintf("%v. Nothing you typed is lost: save the draft again when that is mended, %s", err, path)
}

// isOurs says whether a draft belongs to this editor: of several on one machine that see it saved, one edits the code.
func (s *Server) isOurs(path string) bool {
	s.mu.Lock()
	begun := s.begun[path]
	s.mu.Unlock()
	_, open := s.documents.View().Path(path)
	return begun || open
}

// markDrafted marks the comment from which a draft's offer grew, once the draft was recorded, by whomever.
func (s *Server) markDrafted(w *workspace.Workspace, path string, out draft.Outcome) {
	if out.Form != action.Delegation || out.Entry == "" || out.Amended || len(out.Faults) > 0 {
		return
	}
	s.mu.Lock()
	done := s.marked[path]
	s.marked[path] = true
	s.mu.Unlock()
	if e, ok := w.Snapshot().Ledger.Find(out.Entry); ok && !done {
		s.writeComment(w, e)
	}
}

func (s *Server) tellOutcome(ctx context.Context, w *workspace.Workspace, path string, text []byte, out draft.Outcome) {
	s.setDraftFaults(path, text, out.Faults)
	switch {
	case out.Nothing:
	case out.Cancelled && out.Entry != "" && !out.Form.About:
		s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("The draft is gone; %s says what it said. Retract it if it should be gone too.", out.Entry))
	case out.Cancelled:
		s.tell(ctx, protocol.MessageTypeInfo, "The draft is gone; nothing was recorded.")
	case len(out.Faults) > 0 && out.Told:
	case len(out.Faults) > 0:
		s.tell(ctx, protocol.MessageTypeWarning, fmt.Sprintf("Not recorded yet, line %d: %s", out.Faults[0].Line, out.Faults[0].Message))
	case out.Amended && out.Receipt.Entry.Pairing != nil:
		_, _ = s.blockChanged(ctx, w, "Amended", out.Receipt, nil)
	case out.Amended:
		s.tell(ctx, protocol.MessageTypeInfo, fmt.Sprintf("Amended %s %q.", out.Receipt.ID, phrase.Clean(out.Receipt.Entry.Title(), 80)))
	default:
		_, _ = s.recorded(ctx, w, out.Form, out.Receipt, nil)
	}
}

// recordPending deals with drafts of a repository that were saved while no server was there.
func (s *Server) recordPending(ctx context.Context, w *workspace.Workspace) {
	outcomes, err := s.drafts.RecordPending(ctx, w)
	if err != nil {
		s.tell(ctx, protocol.MessageTypeError, err.Error())
	}
	for path, out := range outcomes {
		text, err := s.drafts.Read(path)
		if len(out.Faults) > 0 {
			if err == nil {
				s.setDraftFaults(path, text, out.Faults) // told when it was saved; now it is shown where it is open
			}
			continue
		}
		s.tellOutcome(ctx, w, path, text, out)
		s.markDrafted(w, path, out)
	}
}

// watchDrafts notices saved drafts in editors that attach no server to a file outside the workspace.
func (s *Server) watchDrafts(ctx context.Context) {
	if err := os.MkdirAll(s.drafts.Dir, 0o700); err != nil {
		s.config.Log.Warn("drafts are noticed only when the editor tells of them", "reason", err)
		return
	}
	watcher, err := fsnotify.NewWatcher()
	if err == nil {
		defer watcher.Close()
		err = watcher.Add(s.drafts.Dir)
	}
	if err != nil {
		s.config.Log.Warn("drafts are noticed only when the editor tells of them", "reason", err)
		return
	}
	if err := s.drafts.Sweep(s.config.Now()); err != nil {
		s.config.Log.Warn("clearing away old drafts", "reason", err)
	}
	// An editor may empty a file before it writes it: only what has been quiet for a while is a save, and only what was
	// found empty twice was emptied.
	const settle = 300 * time.Millisecond
	quiet := time.NewTimer(settle)
	defer quiet.Stop()
	saved := map[string]bool{} // path → found empty
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-watcher.Events:
			if s.drafts.Holds(event.Name) && !strings.HasPrefix(filepath.Base(event.Name), ".") {
				saved[event.Name] = false
				quiet.Reset(settle)
			}
		case err := <-watcher.Errors:
			s.config.Log.Warn("watching drafts", "reason", err)
		case <-quiet.C:
			for path, empty := range saved {
				turn := s.saveTurn()
				text, err := s.drafts.Read(path)
				if err == nil && draft.Empty(text) && !empty {
					saved[path] = true
					quiet.Reset(settle)
					continue
				}
				if err == nil {
					s.draftSaved(ctx, path, text, turn, false)
				}
				delete(saved, path)
			}
		}
	}
}

// receipt says what was recorded, and who among those asked is not known here.
func (s *Server) receipt(w *workspace.Workspace, f *action.Form, r action.Receipt) string {
	v := phrase.For(w.Snapshot(), phrase.Plain())
	said := v.Receipt(f.Done, r.ID, r.Entry, r.Unknown)
	if len(r.Named) > 0 {
		said += " " + v.NamesSomebody(r.Named)
	}
	if r.File != "" {
		said += " Its file is " + phrase.Clean(r.File, 200) + "."
	}
	return said
}
