package eventlog

import (
	"context"
)

// Evidence is what is known of a repository.
type Evidence struct {
	GitDir  string   // the common git directory, absolute
	Remotes []string // URLs as configured, the most telling (origin) first
	Roots   []string // root commits, full hashes; a repository can have several
}

// Repo returns the repository's id.
func (l *Log) Repo(ctx context.Context, ev Evidence) (id string, err error) { return "", nil }
