package dash

import (
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

//go:embed pages/*.html
var pageFiles embed.FS

func parsePages() (*template.Template, error) {
	t, err := template.New("").Funcs(template.FuncMap{"parts": parts}).ParseFS(pageFiles, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("cannot read the pages: %w", err)
	}
	return t, nil
}

// view is one page: a sentence, what to do first where nothing is known yet, and sections.
type view struct {
	Title    string
	Lead     string // in a sentence or two
	First    string // what to do first; empty where there is something to see
	Way      []crumb
	Away     *chooser
	Query    *queryForm
	Sections []section
	Me       string // in whose name forms act
	Deeds    []deed
	Known    []crumb // people whom forms may name
	Problem  string  // why nothing was recorded
	Kept     bool    // it holds what the reader wrote, and is not to be made anew over it
	Told     string  // what came of a form

	Repository string
	Nav        []crumb
	Here       string // the page without what was asked
	From       string // the page with what was asked
	Version    uint64
	Made       string // the time, for whoever prints it
}

// crumb is a link by name; Current is where the reader is.
type crumb struct {
	Text, Href string
	Current    bool
}

// section is a table with a heading, perhaps with a picture of it.
type section struct {
	ID, Heading string
	Text        string
	Picture     template.HTML // drawn here; what others wrote is escaped in it
	Table       *table
	SQL         string // link to the query that gives the same rows
	Narrow      bool   // it may stand beside others
}

type table struct {
	Caption string
	Columns []string
	Rows    [][]cell
	More    string // what was left out
}

// cell is the text of a cell, and where it leads. The first of a row is its heading.
type cell struct {
	Text, Href string
	Number     bool
	ID         bool // stays on one line
	Lines      []cell
}

func text(s string) cell           { return cell{Text: s} }
func number(n int) cell            { return cell{Text: fmt.Sprint(n), Number: true} }
func linked(text, to string) cell  { return cell{Text: text, Href: to} }
func (t *table) add(cells ...cell) { t.Rows = append(t.Rows, cells) }

const (
	titleSize = 120
	nameSize  = 60
	pathSize  = 200
	mostRows  = 150 // of a table
)

// shorten leaves out what is too much for a page.
func (t *table) shorten() *table { return t.cut(mostRows) }

func (t *table) cut(most int) *table {
	if more := len(t.Rows) - most; more > 0 {
		t.Rows, t.More = t.Rows[:most], fmt.Sprintf("and %d more", more)
	}
	return t
}

// nav are the pages, areas before people.
var nav = [...]struct{ text, href string }{
	{"Week", "./"},
	{"Knowledge", "map"},
	{"Reviews", "reviews"},
	{"Handed on", "delegations"},
	{"Open", "open"},
	{"Decisions", "decisions"},
	{"Pairing", "pairing"},
	{"Ask", "query"},
}

// frame adds what every page has.
func (r *request) frame(v *view, at string) {
	at, asked, _ := strings.Cut(strings.TrimPrefix(at, "/"), "?")
	v.Here = at
	if v.Here == "" {
		v.Here = "./"
	}
	v.From = v.Here
	if values, err := url.ParseQuery(asked); err == nil {
		v.Told = r.server.did.said(r.session, values.Get(toldAddress), r.now)
		values.Del(toldAddress)
		if len(values) > 0 {
			v.From += "?" + values.Encode()
		}
	}
	proof := r.server.gate.prove(proofOfForm, r.session)
	for i := range v.Deeds {
		v.Deeds[i].Proof, v.Deeds[i].From = proof, v.From
	}
	group := map[string]string{"area": "map", "away": "map", "takeovers": "reviews", "entry": ""}
	here, grouped := group[v.Here]
	if !grouped {
		here = v.Here
	}
	for _, n := range nav {
		v.Nav = append(v.Nav, crumb{n.text, n.href, n.href == here})
	}
	v.Repository = phrase.Clean(base(r.s.Top), nameSize)
	v.Version = r.version
	v.Made = r.now.Format("Monday 2 January 2006, 15:04")
}

func base(p string) string {
	p = strings.TrimRight(strings.ReplaceAll(p, `\`, "/"), "/")
	return p[strings.LastIndexByte(p, '/')+1:]
}

// voice says things in plain text, and names nobody who wants to be named nowhere.
type voice struct {
	phrase.Voice
}

func voiceOf(s *workspace.Snapshot, now time.Time) voice {
	return voice{phrase.Voice{Snapshot: s, Style: phrase.Plain(), Now: now}}
}

// person names somebody by handle or address.
func (v voice) person(who string) string {
	if p := v.Snapshot.Person(who); p != nil {
		return v.Name(p)
	}
	bare := strings.ToLower(strings.TrimPrefix(who, "@"))
	if v.Snapshot.LeftOut(&people.Person{Emails: []string{bare}}) {
		return "somebody"
	}
	return v.NameOf(who)
}

// persons names several.
func (v voice) persons(who []string) string {
	var out []string
	for _, w := range who {
		out = append(out, v.person(w))
	}
	return strings.Join(out, ", ")
}

// maybe names somebody who may not be known.
func (v voice) maybe(who *string) string {
	if who == nil {
		return ""
	}
	return v.person(*who)
}

// day says a stored date.
func (v voice) day(date string) string {
	if day, ok := phrase.Date(date, v.Now); ok {
		return phrase.Day(day, v.Now)
	}
	return phrase.Clean(date, nameSize)
}

// ago says when something was; nothing for no time.
func (v voice) ago(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return phrase.Ago(t.In(v.Now.Location()), v.Now)
}

func title(s string) string { return phrase.Clean(s, titleSize) }

// entryLink leads to all that was said about an entry.
func entryLink(id string) string { return link("entry", "id", id) }

// item is an entry by id, then its title.
func item(id, name string) []cell {
	return []cell{{Text: phrase.Clean(id, nameSize), Href: entryLink(id), ID: true}, text(title(name))}
}

func folder(area string) string {
	switch area {
	case ".":
		return "files at the top"
	case "":
		return "about no place"
	}
	return phrase.Clean(area, pathSize) + "/"
}

// areaCell leads to all that is known of an area.
func areaCell(area string) cell {
	if area == "" {
		return text(folder(area))
	}
	return linked(folder(area), link("area", "path", area))
}
