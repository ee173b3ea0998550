package share

import (
	"context"
	"errors"
	"io"

	"github.com/leadline/leadline/internal/git"
)

// Pending is what a sync would send.
type Pending struct {
	Events int
	Repo   string // the identity that the repository would have
	// Begins says that this store's line would be written anew, without what was taken back.
	Begins bool
	// Renames says that somebody else wrote under this store's name, so that it would all go under a new one.
	Renames bool
	// Unmet is why the remote could not be asked; then Pending is as far as is known here.
	Unmet   error
	batches []git.Batch
}

// Preview works out what a sync would send now, and changes nothing that anybody sees. Errors: those of the log.
func Preview(ctx context.Context, c Channel) (Pending, error) {
	unlock, err := c.Exchange.Lock(ctx)
	if err != nil {
		return Pending{}, err
	}
	defer unlock()
	var p Pending
	if c.Repo, _, err = c.Log.Identities(ctx, c.Repo); err != nil { // which another process may have taken on meanwhile
		return p, err
	}
	arrived, err := c.meet(ctx)
	var unmet *git.UnmetError
	if errors.As(err, &unmet) {
		p.Unmet = err
		arrived, err = c.arrived(ctx)
	}
	if err != nil {
		return p, err
	}
	err = c.preview(ctx, arrived, &p)
	return p, err
}

// Waiting counts what a sync would send, as far as is known here: it asks nobody.
func Waiting(ctx context.Context, c Channel) (int, error) {
	var err error
	if c.Repo, _, err = c.Log.Identities(ctx, c.Repo); err != nil {
		return 0, err
	}
	arrived, err := c.arrived(ctx)
	if err != nil {
		return 0, err
	}
	var p Pending
	err = c.preview(ctx, arrived, &p)
	return p.Events, err
}

func (c Channel) preview(ctx context.Context, arrived []line, p *Pending) error {
	me, err := c.Log.CurrentWriter(ctx)
	if err != nil {
		return err
	}
	own, err := c.stored(ctx, c.own())
	if err != nil {
		return err
	}
	other, err := c.reclaim(ctx, me, arrived, own, nil)
	if err != nil {
		return err
	}
	p.Renames = other != ""
	if own, err = c.stored(ctx, c.own()); err != nil {
		return err
	}
	seen, err := c.stored(ctx, c.seen())
	if err != nil {
		return err
	}
	var foreign []line
	for _, l := range arrived {
		if l.writer != me {
			foreign = append(foreign, l)
		}
	}
	teams, err := c.look(ctx, newest(foreign), seen, map[string]int64{})
	if err != nil {
		return err
	}
	shared, err := c.shared(ctx, own)
	if err != nil {
		return err
	}
	p.Repo = c.Repo
	if better := choices(c.Repo, shared, teams); len(better) > 0 {
		p.Repo = better[0]
	}
	all, err := c.drafts(ctx, me, arrived, own, c.State())
	if err != nil {
		return err
	}
	for _, d := range all {
		for i := range d.events {
			d.events[i].Repo = p.Repo
		}
		if d, err = d.complete(); err != nil {
			return err
		}
		p.Events += len(d.events)
		p.Begins = p.Begins || d.begins()
		p.batches = append(p.batches, d.batches...)
	}
	return nil
}

// WriteTo writes the bytes that would be sent: one event a line.
func (p Pending) WriteTo(w io.Writer) (n int64, err error) {
	for _, b := range p.batches {
		m, err := w.Write(b.Content)
		n += int64(m)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
