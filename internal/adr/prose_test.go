package adr_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/ledger"
)

func partOf(r *adr.Record, p adr.Part) string {
	return map[adr.Part]string{adr.Context: r.Context, adr.Options: r.Options, adr.Decision: r.Decision}[p]
}

// TestTextsOfEveryShape: every shape of the corpus takes another title, other texts and checks, and says all else as before.
func TestTextsOfEveryShape(t *testing.T) {
	text := "New words\n\n# A heading\n\n* and a list"
	checks := []ledger.Check{{In: "pay/**", Forbids: "internal/fx"}, {In: "**/*.go", Pattern: `f"o\(`}}
	byHand, all := 0, 0
	for _, s := range corpus() {
		for _, eol := range []string{"\n", "\r\n"} {
			before := strings.ReplaceAll(strings.ReplaceAll(s.text, "\r\n", "\n"), "\n", eol)
			r := adr.Parse("docs/adr", "docs/adr/"+s.file, []byte(before))
			try := func(name string, edits []adr.Edit, err error, says func(now *adr.Record) bool) {
				t.Helper()
				all++
				if errors.Is(err, adr.ErrByHand) {
					byHand++
					return
				}
				if err != nil {
					t.Errorf("%s: %s: %v", s.name, name, err)
					return
				}
				after := adr.Apply([]byte(before), edits)
				now := adr.Parse(r.Folder, r.Path, after)
				if !says(now) || now.Said != r.Said || now.Number != r.Number || now.Date != r.Date || !slices.Equal(now.Deciders, r.Deciders) {
					t.Errorf("%s: %s: says something else:\n%s", s.name, name, after)
				}
				if strings.Contains(before, "\r\n") && strings.Contains(strings.ReplaceAll(string(after), "\r\n", ""), "\n") {
					t.Errorf("%s: %s: mixes line ends:\n%q", s.name, name, after)
				}
			}
			edits, err := r.SetTitle("Another title")
			try("title", edits, err, func(now *adr.Record) bool {
				return now.Title == "Another title" && now.Context == r.Context && now.Decision == r.Decision
			})
			for _, p := range []adr.Part{adr.Context, adr.Options, adr.Decision} {
				edits, err := r.SetPart(p, text)
				try(string(p), edits, err, func(now *adr.Record) bool {
					for _, other := range []adr.Part{adr.Context, adr.Options, adr.Decision} {
						if other != p && partOf(now, other) != partOf(r, other) {
							return false
						}
					}
					return now.Title == r.Title && strings.HasPrefix(partOf(now, p), "New words\n\n##") && strings.HasSuffix(partOf(now, p), "# A heading\n\n* and a list")
				})
			}
			edits, err = r.SetChecks(checks)
			try("checks", edits, err, func(now *adr.Record) bool { return slices.Equal(now.Checks, checks) && now.Title == r.Title })
		}
	}
	if byHand*4 > all {
		t.Errorf("%d of %d edits are left to people", byHand, all)
	}
}

func TestTextsAreChangedWhereTheyStand(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		make                func(r *adr.Record) ([]adr.Edit, error)
	}{
		{"a numbered title", "# 1. Use *X*\n\n## Decision\n\ny", "# 1. Use Y\n\n## Decision\n\ny", func(r *adr.Record) ([]adr.Edit, error) { return r.SetTitle("Use Y") }},
		{"a title that stands for the reason", "---\nstatus: accepted\n---\n\n# Use X\n\n## Decision Outcome\n\nChosen option: \"Use X\".\n", "---\nstatus: accepted\n---\n\n# Use Y\n\n## Decision Outcome\n\nChosen option: \"Use Y\".\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetTitle("Use Y") }},
		{"a reason in Nygard's shape", "# 1. A\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Decision\r\n\r\nold\r\n\r\n## Consequences\r\n\r\nz\r\n", "# 1. A\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Decision\r\n\r\nnew\r\n\r\nwords\r\n\r\n## Consequences\r\n\r\nz\r\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetPart(adr.Decision, "new\n\nwords\n") }},
		{"a new part comes in its place", "# 1. A\n\n## Status\n\nAccepted\n\n## Decision\n\ny\n", "# 1. A\n\n## Status\n\nAccepted\n\n## Context\n\nwhy\n\n## Decision\n\ny\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetPart(adr.Context, "why") }},
		{"a reason that was none", "---\nstatus: accepted\n---\n\n# A\n\n## Decision Outcome\n\nChosen option: \"A\".\n", "---\nstatus: accepted\n---\n\n# A\n\n## Decision Outcome\n\nbecause\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetPart(adr.Decision, "because") }},
		{"the first check", "# 1. A\n\n## Status\n\nAccepted\n", "---\nchecks:\n  - \"forbid x in **\"\n---\n\n# 1. A\n\n## Status\n\nAccepted\n", func(r *adr.Record) ([]adr.Edit, error) {
			return r.SetChecks([]ledger.Check{{Forbids: "x", In: "**"}})
		}},
		{"another check", "---\nchecks:\n  - forbid x in **\n# of course\nstatus: accepted\n---\n\n# A\n", "---\nchecks:\n  - \"forbid y in **\"\n# of course\nstatus: accepted\n---\n\n# A\n", func(r *adr.Record) ([]adr.Edit, error) {
			return r.SetChecks([]ledger.Check{{Forbids: "y", In: "**"}})
		}},
		{"no check any more", "---\nchecks: [forbid x in **]\nstatus: accepted\n---\n\n# A\n", "---\nchecks: []\nstatus: accepted\n---\n\n# A\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetChecks(nil) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			edits, err := tt.make(adr.Parse("d", "d/0001-a.md", []byte(tt.before)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.after, string(adr.Apply([]byte(tt.before), edits))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTextsThatAreNotAllReadAreLeftAlone: what a template says in comments, and checks that nobody understands, stay.
func TestTextsThatAreNotAllReadAreLeftAlone(t *testing.T) {
	commented := adr.Parse("d", "d/0001-a.md", []byte("# A\n\n## Decision\n\n<!-- say why -->\n\ny\n"))
	if _, err := commented.SetPart(adr.Decision, "z"); !errors.Is(err, adr.ErrByHand) {
		t.Error(err)
	}
	odd := adr.Parse("d", "d/0001-a.md", []byte("---\nchecks:\n  - forbid x in **\n  - nonsense\n---\n# A\n"))
	if _, err := odd.SetChecks(nil); !errors.Is(err, adr.ErrByHand) {
		t.Error(err)
	}
	inside := adr.Parse("d", "d/0001-a.md", []byte("# A\n\n## Decision\n\ny\n"))
	if _, err := inside.SetPart(adr.Decision, "## Status\n\nrejected"); !errors.Is(err, adr.ErrByHand) {
		t.Error(err)
	}
}
