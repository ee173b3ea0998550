package share

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// reclaim looks at what the remote has under this store's own name. If that is not what this store sent, the store is a copy of
// another, or was put back from an older copy of itself: it takes in what it does not know and becomes another writer, whose
// name it answers. Where only the store for syncing was lost, it goes on from what is there. Without out it only says whether it
// would become another writer, by any name.
func (c Channel) reclaim(ctx context.Context, me string, arrived, own []line, out *Outcome) (reminted string, err error) {
	there, ok := of(arrived, me)
	if !ok {
		return "", nil
	}
	here, have := of(own, me)
	if have && (here.generation > there.generation || here.generation == there.generation && here.tip == there.tip) {
		return "", nil
	}
	if have && here.generation == there.generation {
		if _, ok, err := c.history(ctx, here.tip, there.tip); err != nil || ok { // the remote is behind
			return "", err
		}
	}
	commits, ok, err := c.history(ctx, there.tip, "")
	if err != nil {
		return "", err
	}
	var events []eventlog.Event
	if ok {
		if events, _, err = c.read(ctx, me, commits); err != nil && !errors.Is(err, errBatch) {
			return "", err
		}
	}
	for i := range events {
		events[i].Repo = c.Repo
	}
	mine, err := c.mine(ctx, me, events)
	if err != nil {
		return "", err
	}
	if ok && mine {
		return "", c.Exchange.SetRefs(ctx, map[string]git.Hash{c.own() + there.path(): there.tip})
	}
	if out == nil {
		return "another", nil
	}
	published, err := c.published(ctx, me)
	if err != nil {
		return "", err
	}
	for _, e := range events {
		published[e.ID] = e.Seq
	}
	if reminted, err = c.Log.Remint(ctx, me, func(e eventlog.Event) bool { return published[e.ID] == e.Seq }); err != nil {
		return "", err
	}
	got, err := c.Log.Ingest(ctx, events)
	if err != nil {
		return "", err
	}
	out.Received += len(got.Added)
	return reminted, nil
}

// mine says whether all of these events are here as this writer's own.
func (c Channel) mine(ctx context.Context, me string, events []eventlog.Event) (bool, error) {
	known, err := c.said(ctx, me, 0)
	if err != nil {
		return false, err
	}
	bySeq := make(map[int64]string, len(known))
	for _, e := range known {
		bySeq[e.Seq] = e.ID
	}
	for _, e := range events {
		if bySeq[e.Seq] != e.ID {
			return false, nil
		}
	}
	return true, nil
}

// published are the numbers, by id, of what was sent as a writer anywhere.
func (c Channel) published(ctx context.Context, writer string) (map[string]int64, error) {
	refs, err := c.Exchange.Refs(ctx, "refs/own/")
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, name := range slices.Sorted(maps.Keys(refs)) {
		rest := strings.SplitN(strings.TrimPrefix(name, "refs/own/"), "/", 2)
		if len(rest) != 2 || !strings.HasPrefix(rest[1], writer+"/") {
			continue
		}
		commits, ok, err := c.history(ctx, refs[name], "")
		if err != nil || !ok {
			return nil, errors.Join(err, fmt.Errorf("reading what was sent before: %s is no chain", name))
		}
		events, _, err := c.read(ctx, writer, commits)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			out[e.ID] = e.Seq
		}
	}
	return out, nil
}
