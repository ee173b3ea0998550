package report

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

const (
	titleSize = 60  // characters of a title
	pathSize  = 200 // of a path: one that is cut short cannot be found
	labelSize = 14  // columns of a label
	mostLines = 20  // of one label
)

// mostNamed are the people who are named in one sentence; more would be a list that nobody reads.
const mostNamed = 6

// several names people, the first few of very many.
func several(v phrase.Voice, people []string) string {
	if len(people) <= mostNamed+1 {
		return v.Together(people)
	}
	people = slices.Clone(people)
	if i := slices.IndexFunc(people, func(who string) bool { return v.NameOf(who) == "you" }); i > 0 { // they want to see that
		people = append([]string{people[i]}, slices.Delete(people, i, i+1)...)
	}
	var names []string
	for _, who := range people[:mostNamed] {
		names = append(names, v.NameOf(who))
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), len(people)-mostNamed)
}

// command is a command line that somebody can copy, with a path at its end.
func command(line, path string) string { return line + " " + phrase.ShellWord(path, runtime.GOOS) }

// page is a report on its way to the screen: a heading, then labels with a line or several each.
type page struct {
	v    phrase.Voice
	rows []row
}

type row struct {
	label string // "" for a sentence of its own
	texts []string
}

// add says texts beside a label, each in a line of its own; those that are empty have nothing to say. One that begins with a space
// goes on about the one before. Of more than mostLines the rest is counted.
func (p *page) add(label string, texts ...string) {
	texts = slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return text == "" })
	if more := len(texts) - mostLines; more > 0 {
		texts = append(texts[:mostLines], fmt.Sprintf("and %d more", more))
	}
	if len(texts) > 0 {
		p.rows = append(p.rows, row{label, texts})
	}
}

// note says a sentence without a label.
func (p *page) note(text string) { p.rows = append(p.rows, row{texts: []string{text}}) }

// empty says whether nothing was said yet.
func (p *page) empty() bool { return len(p.rows) == 0 }

// under is the page below a marked heading, with a last word; foot may be empty.
func (p *page) under(head, foot string) string {
	var b strings.Builder
	b.WriteString(head + "\n\n")
	between := "" // before the next row
	for _, r := range p.rows {
		if p.v.Style.List != nil && len(r.texts) > 1 {
			if between != "" {
				b.WriteString("\n\n")
			}
			b.WriteString(p.v.Style.Strong(r.label) + "\n\n" + p.v.Style.List(p.items(r.texts)))
			between = "\n\n"
			continue
		}
		b.WriteString(between)
		b.WriteString(p.columns(r))
		between = p.v.Style.Break
	}
	if !p.empty() {
		b.WriteString("\n")
	}
	if foot != "" {
		if !p.empty() {
			b.WriteString("\n")
		}
		b.WriteString(p.v.Style.Prose(foot) + "\n")
	}
	return b.String()
}

// columns are the lines of a row beside its label.
func (p *page) columns(r row) string {
	if r.label == "" {
		return p.v.Style.Prose(r.texts[0])
	}
	out := p.v.Style.Strong(r.label) + strings.Repeat(" ", max(labelSize-len(r.label), 1)) + p.v.Style.Text(r.texts[0])
	for _, text := range r.texts[1:] {
		out += p.v.Style.Break + strings.Repeat(" ", labelSize) + p.v.Style.Text(text)
	}
	return out
}

// items are the lines of a row as items of a list.
func (p *page) items(texts []string) []string {
	var out []string
	for _, text := range texts {
		if said := strings.TrimLeft(text, " "); said != text && len(out) > 0 {
			out[len(out)-1] += " · " + p.v.Style.Text(said)
			continue
		}
		out = append(out, p.v.Style.Text(text))
	}
	return out
}
