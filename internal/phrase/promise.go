package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// OfferedTo tells the reader once that something is offered to them. Nothing in it asks for an answer now.
func (v Voice) OfferedTo(e *ledger.Entry) string {
	text := fmt.Sprintf("%s offers you %q", v.Actor(e.By), Clean(e.Title(), titleLimit))
	if why := Clean(e.Delegation.Why, titleLimit); why != "" {
		text += ", because " + why
	}
	where := ""
	if len(e.Anchors) > 0 && e.Anchors[0].Line > 0 {
		where = fmt.Sprintf(" It is line %d of %s.", e.Anchors[0].Line, Clean(e.Anchors[0].Path, titleLimit))
	} else if len(e.Anchors) > 0 {
		where = " It is about " + Clean(e.Anchors[0].Path, titleLimit) + "."
	}
	return text + "." + where + " Take it, think about it or decline, when it suits you (" + Clean(e.ID, nameLimit) + ")."
}

// OfferedMany tells the reader once of several offers.
func OfferedMany(n int) string {
	return fmt.Sprintf("%d things are offered to you here. They wait at their lines; `leadline me` lists them.", n)
}

// TakenBefore tells the reader that somebody else took what they took.
func (v Voice) TakenBefore(e *ledger.Entry) string {
	who := "Somebody"
	if holder, held := e.Holder(); held {
		who = v.Actor(holder)
	} else if e.State == ledger.Done {
		return fmt.Sprintf("%s %q was done already when you took it. Nothing is asked of you.", Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit))
	}
	return fmt.Sprintf("%s took %q before you (%s): it is theirs now, and nothing is asked of you.", who, Clean(e.Title(), titleLimit), Clean(e.ID, nameLimit))
}

// Finished tells who offered something that it is done.
func (v Voice) Finished(e *ledger.Entry) string {
	who := v.NameOf(e.Delegation.To)
	for _, a := range e.Answers {
		if a.State == ledger.Done {
			who = v.Actor(a.By)
		}
	}
	return fmt.Sprintf("%s finished %q. Say thank you?", who, Clean(e.Title(), titleLimit))
}

// IsItDone asks whoever took something whether it is done, since its comment is gone with a commit.
func (v Voice) IsItDone(e *ledger.Entry, subject string) string {
	return fmt.Sprintf("The comment of %q is gone with %q. Is %s done?", Clean(e.Title(), titleLimit), Clean(subject, titleLimit), Clean(e.ID, nameLimit))
}

// left says to the one who offered something that whoever it waits for is gone, or is nobody whom history knows; "" to others.
func (v Voice) left(e *ledger.Entry) string {
	switch s := v.Snapshot; {
	case !s.IsMine(e):
		return ""
	case hint.Unknown(s, e):
		return unknownName
	case hint.Departed(s, e):
		p := s.Person(e.Delegation.To)
		if who, held := e.Holder(); held {
			p = s.Actor(who)
		}
		return LastHere(s.LastSeen(p), v.Now) + "; offer it to somebody else?"
	}
	return ""
}

// delegate is the name of whoever took something, else of whoever it is offered to.
func (v Voice) delegate(e *ledger.Entry) string {
	if who, held := e.Holder(); held {
		return v.Actor(who)
	}
	return v.NameOf(e.Delegation.To)
}

func (v Voice) delegateIsMe(e *ledger.Entry) bool {
	if _, held := e.Holder(); held {
		return hint.Holds(v.Snapshot, e)
	}
	return v.Snapshot.IsMe(e.Delegation.To)
}
