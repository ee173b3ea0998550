package action

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
	"github.com/leadline/leadline/internal/zone"
)

// Invitation renders a pairing block as an iCalendar file that calendars import (RFC 5545, 5546): a request to come, or a
// cancellation. Nobody is sent anything: the reader opens or mails the file.
func Invitation(s *workspace.Snapshot, e *ledger.Entry) ([]byte, error) {
	block := Block(s, e)
	block.Method = calendar.MethodRequest
	if e.State == ledger.Cancelled {
		block.Method = calendar.MethodCancel
	}
	out, err := block.ICS()
	if err != nil {
		return nil, fmt.Errorf("cannot write the invitation to %s: %w", e.ID, err)
	}
	return out, nil
}

// AnswerICS renders what the reader answers to a block as an iCalendar file for whoever planned it; nil where one of the two has no
// address that mail could be sent to.
func AnswerICS(s *workspace.Snapshot, e *ledger.Entry, state ledger.State) ([]byte, error) {
	block := Block(s, e)
	me := mailbox(s, s.Me)
	if me.Email == "" || block.Organizer.Email == "" || me.Email == block.Organizer.Email {
		return nil, nil
	}
	me.Answer = partstat[state]
	block.Method, block.Attendees, block.Description = calendar.MethodReply, []calendar.Attendee{me}, ""
	out, err := block.ICS()
	if err != nil {
		return nil, fmt.Errorf("cannot write the answer to %s: %w", e.ID, err)
	}
	return out, nil
}

// Block is a pairing block as calendars know one, in the zone of whoever planned it, with what each has answered.
func Block(s *workspace.Snapshot, e *ledger.Entry) calendar.Block {
	p := e.Pairing
	in, err := zone.Load(p.Zone)
	if err != nil || p.Zone == "" {
		in = time.UTC
	}
	block := calendar.Block{
		UID: p.UID, Topic: p.Topic, Start: p.Start.In(in), Duration: p.End().Sub(p.Start),
		Stamp: e.Changed, Sequence: p.Sequence, Description: description(e), Organizer: mailbox(s, s.Actor(e.By)),
	}
	for _, who := range p.People {
		a := attendee(s, who)
		if state := s.Attends(e, who); state != ledger.Offered {
			a.Answer = partstat[state]
		}
		block.Attendees = append(block.Attendees, a)
	}
	return block
}

var partstat = map[ledger.State]string{
	ledger.Taken: calendar.Accepted, ledger.Later: calendar.Tentative, ledger.Declined: calendar.Declined,
}

// mailbox is a person as calendars know them. An address that hides somebody takes no mail: then it is the first that settings name
// for them and that does. What history has besides is not written to: they may have had a reason to hide.
func mailbox(s *workspace.Snapshot, p *people.Person) calendar.Attendee {
	if p == nil {
		return calendar.Attendee{}
	}
	if !hides(p.Email) {
		return calendar.Attendee{Name: p.Name, Email: p.Email}
	}
	for _, named := range s.Settings.People {
		if p.Handle == "" || !strings.EqualFold(named.Handle, p.Handle) {
			continue
		}
		if i := slices.IndexFunc(named.Emails, func(address string) bool { return !hides(address) }); i >= 0 {
			return calendar.Attendee{Name: p.Name, Email: named.Emails[i]}
		}
	}
	return calendar.Attendee{Name: p.Name}
}

func hides(address string) bool {
	lower := strings.ToLower(address)
	return strings.Contains(lower, "noreply") || strings.Contains(lower, "no-reply")
}

func attendee(s *workspace.Snapshot, who string) calendar.Attendee {
	if p := s.Person(who); p != nil {
		return mailbox(s, p)
	}
	if strings.HasPrefix(who, "@") {
		return calendar.Attendee{Name: who}
	}
	return calendar.Attendee{Email: who}
}

func description(e *ledger.Entry) string {
	lines := []string{"Pairing block " + e.ID + ", planned with Leadline."}
	for _, a := range e.Anchors {
		place := a.Path
		if a.Line > 0 {
			place = fmt.Sprintf("%s:%d", a.Path, a.Line)
		}
		lines = append(lines, "About "+place)
	}
	return strings.Join(lines, "\n")
}
