package workspace

import (
	"context"
	"testing"
	"testing/synctest"
)

func TestPressing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pressing
		p.pass(t.Context()) // nothing presses
		p.begin()
		p.begin()
		passed := false
		go func() {
			p.pass(t.Context())
			passed = true
		}()
		synctest.Wait()
		if p.end(); passed {
			t.Error("what can wait went before the first answers")
		}
		synctest.Wait()
		if passed {
			t.Error("what can wait went before the last answer")
		}
		p.end()
		synctest.Wait()
		if !passed {
			t.Error("what can wait waits though nothing presses")
		}
		p.begin()
		ended, end := context.WithCancel(t.Context())
		end()
		p.pass(ended) // does not wait for ever
	})
}
