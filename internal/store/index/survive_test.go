package index_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/index"
)

// sameAsFresh compares an index with one that is built anew of the same tips.
func sameAsFresh(t *testing.T, what string, x *index.Index, s index.Source, tips ...git.Hash) {
	t.Helper()
	if diff := differ(freshly(t, s, tips...), dump(t, x)); diff != "" {
		t.Fatalf("%s (-fresh +got):\n%.3000s", what, diff)
	}
}

// freshly is what an index holds that is built at once.
func freshly(t *testing.T, s index.Source, tips ...git.Hash) []string {
	t.Helper()
	fresh := openIndex(t)
	refresh(t, fresh, s, tips...)
	return dump(t, fresh)
}

// differ is cmp.Diff, which takes long to find that much is equal.
func differ(want, got []string) string {
	if slices.Equal(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// stream writes branches of many commits, each from the end of another, as git fast-import reads them.
func stream(branches ...[3]any) []byte {
	var b bytes.Buffer
	second := 1_600_000_000
	for _, branch := range branches {
		name, from, commits := branch[0].(string), branch[1].(string), branch[2].(int)
		for i := range commits {
			second += 60
			who := fmt.Sprintf("Dev %d <dev%d@example.com>", i%7, i%7)
			fmt.Fprintf(&b, "commit refs/heads/%s\ncommitter %s %d +0000\ndata 3\none\n", name, who, second)
			if i == 0 && from != "" {
				fmt.Fprintf(&b, "from refs/heads/%s\n", from)
			}
			text := fmt.Sprintf("%s %d\n", name, i)
			fmt.Fprintf(&b, "M 100644 inline %s/f%d.go\ndata %d\n%s\n", name, i%50, len(text), text)
		}
	}
	return b.Bytes()
}

func imported(t *testing.T, branches ...[3]any) string {
	t.Helper()
	dir := t.TempDir()
	gittest.Git(t, dir, "init", "-q", "-b", "main")
	_, err := exec.Command{
		Path: "git", Args: []string{"fast-import", "--quiet"}, Dir: dir, Timeout: time.Minute, OutputLimit: 1 << 20,
		Stdin: bytes.NewReader(stream(branches...)), Env: append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1"),
	}.Output(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// A release branch and the main one have gone apart by ten thousand commits each.
func TestFarApart(t *testing.T) {
	t.Parallel()
	dir := imported(t, [3]any{"main", "", 200}, [3]any{"release", "main", 10_000}, [3]any{"main", "", 10_000})
	s, x := reader(t, dir), openIndex(t)
	main, release := tip(t, dir, "main"), tip(t, dir, "release")
	atMain := freshly(t, s, main)
	for _, step := range []struct {
		name string
		tips []git.Hash
	}{
		{"main", []git.Hash{main}},
		{"to the release", []git.Hash{release}},
		{"both", []git.Hash{main, release}},
		{"back", []git.Hash{main}},
	} {
		refresh(t, x, s, step.tips...)
		want := atMain
		if !slices.Equal(step.tips, []git.Hash{main}) {
			want = freshly(t, s, step.tips...)
		}
		if diff := differ(want, dump(t, x)); diff != "" {
			t.Fatalf("%s (-fresh +got):\n%.3000s", step.name, diff)
		}
	}
}

// What git itself would believe of grafts and replaced commits is the reader's own business: history is what the
// commits say.
func TestGraftsAreIgnored(t *testing.T) {
	dir, _ := history(t, three)
	first, second, last := tip(t, dir, "main~2"), tip(t, dir, "main~1"), tip(t, dir, "main")
	if err := os.MkdirAll(filepath.Join(dir, ".git", "info"), 0o700); err != nil {
		t.Fatal(err)
	}
	graft := fmt.Sprintf("%s %s\n", last, first) // hides the second
	if err := os.WriteFile(filepath.Join(dir, ".git", "info", "grafts"), []byte(graft), 0o600); err != nil {
		t.Fatal(err)
	}
	gittest.Git(t, dir, "replace", string(second), string(first))
	if n := strings.Count(gittest.Git(t, dir, "log", "--format=%an", "main"), "Two"); n != 0 {
		t.Fatal("git does not believe the grafts: nothing is tested")
	}
	x := openIndex(t)
	refresh(t, x, reader(t, dir), last)
	expect(t, x, map[string]string{"a.go": "Three 1+0, Two 1+0, One 1+0"})
}

// After a force-push, what was there is collected; packs change places under the open store.
func TestCollected(t *testing.T) {
	dir, s := history(t, three)
	x := openIndex(t)
	refresh(t, x, s, tip(t, dir, "main"))
	collect := func() {
		gittest.Git(t, dir, "reflog", "expire", "--expire=now", "--all")
		gittest.Git(t, dir, "gc", "-q", "--prune=now")
	}
	collect()
	refresh(t, x, s, tip(t, dir, "main"))
	old := tip(t, dir, "main")
	gittest.Git(t, dir, "reset", "-q", "--hard", "HEAD~1")
	gittest.Git(t, dir, "commit", "-q", "--allow-empty", "--author=Four <4@x>", "-m", "instead")
	collect()
	if _, err := s.Blob(t.Context(), old, "a.go", 100); err == nil {
		t.Fatal("the old tip is still there: nothing is tested")
	}
	refresh(t, x, s, tip(t, dir, "main"))
	sameAsFresh(t, "after a force-push and gc", x, s, tip(t, dir, "main"))
	expect(t, x, map[string]string{"a.go": "Two 1+0, One 1+0"})
}

// The whole history is written anew: no commit is what it was.
func TestRewritten(t *testing.T) {
	dir, s := history(t, three)
	x := openIndex(t)
	refresh(t, x, s, tip(t, dir, "main"))
	gittest.Git(t, dir, "checkout", "-q", "--orphan", "new")
	gittest.Git(t, dir, "commit", "-q", "--author=Four <4@x>", "-m", "all at once")
	gittest.Git(t, dir, "branch", "-q", "-M", "new", "main")
	refresh(t, x, s, tip(t, dir, "main"))
	sameAsFresh(t, "after all was rewritten", x, s, tip(t, dir, "main"))
	expect(t, x, map[string]string{"a.go": "Four 1+0"})
}

func TestUnshallowed(t *testing.T) {
	dir, _ := history(t, three)
	clone := filepath.Join(t.TempDir(), "clone")
	gittest.Git(t, dir, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(dir), clone)
	s, x := reader(t, clone), openIndex(t)
	for _, step := range []struct {
		fetch []string
		want  string
	}{
		{nil, "Three 1+0"},
		{[]string{"fetch", "-q", "--deepen=1"}, "Three 1+0, Two 1+0"},
		{[]string{"fetch", "-q", "--unshallow"}, "Three 1+0, Two 1+0, One 1+0"},
	} {
		if step.fetch != nil {
			gittest.Git(t, clone, step.fetch...)
		}
		refresh(t, x, s, tip(t, clone, "HEAD"))
		expect(t, x, map[string]string{"a.go": step.want})
	}
}

// A clone that is gone, or elsewhere for a while, takes nothing away of what is known.
func TestRepositoryGone(t *testing.T) {
	dir, s := history(t, three)
	x := openIndex(t)
	before, last := tip(t, dir, "main~1"), tip(t, dir, "main")
	refresh(t, x, s, before)
	away := dir + ".away"
	if err := os.Rename(dir, away); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Refresh(t.Context(), s, []git.Hash{last}, nil); err == nil {
		t.Error("a history that is not there was read")
	}
	expect(t, x, map[string]string{"a.go": "Two 1+0, One 1+0"})
	if err := os.Rename(away, dir); err != nil {
		t.Fatal(err)
	}
	refresh(t, x, s, last)
	expect(t, x, map[string]string{"a.go": "Three 1+0, Two 1+0, One 1+0"})
}
