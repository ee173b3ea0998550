package ledger_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
)

func TestCitations(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"// see D-7K3QXM.", []string{"D-7K3QXM"}},
		{"D-7K3QXM", []string{"D-7K3QXM"}},
		{"Q-7K3QXM K-7K3QXM T-7K3QXM P-7K3QXM R-7K3QXM", []string{"Q-7K3QXM", "K-7K3QXM", "T-7K3QXM", "P-7K3QXM", "R-7K3QXM"}},
		{"(D-7K3QXM), [D-2F8MRT](x), “D-ZZZZZZ”—D-ZZZZZ1", []string{"D-7K3QXM", "D-2F8MRT", "D-ZZZZZZ", "D-ZZZZZ1"}},
		{"https://example.com/D-7K3QXM?x", []string{"D-7K3QXM"}},
		{"after collisions D-7K3QXMA", []string{"D-7K3QXMA"}},
		{"ADR-0012, ADR-12 and ADR-0012-use-a-queue.md", []string{"ADR-0012", "ADR-12", "ADR-0012"}},
		{"D-7K3QXM's, D-7K3QXM-", []string{"D-7K3QXM", "D-7K3QXM"}},
		// What merely looks similar.
		{"P-256 P-384 R-1234567 T-000000 D-123456", nil},
		{"N-7K3QXM M-7K3QXM X-7K3QXM A-7K3QXM", nil},
		{"D-7K3QX D-7k3qxm d-7K3QXM", nil},
		{"D-7K3QXI D-7K3QXL D-7K3QXO D-7K3QXU", nil},
		{"AD-7K3QXM 1D-7K3QXM _D-7K3QXM A-D-7K3QXM", nil},
		{"D-7K3QXMx D-7K3QXM_ D-7K3QXM-2F8MRT D-7K3QXM-based", nil},
		{"D-7K3QXM2F8MRTZ", nil},
		{"ADR-, ADR-x, ADR-12a, ADR-1234567, XADR-12, MADR-4, ADR 12", nil},
		{"D - 7K3QXM, D–7K3QXM, -7K3QXM, D-", nil},
		{"", nil},
	} {
		var got []string
		for c := range ledger.Citations(test.text) {
			got = append(got, c.ID)
			if test.text[c.Start:c.End] != c.ID {
				t.Errorf("%q: %q stands at %d-%d", test.text, c.ID, c.Start, c.End)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestMinted(t *testing.T) {
	for id, want := range map[string]bool{"D-7K3QXM": true, "Q-ZZZZZZ": true, "D-7K3QXMA": false, "ADR-0012": false} {
		if c, ok := ledger.CitationOf(id); !ok || c.Minted() != want {
			t.Errorf("%s: %v %v", id, ok, c.Minted())
		}
	}
	if _, ok := ledger.CitationOf("D-7K3QXM."); ok {
		t.Error("an id with a full stop is none")
	}
}

func TestCiting(t *testing.T) {
	for _, test := range []struct {
		before string
		want   string
		ok     bool
	}{
		{"// see D-", "D-", true},
		{"// see D-7k", "D-7k", true},
		{"// ADR-00", "ADR-00", true},
		{"D-charge", "D-charge", true},
		{"(T-", "T-", true},
		{"// see D", "", false},
		{"x - D", "", false},
		{"well-", "", false},
		{"AD-", "", false},
		{"a-D-", "", false},
		{"D-7K3QXM-", "", false},
		{"d-", "", false},
		{"", "", false},
	} {
		start, typed, ok := ledger.Citing(test.before+" rest", len(test.before))
		if ok != test.ok || ok && (typed != test.want || test.before[start:] != test.want) {
			t.Errorf("%q: %d %q %v", test.before, start, typed, ok)
		}
	}
}

func TestNamed(t *testing.T) {
	at := func(path, number string) *ledger.Entry {
		return &ledger.Entry{ID: path, Record: &ledger.Record{Path: path, Number: number}}
	}
	entries := []*ledger.Entry{{ID: "D-7K3QXM"}, at("docs/adr/0012-a.md", "0012"), at("pay/docs/adr/12-b.md", "12"), at("docs/adr/0013-c.md", "0013")}
	ids := func(path, name string) (out []string) {
		for _, e := range ledger.Named(entries, ledger.Citation{ID: "ADR-12", Number: "12", Name: name}, path) {
			out = append(out, e.ID)
		}
		return out
	}
	if got, want := ids("pay/charge.go", ""), []string{"pay/docs/adr/12-b.md", "docs/adr/0012-a.md"}; !slices.Equal(got, want) {
		t.Errorf("from pay: %q", got)
	}
	if got, want := ids("docs/readme.md", ""), []string{"docs/adr/0012-a.md", "pay/docs/adr/12-b.md"}; !slices.Equal(got, want) {
		t.Errorf("from docs: %q", got)
	}
	if got, want := ids("pay/charge.go", "a"), []string{"docs/adr/0012-a.md", "pay/docs/adr/12-b.md"}; !slices.Equal(got, want) {
		t.Errorf("by name: %q", got)
	}
}

func FuzzCitations(f *testing.F) {
	for _, seed := range []string{"D-7K3QXM ADR-0012", "D-D-7K3QXM", "ADR-ADR-1", "-", "D-", "ADR-0000001"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for c := range ledger.Citations(text) {
			if c.Start < end || c.End <= c.Start || c.End > len(text) || text[c.Start:c.End] != c.ID {
				t.Fatalf("%q: %+v after %d", text, c, end)
			}
			if alone, ok := ledger.CitationOf(c.ID); !ok || alone.Number != c.Number {
				t.Fatalf("%q alone is another", c.ID)
			}
			if c.Number == "" && (c.Type() == "" || strings.ToUpper(c.ID) != c.ID) {
				t.Fatalf("%q is no id", c.ID)
			}
			end = c.End
		}
		for offset := range len(text) + 1 {
			if start, typed, ok := ledger.Citing(text, offset); ok && text[start:offset] != typed {
				t.Fatalf("%q at %d: %q", text, offset, typed)
			}
		}
	})
}

func BenchmarkCitations(b *testing.B) {
	text := strings.Repeat("a line of code - with hyphens, and // see D-7K3QXM\n", 20_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for range ledger.Citations(text) {
		}
	}
}
