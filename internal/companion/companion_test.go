package companion_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/store/index"
)

// history writes commits as lines, "a b" modified, "+a" added, "-a" deleted, "a>b" moved; "!" before them all stands for a
// bulk commit.
func history(lines ...string) *index.ChangeSets {
	paths := map[string]bool{}
	type touch struct {
		path, from string
		kind       index.PathTouchKind
	}
	var commits [][]touch
	var bulk []bool
	for _, line := range lines {
		var commit []touch
		rest, isBulk := strings.CutPrefix(line, "!")
		for word := range strings.FieldsSeq(rest) {
			from, to, moved := strings.Cut(word, ">")
			switch {
			case moved:
				commit = append(commit, touch{to, from, index.Moved}, touch{from, "", index.MovedAway})
			case word[0] == '+':
				commit = append(commit, touch{word[1:], "", index.Added})
			case word[0] == '-':
				commit = append(commit, touch{word[1:], "", index.Deleted})
			default:
				commit = append(commit, touch{word, "", index.Modified})
			}
		}
		for _, t := range commit {
			paths[t.path] = true
		}
		slices.SortFunc(commit, func(a, b touch) int { return strings.Compare(a.path, b.path) })
		commits, bulk = append(commits, commit), append(bulk, isBulk)
	}
	out := &index.ChangeSets{}
	for p := range paths {
		out.Paths = append(out.Paths, p)
	}
	slices.Sort(out.Paths)
	id := func(p string) uint32 { i, _ := slices.BinarySearch(out.Paths, p); return uint32(i) }
	for n, commit := range commits {
		set := index.ChangeSet{At: day(n), Whole: !bulk[n]}
		for _, t := range commit {
			if t.kind != index.MovedAway {
				set.Files++
			}
			if bulk[n] && t.kind == index.Modified {
				continue
			}
			set.Touches = append(set.Touches, index.PathTouch{Path: id(t.path), From: id(t.from), Kind: t.kind})
		}
		out.Sets = append(out.Sets, set)
	}
	return out
}

func day(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }

func always(string) bool { return true }

// said are the companions of a file as words: "b 3/4".
func said(b *companion.Book, path string, exists func(string) bool) string {
	var out []string
	for _, c := range b.Of(path, 5, exists) {
		out = append(out, fmt.Sprintf("%s %d/%d", c.Path, c.Times, c.Of))
	}
	return strings.Join(out, ", ")
}

func TestOf(t *testing.T) {
	not := func(gone string) func(string) bool { return func(p string) bool { return p != gone } }
	for _, test := range []struct {
		name    string
		history []string
		of      string
		exists  func(string) bool
		want    string
	}{
		{"support", []string{"a b", "a b", "a c", "a", "a b"}, "a", always, "b 3/5"},
		{"too few changes", []string{"a b", "a b"}, "a", always, ""},
		{"alone", []string{"a", "a", "a", "a"}, "a", always, ""},
		{"unknown", []string{"a b", "a b", "a b"}, "x", always, ""},
		{"new", []string{"a b", "a b", "a b", "+x"}, "x", always, ""},
		{"one giant commit", []string{"!+a +b +c"}, "a", always, ""},
		{"bulk says nothing", []string{"!a b", "a b", "a b", "a b", "!a b"}, "a", always, "b 3/3"},
		{"a renamed companion goes by its present name", []string{"a b", "a b", "a b>c", "a c"}, "a", always, "c 4/4"},
		{"a renamed file keeps its companions", []string{"a b", "a b", "a>c b", "b c"}, "c", always, "b 4/4"},
		{"moved in bulk", []string{"a b", "a b", "a b", "!a>x b>y +z"}, "x", always, "y 3/3"},
		{"swapped", []string{"a b", "a b", "a b", "c", "a>c c>a"}, "c", always, "b 3/4"},
		{"something else in its place", []string{"a b", "a b", "a b", "b>c", "+b", "a b"}, "a", always, "c 3/4"},
		{"changed under its old name on another branch", []string{"a b", "a b", "b>c", "a b"}, "a", always, "c 3/3"},
		{"deleted and back", []string{"a b", "a b", "-b", "+b a"}, "a", always, "b 3/3"},
		{"deleted", []string{"a b", "a b", "a b", "-b"}, "a", not("b"), ""},
		{"not here yet under its new name", []string{"a b", "a b", "a b", "b>c"}, "a", not("c"), "b 3/3"},
		{"the latest first among equals", []string{"a b", "a b", "a b", "a c", "a c", "a c"}, "a", always, "c 3/6, b 3/6"},
		{"left out", []string{"a go.sum", "a go.sum", "a go.sum"}, "a", always, ""},
		{"of what is left out", []string{"a go.sum", "a go.sum", "a go.sum"}, "go.sum", always, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := companion.Read(history(test.history...), companion.Usual(), func(p string) bool { return p == "go.sum" })
			got := said(b, test.of, test.exists)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWindow(t *testing.T) {
	var lines []string
	for range 30 {
		lines = append(lines, "a old")
	}
	for range 20 {
		lines = append(lines, "a new")
	}
	if got := said(companion.Read(history(lines...), companion.Usual(), nil), "a", always); got != "new 20/20" {
		t.Errorf("of the latest changes: %s", got)
	}
}

// TestRecount compares random histories with a count that knows which file is which from the beginning.
func TestRecount(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		names := strings.Split("abcdefgh", "")
		at := map[string]int{} // path → file
		var lines []string
		var commits [][]int
		next := 0
		for range 60 {
			var line []string
			var files []int
			taken := map[string]bool{}
			for range 1 + r.IntN(4) {
				p := names[r.IntN(len(names))]
				q := names[r.IntN(len(names))]
				f, here := at[p]
				_, full := at[q]
				switch {
				case taken[p]:
				case !here:
					at[p] = next
					files = append(files, next)
					line = append(line, "+"+p)
					next++
				case r.IntN(8) == 0 && !full && !taken[q] && p != q:
					delete(at, p)
					at[q] = f
					files = append(files, f)
					line = append(line, p+">"+q)
					taken[q] = true
				default:
					files = append(files, f)
					line = append(line, p)
				}
				taken[p] = true
			}
			lines, commits = append(lines, strings.Join(line, " ")), append(commits, files)
		}
		rules := companion.Rules{Window: 7, Support: 2}
		b := companion.Read(history(lines...), rules, nil)
		for path, f := range at {
			want := map[string][2]int{}
			of := 0
			times := map[int]int{}
			for _, commit := range slices.Backward(commits) {
				if of < rules.Window && slices.Contains(commit, f) {
					of++
					for _, o := range commit {
						times[o]++
					}
				}
			}
			for other, o := range at {
				if o != f && times[o] >= rules.Support {
					want[other] = [2]int{times[o], of}
				}
			}
			got := map[string][2]int{}
			for _, c := range b.Of(path, 100, func(p string) bool { _, here := at[p]; return here }) {
				got[c.Path] = [2]int{c.Times, c.Of}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("seed %d, %s (-want +got):\n%s\n%s", seed, path, diff, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestReplay(t *testing.T) {
	var lines []string
	for range 30 { // b always with a; c with a at last only once
		lines = append(lines, "a b")
	}
	lines = append(lines, "a c", "a", "a b")
	_, trial := companion.Replay(history(lines...), companion.Usual(), nil, 3, 0)
	// Asked of: a and b of the commit before the last three lines of two files, a and c, a and b; a alone between.
	if trial.Commits != 3 || trial.Asked != 6 || trial.Alone != 1 {
		t.Errorf("asked %+v", trial)
	}
	want := companion.Outcome{Threshold: 0.8, Said: 5, Right: 4, Alone: 1, Asked: 6}
	if diff := cmp.Diff(want, trial.At(0.8)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, ok := trial.Threshold(); ok {
		t.Error("five answers support a threshold")
	}
	_, trial = companion.Replay(history(lines...), companion.Usual(), nil, 20, 3)
	if threshold, ok := trial.Threshold(); !ok || threshold != 0.5 || trial.At(threshold).Precision() != 1 || trial.At(threshold).Coverage() != 1 {
		t.Errorf("before: %v, %v, %+v", threshold, ok, trial.At(threshold))
	}
}

// What comes after a commit changes nothing of what was asked about it.
func TestReplayDoesNotLookAhead(t *testing.T) {
	lines := []string{"a b", "a b", "a b", "a c", "a b", "b>d a", "a d", "c d", "a d"}
	later := append(slices.Clone(lines), "a x", "a x", "d>b", "-a", "x", "a b")
	_, now := companion.Replay(history(lines...), companion.Usual(), nil, 5, 0)
	n := 0
	for _, line := range later[len(lines):] {
		if strings.Contains(line, " ") {
			n++
		}
	}
	_, then := companion.Replay(history(later...), companion.Usual(), nil, 5, n)
	for _, threshold := range companion.Thresholds() {
		if diff := cmp.Diff(now.At(threshold), then.At(threshold)); diff != "" {
			t.Errorf("-at the time +later:\n%s", diff)
		}
	}
}

func TestReplayOfLittle(t *testing.T) {
	for _, lines := range [][]string{nil, {"a"}, {"!+a +b"}, {"a b"}} {
		for _, before := range []int{0, 1, 200} {
			_, trial := companion.Replay(history(lines...), companion.Usual(), nil, 200, before)
			if _, ok := trial.Threshold(); ok {
				t.Errorf("%q supports a threshold", lines)
			}
		}
	}
}
