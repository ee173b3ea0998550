package adr_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/ledger"
)

func TestChecksOfTheFrontMatter(t *testing.T) {
	text := `---
status: accepted
id: D-7K3QXM
checks:
  - forbid internal/fx in pay/**
  - forbid-pattern: float(32|64)
    in: "**/*.go, !**/*_test.go"
  - companion: docs/api.md
    in: api
  - forbid-pattern (x
  - {forbid: y, glob: x}
---

# Quotes do not block charges
`
	r := adr.Parse("docs/adr", "docs/adr/0001-quotes.md", []byte(text))
	want := []ledger.Check{
		{In: "pay/**", Forbids: "internal/fx"},
		{In: "**/*.go, !**/*_test.go", Pattern: "float(32|64)"},
		{In: "api", Companion: "docs/api.md"},
	}
	if diff := cmp.Diff(want, r.Checks); diff != "" {
		t.Error(diff)
	}
	if len(r.Faults) != 2 || r.Faults[0].Line != 4 || !strings.Contains(r.Faults[0].Message, "is no regular expression") || !strings.Contains(r.Faults[1].Message, `has no "glob"`) {
		t.Errorf("faults: %+v", r.Faults)
	}
	again := adr.Parse("docs/adr", "docs/adr/0001-quotes.md", adr.Write(r))
	if diff := cmp.Diff(want, again.Checks); diff != "" {
		t.Errorf("written and read again: %s", diff)
	}
}
