package workspace

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// AreaWeek is what waited for a review in an area in one week.
type AreaWeek struct {
	Area string    // a folder, at most two deep; "." for files at the top
	Week time.Time // its Monday, UTC
	// Asked counts the requests made in the week, Open those that waited at its end, or now.
	Asked, Open int
}

const (
	// trendWeeks are looked back on.
	trendWeeks = 26
	// mostAreas have a trend, those with most requests.
	mostAreas = 200
)

// ReviewTrend is how many reviews were asked for and waited, by area and week, weeks without any left out. An area in which only
// one person was ever asked has none: it would be that person's.
func (s *Snapshot) ReviewTrend() []AreaWeek {
	type key struct {
		area string
		week time.Time
	}
	now := s.Now().UTC()
	last := monday(now)
	first := last.AddDate(0, 0, -7*(trendWeeks-1))
	counts := map[key]*AreaWeek{}
	asked, total := map[string]map[any]bool{}, map[string]int{}
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		from, until := e.At.UTC(), closedAt(e, now)
		for _, area := range areasOf(e.Review.Paths) {
			if asked[area] == nil {
				asked[area] = map[any]bool{}
			}
			asked[area][s.askedOf(e)] = true
			total[area]++
			for week := first; !week.After(last); week = week.AddDate(0, 0, 7) {
				end := week.AddDate(0, 0, 7)
				in := !from.Before(week) && from.Before(end) || week.Equal(last) && from.After(now) // a clock that goes wrong
				waits := (from.Before(end) || in) && !until.Before(minTime(end, now))
				if !in && !waits {
					continue
				}
				k := key{area, week}
				if counts[k] == nil {
					counts[k] = &AreaWeek{Area: area, Week: week}
				}
				counts[k].Asked += count(in)
				counts[k].Open += count(waits)
			}
		}
	}
	var areas []string
	for area, people := range asked {
		if len(people) > 1 {
			areas = append(areas, area)
		}
	}
	slices.SortFunc(areas, func(a, b string) int { return cmp.Or(total[b]-total[a], strings.Compare(a, b)) })
	areas = areas[:min(len(areas), mostAreas)]
	var out []AreaWeek
	for k, one := range counts {
		if slices.Contains(areas, k.area) {
			out = append(out, *one)
		}
	}
	slices.SortFunc(out, func(a, b AreaWeek) int { return cmp.Or(strings.Compare(a.Area, b.Area), a.Week.Compare(b.Week)) })
	return out
}

// askedOf tells those who were asked apart.
func (s *Snapshot) askedOf(e *ledger.Entry) any {
	if p := s.Reviewer(e); p != nil {
		return p
	}
	return strings.ToLower(e.Review.To)
}

// closedAt is when a request waited no more; after now for one that still does.
func closedAt(e *ledger.Entry, now time.Time) time.Time {
	if e.Open() {
		return now.AddDate(1, 0, 0)
	}
	for _, a := range e.Answers {
		if a.State == e.State {
			return a.At.UTC()
		}
	}
	return e.Changed.UTC()
}

// areasOf are the folders of paths, at most two deep, each once.
func areasOf(paths []string) []string {
	var out []string
	for _, p := range paths {
		dir := path.Dir(p)
		if parts := strings.SplitN(dir, "/", 3); len(parts) == 3 {
			dir = parts[0] + "/" + parts[1]
		}
		if !slices.Contains(out, dir) {
			out = append(out, dir)
		}
	}
	return out
}

func monday(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// materialiseLoad stores what waits for whom now, and the trend of areas. Who wants to be named nowhere is in neither.
func (w *Workspace) materialiseLoad(ctx context.Context, s *Snapshot) error {
	stores := w.stores.Load()
	if stores == nil || s.Repo == "" {
		return s.StoreErr
	}
	if err := stores.Lead.ReplaceLoad(ctx, s.Repo, s.loadRows()); err != nil {
		return err
	}
	var rows []leadstore.TrendRow
	for _, a := range s.ReviewTrend() {
		rows = append(rows, leadstore.TrendRow{Area: a.Area, Week: a.Week.Format(time.DateOnly), Asked: a.Asked, Open: a.Open})
	}
	return stores.Lead.ReplaceTrend(ctx, s.Repo, rows)
}

// loadRows are those for whom a review waits, by name.
func (s *Snapshot) loadRows() []leadstore.LoadRow {
	var rows []leadstore.LoadRow
	for p, l := range s.Loads() {
		if s.LeftOut(p) || l.Open == 0 {
			continue
		}
		row := leadstore.LoadRow{Name: p.Name, Email: p.Email, Handle: p.Handle, Open: l.Open, Load: l.Number}
		for _, part := range l.Parts {
			if row.Oldest.IsZero() || part.Asked.Before(row.Oldest) {
				row.Oldest = part.Asked
			}
		}
		rows = append(rows, row)
	}
	strangers := map[string]*leadstore.LoadRow{}
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		who := strings.ToLower(e.Review.To)
		if !e.Open() || s.Reviewer(e) != nil || s.standing.leftOut[who] {
			continue
		}
		row := strangers[who]
		if row == nil {
			row = &leadstore.LoadRow{}
			if bare := strings.TrimPrefix(e.Review.To, "@"); strings.Contains(bare, "@") {
				row.Email = bare
			} else {
				row.Handle = bare
			}
			strangers[who] = row
		}
		row.Open++
		if row.Oldest.IsZero() || e.At.Before(row.Oldest) {
			row.Oldest = e.At
		}
	}
	for _, row := range strangers {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b leadstore.LoadRow) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Email, b.Email), strings.Compare(a.Handle, b.Handle))
	})
	return rows
}
