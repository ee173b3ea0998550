// Package phrase puts hints into words: the same sentence for a hover, a lens, a terminal and a screen
// reader.
//
// The rules are those of the field guide to plain words: the most useful fact first, percentages only
// where asked for, times as people say them, the reader is "you". Names, paths and titles come from
// repositories and from other people: they are stripped of control and bidirectional characters, capped
// in length and escaped for the style they are shown in.
package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Style is how text is marked up. Its functions take text that is clean already and return it marked.
type Style struct {
	Text, Strong, Emphasis, Code func(string) string
	// Title marks a line of its own that heads a whole page.
	Title func(string) string
	// Link marks text as a link to an address of our making; nil where links are not shown.
	Link func(text, url string) string
	// Break stands between two lines of one paragraph.
	Break string
	// List is a list of its own, of items that are marked already; nil where lines simply follow each other.
	List func(items []string) string
}

// Markdown is CommonMark, with everything that could mark up, link or embed escaped.
func Markdown() Style {
	return Style{
		Text:     escape,
		Title:    func(s string) string { return "# " + escape(s) },
		Strong:   func(s string) string { return "**" + escape(s) + "**" },
		Emphasis: emphasis,
		Code:     codeSpan,
		Link:     func(text, url string) string { return "[" + escape("[" + text)[2:] + "](" + url + ")" },
		Break:    "  \n",
		List:     func(items []string) string { return "- " + strings.Join(items, "\n- ") },
	}
}

// Plain is text without marks.
func Plain() Style {
	same := func(s string) string { return s }
	return Style{Text: same, Title: same, Strong: same, Emphasis: same, Code: same, Break: "\n"}
}

// Prose marks up a sentence of ours: what stands in it between backticks, such as a command, is code where code can be told from
// other text, and keeps its backticks elsewhere.
func (s Style) Prose(text string) string {
	parts := strings.Split(text, "`")
	if s.List == nil || len(parts)%2 == 0 {
		return s.Text(text)
	}
	for i, part := range parts {
		if i%2 == 0 {
			parts[i] = s.Text(part)
		} else {
			parts[i] = s.Code(part)
		}
	}
	return strings.Join(parts, "")
}

func emphasis(s string) string {
	if s == "" {
		return ""
	}
	return "*" + escape(s) + "*"
}

// special are the characters that can begin markup inside a line; parentheses, for one, cannot without
// the brackets before them.
const special = "\\`*_[]<>|~&"

// escape leaves nothing that marks up, links or embeds. What can only begin a block is escaped at the beginning, and what
// editors make a link of by its look alone (GFM 6.9: http://…, www.…) is broken up.
func escape(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	var b strings.Builder
	for i, r := range s {
		before, after := s[:i], s[i+utf8.RuneLen(r):]
		if strings.ContainsRune(special, r) || begins(before, r, after) || links(before, r, after) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// begins says whether a character begins a heading, a list, a rule or an underline (of a heading) at the start of a line.
func begins(before string, r rune, after string) bool {
	switch r {
	case '#': // a heading has a blank behind its marks, and #412 is none
		rest := strings.TrimLeft(after, "#")
		return strings.TrimSpace(before) == "" && (rest == "" || rest[0] == ' ')
	case '-', '+', '=':
		return strings.TrimSpace(before) == ""
	case '.', ')':
		number := strings.TrimSpace(before)
		return number != "" && strings.Trim(number, "0123456789") == "" && (after == "" || after[0] == ' ')
	}
	return false
}

func links(before string, r rune, after string) bool {
	switch r {
	case ':':
		return strings.HasPrefix(after, "//")
	case '.':
		return len(before) >= 3 && strings.EqualFold(before[len(before)-3:], "www")
	}
	return false
}

// codeSpan fences with one backtick more than the longest run inside (CommonMark 6.1).
func codeSpan(s string) string {
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	if s == "" {
		return ""
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		s = " " + s + " "
	}
	return fence + s + fence
}

// Clean makes text from elsewhere fit for a line on screen: one line, no control or bidirectional
// characters, invalid UTF-8 replaced, at most limit characters (an ellipsis marks a cut).
func Clean(s string, limit int) string {
	if len(s) <= limit && clean(s) { // nearly all that is
		return s
	}
	out := make([]rune, 0, min(len(s), limit+1))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = len(out) > 0
			continue
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co) && r != joiner && r != nonJoiner:
			continue
		}
		if space {
			out = append(out, ' ')
			space = false
		}
		out = append(out, r)
		if len(out) > limit {
			return string(out[:limit-1]) + "…"
		}
	}
	return string(out)
}

// clean says of a text in ASCII that Clean would leave it as it is.
func clean(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// joiner holds emoji together, and Persian and Hindi names need both; the other format characters (category Cf), those that
// turn the direction of text among them, have no business on a line.
const (
	joiner    = '\u200d'
	nonJoiner = '\u200c'
)
