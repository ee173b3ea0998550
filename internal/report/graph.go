package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// Graph is which decisions superseded which, and which relate to one another.
type Graph struct {
	Nodes []GraphNode `json:"nodes"`
	Edges []GraphEdge `json:"edges"`
}

// GraphNode is a decision that refers to another, or is referred to.
type GraphNode struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status"`

	called string
}

// GraphEdge leads from the decision that took the place of another to that one, or between two that relate.
type GraphEdge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Kind string `json:"kind"` // supersedes or relates
}

// The kinds of edges.
const (
	Supersedes = "supersedes"
	Relates    = "relates"
)

// GraphOf is the graph of the decisions of a repository; with of, only what hangs together with that one.
func GraphOf(s *workspace.Snapshot, of *ledger.Entry) Graph {
	edges := edgesOf(s)
	if of != nil {
		edges = around(edges, of.ID)
	}
	g := Graph{Nodes: []GraphNode{}, Edges: []GraphEdge{}}
	g.Edges = append(g.Edges, edges...)
	linked := map[string]bool{}
	for _, e := range g.Edges {
		linked[e.From], linked[e.To] = true, true
	}
	for _, e := range s.Decisions() {
		if linked[e.ID] || e == of {
			g.Nodes = append(g.Nodes, GraphNode{ID: e.ID, Title: e.Decision.Title, Status: e.Decision.Status, called: e.ID})
			linked[e.ID] = false
		}
	}
	return g
}

// edgesOf are all links between decisions that are known, each once: both ends may tell of one.
func edgesOf(s *workspace.Snapshot) []GraphEdge {
	var out []GraphEdge
	seen := map[GraphEdge]bool{}
	add := func(from, to *ledger.Entry, kind string) {
		if from == nil || to == nil || from == to {
			return
		}
		e := GraphEdge{From: from.ID, To: to.ID, Kind: kind}
		if kind == Relates && e.From > e.To {
			e.From, e.To = e.To, e.From
		}
		if !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	for _, e := range s.Decisions() {
		d := e.Decision
		for _, older := range d.Supersedes {
			add(e, s.Meant(older, e), Supersedes)
		}
		if d.SupersededBy != "" && d.Status == ledger.Superseded {
			add(s.Meant(d.SupersededBy, e), e, Supersedes)
		}
		for _, other := range d.RelatesTo {
			add(e, s.Meant(other, e), Relates)
		}
	}
	return out
}

// around keeps the edges that can be reached from one decision.
func around(edges []GraphEdge, id string) []GraphEdge {
	next := map[string][]string{}
	for _, e := range edges {
		next[e.From], next[e.To] = append(next[e.From], e.To), append(next[e.To], e.From)
	}
	reached, queue := map[string]bool{id: true}, []string{id}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, n := range next[at] {
			if !reached[n] {
				reached[n] = true
				queue = append(queue, n)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(edges), func(e GraphEdge) bool { return !reached[e.From] })
}

// mostLabel is how long a label gets, in characters.
const mostLabel = 60

// Mermaid is the graph as text for Mermaid, which many hosts draw in Markdown. Decisions that hold no more are dashed.
func (g Graph) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	name := map[string]string{}
	var gone []string
	for i, n := range g.Nodes {
		name[n.ID] = fmt.Sprintf("n%d", i+1)
		if n.Status != ledger.Accepted && n.Status != ledger.Proposed {
			gone = append(gone, name[n.ID])
		}
		fmt.Fprintf(&b, "  %s[\"%s<br/>%s\"]\n", name[n.ID], label(n.called), label(n.Title))
	}
	for _, e := range g.Edges {
		arrow := "-->|supersedes|"
		if e.Kind == Relates {
			arrow = "-.-"
		}
		fmt.Fprintf(&b, "  %s %s %s\n", name[e.From], arrow, name[e.To])
	}
	if len(gone) > 0 {
		fmt.Fprintf(&b, "  classDef gone stroke-dasharray: 4 3\n  class %s gone\n", strings.Join(gone, ","))
	}
	return b.String()
}

// label is a text in which nothing means anything to Mermaid or to HTML: whatever is no letter, digit or plain mark is
// written by its number.
func label(text string) string {
	var b strings.Builder
	for _, r := range phrase.Clean(text, mostLabel) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" .,:/-'()?!…", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
