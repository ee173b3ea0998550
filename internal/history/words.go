package history

import (
	"path"
	"slices"
	"strings"
	"unicode"
)

// words are the names by which a sentence may speak of a line: identifiers in it, and its file.
type words struct {
	names map[string]bool // as written
	file  string
	stem  string
}

const mostNames = 60

func wordsOf(a About) words {
	w := words{names: map[string]bool{}, file: path.Base(a.Path)}
	w.stem = strings.ToLower(strings.TrimSuffix(w.file, path.Ext(w.file)))
	if len(w.stem) < 4 || idle[w.stem] {
		w.stem = ""
	}
	for name := range strings.FieldsFuncSeq(clip(a.Line, 500), notName) {
		if len(name) >= 4 && !idle[strings.ToLower(name)] && len(w.names) < mostNames {
			w.names[name] = true
		}
	}
	return w
}

// named is how much a sentence must speak of a line to be about it and not about another part of the change.
const named = 1.0

// in answers how much a sentence speaks of the line: 0 for not at all, from named on beyond chance. A word that prose has
// too says half as much as a name in code.
func (w words) in(text string) float64 {
	near := 0.0
	var seen []string
	for word := range strings.FieldsFuncSeq(text, notName) {
		if !w.names[word] && (w.stem == "" || strings.ToLower(word) != w.stem) || slices.Contains(seen, word) {
			continue
		}
		seen = append(seen, word)
		switch {
		case w.names[word] && coded(word):
			near += 2
		case !w.names[word], len(word) >= 7: // the file's name alone is no more than a hint
			near += named / 2
		}
	}
	if len(w.file) >= 4 && strings.Contains(text, w.file) {
		near += 1.5
	}
	return min(near, 2)
}

// coded says whether a word looks like a name in code rather than in prose.
func coded(word string) bool {
	upper := false
	for i, r := range word {
		if r == '_' || unicode.IsDigit(r) {
			return true
		}
		upper = upper || i > 0 && unicode.IsUpper(r)
	}
	return upper
}

func notName(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }

// idle are words of code that name nothing.
var idle = map[string]bool{
	"return": true, "func": true, "function": true, "string": true, "struct": true, "type": true, "class": true, "public": true, "private": true, "static": true, "const": true, "import": true, "package": true, "range": true,
	"error": true, "errors": true, "true": true, "false": true, "self": true, "this": true, "null": true, "none": true, "else": true, "elsif": true, "default": true, "case": true, "break": true, "continue": true, "include": true,
	"define": true, "void": true, "unsigned": true, "char": true, "long": true, "module": true, "require": true, "test": true, "tests": true, "main": true, "index": true, "readme": true, "makefile": true, "kconfig": true, "config": true,
	"interface": true, "context": true, "value": true, "values": true, "name": true, "names": true, "file": true, "files": true, "data": true, "assert": true, "assert_equal": true, "require_relative": true, "protected": true, "virtual": true,
	"bool": true, "boolean": true, "int32": true, "int64": true, "uint32": true, "uint64": true, "byte": true, "bytes": true, "options": true, "should": true, "when": true, "then": true, "with": true, "from": true, "have": true, "that": true, "which": true, "used": true,
}
