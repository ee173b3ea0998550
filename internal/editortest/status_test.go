//go:build editors

package editortest

import (
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
)

// The status line says who could review what was typed, then whom the reader asked, and nothing once that is undone.
func TestNeovimStatusLine(t *testing.T) {
	b := newBench(t, "PROBE_SERVER="+program(t))
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	n := b.start(t, repo, "status.lua")
	var shown struct {
		Before, Changed, Asked, Elsewhere string
		News                              bool
	}
	n.next(t, "shown").into(t, &shown)
	if shown.Before != "" || shown.Elsewhere != "" || !shown.News {
		t.Errorf("%+v", shown)
	}
	if shown.Changed != "could review: Dev Two" || shown.Asked != "you asked Dev Two to review" {
		t.Errorf("%+v", shown)
	}
}
