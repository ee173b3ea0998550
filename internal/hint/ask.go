package hint

import (
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Asked is somebody whom the reader could ask about some lines, with all that speaks for it.
type Asked struct {
	Person *people.Person
	// Claims says that they said so themselves: ask me.
	Claims bool
	// Wrote is what they wrote of the lines, Decided what they decided there; nil for nothing.
	Wrote   *Writer
	Decided *ledger.Entry
	// Knows is what they know of the file; nil where history says nothing.
	Knows *ownership.Knower
	// Near is set for whoever is named only because everybody closer is gone.
	Near *ownership.Near
}

// Asking is a question about lines, before it is put into words.
type Asking struct {
	Range
	// People to ask, best first, at most three; none where nobody is known who is here.
	People []Asked
	// Excerpt is how the lines begin, More how many follow; none for a whole file.
	Excerpt []string
	More    int
	// Syntax is the file's extension, for a text that shows the lines; "" for none that is plain.
	Syntax string
}

const (
	mostHelpers = 3
	mostExcerpt = 20
)

// ForAsking prepares a question about lines of an open document; line 0 is the whole file. Named are people who are here:
// neither the reader nor programs, nor who wants to be named nowhere, is not to be suggested, or no longer knows the place.
func ForAsking(s *workspace.Snapshot, file string, line, end int) Asking {
	a := Asking{Range: ForRange(s, file, max(line, 1), max(end, 1)), Syntax: syntax(file)}
	if line == 0 {
		a.Range = Range{File: a.File}
		for _, m := range a.Marks {
			if m.Place.Line == 0 && matters(s, m, a.Marks) {
				a.Here = append(a.Here, m)
			}
		}
	}
	if d, ok := s.Document(file); ok && line > 0 {
		lines := workspace.SplitLines(d.Text)
		first, last := min(line-1, len(lines)), min(end, len(lines))
		a.More = max(0, last-first-mostExcerpt)
		a.Excerpt = lines[first:max(first, last-a.More)]
	}
	a.People = helpers(s, a.Range)
	return a
}

// helpers are whom to ask: who said so, then who wrote most of the lines, who decided there, who knows the file; else the
// nearest who is here.
func helpers(s *workspace.Snapshot, r Range) []Asked {
	var out []Asked
	who := func(p *people.Person) *Asked {
		if i := slices.IndexFunc(out, func(a Asked) bool { return a.Person == p }); i >= 0 {
			return &out[i]
		}
		if !askable(s, p, r.Path) {
			return nil
		}
		out = append(out, Asked{Person: p})
		return &out[len(out)-1]
	}
	for i := range r.Knowers {
		if k := &r.Knowers[i]; k.Claims && k.Active {
			if a := who(k.Person); a != nil {
				a.Claims = true
			}
		}
	}
	for i := range r.Wrote {
		if w := &r.Wrote[i]; here(s, w) {
			if a := who(w.Person); a != nil {
				a.Wrote = w
			}
		}
	}
	for _, m := range r.Here {
		if d := m.Entry.Decision; d != nil {
			decider := s.Person(d.DecidedBy)
			if decider == nil {
				decider = s.Actor(m.Entry.By)
			}
			if s.Active(decider) {
				if a := who(decider); a != nil && a.Decided == nil {
					a.Decided = m.Entry
				}
			}
		}
	}
	for i := range r.Knowers {
		if k := &r.Knowers[i]; k.Active && k.Share >= enoughToAsk {
			if a := who(k.Person); a != nil {
				a.Knows = k
			}
		}
	}
	if n := r.Nearest; len(out) == 0 && n != nil {
		if a := who(n.Person); a != nil {
			a.Near = n
		}
	}
	return out[:min(len(out), mostHelpers)]
}

// here says whether whoever wrote lines is still here; before the index is ready, by the lines themselves.
func here(s *workspace.Snapshot, w *Writer) bool {
	if s.Indexed {
		return s.Active(w.Person)
	}
	return s.Now().Sub(w.Last) <= s.Settings.Knowledge.Inactive
}

func askable(s *workspace.Snapshot, p *people.Person, file string) bool {
	if p == nil || p == s.Me || p.Bot || s.LeftOut(p) || s.Muted(p) {
		return false
	}
	word, said := s.Word(p, file)
	return !said || word.Kind != ledger.KnowledgeDisclaimed
}

// syntax is a file's extension where it is a plain word.
func syntax(file string) string {
	ext := strings.TrimPrefix(path.Ext(file), ".")
	if len(ext) > 10 || strings.Trim(strings.ToLower(ext), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ""
	}
	return ext
}
