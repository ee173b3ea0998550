package todo

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/lang"
)

// mostMixed is how many comments of one template are looked at.
const mostMixed = 200_000

// islands reads a text of two languages: comments were gathered from both.
type islands struct {
	list []comment
}

func (s *islands) next() (comment, bool) {
	if len(s.list) == 0 {
		return comment{}, false
	}
	c := s.list[0]
	s.list = s.list[1:]
	return c, true
}

func (s *islands) take(from source) {
	for len(s.list) < mostMixed {
		c, ok := from.next()
		if !ok {
			return
		}
		s.list = append(s.list, c)
	}
}

// around reads what lies around the islands: a copy of the text in which these are blank, line ends apart.
func (s *islands) around(l lang.Language, text []byte, list [][2]int) {
	masked := bytes.Clone(text)
	for _, r := range list {
		for i := r[0]; i < r[1]; i++ {
			if masked[i] != '\n' {
				masked[i] = ' '
			}
		}
	}
	s.take(comments(l, "", masked))
	slices.SortStableFunc(s.list, func(a, b comment) int { return a.start - b.start })
	// An island within a comment of what is around it is a part of that comment.
	end := 0
	s.list = slices.DeleteFunc(s.list, func(c comment) bool {
		inside := c.start < end
		end = max(end, c.end)
		return inside
	})
}

// phpPage reads <?php … ?> as PHP and the rest as HTML.
func phpPage(l lang.Language, text []byte) source {
	s := &islands{}
	var list [][2]int
	for at := 0; at < len(text); {
		i := bytes.Index(text[at:], []byte("<?"))
		if i < 0 {
			break
		}
		at += i
		from := at + 2
		switch rest := text[from:]; {
		case bytes.HasPrefix(bytes.ToLower(rest[:min(3, len(rest))]), []byte("php")):
			from += 3
		case bytes.HasPrefix(rest, []byte("=")):
			from++
		case bytes.HasPrefix(rest, []byte("xml")):
			at = from
			continue
		}
		x := newLexer(l, text, from)
		s.take(x)
		list = append(list, [2]int{at, x.at})
		at = max(x.at, from)
	}
	if len(list) == 0 && !bytes.Contains(text, []byte("<")) {
		return newLexer(l, text, 0) // a fragment without its opening tag
	}
	html, ok := lang.ByName("html")
	if ok && (len(list) == 0 || list[0] != [2]int{0, len(text)}) {
		s.around(html, text, list)
	}
	return s
}

// template reads the islands of a template's language, and around them the language that the rest of the file's
// name gives (page.html.erb), or the one that is usual.
func template(l lang.Language, file string, text []byte) source {
	s := &islands{}
	var list [][2]int
	for at := 0; at < len(text); {
		island, from := firstIsland(l.Islands, text, at)
		if from < 0 {
			break
		}
		body := from + len(island.Open)
		end, bodyEnd := len(text), len(text)
		if i := bytes.Index(text[body:], []byte(island.Close)); i >= 0 {
			bodyEnd = body + i
			end = bodyEnd + len(island.Close)
		}
		if island.Comment {
			if len(s.list) < mostMixed {
				// {{- /* … */ -}}: what closes the comment is a part of its mark
				trimmed := bytes.TrimRight(bytes.TrimSuffix(bytes.TrimRight(text[body:bodyEnd], " "), []byte("-")), " ")
				trimmed = bytes.TrimSuffix(trimmed, []byte("*/"))
				s.list = append(s.list, comment{start: from, body: body, bodyEnd: body + len(trimmed), end: end, block: true})
			}
		} else if code, ok := lang.For(island.Code, nil); ok && island.Code != "" {
			s.take(newLexer(code, text[:bodyEnd], body))
		}
		list = append(list, [2]int{from, end})
		at = end
	}
	if around, ok := surrounding(l, file, text, list); ok {
		s.around(around, text, list)
	}
	return s
}

func firstIsland(islands []lang.Island, text []byte, from int) (first lang.Island, at int) {
	for i := from; i < len(text); i++ {
		j := bytes.IndexAny(text[i:], "<{$")
		if j < 0 {
			break
		}
		i += j
		for _, island := range islands {
			if bytes.HasPrefix(text[i:], []byte(island.Open)) {
				return island, i
			}
		}
	}
	return lang.Island{}, -1
}

// surrounding answers the language around a template's islands.
func surrounding(l lang.Language, file string, text []byte, list [][2]int) (lang.Language, bool) {
	name := path.Base(file)
	if ext := path.Ext(name); ext != "" {
		if name = strings.TrimSuffix(name, ext); path.Ext(name) != "" || name == "Dockerfile" || name == "Makefile" {
			if around, ok := lang.For(name, nil); !ok || around.Host != lang.Template {
				return around, ok
			}
		}
	}
	if l.Around != "" {
		return lang.For(l.Around, nil)
	}
	at := 0
	for _, r := range list {
		if len(bytes.TrimSpace(text[at:r[0]])) > 0 {
			break
		}
		at = r[1]
	}
	if bytes.HasPrefix(bytes.TrimSpace(text[at:]), []byte("<")) {
		return lang.ByName("html")
	}
	return lang.Language{}, false
}
