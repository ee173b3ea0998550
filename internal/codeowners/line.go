package codeowners

import (
	"bytes"
	"fmt"
	"strings"
)

// parser carries what all dialects need while reading a file line by line.
type parser struct {
	rules *Ruleset
	line  int
}

// word is a run of text in the current line. start and end are byte offsets
// in that line.
type word struct {
	text       string
	start, end int
}

func (w word) span() span { return span{int32(w.start), int32(w.end)} }

// usable decides whether the file is read at all.
func (p *parser) usable(text []byte) bool {
	switch limit := sizeLimit(p.rules.Dialect); {
	case p.rules.Dialect == GitHub && len(text) >= limit, len(text) > limit:
		p.problem(word{}, TooLarge, tooLarge(p.rules.Dialect))
		return false
	case bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0:
		p.problem(word{}, Binary, "the file is ignored: it is binary; save it as UTF-8 text")
		return false
	}
	return true
}

// TooLong is the file at path where its text is longer than [MaxSize], so that nobody reads it.
func TooLong(path string, dialect Dialect) *Ruleset {
	return Unread(path, dialect, TooLarge, tooLarge(dialect))
}

func tooLarge(d Dialect) string {
	if d == GitHub {
		return "GitHub ignores a CODEOWNERS file of 3 MB or more; join rules with wildcards"
	}
	return fmt.Sprintf("the file is ignored: it has more than %d MB; join rules with wildcards", MaxSize>>20)
}

func sizeLimit(d Dialect) int {
	if d == GitHub {
		return MaxGitHubSize
	}
	return MaxSize
}

// each calls read with every line that is neither blank nor a comment, without
// its line end. All strings share one copy of the text.
func (p *parser) each(text []byte, read func(line string)) {
	rest := string(text)
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		p.line++
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		if len(p.rules.Rules) >= MaxRules {
			p.problem(word{}, TooMany, fmt.Sprintf("this line and all that follow are ignored: there are more than %d rules", MaxRules))
			return
		}
		read(strings.TrimRight(line, " \t\r\v\f"))
	}
}

// problem records a fault at w; the zero word means the whole line.
func (p *parser) problem(w word, code Code, message string) {
	switch n := len(p.rules.Problems); {
	case n == maxProblems-1:
		code, message, w = TooMany, "there are more problems from here on", word{}
	case n >= maxProblems:
		return
	}
	pr := Problem{File: p.rules.File, Line: p.line, Code: code, Message: message}
	if w.end > w.start {
		pr.Column, pr.EndColumn = w.start+1, w.end+1
	}
	p.rules.Problems = append(p.rules.Problems, pr)
}

func (p *parser) rule(pattern word, owners []string, written []span) *Rule {
	if owners == nil {
		owners = []string{}
	}
	r := &Rule{File: p.rules.File, Line: p.line, Pattern: pattern.text, Owners: owners, pattern: pattern.span(), written: written}
	p.rules.Rules = append(p.rules.Rules, r)
	return r
}

// cutPattern takes the first word off a line; a backslash keeps the character
// after it, a space too, in the word.
func cutPattern(line string) (pattern word, rest string, offset int) {
	start := 0
	for start < len(line) && isBlank(line[start]) {
		start++
	}
	end := start
	for end < len(line) && !isBlank(line[end]) {
		if line[end] == '\\' && end+1 < len(line) {
			end++
		}
		end++
	}
	return word{line[start:end], start, end}, line[end:], end
}

// words cuts the rest of a line, which begins at offset, at blanks.
func words(rest string, offset int) []word {
	var ws []word
	for i := 0; i < len(rest); {
		if isBlank(rest[i]) {
			i++
			continue
		}
		start := i
		for i < len(rest) && !isBlank(rest[i]) {
			i++
		}
		ws = append(ws, word{rest[start:i], offset + start, offset + i})
	}
	return ws
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'
}

// quote shortens what people wrote for a message.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
