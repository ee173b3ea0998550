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
}

// Kind says what a file of a language is for.
type Kind uint8

const (
	Source Kind = iota // programs
	Markup             // texts and pages that people write: HTML, Markdown, TeX
	Config             // settings and build files
)

// Block is a comment with an end.
type Block struct {
	Open, Close string
	Nested      bool
	LineStart   bool // both only at the start of a line
}

// Quote is a literal whose text is no comment.
type Quote struct {
	Open, Close string
	Escape      bool // a backslash takes the next character along
	Doubled     bool // the closing quote written twice stands for itself
	Lines       bool // may span lines; all others end with their line
	Char        bool // one character only, as in 'x'; else the quote stands for itself
}

// Traits are the peculiarities that a lexer must know of.
type Traits uint32

const (
	HashWord     Traits = 1 << iota // "#" is a comment only at the start of a word
	LineStart                       // line comments only at the start of a line
	DashWord                        // "--" is a comment only if no operator goes on
	Heredoc                         // <<WORD, <<-WORD, <<~WORD up to a line WORD
	HeredocPHP                      // <<<WORD
	RawRust                         // r"…", r#"…"#
	RawCpp                          // R"word(…)word"
	RawSwift                        // #"…"#, #"""…"""#
	LongLua                         // [[…]], [==[…]==], after -- a comment
	SlashRegex                      // /…/ where a value may stand
	BackslashOut                    // a backslash in code takes the next character along
	LineString                      // \\ begins a string to the end of the line (Zig)
	AttributePHP                    // "#[" is no comment
	NoURL                           // "//" after a colon is no comment
)

// Has reports whether all of t are set.
func (have Traits) Has(t Traits) bool { return have&t == t }

// For tells the language of the file at filePath, slash-separated, by its
// name, its extension or, for files without one, its #! line.
func For(filePath string, head []byte) (Language, bool) {
	base := path.Base(filePath)
	if k := byFileName(base); k != none {
		return languages[k], true
	}
	if ext := path.Ext(base); ext != "" && ext != base && len(ext) <= 16 {
		if k := byExtension(strings.ToLower(ext[1:]), ext[1:]); k != none {
			if k == objc && looksLikeMatlab(head) {
				k = matlab
			}
			return languages[k], true
		}
		return Language{}, false
	}
	if k := byInterpreter(interpreter(head)); k != none {
		return languages[k], true
	}
	return Language{}, false
}

// looksLikeMatlab tells the two languages apart that share the extension .m.
func looksLikeMatlab(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(head, []byte("%")) || bytes.HasPrefix(head, []byte("function")) || bytes.HasPrefix(head, []byte("classdef"))
}

// interpreter takes the program's name out of a #! line: "#!/usr/bin/env -S
// python3.11 -u" gives "python".
func interpreter(head []byte) string {
	if !bytes.HasPrefix(head, []byte("#!")) {
		return ""
	}
	line, _, _ := bytes.Cut(head[:min(len(head), 256)], []byte("\n"))
	for i, f := range strings.Fields(string(line[2:])) {
		name := path.Base(f)
		if i == 0 && name == "env" || strings.HasPrefix(f, "-") || strings.Contains(f, "=") {
			continue
		}
		return strings.TrimRight(name, "0123456789.")
	}
	return ""
}

// Vendored reports whether the path lies where other people's code is kept.
func Vendored(filePath string) bool {
	for part := range strings.SplitSeq(path.Dir(filePath), "/") {
		switch part {
		case "vendor", "node_modules", "third_party", "third-party", "thirdparty", "3rdparty",
			"bower_components", "jspm_packages", "Godeps", "_vendor", "external_libs",
			"site-packages", "Pods", "Carthage", ".yarn", ".bundle", ".venv", "venv":
			return true
		}
	}
	base := path.Base(filePath)
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
	for _, suffix := range [...]string{
		".pb.go", ".pb.gw.go", ".pb.cc", ".pb.h", "_pb2.py", "_pb2_grpc.py", ".pb.swift", "_pb.js", "_pb.d.ts",
		".g.dart", ".freezed.dart", ".designer.cs", ".g.cs", ".generated.cs", ".generated.go", "_generated.go",
		".min.js", ".min.css", ".js.map", ".css.map", "_string.go", ".tab.c", ".yy.c",
	} {
		if strings.HasSuffix(strings.ToLower(base), suffix) {
			return suffix != "_string.go" || saysGenerated(head)
		}
	}
	return saysGenerated(head)
}

// saysGenerated looks for the sentence that the Go tools agreed on ("Code
// generated … DO NOT EDIT.") and its cousins.
func saysGenerated(head []byte) bool {
	head = head[:min(len(head), 4096)]
	for range 40 {
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
