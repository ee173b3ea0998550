package cli

import (
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// plainJSON writes JSON so that a terminal shows it as it is. Texts of a repository may hold characters that turn around what
// stands after them, or steer old terminals; JSON leaves them alone, and what reads it does not care how they are written: here
// as \u202e. Outside texts JSON has none of them. What is written must end with a whole character.
type plainJSON struct {
	out  io.Writer
	rest []byte // the beginning of a character
}

func (p *plainJSON) Write(b []byte) (int, error) {
	text := append(p.rest, b...)
	whole := len(text)
	for i := max(0, whole-utf8.UTFMax+1); i < whole; i++ {
		if utf8.RuneStart(text[i]) && !utf8.FullRune(text[i:]) {
			whole = i
			break
		}
	}
	plain := make([]byte, 0, whole)
	for i := 0; i < whole; {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r < 0x7f, !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) && r != '\u2028' && r != '\u2029':
			plain = append(plain, text[i:i+size]...)
		case r > 0xffff:
			r -= 0x10000
			plain = fmt.Appendf(plain, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			plain = fmt.Appendf(plain, `\u%04x`, r)
		}
		i += size
	}
	p.rest = append(p.rest[:0:0], text[whole:]...)
	if _, err := p.out.Write(plain); err != nil {
		return 0, err
	}
	return len(b), nil
}
