package phrase

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanKeepsNamesAndDropsTricks(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"  two\n\twords  ", "two words"},
		{"\x1b[31mred\x1b[0m", "[31mred[0m"},
		{"a\u202eb\u2066c\u200fd", "abcd"},
		{"می\u200cخواهم", "می\u200cخواهم"},
		{"👩\u200d💻", "👩\u200d💻"},
		{"bad\xff\xfebytes", "bad��bytes"},
		{"nul\x00", "nul"},
		{"line\u2028separator", "line separator"},
		{strings.Repeat("a", 40), strings.Repeat("a", 40)},
		{strings.Repeat("é", 41), strings.Repeat("é", 39) + "…"},
	} {
		if got := Clean(c.in, 40); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// A name must look in a hover as it is written, and must not mark up, link or embed anything.
func TestEscapeOfEvilNames(t *testing.T) {
	for in, want := range map[string]string{
		"@dev2 (last week)":          "@dev2 (last week)",
		"C++ & friends":              `C++ \& friends`,
		"**bold** _it_ `code`":       "\\*\\*bold\\*\\* \\_it\\_ \\`code\\`",
		"[x](command:evil)":          `\[x\](command:evil)`,
		"![x](https://evil.example)": `!\[x\](https\://evil.example)`,
		"<img src=x>":                `\<img src=x\>`,
		"https://evil.example":       `https\://evil.example`,
		"see WWW.evil.example":       `see WWW\.evil.example`,
		"# heading":                  `\# heading`,
		"#412":                       "#412",
		"##":                         `\##`,
		"- item":                     `\- item`,
		"+ item":                     `\+ item`,
		"=====":                      `\=====`,
		"1. first":                   `1\. first`,
		"12) first":                  `12\) first`,
		"3.14":                       "3.14",
		"a|b~c":                      `a\|b\~c`,
		`back\slash`:                 `back\\slash`,
		"&#42;":                      `\&#42;`,
		"D-7K3QXM":                   "D-7K3QXM",
	} {
		if got := Markdown().Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCodeSpanHoldsBackticks(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "`a`", "`": "`` ` ``", "a``b": "``` a``b ```"} {
		if got := Markdown().Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

// heading is what makes one at the start of a line (CommonMark 4.2).
var heading = regexp.MustCompile(`^#{1,6}( |$)`)

// FuzzMarkdown checks that what is rendered reads as the cleaned text, and that every character that could begin markup is
// escaped.
func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"", "a*b", "[x](y)", "# h", "- a", "1. a", "www.a", "http://a", "\\", "a\u202eb\x1b[1m", "\xff", "`", "| a |", "---", "&amp;", "<b>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		clean := Clean(name, 80)
		if utf8.RuneCountInString(clean) > 80 || !utf8.ValidString(clean) {
			t.Fatalf("Clean(%q) = %q", name, clean)
		}
		for _, r := range clean {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != joiner && r != nonJoiner || unicode.IsSpace(r) && r != ' ' {
				t.Fatalf("Clean(%q) = %q holds %q", name, clean, r)
			}
		}
		text := Markdown().Text(clean)
		var plain strings.Builder
		atStart := true
		for i := 0; i < len(text); i++ {
			c := text[i]
			if c == '\\' {
				i++
				if i == len(text) {
					t.Fatalf("Text(%q) = %q ends in a lone backslash", clean, text)
				}
				plain.WriteByte(text[i])
				atStart = false
				continue
			}
			if strings.IndexByte("`*_[]<>|~&", c) >= 0 {
				t.Fatalf("Text(%q) = %q holds a bare %q", clean, text, c)
			}
			if atStart && (strings.IndexByte("-+=", c) >= 0 || c == '#' && heading.MatchString(text[i:])) {
				t.Fatalf("Text(%q) = %q begins a block", clean, text)
			}
			atStart = atStart && c == ' '
			plain.WriteByte(c)
		}
		if plain.String() != clean {
			t.Fatalf("Text(%q) = %q reads as %q", clean, text, plain.String())
		}
		if strings.Contains(strings.ReplaceAll(text, `\://`, ""), "://") || strings.Contains(strings.ToLower(text), "www.") {
			t.Fatalf("Text(%q) = %q looks like a link", clean, text)
		}
		code := Markdown().Code(clean)
		fence := code[:len(code)-len(strings.TrimLeft(code, "`"))]
		if inner := strings.TrimSuffix(strings.TrimPrefix(code, fence), fence); clean != "" && strings.Contains(" "+inner+" ", fence+" ") && strings.TrimSpace(inner) != strings.TrimSpace(clean) {
			t.Fatalf("Code(%q) = %q", clean, code)
		}
	})
}
