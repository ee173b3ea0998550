// Package history tells why a line is there: which commit brought it in, and what that commit says of the reason.
//
// There are three questions, each with its own part:
//
//   - What does a message give as its reason? [Read] cleans a commit's message, throws out what only looks like prose
//     (templates, trailers, quoted code, traces, lists of squashed commits, what bots write) and keeps the sentences that
//     say because, so that, to avoid, otherwise, fixes and the like. [Message.Reason] chooses the one that speaks of a
//     line, or none: a wrong reason is worse than no reason.
//   - Which issue or pull request does it name? [Number] is what the message says; [Host.Link] makes a link of it only
//     where the number must be the host's own. Everything else stays text.
//   - Where was the line before? [Origins] goes from the commit that `git blame` names on past moves, reformatting and
//     reverts, and [Tracer.Chain] tells every step of a line's life.
//
// Reading a message takes time linear in its length, of which at most 64 KiB count, and never fails. All values are
// immutable once made and safe for concurrent use.
//
// The package does not know who anybody is, and what was said outside of git is not its business.
package history

import (
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// Limits on what is kept of one message.
const (
	mostMessage   = 64 << 10 // bytes
	mostSentences = 40
	mostNumbers   = 12
	mostSentence  = 400 // bytes; a longer one explains something else
)

// Message is what a commit says of itself.
type Message struct {
	// Subject is its first paragraph in one line, cleaned, without the number at its end.
	Subject string
	// Numbers are the issues and pull requests that it names, those of the change itself first.
	Numbers []Number
	// Reverts is the commit that this one takes back; "" for none. Reverted is its subject.
	Reverts  git.Hash
	Reverted string
	// Again says that what was reverted comes back: a revert of a revert, or "Reapply".
	Again bool
	// Picked is the commit that this one was cherry-picked from; "" for none.
	Picked git.Hash
	// Merge, Bot and Import say what sort of commit it is, as far as the message tells: a merge; a program's work; code
	// that came from elsewhere as it is.
	Merge, Bot, Import bool
	// Title is what a merge says about the change that it merges; "" for none.
	Title string
	// Prose says that the message explains something below its subject.
	Prose bool

	reasons    []sentence
	paragraphs int
}

// sentence is one that may give a reason.
type sentence struct {
	text    string
	score   float64
	subject bool
	item    bool // of a list of several: it speaks of one part of the change
	first   bool // in the first paragraph
}

// Read understands a commit's message.
func Read(raw string) *Message {
	text := tidy(raw)
	subject, body := cutSubject(text)
	m := &Message{}
	m.markSort(subject, body)
	blocks := blocksOf(body)
	m.readNumbers(subject, body, blocks)
	m.Subject = bare(subject)
	if m.Merge {
		m.Title = mergeTitle(m.Subject, blocks)
	}
	m.readReasons(blocks)
	return m
}

// About is the line whose reason is asked for.
type About struct {
	Path string // in the commit
	Line string // its text
	// Files is how many files the commit touched; 0 where that is not known.
	Files int
}

// Reason answers the sentence of the message that gives a reason for a line, or "".
func (m *Message) Reason(a About) string {
	if m == nil || m.Bot || m.Import {
		return ""
	}
	words := wordsOf(a)
	best, found := 0.0, ""
	for i, s := range m.reasons {
		score := s.score
		near := words.in(s.text)
		switch {
		case near < named && (s.item || !s.subject && !s.first && m.tellsOfMuch(a.Files)):
			continue
		case s.score < enough, near < named && !s.subject && !s.first && s.score < sure:
			continue
		}
		score += near - 0.2*float64(min(i, 10))
		if s.first && !s.subject {
			score += 0.8 // what matters most is said first
		}
		if s.subject {
			score -= 0.5 // what is said below it says more
		}
		if score > best {
			best, found = score, s.text
		}
	}
	return found
}

// tellsOfMuch says whether a message is about so much that what it says further down need not be about any one line.
func (m *Message) tellsOfMuch(files int) bool {
	return files > bulk || files > several && m.paragraphs > 2
}

const (
	// sure is the score that a sentence further down needs, when it names nothing of the line.
	sure    = 3.5
	bulk    = 30 // files from which on a commit does several things at once, or the same thing everywhere
	several = 8
)

// Reasons are all sentences of the message that give a reason, in order.
func (m *Message) Reasons() []string {
	var out []string
	for _, s := range m.reasons {
		if s.score >= enough {
			out = append(out, s.text)
		}
	}
	return out
}

// cutSubject splits a message into its first paragraph, in one line, and the rest.
func cutSubject(text string) (subject, body string) {
	text = strings.TrimLeft(text, "\n ")
	subject, body, _ = strings.Cut(text, "\n\n")
	if first, rest, more := strings.Cut(subject, "\n"); more && (len(subject) > 200 || listed(rest)) {
		subject, body = first, rest+"\n\n"+body
	}
	return clip(strings.Join(strings.Fields(subject), " "), 500), body
}

// listed says whether some line of a paragraph begins an item of a list, or is a trailer.
func listed(paragraph string) bool {
	for line := range strings.Lines(paragraph) {
		if _, ok := item(line); ok || isTrailer(strings.TrimSpace(line)) {
			return true
		}
	}
	return false
}
