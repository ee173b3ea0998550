package dash

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

// pairing is which areas nobody plans to share, blocks by area, and when two last paired.
func pairing(r *request) (view, error) {
	v := view{Title: "Pairing"}
	r.offer(&v, r.place("", action.Pairing)...)
	p, err := report.Pairings(r.ctx, r.s, r.w)
	if err != nil {
		return view{}, err
	}
	v.Sections = r.silos("Rests on one person, and no block is planned", "Areas that rest on one person without a block to come", p.Alone)
	planned := &table{Caption: "Blocks to come", Columns: []string{"Block", "About", "Area", "With", "Day"}}
	done := &table{Caption: "Blocks of the last 30 days that took place", Columns: []string{"Block", "About", "Area", "With", "Day", "What came of it"}}
	for _, a := range p.Areas {
		for _, m := range a.Planned {
			planned.add(append(item(m.ID, m.Title), areaCell(a.Area), text(r.persons(m.People)), text(r.day(m.On)))...)
		}
		for _, m := range a.Done {
			outcome := ""
			if m.Outcome != nil {
				outcome = title(*m.Outcome)
			}
			done.add(append(item(m.ID, m.Title), areaCell(a.Area), text(r.persons(m.People)), text(r.day(m.On)), text(outcome))...)
		}
	}
	v.Sections = append(v.Sections, some(section{ID: "planned", Heading: "Planned", Table: planned.shorten(), SQL: r.sql(sqlPlanned)})...)
	v.Sections = append(v.Sections, some(section{ID: "done", Heading: "Took place", Table: done.shorten(), SQL: r.sql(sqlPaired)})...)
	shared := &table{Caption: "Areas that no longer rest on one person", Columns: []string{"Area"}}
	for _, a := range p.Spread {
		shared.add(areaCell(a))
	}
	v.Sections = append(v.Sections, some(section{ID: "shared", Heading: "Shared now", Table: shared.shorten(), Narrow: true})...)
	pairs, err := r.w.Pairs(r.ctx, ".")
	if err != nil {
		return view{}, err
	}
	v.Sections = append(v.Sections, r.matrix(pairs)...)
	switch {
	case p.Empty && len(pairs) == 0:
		v.First = "Nobody who is here is known to have paired yet, and no block is planned. With whom, about what and when: leadline pairing suggest. " +
			"Commits with Co-authored-by lines tell, too."
	case p.Empty:
		v.First = "No pairing is planned here yet. With whom, about what and when: leadline pairing suggest"
	}
	return v, nil
}

// mostInGrid is how many people stand beside each other in a matrix.
const mostInGrid = 12

// matrix is when two last paired: a matrix of a few people, else a list, those who have not for longest first. How often is
// nobody's business.
func (r *request) matrix(pairs []workspace.Pair) []section {
	if len(pairs) == 0 {
		return nil
	}
	const heading, text1 = "When people last paired", "As commits with co-authors and blocks that took place say. Nothing is counted."
	var all []*people.Person
	last := map[[2]*people.Person]string{}
	for _, p := range pairs {
		for _, one := range []*people.Person{p.A, p.B} {
			if !slices.Contains(all, one) && len(all) <= mostInGrid {
				all = append(all, one)
			}
		}
		last[[2]*people.Person{p.A, p.B}] = r.ago(p.Last)
		last[[2]*people.Person{p.B, p.A}] = r.ago(p.Last)
	}
	list := &table{Caption: "Who paired with whom, and when last", Columns: []string{"Who", "With", "Last"}}
	oldest := slices.Clone(pairs)
	slices.SortStableFunc(oldest, func(a, b workspace.Pair) int { return a.Last.Compare(b.Last) })
	for _, p := range oldest {
		list.add(text(r.Name(p.A)), text(r.Name(p.B)), text(r.ago(p.Last)))
	}
	if len(all) > mostInGrid || len(all) < 3 {
		return []section{{ID: "matrix", Heading: heading, Text: text1 + " Those who have not for longest come first.", Table: list.shorten(), SQL: r.sql(sqlMatrix)}}
	}
	slices.SortFunc(all, func(a, b *people.Person) int { return strings.Compare(r.Name(a), r.Name(b)) })
	grid := &table{Caption: "Matrix of who paired with whom, and when last", Columns: []string{"Who"}}
	for _, p := range all {
		grid.Columns = append(grid.Columns, r.Name(p))
	}
	for _, p := range all {
		row := []cell{text(r.Name(p))}
		for _, with := range all {
			said := last[[2]*people.Person{p, with}]
			if said == "" && p != with {
				said = "not yet"
			}
			row = append(row, text(said))
		}
		grid.Rows = append(grid.Rows, row)
	}
	return []section{{ID: "matrix", Heading: heading, Text: fmt.Sprintf("%s %d people.", text1, len(all)), Table: grid, SQL: r.sql(sqlMatrix)}}
}
