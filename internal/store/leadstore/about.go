package leadstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Table is a view with some of its rows.
type Table struct {
	View    string
	Columns []string
	Rows    [][]any // values as SQLite has them: nil, int64, float64 or string
}

// personal are the columns of views in which a person can stand; those in lists hold a JSON array.
var (
	personal = []string{
		"name", "email", "handle", "knower", "knower_name", "runner_up", "runner_up_name", "by", "to", "author", "assignee", "decided_by",
		"actor_name", "actor_email", "who", "holder", "decides", "answered_by", "closed_by", "person", "partner",
	}
	lists = []string{"people", "owners", "consulted", "informed"}
)

// About finds the rows of all views about one repository in which somebody stands under one of their names, addresses or
// handles (with and without @), in any case: word for word what a lead can read about them. Views without such rows are left
// out.
func (s *Store) About(ctx context.Context, repo string, names []string) ([]Table, error) {
	if len(names) == 0 {
		return nil, nil
	}
	args := []any{repo}
	for _, n := range names {
		args = append(args, strings.ToLower(n))
	}
	in := " IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ") + ")"
	db := s.handle()
	var out []Table
	for _, v := range views {
		var conditions []string
		var given []any
		for _, c := range v.columns {
			name := `"` + c.name + `"`
			switch {
			case slices.Contains(personal, c.name):
				conditions = append(conditions, "lower("+name+")"+in)
			case slices.Contains(lists, c.name):
				conditions = append(conditions, "EXISTS (SELECT 1 FROM json_each(coalesce("+name+", '[]')) AS j WHERE lower(j.value)"+in+")")
			default:
				continue
			}
			given = append(given, args[1:]...)
		}
		if len(conditions) == 0 || v.columns[0].name != "repo" {
			continue
		}
		t, err := s.table(ctx, v, ` WHERE repo=? AND (`+strings.Join(conditions, " OR ")+`)`, append(args[:1:1], given...))
		if err != nil {
			return nil, fmt.Errorf("reading the view %s: %w", v.name, db.Explain(err))
		}
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out, nil
}

func (s *Store) table(ctx context.Context, v view, where string, args []any) (t Table, err error) {
	rows, err := s.handle().Read().QueryContext(ctx, "SELECT * FROM "+v.name+where, args...)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	t.View = v.name
	if t.Columns, err = rows.Columns(); err != nil {
		return t, err
	}
	for rows.Next() {
		row := make([]any, len(t.Columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, rows.Err()
}
