package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice, with a draft of what to tell the others.
func (r HandoverReport) Render(v phrase.Voice) string {
	p := page{v: v}
	var areas []string
	for _, a := range r.Areas {
		areas = append(areas, a.passing(v)...)
	}
	p.add("Rests on you", areas...)
	p.add("Open", awaited(v, r.Waits)...)
	foot := ""
	switch {
	case p.empty():
		p.note("Nothing that is changed often rests on you alone, and nothing here waits for you: you can go.")
	case r.Days == 0 && len(r.Areas) > 0:
		foot = "There is no working day left until then, so no days are proposed: leadline report handover --until DAY"
	case len(r.Areas) > 0:
		foot = "The days are a proposal, nobody was asked. A time that suits both: " + command("leadline pairing suggest", r.Areas[0].Area)
	}
	text := p.under(v.Style.Title("Handover · "+phrase.Clean(r.Name, titleSize)+" · until "+r.day(v, r.Until)), foot)
	if len(r.Areas)+len(r.Waits) > 0 {
		text += "\n" + v.Style.Strong("To tell the others, as a draft") + "\n\n" + r.announcement(v)
	}
	return text
}

func (r HandoverReport) day(v phrase.Voice, date string) string {
	if day, ok := phrase.Date(date, v.Now); ok {
		return phrase.Day(day, v.Now)
	}
	return phrase.Clean(date, titleSize)
}

// passing says of an area where it goes, and when.
func (a Passing) passing(v phrase.Voice) []string {
	head := phrase.Clean(a.Area, pathSize) + "/, " + phrase.Count(a.Files, "file")
	if a.To == nil {
		return []string{head + " · nobody asked to learn it, and nobody near it is here: ask the team"}
	}
	why := "next to it"
	if len(a.Learners) > 0 && a.Learners[0] == *a.To {
		why = "would like to learn it"
	}
	lines := []string{head + " → " + v.NameOf(*a.To) + " (" + why + ")"}
	var when []string
	for _, s := range a.Steps {
		on := s.On
		if day, ok := phrase.Date(s.On, v.Now); ok {
			on = phrase.ShortDay(day, v.Now)
		}
		when = append(when, on+" "+map[string]string{"watch": "they watch", "together": "do it together", "alone": "they do it alone"}[s.How])
	}
	if len(when) > 0 {
		lines = append(lines, "  "+strings.Join(when, ", "))
	}
	return lines
}

// announcement is a text for the team, in the words of the one who leaves.
func (r HandoverReport) announcement(v phrase.Voice) string {
	say := v.Style.Text
	var b strings.Builder
	b.WriteString(say("I am here until "+r.day(v, r.Until)+".") + "\n")
	if len(r.Areas) > 0 {
		b.WriteString(say("From then on, please ask:") + "\n\n")
		for _, a := range r.Areas {
			who := "nobody yet: who would like to?"
			if a.To != nil {
				who = v.NameOf(*a.To) + ", if that is all right with you"
			}
			b.WriteString("- " + say(phrase.Clean(a.Area, pathSize)+"/: "+who) + "\n")
		}
		b.WriteString("\n")
	}
	if left := promised(r.Waits); len(left) > 0 {
		b.WriteString(say("What I had taken on and may not finish:") + "\n\n")
		for _, a := range left {
			b.WriteString("- " + say(fmt.Sprintf("%s (%s)", phrase.Clean(a.Title, titleSize), phrase.Clean(a.ID, longestID))) + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString(say("What was decided, and why, stays at the code.") + "\n")
	return b.String()
}
