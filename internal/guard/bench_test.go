package guard_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// source is a Go file of so many lines.
func source(lines int) string {
	var b strings.Builder
	b.WriteString("package pay\n\nimport (\n\t\"fmt\"\n\t\"example.com/shop/ledger\"\n)\n\n")
	for i := 7; i < lines; i++ {
		fmt.Fprintf(&b, "\tif err := charge(order[%d], amount*rate); err != nil { return fmt.Errorf(\"charging %%d: %%w\", %d, err) }\n", i, i)
	}
	return b.String()
}

// checks are as people write them: most with a word, a fifth without one, a fifth imports.
func checks(n int) []ledger.Check {
	var out []ledger.Check
	for i := range n {
		switch i % 5 {
		case 0:
			out = append(out, ledger.Check{Pattern: fmt.Sprintf(`[A-Z]\w+\.%c\d\(\)$`, 'a'+i%26), In: "pay/**"})
		case 1:
			out = append(out, ledger.Check{Forbids: fmt.Sprintf("internal/fx%d", i), In: "pay/**"})
		case 2:
			out = append(out, ledger.Check{Pattern: fmt.Sprintf(`(?i)\bfloat%d\b`, i)})
		case 3:
			out = append(out, ledger.Check{Pattern: fmt.Sprintf(`time\.(Now|Sleep%d)\(`, i), In: "**/*.go"})
		default:
			out = append(out, ledger.Check{Pattern: fmt.Sprintf(`^\s*panic\("%d`, i)})
		}
	}
	return out
}

// BenchmarkKeystroke is 100 checks in a file of 5,000 lines when a character is typed in its middle.
func BenchmarkKeystroke(b *testing.B) {
	set := compile(b, checks(100)...)
	text := source(5000)
	at := strings.LastIndexByte(text[:len(text)/2], '\n') + 5
	before := set.Eval(context.Background(), "pay/charge.go", text, guard.Limits{})
	for i := 0; b.Loop(); i++ {
		now := text[:at] + string(rune('a'+i%26)) + text[at:]
		before = set.EvalAfter(context.Background(), before, "pay/charge.go", now, guard.Limits{})
	}
}

// BenchmarkOpen is the same when the file is opened.
func BenchmarkOpen(b *testing.B) {
	set := compile(b, checks(100)...)
	text := source(5000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		set.Eval(context.Background(), "pay/charge.go", text, guard.Limits{})
	}
}

// BenchmarkKeystrokeImports is when the lines hold forbidden words, so that the whole text is read for imports.
func BenchmarkKeystrokeImports(b *testing.B) {
	set := compile(b, ledger.Check{Forbids: "internal/charge"}, ledger.Check{Forbids: "amount"})
	text := source(5000)
	var before *guard.Result
	for i := 0; b.Loop(); i++ {
		before = set.EvalAfter(context.Background(), before, "pay/charge.go", text+string(rune('a'+i%26)), guard.Limits{})
	}
}

// BenchmarkHostile reads texts made to take long, in two sizes: the time for each byte stays the same where it is linear.
func BenchmarkHostile(b *testing.B) {
	for _, h := range []struct{ path, piece string }{
		{"a.rs", "use a::{b::{c::{fx, "},
		{"a.scala", "import a.{fx, b.{c, "},
		{"a.py", "from . import (fx, "},
		{"a.ts", "import { `fx${ "},
		{"a.php", "<?php use A\\{fx, <<<E\n"},
		{"a.c", "#include <fx\n#include \"fx\r"},
		{"a.sh", ". \"$(fx ${\nsource <<E "},
		{"a.scss", "@import url(fx @use 'fx' "},
		{"a.nix", "import   fx ./fx"},
		{"a.txt", "\rfx\r"},
	} {
		for _, size := range []int{1 << 17, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%d", h.path, size), func(b *testing.B) {
				set := compile(b, ledger.Check{Forbids: "zz/fx"}, ledger.Check{Pattern: "(x+x+)+y"}, ledger.Check{Pattern: "(?i)F[xy]*z"})
				text := strings.Repeat(h.piece, size/len(h.piece))
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					set.Eval(context.Background(), h.path, text, guard.Limits{})
				}
			})
		}
	}
}
