package index_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/index"
)

// Commits that several people wrote are found by their trailers, with who wrote them; reviewers did not write.
func TestJoint(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
alone
| Reviewed-by: Two <2@x>
+ pay/a.go
commit main 2026-01-02T10:00:00Z One <1@x>
together
| Reviewed-by: Three <3@x>
| Co-authored-by: Two <2@x>
+ pay/b.go
commit main 2026-01-03T10:00:00Z Two <2@x>
three of them
| Co-Authored-By: Three <3@x>
| co-authored-by: One <1@x>
+ fx/c.go
commit main 2026-01-04T10:00:00Z Three <3@x>
names itself
| Co-authored-by: Three <3@X>
+ fx/d.go
`)
	x := openIndex(t)
	joint := func(q index.JointQuery) (out []string) {
		t.Helper()
		all, err := x.Joint(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range all {
			var who []string
			for _, i := range j.Who {
				who = append(who, i.Name)
			}
			out = append(out, j.At.Format(time.DateOnly)+" "+strings.Join(who, "+"))
		}
		return out
	}
	if got := joint(index.JointQuery{}); got != nil {
		t.Errorf("before the first build there are %v", got)
	}
	refresh(t, x, s, tip(t, dir, "main"))
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, tt := range map[string]struct {
		q    index.JointQuery
		want []string
	}{
		"all":           {index.JointQuery{}, []string{"2026-01-02 One+Two", "2026-01-03 Two+Three+One"}},
		"the top":       {index.JointQuery{Path: "."}, []string{"2026-01-02 One+Two", "2026-01-03 Two+Three+One"}},
		"a folder":      {index.JointQuery{Path: "pay/"}, []string{"2026-01-02 One+Two"}},
		"a file":        {index.JointQuery{Path: "fx/c.go"}, []string{"2026-01-03 Two+Three+One"}},
		"nothing there": {index.JointQuery{Path: "nowhere"}, nil},
		"since":         {index.JointQuery{Since: day("2026-01-03T10:00:00Z")}, []string{"2026-01-03 Two+Three+One"}},
		"until":         {index.JointQuery{Until: day("2026-01-03T09:59:59Z")}, []string{"2026-01-02 One+Two"}},
	} {
		if diff := cmp.Diff(tt.want, joint(tt.q)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
