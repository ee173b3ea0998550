package phrase

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// ToFill stands where the reader writes their question.
const ToFill = "(your question)"

// NobodyToAsk is said where nobody could be named.
const NobodyToAsk = "History names nobody who knows this and is here: ask where your team talks."

// WhyAsk says what speaks for asking somebody: "wrote most of these lines, March".
func (v Voice) WhyAsk(a hint.Asked) string {
	var parts []string
	if a.Claims {
		parts = append(parts, "says to ask them")
	}
	if w := a.Wrote; w != nil {
		most := "wrote some of these lines"
		if w.Share > 0.5 {
			most = "wrote most of these lines"
		}
		if w.Share == 1 {
			most = "wrote this"
		}
		parts = append(parts, most+", "+Ago(w.Last, v.Now))
	}
	if a.Decided != nil {
		parts = append(parts, "decided "+Clean(a.Decided.ID, nameLimit))
	}
	if k := a.Knows; k != nil && a.Wrote == nil && k.Share > 0 {
		parts = append(parts, "changed this file, "+Ago(k.Last, v.Now))
	}
	if a.Near != nil {
		parts = append(parts, "nearest of those who are still here")
	}
	return join(parts...)
}

// AskWhom says whom to ask, with reasons: "@dev1 (wrote this, March) or @dev2 (changed this file, last week)".
func (v Voice) AskWhom(all []hint.Asked) string {
	var out []string
	for _, a := range all {
		out = append(out, v.Name(a.Person)+" ("+v.WhyAsk(a)+")")
	}
	if len(out) == 0 {
		return v.FromHistory(NobodyToAsk)
	}
	return strings.Join(out, " or ")
}

// AskedPlace names the place of a question: "pay/charge.go, lines 3 to 5".
func AskedPlace(a hint.Asking) string {
	place := Clean(a.Path, titleLimit)
	if a.Line > 0 {
		place += ", " + Span(a.Line, a.EndLine)
	}
	return place
}

// Asking is a message that asks about lines: where to see them, how they look, what is known of them, and the question, or
// room for it. to is nil where nobody in particular is asked. The reader sends it; it is stored nowhere.
func (v Voice) Asking(a hint.Asking, at workspace.Shared, to *people.Person, question string) Message {
	var m Message
	hello := "Hello"
	if to != nil {
		m.To, m.Address = v.Name(to), mailbox(to.Email)
		hello += " " + m.To
	}
	m.Subject = "A question about " + AskedPlace(a)
	if question = Clean(question, proseLimit); question == "" {
		question = ToFill
	}
	v.Style = messageStyle()
	theirs := *v.Snapshot
	theirs.Me = nil // for whoever reads it, "you" is somebody else
	v.Snapshot = &theirs
	m.Text = strings.Join(compact(
		hello+", a question about "+AskedPlace(a)+":",
		question,
		v.seenAt(a, at),
		excerpt(a),
		v.known(a),
		"Thank you!",
	), "\n\n")
	return m
}

// messageStyle is for text that goes into a mail or a chat, which may or may not read Markdown: no signs of it, and what comes
// from a history makes no link in either.
func messageStyle() Style {
	s := Plain()
	s.Text = func(text string) string { return strings.NewReplacer("](", "] (", "`", "'").Replace(text) }
	s.Strong, s.Code = s.Text, s.Text
	s.Emphasis = func(text string) string { return "\"" + s.Text(text) + "\"" }
	return s
}

func compact(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

const shownHash = 12

// seenAt says where the other can see the lines, and what they cannot see.
func (v Voice) seenAt(a hint.Asking, at workspace.Shared) string {
	short := string(at.Commit)
	short = short[:min(len(short), shownHash)]
	place := a.Path
	if a.Line > 0 {
		place = fmt.Sprintf("%s:%d", a.Path, a.Line)
		if a.EndLine > a.Line {
			place += fmt.Sprintf("-%d", a.EndLine)
		}
	}
	place = Clean(place, longPath)
	switch {
	case at.URL != "" && at.Pushed:
		return at.URL
	case at.URL != "" && a.Line > 0:
		return at.URL + "\n(these lines look like this only on my machine so far)"
	case at.URL != "":
		return at.URL + "\n(it looks a little different on my machine)"
	case at.Commit == "":
		return place + ", not committed yet"
	case at.Pushed && at.Line > 0 && at.Line != a.Line:
		return fmt.Sprintf("%s, in commit %s from line %d on", place, short, at.Line)
	case at.Pushed:
		return place + ", in commit " + short
	}
	return place + ", on my machine at commit " + short + ", which may not be pushed"
}

const longPath = 300

// excerpt shows the lines in a fence that nothing in them can close.
func excerpt(a hint.Asking) string {
	if len(a.Excerpt) == 0 {
		return ""
	}
	longest, run := 2, 0
	var b strings.Builder
	for _, l := range a.Excerpt {
		for _, r := range l {
			if run++; r != '`' {
				run = 0
			}
			longest = max(longest, run)
		}
		run = 0
		b.WriteString(codeLine(l) + "\n")
	}
	fence := strings.Repeat("`", longest+1)
	text := fence + a.Syntax + "\n" + b.String() + fence
	if a.More > 0 {
		text += "\nand " + Count(a.More, "more line")
	}
	return text
}

const longestCode = 200

// codeLine is a line of code as it is, without what would act on whoever reads it.
func codeLine(line string) string {
	n := 0
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if n++; n > longestCode {
			return -1
		}
		if n == longestCode {
			return '…'
		}
		if r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co) && r != joiner && r != nonJoiner) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, "\uFFFD")), " \t")
}

// known is what Leadline found out, so that the other need not.
func (v Voice) known(a hint.Asking) string {
	var out []string
	add := func(text string) {
		if text != "" {
			out = append(out, "- "+text)
		}
	}
	if a.Line > 0 {
		if len(a.Wrote) > 0 {
			add("last changed: " + v.Wrote(a.Wrote[0]))
		}
		if why := v.Given(a.Range); why != "" {
			add("why: " + why)
		}
	}
	for i, m := range a.Here {
		if i == mostKnown {
			add(fmt.Sprintf("and %d more said here", len(a.Here)-i))
			break
		}
		label, text := v.Mark(m)
		add(v.Style.Text(strings.ToLower(label)) + " " + text)
	}
	if with := v.ChangesWith(a.File); with != "" {
		add("changes with: " + with)
	}
	if len(out) == 0 {
		return ""
	}
	return "What I found so far:\n" + strings.Join(out, "\n")
}

const mostKnown = 5

// AskPage is a message as a page in which the reader finishes it.
func (v Voice) AskPage(a hint.Asking, m Message) string {
	note := "A message for you to finish and send. Nothing here is sent or recorded."
	if m.To == "" {
		note += " You could ask: " + v.AskWhom(a.People)
	}
	if m.Address != "" {
		note += " Mail: " + Clean(m.Address, nameLimit*2)
	}
	for strings.Contains(note, "--") { // would end the comment
		note = strings.ReplaceAll(note, "--", "-")
	}
	return "<!-- " + strings.ReplaceAll(note, ">", "") + " -->\n\n" + m.Text + "\n"
}

// Ready says that a message waits to be pasted.
func (m Message) Ready() string {
	if m.To == "" {
		return "The message is ready to paste where your team talks. Nothing was sent."
	}
	return "The message to " + m.To + " is ready to paste. Nothing was sent."
}
