package workspace

import (
	"testing"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
)

// Writing the reference into a comment is no change of the lines it is about, and the reference is found where it went.
func TestReferred(t *testing.T) {
	const id = "T-7K3QXM"
	e := &ledger.Entry{ID: id, Delegation: &ledger.Delegation{}}
	at := func(line int, s anchor.State) []Placed {
		return []Placed{{Entry: e, Place: anchor.Place{Path: "a", Line: line, EndLine: line, State: s}}}
	}
	for _, c := range []struct {
		name, text string
		before     anchor.State
		line       int
		want       anchor.State
	}{
		{"written", "a\r\n// TODO(T-7K3QXM): x\r\n", anchor.Changed, 2, anchor.OK},
		{"beside an issue", "a\n// TODO(#12, T-7K3QXM): x\n", anchor.Changed, 2, anchor.OK},
		{"gone elsewhere", "a\nb\nc\n// TODO[T-7K3QXM] x", anchor.Orphaned, 4, anchor.Moved},
		{"mentioned only", "see T-7K3QXM, (T-7K3QXMA)\n", anchor.Orphaned, 2, anchor.Orphaned},
		{"mentioned behind a parenthesis", "f(x) T-7K3QXM, T-7K3QXM\n", anchor.Orphaned, 2, anchor.Orphaned},
		{"nowhere", "a\n", anchor.Changed, 2, anchor.Changed},
	} {
		if got := referred(c.text, at(2, c.before))[0].Place; got.Line != c.line || got.State != c.want {
			t.Errorf("%s: line %d, %v", c.name, got.Line, got.State)
		}
	}
}
