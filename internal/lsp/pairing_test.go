package lsp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// pairHistory is a place that Dev One wrote lately, and others who were here: ages count from the clock of this machine.
func pairHistory() string {
	ago := func(days int) string { return time.Now().AddDate(0, 0, -days).UTC().Format(time.RFC3339) }
	return fmt.Sprintf(`
me Dev Three <dev3@example.com>

commit main %s Dev One <1001+dev1@users.noreply.github.com>
begin
+ pay/a.go
<<<
package pay

// TODO: retry on timeout
var A = 1
>>>

commit main %s Dev Two <1002+dev2@users.noreply.github.com>
elsewhere
+ web/b.go

commit main %s Dev Three <dev3@example.com>
mine
+ web/c.go
`, ago(20), ago(10), ago(5))
}

// picks answers the questions one after the other, each with the choice that begins so, and returns what was asked.
func picks(c *lsptest.Client, beginnings ...string) <-chan string {
	asked := make(chan string, 10)
	n := 0
	c.Handle("window/showMessageRequest", func(_ context.Context, params json.RawMessage) (any, error) {
		asked <- string(params)
		var p struct{ Actions []struct{ Title string } }
		if err := json.Unmarshal(params, &p); err != nil || n >= len(beginnings) {
			return nil, err
		}
		beginning := beginnings[n]
		n++
		for i, a := range p.Actions {
			if strings.HasPrefix(a.Title, beginning) || beginning == "first" && i == 0 {
				return map[string]string{"title": a.Title}, nil
			}
		}
		return nil, nil
	})
	return asked
}

// Whom and when are asked, with reasons, and what is picked is planned.
func TestPairingIsProposed(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	asked := picks(c, "@dev1: wrote most of it", "first")
	c.Execute("leadline.pairing.suggest", at(u, 2))
	hear(t, c, "Planned")
	d.recorded("pairing.scheduled")
	if question := <-asked; !strings.Contains(question, `Pair on \"retry on timeout\" with whom?`) || !strings.Contains(question, "Somebody else…") {
		t.Error(question)
	}
	if question := <-asked; !strings.Contains(question, "with @dev1: when?") || !strings.Contains(question, "–") || !strings.Contains(question, "Another time…") {
		t.Error(question)
	}
	var p ledger.Pairing
	if err := json.Unmarshal([]byte(d.bodies()[0]), &p); err != nil {
		t.Fatal(err)
	}
	if p.Topic != "retry on timeout" || p.Purpose != ledger.PurposeUnblock || p.Minutes != 60 || p.People[len(p.People)-1] != "@dev1" || !p.Start.After(time.Now()) {
		t.Errorf("%+v", p)
	}

	// Whoever is named already is not asked for; closing a question is an answer.
	asked = picks(c, "nothing of that")
	c.Execute("leadline.pairing.suggest", besides(at(u, 0), "with", "@dev2"))
	if question := <-asked; !strings.Contains(question, "with @dev2: when?") {
		t.Error(question)
	}
	d.recorded("pairing.scheduled")
	c.Shutdown()
}

// Somebody else, another time, and an editor that cannot ask: a draft with the best of it filled in and the rest beside it.
func TestPairingDraft(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	picks(c, "Somebody else…")
	path := d.draft(c, "pairing.suggest", at(u, 2))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"with: @dev1 ", "topic: retry on timeout ", "purpose: unblock ", "#   guessed, as it is work to be done", "#   @dev1 wrote most of it", "\nat: 2", "for: 60m", "#   2",
		"only working hours are known",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the draft lacks %q:\n%s", want, text)
		}
	}
	c.Shutdown()

	c = d.edit(lspclient.Minimal)
	c.Handle("window/showMessageRequest", func(context.Context, json.RawMessage) (any, error) { return nil, fmt.Errorf("no such method") })
	u = d.open(c, "pay/a.go")
	c.Execute("leadline.pairing.suggest", at(u, 2))
	hear(t, c, "Fill in the draft")
	c.Shutdown()
	d.recorded()
}

// A plugin with prompts of its own asks the server for what there is to choose from.
func TestPluginsAreToldWhomAndWhen(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.Neovim)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	mates := decode[[]struct{ To, Name, Reason string }](t, c.Execute("leadline.pairing.candidates", at(u, 2)))
	if len(mates) == 0 || mates[0].To != "@dev1" || !strings.HasPrefix(mates[0].Reason, "wrote most of it") {
		t.Errorf("%+v", mates)
	}
	times := decode[[]struct{ At, Title, Reason string }](t, c.Execute("leadline.pairing.times", besides(at(u, 2), "with", "@dev1", "for", "90m")))
	if len(times) != 3 {
		t.Fatalf("%+v", times)
	}
	for _, one := range times {
		if start, err := time.Parse(time.RFC3339, one.At); err != nil || !start.After(time.Now()) || !strings.Contains(one.Title, "–") {
			t.Errorf("%+v: %v", one, err)
		}
	}
	c.Execute("leadline.pairing.suggest", besides(at(u, 2), "with", "@dev1", "at", times[0].At))
	hear(t, c, "Planned")
	d.recorded("pairing.scheduled")
	c.Shutdown()
}

// What a block would be for is told beforehand; a folder is a place like any other, and an entry that is named one too.
func TestPluginsAreToldWhatFor(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	type proposed struct {
		Topic, Purpose, Guessed, For, Nobody string
		Why                                  []string
	}
	got := decode[proposed](t, c.Execute("leadline.pairing.proposal", at(u, 2)))
	if got.Topic != "retry on timeout" || got.Purpose != "unblock" || got.Guessed != "it is work to be done" || got.For != "60m" || got.Nobody != "" || got.Why == nil {
		t.Errorf("%+v", got)
	}
	folder := map[string]any{"uri": string(lsp.FileURI(d.top + "/pay"))}
	if got := decode[proposed](t, c.Execute("leadline.pairing.proposal", folder)); !strings.Contains(got.Topic, "pay/") || got.Purpose != "onboard" && got.Purpose != "spread" {
		t.Errorf("of a folder: %+v", got)
	}
	c.Execute("leadline.pairing.suggest", besides(folder, "with", "@dev1", "at", "tomorrow 10:00"))
	hear(t, c, "Planned")
	var p struct{ Anchors []struct{ Path string } }
	if err := json.Unmarshal([]byte(d.bodies()[0]), &p); err != nil || len(p.Anchors) != 1 || p.Anchors[0].Path != "pay" {
		t.Errorf("%+v, %v", p, err)
	}
	outside := map[string]any{"uri": string(lsp.FileURI(d.top + "/../elsewhere"))}
	if got := decode[proposed](t, c.Execute("leadline.pairing.proposal", outside)); strings.Contains(got.Topic, "elsewhere") {
		t.Errorf("outside: %+v", got)
	}
	c.Shutdown()
}

// A repository of one person has nobody to propose: that is said, and the form is there for whoever they like.
func TestNobodyToPairWith(t *testing.T) {
	d := newDesk(t, "me Dev Three <dev3@example.com>\ncommit main 2026-02-10T10:00:00Z Dev Three <dev3@example.com>\nbegin\n+ a.go\n")
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Settled(u)
	c.Execute("leadline.pairing.suggest", at(u, 0))
	hear(t, c, "History knows nobody here but you. Whom you like can be named in the draft.")
	c.WaitNotification("window/showDocument", func(p json.RawMessage) bool { return strings.Contains(string(p), "/pairing-") })
	c.Shutdown()
}
