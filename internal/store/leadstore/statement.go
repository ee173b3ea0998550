package leadstore

import (
	"fmt"
	"strings"
)

// single returns the text of the only statement of a query, without what stands around it, if it is a
// SELECT or a WITH. It reads SQL as SQLite does, as far as that takes: strings, quoted names, comments.
func single(query string) (string, error) { return one(query, false) }

// one is single; with it parameters such as :name may stand for values.
func one(query string, parameters bool) (string, error) {
	switch {
	case len(query) > maxQuery:
		return "", fmt.Errorf("%w: it is longer than %d bytes. Shorten it", ErrQuery, maxQuery)
	case strings.IndexByte(query, 0) >= 0:
		return "", fmt.Errorf("%w: it contains a NUL byte. Remove it", ErrQuery)
	}
	start, end, ended := -1, 0, false
	for i := 0; i < len(query); {
		size, kind := token(query[i:])
		if kind == word {
			end = i + size
		}
		switch {
		case kind == semicolon:
			ended = start >= 0
		case kind == blank:
		case ended:
			return "", fmt.Errorf("%w: it has more than one statement. Run them one by one", ErrQuery)
		case parameters && start >= 0 && named(query[i:]) > 0:
			size = named(query[i:])
			end = i + size
		case strings.IndexByte("?:@$", query[i]) >= 0:
			return "", fmt.Errorf("%w: it has a parameter, %q. Write the value in its place", ErrQuery, query[i:i+1])
		case start < 0:
			start = i
			if first := strings.ToUpper(query[i:end]); first != "SELECT" && first != "WITH" {
				return "", fmt.Errorf("%w: it must be one SELECT or WITH; nothing else is possible here", ErrQuery)
			}
		}
		i += size
	}
	if start < 0 {
		return "", fmt.Errorf("%w: it is empty. Try SELECT * FROM schema_doc", ErrQuery)
	}
	return query[start:end], nil
}

type tokenKind int

const (
	word tokenKind = iota // a name, number or sign: all that the caller need not tell apart
	blank
	semicolon
)

// token measures the first token of a text that is not empty. An unclosed quote or comment reaches to
// the end.
func token(text string) (size int, kind tokenKind) {
	switch c := text[0]; {
	case c == ';':
		return 1, semicolon
	case c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r':
		return 1, blank
	case strings.HasPrefix(text, "--"):
		return through(text, 2, "\n"), blank
	case strings.HasPrefix(text, "/*"):
		return through(text, 2, "*/"), blank
	case c == '[':
		return through(text, 1, "]"), word
	case c == '\'' || c == '"' || c == '`':
		return quoted(text), word
	case letter(c):
		for size < len(text) && (letter(text[size]) || text[size] >= '0' && text[size] <= '9' || text[size] == '$') {
			size++
		}
		return size, word
	}
	return 1, word
}

func through(text string, from int, end string) int {
	if i := strings.Index(text[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(text)
}

// quoted measures a quoted text, in which the quote is written twice.
func quoted(text string) int {
	quote := text[0]
	for i := 1; i < len(text); i++ {
		if text[i] != quote {
			continue
		}
		if i+1 == len(text) || text[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(text)
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}
