package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/exec"
)

const (
	resumeChunk   = 4096 // commits given to one git process after a failure
	renameFailing = 8    // failures after which similar files are no longer compared
	failuresLimit = 256  // failures after which a walk gives up
)

// LogQuery says which commits to walk: those reachable from Tips and not from Not.
type LogQuery struct {
	Tips, Not []Hash
	Paths     []string // only commits that touch one of these; literal
	Follow    bool     // go on beyond renames; needs exactly one path, which is a file
	Limit     int      // at most so many commits; 0 = all
	NoMerges  bool     // leave merges out; else they come without changes
	Alone     bool     // the tips and nothing that they reach, with renames of equal content only
}

// Log walks history, newest first, as git log orders it. git runs beside the reader,
// and the commits may be kept. The sequence ends with an error at most once, as its
// last pair; ErrMissingObject says that history itself is missing on this machine.
//
// Where only file contents are missing (partial clones), the walk goes on: renames
// are then found by equal content alone for the commits concerned, and a commit
// whose changes cannot be listed at all comes with Truncated set.
func (s *Store) Log(ctx context.Context, q LogQuery) iter.Seq2[*Commit, error] {
	return func(yield func(*Commit, error) bool) {
		w := &walk{store: s, query: q, yield: yield}
		w.end(w.run(ctx))
	}
}

// Begin is Log whose git starts at once and runs ahead of the reader as far as a pipe holds, for those who have something else
// to do before they read. The commits can be read once. stop must be called when nobody reads them any more, also if nobody did.
func (s *Store) Begin(ctx context.Context, q LogQuery) (commits iter.Seq2[*Commit, error], stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	w := &walk{store: s, query: q}
	first, err := w.begin(ctx)
	commits = func(yield func(*Commit, error) bool) {
		p := first
		first, w.yield = nil, yield
		w.end(w.goOn(ctx, p, err))
	}
	return commits, func() {
		cancel()
		if first != nil {
			_ = first.Wait() // killed by us
			first = nil
		}
	}
}

// walk is one Log on its way.
type walk struct {
	store    *Store
	query    LogQuery
	stdin    []byte
	yield    func(*Commit, error) bool
	emitted  int
	failures int
	exact    bool // renames by equal content only
	generous bool // what is read now may take the memory that it needs
	stopped  bool // the caller has enough
}

const (
	similarRenames = "-M"
	exactRenames   = "-M100%"
	noChanges      = "--no-patch"
)

// end tells of what a walk ended with.
func (w *walk) end(err error) {
	if err != nil && !w.stopped {
		w.yield(nil, fmt.Errorf("reading the history of %s: %w", w.store.repo.CommonDir, err))
	}
}

func (w *walk) run(ctx context.Context) error {
	first, err := w.begin(ctx)
	return w.goOn(ctx, first, err)
}

// begin starts the first git of a walk: none where there is nothing to read.
func (w *walk) begin(ctx context.Context) (*exec.Process, error) {
	if w.query.Follow && len(w.query.Paths) != 1 {
		return nil, errors.New("following renames needs exactly one path")
	}
	var err error
	if w.stdin, err = revisions(w.query.Tips, w.query.Not); err != nil || len(w.query.Tips) == 0 {
		return nil, err
	}
	if err := w.store.refresh(ctx); err != nil {
		return nil, err
	}
	w.exact = w.query.Alone
	p, err := w.start(ctx, w.stdin, w.renames(), w.selection()...)
	return p, noGit(err)
}

// goOn reads what begin started, and whatever it takes to get to the end.
func (w *walk) goOn(ctx context.Context, first *exec.Process, err error) error {
	if err != nil || first == nil {
		return err
	}
	if err = w.read(first, w.renames()); !resumable(err) {
		return noGit(err)
	}
	if len(w.query.Paths) > 0 {
		// Path limits need one walk: the second has less to read, and skips what is out.
		return final(w.pass(ctx, w.stdin, exactRenames, w.selection()...))
	}
	return w.resume(ctx, w.stdin, err)
}

// selection are the arguments that pick the commits not yet emitted.
func (w *walk) selection() []string {
	var args []string
	if w.query.Alone {
		args = append(args, "--no-walk=unsorted")
	}
	args = append(args, "--stdin")
	if w.query.NoMerges {
		args = append(args, "--no-merges")
	}
	if w.query.Limit > 0 {
		args = append(args, "--max-count="+strconv.Itoa(w.query.Limit-w.emitted))
	}
	if w.emitted > 0 {
		args = append(args, "--skip="+strconv.Itoa(w.emitted))
	}
	if w.query.Follow {
		args = append(args, "--follow")
	}
	return append(append(args, "--"), w.query.Paths...)
}

// resume goes on after a failure, with the commits left over given by name, so that
// a further failure costs one short process and not a new walk. failed is the failure.
func (w *walk) resume(ctx context.Context, stdin []byte, failed error) error {
	if w.query.Limit > 0 && w.emitted >= w.query.Limit {
		return nil
	}
	command := w.store.command(walkTimeout, walkOutput, stdin, append([]string{"rev-list"}, w.selection()...)...)
	command.MemoryLimit = memoryLimit // it reads no trees
	list, err := command.Output(ctx)
	if err != nil {
		return final(err)
	}
	left := strings.Fields(string(list))
	if excess := w.trap(ctx, failed, left); excess != nil {
		return excess
	}
	bomb := errors.Is(failed, errBomb) // the first that is left has too many changes to be shown
	for len(left) > 0 && !w.stopped {
		if bomb {
			if err := w.named(ctx, noChanges, left[0]); err != nil {
				return final(err)
			}
			left, bomb = left[1:], false
			continue
		}
		before := w.emitted
		chunk := left[:min(len(left), resumeChunk)]
		err := w.named(ctx, w.renames(), chunk...)
		left = left[min(len(left), w.emitted-before):]
		if err == nil {
			if w.emitted-before != len(chunk) && !w.stopped {
				return fmt.Errorf("git listed %d commits but showed %d", len(chunk), w.emitted-before)
			}
			continue
		}
		if w.failures++; !resumable(err) || w.failures > failuresLimit || len(left) == 0 {
			return final(err)
		}
		if excess := w.trap(ctx, err, left); excess != nil {
			return excess
		}
		if bomb = errors.Is(err, errBomb); bomb {
			continue
		}
		w.exact = w.exact || w.failures > renameFailing
		if err := w.single(ctx, left[0]); err != nil {
			return final(err)
		}
		left = left[1:]
	}
	return nil
}

// renames is how thoroughly they are looked for.
func (w *walk) renames() string {
	if w.exact {
		return exactRenames
	}
	return similarRenames
}

// trap counts what git may have failed of, if it was for want of room: the first commit that is left, or, where that was printed
// already, the next. It is nil where these are honest.
func (w *walk) trap(ctx context.Context, failed error, left []string) error {
	if !outOfMemory(failed) && !errors.Is(failed, errBomb) {
		return nil
	}
	for _, commit := range left[:min(len(left), 2)] {
		if excess := w.store.stumbled(ctx, Hash(commit)); excess != nil {
			return excess
		}
	}
	return nil
}

// single shows one commit as well as it can be shown. Where git has too little memory even without looking into files, the commit
// is large, but honest, and may have more.
func (w *walk) single(ctx context.Context, commit string) error {
	var err error
	for _, changes := range []string{similarRenames, exactRenames} {
		if err = w.named(ctx, changes, commit); !resumable(err) {
			return err
		}
	}
	if outOfMemory(err) {
		w.generous = true
		err = w.named(ctx, exactRenames, commit)
		w.generous = false
		if !resumable(err) {
			return err
		}
	}
	return w.named(ctx, noChanges, commit)
}

func (w *walk) named(ctx context.Context, changes string, commits ...string) error {
	stdin := []byte(strings.Join(commits, "\n") + "\n")
	return w.pass(ctx, stdin, changes, "--no-walk=unsorted", "--stdin", "--")
}

// pass runs one git log and hands its commits out.
func (w *walk) pass(ctx context.Context, stdin []byte, changes string, selection ...string) error {
	p, err := w.start(ctx, stdin, changes, selection...)
	if err != nil {
		return err
	}
	return w.read(p, changes)
}

func (w *walk) start(ctx context.Context, stdin []byte, changes string, selection ...string) (*exec.Process, error) {
	args := []string{
		"log", "--no-color", "--no-decorate", "--no-notes", "--no-mailmap", "--no-show-signature",
		"--encoding=UTF-8", "--no-ext-diff", "--no-textconv", "-z", logFormat,
	}
	if changes == noChanges {
		args = append(args, changes)
	} else {
		args = append(args, changes, "-l1000", "--raw", "--no-abbrev")
	}
	c := w.store.command(walkTimeout, walkOutput, stdin, append(args, selection...)...)
	if len(w.query.Paths) == 0 { // a whole commit is listed: see single
		c.MemoryLimit = cautious
	}
	if w.generous {
		c.MemoryLimit = memoryLimit
	}
	return c.Start(ctx)
}

// read hands out the commits that one git log prints.
func (w *walk) read(p *exec.Process, changes string) error {
	stream := newLogStream(p.Stdout)
	emit := func(c *Commit) bool {
		w.emitted++
		c.Truncated = c.Truncated || changes == noChanges
		return w.yield(c, nil)
	}
	for {
		c, last, err := stream.next()
		if err == io.EOF || last {
			// Only now is it known whether the last commit is whole.
			if err := p.Wait(); err != nil {
				return err
			}
			if last && !emit(c) {
				w.stopped = true
			}
			return nil
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			if ended := p.Wait(); ended != nil {
				return ended
			}
			return err
		}
		if err != nil {
			p.Stop()
			_ = p.Wait() // killed by us
			return err
		}
		if !emit(c) {
			w.stopped = true
			p.Stop()
			_ = p.Wait() // killed by us
			return nil
		}
	}
}

// resumable tells failures after which the rest may still be readable: git gave up
// on an object, or was killed by its memory limit, or one commit is a bomb.
func resumable(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && (exit.Code == fatal || exit.Code < 0) || errors.Is(err, errBomb)
}

// final names the cause of a failure that ends a walk.
func final(err error) error {
	if unreadable(err) {
		return fmt.Errorf("%w (%w)", ErrMissingObject, err)
	}
	return noGit(err)
}

// revisions is standard input for git: one full hash a line, ^ before those left out.
func revisions(tips, not []Hash) ([]byte, error) {
	var b bytes.Buffer
	for _, h := range tips {
		if !h.Valid() {
			return nil, fmt.Errorf("not a full commit hash: %.80q", string(h))
		}
		b.WriteString(string(h) + "\n")
	}
	for _, h := range not {
		if !h.Valid() {
			return nil, fmt.Errorf("not a full commit hash: %.80q", string(h))
		}
		b.WriteString("^" + string(h) + "\n")
	}
	return b.Bytes(), nil
}
