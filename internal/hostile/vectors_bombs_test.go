//go:build unix && !race

package hostile_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// billion is a tree of 10⁹ paths: ten folders, each the same one, nine deep.
func (v *victim) billion() string {
	hash := v.object("blob", []byte("// TODO: boom\n"))
	mode := "100644"
	for range 9 {
		var entries []entry
		for i := range 10 {
			entries = append(entries, entry{mode, fmt.Sprintf("f%d.go", i), hash})
		}
		hash, mode = v.tree(entries...), "40000"
	}
	return hash
}

// calmly puts more commits of a calm tree on a commit than a first look reads, and makes the last one the tip of main.
func (v *victim) calmly(tree, tip string) {
	for range 2_100 {
		tip = v.object("commit", committed(tree, "calm\n", tip))
	}
	v.write(".git/refs/heads/main", tip+"\n")
}

// zeros is a blob of so many megabytes that takes a thousandth of that on disk.
func (v *victim) zeros(megabytes int) string {
	v.t.Helper()
	head := fmt.Appendf(nil, "blob %d\x00", megabytes<<20)
	sum, chunk := sha1.New(), make([]byte, 1<<20)
	sum.Write(head)
	var first, again bytes.Buffer
	w, err := flate.NewWriter(&first, flate.BestSpeed)
	v.must(err)
	_, err = w.Write(head)
	v.must(err)
	v.must(w.Flush())
	w.Reset(&again)
	_, err = w.Write(chunk)
	v.must(err)
	v.must(w.Flush())
	for range megabytes {
		sum.Write(chunk)
	}
	// Adler-32: zeros leave a as it is, and add it to b each.
	const prime = 65521
	a, b := uint64(1), uint64(0)
	for _, c := range head {
		a = (a + uint64(c)) % prime
		b = (b + a) % prime
	}
	b = (b + a*(uint64(megabytes)<<20)) % prime
	var packed bytes.Buffer
	packed.Write([]byte{0x78, 0x01})
	packed.Write(first.Bytes())
	for range megabytes {
		packed.Write(again.Bytes())
	}
	packed.Write([]byte{0x03, 0x00}) // an empty last block
	packed.Write(binary.BigEndian.AppendUint32(nil, uint32(b<<16|a)))
	hash := hex.EncodeToString(sum.Sum(nil))
	v.must(os.MkdirAll(filepath.Dir(v.loose(hash)), 0o755))
	v.must(os.WriteFile(v.loose(hash), packed.Bytes(), 0o444))
	return hash
}

func bombs() []vector {
	list := []string{"ls-tree", "-r", "HEAD"}
	return []vector{
		{name: "10⁹ paths", harm: func(v *victim) { v.with("boom", entry{"40000", "z", v.billion()}) }, hangs: [][]string{list}},
		{name: "10⁹ paths that were here once", harm: func(v *victim) {
			calm := v.git("rev-parse", "main^{tree}")
			boom := v.with("boom", entry{"40000", "z", v.billion()})
			v.commit(calm, "calm again\n", boom)
		}, hangs: [][]string{{"log", "--raw"}}},
		{name: "10⁹ paths in a merge", harm: func(v *victim) {
			main := v.git("rev-parse", "main")
			boom := v.tree(append(v.entries(), entry{"40000", "z", v.billion()})...)
			v.commit(v.git("rev-parse", "main^{tree}"), "calm again\n", v.commit(boom, "Merge branch\n", main, v.git("rev-parse", "feature")))
		}, hangs: [][]string{{"log", "--raw", "-m"}}},
		{name: "10⁹ paths on another branch", harm: func(v *victim) {
			main := v.git("rev-parse", "main")
			boom := v.with("boom", entry{"40000", "z", v.billion()})
			v.write(".git/refs/heads/main", main+"\n")
			for _, ref := range []string{"heads/boom", "remotes/origin/boom", "remotes/origin/feature"} {
				v.write(".git/refs/"+ref, boom+"\n")
			}
		}, hangs: [][]string{{"log", "--raw", "boom"}}},
		{name: "10⁹ paths beyond 2,100 commits", harm: func(v *victim) {
			calm := v.git("rev-parse", "main^{tree}")
			v.calmly(calm, v.with("boom", entry{"40000", "z", v.billion()}))
		}, hangs: [][]string{{"log", "--raw"}}},
		// No list of what commits changed has it: only who looks for where a file was before compares these merges with theirs.
		{name: "10⁹ paths that one merge brings and another takes away", harm: func(v *victim) {
			file := v.git("rev-parse", "main:pay/bill.go")
			before := append(v.entries(), entry{"100644", "was.go", file})
			was, is := v.tree(before...), v.tree(append(v.entries(), entry{"100644", "x.go", file})...)
			root := v.object("commit", committed(was, "was\n", v.git("rev-parse", "main")))
			side := v.object("commit", committed(was, "beside\n", root))
			brings := v.object("commit", committed(v.tree(append(before, entry{"40000", "z", v.billion()})...), "Merge branch\n", root, side))
			v.calmly(is, v.object("commit", committed(is, "Merge branch\n", brings, side)))
			v.git("reset", "-q", "--hard")
			v.file = "x.go"
		}, hangs: [][]string{{"blame", "x.go"}}},
		{name: "a folder that contains itself", harm: func(v *victim) {
			self := strings.Repeat("ab", 20)
			v.forged(self, "tree", listed(entry{"40000", "a", self}, entry{"40000", "b", self}, entry{"100644", "f.go", v.git("rev-parse", "main:pay/bill.go")}))
			v.with("again", entry{"40000", "z", self})
		}},
		{name: "a commit that is its own parent", harm: func(v *victim) {
			self := strings.Repeat("cd", 20)
			v.forged(self, "commit", committed(v.git("rev-parse", "main^{tree}"), "again\n", self, v.git("rev-parse", "main")))
			v.write(".git/refs/heads/main", self+"\n")
		}},
		{name: "a message of 100 MB", harm: func(v *victim) {
			v.commit(v.git("rev-parse", "main^{tree}"), "long\n\n"+strings.Repeat("because of a and b, ", 5<<20)+"\n", v.git("rev-parse", "main"))
		}},
		{name: "a message of a million lines", harm: func(v *victim) {
			v.commit(v.git("rev-parse", "main^{tree}"), "long\n\n"+strings.Repeat("Reviewed-by: A <a@example.com>\n", 1_000_000), v.git("rev-parse", "main"))
		}},
		{name: "100,000 parents", harm: func(v *victim) {
			tree, root := v.git("rev-parse", "main^{tree}"), v.git("rev-parse", "main")
			parents := make([]string, 100_000)
			for i := range parents {
				parents[i] = root
			}
			for i := range 200 {
				parents[i] = v.object("commit", committed(tree, fmt.Sprintf("side %d\n", i), root))
			}
			v.commit(tree, "octopus\n", parents...)
		}},
		{name: "10,000 folders deep", harm: func(v *victim) {
			tip := v.git("rev-parse", "main")
			v.imports("commit refs/heads/main\ncommitter Dev One <dev1@example.com> 1792000000 +0000\ndata 4\ndeep\nfrom " + tip +
				"\nM 644 inline " + strings.Repeat("d/", 10_000) + "x.go\ndata 13\n// TODO: deep\n\n")
		}},
		{name: "files of a gigabyte", harm: func(v *victim) {
			big := v.zeros(1024)
			var entries []entry
			for _, e := range v.entries() {
				if e.name != "CODEOWNERS" && e.name != ".mailmap" && e.name != ".leadline.toml" && e.name != ".git-blame-ignore-revs" {
					entries = append(entries, e)
				}
			}
			for _, name := range []string{"CODEOWNERS", ".mailmap", ".leadline.toml", ".git-blame-ignore-revs", "big.go"} {
				entries = append(entries, entry{"100644", name, big})
				v.remove(name)
			}
			v.commit(v.tree(entries...), "big\n", v.git("rev-parse", "main"))
			v.write("big.go", "// TODO: big\n")
			v.alsoOpen = []string{"big.go"}
		}},
		{name: "a changed line of 100 MB", harm: func(v *victim) {
			blob := v.object("blob", bytes.Repeat([]byte("TODO(x): aaaaaaaaaaaaaaaaaaa "), 3<<20))
			v.with("line\n", entry{"100644", "long.go", blob})
			v.alsoOpen = []string{"long.go"}
		}},
		{name: "rules that backtrack", harm: func(v *victim) {
			slow := strings.Repeat("*a", 200) + "b"
			deep := strings.Repeat("**/", 500) + "x"
			name := strings.Repeat("a", 200) + ".go"
			v.write(name, "// TODO: slow\n")
			v.write("CODEOWNERS", strings.Repeat(slow+" @dev1\n"+deep+" @dev2\n", 500))
			v.git("add", name, "CODEOWNERS")
			v.git("commit", "-q", "-m", "slow")
			v.write(strings.Repeat("a", 199)+"c.go", "// TODO: slow\n")
			v.write(".gitignore", strings.Repeat(slow+"\n"+deep+"\n", 500))
			v.file = name
		}, hangs: [][]string{{"status"}}},
		{name: "settings that nest", harm: func(v *victim) {
			v.write(".leadline.toml", "a = "+strings.Repeat("[", 100_000)+"\n"+strings.Repeat("["+strings.Repeat("a.", 5000)+"b]\n", 20))
		}},
		{name: "files of many thousand lines", harm: func(v *victim) {
			v.write(".mailmap", strings.Repeat("A <a@example.com> B <b@example.com>\n", 3_000))
			v.write("CODEOWNERS", strings.Repeat("/pay/**/x*y.go @a @b @c\n", 5_000))
			v.write(".git-blame-ignore-revs", strings.Repeat(strings.Repeat("a", 40)+"\n", 25_000))
			v.write(".gitignore", strings.Repeat("x*y*z\n", 10_000))
			v.write("pay/many.go", strings.Repeat("// TODO(a): b\n", 10_000))
			v.git("add", "-f", ".mailmap", "CODEOWNERS", ".git-blame-ignore-revs", "pay/many.go")
			v.git("-c", "core.excludesFile=", "commit", "-q", "-m", "large")
			v.alsoOpen = []string{"pay/many.go"}
		}},
	}
}
