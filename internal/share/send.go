package share

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// retellEvery is how often a generation may begin only because something is remembered no longer: each makes everybody fetch
// again what came after.
const retellEvery = 7 * 24 * time.Hour

// draft is what is to be published of one writer: the line as it is to be, and the batches that it still lacks.
type draft struct {
	line
	was     line     // as it is in the store; no tip where there is none
	parent  git.Hash // of the first batch
	events  []eventlog.Event
	batches []git.Batch
	seq     int64 // of the last event, 0 where there is none
	owing   bool  // something that was taken back is still in it, for now
	settles bool  // it is of a writer that this store was before
}

func (d draft) begins() bool { return d.was.tip != "" && d.generation != d.was.generation }

// plan works out what is to be published under a writer's name. own are the lines of the store.
func (c Channel) plan(ctx context.Context, writer string, own []line, s State) (draft, error) {
	altered, err := c.Log.Blankings(ctx)
	if err != nil {
		return draft{}, err
	}
	was, published := of(own, writer)
	d := draft{line: line{writer: writer, generation: 1, branch: s.Branches}, was: was}
	if published {
		d.generation, d.parent = was.generation, was.tip
	}
	retell := c.Retell || c.Now().Sub(s.Retold) >= retellEvery
	if published && s.Writer == writer && s.Tip == was.tip && s.Altered == altered && (!s.Owing || !retell) {
		if d.events, err = c.said(ctx, writer, s.Seq); err != nil {
			return d, err
		}
		d.seq, d.owing = s.Seq, s.Owing
		return d.complete()
	}
	all, err := c.said(ctx, writer, 0)
	if err != nil || !published {
		d.events = all
		if err != nil {
			return d, err
		}
		return d.complete()
	}
	return c.compare(ctx, d, all, retell)
}

// compare finds out how what was published differs from what is to be.
func (c Channel) compare(ctx context.Context, d draft, all []eventlog.Event, retell bool) (draft, error) {
	commits, ok, err := c.history(ctx, d.was.tip, "")
	if err != nil {
		return d, err
	}
	var before []eventlog.Event
	var ends []int
	if ok {
		before, ends, err = c.read(ctx, d.writer, commits)
		if ok = err == nil; err != nil && !errors.Is(err, errBatch) {
			return d, err
		}
	}
	same, only := agree(before, all)
	if n := len(before); ok && (same == n || only && !retell) { // nothing changed, or it can wait
		if n > 0 {
			d.seq = before[n-1].Seq
		}
		d.owing = same != n
		d.events = slices.DeleteFunc(all, func(e eventlog.Event) bool { return e.Seq <= d.seq })
		return d.complete()
	}
	d.generation++
	d.parent = ""
	keep := 0
	for i, end := range ends { // the batches before the first one that changed stay
		if end <= same {
			d.parent, keep = commits[i], end
		}
	}
	if keep > 0 {
		d.seq = before[keep-1].Seq
	}
	d.events = all[keep:]
	return d.complete()
}

// agree counts how many events of what was published are still to be published as they are, from the first on. only says that
// all others are still there too and say less.
func agree(before, now []eventlog.Event) (same int, only bool) {
	for same < len(before) && same < len(now) && before[same].ID == now[same].ID && alike(before[same], now[same]) {
		same++
	}
	if len(before) > len(now) {
		return same, false
	}
	for i := same; i < len(before); i++ {
		if before[i].ID != now[i].ID || before[i].Seq != now[i].Seq || before[i].HLC != now[i].HLC {
			return same, false
		}
	}
	return same, true
}

// alike compares events but for the repository, whose identity follows from the channel.
func alike(a, b eventlog.Event) bool {
	a.Repo, b.Repo = "", ""
	one, err := a.Line()
	other, failed := b.Line()
	return err == nil && failed == nil && string(one) == string(other)
}

// complete makes batches of the events.
func (d draft) complete() (draft, error) {
	if n := len(d.events); n > 0 {
		d.seq = d.events[n-1].Seq
	}
	var err error
	d.batches, err = batches(d.events)
	return d, err
}

// said reads what a writer said of this repository after a number. What no other machine would take is left out: it must not stand
// in the way of the rest.
func (c Channel) said(ctx context.Context, writer string, after int64) ([]eventlog.Event, error) {
	const page = 2000
	var all []eventlog.Event
	for {
		events, err := c.Log.By(ctx, writer, c.Repo, after, page)
		if err != nil || len(events) == 0 {
			return all, err
		}
		after = events[len(events)-1].Seq
		full := len(events) == page
		all = append(all, slices.DeleteFunc(events, func(e eventlog.Event) bool { return foul(writer, e) != "" })...)
		if !full {
			return all, nil
		}
	}
}

// write puts the batches of a draft into the store, and returns where its line then stands.
func (c Channel) write(ctx context.Context, d draft) (git.Hash, error) {
	ref := c.own() + d.path()
	if len(d.batches) == 0 {
		if d.parent != "" && d.begins() {
			return d.parent, c.Exchange.SetRefs(ctx, map[string]git.Hash{ref: d.parent})
		}
		return d.parent, nil
	}
	return c.Exchange.Append(ctx, ref, d.parent, d.batches)
}

// errAhead says that somebody else moved a ref of ours at the remote since it was fetched.
var errAhead = errors.New("somebody else wrote under this store's name")

// NoPlaceError says that the host takes neither refs of our own nor branches.
type NoPlaceError struct{ Ref, Branch string } // in the host's words: show them cleaned

func (e *NoPlaceError) Error() string {
	return fmt.Sprintf("the host takes neither refs of Leadline's own (%s) nor branches (%s)", e.Ref, e.Branch)
}

// push sends a line. Where the host takes no refs but branches, it becomes one.
func (c Channel) push(ctx context.Context, l line, s *State) error {
	send := func(branch bool) (git.Pushed, error) {
		l.branch = branch
		got, err := c.Exchange.Push(ctx, c.Destination, map[string]string{l.there(): c.own() + l.path()})
		if err != nil {
			return git.Pushed{}, err
		}
		return got[0], nil
	}
	got, err := send(s.Branches)
	if err != nil || got.OK {
		return err
	}
	if behind(got.Why) {
		return errAhead
	}
	other, err := send(!s.Branches)
	switch {
	case err != nil:
		return err
	case other.OK:
		s.Branches = !s.Branches
		return nil
	case behind(other.Why):
		return errAhead
	}
	refused := &NoPlaceError{got.Why, other.Why}
	if s.Branches {
		refused.Ref, refused.Branch = other.Why, got.Why
	}
	return refused
}

// behind tells a refusal because the ref is ahead from one by the host's rules.
func behind(why string) bool {
	return strings.Contains(why, "fetch first") || strings.Contains(why, "non-fast-forward") || strings.Contains(why, "stale info")
}

// withdraw deletes former generations of a writer, here and there. What the host keeps is told.
func (c Channel) withdraw(ctx context.Context, l line, arrived, own []line, s *State) error {
	gone := map[string]git.Hash{}
	s.Stays = nil
	for _, old := range own {
		if old.writer == l.writer && old.generation < l.generation {
			gone[c.own()+old.path()] = ""
		}
	}
	for _, old := range arrived {
		if old.writer != l.writer || old.generation >= l.generation {
			continue
		}
		got, err := c.Exchange.Push(ctx, c.Destination, map[string]string{old.there(): ""})
		if err != nil {
			return err
		}
		if !got[0].OK {
			s.Stays = append(s.Stays, old.there()+": "+got[0].Why)
			continue
		}
		gone[c.in()+old.folder()+old.path()] = ""
	}
	return c.Exchange.SetRefs(ctx, gone)
}
