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
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// Exchange is a bare repository of our own, for what machines send each other through a git remote. It is made of files that we
// write, borrows no objects and knows no remotes: addresses are given with each call, see [Exchange.Fetch]. Everything in it
// can be fetched or made again.
//
// It is safe for concurrent use; who changes refs must keep others out, see [Exchange.Lock].
type Exchange struct{ dir string }

const (
	exchangeOutput = 1 << 30 // bytes that one reading may take
	messageOfBatch = "leadline\n"
)

// OpenExchange makes the store in dir, or brings its settings back to what they must be. format is that of the repositories that
// it meets, sha1 or sha256: one store has one.
func OpenExchange(dir, format string) (*Exchange, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the store for syncing: %w", err)
	}
	for _, sub := range []string{"refs", "objects/info", "objects/pack"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("opening the store for syncing: %w", err)
		}
	}
	config := "[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tlogAllRefUpdates = false\n"
	if format == "sha256" {
		config = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n\tlogAllRefUpdates = false\n[extensions]\n\tobjectformat = sha256\n"
	}
	for name, content := range map[string]string{
		"HEAD":   "ref: refs/heads/none\n",
		"config": config,
	} {
		if err := replace(filepath.Join(dir, name), []byte(content)); err != nil {
			return nil, fmt.Errorf("opening the store for syncing: %w", err)
		}
	}
	return &Exchange{dir: dir}, nil
}

// Dir is the folder of the store.
func (x *Exchange) Dir() string { return x.dir }

// Lock waits until no other process changes refs, and clears away what one that was killed left.
func (x *Exchange) Lock(ctx context.Context) (unlock func(), err error) {
	unlock, err = lock(ctx, filepath.Join(x.dir, "sync.lock"))
	if err == nil {
		x.sweep()
	}
	return unlock, err
}

// sweep deletes the locks and unfinished packs of processes that were killed. The store is locked.
func (x *Exchange) sweep() {
	left := append(x.unfinished(), filepath.Join(x.dir, "packed-refs.lock"))
	_ = filepath.WalkDir(filepath.Join(x.dir, "refs"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".lock") {
			left = append(left, path)
		}
		return nil // what cannot be read is no lock
	})
	for _, path := range left {
		_ = os.Remove(path) // git says so if one stands in its way
	}
}

// command runs git on this store alone: it reaches no network and knows none of the user's settings.
func (x *Exchange) command(timeout time.Duration, stdin []byte, args ...string) exec.Command {
	return exec.Command{
		Path: "git", Args: append([]string{"--no-pager", "-c", "core.hooksPath=" + os.DevNull, "-c", "gc.auto=0"}, args...), Dir: x.dir,
		Env: append(baseEnvironment(), "GIT_DIR="+x.dir), Stdin: bytes.NewReader(stdin),
		Timeout: timeout, MemoryLimit: memoryLimit, OutputLimit: exchangeOutput,
	}
}

// Refs are the refs whose names begin with prefix, a folder such as refs/own/.
func (x *Exchange) Refs(ctx context.Context, prefix string) (map[string]Hash, error) {
	out, err := x.command(quickTimeout, nil, "for-each-ref", "--format=%(objectname) %(refname)", "--", prefix).Output(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the store for syncing: %w", noGit(err))
	}
	refs := map[string]Hash{}
	for l := range strings.Lines(string(out)) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(l, "\n"), " ")
		if ok && Hash(hash).Valid() {
			refs[name] = Hash(hash)
		}
	}
	return refs, nil
}

// SetRefs moves refs of the store, all or none; an empty hash deletes one.
func (x *Exchange) SetRefs(ctx context.Context, to map[string]Hash) error {
	if len(to) == 0 {
		return nil
	}
	var in bytes.Buffer
	for name, hash := range to {
		switch {
		case !validRef(name) || hash != "" && !hash.Valid():
			return fmt.Errorf("%.80q is no ref of the store for syncing", name)
		case hash == "":
			fmt.Fprintf(&in, "delete %s\x00\x00", name)
		default:
			fmt.Fprintf(&in, "update %s\x00%s\x00\x00", name, hash)
		}
	}
	if _, err := x.command(quickTimeout, in.Bytes(), "update-ref", "--stdin", "-z").Output(ctx); err != nil {
		return fmt.Errorf("changing the store for syncing: %w", noGit(err))
	}
	return nil
}

// Parents are the commits that can be reached from the tips and not from those already known, each with its parents.
func (x *Exchange) Parents(ctx context.Context, tips, not []Hash) (map[Hash][]Hash, error) {
	parents := map[Hash][]Hash{}
	if len(tips) == 0 {
		return parents, nil
	}
	stdin, err := revisions(tips, not)
	if err != nil {
		return nil, err
	}
	out, err := x.command(walkTimeout, stdin, "rev-list", "--parents", "--stdin").Output(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading what was fetched: %w", noGit(err))
	}
	for l := range strings.Lines(string(out)) {
		fields := strings.Fields(l)
		commit := make([]Hash, len(fields))
		for i, f := range fields {
			if commit[i] = Hash(f); !commit[i].Valid() {
				return nil, fmt.Errorf("reading what was fetched: git printed %.80q", l)
			}
		}
		if len(commit) > 0 {
			parents[commit[0]] = commit[1:]
		}
	}
	return parents, nil
}

// Batches hands the file of each commit that [Exchange.Append] made, or somebody else, to take, in the order given. content is
// nil where a commit has no such file, or one of more than limit bytes; it may be kept. An error of take ends it.
func (x *Exchange) Batches(ctx context.Context, commits []Hash, limit int64, take func(commit Hash, content []byte) error) error {
	if len(commits) == 0 {
		return nil
	}
	var in bytes.Buffer
	for _, c := range commits {
		if !c.Valid() {
			return fmt.Errorf("%.80q is no commit", string(c))
		}
		in.WriteString(string(c) + ":" + BatchFile + "\n")
	}
	command := x.command(walkTimeout, in.Bytes(), "cat-file", "--batch", "--buffer")
	command.OutputLimit = walkOutput
	p, err := command.Start(ctx)
	if err != nil {
		return noGit(err)
	}
	err = readBatches(bufio.NewReaderSize(p.Stdout, 1<<16), commits, limit, take)
	if err != nil {
		p.Stop()
		_ = p.Wait() // killed by us
		return err
	}
	if err := p.Wait(); err != nil {
		return fmt.Errorf("reading what was fetched: %w", err)
	}
	return nil
}

func readBatches(in *bufio.Reader, commits []Hash, limit int64, take func(Hash, []byte) error) error {
	for _, c := range commits {
		head, err := in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("reading what was fetched: %w", err)
		}
		fields := strings.Fields(head)
		if len(fields) != 3 || !Hash(fields[0]).Valid() {
			if err := take(c, nil); err != nil {
				return err
			}
			continue
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil || size < 0 {
			return fmt.Errorf("reading what was fetched: git answered %.80q", head)
		}
		var content []byte
		if fields[1] == "blob" && size <= limit {
			content = make([]byte, size)
			_, err = io.ReadFull(in, content)
		} else {
			_, err = io.CopyN(io.Discard, in, size)
		}
		if err == nil {
			_, err = in.Discard(1) // the end of its line
		}
		if err != nil {
			return fmt.Errorf("reading what was fetched: %w", err)
		}
		if err := take(c, content); err != nil {
			return err
		}
	}
	return nil
}

// BatchFile is the one file of each commit.
const BatchFile = "events.ndjson"

// Batch is the file of one commit to be, and its date. Equal batches after equal parents make equal commits.
type Batch struct {
	Content []byte
	At      time.Time
}

// Append puts commits after parent ("" for none), one for each batch, and moves the ref to the last. The ref moves only once all
// of them are written.
func (x *Exchange) Append(ctx context.Context, ref string, parent Hash, batches []Batch) (Hash, error) {
	if !validRef(ref) || parent != "" && !parent.Valid() || len(batches) == 0 {
		return "", errors.New("writing a batch: no ref, or nothing to write")
	}
	var in bytes.Buffer
	in.WriteString("feature done\n")
	for i, b := range batches {
		fmt.Fprintf(&in, "commit %s\nmark :%d\ncommitter leadline <> %d +0000\ndata %d\n%s", ref, i+1, max(b.At.Unix(), 0), len(messageOfBatch), messageOfBatch)
		switch {
		case i == 0 && parent != "":
			fmt.Fprintf(&in, "from %s\n", parent)
		case i == 0: // a ref that exists must not become the parent by itself
			in.Reset()
			fmt.Fprintf(&in, "feature done\nreset %s\ncommit %s\nmark :1\ncommitter leadline <> %d +0000\ndata %d\n%s", ref, ref, max(b.At.Unix(), 0), len(messageOfBatch), messageOfBatch)
		}
		fmt.Fprintf(&in, "M 100644 inline %s\ndata %d\n", BatchFile, len(b.Content))
		in.Write(b.Content)
		in.WriteByte('\n')
	}
	fmt.Fprintf(&in, "get-mark :%d\ndone\n", len(batches))
	out, err := x.command(walkTimeout, in.Bytes(), "fast-import", "--quiet", "--done", "--force", "--date-format=raw").Output(ctx)
	if err != nil {
		return "", fmt.Errorf("writing a batch: %w", noGit(err))
	}
	tip := Hash(strings.TrimSpace(string(out)))
	if !tip.Valid() {
		return "", fmt.Errorf("writing a batch: git answered %.80q", out)
	}
	return tip, nil
}

// Prune deletes what no ref leads to any more, at once, and packs the rest.
func (x *Exchange) Prune(ctx context.Context) error {
	if _, err := x.command(walkTimeout, nil, "repack", "-a", "-d", "-q").Output(ctx); err != nil {
		return fmt.Errorf("tidying the store for syncing: %w", noGit(err))
	}
	if _, err := x.command(walkTimeout, nil, "prune", "--expire=now").Output(ctx); err != nil {
		return fmt.Errorf("tidying the store for syncing: %w", noGit(err))
	}
	return nil
}

// When the store is worth packing: fetches and batches leave a few small files each.
const (
	mostLoose = 16 // files in one of the 256 folders of loose objects
	mostPacks = 40
)

// Tidy packs the store when it has become many small files. What no ref leads to goes with it.
func (x *Exchange) Tidy(ctx context.Context) error {
	loose, _ := os.ReadDir(filepath.Join(x.dir, "objects", "17")) // hashes are spread evenly; git looks there, too
	packs, _ := filepath.Glob(filepath.Join(x.dir, "objects", "pack", "*.pack"))
	if len(loose) <= mostLoose && len(packs) <= mostPacks {
		return nil
	}
	return x.Prune(ctx)
}
