package share

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Outcome is what one sync did.
type Outcome struct {
	Repo    string   // the identity of the repository afterwards
	Adopted []string // those that it had before
	// Sent and Received count events; Blanked those of others that say less now.
	Sent, Received, Blanked int
	// Began says that this store's line was written anew, without what was taken back.
	Began bool
	// Branches says that the host takes nothing but branches.
	Branches bool
	// Restamped counts events that were dated by this machine's clock when it was far ahead, and are set right.
	Restamped int
	// Reminted says that somebody else wrote under this store's name, so that it is another writer now.
	Reminted bool
	// Stays are former generations that the host does not delete.
	Stays   []string
	Refused []Refusal
	Clashes []Refusal
	Held    []Held
	// Lost are changes made here that others' took the place of.
	Lost []Contest

	added   []eventlog.Event
	pruning bool // something was taken back that the store for syncing still has
}

// Sync meets the others at the channel's remote: it takes in what they said and sends what was said here. Running it again, or
// after it was interrupted at any point, changes nothing that is done already.
//
// Errors: *[git.UnmetError] where the remote cannot be met, *[NoPlaceError] where it takes nothing, and those of the log.
func Sync(ctx context.Context, c Channel) (out Outcome, err error) {
	unlock, err := c.Exchange.Lock(ctx)
	if err != nil {
		return out, err
	}
	defer unlock()
	s := c.State()
	began := c.Now()
	if now, _, err := c.Log.Identities(ctx, c.Repo); err != nil {
		return out, err
	} else if now != c.Repo { // another process joined the team while this one waited
		out.Adopted, c.Repo = append(out.Adopted, c.Repo), now
	}
	out.Repo = c.Repo
	if c.Unasked && !s.Due(began) {
		return out, nil
	}
	if !s.Owing && c.Retell {
		s.Altered = -1 // compare, whatever is remembered
	}
	for attempt := 0; ; attempt++ {
		if err = c.once(ctx, &s, &out); !errors.Is(err, errAhead) || attempt == 2 {
			break
		}
	}
	c.Repo = out.Repo
	if errors.Is(err, errAhead) {
		err = &git.UnmetError{Reason: git.UnmetOther, Destination: c.Destination.String(), Said: errAhead.Error() + " again and again"}
	}
	s.Refused, s.Held, s.Clashes = out.Refused, out.Held, append(s.Clashes, out.Clashes...)
	if err == nil {
		out.Lost = c.contests(ctx, out.added)
		s.Lost = append(s.Lost, out.Lost...)
		s.Repo, s.At, s.Sent, s.Received = out.Repo, began.UTC(), out.Sent, out.Received
		s.Problem, s.Failures, s.Next = nil, 0, time.Time{}
		if s.Clocks, err = c.clocksOf(ctx); err != nil {
			return out, err
		}
		out.Branches, out.Stays = s.Branches, s.Stays
		if out.pruning {
			err = c.Exchange.Prune(ctx)
		} else {
			err = c.Exchange.Tidy(ctx)
		}
	} else if ctx.Err() == nil {
		s.failed(err, began)
	}
	out.added = nil
	return out, errors.Join(err, c.remember(s))
}

// failed remembers why, and when to try again.
func (s *State) failed(err error, now time.Time) {
	var unmet *git.UnmetError
	p := &Problem{At: now.UTC(), Reason: git.UnmetOther, Said: err.Error()}
	if errors.As(err, &unmet) {
		p.Reason, p.Said = unmet.Reason, unmet.Said
	}
	s.Problem = p
	s.Failures++
	s.Next = now.Add(pause(s.Failures)).UTC()
}

// How often a sync that nobody asks for is tried.
const (
	Every     = 10 * time.Minute
	mostPause = 6 * time.Hour
)

// pause is how long to wait after so many failures in a row.
func pause(failures int) time.Duration {
	wait := Every
	for range min(failures-1, 10) {
		wait *= 2
	}
	return min(wait, mostPause)
}

// Due says whether it is time for a sync that nobody asked for.
func (s State) Due(now time.Time) bool {
	switch {
	case s.At.After(now.Add(Every)) || s.Next.After(now.Add(mostPause)): // a clock was wrong
		return true
	case now.Before(s.Next):
		return false
	}
	return now.Sub(s.At) >= Every
}

// once fetches, takes in and sends.
func (c Channel) once(ctx context.Context, s *State, out *Outcome) error {
	out.Repo = c.Repo
	arrived, err := c.meet(ctx)
	if err != nil {
		return err
	}
	me, err := c.Log.CurrentWriter(ctx)
	if err != nil {
		return err
	}
	own, err := c.stored(ctx, c.own())
	if err != nil {
		return err
	}
	reminted, err := c.reclaim(ctx, me, arrived, own, out)
	if err != nil {
		return err
	}
	if reminted != "" {
		me, out.Reminted = reminted, true
	}
	if own, err = c.stored(ctx, c.own()); err != nil {
		return err
	}
	seen, err := c.stored(ctx, c.seen())
	if err != nil {
		return err
	}
	clocks, err := c.Log.Newest(ctx)
	if err != nil {
		return err
	}
	delete(clocks, me)
	out.Refused, out.Held = nil, nil
	foreign := slices.DeleteFunc(slices.Clone(arrived), func(l line) bool { return l.writer == me })
	if gone := missing(seen, s.Clocks, clocks); len(gone) > 0 {
		if foreign, seen, err = c.regain(ctx, foreign, seen, gone); err != nil {
			return err
		}
	}
	teams, err := c.look(ctx, newest(foreign), seen, clocks)
	if err != nil {
		return err
	}
	if err := c.join(ctx, teams, own, out); err != nil {
		return err
	}
	c.Repo = out.Repo
	r := receiver{Channel: c, limit: limit(c.Now(), clocks), out: out}
	if err := r.receive(ctx, foreign, seen); err != nil {
		return err
	}
	restamped, err := c.Log.Restamp(ctx, me, c.Now(), r.limit)
	out.Restamped += restamped
	if err != nil {
		return err
	}
	return c.publish(ctx, me, arrived, own, s, out)
}

// meet fetches and lists what the remote has.
func (c Channel) meet(ctx context.Context) ([]line, error) {
	specs := []string{"+" + theirs + "*:" + c.in() + "c/*", "+" + branches + "*:" + c.in() + "b/*"}
	err := c.Exchange.Fetch(ctx, c.Destination, c.in()+"*", specs)
	var unmet *git.UnmetError
	if errors.As(err, &unmet) && unmet.Reason == git.UnmetOther { // refs there may stand in the way of some here
		left, failed := c.Exchange.Refs(ctx, c.in())
		if failed != nil || len(left) == 0 {
			return nil, err
		}
		for name := range left {
			left[name] = ""
		}
		if err := c.Exchange.SetRefs(ctx, left); err != nil {
			return nil, err
		}
		err = c.Exchange.Fetch(ctx, c.Destination, c.seen()+"*", specs)
	}
	if err != nil {
		return nil, err
	}
	return c.arrived(ctx)
}

// arrived lists what was fetched last, by writer and generation. A writer that had to go over to branches is read there.
func (c Channel) arrived(ctx context.Context) ([]line, error) {
	refs, err := c.Exchange.Refs(ctx, c.in())
	if err != nil {
		return nil, err
	}
	all := lines(refs, c.in()+"c/")
	for _, b := range lines(refs, c.in()+"b/") {
		b.branch = true
		if i := slices.IndexFunc(all, func(l line) bool { return l.writer == b.writer && l.generation == b.generation }); i >= 0 {
			all[i] = b
		} else {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b line) int {
		if a.writer != b.writer {
			return strings.Compare(a.writer, b.writer)
		}
		return a.generation - b.generation
	})
	return all, nil
}

func (c Channel) stored(ctx context.Context, prefix string) ([]line, error) {
	refs, err := c.Exchange.Refs(ctx, prefix)
	if err != nil {
		return nil, err
	}
	return lines(refs, prefix), nil
}
