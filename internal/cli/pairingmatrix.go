package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// matrixJSON is who paired with whom and when last; each two stand in it once.
type matrixJSON struct {
	Area  string     `json:"area"` // . for everywhere
	Pairs []pairJSON `json:"pairs"`
}

type pairJSON struct {
	Person  string  `json:"person"`  // handle (with @) or address
	Partner string  `json:"partner"` // likewise
	Last    instant `json:"last"`
	How     string  `json:"how"` // commits or said
}

func (a *app) pairingMatrix() *cobra.Command {
	var area string
	c := &cobra.Command{
		Use: "matrix", Short: "Say who paired with whom, and when last; how often is nobody's business", Args: a.exactly(0),
		Long: "Say who of those who are here paired with whom, and when last, as commits with co-authors and blocks that took place say.\n" +
			"Nothing is counted. Whoever asked to be named nowhere is in no pair.",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				in := "."
				if area != "" {
					p, err := s.place(area)
					if err != nil {
						return err
					}
					in = p.Path
				}
				pairs, err := s.Pairs(ctx, in)
				if err != nil {
					return err
				}
				if len(pairs) == 0 && !exists(filepath.Join(s.Repository.Top, filepath.FromSlash(in))) {
					return usagef("there is no file or folder %s in the work tree; check the path", in)
				}
				if a.json {
					out := matrixJSON{Area: in, Pairs: []pairJSON{}}
					for _, p := range pairs {
						out.Pairs = append(out.Pairs, pairJSON{workspace.Address(p.A), workspace.Address(p.B), at(p.Last), p.How})
					}
					return a.answer(out)
				}
				return a.print(a.matrixText(s.voice(), pairs, in))
			})
		},
	}
	c.Flags().StringVar(&area, "area", "", "about a `PATH` alone: a file or a folder")
	return c
}

const (
	// mostInGrid is how many people fit beside each other.
	mostInGrid = 8
	// mostPairs of a group are listed for people; --json has all.
	mostPairs = 60
)

func (a *app) matrixText(v phrase.Voice, pairs []workspace.Pair, area string) string {
	where := ""
	if area != "." {
		where = " in " + phrase.Clean(area, 80)
	}
	if len(pairs) == 0 {
		return "Nobody who is here is known to have paired" + where + " yet: commits with Co-authored-by lines tell, and blocks that took place. Plan the first: leadline pairing suggest\n"
	}
	var b strings.Builder
	b.WriteString(v.Style.Strong("When people last paired"+where) + "\n\n")
	groups := byTeam(v.Snapshot.Me, pairs)
	for _, g := range groups {
		if len(groups) > 1 {
			b.WriteString(v.Style.Strong(phrase.Clean(g.name, 60)) + "\n")
		}
		b.WriteString(a.pairsText(v, g.pairs))
		b.WriteString("\n")
	}
	b.WriteString("As commits with co-authors and blocks that took place say. Nothing is counted, and whoever wants to be named nowhere is not here.\n")
	return b.String()
}

// team is a group of people with the pairs within it.
type team struct {
	name  string
	pairs []workspace.Pair
}

// byTeam sorts pairs by the teams that the settings name, the reader's first; those across teams come last.
func byTeam(me *people.Person, pairs []workspace.Pair) []team {
	var out []team
	rest := team{name: "Across teams, and without one"}
	for _, p := range pairs {
		within := false
		for _, name := range p.A.Team {
			if !slices.Contains(p.B.Team, name) {
				continue
			}
			within = true
			i := slices.IndexFunc(out, func(t team) bool { return t.name == name })
			if i < 0 {
				i = len(out)
				out = append(out, team{name: name})
			}
			out[i].pairs = append(out[i].pairs, p)
		}
		if !within {
			rest.pairs = append(rest.pairs, p)
		}
	}
	mine := func(t team) int {
		if me != nil && slices.Contains(me.Team, t.name) {
			return 0
		}
		return 1
	}
	slices.SortFunc(out, func(a, b team) int {
		if m, n := mine(a), mine(b); m != n {
			return m - n
		}
		return strings.Compare(a.name, b.name)
	})
	if len(rest.pairs) > 0 {
		out = append(out, rest)
	}
	return out
}

// pairsText shows pairs as a matrix where they are of few people and there is room, else as a list.
func (a *app) pairsText(v phrase.Voice, pairs []workspace.Pair) string {
	var all []*people.Person
	last := map[[2]*people.Person]string{}
	for _, p := range pairs {
		for _, one := range []*people.Person{p.A, p.B} {
			if !slices.Contains(all, one) && len(all) <= mostInGrid {
				all = append(all, one)
			}
		}
		text := phrase.Ago(p.Last, v.Now)
		last[[2]*people.Person{p.A, p.B}], last[[2]*people.Person{p.B, p.A}] = text, text
	}
	if len(all) > 2 && len(all) <= mostInGrid {
		slices.SortFunc(all, func(a, b *people.Person) int { return strings.Compare(v.Name(a), v.Name(b)) })
		rows := [][]string{{""}}
		for _, p := range all[:len(all)-1] {
			rows[0] = append(rows[0], v.Name(p))
		}
		for i, p := range all[1:] {
			row := []string{v.Name(p)}
			for _, with := range all[:i+1] {
				text := last[[2]*people.Person{p, with}]
				if text == "" {
					text = "·"
				}
				row = append(row, text)
			}
			rows = append(rows, row)
		}
		if text := a.table(false, rows); fits(text, a.width()) {
			return text
		}
	}
	rows := [][]string{{"WHO", "WITH", "LAST"}}
	for _, p := range pairs[:min(len(pairs), mostPairs)] {
		rows = append(rows, []string{v.Name(p.A), v.Name(p.B), phrase.Ago(p.Last, v.Now)})
	}
	text := a.table(true, rows)
	if more := len(pairs) - mostPairs; more > 0 {
		text += fmt.Sprintf("and %d more: leadline pairing matrix --json, or --area PATH for fewer\n", more)
	}
	return text
}

// fits says whether no line is wider than the terminal, of which 0 is any width.
func fits(text string, width int) bool {
	for line := range strings.Lines(text) {
		if width > 0 && columns(strings.TrimRight(line, "\n")) > width {
			return false
		}
	}
	return true
}
