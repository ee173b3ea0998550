package dash

import (
	"fmt"
	"path"
	"strings"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

// depths are in words how few know an area.
var depths = map[ownership.Depth]string{
	ownership.OnNobody: "hardly anybody who is here", ownership.OnOne: "one person", ownership.OnOneMostly: "one well, others a little",
	ownership.OnTwo: "two", ownership.OnSeveral: "several",
}

// knowledge is the map: how few know each area, whom to ask, and the same as a picture.
func knowledge(r *request) (view, error) {
	at := cleanArea(r.asked.Get("at"))
	if !r.s.Indexed {
		return view{Title: "Knowledge", First: r.unread()}, nil
	}
	m, err := report.Map(r.ctx, r.s, r.w, at)
	if err != nil {
		return view{}, err
	}
	v := view{Title: "Knowledge", Way: wayTo(at, "map", "at"), Away: r.chooser("", "", "")}
	if at != "." {
		v.Title += " of " + folder(at)
	}
	folders, few, lively := 0, 0, 0
	for _, a := range m.Areas {
		if !a.Here {
			folders++
		}
		if a.Lively > 0 {
			lively++
			if a.Depth <= ownership.OnOne {
				few++
			}
		}
	}
	switch {
	case folders == 0 && at == ".":
		v.First = "There is no folder here yet, and a map is of folders. Commit some, and come back."
		v.Away = nil
		return v, nil
	case len(m.Areas) == 0:
		return view{}, missing("There is nothing in %s that people write. Choose an area from the map.", phrase.Clean(at, pathSize))
	case lively == 0:
		v.Lead = "Hardly anything here was changed within a year, so nothing waits for those who know it."
	case few > 0:
		v.Lead = phrase.Count(few, "area") + " of " + fmt.Sprint(lively) + " that are changed often would rest on nobody if one person were away. They come first."
	default:
		v.Lead = "Every area that is changed often is known by two people or more. Those that fewest know come first."
	}
	t := &table{Caption: "Areas, and how few know them", Columns: []string{"Area", "Files", "Changed often", "Known by", "Ask", "Would like to learn it"}}
	var tiles []tile
	for _, a := range m.Areas {
		where, label := areaCell(a.Area), within(a.Area, at)
		switch {
		case a.Here:
			where.Text, label = "in no folder", "in no folder"
		case a.Inner:
			where = linked(folder(a.Area), link("map", "at", a.Area))
		}
		t.add(where, number(a.Files), number(a.Lively), text(depths[a.Depth]), text(r.persons(a.Ask)), text(r.persons(a.Learners)))
		tiles = append(tiles, tile{
			Label: label, Detail: depths[a.Depth], Says: phrase.Count(a.Files, "file") + ", known by " + depths[a.Depth],
			Size: a.Files, Shade: int(a.Depth), Href: where.Href,
		})
	}
	t.shorten()
	if m.More > 0 {
		t.More = fmt.Sprintf("and %d more", m.More+len(m.Areas)-len(t.Rows))
	}
	if at != "." {
		v.Way = append(v.Way, crumb{Text: "All that is known of " + folder(at), Href: link("area", "path", at)})
	}
	v.Sections = append(v.Sections,
		section{ID: "areas", Heading: "Areas", Table: t, SQL: r.sql(sqlMap)},
		section{ID: "picture", Heading: "At a glance", Text: "The same: an area is as large as it has files, and the stronger its colour, the fewer know it.", Picture: treemap(tiles)})
	return v, nil
}

const reading = "History is being read for the first time. This page shows it as soon as that is done."

// unread says why nothing is known of the history, and what to do.
func (r *request) unread() string {
	switch {
	case r.s.Excess != nil:
		return phrase.UnreadPage(r.s.Excess)
	case r.s.Head.Hash == "":
		return "Nothing is committed here yet, and until then nobody is known to know anything. Commit something: this page shows it at once."
	case !r.w.CanRead():
		return "History cannot be read here: `leadline doctor` says why, and what to do. What was said still shows on the other pages."
	}
	return reading
}

// within is an area as seen from a folder around it.
func within(area, at string) string {
	if at == "." {
		return area
	}
	return strings.TrimPrefix(area, at+"/")
}

// cleanArea is a folder that was asked for, relative to the top; "." for none, and for what is none.
func cleanArea(asked string) string {
	if len(asked) > 4096 || strings.ContainsRune(asked, 0) {
		return "."
	}
	at := path.Clean("/" + asked)[1:]
	if at == "" {
		return "."
	}
	return at
}

// wayTo are the folders down to one.
func wayTo(at, page, name string) []crumb {
	if at == "." {
		return nil
	}
	out := []crumb{{Text: "everything", Href: "map"}}
	parts := strings.Split(at, "/")
	if len(parts) > 30 {
		parts = parts[:30]
	}
	for i, p := range parts {
		out = append(out, crumb{Text: phrase.Clean(p, nameSize), Href: link(page, name, strings.Join(parts[:i+1], "/")), Current: i == len(parts)-1})
	}
	return out
}
