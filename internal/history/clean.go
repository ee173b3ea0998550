package history

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidy bounds a message and takes out what no reader sees: control and format characters (those that turn the direction of
// text among them), broken bytes, HTML comments.
func tidy(raw string) string {
	raw = clip(raw, mostMessage)
	var b strings.Builder
	b.Grow(len(raw))
	for _, r := range raw {
		switch {
		case r == '\n':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteString("    ")
		case r == '\u00a0':
			b.WriteByte(' ')
		case r == utf8.RuneError, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co) && r != '\u200d' && r != '\u200c':
		default:
			b.WriteRune(r)
		}
	}
	return uncomment(b.String())
}

// uncomment leaves HTML comments out; one that does not end goes to the end of its paragraph.
func uncomment(s string) string {
	if !strings.Contains(s, "<!--") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<!--")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if _, after, ends := strings.Cut(rest, "-->"); ends {
			s = after
		} else if _, after, ends = strings.Cut(rest, "\n\n"); ends {
			return b.String() + "\n\n" + after
		} else {
			return b.String()
		}
	}
}

// clip shortens s to limit bytes without splitting a character.
func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// block is a paragraph, or an item of a list, in one line.
type block struct {
	text      string
	item      bool
	paragraph int // counted from 0
}

// blocksOf cuts a message's body into its prose, and leaves out what is none.
func blocksOf(body string) []block {
	var out []block
	var text []string
	isItem, paragraph := false, 0
	squashed, part := isSquashed(body), false // in a list of squashed commits, each has its own paragraphs
	flush := func() {
		if len(text) > 0 {
			out = append(out, block{strings.Join(text, " "), isItem || part, paragraph})
		}
		text, isItem = nil, false
	}
	fenced, conflicts, said, remarked := "", false, false, false
	margin := marginOf(body)
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n ")
		line = line[min(margin, len(line)-len(strings.TrimLeft(line, " "))):]
		trimmed := strings.TrimSpace(line)
		if mark := fence(trimmed); mark != "" && (fenced == "" || fenced == mark) {
			flush()
			if fenced == "" {
				fenced = mark
			} else {
				fenced = ""
			}
			continue
		}
		if fenced != "" {
			continue
		}
		if trimmed == "" {
			flush()
			if said {
				paragraph++
			}
			said, conflicts, remarked = false, false, false
			continue
		}
		said = true
		if remarked || isRemark(trimmed) {
			flush()
			remarked = !strings.HasSuffix(trimmed, "]")
			continue
		}
		if strings.EqualFold(strings.Trim(trimmed, "# "), "Conflicts:") {
			flush()
			conflicts = true
			continue
		}
		if rest, ok := item(line); ok && !conflicts {
			flush()
			part = part || squashed && line[0] == '*'
			if !isNoise(rest) && !isTrailer(rest) && !isTask(rest) {
				text, isItem = append(text, rest), true
			} else {
				isItem = true // what goes on below it goes with it
			}
			continue
		}
		indented := len(line) - len(trimmed)
		switch {
		case conflicts, isTrailer(trimmed), isHeading(trimmed), isNoise(trimmed):
			flush()
		case indented >= 4 && !isItem, indented >= 8:
			flush() // quoted code or output
		case isItem && text == nil && indented > 0:
		default:
			if isItem && text == nil {
				isItem = false
			}
			text = append(text, trimmed)
		}
	}
	flush()
	return out
}

// isRemark says whether a line begins what a maintainer noted on the way: "[name: changed this and that]".
func isRemark(line string) bool {
	if !strings.HasPrefix(line, "[") {
		return false
	}
	name, _, ok := strings.Cut(line[1:], ": ")
	return ok && name != "" && len(name) <= 50 && !strings.Contains(name, "]")
}

// isSquashed says whether a body lists the commits that were made one, as forges do: "* subject", then what each said.
func isSquashed(body string) bool {
	n, blank := 0, true
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "* ") && blank {
			n++
		}
		blank = strings.TrimSpace(line) == ""
	}
	return n >= 2
}

// marginOf is how far the whole body is indented, as some tools do.
func marginOf(body string) int {
	margin := 80
	for line := range strings.Lines(body) {
		if trimmed := strings.TrimLeft(line, " "); strings.TrimSpace(trimmed) != "" && !isTrailer(strings.TrimSpace(trimmed)) {
			margin = min(margin, len(line)-len(trimmed))
		}
	}
	return margin
}

func fence(line string) string {
	for _, mark := range [...]string{"```", "~~~"} {
		if strings.HasPrefix(line, mark) {
			return mark
		}
	}
	return ""
}

// item says whether a line begins an item of a list, and answers what it says.
func item(line string) (text string, ok bool) {
	trimmed := strings.TrimLeft(line, " ")
	for _, mark := range [...]string{"* ", "- ", "+ ", "• ", "– ", "o "} {
		if rest, ok := strings.CutPrefix(trimmed, mark); ok {
			return strings.TrimSpace(rest), len(line)-len(trimmed) < 8
		}
	}
	digits := 0
	for digits < len(trimmed) && digits < 3 && trimmed[digits] >= '0' && trimmed[digits] <= '9' {
		digits++
	}
	if digits > 0 && len(trimmed) > digits+1 && (trimmed[digits] == '.' || trimmed[digits] == ')') && trimmed[digits+1] == ' ' {
		return strings.TrimSpace(trimmed[digits+1:]), true
	}
	return "", false
}

// isTask is a box to tick in a template.
func isTask(text string) bool {
	return len(text) >= 3 && text[0] == '[' && text[2] == ']' && strings.ContainsRune(" xX", rune(text[1]))
}

// bare takes off a subject what is no part of what it says: numbers at its end, marks for machines.
func bare(subject string) string {
	for {
		before := subject
		subject = strings.TrimSpace(subject)
		for _, mark := range [...]string{"[ci skip]", "[skip ci]", "[no ci]", "[skip actions]", "***NO_CI***", "[skip netlify]", "[ci-skip]"} {
			subject = strings.TrimSpace(strings.ReplaceAll(subject, mark, ""))
		}
		if strings.HasSuffix(subject, ")") {
			if open := strings.LastIndexByte(subject, '('); open > 0 && onlyNumbers(subject[open+1:len(subject)-1]) {
				subject = subject[:open]
			}
		}
		if subject == before {
			return subject
		}
	}
}

// onlyNumbers says whether a text in parentheses is but references: #12, !12, GH-12, pull request #12, several of them.
func onlyNumbers(text string) bool {
	any := false
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		switch strings.ToLower(word) {
		case "pull", "request", "pr", "issue", "fixes", "closes", "fix", "close", "refs", "ref", "see", "and":
			continue
		}
		word = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(word, "#"), "!"), "GH-")
		if word == "" || strings.Trim(word, "0123456789") != "" {
			return false
		}
		any = true
	}
	return any
}
