package report

import (
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r AbsenceReport) Render(v phrase.Voice) string {
	who := v.NameOf(r.Who)
	away := ledger.Away{From: r.From}
	if r.To != nil {
		away.To = *r.To
	}
	p := page{v: v}
	var areas []string
	for _, a := range r.Areas {
		areas = append(areas, a.sentence(v, false))
	}
	p.add("On nobody", areas...)
	p.add("Falls due", awaited(v, r.Falls)...)
	p.add("Waits", awaited(v, r.Waits)...)
	foot := ""
	switch {
	case p.empty():
		p.note("Nothing that is changed often would rest on nobody, and nothing here waits for " + themOrYou(who) + ".")
	case len(r.Areas) > 0:
		foot = "Before that, a block of time helps: " + command("leadline pairing suggest", r.Areas[0].Area)
	}
	return p.under(v.Style.Title("Away · "+who+" · "+v.Away(away)), foot)
}

func themOrYou(name string) string {
	if name == "you" {
		return name
	}
	return "them"
}

// awaited says each in a line, with its day and what can be done about it.
func awaited(v phrase.Voice, list []Awaiting) []string {
	var out []string
	for _, a := range list {
		parts := []string{kinds[a.Type] + " " + title(a.Item)}
		if a.On != nil {
			if day, ok := phrase.Date(*a.On, v.Now); ok {
				parts[0] += " · " + phrase.Day(day, v.Now)
			}
		}
		if a.Asks != nil && a.Type != string(ledger.TypePairing) {
			parts = append(parts, "asked by "+v.NameOf(*a.Asks))
		}
		if a.Type == string(ledger.TypePairing) {
			parts = append(parts, "to move it: leadline pairing move "+phrase.Clean(a.ID, longestID))
		}
		out = append(out, strings.Join(parts, " · "))
	}
	return out
}

// kinds are what entries are called before their titles.
var kinds = map[string]string{
	string(ledger.TypeDelegation): "promised", string(ledger.TypeReview): "review", string(ledger.TypeQuestion): "to decide",
	string(ledger.TypeDecision): "to look at", string(ledger.TypePairing): "pairing",
}
