package git

import (
	"context"
	"encoding/json"
	"errors"
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

// Probe looks whether all that is reachable from tips can be read, within two seconds and a few megabytes: whether a commit
// unfolds to more paths than it has names for, which would take all memory of whoever lists them. What was found out is kept,
// and found out again when the tips are others. Where it finds an excess, everything else that reads the store answers that
// *Excess from now on. An error says that it could not look; then nothing is known.
func (s *Store) Probe(ctx context.Context, tips []Hash) (Verdict, error) {
	tips = slices.Compact(slices.Sorted(slices.Values(tips)))
	last := s.keptVerdict()
	if last.Anyway || last.Version == verdictVersion && slices.Equal(last.Tips, tips) {
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

// Trust says that all history that counts has been read, so that git may take the memory that a large honest one needs.
func (s *Store) Trust() { s.trusted.Store(true) }

func (s *Store) take(verdict Verdict) {
	if verdict.Anyway {
		verdict.Excess = nil
	}
	s.excess.Store(verdict.Excess)
	s.trusted.Store(verdict.Excess == nil && (verdict.Whole || verdict.Anyway))
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
	first, err := s.newest(ctx, tips, nil, 0)
	if err != nil {
		return Verdict{}, unlessEnough(ctx, err)
	}
	x := s.extents(probeFolders, probeBytes)
	defer x.close()
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
	if errors.Is(context.Cause(ctx), errEnough) || errors.Is(err, errEnough) || errors.Is(final(err), ErrMissingObject) {
		return nil
	}
	return err
}

// rooted is a commit and its tree.
type rooted struct{ commit, root Hash }

// newest are so many of the newest commits that are reachable from tips and not from others; 0 stands for the tips alone.
func (s *Store) newest(ctx context.Context, tips, not []Hash, most int) ([]rooted, error) {
	stdin, err := revisions(tips, not)
	if err != nil || len(tips) == 0 {
		return nil, err
	}
	args := []string{"log", "--no-color", "--no-decorate", "--no-notes", "--no-mailmap", "--no-show-signature", "--no-patch", "--format=tformat:%H %T"}
	if most == 0 {
		args = append(args, "--no-walk=unsorted")
	} else {
		args = append(args, "--max-count="+strconv.Itoa(most))
	}
	out, err := s.command(probeTime, smallOutput, stdin, append(args, "--stdin", "--")...).Output(ctx)
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
	found, err := s.newest(ctx, []Hash{commit}, nil, 0)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	x := s.extents(20*probeFolders, 20*probeBytes)
	defer x.close()
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
