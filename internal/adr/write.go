package adr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/pattern"
)

// Write is a record as MADR 4.0 writes it, with the keys that Leadline adds. It takes the exported fields; Said stands for
// the status where it says more, such as "superseded by ADR-0012". What [Parse] reads from it is the same again.
func Write(r *Record) []byte {
	var b strings.Builder
	b.WriteString("---\n")
	one := func(key, value string) {
		if value = clean(value); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, quoteFront(value))
		}
	}
	many := func(key string, values []string) {
		if len(values) > 0 {
			fmt.Fprintf(&b, "%s: %s\n", key, flow(values))
		}
	}
	status := r.Said
	if status == "" {
		status = r.Status
	}
	one(keyID, r.ID)
	one(keyStatus, status)
	one(keyDate, r.Date)
	many(keyDeciders, r.Deciders)
	many(keyConsulted, r.Consulted)
	many(keyInformed, r.Informed)
	one(keyReviewBy, r.ReviewBy)
	one(keyUndo, r.Undo)
	one(keyConfidence, r.Confidence)
	one(keyDecidedBy, r.DecidedBy)
	one(keySource, r.Source)
	one(keyIfWrong, r.IfWrong)
	one(keySaves, r.Saves)
	one(keyCosts, r.Costs)
	many(keyTags, r.Tags)
	for _, about := range relating {
		var targets []string
		for _, l := range r.Links {
			if l.Relation == about.relation && !(about.relation == SupersededBy && r.Said != "") {
				targets = append(targets, l.Target)
			}
		}
		many(about.key, targets)
	}
	if len(r.Checks) > 0 {
		b.WriteString(keyChecks + ":\n")
	}
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "  - %s\n", escaped(guard.Write(c)))
	}
	if len(r.Anchors) > 0 {
		b.WriteString(keyAnchors + ":\n")
	}
	for _, p := range r.Anchors {
		fmt.Fprintf(&b, "  - path: %s\n", quote(p.Path))
		if p.Line > 0 {
			fmt.Fprintf(&b, "    line: %d\n", p.Line)
		}
		if p.EndLine > p.Line {
			fmt.Fprintf(&b, "    end-line: %d\n", p.EndLine)
		}
		if p.Commit != "" {
			fmt.Fprintf(&b, "    commit: %s\n", escaped(p.Commit))
		}
		if p.Text != "" {
			fmt.Fprintf(&b, "    text: %s\n", escaped(p.Text))
		}
	}
	b.WriteString("---\n\n# " + strings.TrimRight(clean(r.Title), "# ") + "\n")
	section := func(title, text string) {
		if text = strings.TrimSpace(text); text != "" {
			b.WriteString("\n## " + title + "\n\n" + fitting(text, 3) + "\n")
		}
	}
	section("Context and Problem Statement", r.Context)
	section("Considered Options", r.Options)
	decision := r.Decision
	if decision == "" {
		decision = chosen(r.Title)
	}
	section("Decision Outcome", decision)
	return []byte(b.String())
}

// chosen stands where MADR wants an outcome and nobody said why.
func chosen(title string) string { return "Chosen option: \"" + clean(title) + "\"." }

// fitting makes a text part of a section whose headings begin at a level: its own headings go below that, those that are
// underlined included, and what it leaves open, such as a block of code, is closed, so that it ends where it ends.
func fitting(text string, level int) string {
	s := newSource([]byte(text))
	o := outlineOf(&s, 0)
	var edits []Edit
	for _, x := range o.sections {
		if x.level >= level {
			continue
		}
		hashes := strings.Repeat("#", level-x.level)
		if head := strings.TrimLeft(text[x.at:], " "); strings.HasPrefix(head, "#") {
			at := len(text) - len(head)
			edits = append(edits, Edit{Start: at, End: at, New: hashes})
			continue
		}
		title := strings.Split(strings.TrimRight(text[x.at:x.start], "\n"), "\n")
		title = title[:len(title)-1] // but the line below it
		edits = append(edits, Edit{Start: x.at, End: x.start, New: strings.Repeat("#", level) + " " + clean(strings.Join(title, " ")) + "\n"})
	}
	return closed(strings.TrimSpace(string(Apply([]byte(text), edits))))
}

var fenced = pattern.New("(?m)^ {0,3}(`{3,}|~{3,})")

// closed ends what a text leaves open: a fenced block, or HTML.
func closed(text string) string {
	if ends(text) {
		return text
	}
	var closers []string
	for _, x := range [][2]string{{"<!--", "-->"}, {"<?", "?>"}, {"<![", "]]>"}, {"<!", ">"}, {"<script", "</script>"}, {"<pre", "</pre>"}, {"<style", "</style>"}, {"<textarea", "</textarea>"}} {
		if strings.Contains(strings.ToLower(text), x[0]) {
			closers = append(closers, x[1])
		}
	}
	for _, m := range fenced().FindAllStringSubmatch(text, 100) {
		if !slices.Contains(closers, m[1]) {
			closers = append([]string{m[1]}, closers...)
		}
	}
	for _, closer := range closers {
		if ends(text + "\n" + closer) {
			return text + "\n" + closer
		}
	}
	return text
}

// ends says whether a heading behind a text would be one.
func ends(text string) bool {
	s := newSource([]byte(text + "\n\n# .\n"))
	o := outlineOf(&s, 0)
	return len(o.sections) == mostHeadings || len(o.sections) > 0 && o.sections[len(o.sections)-1].at == len(text)+2
}

const mostSlug = 60 // characters

// Slug is a title as a file's name has it.
func Slug(title string) string {
	var b strings.Builder
	n := 0
	gap := false
	for _, r := range strings.ToLower(title) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
			n++
		}
		if n++; n > mostSlug {
			break
		}
		b.WriteRune(r)
	}
	if slug := strings.Trim(b.String(), "-"); slug != "" {
		return slug
	}
	return "decision"
}

// NewName is the name of the next record's file in a folder that has these records: numbered as they are, with the date
// where most have that, or with neither. taken are further numbers in use, on other branches.
func NewName(records []*Record, taken []int, title string, today time.Time) string {
	most, width, days, numbers := 0, 4, 0, 0
	for _, r := range records {
		switch {
		case r.Number != "":
			numbers++
			most = max(most, number(r.Number))
			width = len(r.Number)
		case dated().MatchString(r.Slug):
			days++
		}
	}
	switch {
	case days > numbers:
		return today.Format(time.DateOnly) + "-" + Slug(title) + ".md"
	case len(records) > 0 && numbers == 0:
		return Slug(title) + ".md"
	}
	for _, n := range taken {
		most = max(most, n)
	}
	return fmt.Sprintf("%0"+strconv.Itoa(width)+"d-%s.md", most+1, Slug(title))
}
