package index

import (
	"context"
	"path/filepath"
	"testing"
)

func TestWaitersHearProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "index.db")
	holder, err := lockBuild(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	own := [2]int{}
	holder.sharing(func(done, total int) { own = [2]int{done, total} })(12, 345)

	ctx, cancel := context.WithCancel(t.Context())
	heard := [2]int{}
	_, err = lockBuild(ctx, path, func(done, total int) {
		heard = [2]int{done, total}
		cancel()
	})
	if want := [2]int{12, 345}; err == nil || own != want || heard != want {
		t.Errorf("the holder says %v, the waiter heard %v and ended with %v", own, heard, err)
	}
	holder.release()
	next, err := lockBuild(t.Context(), path, func(done, total int) { t.Errorf("heard %d of %d from nobody", done, total) })
	if err != nil {
		t.Fatal(err)
	}
	next.release()
}
