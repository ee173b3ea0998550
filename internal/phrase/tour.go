package phrase

import (
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/tour"
	"github.com/leadline/leadline/internal/workspace"
)

// pathLimit is how much of a path is shown: enough that a terminal can open it.
const pathLimit = 200

// Links say how a page leads to a line of a file; line 0 is the whole file.
type Links func(path string, line int) string

// InTree links from a page at the top of the repository, as forges and editors follow it.
func InTree(file string, line int) string { return address(escaped(file), line) }

// FromFolder links from a folder that may lie outside the repository. A preview of Markdown follows paths, and no file: addresses;
// only where no path leads there, on another drive, it is an address.
func FromFolder(dir, top string) Links {
	way, err := filepath.Rel(dir, top)
	return func(file string, line int) string {
		if err != nil {
			return address("file:///"+escaped(strings.TrimPrefix(path.Join(filepath.ToSlash(top), file), "/")), line)
		}
		return address(escaped(path.Join(filepath.ToSlash(way), file)), line)
	}
}

func address(url string, line int) string {
	if line > 0 {
		url += fmt.Sprintf("#L%d", line)
	}
	return url
}

func escaped(file string) string {
	parts := strings.Split(file, "/")
	for i, p := range parts {
		parts[i] = strings.NewReplacer("(", "%28", ")", "%29").Replace(url.PathEscape(p))
	}
	return strings.Join(parts, "/")
}

// Stop says why a place is worth knowing, in one sentence.
func (v Voice) Stop(s workspace.Stop, t *workspace.Tour) string {
	switch s.Kind {
	case tour.Busiest:
		return fmt.Sprintf("changed most: in %d of %s", s.Count, v.lately(t))
	case tour.Hub:
		var with []string
		for _, p := range s.With {
			with = append(with, v.Style.Code(Clean(beside(s.Path, p), titleLimit)))
		}
		said := fmt.Sprintf("%d other files usually change with it", s.Count)
		if len(with) < s.Count {
			said += ", such as"
		} else {
			said += ":"
		}
		return said + " " + and(with)
	case tour.Explained:
		number := ""
		if s.Number != "" {
			number = " (" + v.Style.Text(Clean(s.Number, nameLimit)) + ")"
		}
		said := fmt.Sprintf("the reasons are here: %d of its last %s say why", s.Count, Count(s.Changes, "commit"))
		return said + ", as in " + v.Style.Text("\""+Clean(s.Reason, reasonSize)+"\"") + number
	case tour.Meeting:
		return fmt.Sprintf("many meet here: %d people changed it %s", s.Count, v.span(t))
	case tour.Left:
		return "nobody who wrote it is still here (the last in " + v.Style.Text(Ago(s.Last, v.Now)) + "), and " + Count(s.Count, "change") + " went into it"
	}
	return ""
}

// and joins names.
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// anchored are the places of an entry, as links.
func (v Voice) anchored(anchors []anchor.Anchor, to Links) string {
	out := ""
	for _, a := range anchors[:min(len(anchors), 2)] {
		out += " · " + v.link(fmt.Sprintf("%s:%d", Clean(a.Path, pathLimit), max(a.Line, 1)), to(a.Path, a.Line))
	}
	return out
}

// beside is a path as it is said next to another: from the folder that both lie in.
func beside(at, file string) string {
	for d := path.Dir(at); d != "."; d = path.Dir(d) {
		if rest, in := strings.CutPrefix(file, d+"/"); in {
			return rest
		}
	}
	return file
}

// lately is what a tour calls lately, with its commits.
func (v Voice) lately(t *workspace.Tour) string {
	if t.Whole {
		return Count(t.Commits, "commit") + ", all there are"
	}
	return Count(t.Commits, "commit") + " since " + v.since(t)
}

func (v Voice) span(t *workspace.Tour) string {
	if t.Whole {
		return "in all"
	}
	return "since " + v.since(t)
}

func (v Voice) since(t *workspace.Tour) string {
	return t.Since.In(v.Now.Location()).Format("January 2006")
}

// Whom says whom to ask at a place.
func (v Voice) Whom(ask []ownership.Knower, near *ownership.Near, at string) string {
	if len(ask) > 0 {
		return "ask " + v.Ask(ask)
	}
	return "nearest: " + v.Style.Text(v.Nearest(near, at))
}

// Hang says how two areas hang together, and names a file of each.
func (v Voice) Hang(p tour.Pair, to Links) string {
	return fmt.Sprintf("%s with %s: in %d of %s, such as %s and %s",
		v.Style.Code(Clean(p.B, titleLimit)+"/"), v.Style.Code(Clean(p.A, titleLimit)+"/"), p.Both, Count(p.Of, "commit"),
		v.link(Clean(p.InB, pathLimit), to(p.InB, 0)), v.link(Clean(p.InA, pathLimit), to(p.InA, 0)))
}

// NoTour says why a tour has no places to show; "" where it has.
func (v Voice) NoTour(t *workspace.Tour) string {
	switch {
	case len(t.Places) > 0:
		return ""
	case t.Files == 0 && t.Area != ".":
		return "No tracked file lies in " + Clean(t.Area, titleLimit) + ": name a folder of this repository."
	case t.Files == 0:
		return "There is nothing to show yet: no file is tracked. Commit something, then ask again."
	case !v.Snapshot.Indexed && v.Snapshot.Head.Hash == "":
		return "Nothing is committed yet, so history says nothing about these " + Count(t.Files, "file") + "."
	case v.Snapshot.Excess != nil:
		return UnreadPage(v.Snapshot.Excess)
	case !v.Snapshot.Indexed:
		return "History is still being read, so this is what the files alone say; ask again in a moment."
	case t.Commits <= 1:
		return "History is one commit here, which says nothing about what matters: the code came as one piece, or its past is elsewhere."
	}
	return "History says too little about what matters here: it is short, or its commits touch very much at once."
}

// PageTour is a tour as a page.
func (v Voice) PageTour(t *workspace.Tour, to Links) string {
	var b strings.Builder
	name := "this repository"
	if t.Area != "." {
		name = v.Style.Code(Clean(t.Area, titleLimit) + "/")
	}
	fmt.Fprintf(&b, "# A tour of %s\n\n%s\n", name, v.Style.Text(v.TourHead(t)))
	link := func(file string, line int) string {
		text := Clean(file, pathLimit)
		if line > 1 {
			text += fmt.Sprintf(":%d", line)
		}
		return v.link(text, to(file, line))
	}
	if len(t.Read) > 0 {
		b.WriteString("\n## Read first\n\n")
		for _, p := range t.Read {
			b.WriteString("- " + link(p, 0) + "\n")
		}
	}
	if none := v.NoTour(t); none != "" {
		b.WriteString("\n" + v.Style.Text(none) + "\n")
	} else {
		b.WriteString("\n## Places to know\n\n")
	}
	for i, s := range t.Places {
		fmt.Fprintf(&b, "%d. %s", i+1, link(s.Path, s.Line))
		if s.About != "" {
			b.WriteString(" · " + v.Style.Emphasis(Clean(s.About, reasonSize)))
		}
		b.WriteString("  \n   " + capital(v.Stop(s, t)) + "  \n   " + capital(v.Whom(s.Ask, s.Nearest, s.Path)) + "\n")
	}
	if len(t.Pairs) > 0 {
		b.WriteString("\n## What changes together\n\n")
		for _, p := range t.Pairs {
			b.WriteString("- " + v.Hang(p, to) + "\n")
		}
	}
	if len(t.Records)+len(t.Decided) > 0 {
		b.WriteString("\n## Decided\n\n")
		for _, e := range t.Decided {
			b.WriteString("- " + v.Style.Text(Clean(e.ID, nameLimit)+" "+Clean(e.Title(), titleLimit)) + v.anchored(e.Anchors, to) + "\n")
		}
		for _, r := range t.Records {
			b.WriteString("- " + v.link(Clean(r.Title, titleLimit), to(r.Path, 0)) + "\n")
		}
		if t.More > 0 {
			fmt.Fprintf(&b, "- and %s beside them\n", Count(t.More, "record"))
		}
	}
	if len(t.Todos) > 0 {
		b.WriteString("\n## Small things to begin with\n\n")
		for _, n := range t.Todos {
			b.WriteString("- " + link(n.Path, n.Line) + " · " + v.Style.Text(Clean(n.Text, reasonSize)) + "\n")
		}
	}
	return b.String()
}

// TourHead says what the tour is of, and whom to turn to.
func (v Voice) TourHead(t *workspace.Tour) string {
	said := Count(t.Files, "file")
	if t.Code > 0 {
		said += fmt.Sprintf(", %d of them code", t.Code)
	}
	if t.Commits > 0 {
		said += "; " + v.lately(t)
	}
	if len(t.Ask) > 0 || t.Nearest != nil {
		said += "; " + Voice{Snapshot: v.Snapshot, Style: Plain(), Now: v.Now}.Whom(t.Ask, t.Nearest, t.Area)
	}
	return said + "."
}
