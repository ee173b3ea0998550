package adr

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// outline is what stands where below the front matter.
type outline struct {
	start    int // of the Markdown
	sections []section
	hidden   [][2]int // bytes of code blocks and comments, in their order
}

// section is a heading and what follows it up to the next heading of its level or a higher one.
type section struct {
	level      int
	title      string
	at         int // where the heading's line begins
	start, end int // of what follows
	text       int // where the next heading of any level begins, or end
}

// Section is a heading of a record below its title, with the bytes of its text: from where its line begins to the next heading
// of its level or a higher one.
type Section struct {
	Title      string
	Start, End int
}

// Sections are those of a record, those inside others left out.
func (r *Record) Sections() []Section {
	var out []Section
	end := 0
	for _, x := range r.body.sections {
		if r.source.line(x.at) != r.TitleLine && x.at >= end {
			out, end = append(out, Section{x.title, x.at, x.end}), x.end
		}
	}
	return out
}

// blocks reads headings, code and comments. Lists and quotes are left out: no heading that matters stands in them, and
// without them the time that a text takes is linear, whatever it nests.
func blocks() parser.Parser {
	return parser.NewParser(parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	))
}

func outlineOf(s *source, start int) outline {
	o := outline{start: start}
	rest := s.text[start:]
	root := blocks().Parse(text.NewReader(rest))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			o.heading(s, n)
		case *ast.FencedCodeBlock:
			o.hide(s, n.Lines(), nil)
		case *ast.CodeBlock:
			o.hide(s, n.Lines(), nil)
		case *ast.HTMLBlock:
			var closure *text.Segment
			if n.HasClosure() {
				closure = &n.ClosureLine
			}
			o.hide(s, n.Lines(), closure)
		}
	}
	for i := range o.sections {
		x := &o.sections[i]
		x.end, x.text = len(s.text), len(s.text)
		if i+1 < len(o.sections) {
			x.text = o.sections[i+1].at
		}
		for _, next := range o.sections[i+1:] {
			if next.level <= x.level {
				x.end = next.at
				break
			}
		}
	}
	return o
}

// mostHeadings bounds what is looked at in a text that is no record.
const mostHeadings = 500

func (o *outline) heading(s *source, h *ast.Heading) {
	if h.Lines().Len() == 0 || len(o.sections) == mostHeadings {
		return
	}
	first, last := h.Lines().At(0), h.Lines().At(h.Lines().Len()-1)
	at := o.start + first.Start
	number := s.line(at) - 1
	begin, _ := s.bounds(number)
	begin = max(begin, o.start)
	head := bytes.TrimLeft(s.text[begin:at+1], " ")
	start := s.after(o.start + max(last.Stop-1, last.Start))
	if len(head) == 0 || head[0] != '#' { // underlined
		if bytes.ContainsAny(head[:1], "-*+>|") {
			return // a list or a table, and a rule below it
		}
		start = s.after(start)
	}
	o.sections = append(o.sections, section{
		level: h.Level, title: plain(s.decode(at, o.start+last.Stop)), at: begin, start: min(start, len(s.text)),
	})
}

func (o *outline) hide(s *source, lines *text.Segments, closure *text.Segment) {
	if closure != nil {
		lines.Append(*closure)
	}
	if n := lines.Len(); n > 0 {
		o.hidden = append(o.hidden, [2]int{o.start + lines.At(0).Start, min(o.start+lines.At(n-1).Stop, len(s.text))})
	}
}

// isHidden says whether a byte is code or comment. Asked in order it takes linear time.
func (o *outline) isHidden(at int, from *int) bool {
	for *from < len(o.hidden) && o.hidden[*from][1] <= at {
		*from++
	}
	return *from < len(o.hidden) && o.hidden[*from][0] <= at
}

// find is the first section of one of the titles, given in small letters.
func (o *outline) find(titles ...string) (section, bool) {
	for _, want := range titles {
		for _, x := range o.sections {
			if strings.EqualFold(strings.TrimRight(x.title, ": "), want) {
				return x, true
			}
		}
	}
	return section{}, false
}

// plain takes Markdown's marks and blanks off a heading.
func plain(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	title = strings.TrimSpace(strings.TrimRight(title, "#"))
	for _, mark := range []string{"**", "__", "`"} {
		if inner, ok := strings.CutPrefix(title, mark); ok && strings.HasSuffix(inner, mark) && !strings.Contains(strings.TrimSuffix(inner, mark), mark) {
			title = strings.TrimSuffix(inner, mark)
		}
	}
	return title
}
