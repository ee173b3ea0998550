package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"path"
	"path/filepath"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// methodOverview is a request of ours, {uri?} → {file, groups}: what an extension shows beside the code. file is who owns
	// the document and who knows it, {text, tooltip, command}, null where nothing is known of it. groups are lists, {name,
	// title, items}: what the reader promised, what others promised them, what is offered to them and their pairing blocks in all open
	// repositories, the decisions in the document, the areas near it that rest on somebody else, and where more was said than is here. A list
	// without items is left out.
	methodOverview = "leadline/overview"
	// methodOverviewChanged is a notification of ours, {}: it is worth asking again.
	methodOverviewChanged = "leadline/overviewChanged"
)

type overview struct {
	File   *fileRow        `json:"file"`
	Groups []overviewGroup `json:"groups"`
}

type fileRow struct {
	Text    string           `json:"text"`
	Tooltip string           `json:"tooltip"`
	Command protocol.Command `json:"command"`
}

type overviewGroup struct {
	Name  string         `json:"name"` // mine, promised, offered, decisions, pairings, silos, elsewhere
	Title string         `json:"title"`
	Items []overviewItem `json:"items"`
}

type overviewItem struct {
	ID      string `json:"id,omitempty"` // of the entry; none for an area
	Label   string `json:"label"`
	Detail  string `json:"detail"`
	Tooltip string `json:"tooltip"`
	// URI and Range are where it is about; without a URI it has no place. An area is its folder.
	URI   string          `json:"uri,omitempty"`
	Range *protocol.Range `json:"range,omitempty"`
	// Answers are what the reader can say to it, for the command leadline.respond.
	Answers []overviewAnswer `json:"answers,omitempty"`
	// Commands are what else the reader can do about it, each with {id}.
	Commands []overviewCommand `json:"commands,omitempty"`
}

type overviewAnswer struct {
	Title  string `json:"title"`
	Answer string `json:"answer"`
}

type overviewCommand struct {
	Title   string `json:"title"`
	Command string `json:"command"`
}

// mostListed keeps a list readable; the pages and the command line have all.
const mostListed = 50

// mostSilosNear are named beside the code: a few that one can do something about.
const mostSilosNear = 5

func (s *Server) overview(ctx context.Context, raw []byte) (any, error) {
	var p struct{ URI string }
	if json.Unmarshal(raw, &p) != nil {
		return nil, malformedParams(methodOverview, errors.New("it must be {uri?}"))
	}
	lists := map[string][]overviewItem{}
	add := func(name string, item overviewItem) {
		if len(lists[name]) < mostListed {
			lists[name] = append(lists[name], item)
		}
	}
	at, _ := s.site(ctx, uri.URI(p.URI))
	for _, w := range s.sites.workspaces() {
		snapshot := w.Snapshot()
		v := phrase.For(snapshot, phrase.Plain())
		mine := hint.ForReader(snapshot)
		for name, entries := range map[string][]*ledger.Entry{"mine": mine.Mine, "promised": mine.Promised, "offered": mine.Offered, "pairings": mine.Pairings} {
			for _, e := range entries {
				add(name, entryItem(v, hint.Mark{Entry: e}, name != "promised" && snapshot.Asks(e)))
			}
		}
		here := ""
		if at != nil && at.workspace == w {
			here = at.path
		}
		if snapshot.Lacks() {
			add("elsewhere", overviewItem{Label: v.LackingBriefly(), Detail: filepath.Base(snapshot.Top), Tooltip: v.Lacking()})
		}
		for _, item := range s.silosNear(ctx, w, v, here) {
			add("silos", item)
		}
	}
	out := overview{Groups: []overviewGroup{}}
	if at != nil {
		v := phrase.For(at.snapshot, phrase.Plain())
		f := hint.ForFile(at.snapshot, at.path)
		if row := v.FileRow(f); row.Label != "" {
			out.File = &fileRow{row.Label, row.Tooltip, protocol.Command{
				Title: "Who knows this", Command: commandReport,
				Arguments: []protocol.LSPAny{encode(map[string]any{"uri": at.document.URI, "report": phrase.TopicPeople})},
			}}
		}
		for _, m := range f.Marks {
			if m.Entry.Decision != nil {
				item := entryItem(v, m, hint.ReviewDue(at.snapshot, m.Entry) || hint.Proposes(at.snapshot, m.Entry))
				item.place(at.snapshot.Top, at.path, m.Place.Line, m.Place.EndLine)
				add("decisions", item)
			}
		}
	}
	for _, g := range []struct{ name, title string }{
		{"mine", "Promised by me"},
		{"promised", "Promised to me"},
		{"offered", "Offered to me"},
		{"decisions", "Decisions here"},
		{"pairings", "Pairings"},
		{"silos", "Silos near me"},
		{"elsewhere", phrase.LackingTitle},
	} {
		if items := lists[g.name]; len(items) > 0 {
			out.Groups = append(out.Groups, overviewGroup{g.name, g.title, items})
		}
	}
	return out, nil
}

func entryItem(v phrase.Voice, m hint.Mark, answers bool) overviewItem {
	row := v.Row(m)
	item := overviewItem{ID: m.Entry.ID, Label: row.Label, Detail: row.Detail, Tooltip: row.Tooltip}
	if answers {
		for _, r := range responses(m.Entry) {
			item.Answers = append(item.Answers, overviewAnswer{r.title, r.answer})
		}
	}
	for _, b := range blockCommands(v.Snapshot, m.Entry) {
		item.Commands = append(item.Commands, overviewCommand{b.title, b.command})
	}
	for _, a := range m.Entry.Anchors {
		if placed := placeOf(v.Snapshot, m.Entry, a.Path); placed != nil {
			item.place(v.Snapshot.Top, v.Snapshot.PathNow(a.Path), placed.Line, placed.EndLine)
			break
		}
	}
	return item
}

type lines struct{ Line, EndLine int }

// placeOf is where an entry is in a file now; nil where it is not there.
func placeOf(s *workspace.Snapshot, e *ledger.Entry, file string) *lines {
	for _, p := range s.Placed(s.PathNow(file)) {
		if p.Entry.ID == e.ID {
			return &lines{p.Place.Line, p.Place.EndLine}
		}
	}
	return nil
}

func (i *overviewItem) place(top, file string, line, end int) {
	i.URI = string(FileURI(filepath.Join(top, filepath.FromSlash(file))))
	first, last := uint32(max(line, 1)-1), uint32(max(end, line, 1)-1)
	i.Range = &protocol.Range{Start: protocol.Position{Line: first}, End: protocol.Position{Line: last}}
}

// silosNear are areas that rest on somebody else, near here.
func (s *Server) silosNear(ctx context.Context, w *workspace.Workspace, v phrase.Voice, here string) []overviewItem {
	areas, err := w.Areas(ctx)
	if err != nil {
		if ctx.Err() == nil {
			s.config.Log.Warn("no silos are shown", "repository", v.Snapshot.Top, "reason", err)
		}
		return nil
	}
	var out []overviewItem
	for i, silo := range hint.SilosNear(v.Snapshot, areas, here) {
		if i == mostSilosNear {
			break
		}
		row := v.SiloRow(silo)
		out = append(out, overviewItem{
			Label: row.Label, Detail: row.Detail, Tooltip: row.Tooltip,
			URI: string(FileURI(filepath.Join(v.Snapshot.Top, filepath.FromSlash(path.Clean(silo.Area))))),
		})
	}
	return out
}
