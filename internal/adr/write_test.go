package adr_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadline/leadline/internal/adr"
)

// TestWhatIsWrittenIsRead: every text comes back as it was, whatever it holds.
func TestWhatIsWrittenIsRead(t *testing.T) {
	odd := []string{"plain", "with: colon", "# hash", "it's", `"quoted"`, "- dash", "@dev1", "null", "0012", "tab\tin it", "[list]", "{map}", "*star*", "é ž 語", "yes", "|", "> x", "a # b", "%", "'"}
	for i, text := range odd {
		one := strings.ReplaceAll(text, "\t", " ")
		r := &adr.Record{
			ID: "D-7K3QXM", Title: one, Status: adr.Accepted, Date: "2026-11-21", Deciders: []string{one, "b"}, Consulted: []string{one},
			Informed: []string{one}, ReviewBy: "2027-01-02", Undo: "months", Confidence: "enough", DecidedBy: "team", Source: one, IfWrong: one,
			Saves: "2 weeks", Costs: "€ 500", Tags: []string{"x", "y z"}, Anchors: []adr.Place{{Path: "a b/" + one, Line: 3, EndLine: 5, Text: text + "\n\t\"}\n", Commit: "0123456"}, {Path: "c"}},
			Context: "Because " + text + "\n\nmore", Options: "* a\n* b", Decision: "So " + text + " it is\n\n### Consequences\n\n* Good",
		}
		written := adr.Write(r)
		got := adr.Parse("d", fmt.Sprintf("d/%04d-x.md", i), written)
		if text == "# hash" { // no title begins so
			r.Title = got.Title
		}
		ignored := cmpopts.IgnoreFields(adr.Record{}, "Path", "Folder", "Number", "Slug", "Format", "TitleLine", "Said", "StatusLine", "Links", "Faults")
		if diff := cmp.Diff(r, got, cmpopts.IgnoreUnexported(adr.Record{}), ignored); diff != "" {
			t.Errorf("%q: %s\n%s", text, diff, written)
		}
		if len(got.Faults) > 0 {
			t.Errorf("%q: %+v\n%s", text, got.Faults, written)
		}
	}
}

func TestHeadingsStayBelowTheirSection(t *testing.T) {
	r := adr.Parse("d", "d/0001-x.md", adr.Write(&adr.Record{Title: "X", Status: adr.Accepted, Decision: "a\n\n# One\n\n## Two\n\nb"}))
	if want := "a\n\n### One\n\n### Two\n\nb"; r.Decision != want {
		t.Errorf("%q", r.Decision)
	}
	if r := adr.Parse("d", "d/0001-x.md", adr.Write(&adr.Record{Title: "X", Status: adr.Proposed})); r.Decision != "" || r.Status != adr.Proposed {
		t.Errorf("%+v", r)
	}
}

func TestNewNames(t *testing.T) {
	records := func(names ...string) []*adr.Record {
		var out []*adr.Record
		for _, name := range names {
			out = append(out, adr.Parse("d", "d/"+name, []byte("# X\n\n## Status\n\nAccepted\n")))
		}
		return out
	}
	day := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		have  []*adr.Record
		taken []int
		title string
		want  string
	}{
		{nil, nil, "Use  Postgres, not Mongo!", "0001-use-postgres-not-mongo.md"},
		{records("001-a.md", "007-b.md"), nil, "C", "008-c.md"},
		{records("0001-a.md"), []int{4, 2}, "C", "0005-c.md"},
		{records("2026-01-02-a.md"), nil, "Größe 語", "2026-11-21-größe-語.md"},
		{records("use-a.md"), nil, "../..", "decision.md"},
		{nil, nil, strings.Repeat("long ", 50), "0001-" + strings.TrimSuffix(strings.Repeat("long-", 12), "-") + ".md"},
	} {
		if got := adr.NewName(tt.have, tt.taken, tt.title, day); got != tt.want {
			t.Errorf("%q: %q, not %q", tt.title, got, tt.want)
		}
	}
}

// TestTextsEndWhereTheyEnd: whatever stands in one text, the next section is one, and nothing of the text is lost.
func TestTextsEndWhereTheyEnd(t *testing.T) {
	for text, want := range map[string]string{
		"one\n\nTwo\n---\nthree":           "one\n\n### Two\nthree",
		"Top\n===":                         "### Top",
		"see\n\n```go\nfunc f() {":         "see\n\n```go\nfunc f() {\n```",
		"~~~~\n```\n# no heading":          "~~~~\n```\n# no heading\n~~~~",
		"a\n\n<pre>\nb":                    "a\n\n<pre>\nb\n</pre>",
		"- a list\n- and a rule\n\n---\nb": "- a list\n- and a rule\n\n---\nb",
	} {
		r := adr.Parse("d", "d/0001-x.md", adr.Write(&adr.Record{Title: "X", Status: adr.Accepted, Context: text, Options: text, Decision: "So be it"}))
		if r.Context != want || r.Options != want || r.Decision != "So be it" {
			t.Errorf("%q: context %q, options %q, decision %q", text, r.Context, r.Options, r.Decision)
		}
	}
}
