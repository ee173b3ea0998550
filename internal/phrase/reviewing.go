package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/review"
)

// Reviewing says why somebody could review a change, one reason after the other, as plain text: whoever shows it in Markdown
// escapes it.
func (v Voice) Reviewing(s review.Suggestion) []string {
	var out []string
	for _, r := range s.Reasons {
		out = append(out, v.reviewReason(r))
	}
	if s.Load != nil {
		out = append(out, OpenReviews(*s.Load))
	}
	return out
}

// OpenReviews says what waits for somebody.
func OpenReviews(l review.Load) string {
	if l.Open == 0 {
		return "no review open"
	}
	return Count(l.Open, "review") + " open"
}

func (v Voice) reviewReason(r review.Reason) string {
	where := "these files"
	if r.Area != "" {
		where = Clean(r.Area, titleLimit) + "/"
	}
	switch r.Kind {
	case review.Owns:
		return v.owning(r)
	case review.Wrote:
		return fmt.Sprintf("wrote %s of those you change", Count(r.Count, "line"))
	case review.Reviewed:
		return fmt.Sprintf("reviewed %s of %s", changes(r.Count), where)
	case review.Changed:
		return fmt.Sprintf("made %s to %s", changes(r.Count), where)
	case review.Merged:
		return fmt.Sprintf("merged %s of %s", changes(r.Count), where)
	case review.Claimed:
		return "says to ask them"
	case review.Expert:
		return fmt.Sprintf("%s rests on them", where)
	case review.Asked:
		return "asked to learn " + where + v.beside(r)
	case review.Learner:
		return fmt.Sprintf("would be a second one to know %s, which rests on one person%s", where, v.beside(r))
	case review.Less:
		return "asked for less of this"
	case review.Pair:
		return "reviewed changes of yours"
	case review.Elsewhere:
		return "works elsewhere in this repository"
	case review.Active:
		return LastHere(r.When, v.Now)
	}
	return ""
}

// mostCounted changes are told as a number: evidence that somebody knows a place is no measure of what they do.
const mostCounted = 20

func changes(n int) string {
	if n > mostCounted {
		return fmt.Sprintf("over %d changes", mostCounted)
	}
	return Count(n, "change")
}

// beside says with whom somebody would learn.
func (v Voice) beside(r review.Reason) string {
	if r.With == nil {
		return ""
	}
	if r.With == v.Snapshot.Me {
		return "; you can help"
	}
	return "; " + v.Name(r.With) + " can help"
}

func (v Voice) owning(r review.Reason) string {
	text := "owns "
	if r.Team != "" {
		text = "stands for " + Clean(r.Team, nameLimit) + ", which owns "
	}
	if r.Files == r.Of {
		text += "these files"
	} else {
		text += fmt.Sprintf("%d of %d files", r.Files, r.Of)
	}
	if r.Rule == nil {
		return text
	}
	return fmt.Sprintf("%s (%s:%d)", text, Clean(r.Rule.File, titleLimit), r.Rule.Line)
}
