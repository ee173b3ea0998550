package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
)

// BlockState says how far a pairing block has come, beyond being planned: "cancelled", "took place: dev2 knows it", "nobody else can";
// "" for nothing of that kind.
func (v Voice) BlockState(e *ledger.Entry) string {
	outcome := func(text string) string {
		if said := Clean(e.Pairing.Outcome, titleLimit); said != "" {
			return text + ": " + said
		}
		return text
	}
	switch {
	case e.State == ledger.Cancelled:
		return "cancelled"
	case e.State == ledger.Done && e.Pairing.How == ledger.HowCommits:
		return outcome("took place, as commits show")
	case e.State == ledger.Done:
		return outcome("took place")
	case e.State == ledger.Dropped:
		return outcome("did not take place")
	case v.Snapshot.Deserted(e):
		return "everybody else has declined"
	}
	return ""
}

// Attending says who of a planned block comes and who does not: "@dev2 comes, @dev1 has not answered". The reader's own answer is
// said of them too; whoever planned it is left out.
func (v Voice) Attending(e *ledger.Entry) string {
	var out []string
	for _, a := range v.Snapshot.Attendees(e) {
		if a.Person != nil && a.Person == v.Snapshot.Actor(e.By) {
			continue
		}
		name := v.NameOf(a.Who)
		verb := map[ledger.State]string{ledger.Taken: "comes", ledger.Later: "thinks about it", ledger.Declined: "cannot"}[a.State]
		if verb == "" {
			verb = "has not answered"
		}
		if name == "you" {
			verb = map[string]string{"comes": "come", "thinks about it": "think about it", "cannot": "cannot", "has not answered": "have not answered"}[verb]
		}
		out = append(out, name+" "+verb)
	}
	return strings.Join(out, ", ")
}

// Delivery says what would be sent, to whom and where, before the reader confirms it: a line for each.
func (v Voice) Delivery(d *action.Delivery) []string {
	e := d.Entry
	_, calendarPlace, _ := strings.Cut(d.Calendar, "://")
	calendarPlace = Clean(calendarPlace, nameLimit)
	head := map[string]string{
		action.DeliverNew:    "Into your calendar " + calendarPlace,
		action.DeliverChange: "Change in your calendar " + calendarPlace,
		action.DeliverRemove: "Out of your calendar " + calendarPlace,
	}[d.Step]
	lines := []string{
		head + ":",
		"  " + Clean(e.Title(), titleLimit),
		"  " + When(e.Pairing.Start, v.Now) + ", " + Length(e.Pairing.Minutes),
	}
	if len(d.To) > 0 {
		var to []string
		for _, a := range d.To {
			to = append(to, addressed(a))
		}
		lines = append(lines, "  A server that sends invitations writes to "+and(to)+".")
	}
	return lines
}

func addressed(a calendar.Attendee) string {
	address := Clean(a.Email, nameLimit)
	if name := Clean(a.Name, nameLimit); name != "" {
		return name + " <" + address + ">"
	}
	return address
}

// Length is a number of minutes: 45 minutes, 1 hour, 1 hour 30.
func Length(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return Count(m, "minute")
	case m == 0:
		return Count(h, "hour")
	default:
		return fmt.Sprintf("%s %02d", Count(h, "hour"), m)
	}
}

// Seen says what was changed in the reader's calendar.
func (v Voice) Seen(seen action.Seen) string {
	e := seen.Entry
	title := fmt.Sprintf("%s %q", Clean(e.ID, nameLimit), Clean(e.Title(), titleLimit))
	own := v.Snapshot.IsMine(e)
	switch seen.What {
	case action.SeenMoved:
		if own {
			return title + " was moved in your calendar to " + When(seen.Start, v.Now) + ", and that counts: everybody is asked again."
		}
		return title + " stands in your calendar at " + When(seen.Start, v.Now) + "; it is planned for " + When(e.Pairing.Start, v.Now) + ", and " + v.Actor(e.By) + " can move it."
	case action.SeenCancelled:
		return title + " was taken out of your calendar: it is cancelled, and the others see that."
	case action.SeenGone:
		return title + " was taken out of your calendar. If you cannot come, decline it: " + v.Actor(e.By) + " waits for you otherwise."
	case action.SeenAnswered:
		return title + ": your answer in your calendar is recorded."
	}
	return ""
}
