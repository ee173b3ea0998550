package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r OnboardingReport) Render(v phrase.Voice) string {
	where := phrase.Clean(r.Area, pathSize)
	if r.Area == "." {
		where = phrase.Clean(r.Name, titleSize)
	}
	p := page{v: v}
	p.add("Read first", strings.Join(clean(r.Read), ", "))
	var learn []string
	plain := v
	plain.Style = phrase.Plain()
	for _, l := range r.Learn {
		text := fmt.Sprintf("%s:%d · %s", phrase.Clean(l.Path, pathSize), max(l.Line, 1), plain.Stop(l.stop, r.tour))
		if whom := plain.Whom(l.stop.Ask, l.stop.Nearest, l.Path); whom != "" {
			text += " · " + whom
		}
		learn = append(learn, text)
	}
	p.add("Learn", learn...)
	p.add("Decided", titles(r.Decided)...)
	p.add("Records", strings.Join(clean(r.Records), ", "))
	var begin []string
	for _, t := range r.Begin {
		text := fmt.Sprintf("%s:%d · %q", phrase.Clean(t.Path, pathSize), t.Line, phrase.Clean(t.Text, titleSize))
		if t.ID != nil {
			text += " · offered to you: " + phrase.Clean(*t.ID, longestID)
		}
		begin = append(begin, text)
	}
	p.add("Begin with", begin...)
	if len(r.Wishes) > 0 {
		p.add("You'd like", "to learn "+strings.Join(clean(r.Wishes), ", "))
	}
	if len(r.Blocks) > 0 {
		p.add("Together", "next: "+days(v, r.Blocks))
	}
	foot := ""
	switch {
	case p.empty():
		p.note(v.FromHistory("There is nothing to show here yet: no history, no introduction, and nothing was decided."))
	case len(r.Blocks) == 0 && len(r.Learn) > 0:
		foot = "An hour with somebody who knows it is worth more than a page: " + command("leadline pairing suggest --purpose onboard", r.Learn[0].Path)
	}
	return p.under(v.Style.Title("Welcome to "+where), foot)
}
