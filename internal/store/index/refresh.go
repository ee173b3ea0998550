package index

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store"
)

// Refresh brings the index to what the tips reach, and reports whether it holds anything
// else than before. Without tips, in a repository without commits, it ends empty and
// complete. If the tips are those it has, nothing is read and no process started.
//
// tips are all that matters to those who share the file: HEAD of every work tree, and the
// upstream's default branch. progress (may be nil) hears how many commits were folded;
// total is 0 while unknown. It is called from this goroutine, also while another process
// builds and this one waits.
//
// On an error the index holds what it held before.
func (x *Index) Refresh(ctx context.Context, s Source, tips []git.Hash, progress func(done, total int)) (changed bool, err error) {
	return x.refresh(ctx, s, tips, progress, false)
}

// Rebuild is Refresh that believes nothing of what is there.
func (x *Index) Rebuild(ctx context.Context, s Source, tips []git.Hash, progress func(done, total int)) error {
	_, err := x.refresh(ctx, s, tips, progress, true)
	return err
}

func (x *Index) refresh(ctx context.Context, s Source, tips []git.Hash, progress func(done, total int), anew bool) (bool, error) {
	tips = slices.Compact(slices.Sorted(slices.Values(tips)))
	for _, t := range tips {
		if !t.Valid() || len(t) != len(tips[0]) {
			return false, fmt.Errorf("indexing the history: %q is no full hash", t)
		}
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	anew = anew || x.suspect.Load()
	cut, err := cutOf(s)
	if err != nil {
		return false, err
	}
	if err := x.inPlace(ctx); err != nil {
		return false, err
	}
	before, err := x.state(ctx)
	if err == nil && !anew && before.holds(tips, cut) {
		return false, nil
	}
	lock, err := lockBuild(ctx, x.path, progress)
	if err != nil {
		return false, err
	}
	defer lock.release()
	now, err := x.state(ctx)
	switch {
	case errors.Is(err, store.ErrDamaged):
		if err := x.replace(ctx); err != nil {
			return false, err
		}
		anew = true
	case err != nil:
		return false, err
	case !anew && now.holds(tips, cut):
		return now.Generation != before.Generation, nil
	}
	u := update{index: x, source: s, tips: tips, cut: cut, progress: lock.sharing(progress)}
	if !anew && now.Complete && now.cut == cut {
		err := u.run(ctx, now)
		if err == nil || ctx.Err() != nil || !worthAnew(err) {
			return err == nil, err
		}
		// A tip of before can be gone (git gc), or a row damaged: only the whole walk helps.
	}
	if now, err = x.state(ctx); err != nil {
		return false, err
	}
	now.Complete = false
	err = u.run(ctx, now)
	if errors.Is(err, store.ErrDamaged) {
		if err = x.replace(ctx); err == nil {
			err = u.run(ctx, state{hashSize: 20})
		}
	}
	if err == nil {
		x.suspect.Store(false)
	}
	return err == nil, err
}

// worthAnew says whether a fresh build might succeed where bringing up to date failed.
func worthAnew(err error) bool {
	return !errors.Is(err, store.ErrFull) && !errors.Is(err, store.ErrReadOnly) && !errors.Is(err, store.ErrBusy)
}

func (s state) holds(tips []git.Hash, cut string) bool {
	return s.Complete && s.cut == cut && slices.Equal(s.Tips, tips)
}

// cutOf condenses where a source's history is cut off.
func cutOf(s Source) (string, error) {
	c, ok := s.(Cutter)
	if !ok {
		return "", nil
	}
	cut, err := c.Cut()
	if err != nil || len(cut) == 0 {
		return "", err
	}
	h := sha256.New()
	for _, one := range slices.Sorted(slices.Values(cut)) {
		h.Write([]byte(one))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (x *Index) state(ctx context.Context) (s state, err error) {
	err = x.reading(ctx, func(tx *sql.Tx) (err error) {
		s, err = readState(ctx, tx)
		return err
	})
	return s, err
}
