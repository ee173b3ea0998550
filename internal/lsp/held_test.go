package lsp_test

import (
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

func TestWhatTheServerHolds(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Minimal)
	var h struct {
		Process, Goroutines, Heap int
		Where                     map[string]int
	}
	c.Ask("leadline/held", nil, &h)
	counted := 0
	for _, n := range h.Where {
		counted += n
	}
	if h.Process == 0 || h.Heap < 1<<20 || h.Goroutines < 3 || counted != h.Goroutines {
		t.Errorf("%+v", h)
	}
	c.Shutdown()
}
