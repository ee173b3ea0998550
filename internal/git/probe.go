package git

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The first look at a repository. It counts; the time limit only ends it, and what has not been counted by then is not held
// against a repository.
const (
	probeTime    = 2 * time.Second
	probeCommits = 2_000    // the newest, whose trees are looked at
	probeFolders = 40_000   // some hundred thousand names each second
	probeBytes   = 64 << 20 // of trees
	probeLimit   = 1 << 20  // bytes of what is kept

	// By how much a tip may differ from one that was looked at, to need no look of its own.
	grownLimit  = 8 << 20 // bytes of paths
	grownMemory = 64 << 20
	grownTime   = time.Second
)

// Verdict says how far the history of a repository may be read.
type Verdict struct {
	// Excess is what stands in the way; nil where nothing is known to.
	Excess *Excess `json:"excess,omitempty"`
	// Whole says that all commits have been counted, and not only the newest.
	Whole bool `json:"whole,omitempty"`
	// Anyway says that the user wants history read whatever is in it.
	Anyway bool `json:"anyway,omitempty"`
}

// keptVerdict is one on disk, and which history it is of.
type keptVerdict struct {
	Version int    `json:"version"`
	Tips    []Hash `json:"tips"`
	Verdict
}

const verdictVersion = 1

func (s *Store) verdictFile() string { return filepath.Join(s.dir, "verdict.json") }

// Glance looks whether the trees of tips can be read: whether one unfolds to more paths than it has names for, which would take
// all memory of whoever lists them. It takes some milliseconds, and is for before anything else is read; the commits behind the
// tips are for [Store.Probe]. settled says that those were looked at, too, or need not be. Where it finds an excess, everything
// else that reads the store answers that *Excess from now on. An error says that it could not look; then nothing is known.
func (s *Store) Glance(ctx context.Context, tips []Hash) (verdict Verdict, settled bool, err error) {
	tips = sortedOnce(tips)
	last := s.keptVerdict()
	switch {
	case last.speaksOf(tips):
		s.take(last.Verdict)
		return last.Verdict, true, nil
	case last.Excess != nil: // which need not lie at a tip
		verdict, err = s.Probe(ctx, tips)
		return verdict, true, err
	}
	if err := s.refresh(ctx); err != nil {
		return Verdict{}, false, err
	}
	if last.Version == verdictVersion && len(last.Tips) > 0 && s.grown(ctx, last.Tips, tips) {
		return Verdict{}, false, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, probeTime, errEnough)
	defer cancel()
	x := s.extents(probeFolders, probeBytes)
	defer x.close()
	commits, err := x.roots(ctx, tips)
	if err == nil {
		verdict.Excess, _, err = x.judgeAll(ctx, commits)
	}
	if verdict.Excess != nil {
		s.take(verdict)
		return verdict, true, s.keep(tips, verdict)
	}
	return Verdict{}, false, unlessEnough(ctx, err)
}

// grown says whether tips differ little from those that were looked at: by so many paths that git can list them, which it does
// not read anything else for.
func (s *Store) grown(ctx context.Context, seen, tips []Hash) bool {
	for _, tip := range tips {
		if slices.Contains(seen, tip) {
			continue
		}
		c := s.command(grownTime, grownLimit, nil, "diff-tree", "-r", "--no-renames", "--name-only", "-z", string(seen[0]), string(tip), "--")
		c.MemoryLimit = grownMemory
		if _, err := c.Output(ctx); err != nil {
			return false
		}
	}
	return true
}

// Vouch says that a walk has listed what every commit that is reachable from tips changed: none of them is too much.
func (s *Store) Vouch(tips []Hash) error {
	tips = sortedOnce(tips)
	last := s.keptVerdict()
	s.trusted.Store(true)
	if last.Anyway || last.Whole && last.speaksOf(tips) {
		return nil
	}
	return s.keep(tips, Verdict{Whole: true})
}

func sortedOnce(hashes []Hash) []Hash { return slices.Compact(slices.Sorted(slices.Values(hashes))) }

// speaksOf says whether what is kept holds for a history with these tips.
func (v keptVerdict) speaksOf(tips []Hash) bool {
	return v.Anyway || v.Version == verdictVersion && slices.Equal(v.Tips, tips)
}

// Probe is Glance at the newest commits, too, within two seconds and a few megabytes. It gives way to other programs: whoever
// walks all history would find out as well, only later and with more memory. What was found out is kept, and found out again
// when the tips are others.
func (s *Store) Probe(ctx context.Context, tips []Hash) (Verdict, error) {
	tips = sortedOnce(tips)
	last := s.keptVerdict()
	if last.speaksOf(tips) {
		s.take(last.Verdict)
		return last.Verdict, nil
	}
	verdict, err := s.look(ctx, tips, last)
	if err != nil {
		return Verdict{}, err
	}
	s.take(verdict)
	return verdict, s.keep(tips, verdict)
}

// Anyway has history read from now on whatever is in it, or (false) only where it can be.
func (s *Store) Anyway(anyway bool) error {
	verdict := Verdict{Anyway: anyway}
	s.take(verdict)
	return s.keep(nil, verdict)
}

func (s *Store) take(verdict Verdict) {
	if verdict.Anyway {
		verdict.Excess = nil
	}
	s.excess.Store(verdict.Excess)
	s.trusted.Store(verdict.Excess == nil && (verdict.Whole || verdict.Anyway))
	if verdict.Anyway {
		s.merged.Store(true)
	}
}

func (s *Store) keptVerdict() keptVerdict {
	var last keptVerdict
	text, err := readRegular(s.verdictFile(), probeLimit)
	if err != nil || json.Unmarshal(text, &last) != nil {
		return keptVerdict{}
	}
	return last
}

func (s *Store) keep(tips []Hash, verdict Verdict) error {
	text, err := json.Marshal(keptVerdict{Version: verdictVersion, Tips: tips, Verdict: verdict})
	if err != nil {
		return err
	}
	return replace(s.verdictFile(), text)
}

// look counts the trees of the tips, and of the newest commits before them that last does not speak of.
func (s *Store) look(ctx context.Context, tips []Hash, last keptVerdict) (Verdict, error) {
	s.excess.Store(nil)
	if err := s.refresh(ctx); err != nil {
		return Verdict{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, probeTime, errEnough)
	defer cancel()
	if excess := s.stillThere(ctx, tips, last.Excess); excess != nil {
		return Verdict{Excess: excess}, nil
	}
	var seen []Hash
	if last.Version == verdictVersion && last.Excess == nil {
		seen = last.Tips
	}
	commits, err := s.newest(ctx, tips, seen, probeCommits)
	if err != nil && len(seen) > 0 { // which may be gone since
		seen = nil
		commits, err = s.newest(ctx, tips, nil, probeCommits)
	}
	if err != nil {
		return Verdict{}, unlessEnough(ctx, err)
	}
	whole := len(commits) < probeCommits && (len(seen) == 0 || last.Whole)
	x := s.extents(probeFolders, probeBytes)
	x.patient = true
	defer x.close()
	first, err := x.roots(ctx, tips)
	if err != nil {
		return Verdict{}, unlessEnough(ctx, err)
	}
	for _, some := range [][]rooted{first, commits} {
		excess, all, err := x.judgeAll(ctx, some)
		if excess != nil || err != nil {
			return Verdict{Excess: excess}, unlessEnough(ctx, err)
		}
		whole = whole && all
	}
	return Verdict{Whole: whole}, nil
}

// stillThere answers what was too much once, where it still belongs to the history: it may lie further back than a look gets.
func (s *Store) stillThere(ctx context.Context, tips []Hash, before *Excess) *Excess {
	if before == nil || !before.Commit.Valid() {
		return nil
	}
	for _, tip := range tips {
		if has, err := s.Contains(ctx, tip, before.Commit); err == nil && has {
			if again, err := s.excessOf(ctx, before.Commit); err == nil {
				return again
			}
		}
	}
	return nil
}

// unlessEnough is no error where only the look was over, or a history is not all here: whoever reads it will say so.
func unlessEnough(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errEnough) || errors.Is(err, errEnough) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(final(err), ErrMissingObject) {
		return nil
	}
	return err
}

// rooted is a commit and its tree.
type rooted struct{ commit, root Hash }

// newest are so many of the newest commits that are reachable from tips and not from others; more narrows them down.
func (s *Store) newest(ctx context.Context, tips, not []Hash, most int, more ...string) ([]rooted, error) {
	stdin, err := revisions(tips, not)
	if err != nil || len(tips) == 0 {
		return nil, err
	}
	args := append([]string{
		"log", "--no-color", "--no-decorate", "--no-notes", "--no-mailmap", "--no-show-signature",
		"--no-patch", "--format=tformat:%H %T", "--max-count=" + strconv.Itoa(most),
	}, more...)
	out, err := s.patient(mergesTime, smallOutput, stdin, append(args, "--stdin", "--")...).Output(ctx)
	if err != nil {
		return nil, noGit(err)
	}
	var found []rooted
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) == 2 && Hash(f[0]).Valid() && Hash(f[1]).Valid() {
			found = append(found, rooted{Hash(f[0]), Hash(f[1])})
		}
	}
	return found, nil
}

// judgeAll reads the trees of commits and judges each. Excess goes before an error: what was read counts.
func (x *extents) judgeAll(ctx context.Context, commits []rooted) (excess *Excess, whole bool, err error) {
	roots := make([]Hash, len(commits))
	for i, c := range commits {
		roots[i] = c.root
	}
	err = x.read(ctx, roots)
	if errors.As(err, &excess) {
		excess.Commit = x.holder(commits)
		return excess, false, nil
	}
	whole = err == nil
	for _, c := range commits {
		excess, all := x.judge(c.commit, c.root)
		if excess != nil {
			return excess, all, nil
		}
		whole = whole && all
	}
	return nil, whole, err
}

// holder is the first of the commits of whose tree not everything was read.
func (x *extents) holder(commits []rooted) Hash {
	for _, c := range commits {
		if f, ok := x.sum(c.root); !ok || x.known[c.root] == nil || !f.whole {
			return c.commit
		}
	}
	return ""
}

// excessOf judges one commit alone, with as much work as its trees take and no limit of time.
func (s *Store) excessOf(ctx context.Context, commit Hash) (*Excess, error) {
	x := s.extents(20*probeFolders, 20*probeBytes)
	defer x.close()
	found, err := x.roots(ctx, []Hash{commit})
	if err != nil {
		return nil, err
	}
	excess, _, err := x.judgeAll(ctx, found)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return excess, err
}

// stumbled is for whoever could not list what a commit changed: where that commit is too much, history is given up from now on.
func (s *Store) stumbled(ctx context.Context, commit Hash) *Excess {
	last := s.keptVerdict()
	if last.Anyway {
		return nil
	}
	excess, err := s.excessOf(ctx, commit)
	if err != nil || excess == nil {
		return nil
	}
	s.take(Verdict{Excess: excess})
	_ = s.keep(last.Tips, Verdict{Excess: excess}) // else it is found out again
	return excess
}
