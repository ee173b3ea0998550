package adr

import (
	"slices"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// readChecks takes what the decision guards itself with from the front matter: a text for each check, as package guard
// writes them, or its parts.
//
//	checks:
//	  - forbid internal/fx in pay/**
//	  - forbid-pattern: float64
//	    in: pay/**
//
// What is none is a fault; so is what comes after the last that is kept.
func (r *Record) readChecks() {
	value, line, ok := r.value(keyChecks)
	if !ok {
		return
	}
	add := func(c ledger.Check, err error) {
		switch {
		case err != nil:
			r.fault(line, BadFront, "a check of this decision "+err.Error())
		case len(r.Checks) == guard.MostChecks:
			r.fault(line, BadFront, "these are too many checks for one decision; the last are left out")
		default:
			r.Checks = append(r.Checks, c)
		}
	}
	switch v := value.(type) {
	case string:
		if v != "" {
			add(guard.Parse(v))
		}
	case []string:
		for _, text := range v[:min(len(v), guard.MostChecks+1)] {
			add(guard.Parse(text))
		}
	case []map[string]string:
		for _, parts := range v[:min(len(v), guard.MostChecks+1)] {
			if text, whole := parts[""]; whole {
				add(guard.Parse(text))
				continue
			}
			add(guard.Assemble(parts))
		}
	}
}

// whole puts texts beside mappings in the order of the list.
func whole(texts []string, maps []map[string]string, order []bool) []map[string]string {
	out := make([]map[string]string, 0, len(order))
	for _, text := range order {
		if text {
			out = append(out, map[string]string{"": texts[0]})
			texts = texts[1:]
			continue
		}
		out = append(out, maps[0])
		maps = maps[1:]
	}
	return slices.Clip(out)
}
