package todo

import (
	"strings"
	"testing"
)

// TestNaming types up to the mark ‸: what is between < and ‸ is the name being typed; without < none is.
func TestNaming(t *testing.T) {
	for _, text := range []string{
		"// TODO(<@d‸",
		"// TODO(<‸",
		"// TODO(<de‸): bill once",
		"// TODO(@dev1, <@d‸): bill once",
		"// TODO(#12, <d‸",
		"// TODO[<@d‸",
		"// TODO: ask <@d‸",
		"// TODO <@d‸ bill once",
		"x := 1 // TODO(<@d‸",
		"/* TODO(<@d‸ */",
		"# TODO: bill once\n# assignees: <@d‸\ndef f(): pass",
		"// TODO: bill once\n//   assignees: <@d‸",
		"// TODO: bill once\n//   assignees: @dev1, <‸",
		"// TODO: bill once\n//   Assignee: <dev‸",
		"// TODO: bill once\n//   ask <@d‸",
		"/*\n * TODO: bill once\n * assignees: <@d‸\n */",

		"// TODO(#1‸",
		"// TODO(@dev1): bill onc‸",
		"// TODO: write to me@exam‸",
		"// TODO(@dev1) b)(d‸",
		"// @d‸",
		"// see TOD‸",
		"// nothing\n//   assignees: @d‸",
		"x(\"TODO(@d‸\")",
		"/* TODO: x */ y(@d‸",
		"@d‸ // TODO: x",
		"// TODO: x\n\n@d‸",
		"# TODO: x\n@d‸\ndef f(): pass",
		"# TODO: x\nassignees: @d‸",
		"/* TODO: x */ assignees: @d‸",
		"// TODO: x\r\r@d‸",
	} {
		before, after, _ := strings.Cut(text, "‸")
		plain, want := before, -1
		if i := strings.LastIndexByte(before, '<'); i >= 0 {
			plain, want = before[:i]+before[i+1:], i
		}
		file := "a.go"
		if strings.HasPrefix(text, "#") {
			file = "a.py"
		}
		start, ok := Scanner{}.Naming(file, plain+after, Scan(file, []byte(plain+after)), len(plain))
		if !ok {
			start = -1
		}
		if start != want {
			t.Errorf("%q: a name from %d, want %d", text, start, want)
		}
	}
}

func FuzzNaming(f *testing.F) {
	f.Add("// TODO(@d\n// assignees: @", 10)
	f.Fuzz(func(t *testing.T, text string, at int) {
		at = max(0, min(at, len(text)))
		if start, ok := (Scanner{}).Naming("a.go", text, Scan("a.go", []byte(text)), at); ok && (start < 0 || start > at) {
			t.Fatalf("%q: from %d to %d", text, start, at)
		}
	})
}
