//go:build editors

package editortest

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
)

type told []struct{ Text string }

func (m told) count(part string) (n int) {
	for _, one := range m {
		if strings.Contains(one.Text, part) {
			n++
		}
	}
	return n
}

// A draft that nobody saved outlives Neovim, even one that was killed: it is told of once, and comes back with what was typed.
func TestNeovimDraftsComeBack(t *testing.T) {
	bin := program(t)
	b := newBench(t, "PROBE_SERVER="+bin)
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	env := b.env
	phase := func(name string) *editor {
		b.env = append(append([]string{}, env...), "PROBE_PHASE="+name)
		return b.start(t, repo, "drafts.lua")
	}

	killed := phase("begin")
	var typed struct{ Modified bool }
	if killed.next(t, "typed").into(t, &typed); !typed.Modified {
		t.Error("the draft was saved, which says it")
	}
	for range killed.events { // until it is gone
	}
	if rows := b.query(t, bin, repo, `select title from decisions`); len(rows) != 0 {
		t.Errorf("nobody said so: %v", rows)
	}

	again := phase("again")
	var seen struct {
		Messages        told
		Modified, Still bool
		Kept            string
	}
	again.next(t, "recorded").into(t, &seen)
	if seen.Messages.count(`the draft "Ünsaved, and kept" was not finished; :Leadline drafts`) != 1 || !seen.Modified || !seen.Still || seen.Kept != "" {
		t.Errorf("%+v", seen)
	}
	if diff := cmp.Diff([]object{{"title": "Ünsaved, and kept", "undo": "days"}}, b.query(t, bin, repo, `select title, undo from decisions`)); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}

	var left struct{ Told, Stale bool }
	if phase("later").next(t, "nothing left").into(t, &left); left.Told || left.Stale {
		t.Errorf("a draft that is recorded is no draft that was left, and what is older than it does not come back: %+v", left)
	}
}

// A server that ends is started again; what it was being told is kept.
func TestNeovimServerEnds(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, "PROBE_SERVER="+self)
	b.env = append(b.env, standInLog+"="+b.path("log"))
	gittest.Repo(t, b.path("repo"), charge)
	e := b.start(t, b.path("repo"), "crash.lua")
	var first struct {
		Messages told
		Default  string
	}
	e.next(t, "started again").into(t, &first)
	if first.Messages.count("leadline: ") != 1 || first.Messages.count("was started again. What you typed is kept") != 1 || first.Default != "crash" {
		t.Errorf("%+v", first)
	}
	var last struct {
		Messages told
		Left     int
	}
	e.next(t, "stays away").into(t, &last)
	if last.Messages.count("ended 5 times within 3 minutes, so it stays away. What you typed is kept") != 1 || last.Left != 0 {
		t.Errorf("%+v", last)
	}
}

func TestNeovimServerIsKilled(t *testing.T) {
	bin := program(t)
	b := newBench(t, "PROBE_SERVER="+bin)
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	e := b.start(t, repo, "killed.lua")
	var seen struct {
		Killed, Servers int
		Messages        told
	}
	e.next(t, "done").into(t, &seen)
	if seen.Killed == 0 || seen.Servers != 1 || seen.Messages.count("was started again") != 1 || seen.Messages.count("What you typed is kept") != 0 {
		t.Errorf("%+v", seen)
	}
	if rows := b.query(t, bin, repo, `select title from decisions`); len(rows) != 1 {
		t.Errorf("%v", rows)
	}
}

// Program and plugin of different ages say so once; what both know goes on.
func TestNeovimVersions(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for age, want := range map[string]string{"old": "is older than this plugin", "new": "is too new for this plugin; update the plugin"} {
		b := newBench(t, "PROBE_SERVER="+self)
		b.env = append(b.env, standInLog+"="+b.path("log"), standInAge+"="+age)
		gittest.Repo(t, b.path("repo"), charge)
		e := b.start(t, b.path("repo"), "versions.lua")
		var seen struct {
			Messages told
			Health   string
		}
		e.next(t, "done").into(t, &seen)
		if len(seen.Messages) != 1 || seen.Messages.count(want) != 1 {
			t.Errorf("%s: %+v", age, seen.Messages)
		}
		if age == "old" {
			mention(t, ":checkhealth", seen.Health, "older than this plugin")
		}
	}
}

// The manual has a tag for every command, a line for every setting, and no link into nowhere.
func TestNeovimManual(t *testing.T) {
	b := newBench(t)
	manual := b.path("manual")
	if err := os.CopyFS(manual, os.DirFS(root(t, "editors/neovim/doc"))); err != nil {
		t.Fatal(err)
	}
	b.env = append(b.env, "PROBE_MANUAL="+manual)
	e := b.start(t, b.dir, "help.lua")
	var seen struct {
		Missing, Stale, Links, Undocumented, Long []string
		Tags                                      int
	}
	e.next(t, "done").into(t, &seen)
	for what, found := range map[string][]string{
		"commands without a tag": seen.Missing, "tags without a command": seen.Stale, "links into nowhere": seen.Links,
		"settings that are not told of": seen.Undocumented, "lines longer than a help window": seen.Long,
	} {
		if len(found) > 0 {
			t.Errorf("%s: %q", what, found)
		}
	}
	if seen.Tags < 10 {
		t.Errorf("only %d tags", seen.Tags)
	}
}

// With nvim-lspconfig, by the recipe of the manual: one server, and everything as without it.
func TestNeovimWithLspconfig(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, "PROBE_SERVER="+self)
	b.env = append(b.env, standInLog+"="+b.path("log"))
	gittest.Repo(t, b.path("repo"), charge)
	e := b.start(t, b.path("repo"), "lspconfig.lua")
	var seen struct{ Servers int }
	if e.next(t, "done").into(t, &seen); seen.Servers != 1 {
		t.Errorf("%+v", seen)
	}
}

// With vim.lsp.enable(), by the recipe of the manual: one server, which serves drafts too, and starts anew whoever says so.
func TestNeovimWithEnable(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, "PROBE_SERVER="+self)
	b.env = append(b.env, standInLog+"="+b.path("log"))
	gittest.Repo(t, b.path("repo"), charge)
	if err := os.WriteFile(b.path("repo", "CODEOWNERS"), []byte("/pay/ @payments\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := b.start(t, b.path("repo"), "enable.lua")
	var seen struct {
		Absent, Served bool
		Servers        int
		Messages       told
	}
	e.next(t, "done").into(t, &seen)
	if !seen.Absent && (!seen.Served || seen.Servers != 1 || len(seen.Messages) > 0) {
		t.Errorf("%+v", seen)
	}
}

// The README's spec for lazy.nvim is one that it takes: loaded as lazy.nvim would load it, the command and the server are there.
func TestNeovimWithLazy(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, "PROBE_SERVER="+self)
	b.env = append(b.env, standInLog+"="+b.path("log"))
	gittest.Repo(t, b.path("repo"), charge)
	e := b.start(t, b.path("repo"), "lazy.lua")
	var seen struct {
		Before, Now, Servers int
		Unknown              []string
	}
	e.next(t, "done").into(t, &seen)
	if seen.Before != 0 || seen.Now != 2 || seen.Servers != 1 || len(seen.Unknown) > 0 {
		t.Errorf("%+v", seen)
	}
}
