package history

import (
	"strings"
	"unicode"
)

// flatten makes a sentence small letters with single blanks for marks, and blanks at its ends.
func flatten(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	blank := true
	for _, r := range text {
		r = unicode.ToLower(r)
		if r == '’' {
			r = '\''
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '.' || r == '_' {
			b.WriteRune(r)
			blank = false
		} else if !blank {
			b.WriteByte(' ')
			blank = true
		}
	}
	flat := strings.TrimRight(b.String(), " .")
	return strings.ReplaceAll(flat, ". ", " ") + " "
}

// sentences cuts a paragraph at full stops and the like that end a sentence.
func sentences(text string) []string {
	var out []string
	start := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		end := i + 1
		for end < len(text) && strings.IndexByte(`.!?"')]`, text[end]) >= 0 {
			end++
		}
		if end < len(text) && (text[end] != ' ' || goesOn(text[start:i], text[end+1:])) {
			i = end - 1
			continue
		}
		out = append(out, strings.TrimSpace(text[start:end]))
		start, i = end, end-1
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// goesOn says whether a full stop between two texts ends no sentence: e.g. after an abbreviation, or before a small letter.
func goesOn(before, after string) bool {
	last := strings.ToLower(before[strings.LastIndexByte(before, ' ')+1:])
	switch strings.TrimLeft(last, "(") {
	case "e.g", "i.e", "eg", "ie", "etc", "vs", "cf", "resp", "approx", "no", "fig", "sec", "al", "mr", "dr", "st", "aka", "incl":
		return true
	}
	next, _, _ := strings.Cut(after, " ")
	for _, r := range next {
		return unicode.IsLower(r) && !coded(next) && !strings.Contains(next, "(")
	}
	return false
}
