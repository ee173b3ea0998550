package adr_test

import (
	"bytes"
	"testing"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/ledger"
)

func seeds(f *testing.F) {
	for _, s := range corpus() {
		f.Add(s.file, []byte(s.text))
	}
	f.Add("a.md", []byte("---\na: &x [*x]\nstatus: |\n  accepted\n---\n# [[[[]("))
}

// FuzzParse reads anything: spans lie in the text, and reading again says the same.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, file string, text []byte) {
		r := adr.Parse("d", "d/"+file, text)
		c := adr.Collect([]*adr.Record{r})
		for _, x := range c.Lint(adr.Surroundings{Exists: func(string) bool { return false }}) {
			if x.Line < 1 || x.Start < 0 || x.End < x.Start || x.End > len(text) || x.Message == "" {
				t.Errorf("%+v", x)
			}
		}
		if r.Title == "" || r.Status == "" || r.TitleLine < 1 || c.Key(r) == "" {
			t.Errorf("%+v", r)
		}
	})
}

// FuzzEdit edits anything: whatever is not refused says what was asked for, and setting it back gives every byte back.
func FuzzEdit(f *testing.F) {
	seeds(f)
	heir := adr.Parse("d", "d/0099-heir.md", []byte("# 99. Heir\n"))
	f.Fuzz(func(t *testing.T, file string, text []byte) {
		r := adr.Parse("d", "d/"+file, text)
		if edits, err := r.SetStatus("deprecated"); err == nil {
			now := adr.Parse(r.Folder, r.Path, adr.Apply(text, edits))
			if now.Status != adr.Deprecated {
				t.Errorf("%q is %s", now.Text(), now.Status)
			}
			if len(edits) == 1 {
				e := edits[0]
				rest := append(append([]byte{}, text[:e.Start]...), text[e.End:]...)
				after := now.Text()
				if without := append(append([]byte{}, after[:e.Start]...), after[e.Start+len(e.New):]...); !bytes.Equal(rest, without) {
					t.Errorf("%q became %q", text, after)
				}
			}
		}
		for _, edit := range []func() ([]adr.Edit, error){
			func() ([]adr.Edit, error) { return r.AddLink(adr.Supersedes, heir) },
			func() ([]adr.Edit, error) { return r.Set("review-by", "2027-01-02") },
			func() ([]adr.Edit, error) { return r.SetList("consulted", []string{"@a", "b c"}) },
			func() ([]adr.Edit, error) { return r.SetPart(adr.Context, "one\n---\n```\ntwo") },
			func() ([]adr.Edit, error) { return r.SetPart(adr.Decision, "<!-- so") },
			func() ([]adr.Edit, error) { return r.SetChecks([]ledger.Check{{Forbids: "x", In: "**"}}) },
		} {
			edits, err := edit()
			if err != nil || len(edits) == 0 {
				continue
			}
			now := adr.Parse(r.Folder, r.Path, adr.Apply(text, edits))
			if now.Title != r.Title || now.Status != r.Status || now.Said != r.Said {
				t.Errorf("%q became %q", text, now.Text())
			}
		}
	})
}
