package leadstore

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPackedTodosComeBack(t *testing.T) {
	rows := []TodoRow{
		{ID: "a1", Tag: "TODO", Text: "äöü, and 1 | 2", Line: 3, EndLine: 5, Column: 7, Author: "@dev1", At: time.Unix(1_790_000_000, 0).UTC(), Assignee: "@dev2", Reference: "T-7K3QXM", Issue: "#1", More: `{"due":"x"}`},
		{},
	}
	if d := cmp.Diff(rows, unpackTodos(packTodos(rows))); d != "" {
		t.Error(d)
	}
	if got := unpackTodos(""); got != nil {
		t.Errorf("%v", got)
	}
}

// What is damaged is left out, and never more than that.
func FuzzUnpackTodos(f *testing.F) {
	f.Add(packTodos([]TodoRow{{ID: "a", Line: 1}, {ID: "b", Line: 2}}))
	f.Add("\x1f\x1e\x1f\x1f")
	f.Fuzz(func(t *testing.T, doc string) {
		rows := unpackTodos(doc)
		if d := cmp.Diff(rows, unpackTodos(packTodos(rows))); d != "" && len(rows) > 0 {
			t.Error(d)
		}
	})
}
