package git_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestContents(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a.go
<<<
one
>>>
+ sub/with-blank.go
<<<
two
>>>
+ empty.go

commit main 2026-10-02T10:00:00Z Dev One <dev1@example.com>
more
+ a.go
<<<
three, which is longer
>>>
`)
	r, err := git.Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := git.OpenStore(t.Context(), t.TempDir(), r)
	if err != nil {
		t.Fatal(err)
	}
	first, second := git.Hash(gittest.Hash(t, dir, "HEAD~1")), git.Hash(gittest.Hash(t, dir, "HEAD"))
	files := []git.FileAt{
		{first, "a.go"},
		{second, "no such.go"},
		{second, "a.go"},
		{first, "sub/with-blank.go"},
		{"HEAD", "a.go"},
		{first, "sub"},
		{first, "a\nb"},
		{first, "empty.go"},
		{"", ""},
	}
	var got []string
	for i, c := range s.Contents(t.Context(), files, 10) {
		if c.Err != nil {
			t.Fatal(c.Err)
		}
		got = append(got, fmt.Sprintf("%d %q %v", i, c.Text, c.Text == nil))
	}
	want := []string{
		`0 "one\n" false`, `1 "" true`, `2 "" true`, `3 "two\n" false`, `4 "" true`, `5 "" true`, `6 "" true`, `7 "" false`, `8 "" true`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for range s.Contents(t.Context(), files, 10) {
		break // whoever has enough leaves no process behind
	}
	for range s.Contents(t.Context(), nil, 10) {
		t.Error("nothing was asked for")
	}
}
