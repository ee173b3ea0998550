package git_test

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

// forger writes objects as they are, which git itself would take ages to make, or refuse.
type forger struct {
	t   testing.TB
	dir string
}

func (f forger) object(kind, content string) string {
	f.t.Helper()
	if len(content) > 16<<20 { // git packs that in a second; Go, watched by the race detector, takes half a minute
		file := filepath.Join(f.t.TempDir(), "object")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			f.t.Fatal(err)
		}
		return gittest.Git(f.t, f.dir, "-c", "core.looseCompression=1", "hash-object", "-w", "--literally", "-t", kind, file)
	}
	text := fmt.Sprintf("%s %d\x00%s", kind, len(content), content)
	sum := sha1.Sum([]byte(text))
	hash := hex.EncodeToString(sum[:])
	f.forged(hash, text)
	return hash
}

// forged writes an object, with its head, under a name that need not be its own.
func (f forger) forged(hash, text string) {
	f.t.Helper()
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, err := w.Write([]byte(text))
	path := filepath.Join(f.dir, ".git", "objects", hash[:2], hash[2:])
	err = errors.Join(err, w.Close(), os.MkdirAll(filepath.Dir(path), 0o755))
	if err == nil {
		err = os.WriteFile(path, packed.Bytes(), 0o644)
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

// entry is a line of a tree: a mode, a name, a hash.
func entry(mode, name, hash string) string {
	raw, _ := hex.DecodeString(hash)
	return mode + " " + name + "\x00" + string(raw)
}

// unfolded is a tree of so many folders deep, each of so many names for the same one.
func (f forger) unfolded(deep, wide int, prefix string) string {
	hash, mode := f.object("blob", "boom\n"), "100644"
	for range deep {
		var text strings.Builder
		for i := range wide {
			text.WriteString(entry(mode, fmt.Sprintf("%s%05d", prefix, i), hash))
		}
		hash, mode = f.object("tree", text.String()), "40000"
	}
	return hash
}

// honest is a tree of so many folders, each with so many files of its own.
func (f forger) honest(folders, files int) string {
	blob := f.object("blob", "package x\n")
	var top strings.Builder
	for i := range folders {
		var text strings.Builder
		for k := range files {
			text.WriteString(entry("100644", fmt.Sprintf("f%05d_%05d.go", i, k), blob))
		}
		top.WriteString(entry("40000", fmt.Sprintf("d%05d", i), f.object("tree", text.String())))
	}
	return f.object("tree", top.String())
}

func (f forger) commit(tree string, parents ...string) string {
	text := "tree " + tree + "\n"
	for _, p := range parents {
		text += "parent " + p + "\n"
	}
	return f.object("commit", text+"author D <d@example.com> 1792000000 +0000\ncommitter D <d@example.com> 1792000000 +0000\n\nx\n")
}

func forged(t testing.TB) (forger, *git.Repository) {
	t.Helper()
	dir := t.TempDir()
	gittest.Git(t, dir, "init", "-q", "-b", "main")
	return forger{t, dir}, find(t, dir)
}

func storeOf(t testing.TB, dir string, r *git.Repository) *git.Store {
	t.Helper()
	s, err := git.OpenStore(t.Context(), dir, r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func probe(t testing.TB, s *git.Store, tips ...string) git.Verdict {
	t.Helper()
	var hashes []git.Hash
	for _, tip := range tips {
		hashes = append(hashes, git.Hash(tip))
	}
	v, err := s.Probe(t.Context(), hashes)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestProbeTellsTrapsFromLargeHonestHistories(t *testing.T) {
	for name, c := range map[string]struct {
		tip  func(f forger) string
		says string // "" for an honest one
	}{
		"harmless":   {func(f forger) string { return f.commit(f.unfolded(2, 10, "a")) }, ""},
		"many files": {func(f forger) string { return f.commit(f.honest(200, 500)) }, ""},
		"more files than anybody has, all their own": {func(f forger) string { return f.commit(f.honest(600, 2000)) }, ""},
		"a folder that is there a hundred times": {func(f forger) string {
			one := f.honest(10, 500)
			var text strings.Builder
			for i := range 100 {
				text.WriteString(entry("40000", fmt.Sprintf("copy%03d", i), one))
			}
			return f.commit(f.object("tree", text.String()))
		}, ""},
		"10⁹ paths":                {func(f forger) string { return f.commit(f.unfolded(9, 10, "f")) }, "unfolds 90 names to 1e+09 paths"},
		"more than can be counted": {func(f forger) string { return f.commit(f.unfolded(400, 10, "f")) }, "unfolds 4000 names to more paths than can be counted"},
		"in the past": {func(f forger) string {
			calm := f.commit(f.unfolded(1, 3, "a"))
			return f.commit(f.unfolded(1, 2, "a"), f.commit(f.unfolded(9, 10, "f"), calm))
		}, "1e+09"},
		"in a merge": {func(f forger) string {
			calm := f.unfolded(1, 3, "a")
			root := f.commit(calm)
			return f.commit(f.unfolded(9, 10, "f"), f.commit(calm, root), root)
		}, "1e+09"},
		"a folder that contains itself": {func(f forger) string {
			self := strings.Repeat("ab", 20)
			text := entry("40000", "a", self)
			f.forged(self, fmt.Sprintf("tree %d\x00%s", len(text), text))
			return f.commit(self)
		}, "contains itself"},
		"paths of a megabyte": {func(f forger) string {
			deep := f.object("tree", entry("40000", "w", f.unfolded(3, 20, "f")))
			for range 250 {
				deep = f.object("tree", entry("40000", strings.Repeat("n", 4000), deep))
			}
			return f.commit(deep)
		}, "paths of more than 1024 MB in all"},
		"a folder of hundreds of megabytes": {func(f forger) string {
			return f.commit(f.object("tree", strings.Repeat(entry("100644", strings.Repeat("x", 200), strings.Repeat("cd", 20)), 1_250_000)))
		}, "a folder of 27"},
	} {
		t.Run(name, func(t *testing.T) {
			f, r := forged(t)
			tip := c.tip(f)
			s := storeOf(t, filepath.Join(t.TempDir(), "git"), r)
			v := probe(t, s, tip)
			if c.says == "" {
				if v.Excess != nil {
					t.Fatalf("an honest history is refused: %v", v.Excess)
				}
				if _, err := s.Missing(t.Context(), []git.Hash{git.Hash(tip)}); err != nil {
					t.Error(err)
				}
				return
			}
			if v.Excess == nil || !strings.Contains(v.Excess.Error(), c.says) {
				t.Fatalf("got %v, want %s", v.Excess, c.says)
			}
			var excess *git.Excess
			for _, err := range s.Log(t.Context(), git.LogQuery{Tips: []git.Hash{git.Hash(tip)}}) {
				if !errors.As(err, &excess) {
					t.Errorf("history is read all the same: %v", err)
				}
			}
		})
	}
}

// What was found out is kept, and found out again when there is something new.
func TestProbeIsKept(t *testing.T) {
	f, r := forged(t)
	calm := f.commit(f.unfolded(2, 10, "a"))
	trap := f.commit(f.unfolded(9, 10, "f"), calm)
	dir := filepath.Join(t.TempDir(), "git")
	if v := probe(t, storeOf(t, dir, r), calm); v.Excess != nil || !v.Whole {
		t.Fatalf("%+v", v)
	}
	s := storeOf(t, dir, r)
	path := os.Getenv("PATH")
	t.Setenv("PATH", "") // no git: nothing is read
	if v := probe(t, s, calm); v.Excess != nil || !v.Whole {
		t.Fatalf("%+v", v)
	}
	t.Setenv("PATH", path)
	if v := probe(t, s, trap); v.Excess == nil {
		t.Fatal("a new commit is not looked at")
	}
	if v := probe(t, storeOf(t, dir, r), trap); v.Excess == nil {
		t.Fatal("it is not kept")
	}
	if v := probe(t, s, f.commit(f.unfolded(2, 9, "a"), trap)); v.Excess == nil || v.Excess.Commit != git.Hash(trap) {
		t.Fatalf("a trap counts until it is gone: %v", v.Excess)
	}
	if v := probe(t, s, f.commit(f.unfolded(2, 9, "a"), calm)); v.Excess != nil || !v.Whole {
		t.Fatalf("a trap that is gone counts still: %v", v.Excess)
	}
	if err := s.Anyway(true); err != nil {
		t.Fatal(err)
	}
	if v := probe(t, storeOf(t, dir, r), trap); v.Excess != nil || !v.Anyway {
		t.Fatalf("the user wants it read: %+v", v)
	}
	if err := s.Anyway(false); err != nil {
		t.Fatal(err)
	}
	if v := probe(t, storeOf(t, dir, r), trap); v.Excess == nil {
		t.Fatal("the user no longer wants it read")
	}
	for _, text := range []string{"", "{", `{"version":1,"tips":null}`, strings.Repeat("x", 2<<20)} {
		if err := os.WriteFile(filepath.Join(dir, "verdict.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if v := probe(t, storeOf(t, dir, r), trap); v.Excess == nil {
			t.Errorf("%.20q was believed", text)
		}
	}
}

// No walk lists what a merge changed, so a trap that one merge brings and another takes away is met by nobody but blame, which
// compares merges with what they merged. It must not take the memory of the machine there, nor be met again.
func TestBlameMeetsATrapBetweenMerges(t *testing.T) {
	for name, c := range map[string]struct {
		trap    bool
		between func(f forger) string
	}{
		"a trap":                       {true, func(f forger) string { return f.unfolded(9, 10, strings.Repeat("n", 200)) }},
		"an honest merge of very much": {false, func(f forger) string { return f.distinct(50, 50, strings.Repeat("n", 22_000)) }},
	} {
		t.Run(name, func(t *testing.T) {
			f, r := forged(t)
			file := f.object("blob", "one\ntwo\n")
			calm := f.object("tree", entry("100644", "x.go", file))
			between := c.between(f)
			other := f.object("tree", entry("100644", "y.go", file))
			root := f.commit(other)
			brings := f.commit(f.object("tree", entry("40000", "b", between)), root, f.commit(other, root))
			tip := f.commit(calm, brings, f.commit(other, root))
			for i := range 3 {
				tip = f.commit(f.object("tree", entry("100644", "x.go", file)+entry("100644", "z.go", f.object("blob", fmt.Sprint(i)))), tip)
			}
			dir := filepath.Join(t.TempDir(), "git")
			s := storeOf(t, dir, r)
			s.SetRoom(64 << 20) // as if it all lay further back than the first look gets, and everything else had been walked
			if err := s.Vouch([]git.Hash{git.Hash(tip)}); err != nil {
				t.Fatal(err)
			}
			var by []string
			var failed error
			for chunk, err := range s.Blame(t.Context(), git.BlameQuery{Commit: git.Hash(tip), Path: "x.go"}) {
				if failed = err; err == nil {
					by = append(by, string(chunk.Commit))
				}
			}
			if !c.trap {
				if failed != nil || len(by) != 1 || by[0] != root { // where its lines stood under another name
					t.Errorf("blame is %v, %v", by, failed)
				}
				return
			}
			var excess *git.Excess
			if !errors.As(failed, &excess) || excess.Commit != git.Hash(brings) {
				t.Errorf("blame fails with %v", failed)
			}
			if v := probe(t, storeOf(t, dir, r), tip); v.Excess == nil {
				t.Error("it is forgotten")
			}
			if _, err := s.Missing(t.Context(), []git.Hash{git.Hash(tip)}); !errors.As(err, &excess) {
				t.Errorf("history is read on: %v", err)
			}
		})
	}
}

// distinct is a tree of so many folders, each with so many files, none like another.
func (f forger) distinct(folders, files int, prefix string) string {
	var top strings.Builder
	for i := range folders {
		blob := f.object("blob", fmt.Sprint(i))
		var text strings.Builder
		for k := range files {
			text.WriteString(entry("100644", fmt.Sprintf("%s%05d", prefix, k), blob))
		}
		top.WriteString(entry("40000", fmt.Sprintf("%s%05d", prefix, i), f.object("tree", text.String())))
	}
	return f.object("tree", top.String())
}
