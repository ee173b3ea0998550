package draft_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/draft"
)

func TestChecksInADraft(t *testing.T) {
	for _, tt := range []struct {
		front string
		want  any
	}{
		{"checks: forbid internal/fx in pay/**", "forbid internal/fx in pay/**"},
		{"checks: [forbid fx in pay, companion a in b]", []string{"forbid fx in pay", "companion a in b"}},
		{"checks:\n  - forbid: internal/fx\n    in: pay/**\n  - forbid-pattern float64\\b in pay/**", []string{"forbid internal/fx in pay/**", `forbid-pattern float64\b in pay/**`}},
		{"checks:\n  companion: docs/api.md\n  in: api/*.proto", "companion docs/api.md in api/*.proto"},
		{"checks:\n  - forbid-pattern: (x", []string{"forbid-pattern (x"}}, // told where it is recorded
	} {
		p := draft.Parse(action.Decision, []byte("---\ntitle: x\n"+tt.front+"\n---\n"))
		if len(p.Faults) > 0 {
			t.Errorf("%q: %v", tt.front, p.Faults)
		}
		if diff := cmp.Diff(tt.want, p.Values["checks"]); diff != "" {
			t.Errorf("%q: %s", tt.front, diff)
		}
		v := action.Values{"title": "x", "checks": []any{}}
		switch x := p.Values["checks"].(type) {
		case string:
			v["checks"] = []any{x}
		case []string:
			var list []any
			for _, s := range x {
				list = append(list, s)
			}
			v["checks"] = list
		}
		again := draft.Parse(action.Decision, draft.New(action.Decision, v, "", nil))
		if got, want := strings.Join(again.Values["checks"].([]string), "|"), strings.ReplaceAll(v.Text("checks"), ", ", "|"); got != want {
			t.Errorf("%q shown again: %q, not %q", tt.front, got, want)
		}
	}
	p := draft.Parse(action.Decision, []byte("---\ntitle: x\nchecks:\n  - forbid: fx\n    glob: pay\n---\n"))
	if got, _ := p.Values["checks"].([]string); len(got) != 1 || !strings.Contains(got[0], `has no "glob"`) {
		t.Errorf("a key that is none: %v %v", p.Values["checks"], p.Faults)
	}
}
