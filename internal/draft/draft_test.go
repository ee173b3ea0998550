package draft

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/action"
)

// read is a draft's values as they compare: one-line texts with single blanks, prose trimmed.
func read(t *testing.T, f *action.Form, text []byte) map[string]string {
	t.Helper()
	p := Parse(f, text)
	if len(p.Faults) > 0 {
		t.Fatalf("%v\n%s", p.Faults, text)
	}
	out := map[string]string{}
	for _, x := range f.Fields {
		if s := said(x, p.Values); s != "" {
			out[x.Key] = s
		}
	}
	return out
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for name, text := range map[string]string{
		"plain":       "Charge is idempotent",
		"long":        strings.Repeat("a long title ", 10),
		"at":          "@dev2 decides",
		"colon":       "scope: everything",
		"hash":        "C# and F # too",
		"hash last":   "in C #",
		"comment":     "# not a comment",
		"quotes":      `he said "no" and 'yes'`,
		"quoted":      `"quoted"`,
		"apostrophe":  "it's",
		"backslash":   `C:\temp\new`,
		"list":        "[a, b]",
		"map":         "{a: b}",
		"yaml":        "- item",
		"null":        "null",
		"number":      "0042",
		"bool":        "yes",
		"pipe":        "| literal",
		"anchor":      "&a *b !c",
		"percent":     "%TAG",
		"fence":       "---",
		"emoji":       "ship it 🧭",
		"colon only":  ":",
		"question":    "? really",
		"backtick":    "`code`",
		"tab":         "a\tb",
		"nbsp":        "a\u00a0b",
		"separator":   "a\u2028b",
		"at alone":    "@",
		"equals":      "= 1",
		"directional": "a\u202eb",
	} {
		t.Run(name, func(t *testing.T) {
			v := action.Values{"title": text, "if_wrong": text, "because": text, "undo": "days"}
			flat := strings.Join(strings.Fields(text), " ")
			want := map[string]string{"title": flat, "if_wrong": flat, "because": strings.TrimSpace(text), "undo": "days"}
			if diff := cmp.Diff(want, read(t, action.Decision, New(action.Decision, v, "a.go:1", nil))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestProseMayHoldHeadings(t *testing.T) {
	for _, text := range []string{
		"## Options\nnone", "first\n\n## Because\nsecond", `\## Options`, "## Something else\n---\ntext", "---\ntitle: x\n---", "a\r\nb", "<!-- ## Options -->",
	} {
		v := action.Values{"title": "t", "because": text, "options": "## Because\nof\n\\## Options"}
		want := map[string]string{"title": "t", "because": strings.ReplaceAll(text, "\r\n", "\n"), "options": "## Because\nof\n\\## Options"}
		if diff := cmp.Diff(want, read(t, action.Decision, New(action.Decision, v, "", nil))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestPathsAreKeptApart(t *testing.T) {
	paths := []any{"a, b.go", `c"d.go`, "e's.go", `f\g.go`, "two\nlines.go", "#h.go"}
	p := Parse(action.Review, New(action.Review, action.Values{"to": "@dev2", "paths": paths}, "", nil))
	want := []string{"a, b.go", `c"d.go`, "e's.go", `f\g.go`, "two\nlines.go", "#h.go"}
	if diff := cmp.Diff(want, p.Values["paths"]); diff != "" || len(p.Faults) > 0 {
		t.Errorf("%v (-want +got):\n%s", p.Faults, diff)
	}
}

// alphabet holds what means something to YAML, to Markdown and to drafts.
var alphabet = []string{"a", "b", " ", " ", ":", "#", "# ", " #", "'", `"`, "\\", "[", "]", "{", "}", ",", "@", "-", "--", "---", "|", ">", "&", "*", "!", "%", "?", "`", "~", "=", "é", "🧭", "null", "1", "## Because", "<!--"}

func TestArbitraryTextSurvives(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func(breaks bool) string {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(alphabet[random.IntN(len(alphabet))])
			if breaks && random.IntN(4) == 0 {
				b.WriteByte('\n')
			}
		}
		return b.String()
	}
	for range 20_000 {
		f := action.Forms()[random.IntN(4)]
		v, want := action.Values{}, map[string]string{}
		for _, x := range f.Fields {
			if x.Sort == action.Paths || x.Sort == action.Persons {
				continue
			}
			v[x.Key] = text(x.Sort == action.Prose)
			if s := said(x, v); s != "" {
				want[x.Key] = s
			}
		}
		if got := read(t, f, New(f, v, text(true), nil)); !cmp.Equal(want, got) {
			t.Fatalf("(-want +got):\n%s\n%s", cmp.Diff(want, got), New(f, v, "", nil))
		}
	}
}

func TestParseForgives(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"windows":       {"---\r\ntitle: A\r\n---\r\n## Because\r\nwhy\r\n", "A"},
		"bom":           {"\ufeff---\ntitle: A\n---\n", "A"},
		"blank lines":   {"\n\n---\ntitle: A\n---\n", "A"},
		"blanks behind": {"--- \ntitle: A  \t\n---\t\n", "A"},
		"comment":       {"---\ntitle: A # what was decided\n---\n", "A"},
		"own quotes":    {"---\ntitle: \"A: b\" # c\n---\n", "A: b"},
		"block":         {"---\ntitle: >\n  A\n  b\n---\n", "A b"},
		"unfilled":      {"---\ntitle:                # what\n---\n", ""},
		"tab":           {"---\ntitle:\tA\n---\n", "A"},
	} {
		p := Parse(action.Decision, []byte(c.text))
		if len(p.Faults) > 0 || strings.TrimSpace(p.Values.Text("title")) != c.want {
			t.Errorf("%s: %q, %v", name, p.Values.Text("title"), p.Faults)
		}
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		line  int
		words string
	}{
		"no fence":       {"title: A\n", 1, "---"},
		"one fence":      {"---\ntitle: A\n", 1, "---"},
		"unknown key":    {"---\ntitle: A\ncolour: red\n---\n", 3, `"colour"`},
		"twice":          {"---\ntitle: A\ntitle: B\n---\n", 3, ""},
		"broken":         {"---\ntitle: A\nundo: [days\n---\n", 3, ""},
		"nested":         {"---\ntitle: {a: b}\n---\n", 2, "text"},
		"not utf-8":      {"---\ntitle: \xff\n---\n", 1, "UTF-8"},
		"too long":       {strings.Repeat("x", Limit+1), 1, "shorten"},
		"no mapping":     {"---\njust words\n---\n", 2, "key: value"},
		"nowhere to put": {"---\nto: @dev2\n---\n\nsome text\n", 5, "move it"},
	} {
		t.Run(name, func(t *testing.T) {
			form := action.Decision
			if name == "nowhere to put" {
				form = action.Delegation
			}
			p := Parse(form, []byte(c.text))
			if len(p.Faults) == 0 || p.Faults[0].Line != c.line || !strings.Contains(p.Faults[0].Message, c.words) {
				t.Errorf("faults %+v, want line %d with %q", p.Faults, c.line, c.words)
			}
		})
	}
}

func TestEmptyIsBlankAlone(t *testing.T) {
	for text, want := range map[string]bool{"": true, " \n\t\r\n": true, "---\n": false, "\ufeff": true} {
		if Empty([]byte(text)) != want {
			t.Errorf("Empty(%q) is not %v", text, want)
		}
	}
}

// FuzzParse checks that any text is read, that faults stand on lines of it, and that what was read can be written again.
func FuzzParse(f *testing.F) {
	for _, form := range action.Forms() {
		f.Add(New(form, action.Values{"title": "a", "to": "@b"}, "a.go:1", nil))
	}
	for _, seed := range []string{"", "---", "---\n---", "---\na: &x [*x]\n---\n", "---\n? a\n: b\n---\n", "---\n<<: a\n---\n", "---\ntitle: !!binary x\n---\n", "---\n- a\n---\n", "---\n...\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, form := range action.Forms() {
			p := Parse(form, text)
			lines := strings.Count(string(text), "\n") + 1
			for _, fault := range p.Faults {
				if fault.Line < 1 || fault.Line > lines+1 || fault.Message == "" {
					t.Fatalf("fault %+v in %d lines", fault, lines)
				}
			}
			if len(p.Faults) > 0 || strings.ContainsFunc(string(text), func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) {
				continue
			}
			again := Parse(form, New(form, p.Values, "", nil))
			for _, x := range form.Fields {
				if x.Sort != action.Paths && said(x, again.Values) != said(x, p.Values) {
					t.Fatalf("%s: %q, then %q", x.Key, said(x, p.Values), said(x, again.Values))
				}
			}
		}
	})
}
