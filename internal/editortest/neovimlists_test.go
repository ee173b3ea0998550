//go:build editors

package editortest

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
)

// tell runs the program itself in a repository, as on a command line.
func (b *bench) tell(t *testing.T, bin, repo string, args ...string) {
	t.Helper()
	c := exec.Command{Path: bin, Args: args, Dir: repo, Env: b.env, Timeout: time.Minute}
	if out, err := c.Output(t.Context()); err != nil {
		t.Fatalf("leadline %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// Lists in the quickfix list and in Telescope: what stands where, how one goes there, and what is said where there is nothing.
func TestNeovimLists(t *testing.T) {
	bin := program(t)
	b := newBench(t, "PROBE_SERVER="+bin, "PROBE_TELESCOPE="+root(t, "testdata/editors/neovim/telescope"))
	b.env = append(b.env, "PROBE_NOWHERE="+b.path("nowhere"))
	if err := os.Mkdir(b.path("nowhere"), 0o700); err != nil {
		t.Fatal(err)
	}
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now())+"+ \"odd/a b#1%.go\"\n<<<\npackage odd\n\n// FIXME: naïve odd one\n>>>\n")
	b.tell(t, bin, repo, "decision", "log", "--title", "Charge is idempotent", "--because", "twice bills twice", "--undo", "days", "--path", "pay/charge.go", "--lines", "3-5")
	b.tell(t, bin, repo, "question", "open", "--text", "Which currency?", "--path", "pay/charge.go", "--line", "6")
	b.tell(t, bin, repo, "risk", "raise", "--problem", "Rates are stale", "--path", "pay/charge.go", "--line", "6")
	b.tell(t, bin, repo, "pairing", "schedule", "--with", "dev1@example.com", "--at", time.Now().Add(26*time.Hour).Format(time.RFC3339), "--for", "60m", "--topic", "the ledger", "--path", "pay/charge.go")
	b.tell(t, bin, repo, "todo", "delegate", "--to", "me", "--what", "retry on timeout", "--why", "it bills twice", "--path", "pay/charge.go", "--line", "4")
	b.tell(t, bin, repo, "plate", "add", "call the vendor")

	e := b.start(t, repo, "lists.lua")
	var seen struct {
		Lists map[string]struct {
			Items         []string
			Title, Window string
		}
		Jumped   []any
		Messages []struct{ Text string }
	}
	e.next(t, "quickfix").into(t, &seen)
	for command, wants := range map[string][]string{
		"todos":             {"pay/charge.go:4 TODO retry on timeout", "odd/a b#1%.go:3 FIXME naïve odd one"},
		"todos here":        {"pay/charge.go:4 TODO retry on timeout"},
		"todos mine":        {"pay/charge.go:4 TODO retry on timeout"},
		"todos odd":         {"odd/a b#1%.go:3 FIXME naïve odd one"},
		"decisions":         {"pay/charge.go:3 D-", "Charge is idempotent · twice bills twice"},
		"questions":         {"pay/charge.go:6 Q-", "Which currency?"},
		"risks":             {"pay/charge.go:6 K-", "Rates are stale"},
		"pairings":          {"pay/charge.go:1 P-", "the ledger"},
		"plate as=quickfix": {":0 ", "call the vendor", "pay/charge.go:4 "},
	} {
		list := seen.Lists[command]
		mention(t, command, strings.Join(list.Items, "\n"), wants...)
		if list.Window != "quickfix" || list.Title != "Leadline "+strings.TrimSuffix(command, " as=quickfix") {
			t.Errorf("%s opens %q under the title %q", command, list.Window, list.Title)
		}
	}
	for _, command := range []string{"todos here", "todos mine", "todos odd", "decisions"} {
		if n := len(seen.Lists[command].Items); n != 1 {
			t.Errorf("%s lists %q", command, seen.Lists[command].Items)
		}
	}
	if diff := cmp.Diff([]any{"a b#1%.go", float64(3)}, seen.Jumped); diff != "" {
		t.Errorf("from the list to its place (-want +got):\n%s", diff)
	}
	for i, want := range []string{"no area rests on one person", "none of 2 is of that kind", "Telescope is not installed", `no list as "paper"`} {
		mention(t, "what is said", seen.Messages[i].Text, want)
	}

	type picker struct {
		Title, Sorter, Preview string
		Shown                  []string
	}
	var telescope struct {
		Command, Telescope, Chosen, Plate picker
		Went                              []any
		Said                              string
	}
	e.next(t, "telescope").into(t, &telescope)
	mention(t, "the picker of TODOs", strings.Join(telescope.Command.Shown, "\n"), "TODO retry on timeout", "pay/charge.go:4", "naïve odd one", "odd/a b#1%.go:3")
	if telescope.Command.Sorter != "the sorter" || telescope.Command.Preview != "the preview" || telescope.Command.Title != "Leadline todos" {
		t.Errorf("the picker has not the user's own sorter and preview: %+v", telescope.Command)
	}
	if len(telescope.Went) != 2 || telescope.Went[0] != "charge.go" && telescope.Went[0] != "a b#1%.go" || telescope.Went[1] == float64(1) {
		t.Errorf("the pick leads to %v", telescope.Went)
	}
	mention(t, ":Telescope leadline decisions", strings.Join(telescope.Telescope.Shown, "\n"), "Charge is idempotent")
	mention(t, ":Telescope leadline, then risks", strings.Join(telescope.Chosen.Shown, "\n"), "Rates are stale")
	mention(t, "the plate", strings.Join(telescope.Plate.Shown, "\n"), "call the vendor")
	mention(t, "what stands nowhere", telescope.Said, "stands nowhere in the code")

	var broken struct {
		List struct{ Items []string }
		Said string
	}
	e.next(t, "without it").into(t, &broken)
	mention(t, "a list though Telescope fails", strings.Join(broken.List.Items, "\n")+broken.Said, "Rates are stale", "Telescope does not work here", "needs a newer Neovim")

	var asked struct{ List struct{ Window string } }
	e.next(t, "asked for").into(t, &asked)
	if asked.List.Window != "quickfix" {
		t.Errorf("lists = 'quickfix' opens %q", asked.List.Window)
	}
	var done struct{ Messages []struct{ Text string } }
	e.next(t, "done").into(t, &done)
	mention(t, "outside a repository", done.Messages[0].Text, "open a file of a git repository first")
}
