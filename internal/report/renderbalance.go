package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice.
func (r BalanceReport) Render(v phrase.Voice) string {
	p := page{v: v}
	p.add("Reviews", r.reviews())
	var areas []string
	for _, a := range r.Areas {
		areas = append(areas, a.sentence(v, false))
	}
	p.add("Rests on you", areas...)
	if d := r.Decisions; d != nil {
		p.add("Decisions", fmt.Sprintf("%d of %d this quarter were yours alone to take", d.Yours, d.Of))
	}
	if r.Waiting > 0 {
		p.add("Waiting", questionsOrProposals(r.Waiting)+" for your word: leadline me")
	}
	var held []string
	for _, k := range r.Held {
		held = append(held, k.sentence(v))
	}
	p.add("You hold", held...)
	if r.LastHere != nil && v.Now.Sub(*r.LastHere) > outOfTouch {
		p.add("In the code", "you had no hand in it since "+phrase.Ago(*r.LastHere, v.Now))
	}
	if o := r.OutOfHours; o != nil && o.Yours > 0 {
		p.add("Hours", fmt.Sprintf("%d of your %s in four weeks came outside your hours (pairing.hours says which they are)", o.Yours, phrase.Count(o.Of, "commit")))
	}
	if f := r.Focus; f != nil {
		p.add("Focus", fmt.Sprintf("the next seven days keep %s of your %s hours in stretches of two hours and more", hours(f.Focus), hours(f.Working)))
	}
	if p.empty() {
		p.note("Nothing rests on you alone here, and nothing waits for you.")
	}
	return p.under(v.Style.Title("Balance · "+phrase.Clean(r.Name, titleSize)), "Only you see this: it is worked out on this machine and kept nowhere. What could change it: leadline report moves")
}

// outOfTouch is after how long away from the code it is said.
const outOfTouch = 21 * 24 * time.Hour

func (r BalanceReport) reviews() string {
	switch {
	case r.Reviews == nil || r.Reviews.Of == 0:
		return ""
	case r.Reviews.Yours == 0:
		return fmt.Sprintf("none of the %d that wait, wait for you", r.Reviews.Of)
	case r.Reviews.Yours == r.Reviews.Of:
		return fmt.Sprintf("all that wait, %d, wait for you", r.Reviews.Of)
	}
	return fmt.Sprintf("%d of the %d that wait, wait for you", r.Reviews.Yours, r.Reviews.Of)
}

// hours are rounded to a half.
func hours(h float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", math.Round(h*2)/2), ".0")
}

func questionsOrProposals(n int) string {
	if n == 1 {
		return "1 question or proposal waits"
	}
	return fmt.Sprintf("%d questions and proposals wait", n)
}
