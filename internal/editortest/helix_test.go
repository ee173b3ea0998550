//go:build editors

package editortest

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
)

func decode(t *testing.T, raw json.RawMessage, v any) {
	t.Helper()
	if err := json.Unmarshal(raw, v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
}

// Helix, which shows no lenses and until 25.01 refuses questions: hover, a decision through a draft, and then whatever else its menu offers.
func TestHelix(t *testing.T) {
	bin := program(t)
	recording, server := record(t, bin)
	b := newBench(t)
	b.install(t, server, "helix")
	repo := b.path("repo")
	gittest.Repo(t, repo, history(time.Now()))
	s := b.look(t, repo, onPath(t, "hx"), "pay/charge.go:5")
	s.sees(t, "func Charge")
	eventually(t, func() error { return atLeast(len(recording.answers(t, "initialize")), 1, "answers to initialize") })

	s.hovers(t, recording)
	s.sees(t, "Owner @payments · CODEOWNERS:1", "Ask Dev Two")
	s.keys(t, "Escape")
	s.loses(t, "CODEOWNERS:1")

	if !s.picks(t, recording, "Log a decision here…") {
		t.Fatal("the menu does not offer to log a decision")
	}
	s.sees(t, "Save to log this decision", "title:")
	s.keys(t, "i")
	s.sees(t, " INS ")
	s.types(t, " Charge is idempotent #")
	s.keys(t, "Escape")
	s.sees(t, " NOR ")
	s.types(t, ":w")
	s.keys(t, "Enter")
	s.sees(t, "Logged D-")
	if diff := cmp.Diff([]object{{"title": "Charge is idempotent", "path": "pay/charge.go"}}, b.query(t, bin, repo, `select title, path from decisions`)); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
	s.back(t)
	s.hovers(t, recording)
	s.sees(t, "Decided D-", "Charge is idempotent")
	s.keys(t, "Escape")
	s.loses(t, "Decided D-")

	s.everything(t, recording)
	if n := recording.demands(t, "out")["window/showMessageRequest"]; n == 0 {
		t.Error("Helix was asked nothing: this test does not show any more that all goes on where it refuses")
	}
	if n := recording.check(t); n < 20 {
		t.Errorf("only %d messages of the server were kept", n)
	}
}

// A list of servers in languages.toml replaces Helix's own, which the recipe therefore repeats, whatever the version.
func TestHelixKeepsItsServers(t *testing.T) {
	b := newBench(t)
	hx := onPath(t, "hx")
	mark := regexp.MustCompile(`(?m)^\s+\S*[✘✓]\S* (\S+): `)
	servers := func(language string) (names []string) {
		c := exec.Command{Path: hx, Args: []string{"--health", language}, Dir: b.dir, Env: b.env, Timeout: time.Minute}
		out, err := c.Output(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mark.FindAllSubmatch(out, -1) {
			names = append(names, string(m[1]))
		}
		return names
	}
	recipe, err := os.ReadFile(root(t, "editors/helix/README.md"))
	if err != nil {
		t.Fatal(err)
	}
	own := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^name = "(\w+)"`).FindAllSubmatch(recipe, -1) {
		own[string(m[1])] = servers(string(m[1]))
	}
	if len(own["go"]) == 0 {
		t.Fatal("hx --health go names no server")
	}
	b.install(t, program(t), "helix")
	for language, before := range own {
		after := servers(language)
		for _, name := range append(before, "leadline") {
			if !slices.Contains(after, name) {
				t.Errorf("%s loses %s: it has %q then", language, name, after)
			}
		}
	}
}

// hovers asks for the hover of Helix until there is one: the first question may come before the file is known.
func (s *screen) hovers(t *testing.T, r *recording) {
	t.Helper()
	for {
		before := len(r.answers(t, "textDocument/hover"))
		s.keys(t, "Space", "k")
		eventually(t, func() error { return atLeast(len(r.answers(t, "textDocument/hover")), before+1, "hovers") })
		if string(r.answers(t, "textDocument/hover")[before].Result) != "null" {
			return
		}
	}
}

// menu opens the menu of Helix. A page that was asked for before may come to the front only now; nothing is offered there.
func (s *screen) menu(t *testing.T, r *recording) []action {
	t.Helper()
	for {
		before := len(r.answers(t, "textDocument/codeAction"))
		s.keys(t, "Space", "a")
		eventually(t, func() error { return atLeast(len(r.answers(t, "textDocument/codeAction")), before+1, "menus") })
		if menu := r.offered(t); len(menu) > 0 {
			return menu
		}
		s.back(t)
	}
}

// picks takes an action from the menu of Helix, which sorts fixes to the front; false where it is not there (any more).
func (s *screen) picks(t *testing.T, r *recording, title string) bool {
	t.Helper()
	menu := s.menu(t, r)
	slices.SortStableFunc(menu, func(a, b action) int {
		return strings.Compare(map[bool]string{false: "last"}[a.Kind == "quickfix"], map[bool]string{false: "last"}[b.Kind == "quickfix"])
	})
	at := slices.IndexFunc(menu, func(a action) bool { return a.Title == title })
	s.sees(t, menu[0].Title)
	if at < 0 {
		s.keys(t, "Escape")
		s.loses(t, menu[0].Title)
		return false
	}
	for range at {
		s.keys(t, "Down")
	}
	s.sees(t, title)
	s.keys(t, "Enter")
	return true
}

// back shows the code again.
func (s *screen) back(t *testing.T) {
	t.Helper()
	s.types(t, ":o pay/charge.go:5")
	s.keys(t, "Enter")
	s.sees(t, "func Charge", " pay/charge.go ", " sel  5:")
}

// everything takes every action that the menu offers, one after the other: each is answered, and none with an error.
func (s *screen) everything(t *testing.T, r *recording) {
	t.Helper()
	done := map[string]bool{}
	for {
		next := slices.IndexFunc(r.offered(t), func(a action) bool { return !done[a.Title] })
		if next < 0 {
			break
		}
		title := r.offered(t)[next].Title
		done[title] = true
		before := len(r.answers(t, "workspace/executeCommand"))
		if !s.picks(t, r, title) {
			continue
		}
		eventually(t, func() error {
			err := atLeast(len(r.answers(t, "workspace/executeCommand")), before+1, "answers after "+title)
			if err != nil && strings.Contains(s.text(t), "┌") { // a newer Helix asks in a box
				s.keys(t, "Enter")
			}
			return err
		})
		s.back(t)
	}
	if len(done) < 10 {
		t.Errorf("only %d actions were offered", len(done))
	}
	for _, m := range r.answers(t, "workspace/executeCommand") {
		if m.Error != nil {
			t.Errorf("an action failed: %v", m.Error)
		}
	}
}
