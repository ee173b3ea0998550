package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

const (
	titleSize = 60 // characters of a title
	labelSize = 14 // columns of a label
	mostLines = 20 // of one label
)

// page is a report on its way to the screen: a heading, then labels with a line or several each.
type page struct {
	v     phrase.Voice
	lines []string
}

// add says texts beside a label, each in a line of its own; those that are empty have nothing to say. Of more than mostLines
// the rest is counted.
func (p *page) add(label string, texts ...string) {
	said := 0
	for i, text := range texts {
		if text == "" {
			continue
		}
		if said == mostLines {
			text = fmt.Sprintf("and %d more", len(texts)-i)
		}
		pad := strings.Repeat(" ", max(labelSize-len(label), 1))
		if said > 0 {
			p.lines = append(p.lines, strings.Repeat(" ", labelSize)+p.v.Style.Text(text))
		} else {
			p.lines = append(p.lines, p.v.Style.Strong(label)+pad+p.v.Style.Text(text))
		}
		if said++; said > mostLines {
			return
		}
	}
}

// note says a sentence without a label.
func (p *page) note(text string) { p.lines = append(p.lines, p.v.Style.Text(text)) }

// empty says whether nothing was said yet.
func (p *page) empty() bool { return len(p.lines) == 0 }

// under is the page below a marked heading, with a last word; foot may be empty.
func (p *page) under(head, foot string) string {
	text := head + "\n\n"
	if !p.empty() {
		text += strings.Join(p.lines, p.v.Style.Break) + "\n"
	}
	if foot != "" {
		if !p.empty() {
			text += "\n"
		}
		text += p.v.Style.Text(foot) + "\n"
	}
	return text
}
