package adr

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// Part is a text of a record.
type Part string

// The parts, in the order in which a record has them.
const (
	Context  Part = "context"
	Options  Part = "options"
	Decision Part = "decision"
)

// parts are the headings of each part, in small letters, the first of which a record has counts. named is what a new one is
// called: in MADR, and in other shapes.
var parts = map[Part]struct {
	headings []string
	named    [2]string
	before   []Part
}{
	Context: {
		[]string{"context and problem statement", "context", "context & problem statement", "background", "problem", "problem statement", "issue", "motivation"},
		[2]string{"Context and Problem Statement", "Context"},
		[]Part{Options, Decision},
	},
	Options: {
		[]string{"considered options", "options", "options considered", "considered alternatives", "alternatives considered", "alternatives", "pros and cons of the options"},
		[2]string{"Considered Options", "Options"},
		[]Part{Decision},
	},
	Decision: {
		[]string{"because", "decision outcome", "decision", "our decision", "outcome", "rationale", "solution"},
		[2]string{"Decision Outcome", "Decision"},
		nil,
	},
}

// SetTitle gives the record another title, where it has one.
func (r *Record) SetTitle(title string) ([]Edit, error) {
	title = clean(title)
	if title == r.Title {
		return nil, nil
	}
	edits, err := r.setTitle(title)
	return r.sure(edits, err, func(now *Record) bool { return now.Title == title && now.Number == r.Number }, keyTitle, "the title", "sections")
}

func (r *Record) setTitle(title string) ([]Edit, error) {
	s := &r.source
	start, end := s.bounds(r.TitleLine - 1)
	if start < r.front.below && r.front.key(keyTitle) != nil {
		return r.setFront(keyTitle, quoteFront(title), title)
	}
	at, size := r.spell(start, end, r.Title)
	if at < 0 {
		return nil, ErrByHand
	}
	edits, err := r.edit(at, at+size, title)
	if x, ok := r.body.find(parts[Decision].headings...); ok && r.Decision == "" && err == nil && x.start > at {
		if from, size := r.spell(x.start, x.end, chosen(r.Title)); from >= 0 { // what stands for no reason names the title
			more, bad := r.edit(from, from+size, chosen(title))
			return append(edits, more...), bad
		}
	}
	return edits, err
}

// spell finds a text in a range as the file writes it, the last time that it stands there; at is -1 where it does not.
func (r *Record) spell(start, end int, text string) (at, size int) {
	written, err := r.source.encode(text)
	if err != nil || text == "" {
		return -1, 0
	}
	i := strings.LastIndex(string(r.source.text[start:end]), written)
	if i < 0 {
		return -1, 0
	}
	return start + i, len(written)
}

// SetPart makes one text of the record another, Markdown with LF; its headings are put below those of the record. A record
// that has no such part gets it.
func (r *Record) SetPart(p Part, text string) ([]Edit, error) {
	text = strings.TrimSpace(text)
	was := map[Part]string{Context: r.Context, Options: r.Options, Decision: r.Decision}[p]
	if text == was {
		return nil, nil
	}
	x, there := r.body.find(parts[p].headings...)
	level := 3
	if there {
		level = x.level + 1
	}
	text = fitting(text, level)
	if text == was {
		return nil, nil
	}
	edits, err := r.setPart(p, text, x, there)
	return r.sure(edits, err, func(now *Record) bool {
		return map[Part]string{Context: now.Context, Options: now.Options, Decision: now.Decision}[p] == text
	}, "the "+string(p), "sections")
}

func (r *Record) setPart(p Part, text string, x section, there bool) ([]Edit, error) {
	s := &r.source
	form := 1
	if r.Format == MADR || r.Format == Listed {
		form = 0
	}
	if there {
		from, to := s.trim(x.start, x.end)
		raw := s.decode(from, to)
		if strings.Contains(raw, "<!--") || len(raw) > mostProse {
			return nil, ErrByHand // what is read of it is not all that stands there
		}
		if text == "" && p == Decision && form == 0 {
			text = chosen(r.Title)
		}
		if from == to {
			return r.insert(x.start, "\n"+text+"\n")
		}
		return r.edit(from, to, text)
	}
	text = "## " + parts[p].named[form] + "\n\n" + text
	for _, next := range parts[p].before {
		if y, ok := r.body.find(parts[next].headings...); ok {
			return r.insert(y.at, text+"\n\n")
		}
	}
	_, end := s.trim(r.front.below, len(s.text))
	return r.insert(s.lineEnd(max(end, r.front.below)), "\n\n"+text)
}

// SetChecks makes the checks of the record others, in its front matter. A record whose checks were not all understood is
// left alone.
func (r *Record) SetChecks(checks []ledger.Check) ([]Edit, error) {
	if slices.Equal(r.Checks, checks) {
		return nil, nil
	}
	edits, err := r.setChecks(checks)
	return r.sure(edits, err, func(now *Record) bool { return slices.Equal(now.Checks, checks) }, keyChecks)
}

func (r *Record) setChecks(checks []ledger.Check) ([]Edit, error) {
	if len(checks) > guard.MostChecks {
		return nil, fmt.Errorf("a decision has at most %d checks", guard.MostChecks)
	}
	yaml := " []"
	if len(checks) > 0 {
		yaml = ""
		for _, c := range checks {
			yaml += "\n  - " + escaped(guard.Write(c))
		}
	}
	k := r.front.key(keyChecks)
	switch {
	case !r.front.there:
		return r.insert(r.source.begin, "---\n"+keyChecks+":"+yaml+"\n---\n\n")
	case k == nil:
		return r.insert(r.front.end, keyChecks+":"+yaml+"\n")
	}
	s := &r.source
	written := s.decode(k.spot.start, k.spot.end)
	understood := len(r.Checks)
	for _, f := range r.Faults {
		if f.Code == BadFront && f.Line == k.line+1 {
			understood = -1
		}
	}
	if r.front.broken || understood < 0 || k.block && strings.Contains(written, "#") {
		return nil, ErrByHand
	}
	start := k.spot.start
	for start > 0 && s.text[start-1] != ':' {
		start--
	}
	return r.edit(start, k.spot.end, yaml)
}
