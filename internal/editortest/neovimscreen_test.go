//go:build editors

package editortest

import (
	"os"
	"regexp"
	"strings"
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
	s.sees(t, "leadline: Leadline is ready: hover a line to see why, and whom to ask.", "…") // as much as fits, and no ENTER is asked for
	s.types(t, ":Leadline who")
	s.keys(t, "Enter")
	s.sees(t, "Owner @payments · CODEOWNERS:1", "@payments | ask Dev Two") // the hover, and the lens still
	s.types(t, ":help leadline")
	s.keys(t, "Enter")
	s.sees(t, "leadline.txt")
}

// A message that comes while something is asked is not drawn over it, and asks for no ENTER afterwards.
func TestNeovimMessagesWait(t *testing.T) {
	b := newBench(t)
	s := b.look(t, b.dir, neovim(t), "-u", "NONE", "-i", "NONE", "-S", root(t, "testdata/editors/neovim/messages.lua"))
	eventually(t, func() error {
		_, err := os.Stat(b.path("run", "told"))
		return err
	})
	s.sees(t, "Which?", "1: one", "4: four", "Type number")
	s.types(t, "2")
	s.keys(t, "Enter")
	s.sees(t, "leadline: the last one")
	s.types(t, ":messages")
	s.keys(t, "Enter")
	if text := s.sees(t, "a long message a long message", "Press ENTER"); strings.Count(text, "leadline:") != 2 {
		t.Errorf("not all was kept:\n%s", text)
	}
}

// On the day of a block Neovim says when, once, whether it draws lenses at the end of their line or above it.
func TestNeovimSaysABlockOnce(t *testing.T) {
	bin := program(t)
	_, server := record(t, bin)
	b := newBench(t)
	b.install(t, server, "neovim")
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	at := time.Now().UTC().Add(45 * time.Minute) // it asks when the block begins, which is another story
	if at.Day() != time.Now().UTC().Day() {
		at = time.Now().UTC().Add(2 * time.Second)
	}
	b.tell(t, bin, repo, "pairing", "schedule", "--with", "dev1@example.com", "--at", at.Format(time.RFC3339), "--for", "60m",
		"--topic", "the ledger", "--path", "pay/charge.go", "--line", "5")
	s := b.look(t, repo, neovim(t), "+5", "pay/charge.go")
	text := s.sees(t, "func Charge", "@payments | ask Dev Two", "you and Dev One · the ledger")
	code, _, _ := strings.Cut(text, "\n~")
	if n := strings.Count(code, "pairing"); n != 1 {
		t.Errorf("the block is said %d times:\n%s", n, code)
	}
	s.types(t, ":lua vim.lsp.buf.code_action()") // the menu is short, and what it leaves out is one pick away
	s.keys(t, "Enter")
	s.sees(t, "Code actions", "Log a decision here…", "9: More here…")
	s.types(t, "9")
	s.keys(t, "Enter")
	// What is left out depends on what matters now; this is always among it, and asks nothing.
	more := regexp.MustCompile(`(\d+): Never hint in this file`).FindStringSubmatch(s.sees(t, "What about these lines?", "Never hint in this file"))
	if more == nil {
		t.Fatal("no number stands before it")
	}
	s.types(t, more[1])
	s.keys(t, "Enter")
	s.loses(t, "Type number")
}
