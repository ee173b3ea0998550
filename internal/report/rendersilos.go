package report

import (
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r SilosReport) Render(v phrase.Voice) string {
	p := page{v: v}
	foot := ""
	switch {
	case len(r.Areas) == 0 && v.Snapshot != nil && v.Snapshot.Excess != nil:
		p.note(phrase.UnreadPage(v.Snapshot.Excess))
	case r.Lively == 0:
		p.note("No folder here has files that people change often, so nothing can rest on one person.")
	case len(r.Areas) == 0:
		p.note("No area that is changed often rests on one person.")
	default:
		var texts []string
		for _, a := range r.Areas {
			texts = append(texts, a.sentence(v, true))
		}
		p.add("Rests on one", texts...)
		foot = "With whom and when to share what one person knows: " + command("leadline pairing suggest", r.Areas[0].Area)
	}
	return p.under(v.Style.Title("Silos · "+phrase.Clean(r.Name, titleSize)), foot)
}

// sentence says of an area on whom it rests, where that is wanted, and where help is.
func (a Resting) sentence(v phrase.Voice, on bool) string {
	parts := []string{phrase.Clean(a.Area, pathSize) + "/, " + phrase.Count(a.Files, "file")}
	switch {
	case on && a.On != nil:
		parts = append(parts, "known by "+v.NameOf(*a.On)+" alone")
	case on:
		parts = append(parts, "known by one person alone")
	}
	switch {
	case a.Block != nil:
		when := a.Block.On
		if day, ok := phrase.Date(when, v.Now); ok {
			when = phrase.Day(day, v.Now)
		}
		parts = append(parts, "a block is planned: "+phrase.Clean(a.Block.ID, longestID)+" "+when)
	case len(a.Learners) > 0:
		parts = append(parts, "would like to learn it: "+several(v, a.Learners))
	}
	if a.Paired != nil {
		parts = append(parts, "paired on "+phrase.Clean(a.Paired.On, 10))
	}
	if a.near != nil && !(len(a.Learners) > 0 && a.near.Area == ".") {
		parts = append(parts, "next to it: "+v.Nearest(a.near, a.Area))
	} else if a.near == nil {
		parts = append(parts, "nobody else who worked here is still active")
	}
	return strings.Join(parts, " · ")
}
