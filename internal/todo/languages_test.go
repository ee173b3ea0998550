package todo

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestLanguages scans a few lines of each language. A note's text says whether
// it must be found: "yes" stands in a comment, "no" in a string or in code.
func TestLanguages(t *testing.T) {
	tests := []struct{ file, src string }{
		{"a.adb", "x := \"-- TODO: no\"; -- TODO: yes\ny := Integer'Image (1) & '\"'; -- TODO: yes"},
		{"a.s", "mov r0, #1 ; TODO: yes\n.ascii \"; TODO: no\" // TODO: yes"},
		{"a.awk", "/# TODO: no/ { print \"# TODO: no\" } # TODO: yes"},
		{"a.bat", "REM TODO: yes\n:: TODO: yes\necho REM TODO: no"},
		{"a.c", "char *s = \"// TODO: no\"; /* TODO: yes */\nchar c = '\"'; // TODO: yes\nint big = 1'000; // TODO: yes\n#define A \"\\\n// TODO: no\""},
		{"a.clj", "(str \"; TODO: no\") ; TODO: yes\n[\\; \\\"] ; TODO: yes"},
		{"CMakeLists.txt", "set(x \"# TODO: no\") # TODO: yes\n#[[ TODO: yes\n]] set(y TODO: no)"},
		{"a.coffee", "x = \"# TODO: no\" # TODO: yes\n###\nTODO: yes\n###\ny = '''\n# TODO: no\n'''"},
		{"a.cpp", "auto s = R\"x(// TODO: no \" )\" // TODO: no)x\"; // TODO: yes\nint n = 0xff'ff; // TODO: yes\nauto u = u8R\"(\n// TODO: no)\"; /* TODO: yes */"},
		{"a.cr", "x = \"# TODO: no\" # TODO: yes\ny = <<-EOS\n# TODO: no\nEOS\n# TODO: yes"},
		{"a.cs", "var s = @\"c:\\\"; // TODO: yes\nvar t = \"\"\"\n// TODO: no\n\"\"\"; /* TODO: yes */\nvar u = $@\"a\"\"// TODO: no\";"},
		{"a.css", "a { content: \"/* TODO: no */\" } /* TODO: yes */"},
		{"a.cu", "x<<<1,2>>>(\"// TODO: no\"); // TODO: yes"},
		{"a.d", "auto s = r\"\\\"; // TODO: yes\n/+ /+ TODO: yes +/ TODO: yes +/ auto t = `// TODO: no`;"},
		{"a.dart", "var s = r'\\'; // TODO: yes\nvar t = '''\n// TODO: no\n'''; /* /* TODO: yes */ TODO: yes */"},
		{"Dockerfile", "# TODO: yes\nRUN echo # TODO: no"},
		{"a.el", "(setq x \"; TODO: no\") ; TODO: yes\n(list ?\\; ?\\\") ;; TODO: yes"},
		{"a.ex", "x = \"# TODO: no\" # TODO: yes\n@doc \"\"\"\n# TODO: no\n\"\"\""},
		{"a.elm", "x = \"-- TODO: no\" -- TODO: yes\n{- {- TODO: yes -} TODO: yes -}"},
		{"a.erl", "X = \"% TODO: no\", % TODO: yes\n'a%b TODO: no'. %% TODO: yes"},
		{"a.fish", "echo '# TODO: no' # TODO: yes\necho a#TODO: no"},
		{"a.f90", "print *, '! TODO: no', \"it''s ! TODO: no\" ! TODO: yes"},
		{"a.fs", "let s = \"\"\"// TODO: no\"\"\" // TODO: yes\nlet (*) a b = 'a' (* TODO: yes *)"},
		{"a.gleam", "let s = \"// TODO: no\" // TODO: yes"},
		{"a.glsl", "void main() {} // TODO: yes\n/* TODO: yes */"},
		{"a.go", "var s = `// TODO: no\n// TODO: no` // TODO: yes\nvar r = '\"' // TODO: yes\nvar t = \"\\\" // TODO: no\" /* TODO: yes */"},
		{"a.graphql", "\"\"\"\n# TODO: no\n\"\"\"\ntype A { a: Int } # TODO: yes"},
		{"a.gradle", "def s = '// TODO: no' // TODO: yes\ndef t = \"\"\"\n// TODO: no\n\"\"\""},
		{"a.hs", "f' x = \"-- TODO: no\" -- TODO: yes\na --> b = TODO: no\n{- {- TODO: yes -} TODO: yes -}\nc = '\"' -- TODO: yes"},
		{"a.tf", "x = \"# TODO: no\" # TODO: yes\ny = <<-EOF\n# TODO: no\n  EOF\nz = 1 // TODO: yes\n/* TODO: yes */"},
		{"a.html", "<p>TODO: no // TODO: no</p> <!-- TODO: yes -->\n<a b='<!'>"},
		{"a.ini", "; TODO: yes\n# TODO: yes\na = b ; TODO: no"},
		{"a.java", "String s = \"// TODO: no\"; // TODO: yes\nchar c = '\"'; /* TODO: yes */\nString t = \"\"\"\n  // TODO: no\n  \"\"\"; /** TODO: yes */"},
		{"a.js", "const s = '// TODO: no', r = /[/\"]'\\/ TODO: no/; // TODO: yes\nconst t = `\n// TODO: no\n`; /* TODO: yes */\nx = a / b; // TODO: yes\ny = a / 2 / c // TODO: yes"},
		{"a.jsonc", "{ \"a\": \"// TODO: no\" } // TODO: yes\n/* TODO: yes */"},
		{"a.jl", "s = \"# TODO: no\" # TODO: yes\n#= #= TODO: yes =# TODO: yes =# t = a' # TODO: yes"},
		{"a.kt", "val s = \"\"\"\n// TODO: no\n\"\"\" // TODO: yes\n/* /* TODO: yes */ TODO: yes */"},
		{"a.less", "@a: url(http://x.example/TODO: no); // TODO: yes\n/* TODO: yes */"},
		{"a.lisp", "(f \"; TODO: no\" #\\\" #\\;) ; TODO: yes\n#| #| TODO: yes |# TODO: yes |#"},
		{"a.lua", "s = [[\n-- TODO: no\n]] -- TODO: yes\n--[==[ TODO: yes ]] TODO: yes\n]==] t = '-- TODO: no'"},
		{"Makefile", "a: b # TODO: yes\n\techo \\# TODO: no\nX = a#TODO: no"},
		{"a.md", "# TODO: no\n`<!` <!-- TODO: yes -->\n<!--\nTODO: yes\n-->"},
		{"a.m", "% TODO: yes\nx = a'; % TODO: yes\ny = '% TODO: no'; % TODO: yes\n%{\nTODO: yes\n%}\nz = 1;"},
		{"b.m", "#import \"a.h\" // TODO: yes\nNSString *s = @\"// TODO: no\"; /* TODO: yes */"},
		{"a.nim", "let s = \"\"\"\n# TODO: no\n\"\"\" # TODO: yes\n#[ #[ TODO: yes ]# TODO: yes ]# echo 'x'"},
		{"a.nix", "x = ''\n# TODO: no\n''; # TODO: yes\ny = \"# TODO: no\"; /* TODO: yes */"},
		{"a.ml", "let s = \"(* TODO: no *)\" (* (* TODO: yes *) TODO: yes *)\nlet c = '\"' (* TODO: yes *) let f' x = x"},
		{"a.pas", "s := 'it''s { TODO: no }'; { TODO: yes }\n(* TODO: yes *) // TODO: yes"},
		{"a.pl", "my $n = $#a; my $s = '# TODO: no'; # TODO: yes\nprint <<\"EOT\";\n# TODO: no\nEOT\n=pod\n\nTODO: yes\n\n=cut\n$x =~ /# TODO: no/;"},
		{"a.php", "$s = '// TODO: no'; // TODO: yes\n#[Attribute('TODO: no')] # TODO: yes\n$t = <<<EOT\n// TODO: no\nEOT;\n/* TODO: yes */"},
		{"a.ps1", "$s = '# TODO: no' # TODO: yes\n<# TODO: yes #>\n$t = @\"\n# TODO: no \"x\n\"@\n# TODO: yes"},
		{"a.proto", "string s = 1; // TODO: yes\noption o = \"// TODO: no\"; /* TODO: yes */"},
		{"a.purs", "s = \"\"\"-- TODO: no\n\"\"\" -- TODO: yes\n{- TODO: yes -}"},
		{"a.py", "s = \"# TODO: no\" # TODO: yes\n\"\"\"TODO: no\n# TODO: no\n\"\"\"\nt = r'\\' # TODO: no'\nu = '''# TODO: no''' # TODO: yes"},
		{"a.r", "s <- '# TODO: no' # TODO: yes\nt <- \"\n# TODO: no\""},
		{"a.rb", "s = \"#{x} # TODO: no\" # TODO: yes\nt = <<~EOS\n  # TODO: no\nEOS\n=begin\nTODO: yes\n=end\nu = x =~ /# TODO: no/ # TODO: yes"},
		{"a.rs", "let s = r#\"// TODO: no \" // TODO: no\"#; // TODO: yes\nfn f<'a>(x: &'a str) {} // TODO: yes\nlet c = '\"'; /* /* TODO: yes */ TODO: yes */\nlet t = br\"\\\"; // TODO: yes"},
		{"a.scala", "val s = \"\"\"// TODO: no\"\"\" // TODO: yes\nval c = 'x'; val d = 'sym /* /* TODO: yes */ TODO: yes */"},
		{"a.scm", "(display \"; TODO: no\") ; TODO: yes\n#| TODO: yes |# '(a #\\;) ; TODO: yes"},
		{"a.scss", "a { b: url(http://x.example) } // TODO: yes\n/* TODO: yes */ c { d: '// TODO: no' }"},
		{"a.sh", "echo \"# TODO: no\" '# TODO: no' a#TODO: no # TODO: yes\ncat <<EOF\n# TODO: no\nEOF\ncat << 'X' # TODO: yes\n# TODO: no\nX\necho ${#a} $# \\# TODO: no\necho $((1<<2)) # TODO: yes"},
		{"a.sol", "string s = '// TODO: no'; // TODO: yes\n/// TODO: yes"},
		{"a.sql", "select '-- TODO: no', 'it''s -- TODO: no' -- TODO: yes\n/* TODO: yes */"},
		{"BUILD.bazel", "s = '# TODO: no' # TODO: yes\n\"\"\"\n# TODO: no\n\"\"\""},
		{"a.svelte", "<p>don't</p> <!-- TODO: yes -->\n// TODO: yes\n<a href=\"//x/TODO: no\">"},
		{"a.swift", "let s = #\"// TODO: no \" // TODO: no\"# // TODO: yes\nlet t = \"\"\"\n// TODO: no\n\"\"\" /* /* TODO: yes */ TODO: yes */"},
		{"a.sv", "x = 4'b1010; // TODO: yes\n$display(\"// TODO: no\"); /* TODO: yes */"},
		{"a.tcl", "puts \"# TODO: no\" ;# TODO: yes\n# TODO: yes"},
		{"a.tex", "100\\% TODO: no % TODO: yes"},
		{"a.thrift", "struct A {} // TODO: yes\n# TODO: yes\nconst string s = \"# TODO: no\""},
		{"a.toml", "s = '# TODO: no' # TODO: yes\nt = '''\n# TODO: no\n'''\nu = 'c:\\' # TODO: yes"},
		{"a.tsx", "const a = <b c=\"// TODO: no\" />; // TODO: yes\nconst r = x.match(/\\/\\/ TODO: no/); /* TODO: yes */"},
		{"a.vb", "s = \"' TODO: no\" ' TODO: yes"},
		{"a.vhd", "s <= \"-- TODO: no\"; -- TODO: yes\nc <= '\"'; -- TODO: yes"},
		{"a.vim", "\" TODO: yes\necho \"TODO: no\""},
		{"a.vue", "<!-- TODO: yes -->\nlet a = \"// TODO: no\" // TODO: yes"},
		{"a.xml", "<a b=\"TODO: no\"/> <!-- TODO: yes -->"},
		{"a.yaml", "a: b#TODO: no # TODO: yes\nc: 'it''s # TODO: no'\nd: \"# TODO: no\" # TODO: yes"},
		{"a.zig", "const s =\n    \\\\// TODO: no\n; // TODO: yes\nconst t = \"// TODO: no\"; // TODO: yes"},
		{"script", "#!/usr/bin/env -S python3.11 -u\n# TODO: yes\n\"# TODO: no\""},
		{"run", "#!/bin/sh\n# TODO: yes\necho '# TODO: no'"},
	}
	yes := regexp.MustCompile(`TODO: yes`)
	for _, tt := range tests {
		var got, want []string
		for _, n := range Scan(tt.file, []byte(tt.src)) {
			if strings.HasPrefix(n.Text, "no") {
				t.Errorf("%s: line %d is no comment\n%s", tt.file, n.Line, tt.src)
			}
			if line := strconv.Itoa(n.Line); len(got) == 0 || got[len(got)-1] != line {
				got = append(got, line)
			}
		}
		for i, line := range strings.Split(tt.src, "\n") {
			if yes.MatchString(line) {
				want = append(want, strconv.Itoa(i+1))
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%s: notes in lines %v, want %v\n%s", tt.file, got, want, tt.src)
		}
	}
	if len(tests) < 70 {
		t.Errorf("only %d languages", len(tests))
	}
}
