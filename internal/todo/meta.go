package todo

import (
	"bytes"
	"strings"
)

// parseMeta reads what people put beside the word: "(…)" or "[…]", or a
// handle, issue number or link right after it. It fills in t and answers the text
// that is left.
func parseMeta(t *Todo, rest []byte) []byte {
	if colon := bytes.TrimPrefix(rest, []byte(":")); len(colon) > 0 && colon[0] == '(' {
		rest = colon // TODO:(dev2) is a slip, but a common one
	}
	if len(rest) > 0 && (rest[0] == '(' || rest[0] == '[') {
		closing := byte(')')
		if rest[0] == '[' {
			closing = ']'
		}
		if i := bytes.IndexByte(rest[:min(len(rest), 200)], closing); i > 0 {
			if readMeta(t, string(rest[1:i])) {
				return rest[i+1:]
			}
		}
		return rest
	}
	text := bytes.TrimLeft(rest, ": \t")
	short := text[:min(len(text), 200)]
	end := len(short)
	if i := bytes.IndexAny(short, " \t"); i >= 0 {
		end = i
	}
	w := strings.TrimRight(string(short[:end]), ":,;")
	if isHandle(w) || isNumber(w) || isURL(w) || isLink(w) {
		readMeta(t, w)
		return text[end:]
	}
	return rest
}

// readMeta understands a list of marks; ok is false if it is prose instead.
func readMeta(t *Todo, list string) bool {
	fields := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
	names := 0
	for _, f := range fields {
		if !isHandle(f) && !isNumber(f) && !isReference(f) && !isTicket(f) && !isURL(f) && !isLink(f) && !isDate(f) {
			names++
		}
	}
	if names > 1 || names == 1 && len(fields) > 2 {
		return false
	}
	for _, f := range fields {
		switch {
		case isReference(f):
			set(&t.Reference, f)
		case isNumber(f), isTicket(f), isURL(f), isLink(f):
			set(&t.Issue, f)
		case isDate(f):
			set(&t.Due, f)
		default:
			set(&t.Assignee, strings.TrimPrefix(strings.TrimPrefix(f, "by:"), "assignee:"))
		}
	}
	return true
}

// readOption understands a line of a note's body that sets something.
func readOption(t *Todo, line string) bool {
	name, value, ok := strings.Cut(line, ":")
	value = squeeze([]byte(strings.ToValidUTF8(value, "")))
	if !ok || value == "" {
		return false
	}
	switch strings.ToLower(strings.TrimLeft(name, "-*+ \t")) {
	case "assignee", "assignees":
		set(&t.Assignees, value)
		first, _, _ := strings.Cut(value, ",")
		set(&t.Assignee, strings.TrimSpace(first))
	case "due":
		set(&t.Due, value)
	case "expect", "expects":
		set(&t.Expect, value)
	case "check-in", "checkin", "check in":
		set(&t.CheckIn, value)
	default:
		return false
	}
	return true
}

func set(field *string, value string) {
	if *field == "" {
		*field = strings.ToValidUTF8(value, "")
	}
}

func isHandle(s string) bool {
	name, ok := strings.CutPrefix(s, "@")
	if !ok || name == "" {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isWord(c) && c != '-' && c != '.' && c != '/' {
			return false
		}
	}
	return true
}

// isNumber knows issue numbers: #412, !12, gh-412, owner/repo#412.
func isNumber(s string) bool {
	if i := strings.IndexByte(s, '#'); i >= 0 {
		s = s[i+1:]
	} else if rest, ok := strings.CutPrefix(strings.ToLower(s), "gh-"); ok {
		s = rest
	} else if rest, ok := strings.CutPrefix(s, "!"); ok {
		s = rest
	} else {
		return false
	}
	return digits(s)
}

// isReference knows a delegation's id: T- and at least six Crockford
// characters, not all digits.
func isReference(s string) bool {
	id, ok := strings.CutPrefix(s, "T-")
	if !ok || len(id) < 6 || len(id) > 16 || digits(id) {
		return false
	}
	for i := range len(id) {
		if c := id[i]; !isDigit(c) && (c < 'A' || c > 'Z' || strings.IndexByte("ILOU", c) >= 0) {
			return false
		}
	}
	return true
}

// isTicket knows PAY-12.
func isTicket(s string) bool {
	project, number, ok := strings.Cut(s, "-")
	if !ok || len(project) < 2 || !digits(number) {
		return false
	}
	for i := range len(project) {
		if c := project[i]; !isDigit(c) && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// isLink knows links without their scheme: crbug.com/1, b/123.
func isLink(s string) bool {
	host, page, ok := strings.Cut(s, "/")
	if !ok || page == "" || strings.ContainsAny(s, "()@") {
		return false
	}
	if host == "b" || host == "go" {
		return digits(page)
	}
	i := strings.LastIndexByte(host, '.')
	return i > 0 && len(host)-i > 2 && isDigit(page[len(page)-1]) && !strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 || !isWord(byte(r)) && r != '.' && r != '-' })
}

// isDate knows 2026-08-01.
func isDate(s string) bool {
	return len(s) == 10 && s[4] == '-' && s[7] == '-' && digits(s[:4]) && digits(s[5:7]) && digits(s[8:])
}

func digits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != "" && len(s) <= 12
}
