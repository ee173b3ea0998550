package git

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// Limits on what is kept of one patch, and on a run. A commit that changes more says little about any of its lines.
const (
	patchLines  = 200_000
	patchWidth  = 1 << 10 // bytes of a line
	patchOutput = 256 << 20
)

// Patch is what a commit changed, line by line, without context.
type Patch struct {
	Commit Hash
	Files  []FilePatch
	// Truncated says that there was more than is kept.
	Truncated bool
}

// FilePatch is what happened to one file. OldPath is "" for a new file, Path for a deleted one.
type FilePatch struct {
	OldPath, Path string
	Hunks         []Hunk
}

// Hunk replaces old lines by new ones; either may be none. Lines count from 1 and come without their ends, at most 1 KiB
// of each.
type Hunk struct {
	OldLine, Line int
	Old, New      []string
}

// PatchQuery names the commits whose patches are wanted.
type PatchQuery struct {
	Commits []Hash
	Paths   []string // only these; literal, none means all
}

// Patches reads what commits changed against their first parent, from one process, in the order asked for. First commits
// and merges come without files. Renames are followed; text conversion and whatever else a repository may ask for is not
// done. The sequence ends with an error at most once, as its last pair.
func (s *Store) Patches(ctx context.Context, q PatchQuery) iter.Seq2[*Patch, error] {
	return func(yield func(*Patch, error) bool) {
		stopped := false
		err := s.patches(ctx, q, func(p *Patch) bool {
			stopped = !yield(p, nil)
			return !stopped
		})
		if err != nil && !stopped {
			yield(nil, fmt.Errorf("reading what %d commits changed: %w", len(q.Commits), err))
		}
	}
}

func (s *Store) patches(ctx context.Context, q PatchQuery, emit func(*Patch) bool) error {
	stdin, err := revisions(q.Commits, nil)
	if err != nil || len(q.Commits) == 0 {
		return err
	}
	if err := s.refresh(ctx); err != nil {
		return err
	}
	args := []string{
		"diff-tree", "--stdin", "-r", "-p", "-U0", "-M", "-l400", "--no-ext-diff", "--no-textconv", "--no-color",
		"--full-index", "--src-prefix=a/", "--dst-prefix=b/",
	}
	if len(q.Paths) > 0 {
		args = append(append(args, "--"), q.Paths...)
	}
	p, err := s.patient(quickTimeout, patchOutput, stdin, args...).Start(ctx)
	if err != nil {
		return noGit(err)
	}
	stopped, parseErr := parsePatches(p.Stdout, emit)
	if stopped || parseErr != nil {
		p.Stop()
		_ = p.Wait() // killed by us
		return parseErr
	}
	return final(p.Wait())
}

// parsePatches reads git diff-tree --stdin -p -U0: a commit's hash on a line, then its patches.
func parsePatches(r io.Reader, emit func(*Patch) bool) (stopped bool, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	b := patchBuilder{}
	for {
		line, err := patchLine(in)
		if err == io.EOF {
			return b.patch != nil && !emit(b.patch), nil
		}
		if err != nil {
			return false, err
		}
		if b.old == 0 && b.new == 0 && Hash(line).Valid() {
			if b.patch != nil && !emit(b.patch) {
				return true, nil
			}
			b = patchBuilder{patch: &Patch{Commit: Hash(line)}}
			continue
		}
		if b.patch != nil {
			b.line(line)
		}
	}
}

// patchLine reads a line and drops what is beyond the limit.
func patchLine(in *bufio.Reader) (string, error) {
	part, err := in.ReadSlice('\n')
	line := string(part[:min(len(part), patchWidth)])
	if len(part) <= patchWidth {
		line = strings.TrimSuffix(line, "\n")
	}
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	if err == io.EOF && line != "" {
		return line, nil
	}
	return line, err
}

// patchBuilder collects one commit's patch.
type patchBuilder struct {
	patch    *Patch
	old, new int // lines of the hunk yet to come
	kept     int
	file     *FilePatch
	hunk     *Hunk
}

func (b *patchBuilder) line(line string) {
	switch {
	case b.old > 0 && strings.HasPrefix(line, "-"):
		b.old--
		if b.keep() {
			b.hunk.Old = append(b.hunk.Old, line[1:])
		}
	case b.new > 0 && strings.HasPrefix(line, "+"):
		b.new--
		if b.keep() {
			b.hunk.New = append(b.hunk.New, line[1:])
		}
	case strings.HasPrefix(line, "diff --git "):
		b.patch.Files = append(b.patch.Files, FilePatch{})
		b.file, b.hunk = &b.patch.Files[len(b.patch.Files)-1], nil
	case b.file == nil:
	case strings.HasPrefix(line, "--- "):
		b.file.OldPath = patchPath(line[4:], "a/")
	case strings.HasPrefix(line, "+++ "):
		b.file.Path = patchPath(line[4:], "b/")
	case strings.HasPrefix(line, "rename from "):
		b.file.OldPath = patchPath(line[12:], "")
	case strings.HasPrefix(line, "rename to "):
		b.file.Path = patchPath(line[10:], "")
	case strings.HasPrefix(line, "@@ "):
		b.begin(line)
	}
}

func (b *patchBuilder) keep() bool {
	b.kept++
	b.patch.Truncated = b.patch.Truncated || b.kept > patchLines
	return !b.patch.Truncated
}

// begin reads "@@ -old,count +new,count @@". A count that is missing is one.
func (b *patchBuilder) begin(line string) {
	fields := strings.Fields(line)
	if len(fields) < 3 {
		return
	}
	h := Hunk{}
	h.OldLine, b.old = patchSpan(fields[1], "-")
	h.Line, b.new = patchSpan(fields[2], "+")
	b.file.Hunks = append(b.file.Hunks, h)
	b.hunk = &b.file.Hunks[len(b.file.Hunks)-1]
}

func patchSpan(text, sign string) (line, count int) {
	text, ok := strings.CutPrefix(text, sign)
	if !ok {
		return 0, 0
	}
	first, rest, more := strings.Cut(text, ",")
	line, err := strconv.Atoi(first)
	count = 1
	if more && err == nil {
		count, err = strconv.Atoi(rest)
	}
	if err != nil || line < 0 || count < 0 {
		return 0, 0
	}
	return line, count
}

// patchPath reads the path of a header, which git quotes where it must and ends with a tab where it has blanks.
func patchPath(text, prefix string) string {
	text = strings.TrimSuffix(text, "\t")
	if plain, ok := cunquote(text); ok {
		text = plain
	}
	if text == "/dev/null" {
		return ""
	}
	return strings.TrimPrefix(text, prefix)
}
