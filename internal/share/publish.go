package share

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// drafts are what this store has to publish: as the writers that it was before it was put back from a copy, and as itself, the
// last. Of the former ones only what nobody sent is; what somebody else sends as one of them stays theirs.
func (c Channel) drafts(ctx context.Context, me string, arrived, own []line, s State) ([]draft, error) {
	former, err := c.Log.Former(ctx)
	if err != nil {
		return nil, err
	}
	var all []draft
	for _, was := range former {
		there, ok := of(arrived, was)
		if was == me || ok && s.Settled[was] == there.tip && !c.Retell {
			continue
		}
		var lines []line
		if ok {
			lines = []line{there}
		}
		d, err := c.plan(ctx, was, lines, State{Branches: s.Branches})
		if err != nil {
			return nil, err
		}
		d.settles = true
		if d.begins() && !c.Retell { // it differs from what is here, as when another copy goes on as this writer
			d.generation, d.parent, d.batches, d.events = there.generation, there.tip, nil, nil
		}
		all = append(all, d)
	}
	d, err := c.plan(ctx, me, own, s)
	return append(all, d), err
}

// publish sends what is not at the remote yet.
func (c Channel) publish(ctx context.Context, me string, arrived, own []line, s *State, out *Outcome) error {
	altered, err := c.Log.Blankings(ctx) // what changes from here on is seen the next time
	if err != nil {
		return err
	}
	all, err := c.drafts(ctx, me, arrived, own, *s)
	if err != nil {
		return err
	}
	settled := map[string]git.Hash{}
	maps.Copy(settled, s.Settled)
	for _, d := range all {
		tip, err := c.send(ctx, d, arrived, own, s, out)
		switch {
		case errors.Is(err, errAhead) && d.settles: // somebody else is that writer now
			continue
		case err != nil:
			return err
		}
		out.Sent += len(d.events)
		if d.settles {
			settled[d.writer] = tip
			continue
		}
		if d.begins() {
			out.Began, s.Retold = true, c.Now().UTC()
		}
		s.Writer, s.Seq, s.Tip, s.Altered, s.Owing = me, d.seq, tip, altered, d.owing
	}
	s.Settled = settled
	return nil
}

// send writes and pushes one draft, and withdraws the generations before it. It answers where the line then stands.
func (c Channel) send(ctx context.Context, d draft, arrived, own []line, s *State, out *Outcome) (git.Hash, error) {
	tip, err := c.write(ctx, d)
	if err != nil {
		return "", err
	}
	if there, ok := of(arrived, d.writer); tip != "" && (!ok || there.generation != d.generation || there.tip != tip) {
		if err := c.push(ctx, d.line, s); err != nil {
			return "", err
		}
	}
	if d.begins() || slices.ContainsFunc(arrived, func(l line) bool { return l.writer == d.writer && l.generation < d.generation }) {
		if err := c.withdraw(ctx, d.line, arrived, own, s); err != nil {
			return "", err
		}
		out.pruning = true
	}
	return tip, nil
}
