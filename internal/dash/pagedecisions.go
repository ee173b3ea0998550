package dash

import (
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

// mostSteps of decisions are on a page.
const mostSteps = 120

// decisions is what drags on, what is due, and what was decided, week by week.
func decisions(r *request) (view, error) {
	all := r.s.Decisions()
	v := view{Title: "Decisions"}
	if r.asked.Get("before") == "" {
		r.offer(&v, r.place("", action.Decision)...)
	}
	if len(all) == 0 {
		v.First = "Nothing was decided here yet, as far as anybody wrote down. Log the first decision where you stand: in the editor \"Log a decision here…\", " +
			"or leadline decision log --title \"…\" --path FILE --line N"
		return v, nil
	}
	before := date(r.asked.Get("before"))
	if before == "" {
		v.Sections = r.deciding()
	} else {
		v.Lead = "Before " + r.day(before) + "."
	}
	weeks := report.Timeline(all, r.now.Location())
	if before == "" {
		v.Sections = append(v.Sections, doors(all, r.now, r.sql(sqlDoors))...)
	}
	steps, older := 0, ""
	for _, w := range weeks {
		if before != "" && (w.From == nil || *w.From >= before) {
			continue
		}
		if steps > 0 && steps+len(w.Steps) > mostSteps {
			if older == "" && w.To != nil {
				older = dayAfter(*w.To)
			}
			continue
		}
		steps += len(w.Steps)
		t := &table{Caption: w.Heading(), Columns: []string{"Day", "Decision", "Title", "Status", "To undo", "Goes with"}}
		for _, s := range w.Steps {
			row := s.Row(r.now.Location())
			t.add(text(row[0]), cell{Text: row[1], Href: entryLink(s.ID), ID: len(row[1]) < 12}, text(title(s.Title)), text(row[3]), text(row[4]), cell{Lines: r.links(s.ID)})
		}
		v.Sections = append(v.Sections, section{Heading: w.Heading(), Table: t.shorten(), SQL: r.sql(sqlDecisions)})
	}
	if older != "" {
		v.Way = []crumb{{Text: "latest", Href: "decisions", Current: before == ""}, {Text: "before " + older, Href: link("decisions", "before", older)}}
	} else if before != "" {
		v.Way = []crumb{{Text: "latest", Href: "decisions"}, {Text: "before " + before, Current: true}}
	}
	return v, nil
}

// links are the entries that a decision goes with: what took its place, what it took the place of, answers or should be read with.
func (r *request) links(id string) []cell {
	e := r.s.Entry(id)
	if e == nil || e.Decision == nil {
		return nil
	}
	d := e.Decision
	var out []cell
	add := func(how string, ids ...string) {
		for _, id := range ids[:min(len(ids), mostLinks)] {
			if other := r.s.Meant(id, e); other != nil && !other.Retracted {
				out = append(out, linked(how+" "+phrase.Clean(other.ID, nameSize), entryLink(other.ID)))
			}
		}
	}
	if d.SupersededBy != "" {
		add("gave way to", d.SupersededBy)
	}
	add("took the place of", d.Supersedes...)
	add("answers", d.Answers...)
	add("read with", d.RelatesTo...)
	return out
}

// mostLinks of a kind stand in a row; the decision's own page has all.
const mostLinks = 5

// dayAfter is the day after a date.
func dayAfter(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return day.AddDate(0, 0, 1).Format(time.DateOnly)
}

// deciding is what somebody should see to.
func (r *request) deciding() []section {
	d := report.Decisions(r.s, r.now.Location())
	var out []section
	drag := &table{Caption: "Questions and proposals whose day has passed", Columns: []string{"Entry", "Title", "What", "Day"}}
	for _, u := range d.Open {
		day := "none"
		if u.On != nil {
			day = r.day(*u.On)
		}
		drag.add(append(item(u.ID, u.Title), text(u.Type), text(day))...)
	}
	out = append(out, some(section{ID: "drag", Heading: "Drags on", Table: drag.cut(boardRows), SQL: r.sql(sqlDrag), Narrow: true})...)
	due := &table{Caption: "To be looked at again within two weeks", Columns: []string{"Decision", "Title", "Day"}}
	for _, x := range d.ReviewsDue {
		due.add(append(item(x.ID, x.Title), text(r.day(x.On)))...)
	}
	out = append(out, some(section{ID: "due", Heading: "Look again", Table: due.cut(boardRows), SQL: r.sql(sqlDue), Narrow: true})...)
	for _, list := range []struct {
		id, heading, caption, sql string
		items                     []report.Item
	}{
		{"questioned", "Questioned", "Decisions with a question that has no answer", sqlQuestioned, d.Questioned},
		{"guesses", "Guessed", "In force, and decided on a guess", sqlGuesses, d.Guesses},
	} {
		t := &table{Caption: list.caption, Columns: []string{"Decision", "Title"}}
		for _, i := range list.items {
			t.add(item(i.ID, i.Title)...)
		}
		out = append(out, some(section{ID: list.id, Heading: list.heading, Table: t.cut(boardRows), SQL: r.sql(list.sql), Narrow: true})...)
	}
	return out
}

// doors draws how many decisions of either kind were logged in each of the last weeks.
func doors(all []*ledger.Entry, now time.Time, sql string) []section {
	from, _ := report.WeekOf(now)
	first := from.AddDate(0, 0, -7*(chartWeeks-1))
	var one, two [chartWeeks]int
	found := false
	for _, e := range all {
		if e.At.IsZero() || e.At.Before(first) {
			continue
		}
		monday, _ := report.WeekOf(e.At.In(now.Location()))
		i := min(int(monday.Sub(first).Hours()+12)/(7*24), chartWeeks-1)
		found = true
		if e.Decision.Undo == ledger.UndoMonths {
			one[i]++
		} else {
			two[i]++
		}
	}
	if !found {
		return nil
	}
	t := &table{Caption: "Decisions logged, by week", Columns: []string{"Week from", "Hard to undo", "Easier to undo"}}
	hard, easy := chart{Label: "Hard to undo"}, chart{Label: "Easier to undo"}
	for i := range chartWeeks {
		week := first.AddDate(0, 0, 7*i)
		monday := time.Date(week.Year(), week.Month(), week.Day(), 0, 0, 0, 0, time.UTC)
		hard.At, hard.Values = append(hard.At, monday), append(hard.Values, one[i])
		easy.At, easy.Values = append(easy.At, monday), append(easy.Values, two[i])
		if one[i]+two[i] > 0 {
			t.Rows = append([][]cell{{text(phrase.Clean(week.Format("2 January 2006"), nameSize)), number(one[i]), number(two[i])}}, t.Rows...)
		}
	}
	return []section{{ID: "doors", Heading: "Over time", Picture: bars([]chart{hard, easy}, now), Table: t, SQL: sql}}
}
