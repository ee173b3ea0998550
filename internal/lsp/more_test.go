package lsp_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

type entry struct {
	Title   string
	Kind    string
	Command struct {
		Command   string
		Arguments []struct {
			Actions []struct {
				Title, Command string
				Arguments      []map[string]any
			}
		}
	}
}

// menuAt are the actions for a line that holds a decision of the reader's, as an editor gets them.
func menuAt(t *testing.T, c *lsptest.Client, u string, only ...string) (shown []entry, titles []string) {
	t.Helper()
	shown = decode[[]entry](t, c.CodeActions(u, lspclient.Span(2, 0, 2, 0), only...))
	for _, e := range shown {
		titles = append(titles, e.Title)
	}
	return shown, titles
}

// What matters at a line comes first, and one last entry opens the rest, which is asked for and done.
func TestMenuIsShort(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	decision := at(u, 2)
	decision["title"], decision["undo"], decision["because"], decision["decided_by"] = "Retry once", "days", "twice bills twice", "me"
	c.Execute("leadline.decision.log", decision)
	c.Settled(u)

	shown, titles := menuAt(t, c, u)
	if len(shown) != 9 || titles[8] != "More here…" || !slices.Contains(titles, "Log a decision here…") {
		t.Fatalf("%d entries: %q", len(titles), titles)
	}
	rest := shown[8].Command.Arguments[0].Actions
	var behind []string
	for _, a := range rest {
		behind = append(behind, a.Title)
		if !strings.HasPrefix(a.Command, "leadline.") || len(a.Arguments) != 1 || a.Arguments[0]["uri"] != u {
			t.Errorf("an extension cannot run %+v", a)
		}
	}
	all := append(slices.Clone(titles[:8]), behind...)
	slices.Sort(all)

	// Whoever asks for one kind gets all of it, and so does an editor that cannot ask.
	_, ours := menuAt(t, c, u, "leadline")
	_, fixes := menuAt(t, c, u, "quickfix")
	flat := append(ours, fixes...)
	slices.Sort(flat)
	if !slices.Equal(all, flat) {
		t.Errorf("behind the last entry: %q\nall: %q\nby kind: %q", behind, all, flat)
	}
	other := d.edit(lspclient.Eglot)
	other.Settled(d.open(other, "pay/a.go"))
	_, eglot := menuAt(t, other, u)
	if len(eglot) != len(all) || slices.Contains(eglot, "More here…") {
		t.Errorf("eglot is shown %q of %q", eglot, all)
	}

	// The rest is asked for where the extension does not; what is picked is run.
	asked := picks(c, "Snooze hints in this file for today")
	c.Execute("leadline.more", at(u, 2))
	question := <-asked
	for _, title := range behind {
		if quoted, _ := json.Marshal(title); !strings.Contains(question, string(quoted)) {
			t.Errorf("%s is not asked for in %s", quoted, question)
		}
	}
	if lenses := string(c.CodeLens(u)); lenses != "[]" {
		t.Errorf("hints go on after they were snoozed: %s", lenses)
	}

	// A choice that is closed does nothing.
	picks(c)
	if answer := string(c.Execute("leadline.more", at(u, 2))); answer != "null" {
		t.Error(answer)
	}
	d.recorded("decision.logged")
	c.Shutdown()
	other.Shutdown()
}

// An editor that promises to ask and refuses is told so once; its menus hold everything then.
func TestMenuOfAnEditorThatAsksInVain(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	if _, titles := menuAt(t, c, u); len(titles) != 9 {
		t.Fatalf("%q", titles)
	}
	c.Handle("window/showMessageRequest", func(context.Context, json.RawMessage) (any, error) { return nil, errors.New("no") })
	c.Execute("leadline.more", at(u, 2))
	hear(t, c, "shows everything from now on")
	if _, titles := menuAt(t, c, u); len(titles) < 12 || slices.Contains(titles, "More here…") {
		t.Errorf("%q", titles)
	}
	c.Shutdown()
}
