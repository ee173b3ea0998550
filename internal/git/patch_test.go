package git_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestTexts(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	feature := git.Hash(gittest.Hash(t, r.Top, "feature"))
	var got []git.CommitText
	for text, err := range s.Texts(limited(t), []git.Hash{feature, git.Hash(strings.Repeat("1", 40)), headOf(t, r)}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, text)
	}
	if len(got) != 2 || got[0].Hash != feature || got[1].Hash != headOf(t, r) {
		t.Fatalf("got %+v", got)
	}
	first := got[0]
	if first.Author != (git.Identity{Name: "Dev Two", Email: "dev2@example.com"}) || first.At != 1790935200 || len(first.Parents) != 1 {
		t.Errorf("got %+v", first)
	}
	if !strings.HasPrefix(first.Message, "retry must never bill twice (#412)\n\nCustomers were charged again, because\nthe queue") {
		t.Errorf("got message %q", first.Message)
	}
	for _, err := range s.Texts(limited(t), []git.Hash{"--help"}) {
		if err == nil {
			t.Error("a name passes for a hash")
		}
	}
}

// A message may be in an older encoding, or endless.
func TestOddTexts(t *testing.T) {
	r := build(t, payStory)
	gittest.Git(t, r.Top, "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--allow-empty", "-m", "caf\xe9")
	latin := headOf(t, r)
	write(t, filepath.Join(r.GitDir, "long"), "x\n\n"+strings.Repeat("\xff\n", 100_000))
	gittest.Git(t, r.Top, "commit", "-q", "--allow-empty", "-F", filepath.Join(r.GitDir, "long"))
	s := openStore(t, r)
	var got []string
	for text, err := range s.Texts(limited(t), []git.Hash{latin, headOf(t, r)}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, text.Message)
	}
	if len(got) != 2 || got[0] != "café\n" || len(got[1]) > 4*(64<<10) || len(got[1]) < 64<<10 || !utf8.ValidString(got[1]) {
		t.Errorf("got %d texts, the first %q", len(got), got[0])
	}
}

func TestPatches(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	want := map[string][]git.FilePatch{
		"feature": {
			{OldPath: "pay/charge.go", Path: "pay/bill.go"},
			{Path: "pay/dedupe.go", Hunks: []git.Hunk{{OldLine: 0, Line: 1, New: []string{"package pay"}}}},
		},
		"feature~1": nil, // a first commit
	}
	for rev, files := range want {
		n := 0
		for p, err := range s.Patches(limited(t), git.PatchQuery{Commits: []git.Hash{git.Hash(gittest.Hash(t, r.Top, rev))}}) {
			if err != nil {
				t.Fatal(err)
			}
			n++
			if diff := cmp.Diff(files, p.Files); diff != "" {
				t.Errorf("%s: %s", rev, diff)
			}
		}
		if n > 1 {
			t.Errorf("%s: %d patches", rev, n)
		}
	}
}

// What looks like a header inside a hunk is a line like any other.
func TestPatchOfPatches(t *testing.T) {
	r := build(t, `
commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
one
+ "a\tb.diff"
<<<
-- a/x
>>>
commit main 2026-10-02T10:00:00Z Dev One <dev1@example.com>
two
+ "a\tb.diff"
<<<
++ b/x
@@ -1 +1 @@
1111111111111111111111111111111111111111
>>>
`)
	for p, err := range openStore(t, r).Patches(limited(t), git.PatchQuery{Commits: []git.Hash{headOf(t, r)}}) {
		if err != nil {
			t.Fatal(err)
		}
		want := []git.FilePatch{{OldPath: "a\tb.diff", Path: "a\tb.diff", Hunks: []git.Hunk{{
			OldLine: 1, Line: 1, Old: []string{"-- a/x"},
			New: []string{"++ b/x", "@@ -1 +1 @@", "1111111111111111111111111111111111111111"},
		}}}}
		if diff := cmp.Diff(want, p.Files); diff != "" {
			t.Error(diff)
		}
	}
}

func TestBlameOfSomeLines(t *testing.T) {
	r := build(t, payStory)
	s := openStore(t, r)
	got := map[int]string{}
	for c, err := range s.Blame(limited(t), git.BlameQuery{Commit: git.Hash(gittest.Hash(t, r.Top, "HEAD~1")), Path: "notes/a b.txt", Ranges: [][2]int{{1, 1}, {3, 3}}}) {
		if err != nil {
			t.Fatal(err)
		}
		got[c.Line] = c.Subject
	}
	if diff := cmp.Diff(map[int]string{1: "charge customers", 3: "say more"}, got); diff != "" {
		t.Error(diff)
	}
}
