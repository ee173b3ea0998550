package ledger

import (
	"strings"
	"time"
	"unicode"
)

// What somebody's own machine knows of whom they sit with now. Both are private, and about [SessionSubject].
const (
	SessionBegun Kind = "session.begun" // its body is a [Session]
	SessionEnded Kind = "session.ended"
)

// SessionSubject is what sessions are about: a repository has one at a time.
const SessionSubject = "session"

// Session is the body of [SessionBegun]: two or more at one keyboard, whose commits credit all of them. It ends by itself.
type Session struct {
	Pairing string    `json:"pairing,omitempty"` // id of the block that it is; "" for none
	With    []Actor   `json:"with"`              // the partners, as commits are to name them
	Until   time.Time `json:"until"`
}

// On says whether the session lasts at a moment.
func (s Session) On(now time.Time) bool { return len(s.With) > 0 && now.Before(s.Until) }

// Trailers are the lines that credit the partners in the message of a commit, one each; nobody without an address is.
func (s Session) Trailers() []string {
	var out []string
	for _, a := range s.With {
		if email := trailerWord(a.Email); email != "" {
			out = append(out, "Co-authored-by: "+trailerWord(a.Name)+" <"+email+">")
		}
	}
	return out
}

// trailerWord is a name or an address that cannot be taken for anything else in a line of a message.
func trailerWord(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '<' || r == '>':
			return -1
		case unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}
