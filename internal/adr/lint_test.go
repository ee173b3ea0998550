package adr_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/adr"
)

// collection makes records from files, path and text in turn.
func collection(files ...string) *adr.Collection {
	var records []*adr.Record
	for i := 0; i < len(files); i += 2 {
		folder := adr.FolderOf(files[i])
		records = append(records, adr.Parse(folder, files[i], []byte(files[i+1])))
	}
	return adr.Collect(records)
}

func TestLint(t *testing.T) {
	plain := func(status string) string { return "# X\n\n## Status\n\n" + status + "\n" }
	for _, tt := range []struct {
		name  string
		files []string
		o     adr.Surroundings
		want  []string // path:line code
	}{
		{"all is well", []string{"docs/adr/0001-a.md", plain("Superseded by [b](0002-b.md)"), "docs/adr/0002-b.md", plain("Accepted\n\nSupersedes [a](0001-a.md)")}, adr.Surroundings{}, nil},
		{"two of one number", []string{"docs/adr/0001-a.md", plain("Accepted"), "docs/adr/0001-b.md", plain("Accepted"), "docs/adr/0001-c.md", plain("Accepted")}, adr.Surroundings{}, []string{"docs/adr/0001-a.md:1 record-duplicate", "docs/adr/0001-b.md:1 record-duplicate", "docs/adr/0001-c.md:1 record-duplicate"}},
		{"two of one id", []string{"docs/adr/0001-a.md", "---\nid: D-7K3QXM\nstatus: accepted\n---\n# A\n", "docs/adr/0002-b.md", "---\nstatus: accepted\nid: d-7k3qxm\n---\n# B\n"}, adr.Surroundings{}, []string{"docs/adr/0002-b.md:3 record-id"}},
		{"packages and categories count for themselves", []string{"docs/adr/0001-a.md", plain("Accepted"), "docs/adr/web/0001-a.md", plain("Accepted"), "p/docs/adr/0001-b.md", plain("Accepted")}, adr.Surroundings{}, nil},
		{"a gap", []string{"docs/adr/0001-a.md", plain("Accepted"), "docs/adr/0002-b.md", plain("Accepted"), "docs/adr/0005-c.md", plain("Accepted")}, adr.Surroundings{}, []string{"docs/adr/0005-c.md:1 record-gap"}},
		{"numbers of issues have gaps", []string{"docs/adr/0101-a.md", plain("Accepted"), "docs/adr/0290-b.md", plain("Accepted")}, adr.Surroundings{}, nil},
		{"a gap that another branch fills", []string{"docs/adr/0001-a.md", plain("Accepted"), "docs/adr/0003-b.md", plain("Accepted")}, adr.Surroundings{Elsewhere: []adr.Elsewhere{{"side", "docs/adr/0002-x.md"}}}, nil},
		{"a number of another branch", []string{"docs/adr/0001-a.md", plain("Accepted")}, adr.Surroundings{Elsewhere: []adr.Elsewhere{{"side", "docs/adr/0001-x.md"}, {"merged", "docs/adr/0001-y.md"}}, Unmerged: map[string]bool{"side": true}}, []string{"docs/adr/0001-a.md:1 record-duplicate"}},
		{"the same record on another branch", []string{"docs/adr/0001-a.md", plain("Accepted")}, adr.Surroundings{Elsewhere: []adr.Elsewhere{{"side", "docs/adr/0001-a.md"}}, Unmerged: map[string]bool{"side": true}}, nil},
		{"links", []string{"docs/adr/0001-a.md", "# A\n\n## Status\n\nAccepted\n\n## Decision\n\n[ok](../../pay/a.go#L3) [no](gone.md) [web](https://x.example/y.md) `[code](gone.md)` [me](#status)\n\n```\n[code](gone.md)\n```\n"}, adr.Surroundings{Exists: func(p string) bool { return p == "pay/a.go" }}, []string{"docs/adr/0001-a.md:9 record-link"}},
		{"names that nobody has", []string{"docs/adr/0001-a.md", "---\nstatus: superseded by ADR-0009\nrelates-to: [D-7K3QXM, D-ZZZZZZ]\n---\n# A\n"}, adr.Surroundings{Known: func(id string) bool { return id == "D-7K3QXM" }}, []string{"docs/adr/0001-a.md:2 record-link", "docs/adr/0001-a.md:3 record-link"}},
		{"no successor", []string{"docs/adr/0001-a.md", plain("Superseded")}, adr.Surroundings{}, []string{"docs/adr/0001-a.md:5 record-successor"}},
		{"a successor that says so itself", []string{"docs/adr/0001-a.md", plain("Superseded"), "docs/adr/0002-b.md", plain("Accepted\n\nSupersedes ADR-1")}, adr.Surroundings{}, nil},
		{"a successor that does not say so", []string{"docs/adr/0001-a.md", plain("Superseded by ADR-0002"), "docs/adr/0002-b.md", plain("Accepted")}, adr.Surroundings{}, []string{"docs/adr/0002-b.md:5 record-one-sided"}},
		{"a circle", []string{"docs/adr/0001-a.md", plain("Superseded by ADR-0002"), "docs/adr/0002-b.md", plain("Superseded by ADR-0003"), "docs/adr/0003-c.md", plain("Superseded by ADR-0001")}, adr.Surroundings{}, []string{"docs/adr/0001-a.md:5 record-cycle", "docs/adr/0002-b.md:5 record-cycle", "docs/adr/0003-c.md:5 record-cycle"}},
		{"itself", []string{"docs/adr/0001-a.md", plain("Superseded by ADR-0001")}, adr.Surroundings{}, []string{"docs/adr/0001-a.md:5 record-successor"}},
		{"a one-way door without a review", []string{"docs/adr/0001-a.md", "---\nstatus: accepted\nundo: months\n---\n# A\n", "docs/adr/0002-b.md", "---\nstatus: rejected\nundo: months\n---\n# B\n"}, adr.Surroundings{}, []string{"docs/adr/0001-a.md:3 record-review"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range collection(tt.files...).Lint(tt.o) {
				got = append(got, fmt.Sprintf("%s:%d %s", f.Path, f.Line, f.Code))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKeysAndNames(t *testing.T) {
	c := collection(
		"docs/adr/0012-use-a.md", "# A\n", "p/docs/adr/0012-use-b.md", "# B\n", "q/docs/adr/0012-use-b.md", "# C\n",
		"docs/adr/use-d.md", "# D\n\n## Status\n\nAccepted\n", "docs/adr/2024-01-02-use-e.md", "---\nid: D-7K3QXM\n---\n# E\n", "docs/adr/12345-f.md", "# F\n",
	)
	got := map[string]string{}
	for _, r := range c.Records {
		got[c.Key(r)] = r.Path
	}
	want := map[string]string{
		"ADR-0012": "docs/adr/0012-use-a.md", "ADR-0012-use-b": "p/docs/adr/0012-use-b.md", "ADR-0012-use-b-2": "q/docs/adr/0012-use-b.md",
		"ADR-use-d": "docs/adr/use-d.md", "ADR-2024-01-02-use-e": "docs/adr/2024-01-02-use-e.md", "ADR-12345": "docs/adr/12345-f.md",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, titles := range map[string]string{
		"ADR-0012": "A B C", "adr-12": "A B C", "12": "A B C", "ADR-0012-use-b-2": "C", "use-d": "D", "ADR-use-d": "D", "d-7k3qxm": "E",
		"docs/adr/0012-use-a.md": "A", "0012-use-a": "A", "2024-01-02-use-e.md": "E", "ADR-9": "", "": "",
	} {
		var found []string
		for _, r := range c.Find(name, "") {
			found = append(found, r.Title)
		}
		if got := strings.Join(found, " "); got != titles {
			t.Errorf("%q finds %q, not %q", name, got, titles)
		}
	}
	if near := c.Find("12", "q/docs/adr"); near[0].Title != "C" {
		t.Errorf("%s is not the nearest", near[0].Path)
	}
}

func TestFolders(t *testing.T) {
	for file, want := range map[string]string{
		"docs/adr/0001-a.md": "docs/adr", "doc/adr/x/y/z/0001-a.md": "doc/adr", "doc/adr/a/b/c/d/0001-a.md": "", "docs/decisions/a.md": "docs/decisions",
		"docs/architecture/decisions/1.md": "docs/architecture/decisions", "doc/architecture/decisions/1.md": "doc/architecture/decisions",
		"packages/api/docs/ADR/1.md": "packages/api/docs/ADR", "adr/1.md": "adr", "internal/adr/1.md": "", "vendor/x/docs/adr/1.md": "",
		"testdata/docs/adr/1.md": "", "docs/a.md": "", "a.md": "",
	} {
		if got := adr.FolderOf(file); got != want {
			t.Errorf("%s: %q, not %q", file, got, want)
		}
	}
	for text, want := range map[string]string{"doc/arch\n": "p/doc/arch", "\ufeff./x/\r\n": "p/x", "../y": "y", "../../z": "", "/etc": "", "": "", `..\w`: "w", "..": ""} {
		if got := adr.Declared("p/.adr-dir", []byte(text)); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	for name, want := range map[string]bool{"1.md": true, "0005-use-template-engine.md": true, "template.md": false, "0000-template.md": false, "adr-template.md": false, "README.md": false, "a.txt": false, "index.markdown": false, ".x.md": false} {
		if got := adr.MayBe(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
