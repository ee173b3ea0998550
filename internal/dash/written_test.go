package dash_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/leadline/leadline/internal/ledger"
)

// The pages are there while the store is being written, and show what was written.
func TestPagesWhileTheStoreIsWritten(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	ctx, stop := context.WithCancel(t.Context())
	var writing sync.WaitGroup
	written, failed := 0, error(nil)
	writing.Go(func() {
		for ; ctx.Err() == nil && failed == nil; written++ {
			e := event(ledger.DecisionLogged, fmt.Sprintf("D-W%05d", written), body{"title": fmt.Sprintf("written meanwhile %d", written), "status": "accepted", "anchors": at("pay/charge.go")})
			e.Repo, e.V, e.Visibility, e.ActorName, e.ActorEmail = d.w.Snapshot().Repo, 1, ledger.Team, "Dev Two", "devtwo@example.com"
			if _, failed = d.stores.Events.Append(t.Context(), e); failed == nil {
				failed = d.w.CatchUp(t.Context())
			}
		}
	})
	var reading sync.WaitGroup
	pages := everything()
	for _, some := range [][]string{pages[:len(pages)/2], pages[len(pages)/2:]} {
		reading.Go(func() {
			for _, name := range some {
				if status, text := d.ask(name); status != 200 || !strings.Contains(text, "</html>") {
					t.Errorf("%s: %d", name, status)
				}
			}
		})
	}
	reading.Wait()
	stop()
	writing.Wait()
	if failed != nil || written == 0 {
		t.Fatalf("%d written, %v", written, failed)
	}
	d.shows("area?path=pay", fmt.Sprintf("written meanwhile %d", written-1))
}
