package calendar

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

// fold breaks content lines of more than 75 octets (RFC 5545 3.1), never
// within a character. The input has CRLF line ends.
func fold(in []byte) []byte {
	const most = 75
	out := make([]byte, 0, len(in)+len(in)/25)
	for content := range bytes.SplitSeq(in, []byte("\r\n")) {
		room := most
		for len(content) > room {
			cut := room
			for cut > 1 && !utf8.RuneStart(content[cut]) {
				cut--
			}
			out = append(out, content[:cut]...)
			out = append(out, "\r\n "...)
			content, room = content[cut:], most-1
		}
		out = append(out, content...)
		out = append(out, "\r\n"...)
	}
	// The input ends with a line end, so the last piece was empty.
	return bytes.TrimSuffix(out, []byte("\r\n"))
}

// line makes a text fit for one line: names and topics come from
// repositories, and none may smuggle in a property or turn the reading around.
func line(s string) string {
	return cut(strings.Join(strings.Fields(harmless(s, ' ')), " "), maxLine)
}

// paragraph is like line but keeps line breaks.
func paragraph(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return cut(strings.TrimSpace(harmless(s, '\n')), maxText)
}

// harmless drops control and direction characters, and turns every kind of
// line break into brk.
func harmless(s string, brk rune) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return brk
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFEFF':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func cut(s string, characters int) string {
	n := 0
	for i := range s {
		if n == characters {
			return strings.TrimSpace(s[:i]) + "…"
		}
		n++
	}
	return s
}

// person renders an organizer or attendee.
func person(property string, a Attendee) *ical.Prop {
	p := ical.NewProp(property)
	p.Value = "mailto:" + escapeAddress(strings.TrimSpace(a.Email))
	if name := line(a.Name); name != "" {
		// A parameter cannot hold a double quote; RFC 6868 gives ^ a meaning.
		p.Params.Set(ical.ParamCommonName, strings.NewReplacer(`"`, "'", "^", "^^").Replace(name))
	}
	return p
}

func display(a Attendee) string {
	if name := line(a.Name); name != "" {
		return name
	}
	return line(a.Email)
}

// reachable tells whether an address has the form of one that mail can be sent
// to; history is full of others, such as "dev@build.(none)".
func reachable(a Attendee) bool {
	address := strings.TrimSpace(a.Email)
	local, host, _ := strings.Cut(address, "@")
	odd := func(r rune) bool {
		return r <= ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(`"(),:;<>[\]@`, r) || !unicode.IsPrint(r)
	}
	return local != "" && host != "" && len(address) <= 254 && !strings.ContainsFunc(local, odd) && !strings.ContainsFunc(host, odd)
}

// Reachable tells whether the attendee's address has the form of one that mail can be sent to.
func (a Attendee) Reachable() bool { return reachable(a) }

func sameMailbox(a, b Attendee) bool {
	return strings.EqualFold(strings.TrimSpace(a.Email), strings.TrimSpace(b.Email))
}

// escapeAddress percent-encodes what a mailto URI cannot hold (RFC 6068).
func escapeAddress(address string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(address) {
		if c >= 0x80 || strings.IndexByte("%?&#/`{|}^'", c) >= 0 {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
