package hint_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ownership"
)

func TestWhoWroteTheLines(t *testing.T) {
	w := at(t, "2026-11-18 09:00", `{}`)
	w.OpenSaved(t.Context(), "a.go")
	if r := hint.ForRange(w.Snapshot(), "a.go", 1, 4); r.Wrote != nil || r.Uncommitted != 0 {
		t.Errorf("said before anything is known: %+v", r.Wrote)
	}
	if _, known := hint.LineKnowers(w.Snapshot(), hint.ForRange(w.Snapshot(), "a.go", 1, 4)); known {
		t.Error("known before anything is read")
	}
	w.ReadLines(t.Context(), "a.go")
	w.Edit("a.go", "package a\n\n// TODO: first\nvar A = 3\nvar B = 4\n")
	for _, c := range []struct {
		line, end   int
		wrote       []string
		uncommitted int
	}{
		{1, 1, []string{"@dev1 1 1.00 begin"}, 0},
		{4, 4, []string{"Dev Three 1 1.00 mine"}, 0},
		{1, 4, []string{"@dev1 3 0.75 begin", "Dev Three 1 0.25 mine"}, 0},
		{3, 5, []string{"Dev Three 1 0.50 mine", "@dev1 1 0.50 begin"}, 1},
		{5, 5, nil, 1},
		{5, 900, nil, 1},
		{6, 6, nil, 0},
	} {
		r := hint.ForRange(w.Snapshot(), "a.go", c.line, c.end)
		var got []string
		for _, one := range r.Wrote {
			got = append(got, fmt.Sprintf("%s %d %.2f %s", one.Person.Display(), one.Lines, one.Share, one.Subject))
		}
		if diff := cmp.Diff(c.wrote, got); diff != "" || r.Uncommitted != c.uncommitted {
			t.Errorf("%d-%d, %d not committed (-want +got):\n%s", c.line, c.end, r.Uncommitted, diff)
		}
	}
	knowers, known := hint.LineKnowers(w.Snapshot(), hint.ForRange(w.Snapshot(), "a.go", 1, 4))
	if !known || len(knowers) != 2 || !knowers[0].Active || knowers[0].Share != 0.75 || knowers[0].Changes != 1 {
		t.Errorf("known %v: %+v", known, knowers)
	}
	if knowers, known := hint.LineKnowers(w.Snapshot(), hint.ForRange(w.Snapshot(), "a.go", 5, 5)); !known || cmp.Diff([]ownership.Knower(nil), knowers) != "" {
		t.Errorf("who knows what is not committed: %v, %v", known, knowers)
	}
}
