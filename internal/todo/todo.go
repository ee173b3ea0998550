// Package todo finds the notes that people leave in comments: TODO, FIXME,
// HACK, XXX, BUG and what else a team writes.
//
// # Comments
//
// Only comments count. A lexer, driven by the table of package lang, tells them from code, strings, regular
// expressions, here-documents and the text of elements; code within a string ("${…}") is code again. Documentation that a
// language keeps in strings (Python, Elixir, Julia, Lisp) is a string; documentation in comments (POD, =begin, /** */)
// is a comment. An indented text of YAML is a string, but for the scripts of build servers (run:, script:), and the body of
// a function in SQL is code although dollars quote it.
//
// Where a file holds several languages, each is read as itself: script and style in HTML, Vue, Svelte and Astro; code
// fences in Markdown that name their language; PHP, ERB, EJS, JSP, Blade, Jinja, Liquid, Handlebars and Go templates in
// whatever is around them; the cells of a notebook, whose notes point to the lines of the JSON file. What has no end
// goes on to the end of the text; a string over lines that has none counts to the end of its first line.
//
// # Notes
//
// A word makes a note in these places, and in no others:
//
//	// TODO: bill once           at the start of a comment's line, behind bullets and frames: with or without a colon
//	// TODO(@dev2): bill once    with whom or what it is about: a person, an issue, a link, a date
//	// TODO(T-7K3QXM): …         with its delegation
//	/** @todo bill once          as documentation tools have it: here case does not count
//	// see above. HACK: …        amid a line with a colon, right behind the word or its parenthesis
//	// bills twice - FIXME       amid a line where a clause ended before
//
// Elsewhere somebody speaks of the word: amid a sentence ("the TODO list"), in quotes, in a name, a path or a URL, before
// "=" in code that was commented out, and where the line above breaks off, with an article say, and the sentence goes on.
// Case counts, since "todo" and "bug" are also words of languages: teams that write "todo:" configure it so.
//
// A note goes on through the comment lines right below it, up to an empty one, a ruler,
// the tag of a documentation tool (@param), the next note, or a limit. Of these lines "assignees: due: expect: check-in:"
// set something and are no part of its text.
//
// # Bytes
//
// Lines end in LF, CRLF or CR, columns count bytes, also those of a byte order mark. What is no UTF-8 is read all the same
// and replaced in the text. A file in
// an unknown language, or one with a NUL byte (UTF-16 has them), has no notes.
//
// Time is linear in the size of the text, whatever it holds.
package todo

import (
	"bytes"

	"github.com/leadline/leadline/internal/lang"
)

// Limits of one note and one file.
const (
	maxLines = 20     // lines of a note
	maxText  = 2000   // bytes of its text
	maxNotes = 10_000 // notes of a file
)

// Todo is one note.
type Todo struct {
	ID        string `json:"id"`        // 12 hexadecimal digits
	Path      string `json:"path"`      // as given to Scan
	Line      int    `json:"line"`      // 1-based
	EndLine   int    `json:"end_line"`  // inclusive
	Column    int    `json:"column"`    // of the word in its line, in bytes, 1-based
	Tag       string `json:"tag"`       // the word, as in Scanner.Words
	Text      string `json:"text"`      // without word and parenthesis, on one line, valid UTF-8
	Assignee  string `json:"assignee"`  // "@dev2" or "dev2", as written; else ""
	Reference string `json:"reference"` // "T-7K3QXM", else ""
	Issue     string `json:"issue"`     // "#412", "PAY-12", "crbug.com/1" or a URL, else ""

	// What the option lines of its body say, which are no part of Text; "" where there are none.
	Assignees string `json:"assignees,omitempty"` // all of them, as written
	Due       string `json:"due,omitempty"`
	Expect    string `json:"expect,omitempty"`
	CheckIn   string `json:"check_in,omitempty"`

	Surroundings `json:"-"`
}

// Surroundings are what a note can be recognised by when its line has moved. Code lines have their white
// space squeezed; blank lines, comments, and lines that only close something are passed over.
type Surroundings struct {
	Key    string    // Text in lower case, letters and digits only, single blanks between words
	Beside string    // the code before the comment on the note's own line
	Above  [3]string // lines of code above, the nearest first; "" where there are none
	Below  [3]string // lines of code below, the nearest first
}

// Scanner looks for a team's own words. The zero value looks for the usual.
// It is safe for concurrent use.
type Scanner struct {
	Words []string // whole words of letters, digits and "_"; case counts

	ready *words // of a scanner that NewScanner made
}

// NewScanner answers a scanner that does not prepare its words anew for every text.
func NewScanner(list []string) Scanner { return Scanner{Words: list, ready: newWords(list)} }

func (s Scanner) words() *words {
	if s.ready != nil {
		return s.ready
	}
	return newWords(s.Words)
}

// Mentions reports whether a text holds one of the words at all, in a comment or not. It is much faster than Scan,
// which finds nothing in a text without.
func (s Scanner) Mentions(text []byte) bool {
	for _, spelling := range s.words().spellings {
		if bytes.Contains(text, spelling) {
			return true
		}
	}
	return false
}

// DefaultWords are the words of the zero Scanner.
func DefaultWords() []string { return []string{"TODO", "FIXME", "HACK", "XXX", "BUG"} }

// Scan finds the notes in text, the content of the file at path, in order.
func Scan(path string, text []byte) []Todo { return Scanner{}.Scan(path, text) }

// Scan is like the function Scan, for the scanner's words.
func (s Scanner) Scan(path string, text []byte) []Todo {
	language, ok := lang.For(path, text[:min(len(text), 512)])
	if !ok {
		return nil
	}
	w := s.words()
	h := w.ahead(text)
	if h.from(0) == len(text) || bytes.IndexByte(text, 0) >= 0 {
		return nil
	}
	text = unixLines(text)
	var found []Todo
	if language.Host == lang.Notebook {
		found = s.notebook(path, text, w)
	} else {
		n := notes{path: path, text: text, words: w, hints: h, line: 1}
		found = n.read(comments(language, path, text))
	}
	bear(found)
	return found
}

// unixLines makes a lone CR, which editors take for a line end too, a line end. Offsets stay.
func unixLines(text []byte) []byte {
	if bytes.Count(text, []byte("\r")) == bytes.Count(text, []byte("\r\n")) {
		return text
	}
	text = bytes.Clone(text)
	for i, c := range text {
		if c == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			text[i] = '\n'
		}
	}
	return text
}
