package blame_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
)

func TestGone(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
start
+ a.go
<<<
package a

func A() {}

func B() {}
>>>
commit main 2026-10-02T10:00:00Z Dev Two <dev2@example.com>
more
+ a.go
<<<
package a

func A() {}

func B() {}

func C() {}
>>>
`)
	r := find(t, dir)
	v, err := open(t, r).Read(t.Context(), headOf(t, r), "a.go", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, text string
		want       map[string]int
	}{
		{"as it was", "package a\n\nfunc A() {}\n\nfunc B() {}\n\nfunc C() {}\n", map[string]int{}},
		{"changed and added to", "package a\n\nfunc A() {}\nfunc A2() {}\n\nfunc B() {}\n\nfunc D() {}\n", map[string]int{"Dev Two": 1}},
		{"nothing is left", "", map[string]int{"Dev One": 5, "Dev Two": 2}},
	} {
		got := map[string]int{}
		for c, n := range v.Lines(split(test.text)).Gone() {
			got[c.Author.Name] += n
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}
