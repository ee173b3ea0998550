package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
)

// Row is one line of a list beside the code: what it is, a few words on how it stands, and all of it.
type Row struct{ Label, Detail, Tooltip string }

// Row says an entry in a list: "retry on timeout", "check-in Thursday · from @dev1".
func (v Voice) Row(m hint.Mark) Row {
	e := m.Entry
	label, text := v.Mark(m)
	r := Row{Label: Clean(e.Title(), titleLimit), Tooltip: label + " " + text}
	switch {
	case e.Decision != nil:
		r.Detail = join(e.ID, Undo(e.Decision.Undo), v.questioned(e))
	case e.Pairing != nil:
		r.Detail = join(When(e.Pairing.Start, v.Now), v.Together(e.Pairing.People))
	case e.Question != nil:
		r.Detail = join("asked by "+v.Actor(e.By), v.due("by ", e.Question.Due))
	case e.Review != nil:
		r.Detail = join("review for "+v.Actor(e.By), v.heldBy(e), forLater(e))
	case e.Delegation != nil:
		r.Detail = join(v.due("check-in ", e.Delegation.CheckIn), v.heldBy(e), forLater(e))
	}
	return r
}

// heldBy says who took what the reader asked for, else who asks the reader.
func (v Voice) heldBy(e *ledger.Entry) string {
	if who, held := e.Holder(); held && v.Snapshot.IsMine(e) {
		return v.Actor(who)
	}
	if e.Delegation != nil {
		return "from " + v.Actor(e.By)
	}
	return ""
}

func (v Voice) due(what, date string) string {
	if date == "" {
		return ""
	}
	return what + v.day(date, Day)
}

func forLater(e *ledger.Entry) string {
	if e.State == ledger.Later {
		return "kept for later"
	}
	return ""
}

// questioned says of a decision what matters most about it besides its title.
func (v Voice) questioned(e *ledger.Entry) string {
	switch {
	case e.Decision.Open() != nil:
		return "questioned"
	case e.Decision.Status != ledger.Accepted:
		return string(e.Decision.Status)
	}
	return ""
}

// SiloRow says an area that rests on one person, to somebody else: the area first.
func (v Voice) SiloRow(s ownership.Silo) Row {
	who := v.Name(s.Knower.Person)
	return Row{
		Label:   Clean(s.Area, titleLimit),
		Detail:  "ask " + who + ", or pair",
		Tooltip: fmt.Sprintf("Only one person knows %s: %s. Pair with them, or say that you would like to learn it.", Clean(s.Area, titleLimit), who),
	}
}

// FileRow says who owns a file and who knows it, in a few words and in full; empty where nothing is known.
func (v Voice) FileRow(f hint.File) Row {
	owners := ""
	if f.Owners != nil {
		owners = Owners(*f.Owners)
	}
	r := Row{Label: join(owners, v.lensPeople(f))}
	if r.Label == "" {
		return r
	}
	var lines string
	if f.Owners != nil {
		lines += fmt.Sprintf("Owner: %s, by %s:%d\n", owners, Clean(f.Owners.Rule.File, titleLimit), f.Owners.Rule.Line)
	}
	for i, k := range f.Ask {
		if i == 0 {
			lines += "Knows it: "
		} else {
			lines += " or "
		}
		lines += v.Name(k.Person) + ", " + LastHere(k.Last, v.Now)
	}
	r.Tooltip = lines
	return r
}

// OwnerRule says which rule decides: "owns it · CODEOWNERS:12 /pay/".
func (v Voice) OwnerRule(o hint.Owners) string {
	return join("owns it", fmt.Sprintf("%s:%d %s", Clean(o.Rule.File, titleLimit), o.Rule.Line, Clean(o.Rule.Pattern, titleLimit)))
}

// KnowsIt says why somebody may be asked about a file; most is for the one who knows it best.
func (v Voice) KnowsIt(k ownership.Knower, most bool) string {
	text := "knows some of it"
	switch {
	case k.Claims:
		text = "says to ask them"
	case most:
		text = "wrote most of it"
	}
	return join(text, LastHere(k.Last, v.Now))
}
