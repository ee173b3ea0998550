package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// tell records an event of the reader's from another process.
func (d *desk) tell(kind ledger.Kind, subject string, body map[string]any) {
	d.t.Helper()
	ctx := d.t.Context()
	stores, err := workspace.OpenStores(ctx, d.dirs, workspace.StoreDir(ctx, d.dirs, d.top), time.Now, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer stores.Close()
	w, err := workspace.Open(ctx, d.top, workspace.Opened(stores, nil), workspace.Options{Dirs: d.dirs})
	if err != nil {
		d.t.Fatal(err)
	}
	defer w.Close()
	raw, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: string(kind), Subject: subject, Visibility: ledger.Team, Body: raw}); err != nil {
		d.t.Fatal(err)
	}
}

// plan has the reader plan a block with Dev Two about a line, in another process.
func (d *desk) plan(id string, start time.Time) {
	d.t.Helper()
	d.tell(ledger.PairingScheduled, id, map[string]any{
		"topic": "the ledger", "people": []string{"dev3@example.com", "@dev2"}, "start": start.UTC().Format(time.RFC3339), "minutes": 60, "uid": id,
		"anchors": []map[string]any{{"path": "pay/a.go", "line": 4, "end_line": 4, "text": "var A = 1"}},
	})
}

// At the start of a block one editor offers once to open its place and to begin; then git may credit the others until it ends.
func TestABlockBegins(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	asked := picks(c, "Open the place and begin", "Add them")
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	d.plan("P-7K3QXM", time.Now().Add(-time.Minute))
	if question := <-asked; !strings.Contains(question, "Pairing with @dev2 until") {
		t.Error(question)
	}
	if place := string(c.WaitNotification("window/showDocument", nil)); !strings.Contains(place, "pay/a.go") || !strings.Contains(place, `"line":3`) {
		t.Error(place)
	}
	if question := <-asked; !strings.Contains(question, "Have git credit @dev2") {
		t.Error(question)
	}
	hear(t, c, "Git adds these lines")
	if _, err := os.Stat(filepath.Join(d.top, ".git", "hooks", "prepare-commit-msg")); err != nil {
		t.Error(err)
	}
	line := decode[statusLine](t, c.WaitNotification("leadline/status", func(p json.RawMessage) bool {
		return strings.Contains(decode[statusLine](t, p).Tooltip, "Pairing with @dev2 until")
	}))
	if line.Text != "pairing now" || line.Command == nil {
		t.Errorf("%+v", line)
	}
	c.Execute("leadline.pairing.stop", map[string]any{"uri": u})
	hear(t, c, "The session is over.")
	if _, err := os.Stat(filepath.Join(d.top, ".git", "hooks", "prepare-commit-msg")); err == nil {
		t.Error("the hook is there still")
	}
	c.Shutdown()

	// Another editor, or the same one later, does not ask again.
	again := d.edit(lspclient.VSCode)
	asked = picks(again)
	u = d.open(again, "pay/a.go")
	again.Settled(u)
	again.WaitNotification("leadline/status", nil)
	again.Shutdown()
	select {
	case question := <-asked:
		t.Errorf("asked again: %s", question)
	default:
	}
}

// Whoever planned a block says the next day what became of it.
func TestDidItHappen(t *testing.T) {
	for answer, want := range map[string]ledger.Kind{"Yes": ledger.PairingDone, "No": ledger.PairingDropped} {
		d := newDesk(t, pairHistory())
		d.plan("P-7K3QXM", time.Now().Add(-30*time.Hour))
		c := d.edit(lspclient.VSCode)
		asked := picks(c, answer)
		c.Settled(d.open(c, "pay/a.go"))
		if question := <-asked; !strings.Contains(question, "Did you pair with @dev2") {
			t.Error(question)
		}
		hear(t, c, "Recorded")
		d.recorded("pairing.scheduled", string(want))
		c.Shutdown()
	}
}

// What came of it is said in a line, in a draft; an editor that cannot ask is told how to say it.
func TestWhatCameOfABlock(t *testing.T) {
	d := newDesk(t, pairHistory())
	d.plan("P-7K3QXM", time.Now().Add(-30*time.Hour))
	c := d.edit(lspclient.VSCode)
	picks(c, "Yes, and…")
	c.Settled(d.open(c, "pay/a.go"))
	var shown struct{ URI string }
	if err := json.Unmarshal(c.WaitNotification("window/showDocument", nil), &shown); err != nil {
		t.Fatal(err)
	}
	path := lsp.FilePath(shown.URI)
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "outcome:") || !strings.Contains(string(text), "P-7K3QXM") {
		t.Fatalf("%v\n%s", err, text)
	}
	d.recorded("pairing.scheduled")
	said := strings.Replace(string(text), "outcome:", "outcome: dev2 can close a ledger alone", 1)
	if err := os.WriteFile(path, []byte(said), 0o600); err != nil {
		t.Fatal(err)
	}
	hear(t, c, "Recorded")
	d.recorded("pairing.scheduled", "pairing.done")
	if bodies := d.bodies(); !strings.Contains(bodies[len(bodies)-1], "dev2 can close a ledger alone") {
		t.Errorf("%v", bodies)
	}
	c.Shutdown()

	d = newDesk(t, pairHistory())
	d.plan("P-7K3QXM", time.Now().Add(-30*time.Hour))
	helix := d.edit(lspclient.Helix)
	helix.Settled(d.open(helix, "pay/a.go"))
	hear(t, helix, "leadline pairing done P-7K3QXM --outcome")
	helix.Shutdown()
}

// An extension that asks with prompts of its own is handed what wants more words; it completes the same commands.
func TestExtensionsAskWhatCameOfABlock(t *testing.T) {
	for picked, command := range map[string]string{"Yes, and…": "leadline.pairing.outcome", "Move it…": "leadline.pairing.move"} {
		d := newDesk(t, pairHistory())
		d.plan("P-7K3QXM", time.Now().Add(-30*time.Hour))
		c := d.edit(lspclient.Extension)
		picks(c, picked)
		c.Settled(d.open(c, "pay/a.go"))
		var told struct {
			Command  string
			Argument map[string]string
		}
		if err := json.Unmarshal(c.WaitNotification("leadline/prompt", nil), &told); err != nil || told.Command != command || told.Argument["id"] != "P-7K3QXM" {
			t.Fatalf("%s: %+v, %v", picked, told, err)
		}
		var o overviewAnswer
		c.Ask("leadline/overview", map[string]any{}, &o)
		if len(o.Groups) != 1 || len(o.Groups[0].Items[0].Commands) != 6 {
			t.Errorf("beside the code: %+v", o.Groups)
		}
		words := map[string]any{"id": "P-7K3QXM", "outcome": "dev2 can close a ledger alone"}
		if command == "leadline.pairing.move" {
			words = map[string]any{"id": "P-7K3QXM", "at": "tomorrow 10:00"}
		}
		c.Execute(command, words)
		d.recorded("pairing.scheduled", map[bool]string{true: "pairing.moved", false: "pairing.done"}[command == "leadline.pairing.move"])
		c.Shutdown()
	}
}

// The lens at the place and the inlay hint on the day say when; a block that is cancelled says nothing.
func TestABlockOnScreen(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	picks(c)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	lenses := func() string { return string(c.CodeLens(u)) }
	d.plan("P-7K3QXM", time.Now().Add(-time.Minute))
	nextStatus(t, c, false)
	if got := lenses(); !strings.Contains(got, "pairing now · you and @dev2 · the ledger") || !strings.Contains(got, "leadline.pairing.start") {
		t.Error(got)
	}
	if got := string(c.InlayHints(u, lspclient.Span(0, 0, 5, 0))); strings.Contains(got, "pairing") {
		t.Errorf("said by the lens, and once more: %s", got)
	}
	if got := string(c.Hover(u, 3, 0)); !strings.Contains(got, "**Pairing** P-7K3QXM · you and @dev2 · today") {
		t.Error(got)
	}
	d.tell(ledger.PairingCancelled, "P-7K3QXM", map[string]any{"sequence": 1})
	nextStatus(t, c, true)
	if got := lenses() + string(c.InlayHints(u, lspclient.Span(0, 0, 5, 0))) + string(c.Hover(u, 3, 0)); strings.Contains(strings.ToLower(got), "pairing") {
		t.Error(got)
	}
	c.Shutdown()
}
