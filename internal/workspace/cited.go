package workspace

import (
	"slices"
	"sort"

	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
)

// Citations are the ids that an open document cites, in the order of the text: in comments and literals where its language
// is known to be one that programs are written in, else everywhere.
func (s *Snapshot) Citations(path string) []ledger.Citation {
	d := s.documents[path]
	if d == nil {
		return nil
	}
	return d.citations(path)
}

// citations of the text; they are looked for once.
func (d *Document) citations(path string) []ledger.Citation {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.citesKnown {
		d.cites, d.citesKnown = citationsIn(path, d.Text), true
	}
	return d.cites
}

func citationsIn(path, text string) []ledger.Citation {
	if len(text) > MostText || Binary(text) {
		return nil
	}
	found := slices.Collect(ledger.Citations(text))
	if len(found) == 0 {
		return nil
	}
	spoken := spokenIn(path, text)
	return slices.DeleteFunc(found, func(c ledger.Citation) bool { return !spoken(c.Start) })
}

// Spoken says whether an open document speaks to people at an offset, and is no code there.
func (s *Snapshot) Spoken(path string, offset int) bool {
	d := s.documents[path]
	return d != nil && len(d.Text) <= MostText && !Binary(d.Text) && spokenIn(path, d.Text)(offset)
}

// spokenIn tells code from what is spoken to people: comments, literals, prose, settings, and all that is in no language
// that is known.
func spokenIn(path, text string) func(offset int) bool {
	regions := todo.Regions(path, []byte(text))
	return func(offset int) bool {
		for _, r := range regions {
			if offset < r.Start || offset >= r.End || r.Language.Kind != lang.Source {
				continue
			}
			i := sort.Search(len(r.Passed), func(i int) bool { return r.Passed[i].End > offset })
			return i < len(r.Passed) && r.Passed[i].Start <= offset
		}
		return true
	}
}

// Cited says what citations in the file at path stand for. It finds nothing for an id that is not known here; of records
// with one number, as several packages of a repository may have them, the nearest comes first.
func (s *Snapshot) Cited(path string) func(ledger.Citation) []*ledger.Entry {
	var numbered map[string][]*ledger.Entry
	return func(c ledger.Citation) []*ledger.Entry {
		if c.Number == "" {
			if e := s.Entry(c.ID); e != nil {
				return []*ledger.Entry{e}
			}
			return nil
		}
		if numbered == nil {
			numbered = map[string][]*ledger.Entry{}
			for _, e := range s.Decisions() {
				if e.Record != nil {
					n := ledger.Numeral(e.Record.Number)
					numbered[n] = append(numbered[n], e)
				}
			}
		}
		return ledger.Named(numbered[c.Number], c, path)
	}
}

// Entry finds what has the id, in the ledger or in a record; nil where nothing has.
func (s *Snapshot) Entry(id string) *ledger.Entry {
	if e, ok := s.Ledger.Find(id); ok {
		return e
	}
	if i := slices.IndexFunc(s.Records, func(e *ledger.Entry) bool { return e.ID == id }); i >= 0 {
		return s.Records[i]
	}
	return nil
}

// longestSuccession is how many decisions are followed of which each took the place of the one before.
const longestSuccession = 100

// Successor is the decision that holds in the place of one that was superseded, at the end of them all; nil where nothing
// says so, and where they go round in a circle.
func (s *Snapshot) Successor(e *ledger.Entry) *ledger.Entry {
	first := e
	for range longestSuccession {
		next := s.supersededBy(e)
		switch {
		case next == nil && e == first, next == first:
			return nil
		case next == nil:
			return e
		}
		e = next
	}
	return nil
}

func (s *Snapshot) supersededBy(e *ledger.Entry) *ledger.Entry {
	if e.Decision == nil || e.Decision.SupersededBy == "" || e.Decision.Status != ledger.Superseded {
		return nil
	}
	return s.Meant(e.Decision.SupersededBy, e)
}

// Meant is the decision that another one refers to: by id, by number, or by the path of its file. It is nil where that is
// not known.
func (s *Snapshot) Meant(reference string, by *ledger.Entry) *ledger.Entry {
	if e := s.Entry(reference); e != nil {
		return e
	}
	from := ""
	if by.Record != nil {
		from = by.Record.Path
	}
	if c, ok := ledger.CitationOf(reference); ok {
		if found := s.Cited(from)(c); len(found) > 0 {
			return found[0]
		}
		return nil
	}
	number := ledger.Numeral(reference)
	for _, e := range s.Records {
		if e.Record.Path == reference || number != "" && ledger.Numeral(e.Record.Number) == number {
			return e
		}
	}
	return nil
}

// PlacesOf are where entries are tied to code: in open documents, else in what is on disk.
func (w *Workspace) PlacesOf(s *Snapshot, entries ...*ledger.Entry) []Placed {
	return w.placements(s, entries, func(string) bool { return true })
}

// PathNow is where a file is that entries were tied to under an earlier name.
func (s *Snapshot) PathNow(path string) string {
	for now, former := range s.moved {
		if slices.Contains(former, path) {
			return now
		}
	}
	return path
}

// Citable is what can be cited with a mark before the hyphen: the records that have numbers, or what has ids of that
// letter, the newest first.
func (s *Snapshot) Citable(mark string) []*ledger.Entry {
	if mark == ledger.RecordMark {
		return slices.DeleteFunc(slices.Clone(s.Decisions()), func(e *ledger.Entry) bool {
			return e.Record == nil || ledger.Numeral(e.Record.Number) == ""
		})
	}
	out := s.Ledger.All(ledger.TypeCited(mark))
	if mark != "D" {
		return out
	}
	out = out[:len(out):len(out)]
	for _, e := range s.Records {
		if c, ok := ledger.CitationOf(e.ID); ok && c.Number == "" {
			out = append(out, e)
		}
	}
	return out
}
