package people

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Longer names and addresses are cut: nobody is called that.
const (
	maxName    = 100 // runes
	maxAddress = 254 // bytes, RFC 5321
	maxHandle  = 64  // bytes
)

// cleanName makes a stranger's name fit for one line of a screen: valid UTF-8, no
// control, bidirectional or invisible characters, single blanks. The two joiners stay:
// Persian and Hindi names need them.
func cleanName(s string) string {
	if isClean(s, maxName) {
		return s
	}
	if len(s) > 4*utf8.UTFMax*maxName {
		s = s[:4*utf8.UTFMax*maxName]
	}
	var b strings.Builder
	runes, gap := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = runes > 0
			continue
		case r == '\u200c' || r == '\u200d':
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co):
			continue
		}
		if gap {
			b.WriteByte(' ')
			runes++
			gap = false
		}
		if runes >= maxName {
			break
		}
		b.WriteRune(r)
		runes++
	}
	return strings.TrimSpace(b.String())
}

// isClean says of most names and addresses, soon, that there is nothing to clean: they are visible ASCII, with
// single blanks within.
func isClean(s string, most int) bool {
	if len(s) > most {
		return false
	}
	gap := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && gap {
			return false
		}
		gap = c == ' '
	}
	return !gap || s == ""
}

// cleanAddress drops what no address has. The result is empty when nothing is left.
func cleanAddress(s string) string {
	if isClean(s, maxAddress) && !strings.ContainsAny(s, " <>") {
		return s
	}
	if len(s) > maxAddress {
		s = s[:maxAddress]
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r == '<' || r == '>' || unicode.IsSpace(r) ||
			unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			return -1
		}
		return r
	}, s)
}

// cleanHandle returns a handle without @, or "" for what no forge would accept.
func cleanHandle(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "@")
	if len(s) > maxHandle {
		return ""
	}
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune("._-[]", rune(c)) {
			return ""
		}
	}
	return s
}

// fold is how names and addresses are compared.
func fold(s string) string { return strings.ToLower(s) }

// folding is fold for many, whose results share memory. It is for one goroutine.
type folding struct{ room strings.Builder }

// roomOfFolding is how much is allocated at once.
const roomOfFolding = 8 << 10

func (f *folding) fold(s string) string {
	upper := false
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			return fold(s)
		}
		upper = upper || 'A' <= c && c <= 'Z'
	}
	if !upper {
		return s
	}
	if f.room.Cap()-f.room.Len() < len(s) {
		f.room = strings.Builder{}
		f.room.Grow(max(roomOfFolding, len(s)))
	}
	from := f.room.Len()
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		f.room.WriteByte(c)
	}
	return f.room.String()[from:]
}

// fullName says whether a name is more than a first name or a login.
func fullName(s string) bool { return strings.Contains(s, " ") }
