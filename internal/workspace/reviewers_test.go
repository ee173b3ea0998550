package workspace_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

// newSilo is a repository where pay/ rests on Dev One, and docs/ is reviewed by Dev Two.
func newSilo(t *testing.T) *home {
	h := newHome(t)
	h.top = filepath.Join(filepath.Dir(h.top), "silo")
	var b strings.Builder
	b.WriteString("me Dev Three <dev3@example.com>\nref refs/remotes/origin/main main\nhead feature\n")
	for i := range 6 {
		fmt.Fprintf(&b, "commit main 2026-10-%02dT09:00:00Z Dev One <dev1@example.com>\nmore %d\n+ pay/charge.go\n<<<\npackage pay // %d\n>>>\n", i+1, i, i)
		fmt.Fprintf(&b, "commit main 2026-10-%02dT10:00:00Z Dev Four <dev4@example.com>\nwords %d\n| Reviewed-by: Dev Two <dev2@example.com>\n+ docs/a.md\n<<<\n%d\n>>>\n", i+1, i, i)
	}
	b.WriteString("commit feature 2026-10-20T09:00:00Z Dev Three <dev3@example.com>\nmine\n+ pay/new.go\n")
	b.WriteString("commit feature 2026-10-21T09:00:00Z Dev Four <dev4@example.com>\ntheirs\n+ docs/b.md\n")
	gittest.Repo(t, h.top, b.String())
	return h
}

// reviewers are those who could review some paths: "Name: kind, kind".
func reviewers(t *testing.T, w *workspace.Workspace, paths ...string) []string {
	t.Helper()
	s := w.Snapshot()
	change := workspace.Branch{Paths: paths}
	if s.Me != nil {
		change.Authors = append(change.Authors, s.Me)
	}
	var out []string
	for _, one := range must[[]review.Suggestion](t)(w.Reviewers(t.Context(), change)) {
		var kinds []string
		for _, r := range one.Reasons {
			kinds = append(kinds, string(r.Kind))
		}
		out = append(out, one.Person.Name+": "+strings.Join(kinds, ", "))
	}
	return out
}

func TestReviewersOfASilo(t *testing.T) {
	h := newSilo(t)
	const file = "pay/charge.go"
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		got := reviewers(t, w, file)
		if len(got) < 2 || !strings.HasPrefix(got[0], "Dev One: changed, expert") || !strings.Contains(got[1], "learner") {
			t.Errorf("an expert, then somebody who could learn it: %q", got)
		}
	})
	h.as("Dev Two", "dev2@example.com", func(w *workspace.Workspace) {
		must[string](t)(action.Wish(t.Context(), w, "pay", "learn"))
	})
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		got := reviewers(t, w, file)
		if len(got) < 2 || !strings.HasPrefix(got[1], "Dev Two: asked") {
			t.Errorf("Dev Two asked to learn it: %q", got)
		}
	})
	h.as("Dev Two", "dev2@example.com", func(w *workspace.Workspace) {
		must[string](t)(action.LeaveOut(t.Context(), w, true))
	})
	h.as("Dev One", "dev1@example.com", func(w *workspace.Workspace) {
		must[string](t)(action.Know(t.Context(), w, "pay", "no"))
	})
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if got := reviewers(t, w, file); slices.ContainsFunc(got, func(s string) bool {
			return strings.HasPrefix(s, "Dev One") || strings.HasPrefix(s, "Dev Two")
		}) {
			t.Errorf("one knows it no more, the other wants to be named nowhere: %q", got)
		}
		if got := reviewers(t, w, "docs/a.md"); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "Dev One") }) {
			t.Errorf("of docs Dev One said nothing: %q", got)
		}
	})
}

func TestBranch(t *testing.T) {
	h := newSilo(t)
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		b := must[workspace.Branch](t)(w.Branch(t.Context(), ""))
		if diff := cmp.Diff([]string{"docs/b.md", "pay/new.go"}, b.Paths); diff != "" {
			t.Errorf("the commits that the upstream branch does not have: %s", diff)
		}
		var authors []string
		for _, p := range b.Authors {
			authors = append(authors, p.Name)
		}
		if diff := cmp.Diff([]string{"Dev Three", "Dev Four"}, authors); diff != "" {
			t.Error(diff)
		}
		for _, s := range must[[]review.Suggestion](t)(w.Reviewers(t.Context(), b)) {
			if s.Person.Name == "Dev Four" || s.Person.Name == "Dev Three" {
				t.Errorf("%s wrote part of it", s.Person.Name)
			}
		}
		w.Edit("docs/a.md", "not saved\n")
		b = must[workspace.Branch](t)(w.Branch(t.Context(), ""))
		if diff := cmp.Diff([]string{"docs/a.md", "docs/b.md", "pay/new.go"}, b.Paths); diff != "" {
			t.Errorf("what is not saved is changed as well: %s", diff)
		}
		if lines := w.TouchedLines(t.Context(), b); len(lines) != 1 || lines[w.Snapshot().Person("dev4@example.com")] != 1 {
			t.Errorf("one line of Dev Four's is changed: %v", lines)
		}
		head := git.Hash(gittest.Hash(t, h.top, "feature"))
		b = must[workspace.Branch](t)(w.Branch(t.Context(), head))
		if diff := cmp.Diff([]string{"docs/a.md"}, b.Paths); diff != "" {
			t.Errorf("since HEAD: %s", diff)
		}
	})
}

func TestReviewTrial(t *testing.T) {
	h := newSilo(t)
	h.as("Dev Three", "dev3@example.com", func(w *workspace.Workspace) {
		if trial := must[*review.Trial](t)(w.ReviewTrial(t.Context(), "")); trial.N != 6 || trial.Rankers[0].Top1 != 5.0/6 {
			t.Errorf("the first review cannot be foreseen, the others can: %+v", trial)
		}
		head := git.Hash(gittest.Hash(t, h.top, "feature"))
		if trial := must[*review.Trial](t)(w.ReviewTrial(t.Context(), head)); trial.N != 0 {
			t.Errorf("nothing landed since: %+v", trial)
		}
	})
}
