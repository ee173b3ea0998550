package lang

import (
	"bytes"
	"path"
	"strings"
)

// interpreter takes the program's name out of a #! line: "#!/usr/bin/env -S
// python3.11 -u" gives "python".
func interpreter(head []byte) string {
	if !bytes.HasPrefix(head, []byte("#!")) {
		return ""
	}
	line, _, _ := bytes.Cut(head[:min(len(head), 256)], []byte("\n"))
	for i, f := range strings.Fields(string(line[2:])) {
		f = strings.TrimPrefix(f, "-S")
		name := path.Base(f)
		if i == 0 && name == "env" || f == "" || strings.HasPrefix(f, "-") || strings.Contains(f, "=") {
			continue
		}
		return strings.TrimRight(name, "0123456789.")
	}
	return ""
}

func byInterpreter(name string) key {
	switch name {
	case "sh", "bash", "dash", "zsh", "ksh", "ash", "bats":
		return shell
	case "python", "pypy":
		return python
	case "ruby", "jruby":
		return ruby
	case "perl":
		return perl
	case "node", "nodejs", "deno", "bun":
		return javascript
	case "ts-node", "tsx":
		return typescript
	case "lua", "luajit":
		return lua
	case "php":
		return php
	case "awk", "gawk", "mawk":
		return awk
	case "Rscript":
		return r
	case "tclsh", "wish", "expect":
		return tcl
	case "fish":
		return fish
	case "pwsh":
		return powershell
	case "elixir":
		return elixir
	case "escript":
		return erlang
	case "julia":
		return julia
	case "runhaskell", "runghc":
		return haskell
	case "guile", "racket":
		return scheme
	case "sbcl":
		return lisp
	case "groovy":
		return groovy
	case "make":
		return makefile
	case "swift":
		return swift
	case "ocaml":
		return ocaml
	case "crystal":
		return crystal
	}
	return none
}
