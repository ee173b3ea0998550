// Package lang knows which language a file is written in and what its
// comments and strings look like.
//
// It is a small table, not a parser: just enough to tell comments from code,
// and source from what was vendored or generated. Three questions:
//
//	l, ok := lang.For("pay/charge.go", nil)    // its language, by name, extension or #! line
//	lang.Vendored("vendor/x/y.go")             // somebody else's code
//	lang.Generated("api.pb.go", head)          // written by a program
//
// head is the beginning of the file (512 bytes are plenty) and may be nil.
// Unknown is a good answer: callers then say nothing about the file.
//
// All tables are constant data, set up by the linker and not at start.
package lang

import (
	"bytes"
	"path"
	"strings"
)

// Language describes one language. Its slices are shared: do not write to them.
type Language struct {
	Name          string // as people write it: "Go", "C++"
	LineComments  []string
	BlockComments []Block
	Quotes        []Quote // longer openings stand before their prefixes
	Traits        Traits
	Kind          Kind
	Host          Host
	Islands       []Island // of a Template
	Around        string   // file name whose language stands around the islands, unless the file's own name says it
}

// Kind says what a file of a language is for.
type Kind uint8

const (
	Source Kind = iota // programs
	Markup             // texts and pages that people write: HTML, Markdown, TeX
	Config             // settings and build files
)

// Host says how a language holds others.
type Host uint8

const (
	Alone    Host = iota
	Page          // HTML and its kin: script and style elements
	Prose         // Markdown: fenced code, HTML comments
	PHPPage       // HTML around <?php … ?>
	Template      // any text around Islands
	Notebook      // Jupyter's JSON
)

// Island is a stretch of a template that belongs to the template's own language. Those that come first win.
type Island struct {
	Open, Close string
	Comment     bool   // all of it is a comment
	Code        string // file name whose language it is written in; "" for none
}

// Block is a comment with an end.
type Block struct {
	Open, Close string
	Nested      bool
	LineStart   bool // both only at the start of a line
}

// Quote is a literal whose text is no comment.
type Quote struct {
	Open, Close string
	Escape      bool   // a backslash takes the next character along
	Doubled     bool   // the closing quote written twice stands for itself
	Lines       bool   // may span lines; all others end with their line
	Char        bool   // one character only, as in 'x'; else the quote stands for itself
	Hole        string // opens code within the literal: "${"; it ends with the bracket that fits
	HoleMark    string // if set, only a literal with one of these letters directly before it has holes
}

// Traits are the peculiarities that a lexer must know of.
type Traits uint64

const (
	HashWord          Traits = 1 << iota // "#" is a comment only at the start of a word
	LineStart                            // line comments only at the start of a line
	CommandStart                         // line comments only at the start of a line or behind ";"
	DashWord                             // "--" is a comment only if no operator goes on
	Continued                            // a backslash at the end of a line carries its comment on
	Heredoc                              // <<WORD, <<-WORD, <<~WORD up to a line WORD
	HeredocPHP                           // <<<WORD
	RawRust                              // r"…", r#"…"#
	RawCpp                               // R"word(…)word"
	RawSwift                             // #"…"#, #"""…"""#
	RawR                                 // r"(…)", R"--[…]--"
	RawCSharp                            // three quotes or more, up to as many
	RawD                                 // q"(…)", q"WORD … WORD"
	LongBracket                          // [[…]], [==[…]==]; behind the line comment's mark a comment
	SlashRegex                           // /…/ where a value may stand
	BackslashOut                         // a backslash in code takes the next character along
	LineString                           // \\ begins a string to the end of the line (Zig)
	AttributePHP                         // "#[" is no comment
	NoURL                                // "//" after a colon or within url(…) is no comment
	PercentQuotes                        // %q(…), %w[…], %(…) (Ruby)
	CommandCalls                         // a value may stand behind a name and a blank: puts /x/ (Ruby)
	QuoteLike                            // q(…), qw[…], s{…}{…}, $#a (Perl)
	Pod                                  // "=word" at the start of a line opens a comment up to "=cut"
	EndMark                              // __END__ or __DATA__ on its own line ends the program
	Sigils                               // ~s(…), ~r/…/ (Elixir)
	QuestionChar                         // ?x is a character
	DollarChar                           // $x is a character (Erlang)
	DollarQuotes                         // $tag$…$tag$, q'[…]', E'…' (SQL)
	BraceQuotes                          // {id|…|id} (OCaml)
	QuasiQuotes                          // [name|…|] (Haskell)
	IndentedNix                          // two single quotes, with their own escapes
	StringsInComments                    // a string hides the end of a block comment
	JSX                                  // elements among the code
	Recipes                              // lines that begin with a tab are shell (make)
	OddQuote                             // a double quote without partner on its line is a comment (Vim)
	BlockScalars                         // indented text behind | or > (YAML)
	Transpose                            // a quote behind a value is an operator (MATLAB)
	FixedForm                            // c, C or * in the first column (Fortran)
	Verbatim                             // \verb|…| (TeX)
	ClosingTag                           // ?> ends the code (PHP)
	TextBlocks                           // ||| … ||| (Jsonnet)
	DatumHash                            // "#;" is no comment mark (Scheme)
)

// Has reports whether all of t are set.
func (have Traits) Has(t Traits) bool { return have&t == t }

// For tells the language of the file at filePath, slash-separated, by its
// name, its extension or, for files without one, its #! line.
func For(filePath string, head []byte) (Language, bool) {
	base := path.Base(filePath)
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	if k := byFileName(base); k != none {
		return languages[k], true
	}
	if ext := path.Ext(base); ext != "" && ext != base && len(ext) <= 16 {
		if k := byExtension(strings.ToLower(ext[1:]), ext[1:]); k != none {
			return languages[settle(k, filePath, head)], true
		}
		return Language{}, false
	}
	if k := byInterpreter(interpreter(head)); k != none {
		return languages[k], true
	}
	if k := byModeline(head); k != none {
		return languages[k], true
	}
	return Language{}, false
}

// Known reports whether the file's name alone tells its language.
func Known(filePath string) bool {
	base := path.Base(filePath)
	if byFileName(base) != none {
		return true
	}
	ext := path.Ext(base)
	return ext != "" && ext != base && len(ext) <= 16 && byExtension(strings.ToLower(ext[1:]), ext[1:]) != none
}

// ByName tells a language by the name it goes by behind a Markdown fence or in an editor's modeline: "go", "c++",
// "typescript", "sh".
func ByName(name string) (Language, bool) {
	k := byName(strings.ToLower(name))
	return languages[k], k != none
}

// All is every language of the table, in no order that means anything.
func All() []Language { return append([]Language(nil), languages[none+1:]...) }

// Vendored reports whether the path lies where other people's code is kept.
func Vendored(filePath string) bool {
	dir, base := path.Split(filePath)
	for part := range strings.SplitSeq(dir, "/") {
		switch part {
		case "vendor", "node_modules", "third_party", "third-party", "thirdparty", "3rdparty",
			"bower_components", "jspm_packages", "Godeps", "_vendor", "external_libs",
			"site-packages", "Pods", "Carthage", ".yarn", ".bundle", ".venv", "venv":
			return true
		}
	}
	return strings.HasSuffix(base, ".min.js") || strings.HasSuffix(base, ".min.css") ||
		base == "gradlew" || base == "gradlew.bat" || base == "mvnw" || base == "mvnw.cmd" ||
		strings.HasPrefix(base, "jquery-") && strings.HasSuffix(base, ".js")
}

// Generated reports whether a program wrote the file: by the names that
// generators choose, or by what they say in the first lines.
func Generated(filePath string, head []byte) bool {
	base := path.Base(filePath)
	switch base {
	case "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "Cargo.lock",
		"go.sum", "Gemfile.lock", "composer.lock", "poetry.lock", "uv.lock", "Pipfile.lock", "flake.lock",
		"Package.resolved", "mix.lock", "pubspec.lock", "deno.lock":
		return true
	}
	lower := strings.ToLower(base)
	for _, ending := range generatedEndings[path.Ext(lower)] {
		if strings.HasSuffix(lower, ending) {
			return ending != "_string.go" || saysGenerated(head)
		}
	}
	return saysGenerated(head)
}

// generatedEndings are what generators end the names of files with, by extension: hundreds of thousands of names are looked at.
var generatedEndings = map[string][]string{
	".go":    {".pb.go", ".pb.gw.go", ".generated.go", "_generated.go", "_string.go"},
	".cc":    {".pb.cc"},
	".h":     {".pb.h"},
	".py":    {"_pb2.py", "_pb2_grpc.py"},
	".swift": {".pb.swift"},
	".js":    {"_pb.js", ".min.js"},
	".ts":    {"_pb.d.ts"},
	".dart":  {".g.dart", ".freezed.dart"},
	".cs":    {".designer.cs", ".g.cs", ".generated.cs"},
	".css":   {".min.css"},
	".map":   {".js.map", ".css.map"},
	".c":     {".tab.c", ".yy.c"},
}

// saysGenerated looks for the sentence that the Go tools agreed on ("Code
// generated … DO NOT EDIT.") and its cousins.
func saysGenerated(head []byte) bool {
	head = head[:min(len(head), 4096)]
	for range 40 {
		if len(head) == 0 {
			return false
		}
		line, rest, more := bytes.Cut(head, []byte("\n"))
		for _, mark := range [...]string{"@generated", "DO NOT EDIT", "Do not edit this file", "AUTO-GENERATED", "Autogenerated by", "GENERATED CODE", "<auto-generated"} {
			if i := bytes.Index(line, []byte(mark)); i >= 0 && isCommentish(line[:i]) {
				return true
			}
		}
		if !more {
			return false
		}
		head = rest
	}
	return false
}

// isCommentish keeps strings and code that merely speak of generated files
// from counting.
func isCommentish(before []byte) bool {
	before = bytes.TrimLeft(before, " \t\ufeff")
	if len(before) == 0 {
		return true
	}
	for _, mark := range [...]string{"//", "#", "/*", "*", "--", ";", "%", "<!--", "(*", "{", "\"\"\"", "'", "!"} {
		if bytes.HasPrefix(before, []byte(mark)) {
			return true
		}
	}
	return false
}
