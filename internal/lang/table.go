package lang

// key is a position in languages.
type key uint8

const (
	none key = iota
	ada
	asm
	astro
	awk
	batch
	bicep
	blade
	c
	capnp
	clojure
	cmake
	coffee
	coq
	cpp
	crystal
	csharp
	css
	cuda
	cue
	d
	dart
	devicetree
	docker
	ejs
	elisp
	elixir
	elm
	erb
	erlang
	fish
	fixedFortran
	fortran
	fsharp
	gdscript
	gleam
	glsl
	golang
	gotemplate
	gotemplateYAML
	graphql
	groovy
	handlebars
	haskell
	haxe
	hcl
	html
	ini
	java
	javascript
	jinja
	jsonc
	jsonnet
	jsp
	julia
	just
	kconfig
	kotlin
	less
	liquid
	lisp
	lua
	makefile
	markdown
	matlab
	mdx
	nim
	nix
	notebook
	objc
	ocaml
	odin
	pascal
	perl
	php
	powershell
	prolog
	proto
	puppet
	purescript
	python
	r
	rego
	rescript
	ruby
	rust
	scala
	scheme
	scss
	shell
	sml
	solidity
	sql
	starlark
	svelte
	swift
	systemverilog
	tcl
	tex
	thrift
	toml
	tsx
	typescript
	typst
	vala
	vb
	vhdl
	vim
	vue
	wgsl
	xml
	yaml
	zig
)

// The parts that many languages share.
var (
	slashes  = []string{"//"}
	hash     = []string{"#"}
	dashes   = []string{"--"}
	semi     = []string{";"}
	percent  = []string{"%"}
	cBlock   = []Block{{Open: "/*", Close: "*/"}}
	cNested  = []Block{{Open: "/*", Close: "*/", Nested: true}}
	xmlBlock = []Block{{Open: "<!--", Close: "-->"}}
	hsBlock  = []Block{{Open: "{-", Close: "-}", Nested: true}}
	mlBlock  = []Block{{Open: "(*", Close: "*)", Nested: true}}

	double      = Quote{Open: `"`, Close: `"`, Escape: true}
	doubleLines = Quote{Open: `"`, Close: `"`, Escape: true, Lines: true}
	single      = Quote{Open: `'`, Close: `'`, Escape: true}
	singleLines = Quote{Open: `'`, Close: `'`, Escape: true, Lines: true}
	singleRaw   = Quote{Open: `'`, Close: `'`, Lines: true}
	charOnly    = Quote{Open: `'`, Close: `'`, Escape: true, Char: true}
	triple      = Quote{Open: `"""`, Close: `"""`, Escape: true, Lines: true}
	tripleRaw   = Quote{Open: `"""`, Close: `"""`, Lines: true}
	triple1     = Quote{Open: `'''`, Close: `'''`, Escape: true, Lines: true}
	triple1Raw  = Quote{Open: `'''`, Close: `'''`, Lines: true}
	tick        = Quote{Open: "`", Close: "`", Escape: true, Lines: true}
	tickRaw     = Quote{Open: "`", Close: "`", Lines: true}
	sqlSingle   = Quote{Open: `'`, Close: `'`, Doubled: true, Lines: true}
	sqlDouble   = Quote{Open: `"`, Close: `"`, Doubled: true, Lines: true}
	vbDouble    = Quote{Open: `"`, Close: `"`, Doubled: true}
	pasSingle   = Quote{Open: `'`, Close: `'`, Doubled: true}

	template = Quote{Open: "`", Close: "`", Escape: true, Lines: true, Hole: "${"}
	ruby2    = Quote{Open: `"`, Close: `"`, Escape: true, Lines: true, Hole: "#{"}
	ruby1    = Quote{Open: `'`, Close: `'`, Escape: true, Lines: true}
	rubyTick = Quote{Open: "`", Close: "`", Escape: true, Lines: true, Hole: "#{"}
	dollar2  = Quote{Open: `"`, Close: `"`, Escape: true, Hole: "${"}
	bar      = Quote{Open: "|", Close: "|", Escape: true}

	cQuotes  = []Quote{double, single}
	pyMarks  = "fFtT"
	letters  = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	pyQuotes = []Quote{
		{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: "{", HoleMark: pyMarks},
		{Open: `'''`, Close: `'''`, Escape: true, Lines: true, Hole: "{", HoleMark: pyMarks},
		{Open: `"`, Close: `"`, Escape: true, Hole: "{", HoleMark: pyMarks},
		{Open: `'`, Close: `'`, Escape: true, Hole: "{", HoleMark: pyMarks},
	}
	goIslands = []Island{{Open: "{{/*", Close: "*/}}", Comment: true}, {Open: "{{- /*", Close: "}}", Comment: true}, {Open: "{{", Close: "}}"}}
	rubyBlock = []Block{{Open: "=begin", Close: "=end", LineStart: true}}
	jsTraits  = SlashRegex | JSX
)

var languages = [...]Language{
	ada:            {Name: "Ada", LineComments: dashes, Quotes: []Quote{vbDouble, charOnly}},
	asm:            {Name: "Assembly", LineComments: []string{";", "//", "@ ", "# "}, BlockComments: cBlock, Quotes: cQuotes, Traits: HashWord},
	astro:          {Name: "Astro", BlockComments: xmlBlock, Host: Page},
	awk:            {Name: "Awk", LineComments: hash, Quotes: []Quote{double}, Traits: SlashRegex},
	batch:          {Name: "Batch", LineComments: []string{"::", "rem ", "REM ", "Rem ", "@rem ", "@REM ", "@Rem "}, Traits: LineStart},
	bicep:          {Name: "Bicep", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{triple1Raw, {Open: `'`, Close: `'`, Escape: true, Hole: "${"}}, Kind: Config},
	blade:          {Name: "Blade", BlockComments: xmlBlock, Host: Template, Around: "a.html", Islands: []Island{{Open: "{{--", Close: "--}}", Comment: true}, {Open: "<?php", Close: "?>", Code: "a.php"}, {Open: "{!!", Close: "!!}"}, {Open: "{{", Close: "}}"}}},
	c:              {Name: "C", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: Continued},
	capnp:          {Name: "Cap'n Proto", LineComments: hash, Quotes: []Quote{double}},
	clojure:        {Name: "Clojure", LineComments: semi, Quotes: []Quote{doubleLines}, Traits: BackslashOut | DatumHash},
	cmake:          {Name: "CMake", LineComments: hash, Quotes: []Quote{doubleLines}, Traits: LongBracket, Kind: Config},
	coffee:         {Name: "CoffeeScript", LineComments: hash, BlockComments: []Block{{Open: "###", Close: "###"}}, Quotes: []Quote{{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: "#{"}, triple1, ruby2, singleLines, {Open: "///", Close: "///", Escape: true, Lines: true}, tick}, Traits: SlashRegex},
	coq:            {Name: "Coq", BlockComments: mlBlock, Quotes: []Quote{sqlDouble}, Traits: StringsInComments},
	cpp:            {Name: "C++", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: RawCpp | Continued},
	crystal:        {Name: "Crystal", LineComments: hash, Quotes: []Quote{ruby2, charOnly, rubyTick}, Traits: Heredoc | SlashRegex | PercentQuotes | CommandCalls},
	csharp:         {Name: "C#", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{{Open: `$@"`, Close: `"`, Doubled: true, Lines: true, Hole: "{"}, {Open: `@$"`, Close: `"`, Doubled: true, Lines: true, Hole: "{"}, {Open: `@"`, Close: `"`, Doubled: true, Lines: true}, {Open: `"`, Close: `"`, Escape: true, Hole: "{", HoleMark: "$"}, single}, Traits: RawCSharp},
	css:            {Name: "CSS", BlockComments: cBlock, Quotes: cQuotes, Traits: NoURL},
	cuda:           {Name: "CUDA", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: RawCpp | Continued},
	cue:            {Name: "CUE", LineComments: slashes, Quotes: []Quote{{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: `\(`}, triple1, {Open: `"`, Close: `"`, Escape: true, Hole: `\(`}, single}, Traits: RawSwift, Kind: Config},
	d:              {Name: "D", LineComments: slashes, BlockComments: []Block{{Open: "/*", Close: "*/"}, {Open: "/+", Close: "+/", Nested: true}}, Quotes: []Quote{{Open: `r"`, Close: `"`, Lines: true}, doubleLines, tickRaw, single}, Traits: RawD},
	dart:           {Name: "Dart", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{{Open: `r"""`, Close: `"""`, Lines: true}, {Open: `r'''`, Close: `'''`, Lines: true}, {Open: `r"`, Close: `"`}, {Open: `r'`, Close: `'`}, {Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: "${"}, {Open: `'''`, Close: `'''`, Escape: true, Lines: true, Hole: "${"}, dollar2, {Open: `'`, Close: `'`, Escape: true, Hole: "${"}}},
	devicetree:     {Name: "Devicetree", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	docker:         {Name: "Dockerfile", LineComments: hash, Traits: LineStart | Heredoc, Kind: Config},
	ejs:            {Name: "EJS", BlockComments: xmlBlock, Host: Template, Around: "a.html", Islands: []Island{{Open: "<%#", Close: "%>", Comment: true}, {Open: "<%%", Close: "<%%"}, {Open: "<%", Close: "%>", Code: "a.js"}}},
	elisp:          {Name: "Emacs Lisp", LineComments: semi, Quotes: []Quote{doubleLines}, Traits: BackslashOut | QuestionChar},
	elixir:         {Name: "Elixir", LineComments: hash, Quotes: []Quote{{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: "#{"}, triple1, ruby2, ruby1}, Traits: Sigils | QuestionChar},
	elm:            {Name: "Elm", LineComments: dashes, BlockComments: hsBlock, Quotes: []Quote{triple, double, charOnly}, Traits: DashWord},
	erb:            {Name: "ERB", BlockComments: xmlBlock, Host: Template, Around: "a.html", Islands: []Island{{Open: "<%#", Close: "%>", Comment: true}, {Open: "<%%", Close: "<%%"}, {Open: "<%", Close: "%>", Code: "a.rb"}}},
	erlang:         {Name: "Erlang", LineComments: percent, Quotes: []Quote{triple, doubleLines, single}, Traits: DollarChar},
	fish:           {Name: "fish", LineComments: hash, Quotes: []Quote{doubleLines, singleLines}, Traits: HashWord | BackslashOut},
	fixedFortran:   {Name: "Fixed-form Fortran", LineComments: []string{"!"}, Quotes: []Quote{vbDouble, pasSingle}, Traits: FixedForm},
	fortran:        {Name: "Fortran", LineComments: []string{"!"}, Quotes: []Quote{vbDouble, pasSingle}},
	fsharp:         {Name: "F#", LineComments: slashes, BlockComments: mlBlock, Quotes: []Quote{{Open: `$"""`, Close: `"""`, Lines: true, Hole: "{"}, tripleRaw, {Open: `$"`, Close: `"`, Escape: true, Lines: true, Hole: "{"}, {Open: `@"`, Close: `"`, Doubled: true, Lines: true}, doubleLines, charOnly}, Traits: StringsInComments},
	gdscript:       {Name: "GDScript", LineComments: hash, Quotes: []Quote{triple, triple1, doubleLines, singleLines}},
	gleam:          {Name: "Gleam", LineComments: slashes, Quotes: []Quote{doubleLines}},
	glsl:           {Name: "GLSL", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double}},
	golang:         {Name: "Go", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, tickRaw}},
	gotemplate:     {Name: "Go template", BlockComments: []Block{{Open: "{{/*", Close: "*/}}"}}, Host: Template, Islands: goIslands},
	gotemplateYAML: {Name: "YAML template", LineComments: hash, Host: Template, Around: "a.yaml", Islands: goIslands, Kind: Config},
	graphql:        {Name: "GraphQL", LineComments: hash, Quotes: []Quote{triple, double}},
	groovy:         {Name: "Groovy", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: "${"}, triple1, {Open: "$/", Close: "/$", Lines: true}, dollar2, single}, Traits: SlashRegex},
	handlebars:     {Name: "Handlebars", BlockComments: xmlBlock, Host: Template, Around: "a.html", Islands: []Island{{Open: "{{!--", Close: "--}}", Comment: true}, {Open: "{{~!--", Close: "--~}}", Comment: true}, {Open: "{{!", Close: "}}", Comment: true}, {Open: "{{", Close: "}}"}}},
	haskell:        {Name: "Haskell", LineComments: dashes, BlockComments: hsBlock, Quotes: []Quote{double, charOnly}, Traits: DashWord | QuasiQuotes},
	haxe:           {Name: "Haxe", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{doubleLines, {Open: `'`, Close: `'`, Escape: true, Lines: true, Hole: "${"}}},
	hcl:            {Name: "HCL", LineComments: []string{"#", "//"}, BlockComments: cBlock, Quotes: []Quote{dollar2}, Traits: Heredoc, Kind: Config},
	html:           {Name: "HTML", BlockComments: xmlBlock, Kind: Markup, Host: Page},
	ini:            {Name: "INI", LineComments: []string{";", "#"}, Traits: LineStart, Kind: Config},
	java:           {Name: "Java", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{triple, double, single}},
	javascript:     {Name: "JavaScript", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, template}, Traits: jsTraits},
	jinja:          {Name: "Jinja", BlockComments: []Block{{Open: "{#", Close: "#}"}}, Host: Template, Around: "a.html", Islands: []Island{{Open: "{#", Close: "#}", Comment: true}, {Open: "{% comment %}", Close: "{% endcomment %}", Comment: true}, {Open: "{% raw %}", Close: "{% endraw %}"}, {Open: "{% verbatim %}", Close: "{% endverbatim %}"}, {Open: "{%", Close: "%}"}, {Open: "{{", Close: "}}"}}},
	jsonc:          {Name: "JSON with comments", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Kind: Config},
	jsonnet:        {Name: "Jsonnet", LineComments: []string{"//", "#"}, BlockComments: cBlock, Quotes: []Quote{{Open: `@"`, Close: `"`, Doubled: true, Lines: true}, {Open: `@'`, Close: `'`, Doubled: true, Lines: true}, doubleLines, singleLines}, Traits: TextBlocks, Kind: Config},
	jsp:            {Name: "JSP", BlockComments: xmlBlock, Host: Template, Around: "a.html", Islands: []Island{{Open: "<%--", Close: "--%>", Comment: true}, {Open: "<%", Close: "%>", Code: "a.java"}, {Open: "${", Close: "}"}}},
	julia:          {Name: "Julia", LineComments: hash, BlockComments: []Block{{Open: "#=", Close: "=#", Nested: true}}, Quotes: []Quote{{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: "$("}, {Open: `"`, Close: `"`, Escape: true, Lines: true, Hole: "$("}, tick, charOnly}},
	just:           {Name: "just", LineComments: hash, Quotes: []Quote{triple, triple1Raw, double, {Open: `'`, Close: `'`, Lines: true}, tickRaw}, Traits: HashWord, Kind: Config},
	kconfig:        {Name: "Kconfig", LineComments: hash, Quotes: cQuotes, Traits: HashWord, Kind: Config},
	kotlin:         {Name: "Kotlin", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{{Open: `"""`, Close: `"""`, Lines: true, Hole: "${"}, dollar2, single}},
	less:           {Name: "Less", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: NoURL},
	liquid:         {Name: "Liquid", BlockComments: xmlBlock, Host: Template, Around: "a.html", Islands: []Island{{Open: "{% comment %}", Close: "{% endcomment %}", Comment: true}, {Open: "{%- comment -%}", Close: "{%- endcomment -%}", Comment: true}, {Open: "{% #", Close: "%}", Comment: true}, {Open: "{% raw %}", Close: "{% endraw %}"}, {Open: "{%", Close: "%}"}, {Open: "{{", Close: "}}"}}},
	lisp:           {Name: "Common Lisp", LineComments: semi, BlockComments: []Block{{Open: "#|", Close: "|#", Nested: true}}, Quotes: []Quote{doubleLines, bar}, Traits: BackslashOut | DatumHash},
	lua:            {Name: "Lua", LineComments: dashes, Quotes: cQuotes, Traits: LongBracket},
	makefile:       {Name: "Makefile", LineComments: hash, Quotes: cQuotes, Traits: BackslashOut | Recipes | Continued, Kind: Config},
	markdown:       {Name: "Markdown", BlockComments: xmlBlock, Kind: Markup, Host: Prose},
	matlab:         {Name: "MATLAB", LineComments: []string{"%", "# ", "..."}, BlockComments: []Block{{Open: "%{", Close: "%}", LineStart: true}, {Open: "#{", Close: "#}", LineStart: true}}, Quotes: []Quote{vbDouble, pasSingle}, Traits: Transpose},
	mdx:            {Name: "MDX", BlockComments: []Block{{Open: "<!--", Close: "-->"}, {Open: "{/*", Close: "*/}"}}, Kind: Markup, Host: Prose},
	nim:            {Name: "Nim", LineComments: hash, BlockComments: []Block{{Open: "##[", Close: "]##", Nested: true}, {Open: "#[", Close: "]#", Nested: true}}, Quotes: []Quote{tripleRaw, {Open: `r"`, Close: `"`, Doubled: true}, {Open: `R"`, Close: `"`, Doubled: true}, double, charOnly}},
	nix:            {Name: "Nix", LineComments: hash, BlockComments: cBlock, Quotes: []Quote{{Open: `"`, Close: `"`, Escape: true, Lines: true, Hole: "${"}, {Open: "''", Close: "''", Lines: true, Hole: "${"}}, Traits: IndentedNix},
	notebook:       {Name: "Jupyter notebook", LineComments: hash, Host: Notebook},
	objc:           {Name: "Objective-C", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: Continued},
	ocaml:          {Name: "OCaml", BlockComments: mlBlock, Quotes: []Quote{doubleLines, charOnly}, Traits: BraceQuotes | StringsInComments},
	odin:           {Name: "Odin", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{double, single, tickRaw}},
	pascal:         {Name: "Pascal", LineComments: slashes, BlockComments: []Block{{Open: "{", Close: "}"}, {Open: "(*", Close: "*)"}}, Quotes: []Quote{pasSingle}},
	perl:           {Name: "Perl", LineComments: hash, Quotes: []Quote{doubleLines, singleLines, tick}, Traits: QuoteLike | Pod | EndMark | Heredoc | SlashRegex},
	php:            {Name: "PHP", LineComments: []string{"//", "#"}, BlockComments: cBlock, Quotes: []Quote{{Open: `"`, Close: `"`, Escape: true, Lines: true, Hole: "{$"}, singleLines, tick}, Traits: HeredocPHP | AttributePHP | ClosingTag, Host: PHPPage},
	powershell:     {Name: "PowerShell", LineComments: hash, BlockComments: []Block{{Open: "<#", Close: "#>"}}, Quotes: []Quote{{Open: "@\"\r\n", Close: "\n\"@", Lines: true}, {Open: "@\"\n", Close: "\n\"@", Lines: true}, {Open: "@'\r\n", Close: "\n'@", Lines: true}, {Open: "@'\n", Close: "\n'@", Lines: true}, {Open: `"`, Close: `"`, Doubled: true, Lines: true, Hole: "$("}, sqlSingle}, Traits: HashWord},
	prolog:         {Name: "Prolog", LineComments: percent, BlockComments: cBlock, Quotes: []Quote{doubleLines, {Open: `'`, Close: `'`, Escape: true, Doubled: true}, tick}},
	proto:          {Name: "Protocol Buffers", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	puppet:         {Name: "Puppet", LineComments: hash, BlockComments: cBlock, Quotes: []Quote{{Open: `"`, Close: `"`, Escape: true, Lines: true, Hole: "${"}, singleLines}, Traits: SlashRegex, Kind: Config},
	purescript:     {Name: "PureScript", LineComments: dashes, BlockComments: hsBlock, Quotes: []Quote{tripleRaw, double, charOnly}, Traits: DashWord},
	python:         {Name: "Python", LineComments: hash, Quotes: pyQuotes},
	r:              {Name: "R", LineComments: hash, Quotes: []Quote{doubleLines, singleLines, tickRaw}, Traits: RawR},
	rego:           {Name: "Rego", LineComments: hash, Quotes: []Quote{double, tickRaw}},
	rescript:       {Name: "ReScript", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{doubleLines, template, charOnly}},
	ruby:           {Name: "Ruby", LineComments: hash, BlockComments: rubyBlock, Quotes: []Quote{ruby2, ruby1, rubyTick}, Traits: Heredoc | SlashRegex | PercentQuotes | CommandCalls | QuestionChar | EndMark},
	rust:           {Name: "Rust", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{doubleLines, charOnly}, Traits: RawRust},
	scala:          {Name: "Scala", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{{Open: `"""`, Close: `"""`, Lines: true, Hole: "${", HoleMark: letters}, {Open: `"`, Close: `"`, Escape: true, Hole: "${", HoleMark: letters}, charOnly}},
	scheme:         {Name: "Scheme", LineComments: semi, BlockComments: []Block{{Open: "#|", Close: "|#", Nested: true}}, Quotes: []Quote{doubleLines, bar}, Traits: BackslashOut | DatumHash},
	scss:           {Name: "SCSS", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: NoURL},
	shell:          {Name: "Shell", LineComments: hash, Quotes: []Quote{{Open: `$'`, Close: `'`, Escape: true, Lines: true}, {Open: `"`, Close: `"`, Escape: true, Lines: true, Hole: "$("}, singleRaw}, Traits: HashWord | Heredoc | BackslashOut},
	sml:            {Name: "Standard ML", BlockComments: mlBlock, Quotes: []Quote{double}},
	solidity:       {Name: "Solidity", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	sql:            {Name: "SQL", LineComments: dashes, BlockComments: cNested, Quotes: []Quote{sqlSingle, sqlDouble, tickRaw}, Traits: DollarQuotes},
	starlark:       {Name: "Starlark", LineComments: hash, Quotes: []Quote{triple, triple1, double, single}},
	svelte:         {Name: "Svelte", BlockComments: xmlBlock, Host: Page},
	swift:          {Name: "Swift", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{{Open: `"""`, Close: `"""`, Escape: true, Lines: true, Hole: `\(`}, {Open: `"`, Close: `"`, Escape: true, Hole: `\(`}}, Traits: RawSwift | SlashRegex},
	systemverilog:  {Name: "SystemVerilog", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double}},
	tcl:            {Name: "Tcl", LineComments: hash, Quotes: []Quote{doubleLines}, Traits: CommandStart | BackslashOut | Continued},
	tex:            {Name: "TeX", LineComments: percent, BlockComments: []Block{{Open: `\begin{comment}`, Close: `\end{comment}`}}, Quotes: []Quote{{Open: `\begin{verbatim}`, Close: `\end{verbatim}`, Lines: true}, {Open: `\begin{Verbatim}`, Close: `\end{Verbatim}`, Lines: true}, {Open: `\begin{lstlisting}`, Close: `\end{lstlisting}`, Lines: true}, {Open: `\begin{minted}`, Close: `\end{minted}`, Lines: true}}, Traits: BackslashOut | Verbatim, Kind: Markup},
	thrift:         {Name: "Thrift", LineComments: []string{"//", "#"}, BlockComments: cBlock, Quotes: cQuotes},
	toml:           {Name: "TOML", LineComments: hash, Quotes: []Quote{triple, triple1Raw, double, {Open: `'`, Close: `'`}}, Kind: Config},
	tsx:            {Name: "TSX", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, template}, Traits: jsTraits},
	typescript:     {Name: "TypeScript", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, template}, Traits: SlashRegex},
	typst:          {Name: "Typst", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{{Open: "```", Close: "```", Lines: true}, tickRaw, doubleLines}, Traits: NoURL | BackslashOut, Kind: Markup},
	vala:           {Name: "Vala", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{tripleRaw, double, single}},
	vb:             {Name: "Visual Basic", LineComments: []string{"'", "REM ", "Rem ", "rem "}, Quotes: []Quote{vbDouble}},
	vhdl:           {Name: "VHDL", LineComments: dashes, BlockComments: cBlock, Quotes: []Quote{vbDouble, charOnly}},
	vim:            {Name: "Vim script", LineComments: []string{`"`, "# "}, Quotes: []Quote{pasSingle, double}, Traits: OddQuote},
	vue:            {Name: "Vue", BlockComments: xmlBlock, Host: Page},
	wgsl:           {Name: "WGSL", LineComments: slashes, BlockComments: cNested},
	xml:            {Name: "XML", BlockComments: xmlBlock, Quotes: []Quote{{Open: "<![CDATA[", Close: "]]>", Lines: true}}, Kind: Markup},
	yaml:           {Name: "YAML", LineComments: hash, Quotes: []Quote{doubleLines, sqlSingle}, Traits: HashWord | BlockScalars, Kind: Config},
	zig:            {Name: "Zig", LineComments: slashes, Quotes: []Quote{double, single}, Traits: LineString},
}
