package report

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// A command that is shown to be copied names the whole path, as one word of a shell, whatever a repository put into it.
func TestCommandsCanBeCopied(t *testing.T) {
	long := strings.Repeat("a-rather-long-folder/", 6) + "b"
	for path, want := range map[string]string{
		long:             "leadline pairing suggest " + long,
		"a b/c":          "leadline pairing suggest 'a b/c'",
		"$(rm -rf ~);'":  `leadline pairing suggest '$(rm -rf ~);'\'''`,
		"pay\x1b[31m/fx": "leadline pairing suggest",
	} {
		text := command("leadline pairing suggest", path)
		if !strings.Contains(text, want) || strings.Contains(text, "\x1b") {
			t.Errorf("%q: %s", path, text)
		}
	}
}

// Of very many people the first few are named, the reader before all others, and the rest is counted.
func TestSeveral(t *testing.T) {
	v := phrase.Voice{Style: phrase.Plain(), Snapshot: &workspace.Snapshot{People: people.NewDirectory(nil, people.Options{})}}
	for n, want := range map[int]string{0: "", 1: "@a", 2: "@a and @b", 7: "@a, @b, @c, @d, @e, @f and @g", 8: "@a, @b, @c, @d, @e, @f and 2 more"} {
		var who []string
		for i := range n {
			who = append(who, "@"+string(rune('a'+i)))
		}
		if got := several(v, who); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
