package caldav

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/retry"
)

// Reason is why a calendar gave no answer.
type Reason string

// The reasons.
const (
	Offline   Reason = "offline"   // it cannot be reached, or did not come to an end
	Unknown   Reason = "unknown"   // 401: it does not know who asks
	Forbidden Reason = "forbidden" // 403: it knows, and says no
	Absent    Reason = "absent"    // 404: nothing is there
	Limited   Reason = "limited"   // 429: come back later
	Failing   Reason = "failing"   // 5xx
	Full      Reason = "full"      // 507: no room left
	Untrusted Reason = "untrusted" // nobody this machine trusts vouches for its certificate
	Garbled   Reason = "garbled"   // what it said cannot be read
	Large     Reason = "large"     // what it said is too much to read
	Elsewhere Reason = "elsewhere" // it sends on to another server, or round in circles
	Refused   Reason = "refused"   // it does not take the event as it is
	Address   Reason = "address"   // what was given is no address of a calendar
)

// Problem is why a calendar gave no answer, as an error. It holds no credential, and no address of a feed, which may be a secret.
type Problem struct {
	Reason Reason    `json:"reason"`
	Detail string    `json:"detail,omitempty"`
	At     time.Time `json:"at"`
	// Until is when it may be asked again; the zero time means whenever the caller likes.
	Until time.Time `json:"until,omitzero"`
}

// Error says what happened and what to do next.
func (p *Problem) Error() string {
	switch p.Reason {
	case Unknown:
		return "the calendar server does not let you in: " + p.Detail
	case Forbidden:
		return "the calendar server refuses that: check what this account may read and write there" + bracket(p.Detail)
	case Absent:
		return "there is no calendar or event at that place, or this account may not see it: check the address" + bracket(p.Detail)
	case Limited:
		if !p.Until.IsZero() {
			return "the calendar server has answered enough for now; try again after " + p.Until.UTC().Format("15:04 UTC")
		}
		return "the calendar server has answered enough for now; try again later"
	case Failing:
		return "the calendar server has a fault of its own (" + p.Detail + "); try again later"
	case Full:
		return "the calendar server has no room left: delete something there, or write to another calendar"
	case Untrusted:
		return "the calendar server cannot prove who it is, and was told nothing (" + p.Detail + "): check the address; for a server of your own, let this machine trust the authority that signed for it"
	case Garbled:
		return "what the calendar said cannot be read (" + p.Detail + "); is it the address of a calendar?"
	case Large:
		return "the calendar is too large to read (" + p.Detail + "): give one with fewer old events"
	case Elsewhere:
		if p.Detail == "" {
			return "the calendar server sends on from one place to another without end: give the address of the calendar itself"
		}
		return "the calendar server sends on to " + p.Detail + "; if you trust that, give it as the address instead"
	case Refused:
		return "the calendar server does not take the event (" + p.Detail + "): try another calendar, or open the .ics file in your calendar program"
	case Address:
		return "that is no address of a calendar (" + p.Detail + "): give one like https://calendar.example.org/dev1/"
	}
	return "the calendar cannot be reached (" + p.Detail + "): check the address and the connection, or try again later"
}

func bracket(detail string) string {
	if detail == "" {
		return ""
	}
	return " (" + detail + ")"
}

// Conflict says that an event is no longer the one that a change was made to. Nothing was written.
type Conflict struct {
	// Newer is the event as it stands in the calendar now; nil where it was taken out.
	Newer *Object
}

// Error says what happened and what to do next.
func (c *Conflict) Error() string {
	if c.Newer == nil {
		return "the event was taken out of the calendar meanwhile, and that counts: plan it anew if it is still wanted"
	}
	return "the event was changed in the calendar meanwhile, and that counts: look at it and change it again if you still want to"
}

// problemOf sorts whatever came back from a library. What the wire has not named is an answer that could not be read.
func problemOf(err error, now time.Time) *Problem {
	var p *Problem
	switch {
	case errors.As(err, &p):
		out := *p
		out.At = now
		return &out
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &Problem{Reason: Offline, Detail: "it took too long", At: now}
	}
	return &Problem{Reason: Garbled, Detail: cut(err.Error()), At: now}
}

// refusal is what an answer that is none says; nil for one that is, and for 304 and 412, which answer a condition. known
// says whether a credential went with what was asked.
func refusal(code int, h http.Header, body []byte, known bool, now time.Time) *Problem {
	again := retry.After(h, now)
	switch {
	case code >= 200 && code < 300, code == http.StatusNotModified, code == http.StatusPreconditionFailed:
		return nil
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable && !again.IsZero():
		if again.IsZero() {
			again = now.Add(time.Minute)
		}
		return &Problem{Reason: Limited, Until: again}
	case code == http.StatusUnauthorized:
		return &Problem{Reason: Unknown, Detail: stranger(h, known)}
	case code == http.StatusInsufficientStorage:
		return &Problem{Reason: Full}
	case code == http.StatusNotFound, code == http.StatusGone:
		return &Problem{Reason: Absent}
	case code >= 500:
		return &Problem{Reason: Failing, Detail: fmt.Sprint("code ", code), Until: again}
	}
	if why := precondition(body); why != "" {
		return &Problem{Reason: Refused, Detail: why}
	}
	switch code {
	case http.StatusForbidden, http.StatusMethodNotAllowed:
		return &Problem{Reason: Forbidden, Detail: fmt.Sprint("code ", code)}
	case http.StatusConflict: // RFC 4918, section 9.7.1: what would hold it is not there
		return &Problem{Reason: Absent}
	case http.StatusRequestEntityTooLarge:
		return &Problem{Reason: Refused, Detail: "it is too large"}
	case http.StatusUnsupportedMediaType:
		return &Problem{Reason: Refused, Detail: "it takes no events"}
	}
	return &Problem{Reason: Garbled, Detail: fmt.Sprint("code ", code)}
}

// stranger says what is missing for a server to know who asks.
func stranger(h http.Header, known bool) string {
	offers := strings.ToLower(strings.Join(h.Values("WWW-Authenticate"), ","))
	basic, bearer := strings.Contains(offers, "basic"), strings.Contains(offers, "bearer")
	switch {
	case bearer && !basic:
		return "it wants an OAuth token: name a command in your settings that prints one, without a name beside it, or take the calendar's private iCal address as a feed"
	case strings.Contains(offers, "digest") && !basic:
		return "it wants Digest authentication, which is not spoken here: set the server to Basic, over https"
	case !known:
		return "it wants a name and a password, and none is known for it: set LEADLINE_CALENDAR_HOST, _USER and _PASSWORD, name a command that prints the password in your settings, or tell git's credential helper"
	}
	return "it does not know this name and password: check both; many servers want an app password, made for one program"
}

// preconditions of RFC 4791, section 5.3.2.1, and RFC 4331, in words.
var preconditions = []struct{ element, words string }{
	{"no-uid-conflict", "it has the same event in another place"},
	{"supported-calendar-component", "this calendar takes no events"},
	{"supported-calendar-data", "it does not take this kind of data"},
	{"valid-calendar-data", "it does not find it valid"},
	{"valid-calendar-object-resource", "it does not find it valid"},
	{"max-resource-size", "it is too large"},
	{"max-attendees-per-instance", "too many people are invited"},
	{"min-date-time", "it is too far in the past"},
	{"max-date-time", "it is too far in the future"},
	{"max-instances", "it recurs too often"},
	{"quota-not-exceeded", "no room is left"},
	{"calendar-collection-location-ok", "no event may stand there"},
}

// precondition is which of them an answer names, in its first bytes; "" where none.
func precondition(body []byte) string {
	said := string(body[:min(len(body), 4096)])
	if !strings.Contains(said, "<") {
		return ""
	}
	for _, p := range preconditions {
		if strings.Contains(said, ":"+p.element) || strings.Contains(said, "<"+p.element) {
			return p.words
		}
	}
	return ""
}

const longestText = 300 // bytes

// cut makes a text from outside one line of a length that can be shown.
func cut(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s[:min(len(s), 4*longestText)], "\uFFFD"))
	s = strings.TrimSpace(s)
	if len(s) <= longestText {
		return s
	}
	s = s[:longestText]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}
