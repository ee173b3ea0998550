package lsp_test

import (
	"encoding/json"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// An entry is attached to the selected lines as well, or instead, as an editor's extension says; the last word can be taken back.
func TestAttachAsWell(t *testing.T) {
	d := newDesk(t, pairHistory())
	c := d.edit(lspclient.Neovim)
	u := d.open(c, "pay/a.go")
	c.Settled(u)
	decision := at(u, 2)
	decision["title"], decision["undo"], decision["because"], decision["decided_by"] = "Retry once", "days", "twice bills twice", "me"
	id := decode[struct{ ID string }](t, c.Execute("leadline.decision.log", decision)).ID
	lines := func() (at []int) {
		bodies := d.bodies()
		var body struct {
			Anchors []struct{ Line int }
			Undo    bool
		}
		if err := json.Unmarshal([]byte(bodies[len(bodies)-1]), &body); err != nil {
			t.Fatal(err)
		}
		if body.Undo {
			return []int{-1}
		}
		for _, a := range body.Anchors {
			at = append(at, a.Line)
		}
		return at
	}
	for _, step := range []struct {
		key, value string
		line       int
		want       []int
	}{
		{"also", "true", 0, []int{3, 1}}, {"also", "false", 3, []int{4}}, {"undo", "true", 0, []int{-1}},
	} {
		c.Execute("leadline.attach", besides(at(u, step.line), "id", id, step.key, step.value))
		if got := lines(); len(got) != len(step.want) || got[0] != step.want[0] || got[len(got)-1] != step.want[len(got)-1] {
			t.Errorf("%+v: stands at %v", step, got)
		}
	}
	d.recorded("decision.logged", "entry.attached", "entry.attached", "entry.attached")
	c.Shutdown()
}
