package guard

import (
	"path"
	"slices"
	"strings"
)

// readers find the references of a region, by the language's name.
var readers = map[string]func(*reading){
	"Go":         goImports,
	"Python":     pythonImports,
	"Starlark":   calls("load"),
	"JavaScript": scriptImports, "TypeScript": scriptImports, "TSX": scriptImports, "CoffeeScript": scriptImports,
	"ReScript": scriptImports, "MDX": scriptImports,
	"Java": dotted("import"), "Groovy": dotted("import"), "Kotlin": dotted("import"), "Scala": dotted("import"), "D": dotted("import"),
	"Haxe": dotted("import", "using"), "Swift": dotted("import"), "Haskell": dotted("import"), "PureScript": dotted("import"),
	"Elm": dotted("import"), "C#": dotted("using"), "F#": dotted("open"), "Visual Basic": dotted("Imports"), "Vala": dotted("using"),
	"Elixir": dotted("alias", "import", "use", "require"), "OCaml": dotted("open", "include"), "Julia": dotted("using", "import"),
	"Perl": dotted("use", "require", "no"), "Nim": dotted("import", "from", "include"), "Ada": dotted("with", "use"), "Gleam": dotted("import"),
	"C": includes, "C++": includes, "Objective-C": includes, "CUDA": includes, "GLSL": includes, "Devicetree": includes, "Assembly": includes,
	"Rust": rustUses, "PHP": phpUses,
	"Ruby": calls("require", "require_relative", "load", "autoload"), "Crystal": calls("require"),
	"Lua": calls("require", "dofile", "loadfile"), "Dart": calls("import", "export", "part"), "Zig": calls("import", "cImport", "cInclude"),
	"Protocol Buffers": calls("import"), "Thrift": calls("include", "cpp_include"), "Solidity": scriptImports, "Cap'n Proto": calls("import"),
	"CSS": styleImports, "SCSS": styleImports, "Less": styleImports,
	"Shell": shellSources, "fish": shellSources, "R": calls("source", "library", "require"),
	"Erlang": calls("include", "include_lib"), "Jsonnet": calls("import", "importstr"), "GDScript": calls("preload", "load", "extends"),
	"SystemVerilog": includes, "HCL": sources, "Nix": nixImports, "CUE": goImports,
}

// goImports reads import "x", import a "x" and import ( … ).
func goImports(r *reading) {
	for t := r.next(); t.kind != ended; t = r.next() {
		if !t.first || !t.is("import") {
			if t.first && (t.is("func") || t.is("type")) && r.region.Language.Name == "Go" {
				return // imports come first
			}
			continue
		}
		if r.peek().is("(") {
			for t = r.next(); t.kind != ended && !t.is(")"); t = r.next() {
				if t.kind == quoted {
					r.goImport(t)
				}
			}
			continue
		}
		if k := r.peek(); k.kind == word || k.is(".") {
			r.next()
		}
		if r.peek().kind == quoted {
			r.goImport(r.next())
		}
	}
}

// goImport finds the folder of an import by the module that it belongs to.
func (r *reading) goImport(t token) {
	for _, m := range r.set.modules {
		if rest, ok := strings.CutPrefix(t.text, m.Prefix); ok && (rest == "" || rest[0] == '/') && m.Prefix != "" {
			r.found = append(r.found, reference{start: t.start, end: t.end, name: t.text, path: path.Join(m.Dir, "."+rest), parts: parts(t.text)})
			return
		}
	}
	r.addText(t)
}

// pythonImports reads import a.b as c, d and from .a import (b, c).
func pythonImports(r *reading) {
	begins := true
	for t := r.next(); t.kind != ended; t = r.next() {
		begins = begins || t.first
		switch {
		case begins && t.is("import"):
			for {
				name, start, end := r.dots()
				r.add(start, end, name, strings.Split(name, "."), true)
				if r.peek().is("as") && !r.peek().first {
					r.next()
					r.next()
				}
				if !r.peek().is(",") {
					break
				}
				r.next()
			}
		case begins && t.is("from"):
			r.pythonFrom()
		}
		begins = r.last.is(";") || r.last.is(":")
	}
}

// dots reads a.b.c and answers it without blanks.
func (r *reading) dots() (name string, start, end int) {
	start, end = r.peek().start, r.peek().start
	var b strings.Builder
	for t := r.peek(); (t.kind == word || t.is(".")) && b.Len() < mostName; t = r.peek() {
		if b.Len() > 0 && (t.first || r.last.kind == word && t.kind == word) {
			break
		}
		b.WriteString(t.text)
		end = t.end
		r.next()
	}
	return b.String(), start, end
}

// mostNames a statement imports at once are looked at.
const mostNames = 200

func (r *reading) pythonFrom() {
	module, start, end := r.dots()
	// "from . import x" is read as ".import" where no blank is seen: the words are tokens of their own
	if !r.peek().is("import") {
		trimmed, ok := strings.CutSuffix(module, "import")
		if !ok || strings.Trim(trimmed, ".") != "" {
			return
		}
		module = trimmed
	} else {
		r.next()
	}
	parenthesis := r.peek().is("(")
	if parenthesis {
		r.next()
	}
	up := len(module) - len(strings.TrimLeft(module, "."))
	base := module[up:]
	note := func(start, end int, name string) {
		whole := strings.Trim(base+"."+name, ".")
		if up == 0 {
			r.add(start, end, whole, strings.Split(whole, "."), true)
			return
		}
		folder := path.Dir(r.file) + strings.Repeat("/..", up-1)
		r.addPath(start, end, strings.Repeat(".", up)+whole, path.Join(folder, strings.ReplaceAll(whole, ".", "/")))
	}
	if base != "" {
		note(start, end, "")
	}
	for range mostNames {
		t := r.peek()
		if t.kind == ended || t.is(")") || !parenthesis && t.first && !t.is("\\") {
			break
		}
		r.next()
		switch {
		case t.is("as"):
			r.next()
		case t.kind == word:
			n := len(r.found)
			note(t.start, t.end, t.text)
			// The module itself was noted; what is taken from it counts only where that is more.
			if base != "" && n > 0 && len(r.found) > n {
				r.found[n].start, r.found[n].end = start, end
			}
		}
	}
}

// scriptImports reads import … from "x", export … from "x", import "x", import("x") and require("x").
func scriptImports(r *reading) {
	var before token
	declares := false // within an import or export statement
	for t := r.next(); t.kind != ended; t = r.next() {
		switch {
		case before.is("."):
		case t.is("import") && r.peek().is("("), t.is("require") && r.peek().is("("):
			r.next()
			if k := r.peek(); k.kind == quoted && !r.holed(k) {
				r.addText(r.next())
			}
		case t.is("import") && r.peek().kind == quoted:
			r.addText(r.next())
		case t.is("import"), t.is("export"):
			declares = true
		case t.is("from") && r.peek().kind == quoted && declares:
			r.addText(r.next())
			declares = false
		case t.is(";"), t.is("="), t.is("function"), t.is("class"), t.is("const"):
			declares = false
		case t.is("require") && r.region.Language.Name == "CoffeeScript" && r.peek().kind == quoted:
			r.addText(r.next())
		}
		before = t
	}
}

// holed says whether a literal goes on with what the program computes.
func (r *reading) holed(t token) bool { return strings.HasSuffix(t.text, "${") }

// dotted reads keyword a.b.c, with what stands between in such languages: static, qualified, an alias, names in braces.
func dotted(keywords ...string) func(*reading) {
	return func(r *reading) {
		begins := true
		for t := r.next(); t.kind != ended; t = r.next() {
			begins = begins || t.first
			if begins && t.is("global") {
				continue
			}
			if begins && t.kind == word && slices.Contains(keywords, t.text) {
				r.dottedNames()
			}
			begins = r.last.is(";") || r.last.is("{") || r.last.is("}")
		}
	}
}

// asides are words that stand between the keyword and the name.
var asides = []string{"static", "qualified", "unsafe", "type", "safe", "public", "private", "class", "struct", "func", "enum", "protocol", "var", "let", "typealias"}

func (r *reading) dottedNames() {
	for range mostNames {
		for slices.Contains(asides, r.peek().text) && !r.peek().first {
			r.next()
		}
		known := len(r.found)
		if !r.tree(".", r.separators()) {
			if t := r.peek(); t.kind == quoted && !t.first { // require "a/b.pl"
				r.addText(r.next())
			}
			return
		}
		if r.peek().is("=") && !r.peek().first { // using X = A.B, import io = std.stdio
			r.next()
			r.found = r.found[:known]
			r.tree(".", r.separators())
		}
		if r.region.Language.Name == "C#" && !r.peek().is(";") { // using (x) { … }, using var x = …
			r.found = r.found[:known]
			return
		}
		if t := r.peek(); (t.is("as") || t.is("hiding")) && !t.first {
			r.next()
			r.next()
		}
		if !r.peek().is(",") {
			return
		}
		r.next()
	}
}

func (r *reading) separators() string {
	switch r.region.Language.Name {
	case "Perl":
		return ":"
	case "Nim", "Gleam":
		return "/."
	}
	return "."
}

// tree notes a name whose parts stand between separators, and the names in the braces that end it: a::{b, c::d}. It answers
// whether there is one.
func (r *reading) tree(join, separators string) bool {
	return r.branch(nil, join, separators, r.peek().start, 0)
}

const deepestBranch = 16

func (r *reading) branch(above []string, join, separators string, start, depth int) bool {
	names, end, separated := slices.Clone(above), r.last.end, true
	for n := 0; n < mostNames; n++ {
		t := r.peek()
		switch {
		case t.kind == word && separated && (!t.first || n == 0 || r.last.kind == mark && !r.last.is(";")):
			names, separated = append(names, t.text), false
			end = t.end
			r.next()
			continue
		case t.kind == mark && strings.Contains(separators, t.text):
			separated = true
			r.next()
			continue
		case t.is("*") && separated, t.is("_") && separated:
			r.next()
		case (t.is("{") || t.is("[")) && separated && len(names) > 0 && depth < deepestBranch:
			r.next()
			closing := map[string]string{"{": "}", "[": "]"}[t.text]
			for range mostNames {
				r.branch(names, join, separators, start, depth+1)
				if t := r.peek(); t.is("as") || t.is("=") { // {a as b}, {a => b}
					for !r.peek().is(",") && !r.peek().is(closing) && r.peek().kind != ended && !r.peek().is(";") {
						r.next()
					}
				}
				if !r.peek().is(",") {
					break
				}
				r.next()
			}
			if r.peek().is(closing) {
				r.next()
			}
			return true
		}
		break
	}
	if len(names) == len(above) && depth == 0 {
		return false
	}
	r.noteTree(start, end, strings.Join(names, join), names)
	return true
}

func (r *reading) noteTree(start, end int, name string, names []string) {
	if r.region.Language.Name == "Rust" {
		r.rustPath(start, end, name, names)
		return
	}
	r.add(start, end, name, names, true)
}
