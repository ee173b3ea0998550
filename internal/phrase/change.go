package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

// CouldReview says in a few words who could review the change at hand: "could review: @dev3, 1 open"; or whom the reader asked
// already. It is empty where nobody is known.
func (v Voice) CouldReview(c *hint.Change) string {
	switch {
	case c == nil:
		return ""
	case len(c.Asked) > 0:
		var names []string
		for _, e := range c.Asked {
			names = append(names, v.reviewerOf(e))
		}
		return "you asked " + Names(unique(names)) + " to review"
	case len(c.Reviewers) == 0:
		return ""
	}
	return "could review: " + v.withLoad(c.Reviewers[0])
}

// withLoad names somebody with what waits for them, where that is known.
func (v Voice) withLoad(s review.Suggestion) string {
	name := v.Name(s.Person)
	if s.Load != nil {
		name += fmt.Sprintf(", %d open", s.Load.Open)
	}
	return name
}

// reviewerOf is who is to review: whoever took it, else whoever was asked.
func (v Voice) reviewerOf(e *ledger.Entry) string {
	if who, held := e.Holder(); held {
		return v.Actor(who)
	}
	return v.NameOf(e.Review.To)
}

func unique(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// mostBrief are named on hover; a page names all.
const mostBrief = 2

// reviewersBriefly says who could review the change, the first with two reasons: "@dev2 (reviewed 3 changes of these files, 1
// review open) or @dev1". Nobody is named once somebody was asked.
func (v Voice) reviewersBriefly(c *hint.Change) string {
	if len(c.Reviewers) == 0 || len(c.Asked) > 0 {
		return ""
	}
	var names []string
	for i, s := range c.Reviewers[:min(len(c.Reviewers), mostBrief)] {
		name := v.Name(s.Person)
		if i == 0 {
			s.Reasons = s.Reasons[:min(len(s.Reasons), 2)]
			name += " (" + strings.Join(v.Reviewing(s), ", ") + ")"
		}
		names = append(names, v.Style.Text(name))
	}
	size := ""
	if n := len(c.Paths); n > 1 {
		size = "your change of " + Count(n, "file")
	}
	return join(strings.Join(names, " or "), size)
}

// RequestReview is the title of the action that asks somebody to review the change: why them, and what waits for them.
func (v Voice) RequestReview(s review.Suggestion) string {
	why := "knows it"
	for _, r := range s.Reasons {
		switch r.Kind {
		case review.Asked:
			why = "asked to learn this" + v.beside(r)
		case review.Learner:
			why = "would be a second to know it" + v.beside(r)
		case review.Less:
			why = "knows it, but asked for less of this"
		}
	}
	if s.Load != nil {
		why += fmt.Sprintf(", %d open", s.Load.Open)
	}
	return "Request review from " + v.Name(s.Person) + " (" + why + ")"
}

// StatusTooltip says the same as [Voice.CouldReview] at length, a line for each who could.
func (v Voice) StatusTooltip(c *hint.Change) string {
	if c == nil {
		return ""
	}
	lines := []string{changeSize(c)}
	for _, e := range c.Asked {
		lines = append(lines, v.reviewerOf(e)+" was asked to review it: "+Clean(e.ID, nameLimit))
	}
	for _, s := range c.Reviewers[:min(len(c.Reviewers), 3)] {
		lines = append(lines, v.Name(s.Person)+": "+strings.Join(v.Reviewing(s), "; "))
	}
	if since := v.HostedSince(); since != "" {
		lines = append(lines, since)
	}
	return strings.Join(lines, "\n")
}

func changeSize(c *hint.Change) string {
	size := Count(len(c.Paths), "file")
	if c.Cut {
		size = "more than " + size
	}
	return "Your change: " + size
}

// PageReviewers is a Markdown page about who could review the change, and why.
func (v Voice) PageReviewers(c *hint.Change) string {
	var b strings.Builder
	b.WriteString("# Who could review your change\n\n")
	if c == nil {
		b.WriteString("You have changed nothing that others do not have.\n")
		return b.String()
	}
	b.WriteString(v.Style.Text(changeSize(c)+", measured against what others have.") + "\n")
	for _, e := range c.Asked {
		fmt.Fprintf(&b, "\nYou asked %s (%s).\n", v.Style.Text(v.reviewerOf(e)), v.Style.Text(Clean(e.ID, nameLimit)))
	}
	if len(c.Reviewers) == 0 {
		b.WriteString("\n" + v.FromHistory("Nobody can be named: history knows nobody here but you, or who knows it is gone, has no room, or does not want to be named.") + "\n")
		return b.String()
	}
	for _, s := range c.Reviewers {
		fmt.Fprintf(&b, "\n## %s\n\n", v.Style.Text(v.Name(s.Person)))
		for _, reason := range v.Reviewing(s) {
			b.WriteString("- " + v.Style.Text(reason) + "\n")
		}
	}
	b.WriteString("\nFiles:\n\n")
	for i, path := range c.Paths {
		if i == mostListed {
			fmt.Fprintf(&b, "- and %d more\n", len(c.Paths)-i)
			break
		}
		b.WriteString("- " + v.Style.Code(Clean(path, titleLimit)) + "\n")
	}
	return b.String()
}

// mostListed files of a change are listed on a page.
const mostListed = 30

// ReviewAskedOf tells the reader once that somebody asks them for a review. Nothing in it asks for an answer now.
func (v Voice) ReviewAskedOf(e *ledger.Entry) string {
	about := ""
	if n := e.Review.Size(); n > 0 && e.Review.Note != "" {
		about = ", " + Count(n, "file")
	}
	return fmt.Sprintf("%s asks you for a review: %q%s. Take it, keep it for later or decline, when it suits you (%s).",
		v.Actor(e.By), Clean(e.Title(), titleLimit), about, Clean(e.ID, nameLimit))
}

// ReviewsAskedOfMany tells the reader once of several requests.
func ReviewsAskedOfMany(n int) string {
	return fmt.Sprintf("%d reviews are asked of you here; `leadline me` lists them.", n)
}

// ReviewState says how far a request has come: offered, taken, landed and so on.
func ReviewState(e *ledger.Entry) string {
	if e.State == ledger.Done && e.Review.Landed != "" {
		return "landed"
	}
	return string(e.State)
}

// Doubtful says why a request may be void: "its branch feature is gone".
func Doubtful(r *ledger.Review, d workspace.Doubt) string {
	branch := Clean(strings.TrimPrefix(r.Branch, "refs/heads/"), nameLimit)
	switch d {
	case workspace.BranchGone:
		return "its branch " + branch + " is gone, and its change is not where others build on it"
	case workspace.BranchMoved:
		return "its branch " + branch + " has nothing of its own any more"
	}
	return ""
}

// IsItVoid asks whoever asked for a review whether that is still wanted.
func (v Voice) IsItVoid(e *ledger.Entry, d workspace.Doubt) string {
	return fmt.Sprintf("You asked %s for a review, %q; %s. Close %s?", v.reviewerOf(e), Clean(e.Title(), titleLimit), Doubtful(e.Review, d), Clean(e.ID, nameLimit))
}
