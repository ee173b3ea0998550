package git

import (
	"context"
	"errors"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// No walk lists what merges changed, so what one merge brings and another takes away is in no list at all. Whoever compares
// merges with what they merged (blame, which looks for where a file came from; the lineage of a file that was a folder once) meets
// it all the same. They get as much memory as honest files take, and only where that was too little are the merges looked at: one
// that is too much ends reading, as everywhere; where all are honest, there is more memory.
const (
	acrossMerges = 400 << 20 // see memoryLimit
	mergesTime   = time.Minute
	mostMerges   = 200_000
	mergeFolders = 8 * probeFolders
	mergeBytes   = 8 * probeBytes
)

// roomy limits a command that looks at merges, too.
func (s *Store) roomy(c exec.Command) exec.Command {
	if !s.merged.Load() {
		c.MemoryLimit = min(c.MemoryLimit, s.room)
	}
	return c
}

// cramped says whether a command that looked at merges may have failed at one of them; then it looks. An error is the *Excess that
// it found; again says that there is more memory now.
func (s *Store) cramped(ctx context.Context, failed error, tip Hash) (again bool, err error) {
	if !outOfMemory(failed) && !errors.Is(failed, exec.ErrTimeout) && !errors.Is(failed, exec.ErrOutputLimit) || s.merged.Load() || ctx.Err() != nil {
		return false, nil
	}
	last := s.keptVerdict()
	if last.Anyway {
		return false, nil
	}
	excess, all := s.lookAtMerges(ctx, tip)
	if excess != nil {
		s.take(Verdict{Excess: excess})
		_ = s.keep(last.Tips, Verdict{Excess: excess}) // else it is found out again
		return false, excess
	}
	if all {
		s.merged.Store(true)
	}
	return all, nil
}

// lookAtMerges judges the trees of all merges that are reachable from a tip; all says that nothing of them was left out.
func (s *Store) lookAtMerges(ctx context.Context, tip Hash) (excess *Excess, all bool) {
	ctx, cancel := context.WithTimeoutCause(ctx, mergesTime, errEnough)
	defer cancel()
	merges, err := s.newest(ctx, []Hash{tip}, nil, mostMerges, "--min-parents=2")
	if err != nil {
		return nil, false
	}
	x := s.extents(mergeFolders, mergeBytes)
	x.patient = true
	defer x.close()
	excess, all, err = x.judgeAll(ctx, merges)
	return excess, all && err == nil && len(merges) < mostMerges
}
