package git

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/exec"
)

// What a commit may unfold to. A tree names a folder by its hash, and may name the same one many times: nine folders of ten
// names each are a thousand million paths, in a kilobyte. People do have folders twice; nobody has each file four times over, a
// million files in all.
const (
	mostPaths     = 1_000_000
	mostShared    = 4         // paths for each name that a tree really has
	mostPathBytes = 1 << 30   // of all paths of one commit together
	mostTreeBytes = 256 << 20 // of one folder, some five million names
)

// Excess says that a commit has more in it than can be read, and no honest project needs. It was counted, not timed.
type Excess struct {
	Commit Hash    `json:"commit"`
	Paths  float64 `json:"paths,omitempty"` // that its tree unfolds to, at most the largest number there is; -1: a folder contains itself
	Names  int     `json:"names,omitempty"` // that its folders have, each folder counted once
	Folder int64   `json:"folder,omitempty"`
}

func (e *Excess) Error() string {
	switch {
	case e.Folder > 0:
		return fmt.Sprintf("commit %.12s has a folder of %d MB of names alone", e.Commit, e.Folder>>20)
	case e.Paths < 0:
		return fmt.Sprintf("commit %.12s has a folder that contains itself", e.Commit)
	case e.Paths <= mostPaths:
		return fmt.Sprintf("commit %.12s has paths of more than %d MB in all", e.Commit, mostPathBytes>>20)
	}
	if e.Paths == math.MaxFloat64 {
		return fmt.Sprintf("commit %.12s unfolds %d names to more paths than can be counted", e.Commit, e.Names)
	}
	return fmt.Sprintf("commit %.12s unfolds %d names to %.2g paths", e.Commit, e.Names, e.Paths)
}

// subtree is one tree object, as far as it counts.
type subtree struct {
	files   int     // names that are no folders
	bytes   int     // of their names, with a separator each
	folders []child // those in it
	state   state
	paths   float64 // once it was summed up; so are the others
	length  float64 // of all paths, in bytes
	whole   bool    // nothing below was left out
}

type child struct {
	hash Hash
	name int // bytes
}

type state uint8

const (
	unseen state = iota
	summing
	summed
)

// extents sums up trees. It reads each folder once, however often it is named, so that its work is bounded by what really is in
// the repository; and it stops after so many folders and bytes. It is for one goroutine, and must be closed.
type extents struct {
	store   *Store
	known   map[Hash]*subtree
	folders int // that may still be read
	bytes   int64
	patient bool // nobody waits for it

	git  *exec.Process // nil until it is needed
	ask  *io.PipeWriter
	in   *bufio.Reader
	room []byte
}

func (s *Store) extents(folders int, bytes int64) *extents {
	return &extents{store: s, known: map[Hash]*subtree{}, folders: folders, bytes: bytes}
}

// errEnough ends reading when as much was read as may be.
var errEnough = errors.New("as much was read as may be")

// begin starts git, unless that runs already.
func (x *extents) begin(ctx context.Context) (err error) {
	if x.git != nil {
		return nil
	}
	from, to := io.Pipe()
	c := x.store.command(quickTimeout, walkOutput, nil, "cat-file", "--batch")
	c.Stdin, c.MemoryLimit, c.Patient = from, cautious, x.patient
	if x.git, err = c.Start(ctx); err != nil {
		return noGit(err)
	}
	x.ask, x.in = to, bufio.NewReaderSize(x.git.Stdout, 64<<10)
	return nil
}

func (x *extents) close() {
	if x.git != nil {
		x.ask.Close()
		x.git.Stop()
		_ = x.git.Wait() // killed by us, or it gave up
		x.git = nil
	}
}

// roots finds the trees of commits, all that are on this machine.
func (x *extents) roots(ctx context.Context, commits []Hash) ([]rooted, error) {
	if err := x.begin(ctx); err != nil {
		return nil, err
	}
	var found []rooted
	for _, h := range commits {
		if _, err := io.WriteString(x.ask, string(h)+"\n"); err != nil {
			return nil, err
		}
		kind, size, err := x.answer()
		if err != nil {
			return nil, err
		}
		if kind == "" {
			continue
		}
		head, err := x.in.Peek(int(min(size, int64(len("tree ")+len(h)+1))))
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		line, whole := bytes.CutSuffix(head, []byte{'\n'})
		root, isTree := bytes.CutPrefix(line, []byte("tree "))
		if kind == "commit" && whole && isTree && Hash(root).Valid() {
			found = append(found, rooted{h, Hash(root)})
		}
		if _, err := io.CopyN(io.Discard, x.in, size+1); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// read takes in the trees and all below them, as many as it may. The error is errEnough, an *Excess without its commit, or what
// went wrong; then nothing more can be read.
func (x *extents) read(ctx context.Context, roots []Hash) error {
	level := x.fresh(roots)
	if len(level) > 0 {
		if err := x.begin(ctx); err != nil {
			return err
		}
	}
	for len(level) > 0 {
		var names bytes.Buffer
		for _, h := range level {
			names.WriteString(string(h) + "\n")
		}
		go func() { _, _ = x.ask.Write(names.Bytes()) }() // git answers while it is asked; closing the pipe ends this
		var below []Hash
		for _, h := range level {
			if x.folders <= 0 || x.bytes <= 0 {
				return errEnough
			}
			f, err := x.next(h)
			if err != nil {
				var excess *Excess
				if errors.As(err, &excess) || ctx.Err() != nil {
					return err
				}
				return x.tooLarge(ctx, h, err)
			}
			x.known[h] = f
			for _, c := range f.folders {
				below = append(below, c.hash)
			}
		}
		level = x.fresh(below)
	}
	return nil
}

// fresh are those of the trees that were not read yet, each once.
func (x *extents) fresh(trees []Hash) []Hash {
	var out []Hash
	asked := map[Hash]bool{}
	for _, h := range trees {
		if x.known[h] == nil && !asked[h] {
			asked[h] = true
			out = append(out, h)
		}
	}
	return out
}

// next reads an answer of cat-file --batch. What is no tree, or not on this machine, has nothing in it.
func (x *extents) next(h Hash) (*subtree, error) {
	x.folders--
	kind, size, err := x.answer()
	if err != nil {
		return nil, err
	}
	x.bytes -= size
	switch {
	case kind == "":
		return &subtree{}, nil
	case kind == "tree" && size > mostTreeBytes:
		return nil, &Excess{Folder: size}
	case kind != "tree":
		_, err = io.CopyN(io.Discard, x.in, size+1)
		return &subtree{}, err
	case int64(cap(x.room)) < size+1:
		x.room = make([]byte, size+size/4+1)
	}
	text := x.room[:size+1]
	if _, err := io.ReadFull(x.in, text); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	return parseFolder(text[:size], len(h)/2), nil
}

// answer reads what an object is, and how many bytes follow before the end of a line: nothing at all where the kind is "".
func (x *extents) answer() (kind string, size int64, err error) {
	line, err := x.in.ReadString('\n')
	if err != nil {
		return "", 0, io.ErrUnexpectedEOF
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return "", 0, nil
	}
	size, err = strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return "", 0, fmt.Errorf("git cat-file printed %.80q", line)
	}
	return fields[1], size, nil
}

// tooLarge tells a folder that git has no room for from other failures.
func (x *extents) tooLarge(ctx context.Context, h Hash, failed error) error {
	out, err := x.store.command(quickTimeout, smallOutput, []byte(string(h)+"\n"), "cat-file", "--batch-check").Output(ctx)
	if err != nil {
		return failed
	}
	if fields := strings.Fields(string(out)); len(fields) == 3 && fields[1] == "tree" {
		if size, err := strconv.ParseInt(fields[2], 10, 64); err == nil && size > mostTreeBytes {
			return &Excess{Folder: size}
		}
	}
	return failed
}

// parseFolder reads a tree object: "<mode> <name>\0<raw hash>" for each name. It stops where that is broken, as git does.
func parseFolder(text []byte, raw int) *subtree {
	f := &subtree{}
	for len(text) > 0 {
		mode, rest, ok := bytes.Cut(text, []byte{' '})
		name, after, named := bytes.Cut(rest, []byte{0})
		if !ok || !named || len(after) < raw {
			break
		}
		if string(mode) == "40000" || string(mode) == "040000" {
			f.folders = append(f.folders, child{Hash(fmt.Sprintf("%x", after[:raw])), len(name) + 1})
		} else {
			f.files++
			f.bytes += len(name) + 1
		}
		text = after[raw:]
	}
	return f
}

// sum adds up what is below a tree. It answers false where that contains itself.
func (x *extents) sum(h Hash) (*subtree, bool) {
	f := x.known[h]
	switch {
	case f == nil:
		return &subtree{}, true // not read: nothing is known of it
	case f.state == summing:
		return nil, false
	case f.state == summed:
		return f, true
	}
	f.state, f.whole = summing, true
	f.paths, f.length = float64(f.files), float64(f.bytes)
	for _, c := range f.folders {
		below, ok := x.sum(c.hash)
		if !ok {
			return nil, false
		}
		f.paths += below.paths
		f.length += below.length + float64(c.name)*below.paths
		f.whole = f.whole && below.whole
	}
	f.state = summed
	return f, true
}

// names are those in all folders below a tree, each folder counted once.
func (x *extents) names(root Hash) int {
	n, seen, left := 0, map[Hash]bool{root: true}, []Hash{root}
	for len(left) > 0 {
		f := x.known[left[len(left)-1]]
		left = left[:len(left)-1]
		if f == nil {
			continue
		}
		n += f.files + len(f.folders)
		for _, c := range f.folders {
			if !seen[c.hash] {
				seen[c.hash] = true
				left = append(left, c.hash)
			}
		}
	}
	return n
}

// judge says whether the tree of a commit is too much, and whether all of it was seen.
func (x *extents) judge(commit, root Hash) (excess *Excess, whole bool) {
	f, ok := x.sum(root)
	if !ok {
		return &Excess{Commit: commit, Paths: -1}, false
	}
	if f.paths > mostPaths || f.length > mostPathBytes {
		names := x.names(root)
		if f.length > mostPathBytes && f.paths <= mostPaths || f.paths > mostShared*float64(names) {
			return &Excess{Commit: commit, Paths: min(f.paths, math.MaxFloat64), Names: names}, f.whole
		}
	}
	return nil, f.whole
}

// outOfMemory says whether git ended for want of memory.
func outOfMemory(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && (exit.Code < 0 || exit.Code == fatal && strings.Contains(exit.Stderr, "ut of memory"))
}
