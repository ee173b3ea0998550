//go:build editors

package editortest

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
)

// Vim with ALE: hover, a decision through a draft, a fault of the text as ALE's own.
func TestVimWithALE(t *testing.T) {
	bin := program(t)
	recording, server := record(t, bin)
	b := newBench(t)
	b.install(t, server, "vim")
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	settings := "set nocompatible noswapfile nomore\nfiletype plugin on\nset runtimepath^=$ALE\n"
	if err := os.WriteFile(b.path("home", ".vimrc"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	s := b.look(t, repo, onPath(t, "vim"), "+5", "pay/charge.go")
	s.sees(t, "func Charge")
	command := func(text string) {
		t.Helper()
		s.types(t, ":"+text)
		s.keys(t, "Enter")
	}
	s.sees(t, "Leadline is ready: hover a line") // said once, when it does
	s.keys(t, "Enter")

	command("ALEHover")
	s.sees(t, "ALEPreviewWindow", "@payments", "Dev Two")
	command("pclose")
	s.loses(t, "ALEPreviewWindow")

	command("5") // ENTER may have moved the cursor
	command("ALECodeAction")
	s.sees(t, "2) Log a decision here…", "Type number")
	s.types(t, "2")
	s.keys(t, "Enter")
	s.sees(t, "Fill in the draft and save it")
	s.keys(t, "Enter")
	command("LeadlineDraft")
	s.sees(t, "Save to log this decision", "title:")
	command("%s/^title:/title: Charge is idempotent #/")
	s.sees(t, "title: Charge is idempotent #")
	command("w")
	s.sees(t, "Logged D-")
	s.keys(t, "Enter")
	if diff := cmp.Diff([]object{{"title": "Charge is idempotent", "path": "pay/charge.go"}}, b.query(t, bin, repo, `select title, path from decisions`)); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
	command("close")
	command("5")
	command("ALEHover")
	s.sees(t, "ALEPreviewWindow", "Decided", "Charge is idempotent")
	command("pclose")

	command("$put ='// see D-QQQQQQ'")
	s.sees(t, "not known here")
	if n := recording.check(t); n < 5 {
		t.Errorf("only %d messages of the server were kept", n)
	}
}
