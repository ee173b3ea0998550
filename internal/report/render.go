package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

const mostShown = 3 // titles in one line

// Render says the report in the style of the voice: a heading, then a line for each thing there is data
// about. On an empty store it says what to do first.
func (r WeekReport) Render(v phrase.Voice) string {
	head := fmt.Sprintf("Week %d · %s", r.Week, phrase.Clean(r.Name, titleSize))
	p := page{v: v}
	p.add("Decided", r.decided(v))
	p.add("Handed on", r.handedOn())
	p.add("Paired", r.paired())
	p.add("Reviews", r.reviews())
	p.add("Questions", counted(r.Questions.Asked, "asked", r.Questions.Answered, "answered", r.Questions.Open))
	p.add("Risks", counted(r.Risks.Raised, "raised", r.Risks.Closed, "closed", r.Risks.Open))
	p.add("Last week", r.Before.sentence())
	if p.empty() {
		p.note(r.quiet())
	}
	var risky []string
	for _, a := range r.AtRisk {
		risky = append(risky, a.sentence(v, true))
	}
	p.add("At risk", risky...)
	p.add("Next", r.next(v))
	return p.under(v.Style.Title(head), "")
}

// sentence says what the week before had; nothing where that is nothing.
func (b *WeekBefore) sentence() string {
	if b == nil {
		return ""
	}
	var parts []string
	for _, x := range []struct {
		n    int
		text string
	}{{b.Decided, "decided"}, {b.HandedOn, "taken"}, {b.Finished, "finished"}, {b.Asked, "asked"}, {b.Raised, "put at risk"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.text))
		}
	}
	if b.Paired.Planned > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d paired", b.Paired.Done, b.Paired.Planned))
	}
	return strings.Join(parts, ", ")
}

func (r WeekReport) quiet() string {
	if r.Empty {
		return "Nothing is recorded about this repository yet. Log the first decision where you stand: in the editor " +
			"\"Log a decision here…\", or leadline decision log --title \"…\" --path FILE --line N"
	}
	return "Nothing was said this week, and nothing waits for anyone."
}

// decided names the decisions that are hard to undo, else the newest.
func (r WeekReport) decided(v phrase.Voice) string {
	if len(r.Decided) == 0 {
		return ""
	}
	var hard []Decided
	for _, d := range r.Decided {
		if d.Door == "one-way" {
			hard = append(hard, d)
		}
	}
	text := fmt.Sprint(len(r.Decided))
	shown := r.Decided
	if n := len(hard); n > 0 {
		shown = hard
		switch {
		case n == 1 && len(r.Decided) == 1:
			text += ", hard to undo"
		case n == len(r.Decided):
			text += ", all of them hard to undo"
		case n == 1:
			text += ", one of them hard to undo"
		default:
			text += fmt.Sprintf(", %d of them hard to undo", n)
		}
	}
	var titles []string
	for i, d := range shown {
		if i == mostShown {
			break
		}
		title := fmt.Sprintf("%q", phrase.Clean(d.Title, titleSize))
		if by := decider(v, d); by != "" {
			title += " (" + by + ")"
		}
		titles = append(titles, title)
	}
	return text + ": " + strings.Join(titles, ", ")
}

// decider says who decided and, for what is hard to undo, on how much information.
func decider(v phrase.Voice, d Decided) string {
	var parts []string
	if d.DecidedBy != nil {
		who := *d.DecidedBy
		if who != "team" && who != "outside" {
			who = v.NameOf(who)
		}
		parts = append(parts, who)
	}
	if d.Confidence != nil && d.Door == "one-way" {
		switch *d.Confidence {
		case "enough":
			parts = append(parts, "enough information")
		case "guess":
			parts = append(parts, "a guess")
		case "certain":
			parts = append(parts, "certain")
		}
	}
	return strings.Join(parts, ", ")
}

func (r WeekReport) handedOn() string {
	if r.HandedOn+r.Finished+len(r.OpenOffers) == 0 {
		return ""
	}
	var parts []string
	if r.HandedOn > 0 {
		parts = append(parts, fmt.Sprintf("%d taken", r.HandedOn))
	}
	if r.Finished > 0 {
		parts = append(parts, fmt.Sprintf("%d finished", r.Finished))
	}
	if n := len(r.OpenOffers); n > 0 {
		parts = append(parts, phrase.Count(n, "offer")+" open")
	}
	return strings.Join(parts, ", ")
}

func (r WeekReport) paired() string {
	if r.Paired.Planned == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d planned", r.Paired.Done, r.Paired.Planned)
	if shared := spread(r.Paired.Spread); shared != "" {
		text += "; " + shared
	}
	return text
}

func (r WeekReport) reviews() string {
	switch {
	case r.Reviews.Asked == 0 && r.Reviews.Open == 0:
		return ""
	case r.Reviews.Open == 0:
		return fmt.Sprintf("%d asked for", r.Reviews.Asked)
	}
	return fmt.Sprintf("%d asked for, %d open", r.Reviews.Asked, r.Reviews.Open)
}

// counted says how many came and went in the week, and how many are open now; nothing where there are none of them.
func counted(came int, how string, went int, end string, open int) string {
	var parts []string
	for _, x := range []struct {
		n    int
		text string
	}{{came, how}, {went, end}, {open, "open"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.text))
		}
	}
	return strings.Join(parts, ", ")
}

func (r WeekReport) next(v phrase.Voice) string {
	var parts []string
	if len(r.PairingsNext) > 0 {
		parts = append(parts, "pairing: "+days(v, r.PairingsNext))
	}
	if len(r.CheckIns) > 0 {
		parts = append(parts, "check-ins: "+days(v, r.CheckIns))
	}
	if len(r.ReviewsDue) > 0 {
		parts = append(parts, "review due: "+days(v, r.ReviewsDue))
	}
	if len(r.QuestionsDue) > 0 {
		parts = append(parts, "to decide: "+days(v, r.QuestionsDue))
	}
	return strings.Join(parts, " · ")
}

func days(v phrase.Voice, items []Dated) string {
	const most = 6
	var out []string
	for i, d := range items {
		if i == most {
			out = append(out, fmt.Sprintf("%d more", len(items)-most))
			break
		}
		when := d.On
		if day, ok := phrase.Date(d.On, v.Now); ok {
			when = phrase.ShortDay(day, v.Now)
		}
		out = append(out, d.ID+" "+phrase.Clean(when, 20))
	}
	return strings.Join(out, ", ")
}
