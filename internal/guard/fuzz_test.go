package guard_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

func FuzzCompileAndEval(f *testing.F) {
	for _, seed := range [][4]string{
		{`float64\b`, "pay/**", "internal/fx", "package pay\nimport \"internal/fx\"\nvar x float64\n"},
		{`(?i)a|b{2,5}`, "*.{go,py}, !x", "com.acme.fx", "import com.acme.{fx => x}\r\nfrom . import (a,\n"},
		{`^\s+[^a-z]`, "**/a/**", "crate::fx", "use crate::{a::{b, c}, *};\n#include <x"},
		{`\pL+`, "[a-z]*", `App\Fx`, "<?php use App\\Fx\\{A, B as C}; require __DIR__ . '/x';"},
		{"x", "", "../fx", "@import url(x\n. \"$X/y\"\nsource"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	paths := []string{"a.go", "a/b.py", "src/x/mod.rs", "a.php", "a.scala", "a.cs", "a.sh", "a.scss", "a.vue", "a.c", "a.ts", "a.rb", "a.pl", "BUILD", "a.nix", "a.R", "a.proto", "a.hs"}
	f.Fuzz(func(t *testing.T, pattern, glob, forbids, text string) {
		var rules []*guard.Rule
		for _, c := range []ledger.Check{{Pattern: pattern, In: glob}, {Pattern: pattern}, {Forbids: forbids, In: glob}, {Forbids: forbids}, {Companion: forbids, In: glob}} {
			r, err := guard.Compile(c)
			if err != nil {
				if err.Error() == "" || strings.Contains(err.Error(), "\n") {
					t.Fatalf("no sentence: %q", err)
				}
				continue
			}
			if again, err := guard.Parse(guard.Write(r.Check)); err == nil && again.Forbids != r.Check.Forbids {
				t.Fatalf("%+v was written as %q and read as %+v", r.Check, guard.Write(r.Check), again)
			}
			rules = append(rules, r)
		}
		set := guard.NewSet(rules, []guard.Module{{Prefix: forbids, Dir: "x"}})
		for _, path := range paths {
			whole := set.Eval(context.Background(), path, text, guard.Limits{Now: time.Now, Each: time.Minute})
			half := set.Eval(context.Background(), path, text[:len(text)/2], guard.Limits{})
			if got := hits(set.EvalAfter(context.Background(), half, path, text, guard.Limits{})); got != hits(whole) {
				t.Fatalf("%s: after an edit %s, anew %s", path, got, hits(whole))
			}
			lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
			for _, h := range whole.Hits {
				if h.Line < 1 || h.Line > lines || h.Start < 0 || h.End < h.Start || h.End > len(text) {
					t.Fatalf("%s: hit out of the text: %+v", path, h)
				}
			}
			guard.Imports(path, text)
		}
	})
}
