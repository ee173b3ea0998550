package dash

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

// chooser asks who is away, and when.
type chooser struct {
	Who, From, To string
	People        []crumb // by name; Text is what is chosen, Href what it says beside it
}

// mostPeople are proposed; any other can be written.
const mostPeople = 500

// chooser proposes those who are here.
func (r *request) chooser(who, from, to string) *chooser {
	return &chooser{Who: who, From: from, To: to, People: r.here()}
}

// here are those who are here and want to be named, by name.
func (r *request) here() []crumb {
	var here []*people.Person
	for _, p := range r.s.People.All() {
		if !p.Bot && !r.s.LeftOut(p) && r.s.Active(p) {
			here = append(here, p)
		}
	}
	slices.SortFunc(here, func(a, b *people.Person) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	out := []crumb{}
	for _, p := range here[:min(len(here), mostPeople)] {
		out = append(out, crumb{Text: phrase.Clean(workspace.Address(p), titleSize), Href: phrase.Clean(p.Name, nameSize)})
	}
	return out
}

// away is what rests on nobody while somebody is away.
func away(r *request) (view, error) {
	asked := strings.TrimSpace(r.asked.Get("who"))
	v := view{Title: "Who is away?"}
	if !r.s.Indexed {
		v.First = r.unread()
		return v, nil
	}
	who := r.s.Person(asked)
	if asked == "me" || asked == "you" {
		who = r.s.Me
	}
	from, to := date(r.asked.Get("from")), date(r.asked.Get("to"))
	v.Away = r.chooser(phrase.Clean(asked, titleSize), from, to)
	switch {
	case asked == "":
		v.Lead = "Choose somebody: this shows what would rest on nobody meanwhile, and what of theirs falls into those days. Days may be left out."
		return v, nil
	case who == nil || who != r.s.Me && r.s.LeftOut(who):
		v.First = "Nobody in this history is known by that name. Write a handle, an address or a full name."
		return v, nil
	case from != "" && to != "" && to < from:
		v.First = "The last day is before the first. Give the first day, then the last."
		return v, nil
	}
	if said, ok := r.s.Away(who); ok && from == "" && to == "" {
		from, to = said.From, said.To
	}
	if from == "" {
		from = r.now.Format(time.DateOnly)
	}
	if who == r.s.Me {
		r.offer(&v, r.ownDays(from, to)...)
	}
	a, err := report.Absence(r.ctx, r.s, r.w, who, from, to)
	if err != nil {
		return view{}, err
	}
	v.Title = "While " + r.Name(who) + " is away"
	if who == r.s.Me {
		v.Title = "While you are away"
	}
	v.Lead = "From " + r.day(from) + " on."
	if to != "" {
		v.Lead = "From " + r.day(from) + " to " + r.day(to) + "."
	}
	v.Sections = r.silos("Rests on nobody meanwhile", "Areas that nobody who is here would know", a.Areas)
	for i := range v.Sections {
		v.Sections[i].Text = coversLively
	}
	areas, err := r.w.Areas(r.ctx)
	if err != nil {
		return view{}, err
	}
	var tiles []tile
	for _, one := range ownership.Without(areas, who) {
		tiles = append(tiles, tile{Label: one.Area, Detail: depths[ownership.OnNobody], Says: phrase.Count(one.Files, "file") + " changed often", Size: one.Files, Shade: int(ownership.OnNobody), Href: link("area", "path", one.Area)})
	}
	if len(tiles) > 1 && len(v.Sections) > 0 {
		v.Sections = append(v.Sections, section{Heading: "At a glance", Text: "The same: an area is as large as it has files that are changed often.", Picture: treemap(tiles)})
	}
	for _, list := range []struct {
		id, heading, caption string
		all                  []report.Awaiting
	}{
		{"falls", "Has its day meanwhile", "What has its day meanwhile", a.Falls}, {"waits", "Waits for them", "What waits for them, without a day", a.Waits},
	} {
		t := &table{Caption: list.caption, Columns: []string{"Entry", "Title", "What", "Day", "Asked by"}}
		for _, w := range list.all {
			day := ""
			if w.On != nil {
				day = r.day(*w.On)
			}
			t.add(append(item(w.ID, w.Title), text(w.Type), text(day), text(r.maybe(w.Asks)))...)
		}
		v.Sections = append(v.Sections, some(section{ID: list.id, Heading: list.heading, Table: t.shorten()})...)
	}
	if len(v.Sections) == 0 {
		v.Lead += " Nothing would rest on nobody, and nothing here waits. " + coversLively
	}
	return v, nil
}

// coversLively says what is looked at, and why not the rest.
const coversLively = "Looked at are areas that are changed often: what is hardly ever touched can wait until they are back."

// ownDays is what the reader can tell their team about when they are away.
func (r *request) ownDays(from, to string) []deed {
	out := []deed{{Do: doAway, Title: "Say when you are away", Note: "Nobody is told then to ask you.", Fields: []input{
		{Key: "from", Name: "First day", Help: "a day: fri, 24 Dec, 2026-12-24", Value: from, Needed: true, Most: mostLine},
		{Key: "to", Name: "Last day", Help: "empty: until further notice", Value: to, Most: mostLine},
	}}}
	if _, said := r.s.Away(r.s.Me); said {
		out = append(out, deed{Do: doAway, Title: "I am not away"})
	}
	return out
}

// date is a day as browsers send it; nothing for what is none.
func date(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}
