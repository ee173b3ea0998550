package index_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/index"
)

func TestChangesOf(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
begin
+ old.go`+body+`
+ b.go
+ c.go
commit main 2026-01-02T10:00:00Z Two <2@x>
move
R old.go a.go
+ b.go
<<<
2
>>>
commit main 2026-01-03T10:00:00Z Three <3@x>
elsewhere
+ c.go
<<<
3
>>>
commit main 2026-01-04T10:00:00Z Three <3@x>
alone
+ a.go
<<<
else
>>>
`)
	x := openIndex(t)
	if all, err := x.ChangesOf(t.Context(), "a.go", 0, 0); err != nil || all != nil {
		t.Errorf("before the first build: %v, %v", all, err)
	}
	refresh(t, x, s, tip(t, dir, "main"))
	day := func(d int) time.Time { return time.Date(2026, 1, d, 10, 0, 0, 0, time.UTC) }
	want := []index.Change{
		{Commit: tip(t, dir, "main~3"), At: day(1), Files: 3, Others: []string{"b.go", "c.go", "old.go"}},
		{Commit: tip(t, dir, "main~2"), At: day(2), Files: 2, Others: []string{"b.go", "old.go"}},
		{Commit: tip(t, dir, "main"), At: day(4), Files: 1},
	}
	for most, want := range map[int][]index.Change{0: want, 2: want[1:]} {
		got, err := x.ChangesOf(t.Context(), "a.go", most, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range got {
			slices.Sort(c.Others)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("of at most %d files (-want +got):\n%s", most, diff)
		}
	}
	// What is taken out and put back is as it was.
	refresh(t, x, s, tip(t, dir, "main~3"))
	refresh(t, x, s, tip(t, dir, "main"))
	if got, err := x.ChangesOf(t.Context(), "a.go", 0, 0); err != nil || len(got) != 3 || len(got[1].Others) != 2 {
		t.Errorf("after a step back: %+v, %v", got, err)
	}
	if none, err := x.ChangesOf(t.Context(), "nowhere", 0, 0); err != nil || none != nil {
		t.Errorf("of a path that is not there: %v, %v", none, err)
	}
}
