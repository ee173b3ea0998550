package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/typo"
	"github.com/leadline/leadline/internal/workspace"
)

// savedQueryJSON is a query that is kept under a name.
type savedQueryJSON struct {
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Parameters  []queryParamJSON `json:"parameters"`
	Source      string           `json:"source"` // a file, or "built in"
	SQL         string           `json:"sql"`
	Problem     *string          `json:"problem"` // why it cannot be run
}

type queryParamJSON struct {
	Name    string  `json:"name"`
	Default *string `json:"default"` // null where it must be given
	Meaning string  `json:"meaning"`
}

// saved is the SQL of the saved query that is named, or "" after all of them were listed. w is nil outside of any repository.
func (a *app) saved(w *workspace.Workspace, args, params []string) (string, error) {
	dirs, err := a.dirs()
	if err != nil {
		return "", err
	}
	all, err := workspace.Queries(w, dirs.Config)
	if err != nil {
		return "", err
	}
	if len(args) == 0 {
		return "", a.listQueries(all)
	}
	repo := ""
	if w != nil {
		repo = w.Snapshot().Repo
	}
	return bound(all, args[0], params, repo)
}

// listQueries says which queries are saved.
func (a *app) listQueries(all []workspace.SavedQuery) error {
	if a.json {
		out := []savedQueryJSON{}
		for _, q := range all {
			one := savedQueryJSON{Name: q.Name, Description: q.Description, Parameters: []queryParamJSON{}, Source: q.Source, SQL: q.SQL}
			for _, p := range q.Parameters {
				one.Parameters = append(one.Parameters, queryParamJSON(p))
			}
			if q.Err != nil {
				one.Problem = some(q.Err.Error())
			}
			out = append(out, one)
		}
		return a.answer(out)
	}
	rows := [][]string{{"NAME", "ASKS", "--param", "FROM"}}
	for _, q := range all {
		var params []string
		for _, p := range q.Parameters {
			text := p.Name + "=" + "…"
			if p.Default != nil {
				text = p.Name + "=" + *p.Default
			}
			params = append(params, text)
		}
		about := q.Description
		if q.Err != nil {
			about = "cannot be run: " + q.Err.Error()
		}
		rows = append(rows, []string{q.Name, about, strings.Join(params, " "), q.Source})
	}
	return a.print(a.table(true, rows))
}

// bound is the SQL of a saved query with its parameters in place.
func bound(all []workspace.SavedQuery, name string, params []string, repo string) (string, error) {
	i := slices.IndexFunc(all, func(q workspace.SavedQuery) bool { return q.Name == name })
	if i < 0 {
		text := fmt.Sprintf("no query is called %s", phrase.Clean(name, 80))
		for _, q := range all {
			if typo.Distance(name, q.Name) <= 2 {
				text += "; did you mean " + q.Name + "?"
				break
			}
		}
		return "", errors.New(text + "; `leadline query --list` names them, and anything else is one SELECT")
	}
	if err := all[i].Err; err != nil {
		return "", err
	}
	given := map[string]string{}
	for _, p := range params {
		key, value, ok := strings.Cut(p, "=")
		if !ok {
			return "", usagef("--param %s: give a name and a value, as in --param since=2026-11-01", p)
		}
		given[key] = value
	}
	return all[i].Bind(given, repo)
}

// isSaved says whether an argument names a saved query.
func isSaved(arg string) bool { return leadstore.IsQueryName(arg) }
