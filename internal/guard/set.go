package guard

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Limits of one evaluation.
const (
	// MostText is the size in bytes up to which a text is looked at.
	MostText = 2 << 20
	// MostHits of one text are told.
	MostHits = 200

	mostLine  = 4000    // bytes of a line; the rest is most likely data
	mostFound = 200     // bytes of what was found
	workEach  = 1 << 20 // steps of a pattern between two looks at the clock
)

// Limits bound the time that one evaluation may take. The zero value bounds nothing.
type Limits struct {
	Now  func() time.Time
	Each time.Duration // for one rule
	All  time.Duration // for all of them; those that come first in the set have it first
	// Skip leaves rules out, which then are late; nil leaves out none.
	Skip func(*Rule) bool
}

// Hit is a place where code does not keep to a check.
type Hit struct {
	Rule       *Rule
	Line       int    // 1-based
	Start, End int    // in bytes within the line
	Found      string // what stands there: the name that is imported, or the text that the pattern matches

	offset int // of a reference, in the text
}

// Set is the checks of all decisions. It is immutable and safe for concurrent use.
type Set struct {
	rules     []*Rule
	modules   []Module
	forbids   bool // there is a rule that forbids
	companies bool // there is one with a companion
}

// Module says which folder of the repository the imports that begin with Prefix lie in, as a go.mod does.
type Module struct {
	Prefix string // example.com/shop
	Dir    string // "" for the top
}

// NewSet takes the rules and what is known of modules.
func NewSet(rules []*Rule, modules []Module) *Set {
	s := &Set{rules: slices.Clone(rules), modules: slices.Clone(modules)}
	for _, r := range rules {
		s.forbids = s.forbids || r.forbids != nil
		s.companies = s.companies || r.Check.Companion != ""
	}
	// The longest prefix decides.
	slices.SortStableFunc(s.modules, func(a, b Module) int { return len(b.Prefix) - len(a.Prefix) })
	return s
}

// Len is how many rules there are.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.rules)
}

// Speaks says whether any pattern or import is checked in the file at path.
func (s *Set) Speaks(path string) bool {
	return s.Len() > 0 && slices.ContainsFunc(s.rules, func(r *Rule) bool { return r.Check.Companion == "" && r.Speaks(path) })
}

// Accompanies says whether there is a rule with a companion.
func (s *Set) Accompanies() bool { return s.Len() > 0 && s.companies }

// Companions are the rules by which something must change with the file at path.
func (s *Set) Companions(path string) []*Rule {
	if s.Len() == 0 || !s.companies {
		return nil
	}
	var out []*Rule
	for _, r := range s.rules {
		if r.Check.Companion != "" && r.Speaks(path) && !r.companion.matches(path) {
			out = append(out, r)
		}
	}
	return out
}

// Result is what an evaluation found. It is immutable.
type Result struct {
	Hits []Hit // by line
	// More says that there are more hits than are told.
	More bool
	// Late are the rules that were not done when their time was over.
	Late []*Rule

	set   *Set
	path  string
	text  string
	lines []Hit // what the patterns found, before the cut
	cut   bool  // one of them found more than is kept
}

// Eval checks the text of the file at path. Texts that are longer than [MostText], or binary, have no hits.
func (s *Set) Eval(ctx context.Context, path, text string, l Limits) *Result {
	return s.EvalAfter(ctx, nil, path, text, l)
}

// EvalAfter is [Set.Eval] for a text of which an earlier one was evaluated: patterns look at the lines that differ alone,
// and rules that were late are left out.
func (s *Set) EvalAfter(ctx context.Context, before *Result, path, text string, l Limits) *Result {
	r := &Result{set: s, path: path, text: text}
	if s.Len() == 0 || len(text) > MostText || strings.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		r.text = ""
		return r
	}
	if before != nil && (before.set != s || before.path != path || before.cut) {
		before = nil
	}
	if before != nil && before.text == text {
		return before
	}
	var patterns, names []*Rule
	for _, x := range s.rules {
		switch {
		case x.Check.Companion != "" || !x.Speaks(path):
		case before != nil && slices.Contains(before.Late, x), l.Skip != nil && l.Skip(x):
			r.Late = append(r.Late, x)
		case x.pattern != nil:
			patterns = append(patterns, x)
		default:
			names = append(names, x)
		}
	}
	m := &matching{ctx: ctx, limits: l}
	if l.Now != nil && l.All > 0 {
		m.until = l.Now().Add(l.All)
	}
	m.patterns(r, before, patterns)
	found := slices.Clone(r.lines)
	if len(names) > 0 {
		found = append(found, m.forbidden(s, path, text, names, r)...)
	}
	slices.SortStableFunc(found, byLine)
	if len(found) > MostHits {
		found, r.More = found[:MostHits], true
	}
	r.Hits, r.cut = found, m.cut
	return r
}

func byLine(a, b Hit) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Start - b.Start
}

// matching is one evaluation of patterns under way.
type matching struct {
	ctx    context.Context
	limits Limits
	until  time.Time // for all rules
	mine   time.Time // for the one at hand
	work   int
	over   bool // for all
	late   bool // for the one at hand
	cut    bool
	part   string // of the text, which is matched
	lower  string // the same with its letters in lower case; "" before that is needed
	cr     bool   // it has line ends other than line feeds
}

// begin gives the next rule its time.
func (m *matching) begin() {
	m.late, m.mine = false, time.Time{}
	if m.limits.Now != nil && m.limits.Each > 0 {
		m.mine = m.limits.Now().Add(m.limits.Each)
	}
}

// spent says whether the time is over, after so many steps more.
func (m *matching) spent(steps int) bool {
	if m.work += steps; m.work < workEach || m.over || m.late {
		return m.over || m.late
	}
	m.work = 0
	var now time.Time
	if m.limits.Now != nil {
		now = m.limits.Now()
	}
	m.over = m.ctx.Err() != nil || !m.until.IsZero() && now.After(m.until)
	m.late = !m.mine.IsZero() && now.After(m.mine)
	return m.over || m.late
}

// patterns fills in what the patterns find: anew in the lines that differ from before, as before in the others.
func (m *matching) patterns(r, before *Result, rules []*Rule) {
	from, end, oldEnd := 0, len(r.text), 0
	line, shift := 0, 0
	if before != nil {
		from, end, oldEnd = differs(before.text, r.text)
		line = countLines(r.text[:from])
		old := countLines(before.text[from:oldEnd])
		shift = countLines(r.text[from:end]) - old
		for _, h := range before.lines {
			if h.Line <= line {
				r.lines = append(r.lines, h)
			}
		}
		last := line + old
		defer func() {
			if end == len(r.text) {
				return // up to the end all differs
			}
			for _, h := range before.lines {
				if h.Line > last {
					h.Line += shift
					r.lines = append(r.lines, h)
				}
			}
		}()
	}
	m.part = r.text[from:end]
	m.cr = strings.IndexByte(m.part, '\r') >= 0
	var found []Hit
	for _, x := range rules {
		m.begin()
		var done bool
		if found, done = m.pattern(x, line, found); !done {
			r.Late = append(r.Late, x)
		}
	}
	slices.SortStableFunc(found, byLine)
	r.lines = append(r.lines, found...)
}

// pattern matches one rule against the lines of the part, of which line come before it. done is false where its time was
// over.
func (m *matching) pattern(x *Rule, line int, into []Hit) (found []Hit, done bool) {
	whole := len(into) + MostHits
	next := m.everyLine
	if len(x.needs) > 0 {
		if m.spent(len(m.part)) {
			return into, false
		}
		ahead := m.searches(x)
		next = func(at int) (from, end int) {
			if from = ahead.from(at); from < 0 {
				return -1, 0
			}
			_, end = m.everyLine(from)
			return lineStart(m.part, at, from), end
		}
	}
	for at := 0; at <= len(m.part); {
		from, end := next(at)
		if from < 0 {
			break
		}
		line += countLines(m.part[at:from])
		text := m.part[from:min(end, from+mostLine)]
		if m.spent(len(text)*x.cost + 100) {
			return into, false
		}
		if i := x.pattern.FindStringIndex(text); i != nil {
			if len(into) == whole {
				m.cut = true
				break
			}
			what := strings.ToValidUTF8(text[i[0]:min(i[1], i[0]+mostFound)], "")
			into = append(into, Hit{Rule: x, Line: line + 1, Start: i[0], End: i[1], Found: what})
		}
		if at = end + m.lineEnd(end); at > end {
			line++
		} else {
			break
		}
	}
	return into, true
}

// everyLine answers the line that begins at an offset, without its end.
func (m *matching) everyLine(at int) (from, end int) {
	i := -1
	if m.cr {
		i = strings.IndexAny(m.part[at:], "\r\n")
	} else {
		i = strings.IndexByte(m.part[at:], '\n')
	}
	if i < 0 {
		return at, len(m.part)
	}
	return at, at + i
}

// lineEnd is the size of the line end that stands at an offset.
func (m *matching) lineEnd(at int) int {
	switch rest := m.part[at:]; {
	case rest == "":
		return 0
	case strings.HasPrefix(rest, "\r\n"):
		return 2
	}
	return 1
}

// searches are the places of the texts that a rule needs.
func (m *matching) searches(x *Rule) *ahead {
	a := &ahead{next: make([]int, len(x.needs)), in: make([]string, len(x.needs)), what: x.needs}
	for i, n := range x.needs {
		a.next[i], a.in[i] = -2, m.part
		if n.fold {
			if m.lower == "" {
				m.lower = lowered(m.part)
			}
			a.in[i] = m.lower
		}
	}
	return a
}

// ahead finds the next of several texts; none is searched for twice over the same stretch.
type ahead struct {
	what []literal
	in   []string
	next []int // -1 for none, -2 before the first search
}

func (a *ahead) from(at int) int {
	first := -1
	for i := range a.what {
		if a.next[i] != -1 && a.next[i] < at {
			if a.next[i] = strings.Index(a.in[i][at:], a.what[i].text); a.next[i] >= 0 {
				a.next[i] += at
			}
		}
		if n := a.next[i]; n >= 0 && (first < 0 || n < first) {
			first = n
		}
	}
	return first
}

// lineStart answers where the line that the byte at lies in begins, not before from, where a line
// begins.
func lineStart(text string, from, at int) int {
	return from + strings.LastIndexAny(text[from:at], "\r\n") + 1
}

// countLines counts the line ends of a text that does not end amid CR LF.
func countLines(text string) int {
	n := strings.Count(text, "\n")
	if cr := strings.Count(text, "\r"); cr > 0 {
		n += cr - strings.Count(text, "\r\n")
	}
	return n
}

// differs answers the part of two texts, in whole lines, outside of which they are the same: from one offset in both up to
// end in the new and oldEnd in the old. The cuts stand behind line feeds, or at the ends.
func differs(old, now string) (from, end, oldEnd int) {
	same := 0
	for most := min(len(old), len(now)); same < most; {
		step := min(4096, most-same)
		if old[same:same+step] == now[same:same+step] {
			same += step
			continue
		}
		for old[same] == now[same] {
			same++
		}
		break
	}
	from = strings.LastIndexByte(now[:same], '\n') + 1
	tail := 0
	for most := min(len(old), len(now)) - from; tail < most; {
		step := min(4096, most-tail)
		if old[len(old)-tail-step:len(old)-tail] == now[len(now)-tail-step:len(now)-tail] {
			tail += step
			continue
		}
		for old[len(old)-1-tail] == now[len(now)-1-tail] {
			tail++
		}
		break
	}
	// What follows the first line feed of the common end stands on lines of its own.
	if i := strings.IndexByte(now[len(now)-tail:], '\n'); i >= 0 {
		tail -= i + 1
	} else {
		tail = 0
	}
	return from, len(now) - tail, len(old) - tail
}
