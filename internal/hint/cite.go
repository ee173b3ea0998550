package hint

import (
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/typo"
	"github.com/leadline/leadline/internal/workspace"
)

// Citation is an id that stands in a file, with what it stands for.
type Citation struct {
	ledger.Citation
	Path string
	Line int // 1-based
	// Entry is what is meant, the nearest where several are; nil where that is not known.
	Entry *ledger.Entry
	// Others are those that have the same number, elsewhere in the repository.
	Others []*ledger.Entry
	// Unknown says that this program could have made the id, or that there are records with numbers, and that there is none
	// such here: it is misspelt, or was taken back.
	Unknown bool
	// Superseded says that something else holds now, and that whoever cites it may not know; Successor is what, nil where
	// nobody says.
	Superseded bool
	Successor  *ledger.Entry
}

// Citations are the ids that an open file cites, in the order of the text. Where nobody has said anything yet, and in a
// clone that has not been told, no id is known; then none is called unknown.
func Citations(s *workspace.Snapshot, path string) []Citation {
	cites := s.Citations(path)
	if len(cites) == 0 {
		return nil
	}
	d, _ := s.Document(path)
	in := reading{
		snapshot: s, path: path, meant: s.Cited(path), said: len(s.Ledger.All("")) > 0,
		numbered: slices.ContainsFunc(s.Records, func(e *ledger.Entry) bool { return ledger.Numeral(e.Record.Number) != "" }),
		record:   slices.ContainsFunc(s.Records, func(e *ledger.Entry) bool { return e.Record.Path == path }),
	}
	out := make([]Citation, 0, len(cites))
	line, at := 1, 0
	for _, c := range cites {
		line, at = line+lineEnds(d.Text[at:c.Start]), c.Start
		out = append(out, in.cited(c, line))
	}
	in.forgive(out)
	return out
}

// CitationAt is the citation at an offset of an open file, or right before it; nil where none is.
func CitationAt(s *workspace.Snapshot, path string, offset int) *Citation {
	cites := s.Citations(path)
	i, found := slices.BinarySearchFunc(cites, offset, func(c ledger.Citation, at int) int {
		switch {
		case c.End < at:
			return -1
		case c.Start > at:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	if cites[i].End == offset && i+1 < len(cites) && cites[i+1].Start == offset {
		i++
	}
	in := reading{snapshot: s, path: path, meant: s.Cited(path)}
	d, _ := s.Document(path)
	c := in.cited(cites[i], 1+lineEnds(d.Text[:cites[i].Start]))
	return &c
}

// reading is a file whose citations are looked at.
type reading struct {
	snapshot *workspace.Snapshot
	path     string
	meant    func(ledger.Citation) []*ledger.Entry
	said     bool // somebody has said something here
	numbered bool // there are records with numbers
	record   bool // the file is a record itself
}

func (in reading) cited(c ledger.Citation, line int) Citation {
	out := Citation{Citation: c, Path: in.path, Line: line}
	found := in.meant(c)
	if len(found) == 0 {
		out.Unknown = c.Minted() && in.said || c.Number != "" && in.numbered
		return out
	}
	out.Entry, out.Others = found[0], found[1:]
	if d := out.Entry.Decision; d != nil && d.Status == ledger.Superseded {
		out.Superseded, out.Successor = true, in.snapshot.Successor(out.Entry)
	}
	return out
}

// forgive leaves out what is no news: that a decision was superseded, where its line cites the successor too, or the file
// is a record and tells of the past.
func (in reading) forgive(cites []Citation) {
	for i := range cites {
		c := &cites[i]
		if !c.Superseded {
			continue
		}
		told := in.record
		for j := i - 1; !told && j >= 0 && cites[j].Line == c.Line; j-- {
			told = c.tells(cites[j])
		}
		for j := i + 1; !told && j < len(cites) && cites[j].Line == c.Line; j++ {
			told = c.tells(cites[j])
		}
		c.Superseded = !told
	}
}

// tells says whether another citation is the successor's.
func (c *Citation) tells(other Citation) bool {
	return c.Successor != nil && other.Entry == c.Successor
}

// lineEnds counts the ends of lines, which may be LF, CRLF or CR.
func lineEnds(text string) int {
	return strings.Count(text, "\n") + strings.Count(text, "\r") - strings.Count(text, "\r\n")
}

// mostMistaken is how many bytes may differ between an id and the one that was meant.
const mostMistaken = 1

// Meant is what somebody probably meant who cited an unknown id: the one that differs by a single character; nil where none
// does, or several do.
func (c Citation) Meant(s *workspace.Snapshot) *ledger.Entry {
	if !c.Unknown || c.Number != "" {
		return nil
	}
	var meant *ledger.Entry
	for _, e := range s.Ledger.All("") {
		if len(e.ID) != len(c.ID) || typo.Distance(e.ID, c.ID) > mostMistaken {
			continue
		}
		if meant != nil {
			return nil
		}
		meant = e
	}
	return meant
}

// Called is how an entry is cited in the way that c is: a record by its number, if c is one, and the number means it in the
// file that c stands in.
func (c Citation) Called(s *workspace.Snapshot, e *ledger.Entry) string {
	if c.Number == "" {
		return e.ID
	}
	return numbered(s.Cited(c.Path), e)
}

// Instead is what to write for an entry from Start up to end, where c stands now: in the way that c is written, with the name
// of its file where c has one. ok is false where that cannot be told.
func (c Citation) Instead(s *workspace.Snapshot, e *ledger.Entry) (text string, end int, ok bool) {
	text, end = c.Called(s, e), c.End
	if c.Name == "" {
		return text, end, true
	}
	d, open := s.Document(c.Path)
	if end += 1 + len(c.Name); !open || end > len(d.Text) || d.Text[c.End:end] != "-"+c.Name {
		return "", 0, false
	}
	if e.Record != nil && e.Record.Number != "" {
		if name := recordName(e); strings.HasPrefix(name, e.Record.Number+"-") {
			text = ledger.RecordMark + "-" + name
		}
	}
	return text, end, true
}

// recordName is the name of an entry's file without its ending.
func recordName(e *ledger.Entry) string {
	return strings.TrimSuffix(path.Base(e.Record.Path), path.Ext(e.Record.Path))
}

// numbered is the number of a recorded decision, with the name of its file where the number alone means another.
func numbered(meant func(ledger.Citation) []*ledger.Entry, e *ledger.Entry) string {
	if e.Record == nil {
		return e.ID
	}
	id := ledger.RecordMark + "-" + e.Record.Number
	if c, ok := ledger.CitationOf(id); ok && c.Number != "" {
		if found := meant(c); len(found) > 0 && found[0] == e {
			return id
		}
	}
	name := recordName(e)
	if e.ID == id && e.Record.Number != "" && strings.HasPrefix(name, e.Record.Number+"-") {
		return ledger.RecordMark + "-" + name
	}
	return e.ID
}

// Spots are where an entry is tied to code: the lines in open documents, the files alone elsewhere, where only a look at
// the disk could tell the lines.
func Spots(s *workspace.Snapshot, e *ledger.Entry) []anchor.Place {
	var out []anchor.Place
	seen := map[string]bool{}
	for _, a := range e.Anchors {
		path := s.PathNow(a.Path)
		if seen[path] {
			continue
		}
		seen[path] = true
		if _, open := s.Document(path); !open {
			out = append(out, anchor.Place{Path: path, State: anchor.OK})
			continue
		}
		for _, p := range s.Placed(path) {
			if p.Entry.ID == e.ID {
				out = append(out, p.Place)
			}
		}
	}
	return out
}
