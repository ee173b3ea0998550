package phrase

import (
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// Purpose says what sitting down is for.
func Purpose(p slot.Purpose) string {
	switch p {
	case slot.Unblock:
		return "unblock"
	case slot.ReviewTogether:
		return "review together"
	case slot.Onboard:
		return "onboard"
	}
	return "spread knowledge"
}

// PurposeGuessed says what a purpose was guessed from; "" where it was given.
func PurposeGuessed(g hint.Guess) string {
	switch g {
	case hint.GuessHelp:
		return "help was asked for"
	case hint.GuessTask:
		return "it is work to be done"
	case hint.GuessQuestion:
		return "something is open"
	case hint.GuessDecision:
		return "it is about a decision"
	case hint.GuessReview:
		return "a review was asked for"
	case hint.GuessChange:
		return "you know it and are changing it"
	case hint.GuessNew:
		return "somebody is new here"
	case hint.GuessSpread:
		return "nothing here is stuck or was asked for"
	}
	return ""
}

// PairingTopic is what a block is about, for everybody who is invited: it says nothing of anybody.
func (v Voice) PairingTopic(p hint.Pairing) string {
	switch {
	case p.Entry != nil:
		return Clean(p.Entry.Title(), titleLimit)
	case p.Todo != nil && p.Todo.Text != "":
		return Clean(p.Todo.Text, titleLimit)
	case p.Path == "." || p.Path == "":
		return "what you are both working on"
	}
	name := p.Path
	if path.Ext(name) == "" {
		name += "/"
	}
	name = Clean(name, titleLimit)
	switch p.Purpose {
	case slot.ReviewTogether:
		return "review " + name + " together"
	case slot.Onboard:
		return "a first look at " + name
	case slot.Unblock:
		return "get on with " + name
	}
	return name + ", together"
}

// PairingPlace is what a suggestion is about, as its heading.
func (v Voice) PairingPlace(p hint.Pairing) string {
	place := ""
	if p.Path != "." {
		place = Clean(p.Path, titleLimit)
		if p.Line > 0 {
			place += fmt.Sprintf(":%d", p.Line)
		}
	}
	switch {
	case p.Entry != nil:
		return join(fmt.Sprintf("%s %q", Clean(p.Entry.ID, nameLimit), Clean(p.Entry.Title(), titleLimit)), place)
	case p.Todo != nil && p.Todo.Text != "":
		return join(fmt.Sprintf("%s %q", p.Todo.Tag, Clean(p.Todo.Text, titleLimit)), place)
	case place == "":
		return "Anything"
	}
	return place
}

// PairingNow says why now, for the one who asked alone.
func (v Voice) PairingNow(p hint.Pairing) []string {
	var out []string
	for _, n := range p.Why {
		if text := v.now(n); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func (v Voice) now(n hint.Now) string {
	me := n.Person != nil && n.Person == v.Snapshot.Me
	switch n.Kind {
	case hint.NowHelp:
		if me {
			return "you asked for help " + Ago(n.At, v.Now)
		}
		return v.Name(n.Person) + " asked for help " + Ago(n.At, v.Now)
	case hint.NowDue:
		if day, ok := Date(n.Day, v.Now); ok && daysBetween(day, v.Now) > 0 {
			return "your check-in was " + Day(day, v.Now)
		}
		return "your check-in is " + v.day(n.Day, Day)
	case hint.NowQuestion:
		if n.Day != "" {
			return "to be decided by " + v.day(n.Day, Day)
		}
		return "open since " + since(Ago(n.At, v.Now))
	case hint.NowDoubt:
		return v.Name(n.Person) + " questioned it " + Ago(n.At, v.Now)
	case hint.NowLook:
		return "to be looked at again by " + v.day(n.Day, Day)
	case hint.NowReview:
		return v.Name(n.Person) + " asked for it " + Ago(n.At, v.Now)
	case hint.NowWish:
		return v.Name(n.Person) + " asked to learn it " + Ago(n.At, v.Now)
	case hint.NowAlone:
		return Clean(n.Area, titleLimit) + "/ rests on " + v.Name(n.Person) + " alone"
	case hint.NowGone:
		return "who wrote most of it is no longer here"
	case hint.NowChange:
		return "you are changing it"
	case hint.NowNew:
		return "you never had a hand in it"
	case hint.NowRisk:
		return fmt.Sprintf("a risk is open: %q", Clean(n.Entry.Title(), titleLimit))
	}
	return ""
}

// since makes "3 weeks ago" fit after since.
func since(ago string) string {
	if days, ok := strings.CutSuffix(ago, " ago"); ok {
		return days + " back"
	}
	return ago
}

// MateReasons say what speaks for sitting down with somebody; none of it is said to anybody else.
func (v Voice) MateReasons(m hint.Mate) []string {
	var out []string
	for _, r := range m.Reasons {
		switch r.Ground {
		case slot.KnowsIt:
			text := "knows it"
			if k := m.Knows; k != nil && k.Share > 0.5 {
				text = "wrote most of it"
			}
			if k := m.Knows; k != nil && !k.Last.IsZero() {
				text += " (" + Ago(k.Last, v.Now) + ")"
			}
			out = append(out, text)
		case slot.Offered:
			out = append(out, "says to ask them")
		case slot.Wished:
			out = append(out, "asked to learn it")
		case slot.CouldLearn:
			if m.Knows != nil {
				out = append(out, "knows a little of it, and could learn more from you")
			} else {
				out = append(out, "works next to it, and could learn it from you")
			}
		case slot.NotLately:
			if r.Since.IsZero() {
				out = append(out, "you two have never paired")
			} else {
				out = append(out, "you two last paired "+in(Ago(r.Since, v.Now)))
			}
		case slot.Overlaps:
			out = append(out, fmt.Sprintf("%s of your hours a week are theirs too", Long(r.Overlap.Round(30*time.Minute))))
		case slot.HasRoom:
			if r.Open == 0 {
				out = append(out, "nothing open with them")
			} else {
				out = append(out, fmt.Sprintf("only %d open with them", r.Open))
			}
		}
	}
	if m.Away.From != "" {
		out = append(out, "away "+v.Away(m.Away))
	}
	if len(out) == 0 {
		out = append(out, "you named them")
	}
	return out
}

// in makes a month or a year fit into a sentence.
func in(ago string) string {
	if strings.HasSuffix(ago, "ago") || ago == "today" || ago == "yesterday" || ago == "last week" {
		return ago
	}
	return "in " + ago
}

// Company names people: "@dev1", "@dev1 and @dev2".
func (v Voice) Company(c hint.Company) string {
	var names []string
	for _, m := range c {
		names = append(names, v.NameOf(workspace.Address(m.Person)))
	}
	return and(names)
}

// NobodyToPair says why nobody is suggested. What to do instead, whoever shows it knows.
func (v Voice) NobodyToPair(p hint.Pairing) string {
	switch p.Nobody {
	case hint.NobodyElse:
		return v.FromHistory("History knows nobody here but you.")
	case hint.NobodyHere:
		var out []string
		for _, m := range p.Away {
			out = append(out, v.Name(m.Person)+" ("+v.Away(m.Away)+")")
		}
		return "Who could help is away: " + and(out) + "."
	case hint.NoHistory:
		return v.FromHistory("The history is not read yet: ask again in a moment.")
	}
	return v.FromHistory("Nobody who is here knows it or asked to learn it.")
}

// AlreadyPlanned says that a block about it stands already.
func (v Voice) AlreadyPlanned(p hint.Pairing) string {
	if len(p.Planned) == 0 {
		return ""
	}
	e := p.Planned[0]
	return fmt.Sprintf("already planned: %s %s, %s", Clean(e.ID, nameLimit), When(e.Pairing.Start, v.Now), v.Together(e.Pairing.People))
}
