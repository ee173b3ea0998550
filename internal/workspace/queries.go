package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/store/leadstore"
)

// SavedQuery is a query that is kept under a name, and where.
type SavedQuery struct {
	leadstore.Saved
	Source string // a file, or "built in"
	Err    error  // why it cannot be run
}

const (
	queryFolder  = ".leadline/queries"
	mostQueries  = 500 // of a folder
	longestQuery = 64 << 10
)

// Queries are all saved queries by name: the user's own come before the repository's, those before the ones that are built in. A
// repository's are as free as any query is: they read the views and nothing else. w may be nil, outside of any repository.
func Queries(w *Workspace, configDir string) ([]SavedQuery, error) {
	var out []SavedQuery
	add := func(q SavedQuery) {
		if !slices.ContainsFunc(out, func(o SavedQuery) bool { return o.Name == q.Name }) {
			out = append(out, q)
		}
	}
	own := filepath.Join(configDir, "queries")
	for _, name := range queryFiles(own) {
		text, err := os.ReadFile(filepath.Join(own, name))
		add(saved(filepath.Join(own, name), text, err))
	}
	if w != nil && w.Repository.Top != "" {
		for _, name := range queryFiles(filepath.Join(w.Repository.Top, filepath.FromSlash(queryFolder))) {
			file := queryFolder + "/" + name
			text, err := w.Repository.ReadWorktreeFile(file, longestQuery)
			add(saved(file, text, err))
		}
	}
	built, err := leadstore.BuiltIn()
	if err != nil {
		return nil, err
	}
	for _, q := range built {
		add(SavedQuery{Saved: q, Source: "built in"})
	}
	slices.SortFunc(out, func(a, b SavedQuery) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func saved(file string, text []byte, err error) SavedQuery {
	q := SavedQuery{Source: file, Err: err}
	if err == nil && len(text) > longestQuery {
		q.Err = errors.New(file + " is too large for a query; shorten it")
	}
	if q.Err == nil {
		q.Saved, q.Err = leadstore.ParseSaved(file, string(text))
	}
	q.Name = strings.TrimSuffix(filepath.Base(file), ".sql")
	return q
}

// queryFiles are the names of the regular files of a folder that hold queries.
func queryFiles(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.Type()&fs.ModeType == 0 && strings.HasSuffix(e.Name(), ".sql") && len(out) < mostQueries {
			out = append(out, e.Name())
		}
	}
	return out
}
