package dash_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// rows are all rows of a query, as one text for each value.
func (d *desk) rows(query string) (columns []string, out [][]any) {
	d.t.Helper()
	rows, err := d.stores.Lead.Query(d.t.Context(), query, leadstore.Limits{})
	if err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		out = append(out, slices.Clone(rows.Values()))
	}
	if err := rows.Err(); err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	return rows.Columns(), out
}

// views are those that are documented.
func (d *desk) views() (out []string) {
	d.t.Helper()
	_, rows := d.rows("SELECT DISTINCT view FROM schema_doc ORDER BY view")
	for _, row := range rows {
		out = append(out, row[0].(string))
	}
	if len(out) < 18 {
		d.t.Fatalf("only %d views are documented: %q", len(out), out)
	}
	return out
}

// said is a report that was made, in the styles it comes in.
type said struct {
	name  string
	texts []string // rendered
	JSON  []byte
}

// reports are all reports, as the reader sees them.
func (d *desk) reports() (out []said) {
	d.t.Helper()
	s, ctx := d.w.Snapshot(), d.t.Context()
	if s.Me == nil {
		d.t.Fatal("nobody reads")
	}
	add := func(name string, r any, err error) {
		d.t.Helper()
		if err != nil {
			d.t.Fatalf("report %s: %v", name, err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			d.t.Fatal(err)
		}
		one := said{name: name, JSON: text}
		if r, ok := r.(interface{ Render(phrase.Voice) string }); ok {
			for _, style := range []phrase.Style{phrase.Plain(), phrase.Markdown()} {
				one.texts = append(one.texts, r.Render(phrase.Voice{Snapshot: s, Style: style, Now: today}))
			}
		} else {
			d.t.Errorf("report %s is never said", name)
		}
		out = append(out, one)
	}
	from, to := report.WeekOf(today)
	make := func(name string, make func(context.Context) (any, error)) {
		r, err := make(ctx)
		add(name, r, err)
	}
	make("week", func(ctx context.Context) (any, error) { return report.WeekWith(ctx, d.w, from, to) })
	make("decisions", func(context.Context) (any, error) { return report.Decisions(s, today.Location()), nil })
	make("delegations", func(ctx context.Context) (any, error) { return report.Delegations(ctx, s, d.w.KnowersOf) })
	make("load", func(ctx context.Context) (any, error) {
		r, err := report.Load(ctx, s, d.w)
		r.Say(phrase.Voice{Snapshot: s, Style: phrase.Plain(), Now: today})
		return r, err
	})
	make("pairings", func(ctx context.Context) (any, error) { return report.Pairings(ctx, s, d.w) })
	make("silos", func(ctx context.Context) (any, error) { return report.Silos(ctx, s, d.w) })
	for _, area := range []string{".", "pay", "fx", "lab", "x&y'z", "lab/try.go"} {
		make("area "+area, func(ctx context.Context) (any, error) { return report.Area(ctx, s, d.w, area) })
		make("onboarding "+area, func(ctx context.Context) (any, error) { return report.Onboarding(ctx, s, d.w, area) })
	}
	make("away", func(ctx context.Context) (any, error) {
		return report.Absence(ctx, s, d.w, s.Me, "2026-11-18", "2026-12-01")
	})
	make("handover", func(ctx context.Context) (any, error) { return report.Handover(ctx, s, d.w, "2026-12-01") })
	make("update", func(context.Context) (any, error) { return report.Update(s, today.AddDate(0, 0, -14)), nil })
	make("moves", func(ctx context.Context) (any, error) { return report.Moves(ctx, s, d.w, report.Proposed{}) })
	return out
}

var _ report.Own = (*workspace.Workspace)(nil)

// counted are the numbers that a view may tell beside somebody: how much of one path is known by whom, and what waits now.
var counted = map[string][]string{
	"ownership":   {"share"},          // of one path
	"silos":       {"share", "files"}, // of one area: how much of it, and how large it is
	"review_load": {"open", "load"},   // what waits now
}

// persons are columns of views that name somebody.
var persons = []string{"name", "email", "handle", "knower", "runner_up", "person", "partner", "who", "actor_name", "by", "to", "author"}

// plain are numbers about an entry or a line, not about somebody.
var plain = []string{"line", "end_line", "age_days", "active", "bot", "seq", "hlc", "sequence", "help_wanted", "handed_back", "questions_open", "questions", "anchors", "answers", "landed", "files", "lines", "v"}

// A view has no figure about somebody but as evidence for one path, and what waits for them now; none has more than one row for
// somebody and a path, which would be a history of them.
func noFiguresInViews(t *testing.T, d *desk) {
	for _, view := range d.views() {
		if view == "schema_doc" {
			continue
		}
		columns, rows := d.rows("SELECT * FROM " + view)
		about := slices.ContainsFunc(columns, func(c string) bool { return slices.Contains(persons, c) }) && view != "repos"
		for _, row := range rows {
			for i, c := range columns {
				_, whole := row[i].(int64)
				_, part := row[i].(float64)
				if about && (whole || part) && !slices.Contains(counted[view], c) && !slices.Contains(plain, c) {
					t.Errorf("view %s tells %s = %v about somebody: %v", view, c, row[i], row)
				}
			}
		}
		if at := slices.Index(columns, "path"); view == "ownership" && at >= 0 {
			seen := map[string]bool{}
			for _, row := range rows {
				key := fmt.Sprint(row[at], row[slices.Index(columns, "email")])
				if row[at] == "." || seen[key] {
					t.Errorf("view %s sums somebody over %v", view, row)
				}
				seen[key] = true
			}
		}
	}
}

// A report has no figure beside somebody's name but what waits for them now, and how many they want.
func noFiguresInReports(t *testing.T, d *desk) {
	now := map[string][]string{"load": {"carrying", "room"}, "handover": {""}} // how many days are left, to plan with
	for _, r := range d.reports() {
		var value any
		if err := json.Unmarshal(r.JSON, &value); err != nil {
			t.Fatal(err)
		}
		figures(value, "", func(at, who, key string) {
			if !slices.Contains(now[r.name], at) {
				t.Errorf("report %s tells a figure about somebody: %s of %s in %s", r.name, key, who, at)
			}
		})
		for _, text := range r.texts {
			if strings.Contains(text, "%") {
				t.Errorf("report %s has a share of somebody:\n%s", r.name, text)
			}
		}
	}
}

// figures finds objects that are about a person and have a number that is about them.
func figures(value any, at string, found func(at, who, key string)) {
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			figures(one, at, found)
		}
	case map[string]any:
		who, _ := v["who"].(string)
		for key, one := range v {
			if _, number := one.(float64); number && who != "" {
				found(at, who, key)
			}
			figures(one, key, found)
		}
	}
}
