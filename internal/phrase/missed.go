package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Missed says in one line what others did since the reader was last there: "since you were last here (last week): 12
// commits by 3 people, 1 decision".
func (v Voice) Missed(m hint.Missed) string {
	since := "since you were last here (" + Ago(m.Since, v.Now) + ")"
	if m.How == workspace.ByAsking {
		since = "since " + Day(m.Since, v.Now)
	}
	return since + ": " + v.missed(m)
}

// MissedNothing says that there is no news, or that there cannot be any.
func (v Voice) MissedNothing(m hint.Missed) string {
	switch {
	case v.Snapshot.Me == nil && m.How != workspace.ByAsking:
		return workspace.ErrNobody.Error()
	case v.Snapshot.Head.Hash == "":
		return "Nothing is committed yet, so nothing is news."
	case v.Snapshot.Excess != nil:
		return UnreadPage(v.Snapshot.Excess)
	case !v.Snapshot.Indexed:
		return "History is still being read; ask again in a moment."
	case m.Since.IsZero():
		return "You were not here before, so nothing is news. A tour shows you round: `leadline tour`; `leadline catchup --since DAY` looks back."
	case m.How == workspace.ByAsking:
		return "Nothing new since " + Day(m.Since, v.Now) + "."
	}
	return "Nothing new since you were last here (" + Ago(m.Since, v.Now) + "); `leadline catchup --since DAY` looks further back."
}

func (v Voice) missed(m hint.Missed) string {
	var parts []string
	if n := len(m.Commits); n > 0 {
		by := " by programs"
		if p := len(m.People); p == 1 {
			by = " by " + v.Name(m.People[0])
		} else if p > 1 {
			by = fmt.Sprintf(" by %d people", p)
		}
		parts = append(parts, Count(n, "commit")+by)
	}
	of := map[ledger.Type]int{}
	var order []ledger.Type
	for _, e := range m.Said {
		if of[e.Type] == 0 {
			order = append(order, e.Type)
		}
		of[e.Type]++
	}
	for _, first := range [...]ledger.Type{ledger.TypeDecision, ""} {
		for _, t := range order {
			if (t == ledger.TypeDecision) == (first == ledger.TypeDecision) {
				parts = append(parts, Count(of[t], noun(t)))
			}
		}
	}
	return strings.Join(parts, ", ")
}

func noun(t ledger.Type) string {
	if t == ledger.TypeReview {
		return "review request"
	}
	return string(t)
}

// MostMissed commits are listed; the rest is counted.
const MostMissed = 50

// MissedLine is one commit as a line of a list: subject, numbers, who and when, and the file if it is one.
func (v Voice) MissedLine(c workspace.MissedCommit, told map[git.Hash]*history.Told, to Links) string {
	file := ""
	if c.Path != "" {
		file = v.link(Clean(c.Path, pathLimit), to(c.Path, 0))
	}
	subject, numbers := "", ""
	if t := told[c.Hash]; t != nil {
		subject = Clean(t.Subject, titleLimit)
		var all []string
		for _, n := range t.Numbers[:min(len(t.Numbers), 2)] {
			all = append(all, v.link(Clean(n.Text, nameLimit), v.Snapshot.Host.Link(n, 0)))
		}
		numbers = join(all...)
	}
	if subject == "" {
		subject = "(no message)"
	}
	return join(v.Style.Text(subject), numbers, v.Style.Text(v.When(c.At, c.By)), file, v.Style.Code(string(c.Hash[:min(len(c.Hash), 10)])))
}

// MissedSaid is one entry as a line of a list.
func (v Voice) MissedSaid(e *ledger.Entry, to Links) string {
	said := join(v.Style.Text(noun(e.Type)+" "+Clean(e.ID, nameLimit)+" "+Clean(e.Title(), titleLimit)), v.Style.Text(v.Actor(e.By)+", "+Ago(e.At, v.Now)))
	return said + v.anchored(e.Anchors, to)
}

// MissedNotes are what else there is to know: whose first work there it is, and how far to trust the list.
func (v Voice) MissedNotes(m hint.Missed) []string {
	var out []string
	if n := len(m.New); n > 0 {
		var names []string
		for _, p := range m.New[:min(n, 5)] {
			names = append(names, v.Name(p))
		}
		if n > 5 {
			names = append(names, fmt.Sprintf("%d more", n-5))
		}
		out = append(out, "New here: "+strings.Join(names, ", ")+".")
	}
	if m.Rewritten {
		out = append(out, "History was rewritten since, so this goes by date: what is listed may be what you know under another commit.")
	}
	return out
}

// PageMissed is what a reader missed, as a page.
func (v Voice) PageMissed(m hint.Missed, told map[git.Hash]*history.Told, to Links) string {
	var b strings.Builder
	name := "the whole repository"
	if m.Path != "." {
		name = v.link(Clean(m.Path, titleLimit), to(m.Path, 0))
	}
	fmt.Fprintf(&b, "# What is new in %s\n\n", name)
	if m.Nothing() {
		b.WriteString(v.Style.Prose(v.MissedNothing(m)) + "\n")
		return b.String()
	}
	b.WriteString(v.Style.Text(capital(v.Missed(m))) + ".\n")
	for _, note := range v.MissedNotes(m) {
		b.WriteString("\n" + v.Style.Text(note) + "\n")
	}
	if len(m.Said) > 0 {
		b.WriteString("\n## Said\n\n")
		for _, e := range m.Said[:min(len(m.Said), MostMissed)] {
			b.WriteString("- " + v.MissedSaid(e, to) + "\n")
		}
	}
	if len(m.Commits) > 0 {
		b.WriteString("\n## Done\n\n")
		for _, c := range m.Commits[:min(len(m.Commits), MostMissed)] {
			b.WriteString("- " + v.MissedLine(c, told, to) + "\n")
		}
		if more := len(m.Commits) - MostMissed; more > 0 {
			fmt.Fprintf(&b, "\nand %s before these.\n", Count(more, "commit"))
		}
	}
	b.WriteString("\nWhen you were where is known to you alone. \"Catch up: I have seen this\" among the code actions takes the line above the file away.\n")
	return b.String()
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
