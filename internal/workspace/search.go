package workspace

import (
	"context"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// Search finds the entries of some types, and the decisions that files record, that have all the words: those that have
// them in the title first. No types are all types; it answers at most `most`. Without a store it looks at what is at hand,
// the newest first.
func (w *Workspace) Search(ctx context.Context, s *Snapshot, words string, types []ledger.Type, most int) ([]*ledger.Entry, error) {
	stores := w.stores.Load()
	if stores == nil || s.Repo == "" {
		return s.searched(words, types, most), nil
	}
	if err := w.keepRecords(ctx, s, stores.Lead); err != nil {
		return nil, err
	}
	kinds := make([]string, len(types))
	for i, t := range types {
		kinds[i] = string(t)
	}
	found, err := stores.Lead.Search(ctx, s.Repo, words, kinds, most)
	if err != nil {
		return nil, err
	}
	records := map[string]*ledger.Entry{}
	for _, e := range s.Records {
		records[e.Record.Path] = e
	}
	var out []*ledger.Entry
	for _, f := range found { // what the snapshot does not know has come, or gone, since
		if e := records[f.Path]; f.Path != "" && e != nil {
			out = append(out, e)
		} else if e, ok := s.Ledger.Find(f.ID); ok && f.Path == "" {
			out = append(out, e)
		}
	}
	return out, nil
}

// keepRecords sees to it that the records of a snapshot can be searched.
func (w *Workspace) keepRecords(ctx context.Context, s *Snapshot, lead *leadstore.Store) error {
	if last := w.searchable.Load(); last != nil && slices.Equal(*last, s.Records) {
		return nil
	}
	rows := make([]leadstore.Record, len(s.Records))
	for i, e := range s.Records {
		rows[i] = leadstore.Record{ID: e.ID, Path: e.Record.Path, Title: e.Title(), Searchable: e.Words() + "\n" + e.Record.Path}
	}
	if err := lead.PutRecords(ctx, s.Repo, rows); err != nil {
		return err
	}
	w.searchable.Store(&s.Records)
	return nil
}

func (s *Snapshot) searched(words string, types []ledger.Type, most int) []*ledger.Entry {
	wanted := strings.Fields(strings.ToLower(words))
	if len(wanted) == 0 {
		return nil
	}
	var out []*ledger.Entry
	for _, e := range slices.Concat(s.Ledger.All(""), s.Records) {
		if len(out) == most {
			break
		}
		if len(types) > 0 && !slices.Contains(types, e.Type) {
			continue
		}
		text := strings.ToLower(e.Words())
		if !slices.ContainsFunc(wanted, func(word string) bool { return !strings.Contains(text, word) }) {
			out = append(out, e)
		}
	}
	return out
}
