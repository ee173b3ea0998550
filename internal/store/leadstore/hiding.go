package leadstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Whoever wants to be named nowhere is in no view: what views say of people is null where it is they, lists go without them, and an
// event that names them has no body. The tables keep what was said, since they may come back.

// naming are the columns of a view that name somebody, and those that are JSON arrays of such; texts may name somebody anywhere.
type naming struct{ one, many, texts []string }

var namings = map[string]naming{
	"decisions":      {one: []string{"by", "decided_by"}, many: []string{"consulted", "informed"}},
	"todos":          {one: []string{"author", "assignee"}},
	"delegations":    {one: []string{"by", "to"}},
	"pairings":       {one: []string{"by"}, many: []string{"people"}, texts: []string{"answers"}},
	"pairing_matrix": {one: []string{"person", "partner"}},
	"questions":      {one: []string{"by", "decides", "answered_by"}},
	"risks":          {one: []string{"by", "closed_by"}},
	"retro":          {one: []string{"by"}},
	"reviews":        {one: []string{"by", "to"}},
	"events":         {one: []string{"actor_name", "actor_email"}, texts: []string{"subject", "body"}},
}

// hiding is a view's query without those who want to be named nowhere.
func (v view) hiding() string {
	n, ok := namings[v.name]
	if !ok {
		return v.query
	}
	const hidden = `EXISTS (SELECT 1 FROM left_out AS l WHERE l.repo = v.repo AND `
	// A name may be a word like any other: in texts only addresses and handles are looked for.
	within := func(text string) string {
		return `(instr(l.who, '@') AND instr(lower(` + text + `), l.who) OR instr(lower(` + text + `), '"@' || l.who || '"')))`
	}
	var columns []string
	for _, c := range v.columns {
		quoted := `v."` + c.name + `"`
		switch {
		case slices.Contains(n.one, c.name):
			columns = append(columns, `CASE WHEN `+hidden+`l.who = lower(ltrim(`+quoted+`, '@'))) THEN NULL ELSE `+quoted+` END AS "`+c.name+`"`)
		case slices.Contains(n.many, c.name):
			columns = append(columns, `CASE WHEN NOT `+hidden+within(quoted)+` THEN `+quoted+` ELSE
	(SELECT json_group_array(j.value) FROM json_each(`+quoted+`) AS j WHERE NOT `+hidden+`l.who = lower(ltrim(j.value, '@')))) END AS "`+c.name+`"`)
		case slices.Contains(n.texts, c.name):
			columns = append(columns, `CASE WHEN `+hidden+within(quoted)+` THEN NULL ELSE `+quoted+` END AS "`+c.name+`"`)
		default:
			columns = append(columns, quoted)
		}
	}
	return "SELECT " + strings.Join(columns, ",\n\t") + "\n\tFROM (" + v.query + ") AS v"
}

// ReplaceLeftOut replaces who wants to be named nowhere in a repository: all addresses, handles and names that they go by.
func (s *Store) ReplaceLeftOut(ctx context.Context, repo string, who []string) error {
	var values [][]any
	for _, w := range who {
		if w = strings.ToLower(strings.TrimPrefix(w, "@")); w != "" {
			values = append(values, []any{w})
		}
	}
	if err := s.replace(ctx, repo, "left_out", []string{"who"}, values); err != nil {
		return fmt.Errorf("leaving people out: %w", err)
	}
	return nil
}
