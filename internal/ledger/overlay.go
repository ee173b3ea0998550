package ledger

import "slices"

// Showing returns the book with some of its entries as files have them, by id. What has no entry here is left out.
func (b *Book) Showing(kept map[string]*Entry) *Book {
	if b == nil || len(kept) == 0 {
		return b
	}
	next := &Book{entries: map[string]*Entry{}, byPath: map[string][]*Entry{}, ordered: slices.Clone(b.ordered)}
	for id, e := range b.entries {
		next.entries[id] = e
	}
	for i, e := range next.ordered {
		if shown := kept[e.ID]; shown != nil {
			next.ordered[i], next.entries[e.ID] = shown, shown
		}
	}
	for _, e := range next.ordered {
		for i, path := range e.paths() {
			if !slices.Contains(e.paths()[:i], path) {
				next.byPath[path] = append(next.byPath[path], e)
			}
		}
	}
	return next
}
