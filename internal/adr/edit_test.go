package adr_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/adr"
)

// change is one edit that every shape of the corpus is put through.
type change struct {
	name string
	make func(r *adr.Record) ([]adr.Edit, error)
	says func(r *adr.Record) bool
}

func changes() []change {
	heir := adr.Parse("docs/adr", "docs/adr/0099-heir.md", []byte("# 99. The heir\n\n## Status\n\nAccepted\n"))
	links := func(r *adr.Record, rel adr.Relation) bool {
		both := adr.Collect([]*adr.Record{r, heir})
		to, _ := both.Related(r, rel)
		return len(to) == 1 && to[0] == heir
	}
	return []change{
		{"deprecate", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus("deprecated") }, func(r *adr.Record) bool { return r.Status == adr.Deprecated }},
		{"propose", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus("proposed") }, func(r *adr.Record) bool { return r.Status == adr.Proposed }},
		{"supersede", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus(r.SupersededStatus(heir)) }, func(r *adr.Record) bool {
			return r.Status == adr.Superseded && links(r, adr.SupersededBy)
		}},
		{"take another's place", func(r *adr.Record) ([]adr.Edit, error) { return r.AddLink(adr.Supersedes, heir) }, func(r *adr.Record) bool { return links(r, adr.Supersedes) }},
		{"relate", func(r *adr.Record) ([]adr.Edit, error) { return r.AddLink(adr.Relates, heir) }, func(r *adr.Record) bool { return links(r, adr.Relates) }},
		{"review", func(r *adr.Record) ([]adr.Edit, error) { return r.Set("review-by", "2027-03-01") }, func(r *adr.Record) bool { return r.ReviewBy == "2027-03-01" }},
		{"date", func(r *adr.Record) ([]adr.Edit, error) { return r.Set("date", "2025-01-31") }, func(r *adr.Record) bool { return r.Date == "2025-01-31" }},
		{"source", func(r *adr.Record) ([]adr.Edit, error) { return r.Set("source", `it's "so": #1`) }, func(r *adr.Record) bool { return r.Source == `it's "so": #1` }},
		{"deciders", func(r *adr.Record) ([]adr.Edit, error) { return r.SetList("deciders", []string{"@dev1", "Ann O'Hara"}) }, func(r *adr.Record) bool {
			return cmp.Equal(r.Deciders, []string{"@dev1", "Ann O'Hara"})
		}},
	}
}

// TestEditsTouchNothingElse holds every edit of every shape, with each way to end lines, against what may change: the bytes
// outside of the edits stay, line ends and encoding stay, the record says what was asked for, and all else as before.
func TestEditsTouchNothingElse(t *testing.T) {
	byHand := 0
	for _, s := range corpus() {
		for _, eol := range []string{"\n", "\r\n"} {
			s := s
			s.text = strings.ReplaceAll(strings.ReplaceAll(s.text, "\r\n", "\n"), "\n", eol)
			for _, c := range changes() {
				t.Run(s.name+" "+c.name, func(t *testing.T) {
					r := parsed(s)
					edits, err := c.make(r)
					if errors.Is(err, adr.ErrByHand) {
						byHand++
						t.Log(err)
						return
					}
					if err != nil {
						t.Fatal(err)
					}
					after := adr.Apply([]byte(s.text), edits)
					now := adr.Parse(r.Folder, r.Path, after)
					if !c.says(now) {
						t.Errorf("does not say so:\n%s", after)
					}
					if len(edits) > 1 || len(edits) == 1 && edits[0].End-edits[0].Start > 120 {
						t.Errorf("replaces too much: %+v", edits)
					}
					if strings.Contains(s.text, "\r\n") && strings.Contains(strings.ReplaceAll(string(after), "\r\n", ""), "\n") {
						t.Errorf("mixes line ends:\n%q", after)
					}
					if now.Title != r.Title || now.Number != r.Number || now.Context != r.Context || now.Decision != r.Decision || now.Options != r.Options {
						t.Errorf("says something else:\n%s", after)
					}
					if again, err := c.make(now); err != nil || len(again) > 0 {
						t.Errorf("is not said yet: %+v, %v", again, err)
					}
				})
			}
		}
	}
	if most := len(corpus()); byHand > 2*most {
		t.Errorf("%d edits are left to people", byHand)
	}
}

// TestStatusThereAndBack sets every status of the corpus to another one and back: then no byte has changed.
func TestStatusThereAndBack(t *testing.T) {
	for _, s := range corpus() {
		t.Run(s.name, func(t *testing.T) {
			r := parsed(s)
			if r.Said == "" || r.Said == "Fnord" {
				return
			}
			there, err := r.SetStatus("deprecated")
			if r.Status == adr.Deprecated {
				there, err = r.SetStatus("rejected")
			}
			if errors.Is(err, adr.ErrByHand) {
				return // several lines tell of it
			}
			if err != nil {
				t.Fatal(err)
			}
			now := adr.Parse(r.Folder, r.Path, adr.Apply(r.Text(), there))
			back, err := now.SetStatus(r.Said)
			if err != nil {
				t.Fatal(err)
			}
			if got := adr.Apply(now.Text(), back); !bytes.Equal(got, []byte(s.text)) {
				t.Error(cmp.Diff(s.text, string(got)))
			}
		})
	}
}

func TestEditsKeepTheManner(t *testing.T) {
	heir := adr.Parse("docs/adr", "docs/adr/0099-the-heir.md", []byte("# 99. The heir\n"))
	for _, tt := range []struct {
		name, before, after string
		make                func(r *adr.Record) ([]adr.Edit, error)
	}{
		{"nygard", "# 1. A\n\n## Status\n\nAccepted\n", "# 1. A\n\n## Status\n\nSuperseded by [99. The heir](0099-the-heir.md)\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus(r.SupersededStatus(heir)) }},
		{"bold", "# A\n\n## Status\n\n**Accepted**", "# A\n\n## Status\n\n**Deprecated**", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus("deprecated") }},
		{"quotes and comment", "---\nstatus: \"accepted\"   # or not\n---\n# A\n", "---\nstatus: \"superseded by ADR-0099\"   # or not\n---\n# A\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus(r.SupersededStatus(heir)) }},
		{"a new key", "---\nstatus: accepted\n---\n# A\n", "---\nstatus: accepted\nreview-by: 2027-01-02\n---\n# A\n", func(r *adr.Record) ([]adr.Edit, error) { return r.Set("review-by", "2027-01-02") }},
		{"a list's line", "# A\n\n- **Status**: accepted\n- **Date**: 2020-01-01\n", "# A\n\n- **Status**: accepted\n- **Supersedes**: [99. The heir](0099-the-heir.md)\n- **Date**: 2020-01-01\n", func(r *adr.Record) ([]adr.Edit, error) { return r.AddLink(adr.Supersedes, heir) }},
		{"latin-1", "# T\xe9\r\n\r\n## Status\r\n\r\nAccepted\r\n", "# T\xe9\r\n\r\n## Status\r\n\r\nRejected by Ren\xe9\r\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus("rejected by René") }},
		{"a list of one, and a comment", "---\nstatus: accepted\nconsulted:\n  - a\n# who else\ninformed: c\n---\n# A\n", "---\nstatus: accepted\nconsulted: [d]\n# who else\ninformed: c\n---\n# A\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetList("consulted", []string{"d"}) }},
		{"a list over several lines", "---\nstatus: accepted\nconsulted:\n  - a\n  - b\n# who else\ninformed: c\n---\n# A\n", "---\nstatus: accepted\nconsulted: [d]\n# who else\ninformed: c\n---\n# A\n", func(r *adr.Record) ([]adr.Edit, error) { return r.SetList("consulted", []string{"d"}) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			edits, err := tt.make(adr.Parse("docs/adr", "docs/adr/0001-a.md", []byte(tt.before)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.after, string(adr.Apply([]byte(tt.before), edits))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatCannotBeWrittenIsRefused(t *testing.T) {
	latin := adr.Parse("docs/adr", "docs/adr/0001-a.md", []byte("# T\xe9\n\n## Status\n\nAccepted\n"))
	if _, err := latin.SetStatus("rejected by Žižek"); err == nil {
		t.Error("a letter that Latin-1 lacks was written")
	}
	r := adr.Parse("docs/adr", "docs/adr/0001-a.md", []byte("# A\n\n## Status\n\nAccepted\n"))
	for _, status := range []string{"fnord", "accepted\n# B", ""} {
		if _, err := r.SetStatus(status); err == nil {
			t.Errorf("%q was written", status)
		}
	}
	if _, err := r.Set("anchors", "x"); err == nil {
		t.Error("anchors were set as a text")
	}
}

// TestStatusLeavesWhatStandsAround: a status that a record did not have moves nothing into its section, and front matter that
// is no YAML keeps each of its lines.
func TestStatusLeavesWhatStandsAround(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"prose alone", "# 5. Nothing\n\njust prose\n", "# 5. Nothing\n\njust prose\n\n## Status\n\nDeprecated\n"},
		{"no last line end", "# 5. Nothing\n\njust prose", "# 5. Nothing\n\njust prose\n\n## Status\n\nDeprecated"},
		{"a date below the title", "# 5. X\n\nDate: 2020-01-02\n\n## Context\n\nc\n", "# 5. X\n\nDate: 2020-01-02\n\n## Status\n\nDeprecated\n\n## Context\n\nc\n"},
		{"no title", "## Context\n\nc\n", "## Status\n\nDeprecated\n\n## Context\n\nc\n"},
	} {
		r := adr.Parse("d", "d/0005-nothing.md", []byte(tt.text))
		edits, err := r.SetStatus("deprecated")
		if got := string(adr.Apply([]byte(tt.text), edits)); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
	broken := "---\nstatus: [accepted\n  date: : :\n\tx: y\n---\n\n# Broken\n\n## Decision Outcome\n\nbar\n"
	r := adr.Parse("d", "d/0004-broken.md", []byte(broken))
	if edits, err := r.SetStatus("deprecated"); !errors.Is(err, adr.ErrByHand) || !strings.Contains(err.Error(), "d/0004-broken.md") {
		t.Errorf("%q, %v", adr.Apply([]byte(broken), edits), err)
	}
	empty := adr.Parse("d", "d/0013-empty.md", nil)
	if _, err := empty.SetStatus("deprecated"); !errors.Is(err, adr.ErrByHand) || !strings.Contains(err.Error(), "d/0013-empty.md") {
		t.Error(err)
	}
}

// TestHeadingsBehindIndentedCode: a heading ends a section, whatever stands before it; one in code does not.
func TestHeadingsBehindIndentedCode(t *testing.T) {
	text := "# 4. A\n\n## Decision\n\nAs follows:\n\n    $name.$stack.internal\n\n    # no heading\n    [two](lines.md)\n\n## Consequences\n\nTBC\n\n## Status\n\nAccepted\n"
	r := adr.Parse("d", "d/0004-a.md", []byte(text))
	if want := "As follows:\n\n    $name.$stack.internal\n\n    # no heading\n    [two](lines.md)"; r.Decision != want || r.Said != "Accepted" || len(r.Links) > 0 {
		t.Errorf("%q, %q, %+v", r.Decision, r.Said, r.Links)
	}
}

// TestRecordWithoutParts: what stands below the title is the record's text, where nothing else is.
func TestRecordWithoutParts(t *testing.T) {
	text := "# Use DDD\n\n- Status: accepted\n- Date: 2020-10-02\n\nAs [said](a.md), we want it.\n\n* so\n"
	r := adr.Parse("d", "d/20201002-ddd.md", []byte(text))
	if want := "As [said](a.md), we want it.\n\n* so"; r.Context != want || r.Decision != "" || r.Status != adr.Accepted {
		t.Errorf("%+v", r)
	}
	edits, err := r.SetStatus("deprecated")
	if got := string(adr.Apply([]byte(text), edits)); err != nil || got != strings.Replace(text, "accepted", "deprecated", 1) {
		t.Errorf("%q, %v", got, err)
	}
}
