package workspace_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkTyping is what a pause in typing takes to know the change at hand anew, in a branch of so many files.
func BenchmarkTyping(b *testing.B) {
	for _, files := range []int{20, 10_000} {
		b.Run(fmt.Sprint(files), func(b *testing.B) {
			var history strings.Builder
			history.WriteString("me Dev Three <dev3@example.com>\nref refs/remotes/origin/main main\nhead side\ncommit main 2026-09-10T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ a.go\ncommit side 2026-09-11T10:00:00Z Dev Three <dev3@example.com>\nall\n")
			for i := range files {
				fmt.Fprintf(&history, "+ d%d/f%d.go\n", i%50, i)
			}
			h := atHome(b, history.String())
			w, done := h.editing(workspace.Options{})
			defer done()
			changeOf(b, w)
			for i := 0; b.Loop(); i++ {
				w.Edit("a.go", fmt.Sprintf("package a // %d\n", i))
				if c := changeOf(b, w); len(c.Paths) != files+1 {
					b.Fatal(len(c.Paths))
				}
			}
		})
	}
}
