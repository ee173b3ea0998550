package report

import (
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render drafts the update in the style of the voice. What only its author can say is left open in square brackets.
func (r UpdateReport) Render(v phrase.Voice) string {
	var b strings.Builder
	say := func(text string) string { return v.Style.Text(phrase.Clean(text, longestSaid)) }
	section := func(head string, lines []string) {
		if len(lines) == 0 {
			return
		}
		b.WriteString(v.Style.Strong(head) + "\n\n")
		for _, line := range lines {
			b.WriteString("- " + line + "\n")
		}
		b.WriteString("\n")
	}
	b.WriteString(v.Style.Title("How things stand · "+phrase.Clean(r.Name, titleSize)) + "\n\n")
	if len(r.Done)+len(r.Decided)+len(r.NotDone)+len(r.AtRisk)+len(r.Choices) == 0 {
		return b.String() + v.Style.Text("Nothing was recorded since "+phrase.Day(r.From.In(v.Now.Location()), v.Now)+
			" that could be told. An update is made of what is finished, decided, asked and put at risk: log it where you stand.") + "\n"
	}
	section("Done", told(r.Done, say))
	section("Decided", told(r.Decided, say))
	section("Not doing", told(r.NotDone, say))
	section("At risk", r.atRisk(say))
	section("To choose", r.choices(v, say))
	b.WriteString(v.Style.Strong("Next") + "\n\n- " + v.Style.Text("[what comes next, and when]") + "\n")
	if len(r.Technical) > 0 {
		b.WriteString("\n" + v.Style.Text("Before you send it, explain or leave out: "+strings.Join(clean(r.Technical), ", ")) + "\n")
	}
	return b.String()
}

// longestSaid is how many characters of a text are told to others.
const longestSaid = 240

func told(list []Telling, say func(string) string) []string {
	var out []string
	for _, t := range list {
		text := t.What
		if t.Why != nil {
			text = strings.TrimRight(text, ".") + ": " + *t.Why
		}
		out = append(out, say(text))
	}
	return out
}

func (r UpdateReport) atRisk(say func(string) string) []string {
	var out []string
	for _, k := range r.AtRisk {
		text := strings.TrimRight(k.Problem, ".") + "."
		if k.Cause != nil {
			text += " We know why: " + strings.TrimRight(*k.Cause, ".") + "."
		} else {
			text += " We do not know the cause yet."
		}
		if k.Takes != nil {
			text += " It takes " + strings.TrimRight(*k.Takes, ".") + "."
		} else {
			text += " [What it takes]"
		}
		if k.Gains != nil {
			text += " Then " + strings.TrimRight(*k.Gains, ".") + "."
		}
		out = append(out, say(text)+" "+say("Either [this date, with less: what is left out], or [all of it, and when]."))
	}
	return out
}

func (r UpdateReport) choices(v phrase.Voice, say func(string) string) []string {
	var out []string
	for _, c := range r.Choices {
		text := c.Question
		if !strings.ContainsAny(text[max(len(text)-1, 0):], ".?!") {
			text += "."
		}
		if c.By != nil {
			if day, ok := phrase.Date(*c.By, v.Now); ok {
				text += " By " + phrase.Day(day, v.Now) + "."
			}
		}
		if c.Outside {
			text += " This is yours to decide."
		}
		out = append(out, say(text))
	}
	return out
}
