package ledger

import (
	"encoding/json"
	"runtime"
	"slices"
	"strings"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/store/leadstore"
)

// Book is everything said about one repository, at one moment. It never changes: [Book.With] makes a
// new one, sharing what stayed the same.
type Book struct {
	entries map[string]*Entry
	byPath  map[string][]*Entry
	ordered []*Entry
}

// With returns the state after these entries changed. Documents that cannot be read are left out: they
// were written by a newer program that knows other types, or are damaged.
func (b *Book) With(changed []leadstore.Entry) *Book {
	next := &Book{entries: map[string]*Entry{}, byPath: map[string][]*Entry{}}
	if b != nil {
		for id, e := range b.entries {
			next.entries[id] = e
		}
	}
	for _, e := range read(changed) {
		if e == nil {
			continue
		}
		if e.Retracted {
			delete(next.entries, e.ID)
			continue
		}
		next.entries[e.ID] = e
	}
	for _, e := range next.entries {
		next.ordered = append(next.ordered, e)
	}
	slices.SortFunc(next.ordered, newestFirst)
	for _, e := range next.ordered {
		for i, path := range e.paths() {
			if !slices.Contains(e.paths()[:i], path) {
				next.byPath[path] = append(next.byPath[path], e)
			}
		}
	}
	return next
}

// read reads the documents of entries, with all processors where they are many; nil stands for one that cannot be read.
func read(rows []leadstore.Entry) []*Entry {
	const worthIt = 200 // documents, below which the work is done before another worker has started
	out := make([]*Entry, len(rows))
	some := func(from, to int) {
		for i := from; i < to; i++ {
			e := new(Entry)
			if json.Unmarshal(rows[i].Doc, e) == nil && e.ID == rows[i].ID && e.whole() {
				out[i] = e
			}
		}
	}
	n := min(runtime.GOMAXPROCS(0), len(rows)/worthIt)
	if n < 2 {
		some(0, len(rows))
		return out
	}
	workers := pool.New()
	for k := range n {
		workers.Go(func() { some(k*len(rows)/n, (k+1)*len(rows)/n) })
	}
	workers.Wait()
	return out
}

// whole says whether an entry has the body that its type promises.
func (e *Entry) whole() bool {
	switch e.Type {
	case TypeDecision:
		return e.Decision != nil
	case TypeDelegation:
		return e.Delegation != nil
	case TypePairing:
		return e.Pairing != nil
	case TypeReview:
		return e.Review != nil
	case TypeQuestion:
		return e.Question != nil
	case TypeRetro:
		return e.Retro != nil
	case TypeRisk:
		return e.Risk != nil
	}
	return false
}

func newestFirst(a, b *Entry) int {
	if c := b.At.Compare(a.At); c != 0 {
		return c
	}
	return strings.Compare(b.ID, a.ID)
}

func (e *Entry) paths() []string {
	var out []string
	for _, a := range e.Anchors {
		out = append(out, a.Path)
	}
	return out
}

// Find returns the entry with this id; retracted ones are not found.
func (b *Book) Find(id string) (*Entry, bool) {
	if b == nil {
		return nil, false
	}
	e, ok := b.entries[id]
	return e, ok
}

// At returns the entries anchored in the file, newest first.
func (b *Book) At(path string) []*Entry {
	if b == nil {
		return nil
	}
	return b.byPath[path]
}

// All returns every entry of the type, newest first; an empty type means all types.
func (b *Book) All(t Type) []*Entry {
	if b == nil {
		return nil
	}
	if t == "" {
		return b.ordered
	}
	var out []*Entry
	for _, e := range b.ordered {
		if e.Type == t {
			out = append(out, e)
		}
	}
	return out
}

// Paths lists the files that carry an entry, sorted.
func (b *Book) Paths() []string {
	if b == nil {
		return nil
	}
	out := make([]string, 0, len(b.byPath))
	for path := range b.byPath {
		out = append(out, path)
	}
	slices.Sort(out)
	return out
}
