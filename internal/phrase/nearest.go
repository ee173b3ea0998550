package phrase

import (
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ownership"
)

// Nearest says who is nearest of those who are still here, and why: "@dev2 (March)" for the file itself, else with the
// folder that they know.
func (v Voice) Nearest(n *ownership.Near, path string) string {
	if n == nil {
		return "nobody who worked here is still active"
	}
	name := v.Name(n.Person)
	you := name == "you"
	if !you {
		name += " (" + Ago(n.Last, v.Now) + ")"
	}
	knows, works := ", who knows ", ", who works"
	if you {
		knows, works = ", who know ", ", who work"
	}
	switch n.Area {
	case path:
		return name
	case ".":
		return name + works + " elsewhere in this repository"
	}
	return name + knows + Clean(n.Area, titleLimit) + "/"
}

// near is the line about the nearest person, where those who are named are gone; empty elsewhere.
func (v Voice) near(f hint.File, lost bool) string {
	if !lost {
		return ""
	}
	return v.Style.Text(v.Nearest(f.Nearest, f.Path))
}
