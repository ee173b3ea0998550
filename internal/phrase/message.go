package phrase

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/pattern"
)

// Message is a text for one person, written for the reader to send. It is stored nowhere.
type Message struct {
	To      string // as people call them
	Address string // "" where none is known that takes mail
	Subject string
	Text    string
}

// Mailto is the message as a link that opens a mail program, RFC 6068; "" without an address.
func (m Message) Mailto() string {
	if m.Address == "" {
		return ""
	}
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	body := strings.ReplaceAll(m.Text, "\n", "\r\n")
	return "mailto:" + escapeAddress(m.Address) + "?subject=" + escape(m.Subject) + "&body=" + escape(body)
}

func escapeAddress(address string) string {
	return strings.ReplaceAll(url.PathEscape(address), "%40", "@")
}

// Say says whom the message is for, and the message.
func (m Message) Say() string { return fmt.Sprintf("For %s: %s", m.To, m.Text) }

// Declining tells who offered something why the reader says no, in the reader's own words.
func (v Voice) Declining(e *ledger.Entry, reason string) Message {
	m := v.messageTo(e)
	m.Subject = "Not me: " + Clean(e.Title(), titleLimit)
	m.Text = fmt.Sprintf("About %q (%s): not me this time.", Clean(e.Title(), titleLimit), Clean(e.ID, nameLimit))
	if reason = Clean(reason, proseLimit); reason != "" {
		m.Text += " " + reason
	}
	return m
}

// Thanks is a thank-you of the one who offered something to the one who finished it.
func (v Voice) Thanks(e *ledger.Entry) Message {
	m := Message{To: v.NameOf(e.Delegation.To)}
	for _, a := range e.Answers {
		if a.State == ledger.Done {
			m.To, m.Address = v.Actor(a.By), mailbox(a.By.Email)
		}
	}
	m.Subject = "Thank you: " + Clean(e.Title(), titleLimit)
	m.Text = fmt.Sprintf("Thank you for %q.", Clean(e.Title(), titleLimit))
	if why := Clean(e.Delegation.Why, titleLimit); why != "" {
		m.Text += fmt.Sprintf(" It mattered: %s.", strings.TrimRight(why, ".!"))
	}
	return m
}

func (v Voice) messageTo(e *ledger.Entry) Message {
	return Message{To: v.Actor(e.By), Address: mailbox(e.By.Email)}
}

var plainMailbox = pattern.New(`^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$`)

// longestMailbox is the longest address that mail has room for, RFC 5321, section 4.5.3.1.
const longestMailbox = 254

// mailbox is an address that takes mail; "" for one that forges made up, and for what is none.
func mailbox(address string) string {
	lower := strings.ToLower(address)
	if len(address) > longestMailbox || !plainMailbox().MatchString(address) || strings.Contains(lower, "noreply") || strings.Contains(lower, "no-reply") {
		return ""
	}
	return address
}
