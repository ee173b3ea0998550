package leadstore

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// load reads the entries that the batch is about, and the newest event of each subject, from the file and the batch before.
func (f *folding) load(ctx context.Context, tx *sql.Tx) error {
	var names []any
	for _, e := range f.events {
		if f.subjects[e.Subject] != nil {
			continue
		}
		s := f.at(e.Subject)
		if f.after != nil && f.after.subjects[e.Subject] != nil { // as it will be
			before := f.after.subjects[e.Subject]
			s.entry, s.newest, s.stored = before.entry, before.newest, before.stored || before.changed
		} else {
			names = append(names, e.Subject)
		}
	}
	for chunk := range slices.Chunk(names, loadedAtOnce) {
		if err := f.loadSome(ctx, tx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// loadedAtOnce is how many subjects are looked up with one query: a query for each costs more than looking.
const loadedAtOnce = 500

func (f *folding) loadSome(ctx context.Context, tx *sql.Tx, names []any) error {
	found, err := scanEntries(tx.QueryContext(ctx, selectEntries+` WHERE id IN (`+strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")+`)`, names...))
	if err != nil {
		return err
	}
	stored := make(map[string]*Entry, len(found))
	for i := range found {
		stored[found[i].ID] = &found[i]
		f.subjects[found[i].ID].stored = true
	}
	rows, err := tx.QueryContext(ctx, `WITH about (subject) AS (VALUES `+strings.TrimSuffix(strings.Repeat("(?), ", len(names)), ", ")+`)
		SELECT about.subject, e.hlc, e.id FROM about JOIN event e
		ON e.rowid = (SELECT rowid FROM event WHERE subject = about.subject ORDER BY hlc DESC, id DESC LIMIT 1)`, names...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var newest eventlog.Event
		if err := rows.Scan(&name, &newest.HLC, &newest.ID); err != nil {
			return err
		}
		// What is left of an entry from before the projection started anew is no beginning: it has no event.
		f.subjects[name].newest, f.subjects[name].entry = newest, stored[name]
	}
	return rows.Err()
}
