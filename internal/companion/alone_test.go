package companion_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// TestAlone holds the answer from one file's own changes against the one from the whole history.
func TestAlone(t *testing.T) {
	leftOut := func(p string) bool { return p == "go.sum" }
	for _, test := range []struct {
		name    string
		history []string
		of      string
	}{
		{"always together", []string{"a b", "a b", "a b"}, "a"},
		{"renamed companion", []string{"a b", "a b", "a b>c", "a c"}, "a"},
		{"renamed file", []string{"a b", "a b", "a>c b", "b c"}, "c"},
		{"moved twice", []string{"a b", "a b", "b>c", "a c", "c>d a", "a d x"}, "a"},
		{"ties go to the rarer one", []string{"b", "b", "a b c", "a b c", "a b c"}, "a"},
		{"the latest first among equals", []string{"a b", "a b", "a b", "a c", "a c", "a c"}, "a"},
		{"too seldom", []string{"a b", "a b", "a"}, "a"},
		{"left out", []string{"a go.sum", "a go.sum", "a go.sum"}, "a"},
		{"of what is left out", []string{"a go.sum", "a go.sum", "a go.sum"}, "go.sum"},
		{"deleted", []string{"a b c", "a b c", "a b c", "-b"}, "a"},
		{"a long history", slices.Concat(slices.Repeat([]string{"a old"}, 30), slices.Repeat([]string{"a new x"}, 12)), "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := replayed(test.history)
			exists := func(p string) bool { _, here := h.at[p]; return here }
			want := said(companion.Read(history(test.history...), companion.Usual(), leftOut), test.of, exists)
			all := companion.Alone(test.of, h.changes[h.at[test.of]], companion.Usual(), 5, companion.Around{
				LeftOut: leftOut, Exists: exists, Stands: exists,
				Moved: func(p string, after git.Hash) string { return h.now[h.names[string(after)+p]] },
				Changed: func(p string) int {
					f, here := h.at[p]
					if !here {
						return 0
					}
					return len(h.changes[f])
				},
			})
			var got []string
			for _, c := range all {
				got = append(got, fmt.Sprintf("%s %d/%d", c.Path, c.Times, c.Of))
			}
			if diff := cmp.Diff(want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("-whole history +alone:\n%s", diff)
			}
		})
	}
}

// past is a history as each file has it.
type past struct {
	at      map[string]int         // file by present path
	now     map[int]string         // and the other way round
	names   map[string]int         // file by commit and path
	changes map[int][]index.Change // by file
}

// replayed reads a history, in which no path is used again for another file.
func replayed(lines []string) past {
	h := past{at: map[string]int{}, now: map[int]string{}, names: map[string]int{}, changes: map[int][]index.Change{}}
	files := 0
	for n, line := range lines {
		hash := git.Hash(fmt.Sprint(n))
		touched := map[string]int{}
		for word := range strings.FieldsSeq(line) {
			from, to, moved := strings.Cut(strings.TrimLeft(word, "+-"), ">")
			f, here := h.at[from]
			if !here {
				files++
				f = files
			}
			if moved || word[0] == '-' {
				delete(h.at, from)
				delete(h.now, f)
				touched[from] = f
			}
			if !moved {
				to = from
			}
			if word[0] != '-' {
				h.at[to], h.now[f], touched[to] = f, to, f
			}
		}
		for path, f := range touched {
			h.names[string(hash)+path] = f
		}
		for path, f := range touched {
			if h.now[f] != path && h.now[f] != "" {
				continue // the name it lost
			}
			c := index.Change{Commit: hash, At: day(n), Files: len(touched)}
			for other := range touched {
				if other != path {
					c.Others = append(c.Others, other)
				}
			}
			h.changes[f] = append(h.changes[f], c)
		}
	}
	return h
}
