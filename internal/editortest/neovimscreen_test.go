//go:build editors

package editortest

import (
	"testing"
	"time"

	"github.com/leadline/leadline/internal/gittest"
)

// Neovim as a person sees it, with what `leadline setup neovim` installs: the lens above the file and the hover over its line.
func TestNeovimOnScreen(t *testing.T) {
	bin := program(t)
	_, server := record(t, bin)
	b := newBench(t)
	b.install(t, server, "neovim")
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	s := b.look(t, repo, neovim(t), "+5", "pay/charge.go")
	s.sees(t, "func Charge", "@payments | ask Dev Two")
	s.types(t, ":Leadline who")
	s.keys(t, "Enter")
	s.sees(t, "Owner @payments · CODEOWNERS:1", "@payments | ask Dev Two") // the hover, and the lens still
	s.types(t, ":help leadline")
	s.keys(t, "Enter")
	s.sees(t, "leadline.txt")
}
