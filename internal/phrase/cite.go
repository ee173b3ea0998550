package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// Cited tells the story of what a citation stands for; it is empty for what is not known.
func (v Voice) Cited(c hint.Citation) string {
	if c.Entry == nil {
		return ""
	}
	lines := v.story(c.Entry)
	for _, o := range c.Others {
		lines = append(lines, v.Style.Strong("Same number")+" "+v.titled(o)+" · "+v.Style.Code(Clean(o.Record.Path, titleLimit)))
	}
	if len(lines) > MostLines {
		lines = append(lines[:MostLines-1], v.Style.Text(fmt.Sprintf("and %d more", len(lines)-MostLines+1)))
	}
	return strings.Join(lines, v.Style.Break)
}

// story is what there is to tell of one entry, the most useful first.
func (v Voice) story(e *ledger.Entry) []string {
	var lines []string
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, v.Style.Strong(label)+" "+text)
		}
	}
	say := func(label, text string) { add(label, v.Style.Text(Clean(text, reasonLimit))) }
	add(v.Mark(hint.Mark{Entry: e}))
	switch d, q, r, t := e.Decision, e.Question, e.Risk, e.Delegation; {
	case d != nil:
		if d.Status == ledger.Superseded {
			if next := v.Snapshot.Successor(e); next != nil {
				add("Now", v.titled(next))
			}
		}
		say("Because", d.Because)
		add("Supersedes", v.references(e, d.Supersedes))
		add("Relates to", v.references(e, d.RelatesTo))
		for i, c := range d.Checks {
			if i == mostReferences {
				break
			}
			add("Guards", v.Style.Code(Clean(guard.Write(c), reasonLimit)))
		}
		say("If wrong", d.IfWrong)
		if d.ReviewBy != "" {
			say("Look again", v.day(d.ReviewBy, Day))
		}
	case q != nil:
		say("Asked", q.Details)
	case r != nil:
		say("Cause", r.Cause)
		say("Takes", r.Takes)
		say("Gains", r.Gains)
		say("Ended", r.Outcome)
	case t != nil:
		say("Because", t.Why)
		say("Done when", t.Outcome)
	}
	add("At", v.spots(e))
	if e.Record != nil {
		add("Record", v.Style.Code(Clean(e.Record.Path, titleLimit)))
	}
	if e.Decision != nil && !e.At.IsZero() {
		text := Ago(e.At, v.Now)
		if e.By != (ledger.Actor{}) {
			text = join(text, v.Actor(e.By))
		}
		say("Logged", text)
	}
	return lines
}

// Standing says in a word how far an entry has come.
func Standing(e *ledger.Entry) string {
	if e.Decision != nil {
		return Clean(e.Decision.Status, nameLimit)
	}
	return Clean(string(e.State), nameLimit)
}

// titled names an entry.
func (v Voice) titled(e *ledger.Entry) string {
	return strings.TrimSpace(v.Style.Text(Clean(e.ID, nameLimit)) + " " + v.Style.Emphasis(Clean(e.Title(), titleLimit)))
}

// mostReferences are named of those that a decision refers to.
const mostReferences = 3

func (v Voice) references(e *ledger.Entry, to []string) string {
	var out []string
	for i, r := range to {
		if i == mostReferences {
			out = append(out, v.Style.Text(fmt.Sprintf("%d more", len(to)-i)))
			break
		}
		if meant := v.Snapshot.Meant(r, e); meant != nil {
			out = append(out, v.titled(meant))
		} else {
			out = append(out, v.Style.Text(Clean(r, nameLimit)))
		}
	}
	return strings.Join(out, ", ")
}

// spots are the places that an entry is tied to.
func (v Voice) spots(e *ledger.Entry) string {
	var out []string
	places := hint.Spots(v.Snapshot, e)
	for i, p := range places {
		if i == mostReferences {
			out = append(out, v.Style.Text(fmt.Sprintf("%d more", len(places)-i)))
			break
		}
		text := Clean(p.Path, titleLimit)
		if p.Line > 0 {
			text += fmt.Sprintf(":%d", p.Line)
		}
		out = append(out, join(v.Style.Code(text), v.Style.Text(Place(p.State))))
	}
	return strings.Join(out, ", ")
}

// CitationFault says what is wrong with a citation; it is empty where nothing is. meant is what may have been meant by an
// unknown id, nil for nothing.
func (v Voice) CitationFault(c hint.Citation, meant *ledger.Entry) string {
	id := Clean(c.ID, nameLimit)
	switch {
	case c.Superseded && c.Successor != nil:
		return fmt.Sprintf("%s was superseded by %s %q.", id, Clean(c.Called(v.Snapshot, c.Successor), nameLimit), Clean(c.Successor.Title(), titleLimit))
	case c.Superseded:
		return fmt.Sprintf("%s was superseded; what holds now is not said.", id)
	case c.Unknown && meant != nil:
		return fmt.Sprintf("%s is not known here. %s %q is.", id, Clean(meant.ID, nameLimit), Clean(meant.Title(), titleLimit))
	case c.Unknown && c.Number != "":
		return fmt.Sprintf("No record here has the number of %s.", id)
	case c.Unknown:
		return fmt.Sprintf("%s is not known here: it is misspelt, or was taken back.", id)
	}
	return ""
}

// CiteInstead is the action that puts another id in the place of one.
func (v Voice) CiteInstead(c hint.Citation, e *ledger.Entry) string {
	return fmt.Sprintf("Cite %s %q instead", Clean(c.Called(v.Snapshot, e), nameLimit), Clean(e.Title(), nameLimit))
}

// StoryPage is a Markdown page about one entry, with all that was said.
func (v Voice) StoryPage(e *ledger.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s %s\n\n", v.Style.Text(Clean(e.ID, nameLimit)), v.Style.Text(Clean(e.Title(), proseLimit)))
	for _, line := range v.story(e) {
		b.WriteString("- " + line + "\n")
	}
	section := func(title, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		b.WriteString("\n## " + title + "\n")
		for paragraph := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
			b.WriteString("\n")
			for line := range strings.Lines(paragraph) {
				b.WriteString(v.Style.Text(Clean(line, proseLimit)) + "\n")
			}
		}
	}
	switch d, q := e.Decision, e.Question; {
	case d != nil:
		section("Context", d.Context)
		section("Because", d.Because)
		section("Options", d.Options)
		section("If wrong", d.IfWrong)
		for _, doubt := range d.Doubts {
			section("Questioned by "+v.Style.Text(v.Actor(doubt.By)), doubt.Text)
			if doubt.Answer != nil {
				section("Answered by "+v.Style.Text(v.Actor(doubt.Answer.By)), doubt.Answer.Text)
			}
		}
	case q != nil:
		section("Details", q.Details)
		for _, r := range q.Replies {
			section("Answered by "+v.Style.Text(v.Actor(r.By)), r.Text)
		}
	}
	return b.String()
}
