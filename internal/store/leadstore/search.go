package leadstore

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// searchTables are the full text of what people said and of the records that repositories keep as files. Triggers keep the
// first up to date with the entries: rows are replaced, which tells no trigger of the deletion, so what is about to be
// replaced is forgotten before. Of words that were deleted nothing stays behind, since bodies may be blanked for a reason.
const searchTables = `
CREATE VIRTUAL TABLE entry_text USING fts5 (title, words, tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3');
INSERT INTO entry_text (entry_text, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER entry_forgotten BEFORE INSERT ON entry BEGIN
	DELETE FROM entry_text WHERE rowid = (SELECT rowid FROM entry WHERE id = NEW.id);
END;
CREATE TRIGGER entry_said AFTER INSERT ON entry WHEN NEW.searchable <> '' BEGIN
	INSERT INTO entry_text (rowid, title, words) VALUES (NEW.rowid, ` + firstLines + `, NEW.searchable);
END;
CREATE TRIGGER entry_changed AFTER UPDATE OF searchable ON entry BEGIN
	DELETE FROM entry_text WHERE rowid = OLD.rowid;
	INSERT INTO entry_text (rowid, title, words) SELECT NEW.rowid, ` + firstLines + `, NEW.searchable WHERE NEW.searchable <> '';
END;
CREATE TABLE record (
	n    INTEGER PRIMARY KEY,
	repo TEXT NOT NULL,
	id   TEXT NOT NULL,
	path TEXT NOT NULL
);
CREATE INDEX record_repo ON record (repo);
CREATE VIRTUAL TABLE record_text USING fts5 (title, words, tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3');
INSERT INTO record_text (record_text, rank) VALUES ('secure-delete', 1);
`

// firstLines are the id and the title of an entry, with which its searchable words begin.
const firstLines = `substr(NEW.searchable, 1, length(NEW.id) + instr(substr(NEW.searchable, length(NEW.id) + 2) || char(10), char(10)))`

// Record is a decision that a repository keeps as a file.
type Record struct {
	ID, Path   string
	Title      string
	Searchable string
}

// Finding is one answer of a search: an entry, or a record, which has a path.
type Finding struct {
	ID   string
	Kind string // as of an [Entry]; decision for a record
	Path string // of a record's file; "" for an entry
	Rank float64
}

// How much a word in the title counts against one elsewhere, how much is ranked, and the most words that are looked for at
// once.
const (
	titleWeight  = 8.0
	mostRanked   = 1000 // of each of entries and records, the last changed
	mostWords    = 16
	mostWordSize = 64 // bytes
)

// Search finds what has all the words, each as written or as the beginning of a word, whatever its ending: first what has
// them in its title, then the rest, each the best first; at most `most`. kinds narrows it to some kinds of entries; none
// stands for all. Retracted entries are not found.
//
// Ranking costs as much as there is to rank: of more than 1,000 that are found, those that changed last are, and come before
// the rest.
func (s *Store) Search(ctx context.Context, repo, words string, kinds []string, most int) ([]Finding, error) {
	match := matching(words)
	if match == "" || most <= 0 {
		return nil, nil
	}
	out, err := s.search(ctx, repo, "{title} : ("+match+")", kinds, most)
	if err != nil || len(out) == most {
		return out, err
	}
	titles := map[Finding]bool{}
	for _, f := range out {
		titles[f.unranked()] = true
	}
	rest, err := s.search(ctx, repo, match, kinds, most)
	for _, f := range rest {
		if !titles[f.unranked()] && len(out) < most {
			out = append(out, f)
		}
	}
	return out, err
}

func (f Finding) unranked() Finding {
	f.Rank = 0
	return f
}

func (s *Store) search(ctx context.Context, repo, match string, kinds []string, most int) ([]Finding, error) {
	query := `
		SELECT * FROM (
			SELECT e.id, e.kind, '', bm25(entry_text, ?1, 1.0) AS r FROM entry_text
			JOIN entry e ON e.rowid = entry_text.rowid
			WHERE entry_text MATCH ?2 AND e.repo = ?3 AND NOT e.retracted` + among(kinds) + `
			ORDER BY entry_text.rowid DESC LIMIT ?5)`
	if len(kinds) == 0 || slices.Contains(kinds, "decision") {
		query += `
		UNION ALL
		SELECT * FROM (
			SELECT d.id, 'decision', d.path, bm25(record_text, ?1, 1.0) FROM record_text
			JOIN record d ON d.n = record_text.rowid
			WHERE record_text MATCH ?2 AND d.repo = ?3
			ORDER BY record_text.rowid DESC LIMIT ?5)`
	}
	if most > mostRanked { // the rest, as it changed
		query += `
		UNION ALL
		SELECT * FROM (
			SELECT e.id, e.kind, '', 1.0 FROM entry_text JOIN entry e ON e.rowid = entry_text.rowid
			WHERE entry_text MATCH ?2 AND e.repo = ?3 AND NOT e.retracted` + among(kinds) + `
			ORDER BY entry_text.rowid DESC LIMIT -1 OFFSET ?5)`
	}
	query += ` ORDER BY r LIMIT ?4`
	db := s.handle()
	rows, err := db.Read().QueryContext(ctx, query, titleWeight, match, repo, most, mostRanked)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", db.Explain(err))
	}
	defer rows.Close()
	var out []Finding
	for rows.Next() {
		var f Finding
		if err := rows.Scan(&f.ID, &f.Kind, &f.Path, &f.Rank); err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		out = append(out, f)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("searching: %w", db.Explain(err))
	}
	return out, nil
}

// among narrows a query to kinds, which are names of our own: letters alone.
func among(kinds []string) string {
	var quoted []string
	for _, k := range kinds {
		if strings.IndexFunc(k, func(r rune) bool { return r < 'a' || r > 'z' }) < 0 {
			quoted = append(quoted, "'"+k+"'")
		}
	}
	if len(quoted) == 0 {
		return ""
	}
	return " AND e.kind IN (" + strings.Join(quoted, ", ") + ")"
}

// matching writes words as a query of FTS5: each a quoted beginning, all of them wanted. Nothing in them is an operator.
func matching(words string) string {
	var out []string
	for word := range strings.FieldsSeq(strings.ToValidUTF8(words, " ")) {
		if strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
			continue
		}
		if len(word) > mostWordSize {
			word = strings.ToValidUTF8(word[:mostWordSize], "")
		}
		out = append(out, `"`+strings.ReplaceAll(strings.ReplaceAll(word, "\x00", ""), `"`, `""`)+`"*`)
		if len(out) == mostWords {
			break
		}
	}
	return strings.Join(out, " ")
}

// recordsKey is where the digest of a repository's records is noted.
const recordsKey = "records"

// PutRecords makes these the records of a repository that are searched. It writes nothing where they are the same as the
// last time.
func (s *Store) PutRecords(ctx context.Context, repo string, records []Record) error {
	h := sha256.New()
	for _, r := range records {
		fmt.Fprintf(h, "%q %q %q %q\n", r.ID, r.Path, r.Title, r.Searchable)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	db := s.handle()
	var known string
	err := db.Read().QueryRowContext(ctx, `SELECT value FROM digest WHERE repo=? AND name=?`, repo, recordsKey).Scan(&known)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("looking up the records: %w", db.Explain(err))
	}
	if known == sum || known == "" && len(records) == 0 {
		return nil
	}
	err = db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM record_text WHERE rowid IN (SELECT n FROM record WHERE repo=?)`, repo); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM record WHERE repo=?`, repo); err != nil {
			return err
		}
		for _, r := range records {
			result, err := tx.ExecContext(ctx, `INSERT INTO record (repo, id, path) VALUES (?, ?, ?)`, repo, r.ID, r.Path)
			if err != nil {
				return err
			}
			n, err := result.LastInsertId()
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO record_text (rowid, title, words) VALUES (?, ?, ?)`, n, r.ID+"\n"+r.Title, r.Searchable); err != nil {
				return err
			}
		}
		return insert(ctx, tx, "digest", []string{"repo", "name", "value"}, [][]any{{repo, recordsKey, sum}})
	})
	if err != nil {
		return fmt.Errorf("storing the records: %w", err)
	}
	return nil
}
