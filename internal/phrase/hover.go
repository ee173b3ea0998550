package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// MostLines is the most that a hover shows; what is beyond is counted in its last line.
const MostLines = 12

// Hover says what there is to say about some lines: what brought them, owner, whom to ask, what was decided, promised and
// planned there. It is empty where nothing is known.
func (v Voice) Hover(r hint.Range) string {
	var lines []string
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, v.Style.Strong(label)+" "+text)
		}
	}
	add("Why", v.Why(r))
	add("Here", join(v.Here(r), v.Also(r)))
	add("Owner", v.owner(r.Owners))
	if len(r.Ask) > 0 {
		add("Ask", v.Ask(r.Ask))
	} else {
		add("Author", v.gone(r.File))
		add("Nearest", v.near(r.File, r.Lost(v.Snapshot)))
	}
	for _, m := range r.Here {
		add(v.Explained(m))
	}
	if r.Story.Done != nil {
		add(v.Mark(*r.Story.Done))
	}
	if r.Change.Touches(r.Path, r.Line, r.EndLine) {
		add("Could review", v.reviewersBriefly(r.Change))
	}
	add("For", v.assignees(r.Story.For))
	add("Changes with", v.ChangesWith(r.File))
	if v.Snapshot != nil && v.Snapshot.Excess != nil {
		lines = append(lines, v.Style.Text("History is not read here:")+" "+v.Style.Code("leadline doctor")+v.Style.Text(" says why, and what to do"))
	}
	if len(lines) > MostLines {
		more := len(lines) - MostLines + 1
		lines = append(lines[:MostLines-1], v.Style.Text(fmt.Sprintf("and %d more here", more)))
	}
	return strings.Join(lines, v.Style.Break)
}

func (v Voice) owner(o *hint.Owners) string {
	if o == nil || len(o.Names) == 0 {
		return ""
	}
	rule := fmt.Sprintf("%s:%d", Clean(o.Rule.File, titleLimit), o.Rule.Line)
	return join(v.Style.Text(Owners(*o)), v.Style.Text(rule)+" "+v.Style.Code(Clean(o.Rule.Pattern, titleLimit)))
}

// Owners are declared owners in words, with those who are gone shown as gone.
func Owners(o hint.Owners) string {
	gone := ""
	switch n := len(o.Gone); {
	case n == 0:
	case n == len(o.Names) && n == 1:
		gone = "no longer active"
	case n == len(o.Names):
		gone = "none of them active any more"
	default:
		gone = "no longer active: " + Names(o.Gone)
	}
	return join(Names(o.Names), gone)
}

func (v Voice) gone(f hint.File) string {
	if f.Gone != nil {
		return v.Style.Text(v.Name(f.Gone.Person) + " wrote most of this, " + LastHere(f.Gone.Last, v.Now))
	}
	return ""
}

// Mark says one entry: its label and the line about it.
func (v Voice) Mark(m hint.Mark) (label, text string) {
	e := m.Entry
	id := v.Style.Text(Clean(e.ID, nameLimit))
	head := strings.TrimSpace(id + " " + v.Style.Emphasis(Clean(e.Title(), titleLimit)))
	place := v.Style.Text(Place(m.Place.State))
	switch e.Type {
	case ledger.TypeDecision:
		return v.decision(e, head, place)
	case ledger.TypeRisk:
		return v.risk(e, head, place)
	case ledger.TypeDelegation:
		return promised(e.State), join(head, v.Style.Text(v.promise(e)), place)
	case ledger.TypeQuestion:
		return v.question(e, head, place)
	case ledger.TypeRetro:
		return "Noted", join(head, v.Style.Text(Clean(e.Retro.Area, titleLimit)), v.Style.Text(v.Signed(e)))
	case ledger.TypePairing:
		return "Pairing", join(id, v.Style.Text(v.Together(e.Pairing.People)), v.Style.Text(When(e.Pairing.Start, v.Now)),
			v.Style.Emphasis(Clean(e.Pairing.Topic, titleLimit)), v.Style.Text(v.BlockState(e)))
	}
	return "Review", join(id, v.Style.Text(v.NameOf(e.Review.To)), v.Style.Text(answered(e.State)))
}

// promised is the label of a delegation: nothing is promised before somebody took it.
func promised(s ledger.State) string {
	if s == ledger.Taken || s == ledger.Done {
		return "Promised"
	}
	return "Offered"
}

// promise says whose it is and how far it has come. Who offered it is told when whoever it waits for is not here.
func (v Voice) promise(e *ledger.Entry) string {
	return join(v.promiseState(e), v.left(e))
}

func (v Voice) promiseState(e *ledger.Entry) string {
	to := v.delegate(e)
	switch e.State {
	case ledger.Offered:
		return "to " + to
	case ledger.Later:
		return "to " + to + ", kept for later"
	case ledger.Declined, ledger.HandedBack:
		return "free again"
	case ledger.Replaced:
		return "offered anew"
	case ledger.Done:
		if e.Delegation.Reverted != "" {
			return join(to, "done, but the commit was reverted")
		}
		return join(to, "done")
	}
	if e.Delegation.CheckIn == "" {
		return to
	}
	return join(to, v.checkIn(e))
}

// checkIn says when it is. A day that has passed is the business of the one who dated it, and nobody else's.
func (v Voice) checkIn(e *ledger.Entry) string {
	switch {
	case !v.past(e.Delegation.CheckIn):
		return "check-in " + v.day(e.Delegation.CheckIn, Day)
	case v.delegateIsMe(e):
		return "check-in was " + v.day(e.Delegation.CheckIn, Day)
	}
	return ""
}

func (v Voice) past(date string) bool {
	day, ok := Date(date, v.Now)
	return ok && daysBetween(day, v.Now) > 0
}

func answered(s ledger.State) string {
	switch s {
	case ledger.Offered:
		return "asked"
	case ledger.Later:
		return "later"
	case ledger.Declined:
		return "free again"
	}
	return string(s)
}

// Together names people who meet: "you and @dev2".
func (v Voice) Together(people []string) string {
	var names []string
	for _, p := range people {
		name := v.NameOf(p)
		if name == "you" {
			names = append([]string{name}, names...)
			continue
		}
		names = append(names, name)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Names joins owners as they stand in the rule, at most five of them.
func Names(names []string) string {
	const most = 5
	var out []string
	for i, n := range names {
		if i == most {
			out = append(out, fmt.Sprintf("%d more", len(names)-most))
			break
		}
		out = append(out, Clean(n, nameLimit))
	}
	return strings.Join(out, " ")
}
