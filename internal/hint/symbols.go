package hint

import (
	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Symbol is a function or a type of an open document. Lines are 1-based and inclusive; Name is the line that its name
// stands on, one of them.
type Symbol struct {
	Name, Line, EndLine int
}

// Function is what there is to say about a function or a type: who wrote its lines, and whom to ask about them.
type Function struct {
	Symbol
	// Last is who changed it last, of those whose lines still stand, by the newest commit among them.
	Last Writer
	// Ask is the active person besides the reader who wrote most of it, else the first to ask about the file; nil where there
	// is nobody, and where the reader alone wrote it.
	Ask *ownership.Knower
	// YouKnow says that the reader wrote a good part of it.
	YouKnow bool
}

// mostLooked is how many lines are looked at for one answer. Symbols lie in each other, twice or thrice; a hostile outline in
// which all of them span the whole file must not take long.
const mostLooked = 1 << 20

// ForSymbols answers for symbols of an open document, in their order. Those of which nothing is committed, or is known to be,
// are left out.
func ForSymbols(s *workspace.Snapshot, path string, symbols []Symbol) []Function {
	lines := s.Lines(path)
	if lines == nil || len(symbols) == 0 {
		return nil
	}
	file := ForFile(s, path)
	authors := map[*blame.Commit]*people.Person{} // most commits brought lines of many symbols
	author := func(c *blame.Commit) *people.Person {
		p, ok := authors[c]
		if !ok {
			p = s.People.Resolve(c.Author)
			authors[c] = p
		}
		return p
	}
	looked := 0
	var out []Function
	for _, symbol := range symbols {
		if looked += max(min(symbol.EndLine, lines.Len())-symbol.Line, 0) + 1; looked > mostLooked {
			break
		}
		r := Range{File: file, Line: symbol.Line, EndLine: symbol.EndLine}
		if r.Wrote, r.Uncommitted = writersOf(lines, author, r.Line, r.EndLine); len(r.Wrote) > 0 {
			out = append(out, functionOf(s, symbol, r))
		}
	}
	return out
}

func functionOf(s *workspace.Snapshot, symbol Symbol, r Range) Function {
	f := Function{Symbol: symbol, Last: r.Wrote[0]}
	for _, w := range r.Wrote[1:] {
		if w.Last.After(f.Last.Last) {
			f.Last = w
		}
	}
	knowers, _ := LineKnowers(s, r)
	for _, k := range knowers {
		if k.Person == s.Me {
			f.YouKnow = k.Share >= enoughToKnow
		} else if f.Ask == nil && k.Active && k.Share >= enoughToAsk && !s.Muted(k.Person) && !disclaims(s, r.Path, k) {
			f.Ask = &k
		}
	}
	if f.Ask == nil && !f.YouKnow && len(r.Ask) > 0 {
		f.Ask = &r.Ask[0]
	}
	return f
}

// disclaims says whether somebody who wrote lines said that they no longer know them, and has not touched them since.
func disclaims(s *workspace.Snapshot, path string, k ownership.Knower) bool {
	word, said := s.Word(k.Person, path)
	return said && word.Kind == ledger.KnowledgeDisclaimed && !k.Last.After(word.At)
}
