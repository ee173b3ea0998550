package dash

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

// week is what was said this week, beside the last one, and what comes next.
func week(r *request) (view, error) {
	from, to := report.WeekOf(r.now)
	now, err := report.WeekWith(r.ctx, r.w, from, to)
	if err != nil {
		return view{}, err
	}
	before := report.Week(r.s, from.AddDate(0, 0, -7), from)
	v := view{Title: fmt.Sprintf("Week %d", now.Week), Lead: from.Format("2 January") + " to " + to.AddDate(0, 0, -1).Format("2 January 2006") + "."}
	if r.s.Excess != nil {
		v.Lead += " " + phrase.UnreadPage(r.s.Excess)
	}
	if err := r.s.StoreErr; err != nil {
		v.First = "What people said cannot be read: " + err.Error()
	} else if now.Empty {
		v.First = "Nothing is recorded about this repository yet. Log the first decision where you stand: in the editor \"Log a decision here…\", " +
			"or leadline decision log --title \"…\" --path FILE --line N. This page shows it at once."
	}
	counts := &table{Caption: "What was said, by week", Columns: []string{"What", "This week", "Last week"}}
	for _, c := range []struct {
		name      string
		now, then int
	}{
		{"Decided", len(now.Decided), len(before.Decided)},
		{"Taken on", now.HandedOn, before.HandedOn},
		{"Finished", now.Finished, before.Finished},
		{"Pairing blocks that took place", now.Paired.Done, before.Paired.Done},
		{"Reviews asked for", now.Reviews.Asked, before.Reviews.Asked},
		{"Questions asked", now.Questions.Asked, before.Questions.Asked},
		{"Questions answered", now.Questions.Answered, before.Questions.Answered},
		{"Risks raised", now.Risks.Raised, before.Risks.Raised},
		{"Risks closed", now.Risks.Closed, before.Risks.Closed},
	} {
		counts.add(text(c.name), number(c.now), number(c.then))
	}
	if !now.Empty {
		v.Sections = append(v.Sections, section{ID: "counts", Heading: "This week and the last", Table: counts, Narrow: true, SQL: r.sql(sqlWeek)})
	}
	if len(now.Decided) > 0 {
		t := &table{Caption: "Decisions of this week", Columns: []string{"Decision", "Title", "To undo", "Decided by"}}
		for _, d := range now.Decided {
			t.add(append(item(d.ID, d.Title), text(undo(d.Undo)), text(r.decider(d.DecidedBy)))...)
		}
		v.Sections = append(v.Sections, section{ID: "decided", Heading: "Decided", Table: t.shorten(), SQL: r.sql(sqlDecisions)})
	}
	type due struct {
		report.Dated
		what string
	}
	var dated []due
	next := &table{Caption: "What has its day within two weeks", Columns: []string{"Entry", "Title", "What", "Day"}}
	for _, group := range []struct {
		what  string
		dated []report.Dated
	}{{"pairing", now.PairingsNext}, {"check-in", now.CheckIns}, {"to look at again", now.ReviewsDue}, {"to decide", now.QuestionsDue}} {
		for _, d := range group.dated {
			dated = append(dated, due{d, group.what})
		}
	}
	slices.SortStableFunc(dated, func(a, b due) int { return strings.Compare(a.On, b.On) })
	for _, d := range dated {
		next.add(append(item(d.ID, d.Title), text(d.what), text(r.day(d.On)))...)
	}
	if len(next.Rows) > 0 {
		v.Sections = append(v.Sections, section{ID: "next", Heading: "Next", Table: next.shorten(), SQL: r.sql(sqlNext)})
	}
	return v, r.moves(&v)
}

// moves adds what could be moved so that areas rest on two.
func (r *request) moves(v *view) error {
	moves, err := report.Moves(r.ctx, r.s, r.w, report.Proposed{})
	if err != nil || len(moves.Moves) == 0 {
		return err
	}
	t := &table{Caption: "Moves for this week, for people who said that they would like to learn it", Columns: []string{"Move", "To", "With", "Helps"}}
	for _, m := range moves.Moves {
		what := text("plan a block")
		if m.ID != "" {
			what = linked(phrase.Clean(m.ID, nameSize)+" "+title(m.Title), entryLink(m.ID))
		}
		with := ""
		if m.With != "" {
			with = r.person(m.With)
		}
		var areas []cell
		for _, a := range m.Areas {
			areas = append(areas, areaCell(a))
		}
		t.add(what, text(r.person(m.To)), text(with), cell{Lines: areas})
	}
	v.Sections = append(v.Sections, section{
		ID: "moves", Heading: "Could move", Text: "Nobody was asked yet: talk to them.", Table: t, SQL: r.sql(sqlSilos),
	})
	return nil
}

// decider says who decided.
func (r *request) decider(who *string) string {
	if who == nil {
		return ""
	}
	if *who == "team" || *who == "outside" {
		return *who
	}
	return r.person(*who)
}

// missing is the error about something that is not there.
func missing(format string, args ...any) error {
	return &missingError{strings.TrimSpace(fmt.Sprintf(format, args...))}
}
