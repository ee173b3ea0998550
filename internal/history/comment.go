package history

import (
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// Remark is what stands in the code itself about the reason for a line.
type Remark struct {
	Line int    // where it begins, from 1
	Text string // the sentence; "" for a record
	// Record is a decision record that is named there: ADR-12, docs/adr/0012-….md.
	Record string
}

const (
	mostAbove  = 12   // lines of comment read above a line
	sureEnough = 2.5  // comments explain all sorts of things
	widest     = 1000 // bytes of a line
)

// RemarkAt reads the comment on a line, and the one right above it. path tells the language. It answers nil where they give
// no reason.
func RemarkAt(path string, lines []string, line int) *Remark {
	if line < 1 || line > len(lines) {
		return nil
	}
	l, ok := lang.For(path, []byte(clip(lines[0], 512)))
	if !ok || l.Kind == lang.Markup {
		return nil
	}
	if text, ok := behind(l, clip(lines[line-1], widest)); ok {
		if r := remark(text, line); r != nil {
			return r
		}
	}
	first := line - 1
	var text []string
	for n := line - 1; n >= 1 && line-n <= mostAbove; n-- {
		said, ok := comment(l, clip(lines[n-1], widest))
		if !ok {
			break
		}
		text = append([]string{said}, text...)
		first = n
	}
	if len(text) == 0 {
		return nil
	}
	return remark(strings.TrimSpace(strings.Join(text, " ")), first)
}

// remark finds the sentence of a comment that gives a reason, the last one, as it stands next to the line.
func remark(text string, line int) *Remark {
	r := &Remark{Line: line, Record: record(text)}
	for _, s := range sentences(strings.Join(strings.Fields(text), " ")) {
		if len(s) >= 12 && len(s) <= mostSentence && strings.Count(s, " ") >= 2 && strong(s) && sentenceScore(s) >= sureEnough {
			r.Text = s
		}
	}
	if r.Text == "" && r.Record == "" {
		return nil
	}
	return r
}

// strong says whether a sentence has a turn that gives reasons by itself.
func strong(text string) bool {
	flat := flatten(text)
	for _, c := range cues {
		if c.weight >= sureEnough && strings.Contains(flat, c.words) {
			return true
		}
	}
	return false
}

// comment answers what a line that is nothing but comment says.
func comment(l lang.Language, line string) (text string, ok bool) {
	trimmed := strings.TrimSpace(line)
	for _, mark := range l.LineComments {
		if rest, ok := strings.CutPrefix(trimmed, mark); ok {
			return strings.TrimSpace(strings.TrimLeft(rest, mark+"!")), true
		}
	}
	for _, b := range l.BlockComments {
		if strings.HasPrefix(trimmed, b.Open) || strings.HasSuffix(trimmed, b.Close) && !strings.Contains(trimmed, b.Open) {
			rest := strings.TrimSuffix(strings.TrimPrefix(trimmed, b.Open), b.Close)
			return strings.TrimSpace(strings.Trim(rest, "*")), true
		}
		if b.Open == "/*" && (trimmed == "*" || strings.HasPrefix(trimmed, "* ")) {
			return strings.TrimSpace(strings.TrimPrefix(trimmed, "*")), true
		}
	}
	return "", false
}

// behind answers the comment behind a line's code, as far as it is one beyond doubt: after two blanks or a tab, or after a
// blank with no quote before it.
func behind(l lang.Language, line string) (text string, ok bool) {
	for _, mark := range l.LineComments {
		at := strings.LastIndex(line, " "+mark+" ")
		if at > 0 && !strings.ContainsAny(line[:at], "\"'`") && strings.TrimSpace(line[:at]) != "" {
			return strings.TrimSpace(line[at+len(mark)+2:]), true
		}
	}
	return "", false
}

// record finds the name of a decision record: ADR-12, ADR 0012, or a file in a folder of such records.
func record(text string) string {
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, "()[]{}<>.,;:\"'`*")
		if digits, ok := cutFold(word, "adr-"); ok && isDigits(digits) && len(digits) <= 5 {
			return word
		}
		for _, folder := range [...]string{"/adr/", "/adrs/", "/decisions/"} {
			if strings.Contains("/"+word, folder) && strings.HasSuffix(word, ".md") && len(word) <= 200 && !strings.Contains(word, "://") {
				return word
			}
		}
	}
	return ""
}
