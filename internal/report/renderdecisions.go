package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice. On an empty store it says what to do first.
func (r DecisionsReport) Render(v phrase.Voice) string {
	head := "Decisions · " + phrase.Clean(r.Name, titleSize) + " · " + r.Quarter
	p := page{v: v}
	p.add("Open", r.open(v))
	p.add("Questioned", listed(len(r.Questioned), titles(r.Questioned)))
	p.add("Review due", r.due(v))
	p.add("Hard to undo", r.oneWay())
	p.add("Guesses", listed(len(r.Guesses), titles(r.Guesses)))
	p.add("Debt", r.debt())
	p.add("Decided by", r.by())
	p.add("Told", r.told(v))
	switch {
	case !p.empty():
	case r.Empty:
		p.note("Nothing is decided or asked here yet. Log the first decision where you stand: in the editor " +
			"\"Log a decision here…\", or leadline decision log --title \"…\" --path FILE --line N")
	default:
		p.note("Nothing is open or due, and nothing was decided this quarter.")
	}
	return p.under(v.Style.Title(head), "")
}

// open says what has passed its day; what only waits is counted.
func (r DecisionsReport) open(v phrase.Voice) string {
	var waiting []string
	if r.OpenQuestions > 0 {
		waiting = append(waiting, phrase.Count(r.OpenQuestions, "question"))
	}
	if r.Proposed > 0 {
		waiting = append(waiting, phrase.Count(r.Proposed, "proposal"))
	}
	if len(waiting) == 0 {
		return ""
	}
	text := strings.Join(waiting, ", ")
	if len(r.Open) == 0 {
		return text + ", none past its day"
	}
	var late []string
	for _, u := range r.Open {
		one := title(u.Item)
		if u.On != nil {
			if on, ok := phrase.Date(*u.On, v.Now); ok {
				one += " (was " + phrase.Day(on, v.Now) + ")"
			}
		} else {
			one += " (no day was set)"
		}
		late = append(late, one)
	}
	return text + fmt.Sprintf(", %d %s: ", len(late), r.lateness()) + shown(late)
}

// lateness says why the open ones are told of.
func (r DecisionsReport) lateness() string {
	on := 0
	for _, u := range r.Open {
		if u.On != nil {
			on++
		}
	}
	switch on {
	case len(r.Open):
		return "past their day"
	case 0:
		return "waiting for more than a month"
	}
	return "past their day, or waiting for more than a month"
}

func (r DecisionsReport) due(v phrase.Voice) string {
	if len(r.ReviewsDue) == 0 {
		return ""
	}
	var out []string
	for _, d := range r.ReviewsDue {
		one := title(d.Item)
		if on, ok := phrase.Date(d.On, v.Now); ok {
			one += " (" + phrase.Day(on, v.Now) + ")"
		}
		out = append(out, one)
	}
	return listed(len(out), out)
}

func (r DecisionsReport) oneWay() string {
	var out []string
	for _, d := range r.OneWay {
		one := title(d.Item)
		if d.Confidence != nil {
			one += " (" + map[string]string{"guess": "a guess", "enough": "enough information", "certain": "certain"}[*d.Confidence] + ")"
		}
		out = append(out, strings.TrimSuffix(one, " ()"))
	}
	return listed(len(out), out)
}

func (r DecisionsReport) debt() string {
	var out []string
	for _, d := range r.Debt {
		var amounts []string
		if d.Saves != nil {
			amounts = append(amounts, "saves "+phrase.Clean(*d.Saves, 40))
		}
		if d.Costs != nil {
			amounts = append(amounts, "costs "+phrase.Clean(*d.Costs, 40)+" a month")
		}
		out = append(out, title(d.Item)+" ("+strings.Join(amounts, ", ")+")")
	}
	return listed(len(out), out)
}

func (r DecisionsReport) by() string {
	var out []string
	for _, k := range []struct {
		n    int
		text string
	}{
		{r.By.Team, "the team"},
		{r.By.Me, "whoever logged it"},
		{r.By.Person, "a person"},
		{r.By.Outside, "outside"},
		{r.By.Unsaid, "not said"},
	} {
		if k.n > 0 {
			out = append(out, fmt.Sprintf("%s %d", k.text, k.n))
		}
	}
	return strings.Join(out, ", ")
}

func (r DecisionsReport) told(v phrase.Voice) string {
	var out []string
	for _, t := range r.Told {
		var who []string
		if len(t.Consulted) > 0 {
			who = append(who, "asked: "+v.Together(t.Consulted))
		}
		if len(t.Informed) > 0 {
			who = append(who, "told: "+v.Together(t.Informed))
		}
		out = append(out, title(t.Item)+" ("+strings.Join(who, "; ")+")")
	}
	text := listed(len(out), out)
	if r.Untold > 0 && text != "" {
		text += fmt.Sprintf("; of %d nobody is named", r.Untold)
	} else if r.Untold > 0 {
		text = fmt.Sprintf("of %d nobody is named: who heard of them?", r.Untold)
	}
	return text
}

func title(i Item) string {
	return fmt.Sprintf("%s %q", phrase.Clean(i.ID, longestID), phrase.Clean(i.Title, titleSize))
}

func titles(items []Item) []string {
	var out []string
	for _, i := range items {
		out = append(out, title(i))
	}
	return out
}

// listed counts some things and names the first; nothing where there are none.
func listed(n int, names []string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d: ", n) + shown(names)
}

func shown(names []string) string {
	const most = 8
	if more := len(names) - most; more > 0 {
		names = append(names[:most:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
