package blame_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

// tangle is a history in which branches change a file beside each other and are merged in all the ways there are: one side
// taken, both, neither; in which it is renamed, removed and made again, turned into a folder and back, or gets another mode.
func tangle(random *rand.Rand, commits int, rare bool) string {
	var b strings.Builder
	start := ""
	for i := range 40 {
		start += fmt.Sprintf("line %d\n", i)
	}
	type tip struct {
		text string
		path string
	}
	tips := map[string]*tip{"main": {}}
	branches := []string{"main"}
	write := func(branch, message, directives string) {
		n := strings.Count(b.String(), "\ncommit ") + 1
		fmt.Fprintf(&b, "\ncommit %s 2026-%02d-%02dT10:00:00Z Dev %d <dev%d@example.com>\n%s\n%s", branch, 1+n/28, 1+n%28, n%4, n%4, message, directives)
	}
	file := func(t *tip) string { return "+ " + t.path + "\n<<<\n" + t.text + ">>>\n" }
	tips["main"] = &tip{start, "a.txt"}
	write("main", "begin", file(tips["main"])+"+ other.txt\n")
	for i := range commits {
		branch := branches[random.IntN(len(branches))]
		t := tips[branch]
		kind := random.IntN(12)
		switch {
		case kind < 5:
			t.text = plainEdit(random, t.text, 1+random.IntN(3))
			write(branch, fmt.Sprint("change ", i), file(t))
		case kind == 5:
			write(branch, fmt.Sprint("elsewhere ", i), fmt.Sprintf("+ other.txt\n<<<\n%d\n>>>\n", i))
		case kind < 8 && len(branches) < 4:
			name := fmt.Sprint("b", i)
			copied := *t
			copied.text = plainEdit(random, t.text, 1)
			tips[name], branches = &copied, append(branches, name)
			write(name, fmt.Sprint("branch ", i), "from "+branch+"\n"+file(&copied))
		case kind < 10 && len(branches) > 1:
			from := branches[random.IntN(len(branches))]
			if from == branch || tips[from].path != t.path {
				continue
			}
			switch random.IntN(3) {
			case 0:
				t.text = tips[from].text
			case 1: // both, one above the other
				t.text = tips[from].text[:len(tips[from].text)/2] + "\n" + t.text
			}
			write(branch, fmt.Sprint("merge ", i), "merge "+from+"\n"+file(t))
		case !rare:
		case kind == 10 && random.IntN(2) == 0:
			next := fmt.Sprintf("d%d/a.txt", i)
			write(branch, fmt.Sprint("rename ", i), "R "+t.path+" "+next+"\n")
			t.path = next
		case kind == 10:
			write(branch, fmt.Sprint("mode ", i), "+x "+t.path+"\n<<<\n"+t.text+">>>\n")
		case random.IntN(2) == 0:
			write(branch, fmt.Sprint("remove ", i), "- "+t.path+"\n")
			write(branch, fmt.Sprint("again ", i), file(t))
		default:
			write(branch, fmt.Sprint("remove ", i), "- "+t.path+"\n")
			write(branch, fmt.Sprint("folder ", i), "+ "+t.path+"/b.txt\n<<<\nx\n>>>\n")
			write(branch, fmt.Sprint("no folder ", i), "- "+t.path+"/b.txt\n")
			write(branch, fmt.Sprint("again ", i), file(t))
		}
	}
	fmt.Fprintf(&b, "\n# %s\n", tips["main"].path)
	return b.String()
}

// In pieces or in one, from nothing or from what was known of an older commit, every line is whose git says it is.
func TestPiecesAreTheWhole(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 11))
			history := tangle(random, 60, seed%2 == 1)
			path := strings.TrimSpace(history[strings.LastIndex(history, "#")+1:])
			dir := t.TempDir()
			gittest.Repo(t, dir, history)
			r := find(t, dir)
			head, judge := headOf(t, r), newOracle(t, r)
			all := strings.Fields(gittest.Git(t, dir, "rev-list", "HEAD"))
			var ignored []git.Hash
			for i := 0; i < len(all); i += 7 {
				ignored = append(ignored, git.Hash(all[i]))
			}
			list := filepath.Join(t.TempDir(), "ignored")
			if err := os.WriteFile(list, []byte(strings.Join(strs(ignored), "\n")+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, e := range [][2]int{{1, 1000}, {2, 4}, {4, 2}} {
				store, err := git.OpenStore(t.Context(), t.TempDir(), r)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range []struct {
					ignored []git.Hash
					options []string
				}{{}, {ignored, []string{"--ignore-revs-file=" + list}}} {
					read := func(commit git.Hash) *blame.Version {
						t.Helper()
						v, err := blame.NewReader(store).Effort(e[0], e[1]).Read(t.Context(), commit, path, c.ignored)
						if err != nil {
							t.Fatal(err)
						}
						return v
					}
					for i := len(all) - 1; i >= 0; i -= 5 { // each from what is known of the last
						if gittest.Git(t, dir, "ls-tree", all[i], "--", path) != "" && !strings.HasPrefix(gittest.Git(t, dir, "ls-tree", all[i], "--", path), "040000") {
							v := read(git.Hash(all[i]))
							if diff := cmp.Diff(judge.blame(git.Hash(all[i]), path, c.options...), hashes(v.Lines(v.Texts()), "")); diff != "" {
								t.Errorf("effort %v, commit %d, ignoring %d (-git +ours):\n%s", e, i, len(c.ignored), diff)
							}
						}
					}
					v := read(head)
					if diff := cmp.Diff(judge.blame(head, path, c.options...), hashes(v.Lines(v.Texts()), "")); diff != "" {
						t.Errorf("effort %v, HEAD, ignoring %d (-git +ours):\n%s", e, len(c.ignored), diff)
					}
					if err := os.RemoveAll(filepath.Join(store.Dir(), "blame")); err != nil {
						t.Fatal(err)
					}
					again := read(head)
					if diff := cmp.Diff(spots(v), spots(again)); diff != "" {
						t.Errorf("effort %v, from nothing, ignoring %d:\n%s", e, len(c.ignored), diff)
					}
				}
			}
		})
	}
}

// Where the simplified history of a path does not show from which file it came, the whole one is asked.
func TestPiecesLookBehindTheirEnds(t *testing.T) {
	text := func(name string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%s says the line number %d\n", name, i)
		}
		return b.String()
	}
	for name, history := range map[string]string{
		"removed, and made again from another file": `
commit main 2026-01-01T10:00:00Z Dev One <dev1@example.com>
begin
+ a.txt
<<<
` + text("first", 9) + `>>>
commit main 2026-01-02T10:00:00Z Dev One <dev1@example.com>
remove
- a.txt
+ other.txt
commit main 2026-01-03T10:00:00Z Dev Two <dev2@example.com>
another
+ z.txt
<<<
` + text("second", 30) + `>>>
commit main 2026-01-04T10:00:00Z Dev Three <dev3@example.com>
rename
- z.txt
+ a.txt
<<<
` + text("second", 28) + `>>>
commit main 2026-01-05T10:00:00Z Dev Three <dev3@example.com>
change
+ a.txt
<<<
` + text("second", 27) + `last
>>>
`,
		"merged from a file of another name and one of the same": `
commit main 2026-01-01T10:00:00Z Dev One <dev1@example.com>
begin
+ z.txt
<<<
` + text("first", 30) + `>>>
commit side 2026-01-02T10:00:00Z Dev Two <dev2@example.com>
aside
from nothing
+ a.txt
<<<
` + text("second", 30) + `>>>
commit main 2026-01-03T10:00:00Z Dev Three <dev3@example.com>
merge
merge side
- z.txt
+ a.txt
<<<
` + text("first", 29) + text("second", 9) + `>>>
commit main 2026-01-05T10:00:00Z Dev Three <dev3@example.com>
change
+ a.txt
<<<
` + text("first", 29) + text("second", 8) + `last
>>>
`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			gittest.Repo(t, dir, history)
			r := find(t, dir)
			head := headOf(t, r)
			v, err := open(t, r).Effort(2, 1).Read(t.Context(), head, "a.txt", nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(newOracle(t, r).blame(head, "a.txt"), hashes(v.Lines(v.Texts()), "")); diff != "" {
				t.Errorf("-git +ours:\n%s", diff)
			}
		})
	}
}

func strs(hashes []git.Hash) (out []string) {
	for _, h := range hashes {
		out = append(out, string(h))
	}
	return out
}

func spots(v *blame.Version) (out []string) {
	for _, s := range v.Spots() {
		out = append(out, fmt.Sprintf("%s %s:%d %s", s.Commit.Hash, s.Path, s.Line, s.Commit.Subject))
	}
	return out
}

// What is kept is looked at with suspicion: damage means asking git, and nothing else.
func TestKeptIsRebuiltWhenDamaged(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, first)
	r := find(t, dir)
	head := headOf(t, r)
	store, err := git.OpenStore(t.Context(), t.TempDir(), r)
	if err != nil {
		t.Fatal(err)
	}
	read := func() []string {
		v, err := blame.NewReader(store).Read(t.Context(), head, "a.go", nil)
		if err != nil {
			t.Fatal(err)
		}
		return spots(v)
	}
	want := read()
	kept, err := filepath.Glob(filepath.Join(store.Dir(), "blame", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	content, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := range content {
		damaged := append([]byte(nil), content...)
		damaged[i] ^= 1
		if i%50 != 0 {
			continue
		}
		if err := os.WriteFile(kept[0], damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Errorf("byte %d: %s", i, diff)
		}
	}
	for _, other := range []string{"", "leadline blame 1\n", string(content[:len(content)/2])} {
		if err := os.WriteFile(kept[0], []byte(other), 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Errorf("%.20q: %s", other, diff)
		}
	}
	// A folder that cannot be written to costs the next time, not this one.
	if err := os.RemoveAll(filepath.Join(store.Dir(), "blame")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(store.Dir(), "blame"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read()); diff != "" {
		t.Error(diff)
	}
}
