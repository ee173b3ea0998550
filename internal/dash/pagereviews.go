package dash

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

// reviews is what waits for a review now, and by area over time. Nothing is said of what anybody did.
func reviews(r *request) (view, error) {
	l, err := report.Load(r.ctx, r.s, nil)
	if err != nil {
		return view{}, err
	}
	v := view{Title: "Reviews"}
	if l.Open == nil {
		v.First = "No review was asked for here yet, so there is nothing to say about load. Ask for the first where you stand: in the editor " +
			"\"Request a review…\", or leadline review request --to @dev2"
		return v, nil
	}
	v.Lead = phrase.Count(*l.Open, "review") + " waiting now."
	if *l.Open == 1 {
		v.Lead = "One review is waiting now."
	}
	areas := &table{Caption: "Reviews that wait, by area", Columns: []string{"Area", "Waiting now", "Four weeks ago"}}
	for _, a := range l.Areas {
		areas.add(areaCell(a.Area), number(a.Open), number(a.Before))
	}
	v.Sections = some(section{ID: "areas", Heading: "By area", Table: areas.shorten(), SQL: r.sql(sqlTrend), Narrow: true})
	v.Sections = append(v.Sections, r.trend()...)
	much := &table{Caption: "For whom too much waits now", Columns: []string{"Who", "Waiting", "Wants at once"}}
	for _, c := range l.Carrying {
		limit := "not said"
		if c.Limit != nil {
			limit = fmt.Sprint(*c.Limit)
		}
		much.add(text(r.person(c.Who)), number(c.Open), text(limit))
	}
	v.Sections = append(v.Sections, some(section{ID: "much", Heading: "Too much", Table: much.shorten(), SQL: r.sql(sqlLoad), Narrow: true})...)
	room := &table{Caption: "Who said how many they want at once, and has fewer", Columns: []string{"Who", "Waiting", "Wants at once"}}
	for _, one := range l.Room {
		room.add(text(r.person(one.Who)), number(one.Open), number(one.Limit))
	}
	v.Sections = append(v.Sections, some(section{ID: "room", Heading: "Has room", Table: room.shorten(), Narrow: true})...)
	learn := &table{Caption: "Who would like to learn what waits", Columns: []string{"Area", "Who"}}
	for _, one := range l.Learners {
		learn.add(areaCell(one.Area), text(r.person(one.Who)))
	}
	v.Sections = append(v.Sections, some(section{ID: "learn", Heading: "Would like to learn it", Table: learn.shorten(), Narrow: true})...)
	if len(l.Carrying) > 0 {
		v.Way = []crumb{{Text: "Reviews", Current: true}, {Text: "Who could take which over?", Href: "takeovers"}}
	}
	v.Sections = append(v.Sections, r.hosted(l.Host)...)
	return v, nil
}

// takeOvers is who could take which request over from whom too much waits for. It has a page of its own, since it asks of many
// requests who would be right for them.
func takeOvers(r *request) (view, error) {
	l, err := report.Load(r.ctx, r.s, r.w)
	if err != nil {
		return view{}, err
	}
	l.Say(r.Voice)
	v := view{Title: "Could move", Way: []crumb{{Text: "Reviews", Href: "reviews"}, {Text: "Who could take which over?", Current: true}}}
	move := &table{Caption: "Who could take which request over", Columns: []string{"Request", "Title", "From", "To", "Because"}}
	var moves []deed
	for _, t := range l.TakeOvers {
		if len(moves) < mostMoves {
			moves = append(moves, deed{Do: doReassign, Entry: t.ID, Title: "Ask " + r.person(t.To) + " for " + phrase.Clean(t.ID, nameSize), Given: []input{{Key: "to", Value: t.To}}})
		}
		move.add(append(item(t.ID, t.Title), text(r.person(t.From)), text(r.person(t.To)), text(strings.Join(t.Reasons, "; ")))...)
	}
	v.Sections = some(section{
		ID: "move", Heading: "Could move", Text: "Nobody was asked yet: talk to them first.", Table: move, SQL: r.sql(sqlReviews),
	})
	r.offer(&v, moves...)
	if len(v.Sections) == 0 {
		v.Lead = "Nobody is known who knows these changes and has room for what can be moved; what somebody took is theirs."
	}
	return v, nil
}

// mostMoves have a button.
const mostMoves = 20

// hosted is what waits at the repository's host.
func (r *request) hosted(h *report.HostLoad) []section {
	if h == nil {
		return nil
	}
	t := &table{Caption: "Requests that wait at " + phrase.Clean(h.Name, nameSize), Columns: []string{"Request", "Title", "By", "Waits for", "Opened"}}
	for _, q := range h.Requests {
		if q.Draft {
			continue
		}
		waits := []string{r.persons(q.Asked)}
		for _, team := range q.Teams {
			waits = append(waits, phrase.Clean(team, nameSize))
		}
		t.add(linked(phrase.Clean(q.ID, nameSize), address(q.URL)), text(title(q.Title)), text(r.maybe(q.Author)), text(strings.Trim(strings.Join(waits, ", "), ", ")), text(r.ago(q.Opened)))
	}
	return some(section{ID: "host", Heading: "At the host", Text: r.HostedSince(), Table: t.shorten()})
}

// address is one of the web; nothing for any other.
func address(u string) string {
	if strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		return u
	}
	return ""
}

// mostCharts are drawn side by side; so many areas stand beside each other in the table.
const mostCharts = 6

// trend is what waited by area, week by week: those first in which most waits now.
func (r *request) trend() []section {
	var order []string
	by := map[string]map[string]workspace.AreaWeek{}
	weeks := map[string]time.Time{}
	for _, w := range r.s.ReviewTrend() {
		if by[w.Area] == nil {
			order = append(order, w.Area)
			by[w.Area] = map[string]workspace.AreaWeek{}
		}
		day := w.Week.Format(time.DateOnly)
		by[w.Area][day], weeks[day] = w, w.Week
	}
	if len(order) == 0 {
		return nil
	}
	days := slices.Sorted(maps.Keys(weeks))
	newest := days[len(days)-1]
	slices.SortStableFunc(order, func(a, b string) int { return by[b][newest].Open - by[a][newest].Open })
	left := max(len(order)-mostCharts, 0)
	order = order[:len(order)-left]
	t := &table{Caption: "Reviews that waited at the end of each week, and in brackets how many were asked for in it", Columns: []string{"Week from"}}
	charts := make([]chart, len(order))
	for i, area := range order {
		charts[i].Label = folder(area)
		t.Columns = append(t.Columns, folder(area))
	}
	for _, day := range days {
		for i, area := range order {
			charts[i].At, charts[i].Values = append(charts[i].At, weeks[day]), append(charts[i].Values, by[area][day].Open)
		}
	}
	slices.Reverse(days)
	for _, day := range days {
		row := []cell{text(weeks[day].Format("2 January 2006"))}
		for _, area := range order {
			w := by[area][day]
			c := number(w.Open)
			if w.Asked > 0 {
				c.Text += fmt.Sprintf(" (%d)", w.Asked)
			}
			row = append(row, c)
		}
		t.Rows = append(t.Rows, row)
	}
	if left > 0 {
		t.More = fmt.Sprintf("and %s; the query has all", phrase.Count(left, "area"))
	}
	return []section{{
		ID: "trend", Heading: "Over time", Text: "How many waited at the end of each of the last 26 weeks; an area in which only one person was ever asked is not shown.",
		Picture: bars(charts, r.now), Table: t, SQL: r.sql(sqlTrend),
	}}
}
