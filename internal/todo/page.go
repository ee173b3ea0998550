package todo

import (
	"bytes"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// comments answers the comments of a text, whatever languages it holds.
func comments(l lang.Language, path string, text []byte) source {
	switch l.Host {
	case lang.Page:
		return newPage(l, text)
	case lang.Prose:
		return &prose{l: l, text: text}
	case lang.PHPPage:
		return phpPage(l, text)
	case lang.Template:
		return template(l, path, text)
	}
	return newLexer(l, text, 0)
}

// page reads HTML and its kin: comments, and what script and style elements hold. Attributes and text are
// neither.
type page struct {
	text  []byte
	at    int
	inner source
	end   int // of the element that inner reads

	opened func(l lang.Language, from, end int) // hears of elements whose language is known; nil for nobody
}

func newPage(l lang.Language, text []byte) *page {
	p := &page{text: text}
	p.begin(l)
	return p
}

func (p *page) begin(l lang.Language) {
	text := p.text
	// Astro's front matter is TypeScript.
	if head := bytes.TrimPrefix(text, []byte("\ufeff")); l.Name == "Astro" && bytes.HasPrefix(head, []byte("---\n")) {
		from := len(text) - len(head) + 4
		if i := bytes.Index(text[from:], []byte("\n---")); i >= 0 {
			p.open("ts", from, from+i+1)
		}
	}
}

func (p *page) open(language string, from, end int) {
	p.at, p.end = end, end
	if l, ok := lang.ByName(language); ok {
		if p.opened != nil {
			p.opened(l, from, end)
		}
		p.inner = comments(l, "", p.text[:end])
		if x, ok := p.inner.(*lexer); ok {
			x.at, x.first, x.lineAt, x.lineSeen = from, from, from, from
		}
	}
}

func (p *page) next() (comment, bool) {
	for {
		if p.inner != nil {
			if c, ok := p.inner.next(); ok {
				return c, true
			}
			p.inner = nil
		}
		i := bytes.IndexByte(p.text[p.at:], '<')
		if i < 0 {
			p.at = len(p.text)
			return comment{}, false
		}
		p.at += i
		rest := p.text[p.at:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			c := comment{start: p.at, body: p.at + 4, bodyEnd: len(p.text), end: len(p.text), block: true}
			if i := bytes.Index(p.text[c.body:], []byte("-->")); i >= 0 {
				c.bodyEnd = c.body + i
				c.end = c.bodyEnd + 3
			}
			p.at = c.end
			return c, true
		case len(rest) > 1 && isLetter(rest[1]):
			p.tag()
		default:
			p.at++
		}
	}
}

// tag passes over a start tag, and opens what script and style elements hold.
func (p *page) tag() {
	i := p.at + 1
	for i < len(p.text) && (isWord(p.text[i]) || p.text[i] == '-') {
		i++
	}
	name := strings.ToLower(string(p.text[p.at+1 : min(i, p.at+20)]))
	attributes := i
	for i < len(p.text) && p.text[i] != '>' {
		if c := p.text[i]; (c == '"' || c == '\'') && p.text[i-1] == '=' {
			end := bytes.IndexByte(p.text[i+1:], c)
			if end < 0 {
				break // an open attribute: its tag ends where the next ">" is
			}
			i += end + 1
		}
		i++
	}
	if i < len(p.text) && p.text[i] != '>' {
		i += max(0, bytes.IndexByte(p.text[i:], '>'))
	}
	i = min(i+1, len(p.text))
	p.at = i
	inside := ""
	switch name {
	case "script":
		inside = "js"
		if kind := p.attribute(attributes, i, "type"); strings.Contains(kind, "json") || strings.Contains(kind, "template") || strings.Contains(kind, "html") {
			inside = "none"
		}
	case "style":
		inside = "css"
	case "textarea", "title", "xmp":
		inside = "none"
	default:
		return
	}
	if kind := p.attribute(attributes, i, "lang"); kind != "" {
		inside = kind
	}
	if i >= 2 && p.text[i-2] == '/' {
		return
	}
	end := len(p.text)
	for at := i; ; {
		j := bytes.Index(p.text[at:], []byte("</"))
		if j < 0 {
			break
		}
		at += j + 2
		if len(p.text)-at >= len(name) && strings.EqualFold(string(p.text[at:at+len(name)]), name) {
			end = at - 2
			break
		}
	}
	p.open(inside, i, end)
}

// attribute answers the value of an attribute within p.text[from:to], in lower case.
func (p *page) attribute(from, to int, name string) string {
	tag := strings.ToLower(string(p.text[from:min(to, from+500)]))
	_, value, ok := strings.Cut(tag, " "+name+"=")
	if !ok {
		return ""
	}
	value = strings.TrimLeft(value, `"'`)
	if i := strings.IndexAny(value, "\"' >"); i >= 0 {
		value = value[:i]
	}
	return value
}
