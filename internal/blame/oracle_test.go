package blame_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

// oracle is git itself: it blames text that is not committed anywhere by committing it to
// a throw-away object directory.
type oracle struct {
	t       testing.TB
	gitDir  string
	objects string
	env     []string
}

func newOracle(t testing.TB, r *git.Repository) *oracle {
	dir := t.TempDir()
	o := &oracle{t: t, gitDir: r.GitDir, objects: dir}
	o.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "LC_ALL=C", "TZ=UTC", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_DIR=" + r.GitDir, "GIT_INDEX_FILE=" + filepath.Join(dir, "index"), "GIT_OBJECT_DIRECTORY=" + dir,
		"GIT_ALTERNATE_OBJECT_DIRECTORIES=" + filepath.Join(r.CommonDir, "objects"), "GIT_LITERAL_PATHSPECS=1",
		"GIT_AUTHOR_NAME=Nobody", "GIT_AUTHOR_EMAIL=nobody@example.com", "GIT_COMMITTER_NAME=Nobody", "GIT_COMMITTER_EMAIL=nobody@example.com",
	}
	return o
}

func (o *oracle) git(stdin string, args ...string) string {
	o.t.Helper()
	out, err := exec.Command{Path: "git", Args: args, Dir: o.objects, Env: o.env, Stdin: strings.NewReader(stdin), Timeout: 10 * time.Minute}.Output(context.Background())
	if err != nil {
		o.t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}

// commit makes a commit on top of head in which file has the given text.
func (o *oracle) commit(head git.Hash, file, text string) git.Hash {
	o.t.Helper()
	o.git("", "read-tree", string(head))
	blob := strings.TrimSpace(o.git(text, "hash-object", "-w", "--stdin"))
	o.git("", "update-index", "--add", "--cacheinfo", "100644,"+blob+","+file)
	tree := strings.TrimSpace(o.git("", "write-tree"))
	return git.Hash(strings.TrimSpace(o.git("not committed yet", "commit-tree", tree, "-p", string(head))))
}

// blame answers the commit of each line.
func (o *oracle) blame(commit git.Hash, file string, options ...string) []git.Hash {
	o.t.Helper()
	args := append([]string{"blame", "--porcelain", "--no-textconv"}, options...)
	out := o.git("", append(args, string(commit), "--", file)...)
	var lines []git.Hash
	in := bufio.NewReader(strings.NewReader(out))
	var now git.Hash
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return lines
		}
		if strings.HasPrefix(line, "\t") {
			lines = append(lines, now)
			now = ""
			continue
		}
		if head, _, ok := strings.Cut(line, " "); ok && now == "" && git.Hash(head).Valid() {
			now = git.Hash(head)
		}
	}
}

// edit changes a text as people do: lines are added, some of them like others of the file,
// changed, removed, moved and indented.
func edit(r *rand.Rand, text string, times int) string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	for i := range times {
		at := r.IntN(len(lines) + 1)
		n := min(1+r.IntN(5), len(lines)-at)
		var between []string
		switch r.IntN(7) {
		case 0: // new lines
			for j := range 1 + r.IntN(4) {
				between = append(between, fmt.Sprintf("\tnobody wrote this yet, %d %d\n", i, j))
			}
			n = 0
		case 1: // a copy of others
			if from := r.IntN(len(lines) + 1); from < len(lines) {
				between = append(between, lines[from:min(len(lines), from+1+r.IntN(6))]...)
			}
			n = 0
		case 2: // gone
		case 3: // changed
			for _, line := range lines[at : at+n] {
				between = append(between, strings.TrimSuffix(line, "\n")+" changed\n")
			}
		case 4: // indented
			for _, line := range lines[at : at+n] {
				between = append(between, "\t"+line)
			}
		case 5: // an empty line
			between, n = []string{"\n"}, 0
		case 6: // moved down
			to := at + n + min(r.IntN(8), len(lines)-at-n)
			between = append(between, lines[at+n:to]...)
			between = append(between, lines[at:at+n]...)
			n = to - at
		}
		lines = append(append(append([]string{}, lines[:at]...), between...), lines[at+n:]...)
		for i, line := range lines { // the last line may have had no end
			if i < len(lines)-1 && !strings.HasSuffix(line, "\n") {
				lines[i] += "\n"
			}
		}
		if len(lines) == 0 {
			lines = []string{"\n"}
		}
	}
	return strings.Join(lines, "")
}

// hashes are the commits of lines, and fresh for those not committed.
func hashes(l *blame.Lines, fresh git.Hash) []git.Hash {
	out := make([]git.Hash, l.Len())
	for i := range out {
		out[i] = fresh
		if c := l.At(i + 1); c != nil {
			out[i] = c.Hash
		}
	}
	return out
}

func differing(a, b []git.Hash) int {
	n := max(len(a), len(b)) - min(len(a), len(b))
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// story is a history of one file in which somebody else changes it at random each time, and renames it now and then.
func story(random *rand.Rand, commits int) (history, path, text string) {
	var b strings.Builder
	for i := range 60 {
		text += fmt.Sprintf("line %d of the first version\n", i)
	}
	path = "a.txt"
	for i := range commits {
		who := fmt.Sprintf("Dev %d <dev%d@example.com>", i%5, i%5)
		fmt.Fprintf(&b, "commit main 2026-10-%02dT10:00:00Z %s\nchange %d\n", i+1, who, i)
		if i%4 == 3 {
			next := fmt.Sprintf("dir%d/a.txt", i)
			fmt.Fprintf(&b, "R %s %s\n\n", path, next)
			path = next
			continue
		}
		text = plainEdit(random, text, 1+random.IntN(3))
		fmt.Fprintf(&b, "+ %s\n<<<\n%s>>>\n\n", path, text)
	}
	return b.String(), path, text
}

// Whatever a file's history, which of its commits are ignored, and what is typed, every line has the commit that git
// says. The edits leave git no choice: what could be placed in two ways is tested on real repositories.
func TestGeneratedHistories(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			history, path, saved := story(random, 14)
			dir := t.TempDir()
			gittest.Repo(t, dir, history)
			r := find(t, dir)
			head, reader, judge := headOf(t, r), open(t, r), newOracle(t, r)
			all := strings.Fields(gittest.Git(t, dir, "rev-list", "HEAD"))
			ignored := []git.Hash{git.Hash(all[1]), git.Hash(all[4]), git.Hash(strings.Repeat("1", 40))}
			list := filepath.Join(t.TempDir(), "ignored")
			if err := os.WriteFile(list, []byte(all[1]+"\n"+all[4]+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				ignored []git.Hash
				options []string
			}{{}, {ignored, []string{"--ignore-revs-file=" + list}}} {
				v, err := reader.Read(t.Context(), head, path, c.ignored)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(judge.blame(head, path, c.options...), hashes(v.Lines(split(saved)), "")); diff != "" {
					t.Errorf("as committed, ignoring %d (-git +ours):\n%s", len(c.ignored), diff)
				}
				for range 5 {
					text := plainEdit(random, saved, 1+random.IntN(6))
					fresh := judge.commit(head, path, text)
					if diff := cmp.Diff(judge.blame(fresh, path, c.options...), hashes(v.Lines(split(text)), fresh)); diff != "" {
						t.Errorf("edited, ignoring %d (-git +ours):\n%s", len(c.ignored), diff)
					}
				}
			}
		})
	}
}

// plainEdit adds lines unlike any other, and changes or removes lines.
func plainEdit(random *rand.Rand, text string, times int) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	for range times {
		at := random.IntN(len(lines))
		switch random.IntN(3) {
		case 0:
			lines = slices.Insert(lines, at, fmt.Sprintf("new %d\n", random.Uint64()))
		case 1:
			lines[at] = fmt.Sprintf("changed %d\n", random.Uint64())
		case 2:
			lines = slices.Delete(lines, at, min(len(lines), at+2))
			if len(lines) == 0 {
				lines = []string{"all gone\n"}
			}
		}
	}
	return strings.TrimSuffix(strings.Join(lines, ""), "\n") + "\n"
}

// BenchmarkExactness holds 120 real files of the repository that LEADLINE_BENCH_REPO names, with random edits, none of
// them saved, against git, and reports how many lines in a thousand are not as git has them: at most 1 for plain edits, 5
// where text is also copied, moved and indented. It measures no time.
func BenchmarkExactness(b *testing.B) {
	top := os.Getenv("LEADLINE_BENCH_REPO")
	if top == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	r := find(b, top)
	head := headOf(b, r)
	history, err := git.OpenStore(b.Context(), b.TempDir(), r)
	if err != nil {
		b.Fatal(err)
	}
	if err := history.WriteCommitGraph(b.Context(), []git.Hash{head}, nil); err != nil {
		b.Fatal(err)
	}
	reader, judge, random := blame.NewReader(history), newOracle(b, r), rand.New(rand.NewPCG(1, 2))
	files := sample(b, history, head, random, 120)
	kinds := []struct {
		name string
		unit string
		edit func(*rand.Rand, string, int) string
		// Lines in a thousand that may differ: what is moved or copied can be placed in two ways, as short.
		allowed                    int
		files, exact, lines, wrong int
	}{{name: "added, changed and removed", unit: "plain-wrong/1000", edit: plainEdit, allowed: 1}, {name: "also copied, moved and indented", unit: "moved-wrong/1000", edit: edit, allowed: 5}}
	for _, file := range files {
		saved, err := history.Blob(b.Context(), head, file, 1<<20)
		if err != nil {
			b.Fatal(err)
		}
		v, err := reader.Read(b.Context(), head, file, nil)
		if errors.Is(err, git.ErrMissingObject) {
			continue // a mirror without its largest files
		}
		if err != nil {
			b.Fatal(err)
		}
		if d := differing(hashes(v.Lines(split(string(saved))), ""), judge.blame(head, file)); d > 0 {
			b.Errorf("%s as committed: %d lines differ", file, d)
		}
		for i := range kinds {
			k := &kinds[i]
			text := k.edit(random, string(saved), 1+random.IntN(20))
			fresh := judge.commit(head, file, text)
			want := judge.blame(fresh, file)
			d := differing(hashes(v.Lines(split(text)), fresh), want)
			k.files, k.lines, k.wrong = k.files+1, k.lines+len(want), k.wrong+d
			if d == 0 {
				k.exact++
			} else {
				b.Logf("%s: %d of %d lines differ", file, d, len(want))
			}
		}
	}
	for _, k := range kinds {
		b.Logf("lines %s: %d of %d files, %d of %d lines, exactly as git", k.name, k.exact, k.files, k.lines-k.wrong, k.lines)
		b.ReportMetric(1000*float64(k.wrong)/float64(max(k.lines, 1)), k.unit)
		if k.wrong*1000 > k.lines*k.allowed {
			b.Errorf("lines %s: more than %d in a thousand are not as git has them", k.name, k.allowed)
		}
	}
}

// sample takes text files of a commit at random.
func sample(t testing.TB, history *git.Store, head git.Hash, random *rand.Rand, n int) []string {
	var all []string
	for e, err := range history.Tree(t.Context(), head) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Mode&0o170000 == 0o100000 {
			all = append(all, e.Path)
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var out []string
	for _, path := range all {
		text, err := history.Blob(t.Context(), head, path, 256<<10)
		if err != nil || len(text) == 0 || bytes.IndexByte(text, 0) >= 0 || bytes.IndexByte(text, '\r') >= 0 || !bytes.HasSuffix(text, []byte("\n")) {
			continue
		}
		if out = append(out, path); len(out) == n {
			break
		}
	}
	return out
}
