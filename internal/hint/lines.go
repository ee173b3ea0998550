package hint

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Writer is someone who wrote some of the lines at hand, as they stand now.
type Writer struct {
	Person  *people.Person
	Lines   int
	Share   float64 // of the committed lines at hand
	Commits int     // that brought them
	// Last is when the newest of these commits was written; Commit and Subject are its.
	Last    time.Time
	Commit  git.Hash
	Subject string
}

// writers are the people who wrote lines of the document, those of most lines first, and how many of the lines
// are not committed. Lines that are older than the history on this machine are nobody's.
func writers(s *workspace.Snapshot, path string, line, end int) (wrote []Writer, uncommitted int) {
	lines := s.Lines(path)
	if lines == nil {
		return nil, 0
	}
	return writersOf(lines, func(c *blame.Commit) *people.Person { return s.People.Resolve(c.Author) }, line, end)
}

// writersOf is writers, with whoever knows the author of a commit.
func writersOf(lines *blame.Lines, author func(*blame.Commit) *people.Person, line, end int) (wrote []Writer, uncommitted int) {
	counts := map[*blame.Commit]int{}
	var order []*blame.Commit
	committed := 0
	for n := max(line, 1); n <= min(end, lines.Len()); n++ {
		c := lines.At(n)
		if c == nil {
			uncommitted++
			continue
		}
		if counts[c]++; counts[c] == 1 {
			order = append(order, c)
		}
		committed++
	}
	at := map[*people.Person]int{}
	for _, c := range order {
		if c.Cut {
			continue
		}
		p := author(c)
		i, ok := at[p]
		if !ok {
			i = len(wrote)
			at[p] = i
			wrote = append(wrote, Writer{Person: p})
		}
		w := &wrote[i]
		w.Lines += counts[c]
		w.Commits++
		if w.Commit == "" || c.At.After(w.Last) {
			w.Last, w.Commit, w.Subject = c.At, c.Hash, c.Subject
		}
	}
	for i := range wrote {
		wrote[i].Share = float64(wrote[i].Lines) / float64(committed)
	}
	slices.SortStableFunc(wrote, func(a, b Writer) int {
		return cmp.Or(cmp.Compare(b.Lines, a.Lines), b.Last.Compare(a.Last), strings.Compare(a.Person.Name, b.Person.Name))
	})
	return wrote, uncommitted
}

// LineKnowers are those who know the lines of r because they wrote them, best first: shares are of the lines that people
// wrote, programs left out. known is false where it is not known who wrote them; then r.Knowers has to do.
func LineKnowers(s *workspace.Snapshot, r Range) (knowers []ownership.Knower, known bool) {
	total := 0
	for _, w := range r.Wrote {
		if !w.Person.Bot {
			total += w.Lines
		}
	}
	for _, w := range r.Wrote {
		if !w.Person.Bot && !s.LeftOut(w.Person) {
			knowers = append(knowers, ownership.Knower{
				Person: w.Person, Share: float64(w.Lines) / float64(total), Changes: w.Commits, Last: w.Last, Active: s.Active(w.Person),
			})
		}
	}
	return knowers, len(r.Wrote) > 0 || r.Uncommitted > 0
}
