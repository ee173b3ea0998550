package phrase

import (
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/share"
)

// Refusal says what of another writer was not taken in, and what to do.
func Refusal(r share.Refusal) string {
	who := Clean(r.Who, 80)
	if who == "" {
		who = "somebody"
	}
	whose := fmt.Sprintf("%s (writer %s)", who, Clean(r.Writer, 30))
	switch r.Reason {
	case share.Rewritten:
		return "Refused: what " + whose + " sent before was rewritten at the remote. What was taken in from there stays; ask whether they did that."
	case share.WentBack:
		return "Refused: an older version of what " + whose + " says took the place of a newer one at the remote. What was taken in stays; ask whether they did that."
	case share.Unread:
		return "Not read: something that " + whose + " sent is none that this version reads; it waits, and what follows it. " + Clean(r.Detail, 200)
	case share.Elsewhere:
		return "Not taken over: " + whose + " calls this repository by an identity that another one has on this machine."
	}
	return "Left out: one event of " + whose + ". " + Clean(r.Detail, 200)
}

// Refusals are lines about all of them: many of one writer's for one reason are one line, since it is the others who decide how
// many there are.
func Refusals(all []share.Refusal) []string {
	var out []string
	for i := 0; i < len(all); {
		n := i + 1
		for n < len(all) && all[n].Writer == all[i].Writer && all[n].Reason == all[i].Reason {
			n++
		}
		line := Refusal(all[i])
		if n-i > 1 {
			line += fmt.Sprintf(" (and %d more of theirs)", n-i-1)
		}
		out = append(out, line)
		i = n
	}
	return out
}

// Held says that a writer's clock is ahead.
func Held(h share.Held, now time.Time) string {
	who := Clean(h.Who, 80)
	if who == "" {
		who = "Somebody"
	}
	return fmt.Sprintf("%s's clock is ahead, it says %s: what is dated so waits. Ask them to set it right; if yours is wrong, set that.", who, Day(h.Until, now))
}

// GivenWay says that a change of the reader's gave way to another one.
func GivenWay(c share.Contest) string {
	by := Clean(c.By, 80)
	if by == "" {
		by = "Somebody"
	}
	id := Clean(c.Subject, 40)
	switch c.What {
	case "taken":
		return fmt.Sprintf("%s: %s took it before you did, so it is theirs. What you said is kept.", id, by)
	case "status":
		return fmt.Sprintf("%s: %s changed its status after you did, and that holds. What you said is kept.", id, by)
	}
	return fmt.Sprintf("%s: %s changed %s after you did, and that holds. What you said is kept; amend it again if it should be yours.", id, by, Clean(c.What, 80))
}
