package action

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Invitation renders a pairing block as an iCalendar file that calendars import (RFC 5545, 5546). Nobody
// is sent anything: the reader opens or mails the file.
func Invitation(s *workspace.Snapshot, e *ledger.Entry) ([]byte, error) {
	p := e.Pairing
	block := calendar.Block{
		UID: p.UID, Topic: p.Topic, Start: p.Start, Duration: p.End().Sub(p.Start),
		Stamp: e.Changed, Sequence: revision(e), Description: description(e), Method: "REQUEST",
		Organizer: calendar.Attendee{Name: e.By.Name, Email: e.By.Email},
	}
	for _, who := range p.People {
		block.Attendees = append(block.Attendees, attendee(s, who))
	}
	out, err := block.ICS()
	if err != nil {
		return nil, fmt.Errorf("cannot write the invitation to %s: %w", e.ID, err)
	}
	return out, nil
}

// revision grows with every change: a calendar takes an invitation with a higher number for news (RFC 5546, 2.1.4).
func revision(e *ledger.Entry) int { return max(0, int(e.Changed.Sub(e.At)/time.Second)) }

func attendee(s *workspace.Snapshot, who string) calendar.Attendee {
	if p := s.Person(who); p != nil {
		return calendar.Attendee{Name: p.Name, Email: p.Email}
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
