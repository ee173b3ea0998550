package guard

import (
	"path"
	"slices"
	"strings"
)

// includes reads #include "x", #include <x>, #import and `include, which stand at the start of a line.
func includes(r *reading) {
	for t := r.next(); t.kind != ended; t = r.next() {
		if !t.first || !t.is("#") && !t.is("`") && !t.is("@") && !t.is(".") && !t.is("/") {
			continue
		}
		if t.is("/") && r.peek().is("include") { // /include/ "x" of device trees
			r.next()
			if r.peek().is("/") {
				r.next()
			}
			if r.peek().kind == quoted {
				r.either(r.next())
			}
			continue
		}
		if k := r.peek(); k.first || !k.is("include") && !k.is("import") && !k.is("include_next") {
			continue
		}
		r.next()
		switch k := r.peek(); {
		case k.kind == quoted && !k.first:
			r.either(r.next())
		case k.is("<"):
			r.next()
			r.angled(k.end)
		case t.is("@") && k.kind == word: // @import Foundation;
			r.tree(".", ".")
		}
	}
}

// angled reads up to > on the same line.
func (r *reading) angled(from int) {
	end := strings.IndexAny(r.text[from:min(from+mostName, r.region.End)], ">\n")
	if end <= 0 || r.text[from+end] != '>' {
		return
	}
	name := r.text[from : from+end]
	r.add(from, from+end, name, parts(name), false)
	r.at, r.peeked = max(r.at, from+end), nil
}

// rustUses reads use a::{b, c}, extern crate a and mod a.
func rustUses(r *reading) {
	begins := true
	for t := r.next(); t.kind != ended; t = r.next() {
		begins = begins || t.first
		switch {
		case t.is("pub"):
			if r.peek().is("(") {
				for !r.next().is(")") && r.last.kind != ended && !r.peek().first {
				}
			}
			begins = true
			continue
		case begins && t.is("use"):
			for r.peek().is(":") {
				r.next()
			}
			r.tree("::", ":")
		case begins && t.is("extern") && r.peek().is("crate"):
			r.next()
			if k := r.peek(); k.kind == word {
				r.next()
				r.add(k.start, k.end, k.text, []string{k.text}, false)
			}
		}
		begins = r.last.is(";") || r.last.is("{") || r.last.is("}") || r.last.is("]")
	}
}

// rustPath resolves crate::, self:: and super:: from the file's place below src.
func (r *reading) rustPath(start, end int, name string, names []string) {
	folder := path.Dir(r.file)
	if base := path.Base(r.file); base != "mod.rs" && base != "lib.rs" && base != "main.rs" {
		folder = strings.TrimSuffix(r.file, path.Ext(r.file)) // pay.rs holds the modules of pay/
	}
	switch names[0] {
	case "crate":
		src := "/" + folder + "/"
		if i := strings.LastIndex(src, "/src/"); i >= 0 {
			src = src[1:min(len(src), i+5)]
		} else {
			src = ""
		}
		if len(names) > 1 {
			r.found = append(r.found, reference{start: start, end: end, name: name, parts: names[1:], path: path.Join(src, strings.Join(names[1:], "/"))})
		}
	case "self", "super":
		for len(names) > 0 && (names[0] == "self" || names[0] == "super") {
			if names[0] == "super" {
				folder = path.Dir(folder)
			}
			names = names[1:]
		}
		r.addPath(start, end, name, path.Join(folder, strings.Join(names, "/")))
	default:
		r.add(start, end, name, names, false)
	}
}

// phpUses reads use A\B\{C, D}, use function A\b, require_once 'x' and include __DIR__ . '/x'.
func phpUses(r *reading) {
	begins := true
	for t := r.next(); t.kind != ended; t = r.next() {
		begins = begins || t.first
		switch strings.ToLower(t.text) {
		case "use":
			if t.kind == word && begins {
				for range mostNames {
					if k := r.peek(); k.is("function") || k.is("const") {
						r.next()
					}
					if r.peek().is(`\`) {
						r.next()
					}
					if !r.tree(`\`, `\`) {
						break
					}
					if r.peek().is("as") {
						r.next()
						r.next()
					}
					if !r.peek().is(",") {
						break
					}
					r.next()
				}
			}
		case "require", "require_once", "include", "include_once":
			if t.kind == word {
				r.phpRequire()
			}
		}
		begins = r.last.is(";") || r.last.is("{") || r.last.is("}")
	}
}

// phpRequire takes the last literal of the expression: what is put before it is a folder.
func (r *reading) phpRequire() {
	here := false
	for range 12 {
		t := r.peek()
		switch {
		case t.kind == ended || t.is(";"):
			return
		case t.kind == quoted:
			r.next()
			if k := r.peek(); k.is(".") {
				continue
			}
			if here || strings.HasPrefix(t.text, "/") {
				t.text = strings.TrimLeft(t.text, "/")
				r.relative(t, t.text)
			} else {
				r.either(t)
			}
			return
		case strings.EqualFold(t.text, "__DIR__"):
			here = true
		}
		r.next()
	}
}

// calls reads keyword "x" and keyword("x"), also with a symbol before it (autoload :X, "x").
func calls(keywords ...string) func(*reading) {
	return func(r *reading) {
		var before token
		for t := r.next(); t.kind != ended; t = r.next() {
			if t.kind != word || before.is(".") || !slices.Contains(keywords, t.text) {
				before = t
				continue
			}
			before = t
			if r.peek().is("(") {
				r.next()
			}
			if t.text == "autoload" {
				for range 3 {
					if k := r.peek(); k.is(":") || k.is(",") || k.kind == word && !k.first {
						r.next()
					}
				}
			}
			for k := r.peek(); k.is("public") || k.is("weak") || k.is("option"); k = r.peek() {
				r.next()
			}
			k := r.peek()
			switch {
			case k.kind == quoted && !k.first:
				r.next()
				r.called(t.text, k)
			case k.kind == word && !k.first && r.region.Language.Name == "R" && r.last.is("("):
				r.next()
				r.add(k.start, k.end, k.text, strings.Split(k.text, "."), true)
			}
		}
	}
}

// called notes what the literal behind a keyword names, by the ways of its language.
func (r *reading) called(keyword string, t token) {
	switch r.region.Language.Name {
	case "Ruby":
		if keyword == "require_relative" {
			r.relative(t, t.text)
			return
		}
	case "Lua":
		if keyword == "require" && !strings.Contains(t.text, "/") {
			r.add(t.start, t.end, t.text, strings.Split(t.text, "."), true)
			return
		}
	case "Dart":
		t.text = strings.TrimPrefix(t.text, "package:")
		r.either(t)
		return
	case "Starlark":
		t.text = strings.ReplaceAll(t.text, ":", "/")
		if rest, ok := strings.CutPrefix(t.text, "//"); ok {
			r.addPath(t.start, t.end, t.text, rest)
			return
		}
		if rest, ok := strings.CutPrefix(t.text, "/"); ok { // ":rules.bzl" lies beside
			r.relative(t, rest)
			return
		}
	case "GDScript":
		if rest, ok := strings.CutPrefix(t.text, "res://"); ok {
			r.addPath(t.start, t.end, t.text, rest)
			return
		}
	case "Protocol Buffers", "Thrift", "R", "Zig", "Erlang", "Jsonnet", "Cap'n Proto":
		r.either(t)
		return
	}
	r.addText(t)
}

// styleImports reads @import "x", @import url(x), @use "x" and @forward "x".
func styleImports(r *reading) {
	for t := r.next(); t.kind != ended; t = r.next() {
		if !t.is("@") || !slices.Contains([]string{"import", "use", "forward", "require"}, r.peek().text) {
			continue
		}
		r.next()
		if r.peek().is("(") { // @import (reference) "x"
			for range 8 {
				if r.next().is(")") {
					break
				}
			}
		}
		if r.peek().is("url") {
			r.next()
			if r.peek().is("(") {
				r.next()
			}
			if k := r.peek(); k.kind != quoted {
				r.bare(k.start)
				continue
			}
		}
		for r.peek().kind == quoted {
			k := r.next()
			k.text = strings.TrimPrefix(k.text, "~")
			r.either(k)
			if base := path.Base(k.text); !strings.HasPrefix(base, "_") { // partials are named without their mark
				p := k
				p.text = path.Join(path.Dir(k.text), "_"+base)
				r.relative(p, p.text)
			}
			if !r.peek().is(",") {
				break
			}
			r.next()
		}
	}
}

// bare reads url(x) without quotes.
func (r *reading) bare(from int) {
	end := strings.IndexAny(r.text[from:min(from+mostName, r.region.End)], ") \r\n")
	if end <= 0 {
		return
	}
	r.either(token{kind: quoted, start: from, end: from + end, text: r.text[from : from+end]})
	r.at, r.peeked = max(r.at, from+end), nil
}

// shellSources reads source x and . x where a command stands. Of "$DIR/lib.sh" the variable stands for a folder.
func shellSources(r *reading) {
	r.names = true
	begins := true
	for t := r.next(); t.kind != ended; t = r.next() {
		begins = begins || t.first
		if begins && (t.is("source") || t.is(".")) {
			from := r.last.end
			if k := r.peek(); !k.first && k.kind != ended {
				r.next()
				r.sourced(from)
			}
		}
		begins = r.last.kind == mark && strings.Contains(";&|(", r.last.text) || t.is("then") || t.is("do") || t.is("else") || t.is("{")
	}
}

// sourced reads the word of a shell behind an offset, with the quotes and the variables in it.
func (r *reading) sourced(from int) {
	end := strings.IndexAny(r.text[from:min(from+mostName, r.region.End)], ";&|\r\n")
	if end < 0 {
		end = min(mostName, r.region.End-from)
	}
	text := r.text[from : from+end]
	start := from + len(text) - len(strings.TrimLeft(text, " \t"))
	text = strings.Trim(text, " \t")
	if i := strings.LastIndexAny(text, ")}"); i >= 0 && strings.HasPrefix(text[i:], text[i:i+1]) {
		if j := strings.IndexByte(text[i:], '/'); j >= 0 { // "$(dirname "$0")/lib.sh"
			start, text = start+i+j, text[i+j:]
		}
	} else if strings.HasPrefix(strings.TrimLeft(text, `"'`), "$") {
		if j := strings.IndexByte(text, '/'); j >= 0 {
			start, text = start+j, text[j:]
		}
	}
	start += len(text) - len(strings.TrimLeft(text, `/"'`))
	text = strings.TrimLeft(text, `/"'`)
	if i := strings.IndexAny(text, " \t\"'"); i >= 0 {
		text = text[:i]
	}
	if text == "" || strings.ContainsAny(text, "$`") {
		return
	}
	r.either(token{kind: quoted, start: start, end: start + len(text), text: text})
}

// sources reads source = "./x" of a module.
func sources(r *reading) {
	for t := r.next(); t.kind != ended; t = r.next() {
		if t.first && t.is("source") && r.peek().is("=") {
			r.next()
			if r.peek().kind == quoted {
				r.addText(r.next())
			}
		}
	}
}

// nixImports reads import ./x and callPackage ./x.
func nixImports(r *reading) {
	for t := r.next(); t.kind != ended; t = r.next() {
		if !t.is("import") && !t.is("callPackage") {
			continue
		}
		from := t.end + len(r.text[t.end:r.region.End]) - len(strings.TrimLeft(r.text[t.end:r.region.End], " \t\r\n"))
		end := strings.IndexAny(r.text[from:min(from+mostName, r.region.End)], " \t\r\n;)}{")
		if end > 0 && r.text[from] == '.' {
			r.addText(token{kind: quoted, start: from, end: from + end, text: r.text[from : from+end]})
		}
	}
}
