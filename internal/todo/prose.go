package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// prose reads Markdown: HTML comments outside of code, the comments within fenced code of a language that is
// named, and the reference [//]: # (…), which nothing shows.
type prose struct {
	l     lang.Language
	text  []byte
	at    int
	end   int // of the line that at is in
	spans int // code spans of the line that had no end
	inner source
}

func (p *prose) next() (comment, bool) {
	for {
		if p.inner != nil {
			if c, ok := p.inner.next(); ok {
				return c, true
			}
			p.inner = nil
		}
		if p.at >= len(p.text) {
			return comment{}, false
		}
		atStart := p.at == 0 || p.text[p.at-1] == '\n'
		if p.at > p.end || atStart {
			p.end, p.spans = lineEnd(p.text, p.at), 0
		}
		end := p.end
		line := p.text[p.at:end]
		if atStart {
			if fence, language, ok := opensFence(line); ok {
				p.fence(fence, language, min(end+1, len(p.text)))
				continue
			}
			if i := bytes.Index(line[:min(len(line), 40)], []byte("]: # ")); i > 0 && line[0] == '[' && (string(line[1:i]) == "//" || string(line[1:i]) == "comment") {
				c := comment{start: p.at, body: min(p.at+i+6, end), bodyEnd: end, end: end}
				if bytes.HasSuffix(line, []byte(")")) || bytes.HasSuffix(line, []byte(`"`)) {
					c.bodyEnd = max(c.body, end-1)
				}
				p.at = end
				return c, true
			}
		}
		if c, ok := p.line(end); ok {
			p.at = c.end
			return c, true
		}
		p.at = min(end+1, len(p.text))
	}
}

// line looks for a comment in the rest of the line, outside of code spans.
func (p *prose) line(end int) (comment, bool) {
	for i := p.at; i < end; i++ {
		switch c := p.text[i]; c {
		case '\\':
			i++
		case '`':
			n := i
			for n < end && p.text[n] == '`' {
				n++
			}
			j := -1
			if p.spans < 8 {
				j = bytes.Index(p.text[n:end], p.text[i:n])
			}
			if j >= 0 {
				i = n + j + (n - i) - 1
			} else {
				p.spans++
				i = n - 1
			}
		case '<', '{':
			for _, b := range p.l.BlockComments {
				if !bytes.HasPrefix(p.text[i:], []byte(b.Open)) {
					continue
				}
				c := comment{start: i, body: i + len(b.Open), bodyEnd: len(p.text), end: len(p.text), block: true}
				if j := bytes.Index(p.text[c.body:], []byte(b.Close)); j >= 0 {
					c.bodyEnd = c.body + j
					c.end = c.bodyEnd + len(b.Close)
				}
				return c, true
			}
		}
	}
	return comment{}, false
}

// opensFence knows ```go and ~~~ python, indented or quoted.
func opensFence(line []byte) (fence, language string, ok bool) {
	line = bytes.TrimLeft(line[:min(len(line), 200)], " \t>")
	for len(line) > 2 && (line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ' {
		line = bytes.TrimLeft(line[2:], " ")
	}
	n := 0
	for n < len(line) && line[n] == line[0] && (line[0] == '`' || line[0] == '~') {
		n++
	}
	if n < 3 || line[0] == '`' && bytes.IndexByte(line[n:], '`') >= 0 {
		return "", "", false
	}
	info := strings.TrimLeft(string(line[n:]), " {.")
	if i := strings.IndexAny(info, " \t,{}:\r"); i >= 0 {
		info = info[:i]
	}
	return string(line[:n]), info, true
}

// fence reads the code from offset from up to the line that closes the fence.
func (p *prose) fence(fence, language string, from int) {
	end, next := len(p.text), len(p.text)
	for at := from; at < len(p.text); {
		stop := lineEnd(p.text, at)
		if line := bytes.TrimLeft(p.text[at:stop], " \t>"); bytes.HasPrefix(line, []byte(fence)) && len(bytes.Trim(line, fence[:1]+" \t\r")) == 0 {
			end, next = at, stop
			break
		}
		at = stop + 1
	}
	p.at = next
	l, ok := lang.ByName(language)
	if !ok {
		return
	}
	if l.Host == lang.Alone {
		p.inner = newLexer(l, p.text[:end], from)
		return
	}
	inner := comments(l, "", p.text[from:end])
	p.inner = &shifted{inner, from}
}

// shifted moves the comments of a part to where they stand in the whole.
type shifted struct {
	source
	by int
}

func (s *shifted) next() (comment, bool) {
	c, ok := s.source.next()
	c.start += s.by
	c.body += s.by
	c.bodyEnd += s.by
	c.end += s.by
	return c, ok
}

func lineEnd(text []byte, from int) int {
	if i := bytes.IndexByte(text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(text)
}
