package todo

import (
	"bytes"

	"github.com/leadline/leadline/internal/lang"
)

// Stretch is a part of a text that is no code: a comment, or a literal with its quotes. Offsets are in bytes.
type Stretch struct {
	Start, End int
	Comment    bool
}

// Region is a part of a text that is written in one language, and what in it is no code, in order.
type Region struct {
	Language   lang.Language
	Start, End int
	Passed     []Stretch
}

// Regions answers where the code of a text is: all of it, the scripts and styles of a page, what stands between <?php and
// ?>. The literals are those of the lexer that finds comments, so a text that speaks of code is none. Prose, templates and
// notebooks have none, nor has a language that is not known. Time is linear in the size of the text.
func Regions(path string, text []byte) []Region {
	l, ok := lang.For(path, text[:min(len(text), 512)])
	if !ok || bytes.IndexByte(text, 0) >= 0 {
		return nil
	}
	switch l.Host {
	case lang.Alone:
		return []Region{readRegion(l, unixLines(text), 0)}
	case lang.Page:
		return pageRegions(l, unixLines(text))
	case lang.PHPPage:
		return phpRegions(l, unixLines(text))
	}
	return nil
}

// readRegion reads from an offset up to where the language ends.
func readRegion(l lang.Language, text []byte, from int) Region {
	r := Region{Language: l, Start: from, End: len(text)}
	x := newLexer(l, text, from)
	x.passed = func(start, end int) {
		if wordEnd(text, start) >= end {
			return // the rest of a word that could have opened a literal
		}
		r.Passed = append(r.Passed, Stretch{Start: start, End: min(end, len(text))})
	}
	for {
		c, ok := x.next()
		if !ok {
			break
		}
		if n := len(r.Passed); n > 0 && r.Passed[n-1].End > c.start {
			continue // within what was passed over already
		}
		r.Passed = append(r.Passed, Stretch{Start: c.start, End: c.end, Comment: true})
	}
	if x.ended {
		r.End = min(x.at, len(text))
	}
	return r
}

// pageRegions are the scripts and styles of a page.
func pageRegions(l lang.Language, text []byte) []Region {
	var out []Region
	p := &page{text: text}
	p.opened = func(l lang.Language, from, end int) { out = append(out, readRegion(l, text[:end], from)) }
	p.begin(l)
	for {
		if _, ok := p.next(); !ok {
			return out
		}
	}
}

// phpRegions are what stands between <?php and ?>.
func phpRegions(l lang.Language, text []byte) []Region {
	var out []Region
	for at := 0; at < len(text); {
		i := bytes.Index(text[at:], []byte("<?"))
		if i < 0 {
			break
		}
		r := readRegion(l, text, at+i+2)
		out = append(out, r)
		at = max(r.End, at+i+2)
	}
	if len(out) == 0 && !bytes.Contains(text, []byte("<")) {
		return []Region{readRegion(l, text, 0)}
	}
	return out
}

// wordEnd answers where the word that begins at an offset ends.
func wordEnd(text []byte, at int) int {
	for at < len(text) && isWord(text[at]) {
		at++
	}
	return at
}
