package leadstore

import "context"

// decisionFiles are the decisions that repositories keep as files, as they are shown: whole, where the ledger has them too.
const decisionFiles = `
CREATE TABLE decision_file (
	repo TEXT NOT NULL,
	id   TEXT NOT NULL,
	path TEXT NOT NULL,
	doc  TEXT NOT NULL,
	PRIMARY KEY (repo, path)
) WITHOUT ROWID;
CREATE INDEX decision_file_id ON decision_file (repo, id);
`

// decided are all decisions: what a file says goes before what was logged.
const decided = `(
	SELECT x.repo, x.id, x.kind, coalesce(f.doc, x.doc) AS doc, f.path AS file
		FROM entry AS x LEFT JOIN decision_file AS f ON f.repo = x.repo AND f.id = x.id
		WHERE x.kind = 'decision' AND NOT x.retracted
	UNION ALL
	SELECT f.repo, f.id, 'decision', f.doc, f.path FROM decision_file AS f
		WHERE NOT EXISTS (SELECT 1 FROM entry AS x WHERE x.id = f.id AND x.repo = f.repo AND x.kind = 'decision' AND NOT x.retracted)
)`

// anchored are all entries with what files say of places.
const anchored = `(
	SELECT x.repo, x.id, x.kind, x.doc FROM entry AS x WHERE NOT x.retracted AND x.kind <> 'decision'
	UNION ALL
	SELECT d.repo, d.id, d.kind, d.doc FROM ` + decided + ` AS d
)`

// DecisionFileRow is a decision that a repository keeps as a file.
type DecisionFileRow struct {
	ID, Path string
	Doc      []byte // the entry, JSON
}

// ReplaceDecisionFiles replaces the decisions that a repository keeps as files.
func (s *Store) ReplaceDecisionFiles(ctx context.Context, repo string, rows []DecisionFileRow) error {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{r.ID, r.Path, string(r.Doc)}
	}
	return s.replace(ctx, repo, "decision_file", []string{"id", "path", "doc"}, values)
}
