package hint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// Story is what there is to tell of a TODO comment besides who wrote its line and what is open with it.
type Story struct {
	// For are those whom the comment names, as written, unless it is with somebody already.
	For []Assignee
	// Done is the newest delegation that grew from it, if that one is done and the comment still stands; nil otherwise.
	Done *Mark
}

// Assignee is somebody whom a TODO comment names.
type Assignee struct {
	Written string         // "@dev2", "dev2" or an address
	Person  *people.Person // nil where nobody here is known by that name
}

// mostAssignees of one comment are looked at.
const mostAssignees = 10

func storyOf(s *workspace.Snapshot, t todo.Todo, marks []Mark) Story {
	var story Story
	var newest *Mark
	open := false
	for i, m := range marks {
		if !workspace.GrewFrom(workspace.Placed(m), t) {
			continue
		}
		open = open || m.Entry.Open()
		if newest == nil || m.Entry.At.After(newest.Entry.At) {
			newest = &marks[i]
		}
	}
	if newest != nil && newest.Entry.State == ledger.Done && s.Now().Sub(newest.Entry.Changed) < remembered {
		story.Done = newest
	}
	if open {
		return story
	}
	for _, name := range workspace.Assignees(t) {
		if len(story.For) < mostAssignees {
			story.For = append(story.For, Assignee{Written: name, Person: s.Person(name)})
		}
	}
	return story
}

// ToName are the people whom somebody may want to name in a comment of the file, besides those to whom work there could
// be offered: whoever was here last comes first, the reader last. Nobody is among them who is gone, a program, muted by
// the reader or wants to be named nowhere. Only those pass for whom like answers true: asking early saves sorting all.
func ToName(s *workspace.Snapshot, offered Candidates, like func(*people.Person) bool) []*people.Person {
	in := map[*people.Person]bool{}
	for _, c := range slices.Concat(offered.Know, offered.Learn) {
		in[c.Person] = true
	}
	var out []*people.Person
	for _, p := range s.People.All() {
		if !in[p] && !p.Bot && like(p) && !s.Gone(p) && !s.LeftOut(p) && !s.Muted(p) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b *people.Person) int {
		return cmp.Or(later(a == s.Me, b == s.Me), s.LastSeen(b).Compare(s.LastSeen(a)), strings.Compare(a.Name, b.Name))
	})
	return out
}
