package phrase

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// NothingSays is said where no reason is known.
const NothingSays = "nothing says why"

const (
	notReached  = "the history on this machine does not reach back to it"
	reasonLimit = 240
)

// Why says why the lines at hand are there: the reason, the numbers to look up, what a comment says. It is empty where
// nothing gives a reason, or that is not known.
func (v Voice) Why(r hint.Range) string {
	w := r.Why
	if w == nil {
		return ""
	}
	if w.Cut {
		return join(v.Style.Text(notReached), v.remark(w.Remark))
	}
	reason := ""
	if w.Reason != "" {
		reason = v.Style.Text("\"" + Clean(w.Reason, reasonLimit) + "\"")
	}
	said := join(reason, v.numbers(w.Account), v.remark(w.Remark), v.Style.Text(brought(w.Account)))
	if !spokenOf(r) && (said != "" || len(w.Passed) > 0) {
		subject := ""
		if reason == "" {
			subject = v.Style.Emphasis(Clean(w.Commit.Subject, titleLimit))
		}
		none := ""
		if !w.Says() && w.Remark == nil && !decided(r) {
			none = v.Style.Prose(nothing(w.Account))
		}
		said = join(subject, said, v.Style.Text(v.When(w.Commit.At, w.Author)), none)
	}
	return said
}

// nothing says that history gives no reason.
func nothing(a *history.Account) string {
	if a.Imported {
		return "came with code from elsewhere, " + NothingSays
	}
	return NothingSays
}

// spokenOf says whether the line "Here" is about the commit that the reason is from.
func spokenOf(r hint.Range) bool {
	return r.Why != nil && len(r.Wrote) > 0 && r.Wrote[0].Commit == r.Why.Commit.Hash
}

// decided says whether a decision is tied to the lines, which is a reason too.
func decided(r hint.Range) bool {
	for _, m := range r.Here {
		if m.Entry.Type == ledger.TypeDecision {
			return true
		}
	}
	return false
}

// brought says that a line went and came back.
func brought(a *history.Account) string {
	switch {
	case a.How == history.Restored:
		return "was reverted and brought back"
	case a.Commit.Again:
		return "was reverted and brought back"
	}
	return ""
}

// When is when something was, and who did it.
func (v Voice) When(at time.Time, who *people.Person) string {
	return Ago(at, v.Now) + ", " + v.Name(who)
}

// numbers are what there is to look up, linked where the host is known.
func (v Voice) numbers(a *history.Account) string {
	var out []string
	for _, n := range a.Numbers {
		text := v.link(Clean(n.Text, nameLimit), n.URL)
		if n.Verb != "" {
			text = v.Style.Text(n.Verb+" ") + text
		}
		out = append(out, text)
	}
	return join(out...)
}

func (v Voice) link(text, url string) string {
	if url == "" || v.Style.Link == nil {
		return v.Style.Text(text)
	}
	return v.Style.Link(text, url)
}

func (v Voice) remark(r *history.Remark) string {
	if r == nil {
		return ""
	}
	said := ""
	if r.Text != "" {
		said = v.Style.Text(fmt.Sprintf("comment in line %d: \"%s\"", r.Line, Clean(r.Text, reasonLimit)))
	}
	if r.Record != "" {
		said = join(said, v.Style.Text("see "+Clean(r.Record, titleLimit)))
	}
	return said
}

// Because says why in one text, with who and when; "nothing says why" where nothing does, and "" where that is not known.
func (v Voice) Because(r hint.Range) string {
	if r.Why == nil {
		return ""
	}
	r.Wrote = nil
	if said := v.Why(r); said != "" {
		return said
	}
	none := ""
	if !decided(r) { // and no number either, or something would have been said
		none = nothing(r.Why.Account)
	}
	return join(v.Style.Emphasis(Clean(r.Why.Commit.Subject, titleLimit)), v.Style.Text(v.When(r.Why.Commit.At, r.Why.Author)), v.Style.Text(none))
}

// Given is the reason alone, with its numbers; "" where nothing gives one.
func (v Voice) Given(r hint.Range) string {
	if r.Why == nil {
		return ""
	}
	return join(v.Style.Text(Clean(r.Why.Reason, reasonLimit)), v.numbers(r.Why.Account), v.remark(r.Why.Remark))
}

// Did says what a commit did to a line: "moved it here from pay/bill.go".
func Did(s history.Step) string {
	file := func(path string) string { return Clean(path, titleLimit) }
	switch s.How {
	case history.Reformatted:
		return "reformatted it"
	case history.Moved:
		if s.From.Path == s.At.Path {
			return "moved it within the file"
		}
		return "moved it here from " + file(s.From.Path)
	case history.Restored:
		return "brought it back"
	case history.Removed:
		return "took it out"
	case history.Changed:
		return "changed it"
	case history.Renamed:
		return "renamed " + file(s.From.Path) + " to " + file(s.At.Path)
	}
	switch {
	case s.Cut:
		return "is where the history on this machine begins; the line is older, or of that day"
	case s.Import:
		return "brought it in with code from elsewhere"
	}
	return "brought it in"
}

// Step says one commit in the life of a line: what it did, when and who, its subject, numbers and reason.
func (v Voice) Step(s workspace.LifeStep) (head, reason string) {
	head = join(v.Style.Text(Ago(s.Told.At, v.Now)+", "+v.Name(v.Snapshot.People.Resolve(s.Told.Author))+" "+Did(s.Step)), v.Style.Emphasis(Clean(s.Subject, titleLimit)))
	return join(head, v.numbers(s.Account)), Clean(s.Account.Reason, reasonLimit)
}

// PageWhy is a Markdown page about the lives of lines.
func (v Voice) PageWhy(r hint.Range, lives []workspace.Life, more int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Why is this here?\n\n%s, %s\n", v.Style.Code(Clean(r.Path, titleLimit)), Span(r.Line, r.EndLine))
	if r.Uncommitted > 0 {
		fmt.Fprintf(&b, "\n%s not committed yet.\n", Count(r.Uncommitted, "line"))
	}
	for _, m := range r.Here {
		if m.Entry.Type == ledger.TypeDecision {
			label, text := v.Mark(m)
			fmt.Fprintf(&b, "\n%s %s\n", v.Style.Strong(label), text)
		}
	}
	if remark := v.remark(v.remarkOf(r)); remark != "" {
		fmt.Fprintf(&b, "\n%s\n", remark)
	}
	for _, life := range lives {
		if len(lives) > 1 {
			fmt.Fprintf(&b, "\n## %s\n", Span(life.Line, life.EndLine))
		}
		b.WriteByte('\n')
		for _, s := range life.Steps {
			head, reason := v.Step(s)
			hash := v.link(string(s.Hash)[:10], v.Snapshot.Host.Commit(string(s.Hash)))
			fmt.Fprintf(&b, "- %s · %s\n", head, hash)
			if s.Text != "" && s.How != history.Removed {
				fmt.Fprintf(&b, "  \n  %s\n", v.Style.Code(Clean(s.Text, reasonLimit)))
			}
			if reason != "" && reason != Clean(s.Subject, reasonLimit) {
				fmt.Fprintf(&b, "\n  > %s\n", v.Style.Text(reason))
			}
		}
		if a := life.Account; a != nil && !a.Says() && !a.Cut && !decided(r) {
			fmt.Fprintf(&b, "\n%s.\n", v.Style.Prose(firstUpper(nothing(a))))
		}
	}
	if more > 0 {
		fmt.Fprintf(&b, "\nand %s more; select fewer lines to see it.\n", Count(more, "part"))
	}
	return b.String()
}

func (v Voice) remarkOf(r hint.Range) *history.Remark {
	if r.Why == nil {
		return nil
	}
	return r.Why.Remark
}

// Span names lines in words.
func Span(line, end int) string {
	if end > line {
		return fmt.Sprintf("lines %d to %d", line, end)
	}
	return fmt.Sprintf("line %d", line)
}

func firstUpper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// KeptAlready says that a reason is kept already, and where.
func KeptAlready(e *ledger.Entry) string {
	return fmt.Sprintf("This reason is kept already: %s %q. Amend that, if something is missing.", Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit))
}
