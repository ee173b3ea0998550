package phrase

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// Session says whom the reader sits with: "Pairing with @dev2 until 17:00."
func (v Voice) Session(s ledger.Session) string {
	if !s.On(v.Now) {
		return "No session lasts here."
	}
	return "Pairing with " + v.partners(s) + " until " + v.clock(s.Until) + "."
}

func (v Voice) partners(s ledger.Session) string {
	var names []string
	for _, a := range s.With {
		names = append(names, v.Actor(a))
	}
	return and(names)
}

// clock is a time of today, or a day with a time.
func (v Voice) clock(t time.Time) string {
	if daysBetween(t, v.Now) == 0 {
		return t.In(v.Now.Location()).Format("15:04")
	}
	return When(t, v.Now)
}

// With names the others of a block.
func (v Voice) With(e *ledger.Entry) string {
	return v.Names(slices.DeleteFunc(slices.Clone(e.Pairing.People), v.Snapshot.IsMe))
}

// Names names several people, as they were written: "@dev1, @dev2 and @dev3".
func (v Voice) Names(people []string) string {
	var names []string
	for _, who := range people {
		names = append(names, v.NameOf(who))
	}
	return and(names)
}

// youAnd names the reader and the others of a block: "you and @dev2", "you, @dev1 and @dev2".
func (v Voice) youAnd(e *ledger.Entry) string {
	names := []string{"you"}
	for _, who := range e.Pairing.People {
		if !v.Snapshot.IsMe(who) {
			names = append(names, v.NameOf(who))
		}
	}
	return and(names)
}

// PairingStatus is what a status bar says of the reader's blocks of today and their session: "pairing at 14:00"; "" for nothing.
func (v Voice) PairingStatus(p hint.PairingDay) string {
	switch {
	case p.Session != nil && p.Now == nil:
		return "pairing with " + Clean(v.partners(*p.Session), nameLimit)
	case p.Now != nil:
		return "pairing now"
	case p.Next != nil:
		return "pairing at " + p.Next.Pairing.Start.In(v.Now.Location()).Format("15:04")
	}
	return ""
}

// PairingTooltip explains a status.
func (v Voice) PairingTooltip(p hint.PairingDay) string {
	var lines []string
	if p.Session != nil {
		lines = append(lines, v.Session(*p.Session)+" Your commits can credit them: leadline pairing trailers.")
	}
	for _, e := range []*ledger.Entry{p.Now, p.Next} {
		if e != nil {
			lines = append(lines, fmt.Sprintf("%s %s, with %s: %s", e.ID, v.clock(e.Pairing.Start), v.With(e), Clean(e.Title(), titleLimit)))
		}
	}
	return strings.Join(lines, "\n")
}

// Begins asks once, at the start of a block, whether to begin.
func (v Voice) Begins(e *ledger.Entry) string {
	return fmt.Sprintf("Pairing with %s until %s: %q.", v.With(e), v.clock(e.Pairing.End()), Clean(e.Title(), titleLimit))
}

// SessionBegan says what a session does to commits.
func (v Voice) SessionBegan(s ledger.Session, hooked bool) string {
	text := v.Session(s)
	switch {
	case hooked:
		return text + " Git adds these lines to your commits here until then: " + strings.Join(s.Trailers(), " · ")
	case len(s.Trailers()) > 0:
		return text + " To credit them, put this at the end of the messages of your commits: " + strings.Join(s.Trailers(), " · ")
	}
	return text
}

// DidItHappen asks the one who planned a block whether it took place.
func (v Voice) DidItHappen(e *ledger.Entry) string {
	return fmt.Sprintf("Did you pair with %s %s? %q", v.With(e), Day(e.Pairing.Start, v.Now), Clean(e.Title(), titleLimit))
}

// AskToCredit asks whether git is to add the lines of a session to messages.
func (v Voice) AskToCredit(s ledger.Session) string {
	return "Have git credit " + v.partners(s) + " in your commits here? A hook of ours adds the lines, and goes when the session ends."
}

// SayWhetherItHappened says how to answer that where an editor cannot ask.
func (v Voice) SayWhetherItHappened(e *ledger.Entry) string {
	id := Clean(e.ID, nameLimit)
	return fmt.Sprintf("leadline pairing done %s --outcome \"what came of it\", move %s --at \"fri 10:00\", or drop %s", id, id, id)
}

// PairingHere is the lens at the place of a block of the reader's: with whom and when.
func (v Voice) PairingHere(m hint.Mark) Lens {
	e := m.Entry
	when := When(e.Pairing.Start, v.Now)
	if !v.Now.Before(e.Pairing.Start) {
		when = "now"
	}
	return Lens{Topic: TopicPairing, Entry: e.ID, Title: join("pairing "+when, v.youAnd(e), Clean(e.Title(), shortTitle))}
}
