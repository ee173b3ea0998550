package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// Page is a Markdown page about one topic of a file; empty for a topic that has none.
func (v Voice) Page(t Topic, f hint.File) string {
	switch t {
	case TopicPeople:
		return v.pagePeople(f)
	case TopicDecisions:
		return v.pageMarks(f)
	}
	return ""
}

func (v Voice) pagePeople(f hint.File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Who knows %s\n\n", v.Style.Code(Clean(f.Path, titleLimit)))
	if len(f.Knowers) == 0 {
		b.WriteString(v.FromHistory("History names nobody yet: the file is new, or nothing of it was committed.") + "\n")
		return b.String()
	}
	b.WriteString("A guess from history: who changed and reviewed this, what is recent counting most.\n\n")
	active := false
	for i, k := range f.Knowers {
		if i == 10 {
			fmt.Fprintf(&b, "\nand %d more, who did less.\n", len(f.Knowers)-i)
			break
		}
		line := v.Style.Text(v.Name(k.Person)) + " · " + LastHere(k.Last, v.Now)
		if !k.Active {
			line += " · no longer active"
		}
		active = active || k.Active
		b.WriteString("- " + line + "\n")
	}
	if !active {
		b.WriteString("\nNearest of those who are still here: " + v.Style.Text(v.Nearest(f.Nearest, f.Path)) + ".\n")
	}
	if text := v.CopiedFrom(f); text != "" {
		b.WriteString("\nThe file was " + text + ". Those who knew it there are among these.\n")
	}
	return b.String()
}

// CopiedFrom says what a file was copied from, by whom and when: "copied from `a.go` by @dev1, March 2024".
func (v Voice) CopiedFrom(f hint.File) string {
	c := f.Copied
	if c == nil {
		return ""
	}
	text := "copied from "
	if c.Moved {
		text = "moved from "
	}
	text += v.Style.Code(Clean(c.From, titleLimit))
	if p := v.Snapshot.People.Resolve(c.Who); p != nil && !v.Snapshot.LeftOut(p) {
		text += " by " + v.Style.Text(v.Name(p))
	}
	return text + ", " + v.Style.Text(Ago(c.When, v.Now))
}

func (v Voice) pageMarks(f hint.File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Said about %s\n", v.Style.Code(Clean(f.Path, titleLimit)))
	if len(f.Marks) == 0 {
		b.WriteString("\nNothing yet. The first decision is one code action away: Log a decision here…\n")
	}
	for _, m := range f.Marks {
		e := m.Entry
		place := "the whole file"
		if m.Place.Line > 0 {
			place = fmt.Sprintf("line %d", m.Place.Line)
		}
		fmt.Fprintf(&b, "\n## %s %s\n\n", v.Style.Text(Clean(e.ID, nameLimit)), v.Style.Text(Clean(e.Title(), titleLimit)))
		_, text := v.Mark(m)
		fmt.Fprintf(&b, "%s · %s · %s, %s\n", text, place, v.Style.Text(v.Actor(e.By)), Ago(e.At, v.Now))
		if because := why(e); because != "" {
			fmt.Fprintf(&b, "\n%s\n", v.Style.Text(Clean(because, proseLimit)))
		}
	}
	return b.String()
}

const proseLimit = 2000

// why is the reason somebody gave.
func why(e *ledger.Entry) string {
	switch {
	case e.Decision != nil:
		return e.Decision.Because
	case e.Delegation != nil:
		return e.Delegation.Why
	}
	return ""
}

// Answered says what the reader's own answer led to.
func (v Voice) Answered(e *ledger.Entry, answer string) string {
	text := answer
	switch {
	case e.Delegation != nil && answer == "take":
		text = "it is yours now; the outcome and the date are yours to change"
	case e.Pairing != nil && answer == "take":
		text = "you will be there"
	case answer == "take":
		text = "it is with you now"
	case e.Pairing != nil && answer == "later":
		text = "you will think about it"
	case answer == "later":
		text = "kept for later; it stays offered to you"
	case answer == "decline" && e.Pairing != nil:
		text = "without you"
	case answer == "decline":
		text = "declined; it is free again"
	case answer == "handback":
		text = "handed back; it is free again"
	case answer == "moved":
		text = "moved"
	case answer == "help":
		text = "help wanted"
	}
	if d := e.Delegation; d != nil && d.CheckIn != "" && e.State == ledger.Taken && answer != "take" {
		text += "; the next check-in is " + v.day(d.CheckIn, Day)
	}
	return fmt.Sprintf("%s %q: %s.", Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit), text)
}

// Receipt says what was recorded, and whom nobody here knows.
func (v Voice) Receipt(done, id string, e *ledger.Entry, unknown []string) string {
	text := done + " " + id
	if e != nil {
		text += fmt.Sprintf(" %q", Clean(e.Title(), titleLimit))
		switch {
		case e.Delegation != nil:
			text += " to " + v.NameOf(e.Delegation.To)
		case e.Review != nil:
			text = "Asked " + v.NameOf(e.Review.To) + " to review: " + id
		case e.Pairing != nil:
			text += fmt.Sprintf(" · %s · %s", v.Together(e.Pairing.People), When(e.Pairing.Start, v.Now))
		}
	}
	text += "."
	if len(unknown) > 0 {
		text += " Nobody in this history is called " + Names(unknown) + "; kept as written."
	}
	return text
}
