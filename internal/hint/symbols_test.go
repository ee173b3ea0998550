package hint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/workspace"
)

// about says what is said about symbols of a.go: line, last change, whom to ask.
func about(w *workspace.Workspace, symbols ...hint.Symbol) (all []string) {
	for _, f := range hint.ForSymbols(w.Snapshot(), "a.go", symbols) {
		said := fmt.Sprintf("%d %s", f.Name, f.Last.Subject)
		if f.Ask != nil {
			said += ", ask " + f.Ask.Person.Display()
		}
		if f.YouKnow {
			said += ", you know"
		}
		all = append(all, said)
	}
	return all
}

func TestSymbols(t *testing.T) {
	first, mine, all := hint.Symbol{Name: 1, Line: 1, EndLine: 3}, hint.Symbol{Name: 4, Line: 4, EndLine: 4}, hint.Symbol{Name: 2, Line: 1, EndLine: 4}
	w := at(t, "2026-11-18 09:00", `{}`)
	w.OpenSaved(t.Context(), "a.go")
	if got := about(w, first); got != nil {
		t.Errorf("said before anything is known: %v", got)
	}
	w.ReadLines(t.Context(), "a.go")
	if diff := cmp.Diff([]string{"1 begin, ask @dev1", "4 mine, you know", "2 mine, ask @dev1, you know"}, about(w, first, mine, all)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := hint.ForSymbols(w.Snapshot(), "elsewhere.go", []hint.Symbol{first}); got != nil {
		t.Errorf("of what is not open: %v", got)
	}
	if got := about(w, hint.Symbol{Name: 90, Line: 80, EndLine: 100}); got != nil {
		t.Errorf("beyond the end: %v", got)
	}

	w.Edit("a.go", "package a\n\n// TODO: first\nvar A = 3\nvar B = 4\n")
	if diff := cmp.Diff([]string{"1 begin, ask @dev1"}, about(w, first, hint.Symbol{Name: 5, Line: 5, EndLine: 5})); diff != "" {
		t.Errorf("what is not committed is said (-want +got):\n%s", diff)
	}

	// Outlines in which everything spans everything end early.
	w.Edit("a.go", "package a\n"+strings.Repeat("\n", 150_000))
	spanning := make([]hint.Symbol, 2000)
	for i := range spanning {
		spanning[i] = hint.Symbol{Name: 1, Line: 1, EndLine: 150_000}
	}
	if n := len(about(w, spanning...)); n == 0 || n > 10 {
		t.Errorf("of 2,000 symbols that span the file %d were looked at", n)
	}
}

func TestWhomNotToAskAboutSymbols(t *testing.T) {
	first := hint.Symbol{Name: 1, Line: 1, EndLine: 3}
	w := at(t, "2026-11-18 09:00", `{"hints": {"mute": ["@dev1"]}}`)
	w.OpenSaved(t.Context(), "a.go")
	w.ReadLines(t.Context(), "a.go")
	if got := about(w, first); len(got) != 1 || strings.Contains(got[0], "@dev1") {
		t.Errorf("muted: %v", got)
	}
	w = at(t, "2029-11-18 09:00", `{}`)
	w.OpenSaved(t.Context(), "a.go")
	w.ReadLines(t.Context(), "a.go")
	if got := about(w, first); len(got) != 1 || strings.Contains(got[0], "@dev1") {
		t.Errorf("long gone: %v", got)
	}
}
