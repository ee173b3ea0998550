package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r AreaReport) Render(v phrase.Voice) string {
	p := page{v: v}
	if len(r.Owners) > 0 {
		p.add("Owner", phrase.Names(r.Owners)+" ("+phrase.Clean(*r.Rule, titleSize)+")")
	}
	p.add("Ask", r.ask(v))
	if r.Silo != nil {
		p.add("At risk", r.Silo.sentence(v, true))
	}
	if len(r.Learners) > 0 {
		p.add("Would learn", several(v, r.Learners))
	}
	var inner []string
	for _, a := range r.Inner {
		inner = append(inner, a.sentence(v, true))
	}
	p.add("Rests on one", inner...)
	p.add("Decided", r.decided(v)...)
	p.add("Proposed", titles(r.Proposed)...)
	p.add("Questions", titles(r.Questions)...)
	p.add("Risks", titles(r.Risks)...)
	p.add("Handed on", titles(r.Offers)...)
	p.add("Reviews", r.waiting()...)
	p.add("Pairing", r.pairing(v))
	p.add("For the retro", titles(r.Retro)...)
	if r.Todos > 0 {
		p.add("To do", phrase.Count(r.Todos, "TODO comment"))
	}
	p.add("Know first", strings.Join(clean(r.Places), ", "))
	p.add("Changes with", strings.Join(clean(r.With), ", "))
	p.add("Lately", r.lately(v))
	where := phrase.Clean(r.Area, pathSize)
	if r.Area == "." {
		where = phrase.Clean(r.Name, titleSize)
	}
	foot := ""
	if p.empty() {
		p.note("Nothing is known about this area: no history, no owners, and nobody said anything about it.")
	} else if len(r.Decisions)+len(r.Proposed)+len(r.Questions)+len(r.Risks) == 0 {
		foot = "Nothing was decided, asked or put at risk here yet. Where you stand in the editor: \"Log a decision here…\""
	}
	return p.under(v.Style.Title("Area · "+where), foot)
}

func (r AreaReport) ask(v phrase.Voice) string {
	switch {
	case len(r.Ask) > 0:
		return v.Together(r.Ask)
	case r.Changes > 0 || r.near != nil:
		return v.Nearest(r.near, r.Area)
	}
	return ""
}

func (r AreaReport) decided(v phrase.Voice) []string {
	var out []string
	for _, d := range r.Decisions {
		text := title(d.Item)
		var about []string
		if d.Door == "one-way" {
			about = append(about, "hard to undo")
		}
		if by := decider(v, d); by != "" {
			about = append(about, by)
		}
		if len(about) > 0 {
			text += " (" + strings.Join(about, ", ") + ")"
		}
		out = append(out, text)
	}
	return out
}

// waiting are the reviews, and whether more of them wait than before.
func (r AreaReport) waiting() []string {
	out := titles(r.Reviews)
	if len(out) > 0 && r.Waited != nil && *r.Waited != len(r.Reviews) {
		out = append(out, fmt.Sprintf("%d now, %d four weeks ago", len(r.Reviews), *r.Waited))
	}
	return out
}

func (r AreaReport) pairing(v phrase.Voice) string {
	var parts []string
	if len(r.Planned) > 0 {
		parts = append(parts, "next: "+days(v, r.Planned))
	}
	if r.Paired != nil {
		if day, ok := phrase.Date(*r.Paired, v.Now); ok {
			parts = append(parts, "last: "+phrase.Day(day, v.Now))
		}
	}
	return strings.Join(parts, " · ")
}

func (r AreaReport) lately(v phrase.Voice) string {
	if r.Since == nil {
		return ""
	}
	return fmt.Sprintf("%s since %s, in %s", phrase.Count(r.Changes, "commit"), phrase.Day(*r.Since, v.Now), phrase.Count(r.Files, "file"))
}

// clean are names as they can be shown.
func clean(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, phrase.Clean(n, pathSize))
	}
	return out
}
