package leadstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// Said returns the team events of some kinds in a repository, as far as [Store.CatchUp] has taken them in, in the order of
// their clocks. It is for what makes no entry of its own, such as what people say about themselves.
func (s *Store) Said(ctx context.Context, repo string, kinds []string) ([]eventlog.Event, error) {
	if len(kinds) == 0 {
		return nil, nil
	}
	args := []any{repo}
	for _, k := range kinds {
		args = append(args, k)
	}
	db := s.handle()
	events, err := scanEvents(db.Read().QueryContext(ctx, `SELECT n, id, writer, seq, hlc, v, repo, actor_name, actor_email,
		at, kind, subject, body FROM event WHERE repo=? AND kind IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(kinds)), ", ")+`)
		ORDER BY hlc, id`, args...))
	if err != nil {
		return nil, fmt.Errorf("reading what people said: %w", db.Explain(err))
	}
	return events, nil
}

// Kinds counts the team events of a repository by their kind, as far as [Store.CatchUp] has taken them in.
func (s *Store) Kinds(ctx context.Context, repo string) (map[string]int, error) {
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, `SELECT kind, count(*) FROM event WHERE repo=? GROUP BY kind`, repo)
	if err != nil {
		return nil, fmt.Errorf("counting what people said: %w", db.Explain(err))
	}
	defer rows.Close()
	kinds := map[string]int{}
	for rows.Next() {
		var kind string
		var n int
		if err := rows.Scan(&kind, &n); err != nil {
			return nil, fmt.Errorf("counting what people said: %w", db.Explain(err))
		}
		kinds[kind] = n
	}
	return kinds, db.Explain(rows.Err())
}
