package draft

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// checkNodes reads checks, which may be written in parts:
//
//	checks:
//	  - forbid: internal/fx
//	    in: pay/**
//	  - forbid-pattern float64\b in pay/**
//
// The parts become the text that says the same, so that a draft is compared, kept and shown again in one form.
func checkNodes(n ast.Node) (any, bool) {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return checkText(n)
	case *ast.SequenceNode:
		var out []string
		for _, item := range n.Values {
			text, ok := checkNodes(item)
			s, isText := text.(string)
			if !ok || !isText {
				return nil, false
			}
			out = append(out, s)
		}
		return out, true
	}
	return nodeValue(n)
}

func checkText(n ast.Node) (any, bool) {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	}
	parts := map[string]any{}
	for _, pair := range pairs {
		value, ok := nodeValue(pair.Value)
		text, isText := value.(string)
		if !ok || !isText {
			return nil, false
		}
		parts[pair.Key.GetToken().Value] = text
	}
	c, err := action.CheckOf(parts)
	if err != nil && c == (ledger.Check{}) {
		return "a check " + err.Error(), true
	}
	return guard.Write(c), true // what is wrong with it is said where it is recorded
}
