package tour

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/todo"
)

// MostFiles is how many files a commit may touch to say something about any one of them.
const MostFiles = 30

const (
	mostLines = 400 // of a file, in which its beginning is looked for
	mostAbout = 160 // bytes
)

// Opening answers on which line the code of a file begins, behind licence and imports, and what the file says of itself
// there: the first sentence of the first comment that is prose. text may be cut off.
func Opening(file string, text []byte) (line int, about string) {
	l, ok := lang.For(file, text[:min(len(text), 512)])
	if !ok || !utf8.Valid(text[:min(len(text), 512)]) {
		return 1, ""
	}
	var comment []string
	begun, code, inBlock, begunCode := 0, 0, "", false
	for i, raw := range strings.SplitN(string(text), "\n", mostLines+1) {
		if i == mostLines {
			break
		}
		said, isComment := "", false
		said, isComment, inBlock = commentOf(l, strings.TrimSpace(raw), inBlock)
		if isComment {
			if len(comment) == 0 {
				begun = i + 1
			}
			comment = append(comment, said)
			continue
		}
		trimmed := strings.TrimSpace(raw)
		if trimmed == "" {
			if len(comment) > 0 && !begunCode && about == "" && !legal(comment) {
				about, line = sentence(comment), begun
			}
			comment = nil
			continue
		}
		if about == "" && len(comment) > 0 && !legal(comment) && (!begunCode && path.Ext(file) != ".go" || declares().MatchString(raw)) {
			if about = sentence(comment); about != "" {
				line = begun
			}
		}
		comment, begunCode = nil, true
		if about != "" {
			return line, about
		}
		if code == 0 && !preamble(trimmed) {
			code = i + 1
		}
		if code > 0 && i+1 > code+40 {
			break
		}
	}
	switch {
	case about != "":
		return line, about
	case code > 0:
		return code, ""
	}
	return 1, ""
}

// commentOf answers what a line says if it is nothing but comment. inBlock is the end mark of the block comment that the line
// begins in, and of the one that it ends in.
func commentOf(l lang.Language, line, inBlock string) (said string, is bool, next string) {
	if inBlock != "" {
		if before, _, ends := strings.Cut(line, inBlock); ends {
			return strings.TrimSpace(strings.Trim(before, "*")), true, ""
		}
		return strings.TrimSpace(strings.TrimLeft(line, "*")), true, inBlock
	}
	for _, b := range l.BlockComments {
		rest, opens := strings.CutPrefix(line, b.Open)
		if !opens {
			continue
		}
		if before, _, ends := strings.Cut(rest, b.Close); ends {
			return strings.TrimSpace(strings.Trim(before, "*!")), true, ""
		}
		return strings.TrimSpace(strings.Trim(rest, "*!")), true, b.Close
	}
	for _, mark := range l.LineComments {
		if rest, ok := strings.CutPrefix(line, mark); ok {
			return strings.TrimSpace(strings.TrimLeft(rest, mark+"!")), true, ""
		}
	}
	return "", false, ""
}

// declares is a line that begins what a file is about, rather than a part of it.
var declares = pattern.New(`^(package [a-z]|type [A-Z]|\s{0,6}(class|module) [A-Z]|(export |default |public |abstract |final |pub |sealed |data )*(class|struct|interface|enum|trait|object|impl) \w)`)

var legalese = pattern.New(`(?i)copyright|licen[cs]e|spdx|warrant|all rights|\(c\)|permission|frozen_string_literal|-\*-|coding:|eslint|nolint|go:build|\+build|rubocop|@ts-|http`)

func legal(comment []string) bool {
	return slices.ContainsFunc(comment, legalese().MatchString)
}

// preamble says whether a line of code only prepares: imports, packages, includes.
func preamble(line string) bool {
	for _, begin := range [...]string{
		"package ", "import", "from ", "use ", "using ", "include", "#include", "#ifndef", "#define", "#pragma", "require", "\"", "'", ")", "(", "namespace", "module ", "extern ", "<?php", "_ \"", "#!", "end", "}", "{",
	} {
		if strings.HasPrefix(line, begin) {
			return true
		}
	}
	first, rest, _ := strings.Cut(line, " ")
	return strings.HasPrefix(strings.TrimSpace(rest), "\"") && !strings.ContainsAny(first, "(=") // an import under another name
}

// sentence is the first sentence of a comment, "" if that is no prose.
func sentence(comment []string) string {
	text := ""
	for _, line := range comment {
		line = strings.TrimSpace(strings.TrimLeft(line, "=*#-/ "))
		switch {
		case line == "" && text == "":
			continue
		case line == "" || strings.HasPrefix(line, "@") && text != "":
		case strings.Count(line, " ") < 2 && text == "": // a heading
			continue
		default:
			text += " " + line
			if len(text) < 2*mostAbout {
				continue
			}
		}
		break
	}
	text = strings.TrimSpace(text)
	if end := strings.Index(text, " - "); end > 0 && strings.Contains(text[:end], ".") && !strings.Contains(text[:end], " ") {
		text = text[end+3:] // the file's own name
	}
	if end := strings.Index(text, ". "); end > 0 && !strings.HasSuffix(text[:end], "e.g") && !strings.HasSuffix(text[:end], "i.e") {
		text = text[:end]
	}
	text = strings.TrimSuffix(text, ".")
	words := strings.Fields(text)
	if len(words) < 4 || len(text) > mostAbout || strings.ContainsAny(text[:1], "{[(<|+@$") || strings.ContainsAny(text, "{};=\\") {
		return ""
	}
	first := strings.ToLower(strings.TrimRight(words[0], ":"))
	if first == "todo" || first == "fixme" || first == "note" || first == "nb" || first == "see" || strings.Contains(first, ":") || strings.HasSuffix(text, ":") {
		return ""
	}
	return strings.Join(words, " ")
}

// Title is the heading of a text, else its name.
func Title(file string, text []byte) string {
	for i, line := range strings.SplitN(string(text[:min(len(text), 8<<10)]), "\n", 61) {
		if i == 60 {
			break
		}
		for _, mark := range [...]string{"# ", "= "} {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), mark); ok && strings.TrimSpace(rest) != "" && utf8.ValidString(rest) {
				return strings.TrimSpace(rest)
			}
		}
	}
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

// FirstTasks picks notes that make a first task: on one line, for nobody in particular, and saying in a few words what to do;
// not two of one folder as long as there are others.
func FirstTasks(notes []todo.Todo, most int) []todo.Todo {
	var small []todo.Todo
	for _, n := range notes {
		if n.EndLine == n.Line && n.Assignee == "" && n.Reference == "" && IsCode(n.Path) && clear(n) && do().MatchString(n.Text) {
			small = append(small, n)
		}
	}
	slices.SortStableFunc(small, func(a, b todo.Todo) int { return worth(b) - worth(a) })
	var out []todo.Todo
	in := map[string]int{}
	for round := 1; round <= 2; round++ {
		for _, n := range small {
			dir := path.Dir(n.Path)
			if len(out) < most && in[dir] < round && !slices.ContainsFunc(out, func(o todo.Todo) bool { return o.ID == n.ID || o.Key == n.Key }) {
				out = append(out, n)
				in[dir]++
			}
		}
	}
	return out
}

// hard are words of notes that are no small task.
var hard = pattern.New(`(?i)\?|&&|\|\||\b(see|above|below|why|maybe|perhaps|not sure|rewrite|redesign|refactor everything|once|when|until|after|someday|eventually|security|race|deadlock|figure out|investigate|should we|do we|is this|legacy|breaking|next (major|release|version)|in \w+ v?\d|in v?\d+\.\d|as well$|major|upstream|wait|deprecat)`)

// clear says whether a note says what is to be done, and nothing that has to wait.
func clear(n todo.Todo) bool {
	words := len(strings.Fields(n.Text))
	if first, _, more := strings.Cut(n.Text, ". "); more && len(strings.Fields(first)) < 3 {
		return false // "remove. Only X uses this"
	}
	return words >= 4 && words <= 18 && len(n.Text) <= 110 && !hard().MatchString(n.Text) && n.Beside+n.Above[0]+n.Below[0] != ""
}

// do are what a task that is clear begins with.
var do = pattern.New(`(?i)^(add|remove|use|move|rename|replace|support|handle|return|make|test|document|implement|check|log|report|validate|convert|drop|extract|merge|split|simplify|improve|optimi[sz]e|allow|avoid|expose|fix|clean|delete|cache|reuse|share|set|print|write|update|verify|refactor|pass|show|include|set|emit|introduce|inline|correct|unify)\b`)

func worth(n todo.Todo) int {
	w := 0
	if n.Tag == "TODO" {
		w++
	}
	if n.Issue != "" {
		w--
	}
	return w
}
