package phrase

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// mostBecause is room for one reason.
const mostBecause = 160

// Breach says what a file does that was decided against, and why it was: "pay calls fx directly; we chose not to, because a
// quote must not block a charge (D-7K3QXM)". hit is nil for a companion that has not changed.
func Breach(e *ledger.Entry, r *guard.Rule, file string, hit *guard.Hit) string {
	switch c := r.Check; {
	case c.Companion != "":
		return Clean(path.Base(file), 60) + " changed and " + Clean(c.Companion, 80) + " has not; we chose to change them together" + chosen(e)
	case c.Forbids != "":
		return area(file) + " calls " + Clean(c.Forbids, 80) + " directly; we chose not to" + chosen(e)
	default:
		return Clean(hit.Found, 60) + " stands here; we chose not to" + chosen(e)
	}
}

// QuestionThis ends the sentence where there is an action that does so.
const QuestionThis = " · question this"

// area is what a file belongs to: its folder, or at the top itself.
func area(file string) string {
	if dir := path.Base(path.Dir(file)); dir != "." && dir != "/" {
		return Clean(dir, 60)
	}
	return Clean(file, 60)
}

// chosen is the reason and the id; without a reason the title says what was decided.
func chosen(e *ledger.Entry) string {
	why := reason(e.Decision.Because)
	if why == "" {
		return ": " + Clean(e.Decision.Title, mostBecause) + " (" + Clean(e.ID, 40) + ")"
	}
	return ", because " + why + " (" + Clean(e.ID, 40) + ")"
}

// firstSentence of a text in Markdown, without the period.
func firstSentence(text string) string {
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n\n")
	text = Clean(text, 1000)
	if i := strings.Index(text, ". "); i >= 0 {
		text = text[:i]
	}
	return strings.TrimRight(strings.TrimLeft(text, "#*-> "), ". ")
}

// reason is the first sentence of a because, as it stands amid another sentence.
func reason(because string) string {
	text := firstSentence(because)
	if len(text) > 8 && strings.EqualFold(text[:8], "because ") {
		text = text[8:]
	}
	first, size := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[size:]); unicode.IsUpper(first) && (unicode.IsLower(second) || second == ' ' && first == 'A') {
		text = string(unicode.ToLower(first)) + text[size:]
	}
	return Clean(text, mostBecause)
}
