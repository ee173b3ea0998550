package lang

import (
	"bytes"
	"path"
	"strings"
)

// settle decides where two languages share an extension.
func settle(k key, filePath string, head []byte) key {
	switch k {
	case objc:
		if startsWith(head, "%", "function", "classdef") {
			return matlab
		}
	case systemverilog:
		if startsWith(head, "(*", "Require ", "From ", "Theorem ", "Set ") {
			return coq
		}
	case pascal:
		if path.Ext(filePath) == ".pp" && startsWith(head, "#", "class ", "define ", "node ", "include ") {
			return puppet
		}
	case yaml:
		// A Helm chart's templates are Go templates first.
		if bytes.Contains(head, []byte("{{")) || strings.Contains("/"+filePath, "/templates/") {
			return gotemplateYAML
		}
	case html:
		if bytes.Contains(head, []byte("{% ")) || strings.Contains("/"+filePath, "/templates/") && bytes.Contains(head, []byte("{{")) {
			return jinja
		}
	}
	return k
}

// startsWith looks at the first line that is not blank.
func startsWith(head []byte, marks ...string) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m)) {
			return true
		}
	}
	return false
}

// byModeline reads what Emacs and Vim look for in the first lines: "-*- mode: ruby -*-", "vim: set ft=ruby:".
func byModeline(head []byte) key {
	for range 5 {
		line, rest, _ := bytes.Cut(head[:min(len(head), 1024)], []byte("\n"))
		if _, mode, ok := strings.Cut(string(line), "-*-"); ok {
			mode, _, _ = strings.Cut(mode, "-*-")
			if _, after, ok := strings.Cut(mode, "mode:"); ok {
				mode, _, _ = strings.Cut(after, ";")
			}
			if k := byName(strings.ToLower(strings.TrimSpace(mode))); k != none {
				return k
			}
		}
		if _, set, ok := strings.Cut(string(line), "vim:"); ok {
			for option := range strings.FieldsFuncSeq(set, func(r rune) bool { return r == ' ' || r == ':' }) {
				name, value, _ := strings.Cut(option, "=")
				if name == "ft" || name == "filetype" || name == "syntax" {
					return byName(strings.ToLower(value))
				}
			}
		}
		head = rest
	}
	return none
}

// byName knows languages as people call them: by extension, file name or interpreter, and a few that are none of these.
func byName(name string) key {
	switch name {
	case "", "text", "txt", "console", "plain", "output", "diff", "json", "none":
		return none
	case "golang":
		return golang
	case "c++":
		return cpp
	case "c#", "csharp":
		return csharp
	case "f#", "fsharp":
		return fsharp
	case "rust":
		return rust
	case "javascript":
		return javascript
	case "typescript":
		return typescript
	case "shell", "shell-script", "shellscript", "zsh":
		return shell
	case "haskell":
		return haskell
	case "kotlin":
		return kotlin
	case "makefile":
		return makefile
	case "dockerfile":
		return docker
	case "terraform":
		return hcl
	case "objective-c", "objc":
		return objc
	case "emacs-lisp":
		return elisp
	case "markdown":
		return markdown
	case "octave":
		return matlab
	case "postgresql", "postgres", "mysql", "sqlite", "plpgsql":
		return sql
	case "latex":
		return tex
	case "viml":
		return vim
	case "vb.net", "vbnet":
		return vb
	case "protobuf":
		return proto
	case "common-lisp":
		return lisp
	}
	if len(name) > 24 || strings.ContainsAny(name, "/.") {
		return none
	}
	if k := byInterpreter(name); k != none {
		return k
	}
	if k := byExtension(name, name); k != none {
		return k
	}
	for k := range languages {
		if strings.EqualFold(languages[k].Name, name) {
			return key(k)
		}
	}
	if bare := strings.TrimRight(name, "0123456789."); bare != name {
		return byInterpreter(bare) // python3
	}
	return none
}
