package workspace

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
)

// queue has a file that git is busy with, and others that wait in the order in which they were opened.
func queue(t *testing.T, turns *turns, paths ...string) (had func() []string, cancel map[string]context.CancelFunc) {
	t.Helper()
	if err := turns.take(t.Context(), "busy"); err != nil {
		t.Fatal(err)
	}
	var order []string
	cancel = map[string]context.CancelFunc{}
	for _, path := range paths {
		ctx, stop := context.WithCancel(t.Context())
		cancel[path] = stop
		turns.look(path)
		go func() {
			if err := turns.take(ctx, path); err != nil {
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %v", path, err)
				}
				return
			}
			order = append(order, path) // one at a time: nobody else has the turn
			turns.give()
		}()
		synctest.Wait()
	}
	return func() []string {
		turns.give()
		synctest.Wait()
		return order
	}, cancel
}

func TestTurns(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(t *turns, cancel map[string]context.CancelFunc)
		want      []string
	}{
		"the last one opened comes first":        {func(*turns, map[string]context.CancelFunc) {}, []string{"d", "c", "b", "a"}},
		"what is looked at comes before that":    {func(t *turns, _ map[string]context.CancelFunc) { t.look("b") }, []string{"b", "d", "c", "a"}},
		"what was closed does not come":          {func(_ *turns, cancel map[string]context.CancelFunc) { cancel["d"](); cancel["a"]() }, []string{"c", "b"}},
		"what nobody looked at comes last":       {func(t *turns, _ map[string]context.CancelFunc) { t.forget("d") }, []string{"c", "b", "a", "d"}},
		"looking at what is not there is no ill": {func(t *turns, _ map[string]context.CancelFunc) { t.look("x") }, []string{"d", "c", "b", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				turns := &turns{}
				had, cancel := queue(t, turns, "a", "b", "c", "d")
				c.meanwhile(turns, cancel)
				synctest.Wait()
				if got := had(); !slices.Equal(got, c.want) {
					t.Errorf("got %v, want %v", got, c.want)
				}
				for _, stop := range cancel {
					stop()
				}
				if err := turns.take(t.Context(), "later"); err != nil || !turns.busy || len(turns.waiting) > 0 {
					t.Errorf("a turn was lost: %v, %+v", err, turns)
				}
			})
		})
	}
}

// A turn that comes in the moment in which it is not wanted any more goes to the next.
func TestTurnGivenToWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := &turns{}
		had, cancel := queue(t, turns, "a", "b")
		cancel["b"]() // b has not noticed yet when its turn comes
		if got := had(); !slices.Equal(got, []string{"a"}) && !slices.Equal(got, []string{"b", "a"}) {
			t.Errorf("got %v", got)
		}
		ended, stop := context.WithCancel(t.Context())
		stop()
		if err := turns.take(ended, "c"); !errors.Is(err, context.Canceled) || turns.busy {
			t.Errorf("got %v, busy %v", err, turns.busy)
		}
		cancel["a"]()
	})
}
