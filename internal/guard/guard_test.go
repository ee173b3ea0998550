package guard_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

func compile(t testing.TB, checks ...ledger.Check) *guard.Set {
	t.Helper()
	var rules []*guard.Rule
	for i, c := range checks {
		r, err := guard.Compile(c)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		r.ID = fmt.Sprint("D-", i+1)
		rules = append(rules, r)
	}
	return guard.NewSet(rules, []guard.Module{{Prefix: "example.com/shop"}, {Prefix: "example.com/shop/tools", Dir: "build/tools"}})
}

func hits(r *guard.Result) string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, fmt.Sprintf("%d:%d-%d %s", h.Line, h.Start, h.End, h.Found))
	}
	return strings.Join(out, "; ")
}

func TestReferences(t *testing.T) {
	for _, tt := range []struct{ path, text, forbids, want string }{
		{"pay/a.go", "package pay\n\nimport (\n\t\"fmt\"\n\tx \"example.com/shop/fx/rates\"\n)\n", "fx", "5:4-29 example.com/shop/fx/rates"},
		{"pay/a.go", "package pay\n\nimport \"example.com/shop/fx\"\n", "example.com/shop/fx", "3:8-27 example.com/shop/fx"},
		{"pay/a.go", "package pay\n\n// import \"fx\"\nvar s = `\nimport \"fx\"\n`\n", "fx", ""},
		{"pay/a.go", "package pay\n\nimport \"example.com/other/fx\"\n", "fx", ""},
		{"pay/a.go", "package pay\n\nimport \"example.com/shop/tools/fx\"\n", "build/tools/fx", "3:8-33 example.com/shop/tools/fx"},
		{"pay/a.go", "package pay\n\nimport \"example.com/other/internal/fx/x\"\n", "internal/fx", "3:8-39 example.com/other/internal/fx/x"},
		{"fx/a.go", "package fx\n\nimport \"example.com/shop/fx/rates\"\n", "fx", ""},
		{"pay/a.py", "import os, shop.fx.rates as r\n", "shop.fx", "1:11-24 shop.fx.rates"},
		{"pay/a.py", "def f():\n    from shop.fx import (\n        rates,\n    )\n", "src/shop/fx", "2:9-16 shop.fx"},
		{"shop/pay/a.py", "from ..fx import rates\nfrom .. import fx\nfrom . import fx\n", "shop/fx", "1:5-9 ..fx; 2:15-17 ..fx"},
		{"pay/a.py", "\"\"\"\nimport fx\n\"\"\"\n# import fx\nx = 'import fx'\n", "fx", ""},
		{"web/a.ts", "import {\n  rate,\n} from '../fx/rates';\nexport * from \"./fx\"\nconst x = await import('../fx');\n", "fx", "3:8-19 ../fx/rates; 5:24-29 ../fx"},
		{"web/a.js", "const fx = require('fx')\nconst y = a.require('fx')\n// require('fx')\nconst s = \"require('fx')\"\n", "fx", "1:20-22 fx"},
		{"web/a.tsx", "import x from '@/fx/rates'\nconst y = <p>import x from 'fx/rates'</p>\n", "fx/rates", "1:15-25 @/fx/rates"},
		{"web/a.vue", "<template>import 'fx'</template>\n<script lang=\"ts\">\nimport 'fx'\n</script>\n", "fx", "3:8-10 fx"},
		{"src/main/java/com/acme/pay/A.java", "package com.acme.pay;\nimport static com.acme.fx.Rates.*;\nimport java.util.List;\n", "src/main/java/com/acme/fx", "2:14-31 com.acme.fx.Rates"},
		{"A.kt", "import com.acme.fx.Rates as R\n", "com.acme.fx", "1:7-24 com.acme.fx.Rates"},
		{"A.scala", "import com.acme.{pay, fx => f}, x.y\n", "com.acme.fx", "1:7-24 com.acme.fx"},
		{"A.cs", "global using static Acme.Fx.Rates;\nusing R = Acme.Fx;\nusing (var fx = Acme.Fx()) {}\nusing var y = Acme.Fx.Get();\n", "Acme.Fx", "1:20-33 Acme.Fx.Rates; 2:10-17 Acme.Fx"},
		{"pay/a.c", "#include <stdio.h>\n#  include \"../fx/rates.h\"\n/* #include \"fx/rates.h\" */\n#include <fx/rates.h>\n", "fx/rates.h", "2:12-25 ../fx/rates.h; 4:10-20 fx/rates.h"},
		{"src/pay/mod.rs", "use crate::{pay::x, fx::{self, rates}};\nuse super::fx;\npub(crate) use std::fx;\n", "src/fx", "1:4-29 crate::fx::self; 2:4-13 super::fx"},
		{"src/pay.rs", "use crate::fx::rates;\nfn f<'a>() {}\nextern crate fx;\n", "fx", "1:4-20 crate::fx::rates; 3:13-15 fx"},
		{"pay/a.rb", "require \"fx/rates\"\nrequire_relative '../fx/x'\nputs \"require 'fx/x'\"\n", "fx", "1:9-17 fx/rates; 2:18-25 ../fx/x"},
		{"src/Pay.php", "<?php\nuse App\\Fx\\{Rates, Quote as Q};\nuse function App\\Fx\\rate;\nrequire_once __DIR__ . '/../fx/x.php';\n$f = function () use ($fx) {};\n", "App\\Fx", "2:4-17 App\\Fx\\Rates; 3:13-24 App\\Fx\\rate"},
		{"src/Pay.php", "<p>include 'fx/x.php'</p>\n<?php require_once __DIR__ . '/../fx/x.php';\n", "fx", "2:30-42 ../fx/x.php"},
		{"bin/pay.sh", "#!/bin/sh\n# source fx/lib.sh\n. \"$(dirname \"$0\")/../fx/lib.sh\"\nsource fx/lib.sh\necho source fx/lib.sh\n", "fx/lib.sh", "3:19-31 ../fx/lib.sh; 4:7-16 fx/lib.sh"},
		{"lib.sh", "source \"$ROOT/fx/lib.sh\"; true && . ./fx/lib.sh\n", "fx/lib.sh", "1:14-23 fx/lib.sh; 1:36-47 ./fx/lib.sh"},
		{"css/a.scss", "@use \"../fx/colors\";\n// @use \"fx/colors\"\n@import url(fx/x.css), 'b';\n", "fx", "1:6-18 ../fx/colors; 3:12-20 fx/x.css"},
		{"api/a.proto", "syntax = \"proto3\";\nimport public \"fx/v1/rates.proto\";\n", "fx/v1", "2:15-32 fx/v1/rates.proto"},
		{"lib/a.dart", "import 'package:shop/fx/rates.dart';\n", "shop/fx", "1:8-34 shop/fx/rates.dart"},
		{"lib/a.ex", "alias Shop.Fx.Rates\n", "Shop.Fx", "1:6-19 Shop.Fx.Rates"},
		{"lib/A.pm", "use Shop::Fx::Rates qw(x);\n", "Shop::Fx", "1:4-19 Shop.Fx.Rates"},
		{"Pay.hs", "import qualified Shop.Fx as F\n", "Shop.Fx", "1:17-24 Shop.Fx"},
		{"a.lua", "local r = require(\"shop.fx\")\n", "shop.fx", "1:19-26 shop.fx"},
		{"pay/BUILD.bazel", "load(\"//fx:rules.bzl\", \"fx\")\n", "fx", "1:6-20 //fx/rules.bzl"},
		{"main.tf", "module \"x\" {\n  source = \"./fx\"\n}\n", "fx", "2:12-16 ./fx"},
		{"a.go", "package a\r\n\r\nimport \"fx\"\r\n", "fx", "3:8-10 fx"},
		{"web/a.ts", "import a from './fx/index'\n", "web/fx/index.ts", "1:15-25 ./fx/index"},
		{"web/a.ts", "import a from './fx'\n", "web/fx/index.ts", "1:15-19 ./fx"},
		{"web/a.ts", "import a from '../../../fx'\n", "fx", ""},
		{"readme.md", "import \"fx\"\n", "fx", ""},
	} {
		set := compile(t, ledger.Check{Forbids: tt.forbids})
		if diff := cmp.Diff(tt.want, hits(set.Eval(context.Background(), tt.path, tt.text, guard.Limits{}))); diff != "" {
			t.Errorf("%s forbids %s (imports %q):\n%s", tt.path, tt.forbids, guard.Imports(tt.path, tt.text), diff)
		}
	}
}

func TestPatterns(t *testing.T) {
	for _, tt := range []struct{ pattern, text, want string }{
		{`float64\b`, "a float64\nfloat64x\r\n b float64\rfloat64", "1:2-9 float64; 3:3-10 float64; 4:0-7 float64"},
		{`^\s*panic\(`, "x\n\tpanic(1)\ny panic(", "2:0-7 \tpanic("},
		{`(?i)fxRate`, "FXRATE\nnothing\nfxrate", "1:0-6 FXRATE; 3:0-6 fxrate"},
		{`(?i)quirk`, "QUIRK\nquir\u212a", "1:0-5 QUIRK; 2:0-7 quir\u212a"},
		{`now\(\)|sleep\(`, "a\nnow() sleep()\n\nsleep(1)", "2:0-5 now(); 4:0-6 sleep("},
		{`[0-9]{4}$`, "1234\n12345x\nx9999\n", "1:0-4 1234; 3:1-5 9999"},
	} {
		set := compile(t, ledger.Check{Pattern: tt.pattern})
		if diff := cmp.Diff(tt.want, hits(set.Eval(context.Background(), "a.txt", tt.text, guard.Limits{}))); diff != "" {
			t.Errorf("%s:\n%s", tt.pattern, diff)
		}
	}
}

func TestGlobs(t *testing.T) {
	for _, tt := range []struct {
		glob, path string
		want       bool
	}{
		{"", "a/b", true},
		{"**", "a", true},
		{"pay", "pay/a/b.go", true},
		{"pay/**", "pay/a/b.go", true},
		{"pay/**/b.go", "pay/b.go", true},
		{"/pay/", "x/pay/b.go", false},
		{"*.go", "pay/b.go", true},
		{"pay/*.go", "pay/x/b.go", false},
		{"pay/*.{go,py}", "pay/b.py", true},
		{"pay/**, !**/*_test.go", "pay/a_test.go", false},
		{"pay/**, !**/*_test.go", "pay/a.go", true},
		{"!docs", "pay/a.go", true},
		{"!docs", "docs/a.go", false},
		{"**/a/**/b/*.c", "x/a/y/a/z/b/q.c", true},
		{"./pay", "pay/x", true},
		{"pay", "payment/x", false},
	} {
		r, err := guard.Compile(ledger.Check{Pattern: "x", In: tt.glob})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Speaks(tt.path); got != tt.want {
			t.Errorf("%q %q: %v", tt.glob, tt.path, got)
		}
	}
}

func TestFaultsSayWhatToDo(t *testing.T) {
	for _, tt := range []struct {
		check ledger.Check
		want  string
	}{
		{ledger.Check{}, "exactly one"},
		{ledger.Check{Pattern: "x", Forbids: "y"}, "exactly one"},
		{ledger.Check{Pattern: "(x"}, "is no regular expression: missing closing"},
		{ledger.Check{Pattern: "(?=x)"}, "look-ahead"},
		{ledger.Check{Pattern: "x*"}, "empty line"},
		{ledger.Check{Pattern: "."}, "matches every line"},
		{ledger.Check{Pattern: strings.Repeat("x", 501)}, "make it shorter"},
		{ledger.Check{Pattern: `(abcdefghij|[xyz]\w){1,200}`}, "too large"},
		{ledger.Check{Pattern: "a\x00"}, "no text"},
		{ledger.Check{Pattern: "x", In: "../y"}, "out of the repository"},
		{ledger.Check{Pattern: "x", In: "a[b"}, "close it"},
		{ledger.Check{Pattern: "x", In: "{a"}, "close it"},
		{ledger.Check{Pattern: "x", In: strings.Repeat("{a,b}", 8)}, "more than 64"},
		{ledger.Check{Forbids: "a b"}, "bare name"},
		{ledger.Check{Forbids: "a/*"}, "wildcard"},
		{ledger.Check{Forbids: "/"}, "is none"},
		{ledger.Check{Forbids: "..."}, "is none"},
		{ledger.Check{Companion: "x"}, "needs the paths"},
		{ledger.Check{Companion: "**", In: "a"}, "every path"},
	} {
		if _, err := guard.Compile(tt.check); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v; want %q", tt.check, err, tt.want)
		}
	}
}

func TestWritingAndParsing(t *testing.T) {
	for _, c := range []ledger.Check{
		{Forbids: "internal/fx", In: "pay/**"},
		{Pattern: `a in b`, In: "pay"},
		{Pattern: `float64\b`},
		{Companion: "docs/api.md", In: "api/*.{proto,json}"},
	} {
		got, err := guard.Parse(guard.Write(c))
		if diff := cmp.Diff(c, got); diff != "" || err != nil {
			t.Errorf("%q: %v %s", guard.Write(c), err, diff)
		}
	}
	for _, text := range []string{"", "forbid", "forbid  in pay", "keep x in y"} {
		if c, err := guard.Parse(text); err == nil {
			t.Errorf("%q was read as %+v", text, c)
		}
	}
}

// TestEditsAreIncremental compares what is found after an edit with what is found anew.
func TestEditsAreIncremental(t *testing.T) {
	set := compile(t, ledger.Check{Pattern: "bad"}, ledger.Check{Pattern: "[x-z]9"}, ledger.Check{Forbids: "fx"})
	texts := []string{
		"", "bad", "bad\n", "a\nbad\nb\n", "a\nb\nbad\n", "a\r\nbad\r\n", "a\r\nbad\rb", "bad\nbad\nbad", "bad\nx9\nbad",
		"import \"fx\"\nbad\n", "\nbad\nimport \"fx\"\n", "a\n\nb\nbad\n", "a\nba\nd\n", "bad\r\r\nbad", "bad\r\nbad",
	}
	for _, old := range texts {
		before := set.Eval(context.Background(), "a.go", old, guard.Limits{})
		for _, now := range texts {
			want := hits(set.Eval(context.Background(), "a.go", now, guard.Limits{}))
			got := hits(set.EvalAfter(context.Background(), before, "a.go", now, guard.Limits{}))
			if got != want {
				t.Errorf("%q → %q: %s; want %s", old, now, got, want)
			}
		}
	}
}

func TestTimeIsBounded(t *testing.T) {
	now := time.Unix(0, 0)
	limits := guard.Limits{Now: func() time.Time { now = now.Add(time.Second); return now }, Each: 2 * time.Second, All: time.Minute}
	set := compile(t, ledger.Check{Pattern: "([a-z]+[0-9]?)+[!?]"}, ledger.Check{Pattern: "early"}, ledger.Check{Forbids: "fx"})
	text := "early\n" + strings.Repeat(strings.Repeat("a", 1000)+"\n", 1000)
	r := set.Eval(context.Background(), "a.go", text, limits)
	if len(r.Late) != 1 || r.Late[0].ID != "D-1" || hits(r) != "1:0-5 early" {
		t.Error("one rule is late, the others are not:", r.Late, hits(r))
	}
	before := now
	after := set.EvalAfter(context.Background(), r, "a.go", text+"x", limits)
	if diff := cmp.Diff(len(r.Late), len(after.Late)); diff != "" || now.Sub(before) > 10*time.Second {
		t.Error("what was late is tried again at every keystroke", diff, now.Sub(before))
	}
}

func TestCompanions(t *testing.T) {
	set := compile(t, ledger.Check{Companion: "docs/api.md", In: "api/*.proto"}, ledger.Check{Companion: "db/*.sql", In: "db/**"})
	if got := set.Companions("api/a.proto"); len(got) != 1 || !got[0].IsCompanion("docs/api.md") {
		t.Error(got)
	}
	if path, ok := set.Companions("api/a.proto")[0].Exact(); !ok || path != "docs/api.md" {
		t.Error(path, ok)
	}
	if got := set.Companions("db/a.sql"); len(got) != 0 {
		t.Error("a companion of itself", got)
	}
	if _, ok := set.Companions("db/model.go")[0].Exact(); ok {
		t.Error("a glob is no exact path")
	}
}
