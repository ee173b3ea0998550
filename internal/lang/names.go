package lang

import "strings"

// byExtension knows extensions in lower case; exact is the extension as
// written, for the few where case matters.
func byExtension(ext, exact string) key {
	switch ext {
	case "adb", "ads":
		return ada
	case "s", "asm", "nasm", "inc":
		return asm
	case "awk":
		return awk
	case "bat", "cmd":
		return batch
	case "c", "h", "lex", "y", "xs", "re2c", "lds", "asl":
		if exact == "C" || exact == "H" {
			return cpp
		}
		return c
	case "clj", "cljs", "cljc", "edn":
		return clojure
	case "cmake":
		return cmake
	case "astro":
		return astro
	case "bicep", "bicepparam":
		return bicep
	case "blade":
		return blade
	case "capnp":
		return capnp
	case "cue":
		return cue
	case "dts", "dtsi", "dtso", "its":
		return devicetree
	case "ejs":
		return ejs
	case "erb", "rhtml":
		return erb
	case "f", "for", "f77", "ftn":
		return fixedFortran
	case "gd":
		return gdscript
	case "tmpl", "gotmpl", "gohtml", "tpl":
		return gotemplate
	case "hbs", "handlebars", "mustache":
		return handlebars
	case "hx":
		return haxe
	case "j2", "jinja", "jinja2", "twig", "njk", "nunjucks":
		return jinja
	case "jsonnet", "libsonnet":
		return jsonnet
	case "jsp", "jspf", "jspx", "gsp":
		return jsp
	case "just":
		return just
	case "liquid":
		return liquid
	case "mdx":
		return mdx
	case "ipynb":
		return notebook
	case "odin":
		return odin
	case "pro", "prolog", "plt":
		return prolog
	case "rego":
		return rego
	case "res", "resi", "re", "rei":
		return rescript
	case "sml", "sig", "fun":
		return sml
	case "tsx":
		return tsx
	case "typ":
		return typst
	case "vala", "vapi":
		return vala
	case "wgsl":
		return wgsl
	case "coffee":
		return coffee
	case "cc", "cpp", "cxx", "c++", "hh", "hpp", "hxx", "h++", "ipp", "inl", "tpp", "ino":
		return cpp
	case "cr":
		return crystal
	case "cs":
		return csharp
	case "css":
		return css
	case "cu", "cuh":
		return cuda
	case "d":
		return d
	case "dart":
		return dart
	case "dockerfile":
		return docker
	case "el":
		return elisp
	case "ex", "exs":
		return elixir
	case "elm":
		return elm
	case "erl", "hrl":
		return erlang
	case "fish":
		return fish
	case "f90", "f95", "f03", "f08", "f18":
		return fortran
	case "fs", "fsi", "fsx":
		return fsharp
	case "gleam":
		return gleam
	case "glsl", "vert", "frag", "comp", "geom", "tesc", "tese", "hlsl", "metal":
		return glsl
	case "go":
		return golang
	case "graphql", "gql", "graphqls":
		return graphql
	case "groovy", "gradle", "gvy", "jenkinsfile":
		return groovy
	case "hs":
		return haskell
	case "tf", "tfvars", "hcl", "nomad":
		return hcl
	case "html", "htm", "xhtml", "cshtml", "razor", "ng":
		return html
	case "ini", "cfg", "conf", "properties", "editorconfig", "service", "desktop", "socket", "timer", "mount", "target", "env":
		return ini
	case "java":
		return java
	case "js", "jsx", "mjs", "cjs":
		return javascript
	case "jsonc", "json5", "code-workspace":
		return jsonc
	case "jl":
		return julia
	case "kt", "kts":
		return kotlin
	case "less":
		return less
	case "lisp", "lsp", "cl", "asd":
		return lisp
	case "lua":
		return lua
	case "mk", "mak", "make":
		return makefile
	case "md", "markdown", "mdown":
		return markdown
	case "m", "mm":
		return objc
	case "mat", "matlab":
		return matlab
	case "nim", "nims":
		return nim
	case "nix":
		return nix
	case "ml", "mli":
		return ocaml
	case "pas", "pp", "dpr", "lpr":
		return pascal
	case "pl", "pm", "t", "raku", "rakumod", "pod":
		return perl
	case "php", "phtml":
		return php
	case "ps1", "psm1", "psd1":
		return powershell
	case "proto":
		return proto
	case "purs":
		return purescript
	case "py", "pyi", "pyw", "pyx", "pxd", "gyp", "gypi", "sage":
		return python
	case "r", "rprofile":
		return r
	case "rb", "rake", "gemspec", "ru", "podspec", "jbuilder", "rbi", "thor":
		return ruby
	case "rs":
		return rust
	case "scala", "sc", "sbt":
		return scala
	case "scm", "ss", "sld", "rkt":
		return scheme
	case "scss", "sass":
		return scss
	case "sh", "bash", "zsh", "ksh", "bats":
		return shell
	case "sol":
		return solidity
	case "sql", "psql", "pgsql", "ddl":
		return sql
	case "bzl", "star", "bazel", "sky":
		return starlark
	case "svelte":
		return svelte
	case "swift":
		return swift
	case "sv", "svh", "v", "vh":
		return systemverilog
	case "tcl":
		return tcl
	case "tex", "sty", "cls", "ltx":
		return tex
	case "thrift":
		return thrift
	case "toml":
		return toml
	case "ts", "mts", "cts":
		return typescript
	case "vb", "vbs", "bas":
		return vb
	case "vhd", "vhdl":
		return vhdl
	case "vim":
		return vim
	case "vue":
		return vue
	case "xml", "xsd", "xsl", "xslt", "svg", "csproj", "vbproj", "fsproj", "props", "targets", "plist", "xaml":
		return xml
	case "yml", "yaml":
		return yaml
	case "zig":
		return zig
	}
	return none
}

func byFileName(base string) key {
	switch base {
	case "Makefile", "makefile", "GNUmakefile", "Kbuild", "BSDmakefile":
		return makefile
	case "Kconfig", "Config.in":
		return kconfig
	case "justfile", "Justfile", ".justfile":
		return just
	case "Dockerfile", "Containerfile":
		return docker
	case "CMakeLists.txt":
		return cmake
	case "Rakefile", "Gemfile", "Vagrantfile", "Guardfile", "Podfile", "Fastfile", "Brewfile", "Capfile":
		return ruby
	case "BUILD", "WORKSPACE", "Tiltfile", "BUCK":
		return starlark
	case "Jenkinsfile":
		return groovy
	case "SConstruct", "SConscript", "wscript":
		return python
	case "PKGBUILD", "APKBUILD", ".bashrc", ".bash_profile", ".profile", ".zshrc", ".zshenv", ".envrc":
		return shell
	case ".vimrc", "vimrc", ".gvimrc":
		return vim
	case ".emacs":
		return elisp
	case ".gitignore", ".gitattributes", ".dockerignore", "CODEOWNERS", ".editorconfig", ".gitconfig", ".npmrc":
		return ini
	case "tsconfig.json", "jsconfig.json", "devcontainer.json", ".eslintrc", ".babelrc":
		return jsonc
	case "Cargo.lock", "poetry.lock", "Pipfile", "uv.lock":
		return toml
	case "cpanfile":
		return perl
	case "meson.build", "meson_options.txt":
		return python
	}
	switch {
	case strings.HasPrefix(base, "Dockerfile.") || strings.HasPrefix(base, "Containerfile."):
		return docker
	case strings.HasPrefix(base, "Makefile."):
		return makefile
	case strings.HasPrefix(base, "Kconfig."):
		return kconfig
	case strings.HasPrefix(base, ".env."):
		return ini
	case strings.HasSuffix(base, ".blade.php"):
		return blade
	}
	return none
}
