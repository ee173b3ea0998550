package history_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
)

// Whatever a commit changed, a line comes from one that the commit took away.
func FuzzBefore(f *testing.F) {
	f.Add("func a() {\nreturn retries\n}", "func a() {\n  return retries\n}\nx", "func b() {}", "func a() {")
	f.Add("a\n\n\na", "\n\na\na\n", "", "\n")
	f.Fuzz(func(t *testing.T, old, now, gone, came string) {
		cut := func(s string) []string { return strings.Split(s, "\n") }
		p := &git.Patch{Files: []git.FilePatch{
			{OldPath: "was", Path: "is"}, // a rename, or a binary file
			{OldPath: "old", Path: "new", Hunks: []git.Hunk{{OldLine: 3, Line: 5, Old: cut(old), New: cut(now)}}},
			{OldPath: "gone", Path: "", Hunks: []git.Hunk{{OldLine: 1, Old: cut(gone)}}},
			{Path: "came", Hunks: []git.Hunk{{Line: 1, New: cut(came)}}},
		}}
		first := map[string]int{"old": 3, "gone": 1}
		lines := map[string][]string{"old": cut(old), "gone": cut(gone)}
		d := history.NewDelta(p)
		for path, text := range map[string][]string{"new": cut(now), "came": cut(came)} {
			start := map[string]int{"new": 5, "came": 1}[path]
			for i := range len(text) + 1 {
				from, how, ok := d.Before(history.Spot{Path: path, Line: start + i})
				if ok && (i == len(text) || from.Line < first[from.Path] || from.Line >= first[from.Path]+len(lines[from.Path])) {
					t.Fatalf("%s:%d was %s at %+v", path, start+i, how, from)
				}
			}
		}
	})
}

// The largest change that is read, of lines that are all alike, or all different, takes no time to speak of.
func BenchmarkBefore(b *testing.B) {
	for name, line := range map[string]func(int) string{
		"alike": func(int) string { return "the same line once more" }, "different": func(i int) string { return fmt.Sprint("line ", i, " of a large file") },
	} {
		old, now := make([]string, 50_000), make([]string, 100_000)
		for i := range old {
			old[i] = line(i)
		}
		for i := range now {
			now[i] = line(i * 7919 % 100_000)
		}
		p := &git.Patch{Files: []git.FilePatch{
			{OldPath: "gone", Hunks: []git.Hunk{{OldLine: 1, Old: old}}}, {Path: "came", Hunks: []git.Hunk{{Line: 1, New: now}}},
		}}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				d := history.NewDelta(p)
				for i := range now {
					d.Before(history.Spot{Path: "came", Line: i + 1})
				}
			}
		})
	}
}
