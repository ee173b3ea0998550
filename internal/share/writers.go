package share

import (
	"context"
	"slices"
	"time"
)

// Writer is a store in which something about the repository was first written.
type Writer struct {
	ID     string
	Who    string // whoever spoke last there; "" for somebody without a name
	Mine   bool
	Events int
	Last   time.Time
}

// Writers lists those who said something about the repository, the last to speak first.
func Writers(ctx context.Context, c Channel) ([]Writer, error) {
	me, err := c.Log.CurrentWriter(ctx)
	if err != nil {
		return nil, err
	}
	counts, err := c.Log.Writers(ctx, c.Repo)
	if err != nil {
		return nil, err
	}
	var out []Writer
	for id, n := range counts {
		last, err := c.Log.LastBy(ctx, id, 1)
		if err != nil {
			return nil, err
		}
		w := Writer{ID: id, Mine: id == me, Events: n, Who: c.who(ctx, id)}
		if len(last) > 0 {
			w.Last = last[0].At
		}
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b Writer) int { return b.Last.Compare(a.Last) })
	return out, nil
}
