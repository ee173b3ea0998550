package phrase

import (
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
)

// question says a question: who asked while it is open, who decides it and by when; its newest answer afterwards.
func (v Voice) question(e *ledger.Entry, head, place string) (label, text string) {
	q := e.Question
	if r := q.Answer(); r != nil {
		more := ""
		if n := len(q.Replies) - 1; n > 0 {
			more = Count(n, "earlier answer")
		}
		said := v.Style.Text("\"" + Clean(r.Text, reasonLimit) + "\"")
		if r.Decision != "" {
			said = v.Style.Text("decided: " + Clean(r.Decision, nameLimit) + " \"" + Clean(r.Text, titleLimit) + "\"")
		}
		return "Answered", join(head, said, v.Style.Text(Ago(r.At, v.Now)+", "+v.Actor(r.By)), v.Style.Text(more), place)
	}
	return "Question", join(head, v.Style.Text(v.decidedBy(q)), v.Style.Text("asked "+Ago(e.At, v.Now)+", "+v.Actor(e.By)), place)
}

// decidedBy says who decides a question and by when; "" where nobody has to.
func (v Voice) decidedBy(q *ledger.Question) string {
	by := ""
	if q.Due != "" {
		by = "by " + v.day(q.Due, Day)
	}
	switch q.Decides {
	case "":
		return by
	case "team":
		return strings.TrimSpace("the team decides " + by)
	case "outside":
		return strings.TrimSpace("decided outside " + by)
	}
	who := v.NameOf(q.Decides)
	if who == "you" {
		return strings.TrimSpace("you decide " + by)
	}
	return strings.TrimSpace(who + " decides " + by)
}

// Signed says who noted something, "without a name" where they gave none.
func (v Voice) Signed(e *ledger.Entry) string {
	if e.Unsigned() {
		return "without a name"
	}
	return v.Actor(e.By)
}

// NamesSomebody reminds gently that a note for the retro speaks of the area.
func (v Voice) NamesSomebody(named []*people.Person) string {
	var names []string
	for _, p := range named {
		names = append(names, Clean(p.Display(), nameLimit))
	}
	return "This names " + strings.Join(names, " and ") + ". A note for the retro speaks of the area, not of people: what could the code or the team do otherwise?"
}

// NoGit is said where there is no git to read history with.
const NoGit = "git is not installed, or not on PATH: owners and what was said here are shown, but nothing that history knows. Install git 2.31 or newer, then start the editor again."

// Welcome is what there is to see in a repository that one opens for the first time. Its first sentence is as long as editors show.
const Welcome = "Leadline is ready: hover a line to see why, and whom to ask. The code actions tell the whole life of a line, what usually " +
	"changes with the file, and ask about lines; `leadline tour` shows five places to know."
