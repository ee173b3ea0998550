//go:build unix && !race

package hostile_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/internal/exec"
)

// loose is the path of an object that lies in a file of its own.
func (v *victim) loose(hash string) string {
	return filepath.Join(v.dotgit, "objects", hash[:2], hash[2:])
}

// object writes an object as it is given, well-formed or not, and answers its name.
func (v *victim) object(kind string, content []byte) string {
	head := fmt.Appendf(nil, "%s %d\x00", kind, len(content))
	sum := sha1.New()
	sum.Write(head)
	sum.Write(content)
	hash := hex.EncodeToString(sum.Sum(nil))
	v.forged(hash, kind, content)
	return hash
}

// forged writes an object under a name that need not be its own: git does not compare when it reads.
func (v *victim) forged(hash, kind string, content []byte) {
	v.t.Helper()
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	v.must(err)
	_, err = fmt.Fprintf(w, "%s %d\x00", kind, len(content))
	v.must(err)
	_, err = w.Write(content)
	v.must(err)
	v.must(w.Close())
	path := v.loose(hash)
	v.must(os.MkdirAll(filepath.Dir(path), 0o755))
	v.must(os.RemoveAll(path))
	v.must(os.WriteFile(path, packed.Bytes(), 0o444))
}

// entry is one line of a tree.
type entry struct{ mode, name, hash string }

// tree writes a tree with whatever names it is given.
func (v *victim) tree(entries ...entry) string { return v.object("tree", listed(entries...)) }

func listed(entries ...entry) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		raw, _ := hex.DecodeString(e.hash)
		b.WriteString(e.mode + " " + e.name + "\x00")
		b.Write(raw)
	}
	return b.Bytes()
}

// commit writes a commit of a tree and makes it the tip of main.
func (v *victim) commit(tree, message string, parents ...string) string {
	hash := v.object("commit", committed(tree, message, parents...))
	v.write(".git/refs/heads/main", hash+"\n")
	return hash
}

func committed(tree, message string, parents ...string) []byte {
	var b strings.Builder
	b.WriteString("tree " + tree + "\n")
	for _, p := range parents {
		b.WriteString("parent " + p + "\n")
	}
	b.WriteString("author Dev One <dev1@example.com> 1792000000 +0000\ncommitter Dev One <dev1@example.com> 1792000000 +0000\n\n" + message)
	return []byte(b.String())
}

// entries are those of main's tree.
func (v *victim) entries() []entry {
	var out []entry
	for line := range strings.Lines(v.git("ls-tree", "main")) {
		about, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		f := strings.Fields(about)
		out = append(out, entry{strings.TrimPrefix(f[0], "0"), name, f[2]})
	}
	return out
}

// with adds a file or a folder to main, in a commit.
func (v *victim) with(message string, more ...entry) string {
	return v.commit(v.tree(append(v.entries(), more...)...), message, v.git("rev-parse", "main"))
}

// imports gives a stream to git fast-import.
func (v *victim) imports(stream string) {
	v.t.Helper()
	_, err := exec.Command{
		Path: "git", Args: []string{"fast-import", "--quiet", "--force"}, Dir: v.dir, Stdin: strings.NewReader(stream), Env: v.environment(),
	}.Output(context.Background())
	v.must(err)
}

// index writes an index file that has these paths and nothing else.
func (v *victim) index(hash string, paths ...string) {
	raw, err := hex.DecodeString(hash)
	v.must(err)
	b := append([]byte("DIRC"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 2), uint32(len(paths)))...)
	for _, p := range paths {
		at := len(b)
		b = append(b, make([]byte, 24)...)
		b = binary.BigEndian.AppendUint32(b, 0o100644)
		b = append(b, make([]byte, 12)...)
		b = append(b, raw...)
		b = binary.BigEndian.AppendUint16(b, uint16(min(len(p), 0xfff)))
		b = append(b, p...)
		b = append(b, make([]byte, 8-(len(b)-at)%8)...)
	}
	sum := sha1.Sum(b)
	v.must(os.WriteFile(filepath.Join(v.dotgit, "index"), append(b, sum[:]...), 0o644))
}

// inside makes what is opened relative to a folder of the repository, as commands that start there have it.
func (v *victim) inside(folder string) {
	v.fileIn = strings.TrimPrefix(v.file, folder+"/")
}
