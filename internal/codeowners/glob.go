package codeowners

import (
	"strings"
	"unicode/utf8"
)

// A glob is a pattern cut at its slashes. Both glob dialects are brought to
// this one form; they differ in how they get there and in the tail.
//
// Matching walks pattern and path segments side by side and, when it fails,
// goes back to the latest "**" only: an earlier one need never take more,
// because whatever it could reach the later one can reach too. The same holds
// for "*" within a segment. So the time is at most the product of the two
// lengths, and usually their sum.
type glob struct {
	segments []segment
	tail     tail
	least    int // bytes that any path it matches has at least
}

// tail says what may follow once all segments have matched.
type tail uint8

const (
	tailNone   tail = iota // the path ends here
	tailWithin             // the path ends here, or goes on below
	tailBelow              // the path goes on below
)

type segmentKind uint8

const (
	segmentLiteral  segmentKind = iota // text
	segmentAny                         // "*": any name
	segmentSuffix                      // "*text"
	segmentGlobstar                    // "**": any number of names, also none
	segmentGeneral                     // atoms
)

type segment struct {
	kind  segmentKind
	text  string
	atoms []atom
}

type atomKind uint8

const (
	atomText  atomKind = iota // exactly text
	atomOne                   // "?": one character
	atomStar                  // "*": any characters
	atomClass                 // "[…]": one character of a set
)

type atom struct {
	kind  atomKind
	text  string
	class *class
}

// splitPattern cuts at slashes. A backslash before a slash escapes nothing
// that could be meant otherwise, and goes.
func splitPattern(p string) []string {
	parts := strings.Split(p, "/")
	for i := range len(parts) - 1 {
		if n := trailingBackslashes(parts[i]); n%2 == 1 {
			parts[i] = parts[i][:len(parts[i])-1]
		}
	}
	return parts
}

func trailingBackslashes(s string) int {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n
}

// compileSegment reads one segment other than "**". ok is false when no name
// can match it.
func compileSegment(s string, brackets bool) (seg segment, ok bool) {
	if s == "" {
		return segment{}, false
	}
	atoms, ok := compileAtoms(s, brackets)
	if !ok {
		return segment{}, false
	}
	switch {
	case len(atoms) == 1 && atoms[0].kind == atomText:
		return segment{kind: segmentLiteral, text: atoms[0].text}, true
	case len(atoms) == 1 && atoms[0].kind == atomStar:
		return segment{kind: segmentAny}, true
	case len(atoms) == 2 && atoms[0].kind == atomStar && atoms[1].kind == atomText:
		return segment{kind: segmentSuffix, text: atoms[1].text}, true
	}
	return segment{kind: segmentGeneral, atoms: atoms}, true
}

func compileAtoms(s string, brackets bool) ([]atom, bool) {
	if !strings.ContainsAny(s, `*?\[`) {
		return []atom{{kind: atomText, text: s}}, true
	}
	var atoms []atom
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			atoms = append(atoms, atom{kind: atomText, text: text.String()})
			text.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s):
			i++
			text.WriteByte(s[i])
		case c == '*':
			flush()
			if n := len(atoms); n == 0 || atoms[n-1].kind != atomStar {
				atoms = append(atoms, atom{kind: atomStar})
			}
		case c == '?':
			flush()
			atoms = append(atoms, atom{kind: atomOne})
		case c == '[' && brackets:
			flush()
			cl, n, ok := compileClass(s[i+1:])
			if !ok {
				return nil, false
			}
			atoms = append(atoms, atom{kind: atomClass, class: cl})
			i += n
		default:
			text.WriteByte(c)
		}
	}
	flush()
	return atoms, true
}

// finish sums up what the segments need, once they are complete.
func (g *glob) finish() {
	for i := range g.segments {
		s := &g.segments[i]
		switch s.kind {
		case segmentLiteral, segmentSuffix:
			g.least += len(s.text) + 1
		case segmentAny:
			g.least += 2
		case segmentGeneral:
			n := 0
			for _, a := range s.atoms {
				switch a.kind {
				case atomText:
					n += len(a.text)
				case atomOne, atomClass:
					n++
				}
			}
			g.least += max(n, 1) + 1
		}
	}
	g.least-- // no slash before the first
}

// match reports whether the path, cut at its slashes and size bytes long,
// matches. It costs spent what it takes.
func (g *glob) match(path []string, size int, spent *meter) bool {
	spent.pay(5)
	if size < g.least {
		return false
	}
	p, s := 0, 0
	backP, backS := -1, 0
	for {
		spent.pay(5)
		switch {
		case p == len(g.segments):
			if s == len(path) && g.tail != tailBelow || s < len(path) && g.tail != tailNone {
				return true
			}
		case g.segments[p].kind == segmentGlobstar:
			p++
			backP, backS = p, s
			continue
		case s < len(path) && g.segments[p].match(path[s], spent):
			p++
			s++
			continue
		}
		if backP < 0 || backS >= len(path) {
			return false
		}
		backS++
		p, s = backP, backS
	}
}

func (s *segment) match(name string, spent *meter) bool {
	switch s.kind {
	case segmentLiteral:
		return name == s.text
	case segmentAny:
		return true
	case segmentSuffix:
		return strings.HasSuffix(name, s.text)
	}
	return matchAtoms(s.atoms, name, spent)
}

func matchAtoms(atoms []atom, name string, spent *meter) bool {
	a, n := 0, 0
	backA, backN := -1, 0
	for {
		spent.pay(5)
		if a == len(atoms) && n == len(name) {
			return true
		}
		if a < len(atoms) {
			if atoms[a].kind == atomStar {
				a++
				backA, backN = a, n
				continue
			}
			if w := atoms[a].match(name[n:]); w > 0 {
				a++
				n += w
				continue
			}
		}
		if backA < 0 || backN >= len(name) {
			return false
		}
		_, w := utf8.DecodeRuneInString(name[backN:])
		backN += w
		a, n = backA, backN
	}
}

// match answers how many bytes at the start of rest the atom takes, 0 for no
// match.
func (a *atom) match(rest string) int {
	if a.kind == atomText {
		if strings.HasPrefix(rest, a.text) {
			return len(a.text)
		}
		return 0
	}
	if rest == "" {
		return 0
	}
	_, w := utf8.DecodeRuneInString(rest)
	if a.kind == atomClass && !a.class.has(rest[:w]) {
		return 0
	}
	return w
}
