package eventlog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/store"
)

// Evidence is what is known of a repository. What is unknown is left empty.
type Evidence struct {
	GitDir  string   // the common git directory, absolute
	Remotes []string // URLs as configured, the most telling (origin) first
	Roots   []string // root commits, full hashes; a repository can have several
}

// Kinds of aliases.
const (
	aliasGitDir = "gitdir"
	aliasRemote = "remote"
	aliasRoot   = "root"
)

// maxEvidence caps what one repository may store of each kind.
const maxEvidence = 64

// Repo returns the repository's id, minting one when it is first met, and remembers the evidence for the
// next time. The same git directory is the same repository, unless their root commits say otherwise (it
// was deleted and another one cloned in its place); else a shared remote, in the order given; else
// the same root commits, where one of the two has no remote (it was moved). Root commits alone do not
// make two repositories with remotes one: templates and forks share them.
//
// In a read-only or full store a known repository is still found; an unknown one fails.
func (l *Log) Repo(ctx context.Context, ev Evidence) (id string, err error) {
	aliases := ev.aliases()
	if len(aliases) == 0 {
		return "", errors.New("telling repositories apart: no git directory, remote or root commit was given")
	}
	known, err := l.aliasesLike(ctx, l.db.Read(), aliases)
	if err != nil {
		return "", fmt.Errorf("looking the repository up: %w", l.db.Explain(err))
	}
	id = match(known, aliases)
	if id != "" && !slices.ContainsFunc(aliases, func(a alias) bool { return !slices.Contains(known[id], a) }) {
		return id, nil
	}
	found := id
	err = l.db.Write(ctx, func(tx *sql.Tx) error {
		known, err := l.aliasesLike(ctx, tx, aliases)
		if err != nil {
			return err
		}
		if id = match(known, aliases); id == "" {
			if id, err = l.mint(); err != nil {
				return err
			}
		}
		return l.remember(ctx, tx, id, aliases)
	})
	if err != nil && found != "" && (errors.Is(err, store.ErrReadOnly) || errors.Is(err, store.ErrFull)) {
		return found, nil
	}
	if err != nil {
		return "", fmt.Errorf("remembering the repository: %w", err)
	}
	return id, nil
}

// alias is one piece of evidence.
type alias struct{ kind, value string }

// aliases are the evidence in order of weight.
func (ev Evidence) aliases() []alias {
	var all []alias
	add := func(kind string, values ...string) {
		for _, v := range values[:min(len(values), maxEvidence)] {
			a := alias{kind, v}
			if v != "" && len(v) <= maxText && !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	add(aliasGitDir, ev.GitDir)
	remotes := make([]string, len(ev.Remotes))
	for i, url := range ev.Remotes {
		remotes[i] = normalRemote(url)
	}
	add(aliasRemote, remotes...)
	add(aliasRoot, ev.Roots...)
	return all
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// aliasesLike finds the repositories that share evidence, with all that is known of each.
func (l *Log) aliasesLike(ctx context.Context, q querier, wanted []alias) (map[string][]alias, error) {
	known := map[string][]alias{}
	for _, a := range wanted {
		rows, err := q.QueryContext(ctx, `SELECT repo, kind, value FROM aliases
			WHERE repo IN (SELECT repo FROM aliases WHERE kind=? AND value=?) ORDER BY rowid`, a.kind, a.value)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var repo string
			var found alias
			if err = rows.Scan(&repo, &found.kind, &found.value); err != nil {
				break
			}
			if !slices.Contains(known[repo], found) {
				known[repo] = append(known[repo], found)
			}
		}
		if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// match decides which known repository the evidence is of; "" for none.
func match(known map[string][]alias, evidence []alias) string {
	ids := make([]string, 0, len(known))
	for id := range known {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	given := byKind(evidence)
	for _, a := range evidence {
		for _, id := range ids {
			if !slices.Contains(known[id], a) {
				continue
			}
			theirs := byKind(known[id])
			strangers := len(given[aliasRoot]) > 0 && len(theirs[aliasRoot]) > 0 && !meet(given[aliasRoot], theirs[aliasRoot])
			bothRemote := len(given[aliasRemote]) > 0 && len(theirs[aliasRemote]) > 0
			switch {
			case a.kind == aliasGitDir && !strangers, a.kind == aliasRemote && !strangers, a.kind == aliasRoot && !bothRemote:
				return id
			}
		}
	}
	return ""
}

func byKind(aliases []alias) map[string][]string {
	out := map[string][]string{}
	for _, a := range aliases {
		out[a.kind] = append(out[a.kind], a.value)
	}
	return out
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(b, v) })
}

func (l *Log) remember(ctx context.Context, tx *sql.Tx, repo string, aliases []alias) error {
	for _, a := range aliases {
		_, err := tx.ExecContext(ctx, `INSERT INTO aliases (repo, kind, value, at) VALUES (?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, repo, a.kind, a.value, l.now().UTC().Format(TimeFormat))
		if err != nil {
			return err
		}
	}
	return nil
}
