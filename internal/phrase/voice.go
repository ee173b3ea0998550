package phrase

import (
	"strings"
	"time"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Voice says things to one reader, at one moment, in one style.
type Voice struct {
	Snapshot *workspace.Snapshot
	Style    Style
	Now      time.Time
}

// For speaks to the reader of a snapshot, at this moment.
func For(s *workspace.Snapshot, style Style) Voice {
	return Voice{Snapshot: s, Style: style, Now: s.Now()}
}

const (
	nameLimit  = 40
	titleLimit = 80
	shortTitle = 40
	reasonSize = 160
)

// Name of a person whom history names: "you" for the reader, the handle, or the plain name; "somebody" for one who asked to
// be left out. What people said or were asked is theirs all the same, see [Voice.NameOf] and [Voice.Actor].
func (v Voice) Name(p *people.Person) string {
	if p != v.Snapshot.Me && v.Snapshot.LeftOut(p) {
		return "somebody"
	}
	return v.display(p)
}

func (v Voice) display(p *people.Person) string {
	if p == v.Snapshot.Me && p != nil {
		return "you"
	}
	return Clean(p.Display(), nameLimit)
}

// NameOf is [Voice.Name] for someone written as a handle or address.
func (v Voice) NameOf(who string) string {
	if v.Snapshot.IsMe(who) {
		return "you"
	}
	if p := v.Snapshot.Person(who); p != nil {
		return v.display(p)
	}
	return Clean(who, nameLimit)
}

// Actor is the name of the one who said something.
func (v Voice) Actor(a ledger.Actor) string {
	return v.display(v.Snapshot.Actor(a))
}

// Undo says how hard a decision is to undo, in words rather than doors.
func Undo(u ledger.Undo) string {
	switch u {
	case ledger.UndoMonths:
		return "hard to undo"
	case ledger.UndoWeeks:
		return "undone in weeks"
	case ledger.UndoDays:
		return "easy to undo"
	}
	return ""
}

// Place says how sure it is that an entry still stands where it was put; nothing when it does.
func Place(s anchor.State) string {
	switch s {
	case anchor.Changed:
		return "the lines have changed since"
	case anchor.Orphaned:
		return "the lines it was about are gone"
	}
	return ""
}

// Ask names whom to ask, with when they were last here: "@dev1 (last week) or @dev2 (March)".
func (v Voice) Ask(ask []ownership.Knower) string {
	var out []string
	for _, k := range ask {
		out = append(out, v.Style.Text(v.Name(k.Person)+" ("+Ago(k.Last, v.Now)+")"))
	}
	return strings.Join(out, " or ")
}

// day says a stored date in words; the text itself if it is none.
func (v Voice) day(date string, say func(t, now time.Time) string) string {
	t, ok := Date(date, v.Now)
	if !ok {
		return Clean(date, nameLimit)
	}
	return say(t, v.Now)
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// Away says when somebody is away: "from Monday to Fri 4 December", "until Friday", "from today on".
func (v Voice) Away(a ledger.Away) string {
	from, to := v.day(a.From, Day), v.day(a.To, Day)
	switch {
	case a.To == "":
		return "from " + from + " on"
	case a.From == a.To:
		return from
	case a.From <= v.Now.Format(time.DateOnly):
		return "until " + to
	}
	return "from " + from + " to " + to
}
