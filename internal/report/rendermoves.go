package report

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r MovesReport) Render(v phrase.Voice) string {
	p := page{v: v}
	var moves []string
	for _, m := range r.Moves {
		moves = append(moves, m.sentence(v)+" · "+m.command(v))
	}
	p.add("This week", moves...)
	var past []string
	for _, o := range r.Before {
		was := "did not come"
		if o.Came {
			was = "came true"
		}
		past = append(past, o.sentence(v)+" · "+was)
	}
	p.add("Before", past...)
	if len(r.Planned) > 0 {
		p.add("Planned", days(v, r.Planned))
	}
	p.add("No wish yet", strings.Join(clean(atMost(mostShown*2, r.Unwished)), ", "))
	foot := ""
	switch {
	case len(r.Moves) > 0:
		foot = "Nobody was asked yet. All of them said that they would like to learn it."
	case len(r.Unwished) > 0:
		foot = "Only what somebody wished to learn is proposed. Whoever would like to says so where they stand, or with: " +
			command("leadline wish", r.Unwished[0]) + " learn"
	case p.empty() && v.Snapshot != nil && v.Snapshot.Excess != nil:
		p.note(phrase.UnreadPage(v.Snapshot.Excess))
	case p.empty():
		p.note("No area that is changed often rests on one person, so there is nothing to move.")
	}
	return p.under(v.Style.Title("Moves · "+phrase.Clean(r.Name, titleSize)+" · "+r.Week), foot)
}

// sentence says what goes to whom, and which areas that helps.
func (m Move) sentence(v phrase.Voice) string {
	var text string
	to := v.NameOf(m.To)
	switch m.Kind {
	case MoveReview:
		text = "have " + to + " review " + title(Item{m.ID, m.Title})
	case MoveOffer:
		text = "offer " + title(Item{m.ID, m.Title}) + " to " + to
	default:
		text = "a block for " + to
	}
	if m.With != "" && v.NameOf(m.With) != to {
		text += " with " + v.NameOf(m.With)
	}
	return text + ": " + strings.Join(clean(m.Areas), ", ")
}

// command makes the move; a block is planned with the other one.
func (m Move) command(v phrase.Voice) string {
	to, id := phrase.ShellWord(m.To, runtime.GOOS), phrase.Clean(m.ID, longestID)
	switch m.Kind {
	case MoveReview:
		return fmt.Sprintf("leadline amend %s --to %s", id, to)
	case MoveOffer:
		return fmt.Sprintf("leadline todo delegate --instead %s --to %s", id, to)
	}
	if v.NameOf(m.To) == "you" && m.With != "" {
		to = phrase.ShellWord(m.With, runtime.GOOS)
	}
	return command("leadline pairing suggest", m.Areas[0]) + " --with " + to
}
