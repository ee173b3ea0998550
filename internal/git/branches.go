package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	mostRefDepth = 12
	treeLimit    = 4 << 20
)

// Branch is a branch of this clone, or of a remote as it was last seen.
type Branch struct {
	Name string // main, or origin/main
	Tip  Hash
}

// Branches lists branches in the order of their names, those of this clone first, at most most of them. What cannot be read
// is left out.
func (r *Repository) Branches(most int) []Branch {
	found := map[string]Hash{}
	if content, err := readWithin(r.CommonDir, "packed-refs", packedRefsLimit); err == nil {
		for line := range bytes.Lines(content) {
			hash, name, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), " ")
			if isBranch(name) && Hash(hash).Valid() {
				found[name] = Hash(hash)
			}
		}
	}
	if root, err := os.OpenRoot(r.CommonDir); err == nil {
		defer root.Close()
		left := 10 * most
		for _, dir := range []string{"refs/heads", "refs/remotes"} {
			r.looseRefs(root, dir, mostRefDepth, &left, found)
		}
	}
	var out []Branch
	for name, tip := range found {
		if base := path.Base(name); base == "HEAD" && strings.HasPrefix(name, "refs/remotes/") {
			continue
		}
		out = append(out, Branch{Name: strings.TrimPrefix(strings.TrimPrefix(name, "refs/heads/"), "refs/remotes/"), Tip: tip})
	}
	local := func(b Branch) int {
		if _, ok := found["refs/heads/"+b.Name]; ok {
			return 0
		}
		return 1
	}
	slices.SortFunc(out, func(a, b Branch) int {
		if n := local(a) - local(b); n != 0 {
			return n
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out[:min(len(out), most)]
}

func isBranch(name string) bool {
	return (strings.HasPrefix(name, "refs/heads/") || strings.HasPrefix(name, "refs/remotes/")) && validRef(name)
}

func (r *Repository) looseRefs(root *os.Root, dir string, depth int, left *int, found map[string]Hash) {
	f, err := root.Open(filepath.FromSlash(dir))
	if err != nil || depth == 0 {
		return
	}
	entries, _ := f.ReadDir(max(*left, 1))
	_ = f.Close()
	for _, e := range entries {
		name := dir + "/" + e.Name()
		if *left--; *left < 0 || !validRef(name) {
			return
		}
		if e.IsDir() {
			r.looseRefs(root, name, depth-1, left, found)
			continue
		}
		content, err := readWithin(r.CommonDir, name, pointerLimit)
		if h := Hash(strings.TrimRight(string(content), " \t\r\n")); err == nil && h.Valid() {
			found[name] = h
		}
	}
}

// FilesIn lists the names of the files right in a folder of commits, all from one process: for each commit, in their order,
// nil where it has no such folder.
func (s *Store) FilesIn(ctx context.Context, commits []Hash, folder string) ([][]string, error) {
	out := make([][]string, len(commits))
	if !plainPath(folder) || strings.ContainsAny(folder, "\n\x00") {
		return out, fs.ErrNotExist
	}
	var stdin bytes.Buffer
	var asked []int
	for i, c := range commits {
		if c.Valid() {
			fmt.Fprintf(&stdin, "%s:%s\n", c, folder)
			asked = append(asked, i)
		}
	}
	if len(asked) == 0 {
		return out, nil
	}
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	p, err := s.command(quickTimeout, int64(len(asked))*treeLimit, stdin.Bytes(), "cat-file", "--batch", "--buffer").Start(ctx)
	if err != nil {
		return nil, noGit(err)
	}
	in := bufio.NewReaderSize(p.Stdout, 64<<10)
	for _, i := range asked {
		if out[i], err = nextTree(in); err != nil {
			p.Stop()
			ended := p.Wait()
			return nil, fmt.Errorf("listing %s on other branches: %w", folder, errors.Join(err, noGit(ended)))
		}
	}
	return out, noGit(p.Wait())
}

// nextTree reads one answer of cat-file --batch: entries of "<mode> <name>", a NUL and the bytes of a hash.
func nextTree(in *bufio.Reader) ([]string, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	fields := strings.Fields(line)
	if strings.HasSuffix(line, " missing\n") {
		return nil, nil
	}
	if len(fields) != 3 || !Hash(fields[0]).Valid() {
		return nil, fmt.Errorf("git cat-file printed %.80q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return nil, fmt.Errorf("git cat-file printed %.80q", line)
	}
	if fields[1] != "tree" || size > treeLimit {
		_, err := io.CopyN(io.Discard, in, size+1)
		return nil, err
	}
	body := make([]byte, size+1)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	names := []string{}
	width := len(fields[0]) / 2
	for body = body[:size]; len(body) > 0; {
		head, rest, ok := bytes.Cut(body, []byte{0})
		mode, name, named := strings.Cut(string(head), " ")
		if !ok || !named || len(rest) < width {
			return nil, errors.New("git cat-file printed a tree that is cut off")
		}
		if strings.HasPrefix(mode, "100") {
			names = append(names, name)
		}
		body = rest[width:]
	}
	return names, nil
}
