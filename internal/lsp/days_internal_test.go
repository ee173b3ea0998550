package lsp

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/leadline/leadline/internal/config"
)

// deaf is an editor that hears nothing, and does at once what it is given to do.
type deaf struct{ Client }

func (deaf) Go(_ string, work func(context.Context)) { go work(context.Background()) }

// Promises become due at midnight, though nobody types and nothing is saved.
func TestTheDayTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(deaf{}, Config{Dirs: config.Dirs{State: "/nowhere"}, Now: time.Now})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.days(ctx) }()
		looked := func() bool {
			synctest.Wait()
			select {
			case <-s.dirty:
				return true
			default:
				return false
			}
		}
		now := time.Now().Local()
		y, m, d := now.Date()
		midnight := time.Date(y, m, d+1, 0, 0, 0, 0, now.Location())
		time.Sleep(midnight.Sub(now) - time.Second)
		if looked() {
			t.Error("before the day turned")
		}
		time.Sleep(time.Second)
		if !looked() {
			t.Error("nothing was looked at when the day turned")
		}
		time.Sleep(23 * time.Hour)
		if looked() {
			t.Error("again on the same day")
		}
		time.Sleep(time.Hour + dayCheck)
		if !looked() {
			t.Error("nothing was looked at on the second day")
		}
		cancel()
		<-done
	})
}

// A machine that slept over midnight finds out soon after it woke up: its timers did not run meanwhile.
func TestTheDayTurnedWhileAsleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asleep atomic.Int64
		s := New(deaf{}, Config{Dirs: config.Dirs{State: "/nowhere"}, Now: func() time.Time { return time.Now().Add(time.Duration(asleep.Load())) }})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.days(ctx) }()
		synctest.Wait()
		asleep.Store(int64(24 * time.Hour))
		time.Sleep(dayCheck)
		synctest.Wait()
		select {
		case <-s.dirty:
		default:
			t.Error("nothing was looked at")
		}
		cancel()
		<-done
	})
}
