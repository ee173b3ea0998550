package lsp_test

import (
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// times counts how often the server asked the editor for something.
func times(c *lsptest.Client, method string) (n int) {
	for _, m := range c.Messages() {
		if m.Method == method {
			n++
		}
	}
	return n
}

// An editor is told to ask again for what it shows, once until it does; what it has not asked for yet it will.
func TestRefreshOfWhatIsShown(t *testing.T) {
	const lenses, hints = "workspace/codeLens/refresh", "workspace/inlayHint/refresh"
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	log := func(title string) { c.Execute("leadline.decision.log", besides(at(u, 3), "title", title)) }
	log("one")
	c.WaitNotification("window/showMessage", nil)
	if n, m := times(c, lenses), times(c, hints); n != 0 || m != 0 {
		t.Errorf("told to ask again %d and %d times for what was never asked for", n, m)
	}
	c.CodeLens(u)
	log("two")
	c.WaitNotification(lenses, nil)
	log("three")
	log("four")
	c.InlayHints(u, lspclient.Span(0, 0, 10, 0))
	log("five")
	c.WaitNotification(hints, nil) // lenses would have come before
	if n := times(c, lenses); n != 1 {
		t.Errorf("told %d times to ask again for lenses, and did not yet", n)
	}
	c.CodeLens(u)
	log("six")
	c.WaitNotification(lenses, nil)
	c.Shutdown()
}
