package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r PairingsReport) Render(v phrase.Voice) string {
	p := page{v: v}
	var alone []string
	for _, a := range r.Alone {
		alone = append(alone, a.sentence(v, false))
	}
	p.add("No block yet", alone...)
	var planned, happened, unsettled []string
	for _, a := range r.Areas {
		for _, m := range a.Planned {
			planned = append(planned, m.sentence(v, a.Area, true))
		}
		for _, m := range a.Done {
			happened = append(happened, m.sentence(v, a.Area, false))
		}
		if a.Unsettled > 0 {
			unsettled = append(unsettled, fmt.Sprintf("%s: %s", place(a.Area), phrase.Count(a.Unsettled, "block")+unsaid(a.Unsettled)))
		}
	}
	p.add("Planned", planned...)
	p.add("Happened", happened...)
	p.add("Shared now", spread(r.Spread))
	p.add("Unsettled", unsettled...)
	foot := ""
	switch {
	case len(r.Alone) > 0:
		foot = "With whom and when to share what one person knows: " + command("leadline pairing suggest", r.Alone[0].Area)
	case r.Empty:
		foot = "No pairing is planned here yet. With whom, about what and when: leadline pairing suggest"
	case p.empty():
		p.note("No pairing was planned lately, and no area that is changed often rests on one person.")
	}
	return p.under(v.Style.Title("Pairing · "+phrase.Clean(r.Name, titleSize)), foot)
}

// sentence says of a block where, when and with whom it is or was, and what came of it.
func (m Met) sentence(v phrase.Voice, area string, ahead bool) string {
	when := m.On
	if day, ok := phrase.Date(m.On, v.Now); ok {
		if when = phrase.Day(day, v.Now); !ahead {
			when = phrase.Ago(day, v.Now)
		}
	}
	parts := []string{place(area), fmt.Sprintf("%s %q", phrase.Clean(m.ID, longestID), phrase.Clean(m.Title, titleSize)), phrase.Clean(when, 20)}
	if together := v.Together(m.People); len(m.People) > 0 {
		parts = slices.Insert(parts, 2, together)
	}
	if m.Outcome != nil {
		parts = append(parts, phrase.Clean(*m.Outcome, titleSize))
	}
	return strings.Join(parts, " · ")
}

// unsaid goes on about so many blocks.
func unsaid(blocks int) string {
	if blocks == 1 {
		return " is over, and nobody said whether it took place"
	}
	return " are over, and nobody said whether they took place"
}

// place is an area of blocks.
func place(area string) string {
	switch area {
	case "":
		return "about no place"
	case ".":
		return "files at the top"
	}
	return phrase.Clean(area, pathSize) + "/"
}

// spread says which areas pairing took from resting on one person; "" for none.
func spread(areas []string) string {
	var names []string
	for _, a := range areas[:min(len(areas), mostShown)] {
		names = append(names, phrase.Clean(a, pathSize))
	}
	if more := len(areas) - len(names); more > 0 {
		names = append(names, phrase.Count(more, "more area"))
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " no longer rests on one person"
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " no longer rest on one person"
}
