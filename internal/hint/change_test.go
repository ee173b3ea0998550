package hint_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// changed is the change at hand after a.go was typed over.
func changed(t *testing.T, w *workspace.Workspace) *hint.Change {
	t.Helper()
	w.AwaitChange(t.Context())
	return hint.ForChange(w.Snapshot())
}

func reviewers(c *hint.Change) (out []string) {
	for _, s := range c.Reviewers {
		name := s.Person.Display()
		if s.Load != nil {
			name += fmt.Sprintf(" %d", s.Load.Open)
		}
		out = append(out, name)
	}
	return out
}

// Reviews asked of one person make room for the next; finished ones do not count. Without any nothing is said about load.
func TestForChange(t *testing.T) {
	w := at(t, "2026-11-18 09:00", `{}`)
	indexed := make(chan struct{})
	w.Watch(func() { close(indexed) })
	<-indexed
	w.OpenSaved(t.Context(), "a.go")
	if c := changed(t, w); c != nil || c.Has("a.go") || c.Touches("a.go", 1, 9) {
		t.Fatalf("nothing is changed: %+v", c)
	}
	w.Edit("a.go", "package a\n\n// typed\n")
	if diff := cmp.Diff([]string{"@dev2", "@dev1"}, reviewers(changed(t, w))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, to := range []string{"@dev2", "@dev2", "@dev2", "@dev1"} {
		say(t, w, ledger.ReviewRequested, fmt.Sprintf("R-00000%d", i), fmt.Sprintf(`{"to":%q,"paths":["a.go"]}`, to))
	}
	say(t, w, ledger.ReviewDone, "R-000003", `{}`)
	c := changed(t, w)
	if diff := cmp.Diff([]string{"@dev1 0", "@dev2 3"}, reviewers(c)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(c.Asked) != 0 {
		t.Errorf("a request about files is one about the change: %v", c.Asked)
	}
	if !c.Touches("a.go", 1, 1) || c.Touches("old.go", 1, 1) {
		t.Error("the change touches another file")
	}
	f := hint.ForFile(w.Snapshot(), "a.go")
	if f.Change == nil || hint.ForFile(w.Snapshot(), "old.go").Change != nil {
		t.Error("the change is told in other files")
	}
	say(t, w, ledger.ReviewRequested, "R-00000A", fmt.Sprintf(`{"to":"@dev1","paths":["a.go"],"head":%q,"branch":"refs/heads/main"}`, c.Head))
	if c := changed(t, w); len(c.Asked) != 1 || c.Asked[0].ID != "R-00000A" {
		t.Errorf("asked %v", c.Asked)
	}
}
