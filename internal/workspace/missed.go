package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/tour"
)

// Missed is what others did at a place since the reader was last there. It never changes.
//
// What a reader has seen is told by commits, not by clocks: whatever their newest own commit there reaches, or what was
// checked out when they were there, is no news, and everything else that is checked out now is, however old it is. Where
// those commits are gone, since history was rewritten, the date has to do, and Rewritten says so.
//
// When the reader was where is theirs alone: it comes from private events, which never leave the machine, and from their own
// commits.
type Missed struct {
	Path string // a file, a folder or "." for everything
	// Since is when the reader was last there, How what says so; the zero time where they never were.
	Since time.Time
	How   How
	// Rewritten says that history was rewritten since, so that Commits are those that are younger than Since.
	Rewritten bool
	// Commits are those of others, newest first; programs' among them.
	Commits []MissedCommit
	// People wrote them, in order of their newest; programs left out. New are those of them who had done nothing there before.
	People, New []*people.Person
}

// MissedCommit is one commit that the reader has not seen.
type MissedCommit struct {
	Hash git.Hash
	At   time.Time // author time
	By   *people.Person
	// Path is the one file of the folder that it changed, if that is still there; "" for none, for several, and for commits
	// before the newest few.
	Path string
}

// How it is known when a reader was last at a place.
type How string

// The ways.
const (
	ByCommit    How = "commit"    // they committed there
	ByVisit     How = "visit"     // they had a file open there, on a day before today
	ByDismissal How = "dismissed" // they said that they had seen what was new
	ByAsking    How = "asked"     // they gave the time themselves
)

// lastHere is when a reader was at one place.
type lastHere struct {
	dismissed, visit presence
	earlier          presence // the last visit on a day before that of visit
}

// presence is one time that a reader was somewhere.
type presence struct {
	at time.Time
	ledger.Seen
}

// with takes in an event; those that cannot be read say nothing.
func (l lastHere) with(e eventlog.Event) lastHere {
	s := presence{at: e.At}
	if json.Unmarshal(e.Body, &s.Seen) != nil {
		return l
	}
	switch {
	case s.How == ledger.Dismissed:
		l.dismissed = s
	case s.How == ledger.Visited && s.On != l.visit.On:
		l.earlier, l.visit = l.visit, s
	}
	return l
}

// before is the last visit before a day: who opens a file today is here now, and has yet to see what is new.
func (l lastHere) before(day string) presence {
	if l.visit.On == day {
		return l.earlier
	}
	return l.visit
}

// lastAt finds the last time that events say the reader was at a place: a dismissal there or further up, or a visit of the
// file, for a folder of any file in it.
func (s *Snapshot) lastAt(at string, former []string) (last presence) {
	take := func(one presence) {
		if one.at.After(last.at) {
			last = one
		}
	}
	today := s.Now().Format(time.DateOnly)
	for _, name := range append([]string{at}, former...) {
		take(s.here[name].dismissed)
		take(s.here[name].before(today))
	}
	for up := at; up != "."; {
		up = path.Dir(up)
		take(s.here[up].dismissed)
	}
	for name, here := range s.here {
		if name != at && (at == "." || strings.HasPrefix(name, at+"/")) {
			take(here.before(today))
		}
	}
	return last
}

// MissedAt answers what others did at a file, a folder or "." for everything since the reader was last there, or since a
// time if that is not zero. It is empty before the index is ready, and where git does not say who the reader is.
func (w *Workspace) MissedAt(ctx context.Context, at string, since time.Time) (*Missed, error) {
	return w.missedAt(ctx, w.Snapshot(), at, since)
}

func (w *Workspace) missedAt(ctx context.Context, s *Snapshot, at string, since time.Time) (*Missed, error) {
	at = path.Clean(at)
	m := &Missed{Path: at}
	if !s.Indexed || w.index == nil || s.Me == nil && since.IsZero() || s.Head.Hash == "" {
		return m, nil
	}
	q := index.NewsQuery{
		Path: at, Head: s.Head.Hash, Since: since, Always: !since.IsZero(),
		Mine:  func(i git.Identity) bool { return s.Me != nil && s.People.Resolve(i) == s.Me },
		Named: mostPlaced, Bulk: tour.MostFiles,
	}
	var last presence
	if since.IsZero() {
		var former []string
		if len(s.here) > 0 && at != "." {
			renames, err := w.index.Renames(ctx, at)
			if err != nil {
				return nil, fmt.Errorf("cannot tell what is new in %s: %w", at, err)
			}
			for _, r := range renames {
				former = append(former, r.From)
			}
		}
		last = s.lastAt(at, former)
		q.Since = last.at
		for _, h := range []string{last.Head, last.Main} {
			if h != "" {
				q.Seen = append(q.Seen, git.Hash(h))
			}
		}
	}
	news, err := w.index.News(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("cannot tell what is new in %s: %w", at, err)
	}
	switch {
	case !since.IsZero():
		m.Since, m.How = since, ByAsking
	case !last.at.IsZero():
		m.Since, m.How, m.Rewritten = last.at, ByVisit, !news.Known
		if last.How == ledger.Dismissed {
			m.How = ByDismissal
		}
	}
	if own := news.Own; own != nil && since.IsZero() && own.At.After(m.Since) {
		m.Since, m.How = own.At, ByCommit
	}
	m.read(s, news)
	w.place(m, news)
	return m, nil
}

// mostPlaced commits are told with the file that they changed.
const mostPlaced = 50

// place tells which file a commit changed, for a reader who wants to open it.
func (w *Workspace) place(m *Missed, news index.News) {
	for i, c := range news.Commits[:min(len(news.Commits), mostPlaced)] {
		var one []string
		for _, p := range c.Paths {
			if m.Path == "." || strings.HasPrefix(p, m.Path+"/") {
				one = append(one, p)
			}
		}
		if len(one) != 1 {
			continue
		}
		if info, err := os.Lstat(filepath.Join(w.Repository.Top, filepath.FromSlash(one[0]))); err == nil && info.Mode().IsRegular() {
			m.Commits[i].Path = one[0]
		}
	}
}

// read says who did what.
func (m *Missed) read(s *Snapshot, news index.News) {
	before := map[*people.Person]bool{}
	for i := range news.Before {
		before[s.People.Resolve(i)] = true
	}
	seen := map[*people.Person]bool{}
	for _, c := range news.Commits {
		by := s.People.Resolve(c.Author)
		m.Commits = append(m.Commits, MissedCommit{Hash: c.Hash, At: c.At, By: by})
		if seen[by] || by.Bot {
			continue
		}
		seen[by] = true
		m.People = append(m.People, by)
		if !before[by] {
			m.New = append(m.New, by)
		}
	}
}

// Said are the entries that others made at a place after a moment, newest first: those tied to the file, or to a file in
// the folder, and for everything all.
func (s *Snapshot) Said(at string, since time.Time) []*ledger.Entry {
	var out []*ledger.Entry
	for _, e := range s.Ledger.All("") {
		if e.Retracted || s.IsMine(e) || !e.At.After(since) {
			continue
		}
		there := at == "."
		for _, a := range e.Anchors {
			there = there || a.Path == at || strings.HasPrefix(a.Path, at+"/") || slices.Contains(s.moved[at], a.Path)
		}
		if there {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *ledger.Entry) int { return b.At.Compare(a.At) })
	return out
}

// Missed is what others did in an open document since the reader was last there; nil until that is known.
func (s *Snapshot) Missed(path string) *Missed {
	if m := s.missed[path]; m != nil {
		return m
	}
	f := s.facts[path]
	if f == nil {
		return nil
	}
	select {
	case <-f.done:
		return f.missed
	default:
		return nil
	}
}

// Catch finds out what is new in open documents, and remembers the visit, at once: for tests, which do not wait for what
// opening a document does in the background.
func (w *Workspace) Catch(ctx context.Context, paths ...string) { w.readMissed(ctx, paths...) }

// readMissed finds that out for open documents, and remembers that the reader was there today.
func (w *Workspace) readMissed(ctx context.Context, paths ...string) {
	s := w.Snapshot()
	if !s.Settings.Hints.CatchUp || s.Me == nil || !s.Indexed {
		return
	}
	found := map[string]*Missed{}
	for _, p := range paths {
		m, err := w.missedAt(ctx, s, p, time.Time{})
		if err != nil {
			if ctx.Err() == nil {
				w.options.Log(err)
			}
			return
		}
		found[p] = m
	}
	news := false
	next := w.update(func(now *Snapshot) {
		for p, m := range found {
			if now.documents[p] != nil {
				before := now.Missed(p)
				news = news || before == nil && len(m.Commits) > 0 || before != nil && len(before.Commits) != len(m.Commits)
				now.missed = with(now.missed, p, m)
			}
		}
	})
	if news {
		w.changed(next)
	}
	if w.options.Visits {
		for p := range found {
			if len(s.Knowers(p)) == 0 {
				continue // nothing of it is in history
			}
			if err := w.visit(ctx, p); err != nil && ctx.Err() == nil {
				w.options.Log(err)
			}
		}
	}
}

// visit remembers that the reader had a file open today, once a day.
func (w *Workspace) visit(ctx context.Context, file string) error {
	w.visiting.Lock()
	defer w.visiting.Unlock()
	s := w.Snapshot()
	if s.here[file].visit.On == s.Now().Format(time.DateOnly) {
		return nil
	}
	return w.seen(ctx, file, ledger.Visited)
}

// Dismiss remembers that the reader has seen what is new at a file, a folder or "." for everything.
func (w *Workspace) Dismiss(ctx context.Context, at string) error {
	if err := w.seen(ctx, path.Clean(at), ledger.Dismissed); err != nil {
		return err
	}
	w.readMissed(ctx, w.Snapshot().Documents()...)
	w.changed(w.Snapshot())
	return nil
}

// seen records that the reader was at a place. Nobody need be told: what others see does not change.
func (w *Workspace) seen(ctx context.Context, at, how string) error {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" {
		return s.StoreErr
	}
	actor, err := w.Actor(ctx)
	if err != nil {
		return err
	}
	body := ledger.Seen{How: how, On: s.Now().Format(time.DateOnly), Head: string(s.Head.Hash)}
	if _, main, ok := w.Repository.DefaultUpstream(); ok && main != s.Head.Hash {
		body.Main = string(main)
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	stored, err := stores.Private.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.PlaceSeen), Repo: s.Repo, Subject: at, Visibility: ledger.Private, Body: raw,
		ActorName: actor.Name, ActorEmail: actor.Email, At: s.Now(),
	})
	if err != nil {
		return err
	}
	w.update(func(s *Snapshot) { s.here = with(s.here, at, s.here[at].with(stored[0])) })
	return nil
}
