package dash

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

// terrain is a workspace that looks at no texts: to look at all files takes longer than a page may.
type terrain struct{ *workspace.Workspace }

// TodoCount is how many TODO comments there were when somebody looked last.
func (t terrain) TodoCount(ctx context.Context, area string, _ time.Duration) (int, error) {
	n, _, err := t.LastTodoCount(ctx, area)
	return n, err
}

// area is all that is known of one folder or file.
func area(r *request) (view, error) {
	at := cleanArea(r.asked.Get("path"))
	if at == "." {
		return knowledge(r)
	}
	a, err := report.Area(r.ctx, r.s, terrain{r.w}, at)
	if err != nil {
		return view{}, err
	}
	there, isFolder := r.lies(at)
	if !there && a.Files == 0 && len(a.Decisions)+len(a.Questions)+len(a.Risks)+len(a.Offers)+len(a.Reviews)+len(a.Planned) == 0 {
		return view{}, missing("Nothing is known of %s here. Choose an area from the map.", phrase.Clean(at, pathSize))
	}
	v := view{Title: folder(at), Way: wayTo(at, "area", "path")}
	if !isFolder {
		v.Title = phrase.Clean(at, pathSize)
	}
	facts := &table{Caption: "About it", Columns: []string{"About", "What is known"}}
	say := func(name, value string) {
		if value != "" {
			facts.add(text(name), text(value))
		}
	}
	links := func(name string, paths []string) {
		var all []cell
		for _, p := range paths {
			all = append(all, linked(phrase.Clean(p, pathSize), link("area", "path", p)))
		}
		if len(all) > 0 {
			facts.add(text(name), cell{Lines: all})
		}
	}
	owners := strings.Join(a.Owners, ", ")
	if a.Rule != nil && owners != "" {
		owners += " (" + *a.Rule + ")"
	}
	say("Owner", phrase.Clean(owners, pathSize))
	say("Ask", r.persons(a.Ask))
	if len(a.Ask) == 0 && a.Near != nil {
		say("Nearest who is here", r.person(*a.Near))
	}
	if a.Silo != nil {
		say("Rests on one person", r.resting(*a.Silo))
	}
	if a.KnownBy != nil && a.Silo == nil {
		say("Known by", known[*a.KnownBy])
	}
	say("Would like to learn it", r.persons(a.Learners))
	if a.Paired != nil {
		say("Paired on", r.day(*a.Paired))
	}
	if len(a.Reviews) > 0 || a.Waited != nil && *a.Waited > 0 {
		waits := fmt.Sprintf("%d now", len(a.Reviews))
		if a.Waited != nil {
			waits += fmt.Sprintf(", %d four weeks ago", *a.Waited)
		}
		say("Reviews that wait", waits)
	}
	if a.Todos > 0 {
		facts.add(text("TODO comments"), linked(fmt.Sprint(a.Todos), r.sql(sqlTodos(at))))
	}
	if a.Since != nil {
		say("Changed lately", phrase.Count(a.Changes, "commit")+" since "+phrase.Day(a.Since.Local(), r.now)+", in "+phrase.Count(a.Files, "file"))
	}
	links("Know first", a.Places)
	links("Changes with", a.With)
	if len(facts.Rows) > 0 {
		v.Sections = append(v.Sections, section{ID: "facts", Heading: "What is known", Table: facts, SQL: r.sql(sqlOwnership(at))})
	}
	v.Sections = append(v.Sections, r.silos("Rests on one person in it", "Areas that rest on one person", a.Inner)...)
	decided := &table{Caption: "Decisions in force", Columns: []string{"Decision", "Title", "To undo"}}
	for _, d := range a.Decisions {
		decided.add(append(item(d.ID, d.Title), text(undo(d.Undo)))...)
	}
	v.Sections = append(v.Sections, some(section{ID: "decided", Heading: "Decided", Table: decided.cut(boardRows), SQL: r.sql(sqlDecisions)})...)
	for _, list := range []struct {
		heading, caption string
		items            []report.Item
	}{
		{"Proposed", "Decisions that are proposed", a.Proposed},
		{"Questions", "Questions without an answer", a.Questions},
		{"Risks", "Risks that are open", a.Risks},
		{"Handed on", "What is offered or taken, and not done", a.Offers},
		{"Reviews", "Reviews that wait", a.Reviews},
		{"For the retro", "Notes about this area", a.Retro},
	} {
		t := &table{Caption: list.caption, Columns: []string{"Entry", "Title"}}
		for _, i := range list.items {
			t.add(item(i.ID, i.Title)...)
		}
		v.Sections = append(v.Sections, some(section{Heading: list.heading, Table: t.cut(boardRows), Narrow: true})...)
	}
	planned := &table{Caption: "Pairing blocks to come", Columns: []string{"Block", "About", "Day"}}
	for _, p := range a.Planned {
		planned.add(append(item(p.ID, p.Title), text(r.day(p.On)))...)
	}
	v.Sections = append(v.Sections, some(section{Heading: "Pairing", Table: planned.cut(boardRows), Narrow: true})...)
	r.offer(&v, append(r.standing(at), r.place(at, action.Decision, action.Question, action.Risk, action.Delegation, action.Pairing, action.Review, action.Retro)...)...)
	switch {
	case len(v.Sections) > 0:
	case !r.s.Indexed:
		v.First = r.unread()
	default:
		v.Lead = "Nobody who is here is known to know it, and nothing was said about it."
	}
	return v, nil
}

// known says in words what an area report does in one.
var known = map[string]string{
	"nobody": depths[ownership.OnNobody], "one": depths[ownership.OnOne], "one mostly": depths[ownership.OnOneMostly],
	"two": depths[ownership.OnTwo], "several": depths[ownership.OnSeveral],
}

// lies says whether a path is in the work tree, and a folder.
func (r *request) lies(at string) (there, isFolder bool) {
	st, err := os.Lstat(filepath.Join(r.s.Top, filepath.FromSlash(at)))
	return err == nil, err == nil && st.IsDir()
}

// some is a section with something in it.
func some(s section) []section {
	if s.Table == nil || len(s.Table.Rows) == 0 {
		return nil
	}
	return []section{s}
}

// undo says how hard a decision is to undo.
func undo(u *string) string {
	if u == nil {
		return ""
	}
	return phrase.Undo(ledger.Undo(*u))
}

// silos are areas that rest on one person, with where help is.
func (r *request) silos(heading, caption string, areas []report.Resting) []section {
	t := &table{Caption: caption, Columns: []string{"Area", "Changed often", "Next to it", "Would like to learn it", "Block planned"}}
	for _, a := range areas {
		next, block := "", text("")
		if a.Next != nil {
			next = r.person(*a.Next)
			if a.NextArea != nil && *a.NextArea != a.Area {
				next += ", who knows " + around(*a.NextArea)
			}
		}
		if a.Block != nil {
			block = linked(r.day(a.Block.On), entryLink(a.Block.ID))
		}
		t.add(areaCell(a.Area), number(a.Files), text(next), text(r.persons(a.Learners)), block)
	}
	return some(section{ID: "silos", Heading: heading, Table: t.shorten(), SQL: r.sql(sqlSilos)})
}

// around names a folder around another.
func around(area string) string {
	if area == "." {
		return "other parts"
	}
	return folder(area)
}

func (r *request) resting(a report.Resting) string {
	out := folder(a.Area)
	if a.On != nil {
		out += " is known by " + r.person(*a.On) + " alone"
	}
	if a.Next != nil {
		out += "; next to it: " + r.person(*a.Next)
	}
	return out
}
