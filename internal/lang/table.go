package lang

// key is a position in languages.
type key uint8

const (
	none key = iota
	ada
	asm
	awk
	batch
	c
	clojure
	cmake
	coffee
	cpp
	crystal
	csharp
	css
	cuda
	d
	dart
	docker
	elisp
	elixir
	elm
	erlang
	fish
	fortran
	fsharp
	gleam
	glsl
	golang
	graphql
	groovy
	haskell
	hcl
	html
	ini
	java
	javascript
	jsonc
	julia
	kotlin
	less
	lisp
	lua
	makefile
	markdown
	matlab
	nim
	nix
	objc
	ocaml
	pascal
	perl
	php
	powershell
	proto
	purescript
	python
	r
	ruby
	rust
	scala
	scheme
	scss
	shell
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
	typescript
	vb
	vhdl
	vim
	vue
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

	cQuotes = []Quote{double, single}
)

var languages = [...]Language{
	ada:           {Name: "Ada", LineComments: dashes, Quotes: []Quote{vbDouble, charOnly}},
	asm:           {Name: "Assembly", LineComments: []string{";", "//"}, BlockComments: cBlock, Quotes: cQuotes},
	awk:           {Name: "Awk", LineComments: hash, Quotes: []Quote{double}, Traits: SlashRegex},
	batch:         {Name: "Batch", LineComments: []string{"::", "rem ", "REM ", "Rem ", "@rem ", "@REM "}, Traits: LineStart},
	c:             {Name: "C", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	clojure:       {Name: "Clojure", LineComments: semi, Quotes: []Quote{doubleLines}, Traits: BackslashOut},
	cmake:         {Name: "CMake", LineComments: hash, BlockComments: []Block{{Open: "#[[", Close: "]]"}}, Quotes: []Quote{doubleLines}, Kind: Config},
	coffee:        {Name: "CoffeeScript", LineComments: hash, BlockComments: []Block{{Open: "###", Close: "###"}}, Quotes: []Quote{triple, triple1, doubleLines, singleLines}},
	cpp:           {Name: "C++", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: RawCpp},
	crystal:       {Name: "Crystal", LineComments: hash, Quotes: []Quote{doubleLines, charOnly, tick}, Traits: Heredoc | SlashRegex},
	csharp:        {Name: "C#", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{{Open: `$@"`, Close: `"`, Doubled: true, Lines: true}, {Open: `@$"`, Close: `"`, Doubled: true, Lines: true}, {Open: `@"`, Close: `"`, Doubled: true, Lines: true}, tripleRaw, double, single}},
	css:           {Name: "CSS", BlockComments: cBlock, Quotes: cQuotes},
	cuda:          {Name: "CUDA", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: RawCpp},
	d:             {Name: "D", LineComments: slashes, BlockComments: []Block{{Open: "/*", Close: "*/"}, {Open: "/+", Close: "+/", Nested: true}}, Quotes: []Quote{{Open: `r"`, Close: `"`, Lines: true}, doubleLines, tickRaw, single}},
	dart:          {Name: "Dart", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{{Open: `r"""`, Close: `"""`, Lines: true}, {Open: `r'''`, Close: `'''`, Lines: true}, {Open: `r"`, Close: `"`}, {Open: `r'`, Close: `'`}, triple, triple1, double, single}},
	docker:        {Name: "Dockerfile", LineComments: hash, Traits: LineStart, Kind: Config},
	elisp:         {Name: "Emacs Lisp", LineComments: semi, Quotes: []Quote{doubleLines}, Traits: BackslashOut},
	elixir:        {Name: "Elixir", LineComments: hash, Quotes: []Quote{triple, triple1, doubleLines, singleLines}},
	elm:           {Name: "Elm", LineComments: dashes, BlockComments: hsBlock, Quotes: []Quote{triple, double, charOnly}, Traits: DashWord},
	erlang:        {Name: "Erlang", LineComments: percent, Quotes: []Quote{doubleLines, single}},
	fish:          {Name: "fish", LineComments: hash, Quotes: []Quote{doubleLines, singleLines}, Traits: HashWord | BackslashOut},
	fortran:       {Name: "Fortran", LineComments: []string{"!"}, Quotes: []Quote{vbDouble, pasSingle}},
	fsharp:        {Name: "F#", LineComments: slashes, BlockComments: mlBlock, Quotes: []Quote{tripleRaw, {Open: `@"`, Close: `"`, Doubled: true, Lines: true}, doubleLines, charOnly}},
	gleam:         {Name: "Gleam", LineComments: slashes, Quotes: []Quote{doubleLines}},
	glsl:          {Name: "GLSL", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double}},
	golang:        {Name: "Go", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, tickRaw}},
	graphql:       {Name: "GraphQL", LineComments: hash, Quotes: []Quote{triple, double}},
	groovy:        {Name: "Groovy", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{triple, triple1, double, single}, Traits: SlashRegex},
	haskell:       {Name: "Haskell", LineComments: dashes, BlockComments: hsBlock, Quotes: []Quote{double, charOnly}, Traits: DashWord},
	hcl:           {Name: "HCL", LineComments: []string{"#", "//"}, BlockComments: cBlock, Quotes: []Quote{double}, Traits: Heredoc, Kind: Config},
	html:          {Name: "HTML", BlockComments: xmlBlock, Kind: Markup},
	ini:           {Name: "INI", LineComments: []string{";", "#"}, Traits: LineStart, Kind: Config},
	java:          {Name: "Java", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{triple, double, single}},
	javascript:    {Name: "JavaScript", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, tick}, Traits: SlashRegex},
	jsonc:         {Name: "JSON with comments", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Kind: Config},
	julia:         {Name: "Julia", LineComments: hash, BlockComments: []Block{{Open: "#=", Close: "=#", Nested: true}}, Quotes: []Quote{triple, doubleLines, charOnly}},
	kotlin:        {Name: "Kotlin", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{tripleRaw, double, single}},
	less:          {Name: "Less", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: NoURL},
	lisp:          {Name: "Common Lisp", LineComments: semi, BlockComments: []Block{{Open: "#|", Close: "|#", Nested: true}}, Quotes: []Quote{doubleLines}, Traits: BackslashOut},
	lua:           {Name: "Lua", LineComments: dashes, Quotes: cQuotes, Traits: LongLua},
	makefile:      {Name: "Makefile", LineComments: hash, Traits: BackslashOut | HashWord, Kind: Config},
	markdown:      {Name: "Markdown", BlockComments: xmlBlock, Kind: Markup},
	matlab:        {Name: "MATLAB", LineComments: percent, BlockComments: []Block{{Open: "%{", Close: "%}", LineStart: true}}, Quotes: []Quote{vbDouble, pasSingle}},
	nim:           {Name: "Nim", LineComments: hash, BlockComments: []Block{{Open: "#[", Close: "]#", Nested: true}}, Quotes: []Quote{tripleRaw, double, charOnly}},
	nix:           {Name: "Nix", LineComments: hash, BlockComments: cBlock, Quotes: []Quote{doubleLines, {Open: "''", Close: "''", Lines: true}}},
	objc:          {Name: "Objective-C", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	ocaml:         {Name: "OCaml", BlockComments: mlBlock, Quotes: []Quote{doubleLines, {Open: "{|", Close: "|}", Lines: true}, charOnly}},
	pascal:        {Name: "Pascal", LineComments: slashes, BlockComments: []Block{{Open: "{", Close: "}"}, {Open: "(*", Close: "*)"}}, Quotes: []Quote{pasSingle}},
	perl:          {Name: "Perl", LineComments: hash, BlockComments: []Block{{Open: "=pod", Close: "=cut", LineStart: true}, {Open: "=head", Close: "=cut", LineStart: true}, {Open: "=begin", Close: "=cut", LineStart: true}, {Open: "=for", Close: "=cut", LineStart: true}, {Open: "=over", Close: "=cut", LineStart: true}}, Quotes: []Quote{doubleLines, singleLines}, Traits: HashWord | Heredoc | SlashRegex},
	php:           {Name: "PHP", LineComments: []string{"//", "#"}, BlockComments: cBlock, Quotes: []Quote{doubleLines, singleLines, tick}, Traits: HeredocPHP | AttributePHP},
	powershell:    {Name: "PowerShell", LineComments: hash, BlockComments: []Block{{Open: "<#", Close: "#>"}}, Quotes: []Quote{{Open: "@\"\n", Close: "\n\"@", Lines: true}, {Open: "@'\n", Close: "\n'@", Lines: true}, sqlDouble, sqlSingle}, Traits: HashWord},
	proto:         {Name: "Protocol Buffers", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	purescript:    {Name: "PureScript", LineComments: dashes, BlockComments: hsBlock, Quotes: []Quote{tripleRaw, double, charOnly}, Traits: DashWord},
	python:        {Name: "Python", LineComments: hash, Quotes: []Quote{triple, triple1, double, single}},
	r:             {Name: "R", LineComments: hash, Quotes: []Quote{doubleLines, singleLines, tickRaw}},
	ruby:          {Name: "Ruby", LineComments: hash, BlockComments: []Block{{Open: "=begin", Close: "=end", LineStart: true}}, Quotes: []Quote{doubleLines, singleLines, tick}, Traits: Heredoc | SlashRegex | HashWord},
	rust:          {Name: "Rust", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{doubleLines, charOnly}, Traits: RawRust},
	scala:         {Name: "Scala", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{tripleRaw, double, charOnly}},
	scheme:        {Name: "Scheme", LineComments: semi, BlockComments: []Block{{Open: "#|", Close: "|#", Nested: true}}, Quotes: []Quote{doubleLines}, Traits: BackslashOut},
	scss:          {Name: "SCSS", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes, Traits: NoURL},
	shell:         {Name: "Shell", LineComments: hash, Quotes: []Quote{{Open: `$'`, Close: `'`, Escape: true, Lines: true}, doubleLines, singleRaw}, Traits: HashWord | Heredoc | BackslashOut},
	solidity:      {Name: "Solidity", LineComments: slashes, BlockComments: cBlock, Quotes: cQuotes},
	sql:           {Name: "SQL", LineComments: dashes, BlockComments: cNested, Quotes: []Quote{sqlSingle, sqlDouble, {Open: "$$", Close: "$$", Lines: true}}},
	starlark:      {Name: "Starlark", LineComments: hash, Quotes: []Quote{triple, triple1, double, single}},
	svelte:        {Name: "Svelte", LineComments: slashes, BlockComments: []Block{{Open: "/*", Close: "*/"}, {Open: "<!--", Close: "-->"}}, Quotes: []Quote{double, tick}, Traits: NoURL},
	swift:         {Name: "Swift", LineComments: slashes, BlockComments: cNested, Quotes: []Quote{triple, double}, Traits: RawSwift},
	systemverilog: {Name: "SystemVerilog", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double}},
	tcl:           {Name: "Tcl", LineComments: hash, Quotes: []Quote{doubleLines}, Traits: HashWord | BackslashOut},
	tex:           {Name: "TeX", LineComments: percent, Traits: BackslashOut, Kind: Markup},
	thrift:        {Name: "Thrift", LineComments: []string{"//", "#"}, BlockComments: cBlock, Quotes: cQuotes},
	toml:          {Name: "TOML", LineComments: hash, Quotes: []Quote{triple, triple1Raw, double, {Open: `'`, Close: `'`}}, Kind: Config},
	typescript:    {Name: "TypeScript", LineComments: slashes, BlockComments: cBlock, Quotes: []Quote{double, single, tick}, Traits: SlashRegex},
	vb:            {Name: "Visual Basic", LineComments: []string{"'"}, Quotes: []Quote{vbDouble}},
	vhdl:          {Name: "VHDL", LineComments: dashes, BlockComments: cBlock, Quotes: []Quote{vbDouble, charOnly}},
	vim:           {Name: "Vim script", LineComments: []string{`"`}, Traits: LineStart},
	vue:           {Name: "Vue", LineComments: slashes, BlockComments: []Block{{Open: "/*", Close: "*/"}, {Open: "<!--", Close: "-->"}}, Quotes: []Quote{double, tick}, Traits: NoURL},
	xml:           {Name: "XML", BlockComments: xmlBlock, Kind: Markup},
	yaml:          {Name: "YAML", LineComments: hash, Quotes: []Quote{doubleLines, sqlSingle}, Traits: HashWord, Kind: Config},
	zig:           {Name: "Zig", LineComments: slashes, Quotes: []Quote{double, single}, Traits: LineString},
}
