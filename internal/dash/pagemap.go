package dash

import (
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
		return view{Title: "Knowledge", First: reading}, nil
	}
	m, err := report.Map(r.ctx, r.s, r.w, at)
	if err != nil {
		return view{}, err
	}
	v := view{Title: "Knowledge", Way: wayTo(at, "map", "at"), Away: r.chooser("", "", "")}
	if at != "." {
		v.Title += " of " + folder(at)
	}
	switch {
	case !m.Known:
		v.First = "No folder here has files that people change often (four times within a year), so nothing can rest on one person yet. Commit, and come back."
		v.Away = nil
		return v, nil
	case len(m.Areas) == 0 && at != ".":
		v.Lead = "No folder in it has files that people change often."
		v.Sections = append(v.Sections, section{Heading: "More", Table: &table{
			Caption: "This folder", Columns: []string{"Folder"}, Rows: [][]cell{{areaCell(at)}},
		}})
		return v, nil
	}
	few := 0
	for _, a := range m.Areas {
		if a.Depth <= ownership.OnOne {
			few++
		}
	}
	v.Lead = "Every folder with files that people change often, those that fewest know first."
	if few > 0 {
		v.Lead += " " + phrase.Count(few, "area") + " of " + phrase.Count(len(m.Areas), "area") + " would rest on nobody if one person were away."
	}
	t := &table{Caption: "Areas, and how few know them", Columns: []string{"Area", "Lively files", "Known by", "Ask", "Would like to learn it"}}
	var tiles []tile
	for _, a := range m.Areas {
		where := areaCell(a.Area)
		if a.Inner {
			where = linked(folder(a.Area), link("map", "at", a.Area))
		}
		t.add(where, number(a.Files), text(depths[a.Depth]), text(r.persons(a.Ask)), text(r.persons(a.Learners)))
		tiles = append(tiles, tile{Label: within(a.Area, at), Detail: depths[a.Depth], Size: a.Files, Shade: int(a.Depth), Href: where.Href})
	}
	v.Sections = append(v.Sections,
		section{ID: "areas", Heading: "Areas", Table: t.shorten(), SQL: r.sql(sqlMap)},
		section{ID: "picture", Heading: "At a glance", Text: "The same: an area is as large as it has lively files, and the stronger its colour, the fewer know it.", Picture: treemap(tiles)})
	return v, nil
}

const reading = "History is being read for the first time. This page shows it as soon as that is done."

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
