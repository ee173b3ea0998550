package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/plate"
)

// Render says the report in the style of the voice.
func (r MeReport) Render(v phrase.Voice) string {
	who := phrase.Clean(r.Name, titleSize)
	if r.Handle != nil {
		who += " · @" + phrase.Clean(*r.Handle, 40)
	}
	p := page{v: v}
	p.add("Offered", asked(v, r.Offers, "from")...)
	p.add("Promised", asked(v, r.Promises, "to")...)
	p.add("Done?", gone(r.Vanished)...)
	p.add("Taken back", takenBack(v, r.Reverted)...)
	p.add("To decide", asked(v, r.Questions, "from")...)
	p.add("Reviews", asked(v, r.Reviews, "for")...)
	p.add("Pairing", asked(v, r.Pairings, "with")...)
	p.add("Did it happen", settling(v, r.Unsettled)...)
	for _, b := range r.Blocks {
		kept := plate.Kept{What: b.What, Start: b.Start, Minutes: int(b.End.Sub(b.Start) / time.Minute)}
		if b.About != nil {
			kept.About = *b.About
		}
		p.add("You keep", v.KeptTime(plate.Block{ID: b.ID, Kept: kept})+" (only you see it)")
	}
	p.add("To decide", asked(v, r.ToDecide, "asked by")...)
	p.add("To answer", asked(v, r.ToAnswer, "questioned by")...)
	p.add("To look at", asked(v, r.ToReview, "")...)
	for _, a := range r.Overtaken {
		p.add("Overtaken", fmt.Sprintf("%s %q is %s: somebody said so at the same time as you said otherwise", phrase.Clean(a.ID, 20), phrase.Clean(a.Title, titleSize), phrase.Clean(a.State, 20)))
	}
	p.add("You asked", asked(v, r.Given, "of")...)
	p.add("Free again", offering(v, r.Free)...)
	p.add("Finished", thanking(v, r.Finished)...)
	if n := len(r.Decisions); n > 0 {
		var titles []string
		for _, d := range r.Decisions[:min(n, mostShown)] {
			titles = append(titles, fmt.Sprintf("%s %q", phrase.Clean(d.ID, 20), phrase.Clean(d.Title, titleSize)))
		}
		p.add("Logged", phrase.Count(n, "decision")+": "+strings.Join(titles, ", "))
	}
	if n := len(r.Risks); n > 0 {
		var titles []string
		for _, k := range r.Risks[:min(n, mostShown)] {
			titles = append(titles, fmt.Sprintf("%s %q", phrase.Clean(k.ID, 20), phrase.Clean(k.Title, titleSize)))
		}
		p.add("You raised", phrase.Count(n, "risk")+": "+strings.Join(titles, ", "))
	}
	var wishes, corrections []string
	for _, w := range r.Wishes {
		text := "learn " + area(w.Area)
		if w.Word == "less" {
			text = "less of " + area(w.Area)
		}
		wishes = append(wishes, text)
	}
	for _, c := range r.Corrections {
		text := "ask me about " + area(c.Area)
		if c.Word == "no" {
			text = "no longer know " + area(c.Area)
		}
		corrections = append(corrections, text)
	}
	if len(wishes) > 0 {
		p.add("You'd like", strings.Join(wishes, ", "))
	}
	if len(corrections) > 0 {
		p.add("You said", strings.Join(corrections, ", "))
	}
	if len(r.Merged) > 0 {
		p.add("Also you", phrase.Clean(strings.Join(r.Merged, ", "), 200))
	}
	if r.ReviewLimit != nil {
		p.add("At most", phrase.Count(*r.ReviewLimit, "review")+" open at once")
	}
	if r.AwayFrom != nil {
		away := ledger.Away{From: *r.AwayFrom}
		if r.AwayTo != nil {
			away.To = *r.AwayTo
		}
		p.add("Away", v.Away(away))
	}
	if r.LeftOut {
		p.add("Left out", "you asked to be named nowhere; what you said under your name stays")
	}
	if p.empty() {
		p.note("Nothing is asked of you here, and you said nothing about yourself.")
	}
	foot := "This is what the team's store holds about you besides history. Word for word, as a lead sees it: leadline me --as-lead"
	return p.under(v.Style.Title(who+" · "+phrase.Clean(r.Email, 80)), foot)
}

func area(path string) string {
	if path == "." {
		return "everything"
	}
	return phrase.Clean(path, pathSize)
}

// wants says what something that was handed on wants of who did.
func wants(a Asked) string {
	instead := "; offer it to somebody else? leadline todo delegate --instead " + phrase.Clean(a.ID, 20)
	switch *a.Wanting {
	case "gone":
		return "not seen here for long" + instead
	case "unknown":
		return "nobody here is known by that name" + instead
	}
	return "asks for help: talk to them, or pair on it"
}

// asked says each in a line.
func asked(v phrase.Voice, items []Asked, preposition string) []string {
	var out []string
	for _, a := range items {
		text := fmt.Sprintf("%s %q", phrase.Clean(a.ID, 20), phrase.Clean(a.Title, titleSize))
		switch {
		case len(a.People) > 1:
			text += " · " + preposition + " " + v.Names(a.People)
		case a.With != nil:
			text += " · " + preposition + " " + v.NameOf(*a.With)
		}
		if a.On != nil {
			if day, ok := phrase.Date(*a.On, v.Now); ok && a.Start == nil {
				text += " · " + phrase.Day(day, v.Now)
			}
		}
		if a.Start != nil {
			text += " · " + phrase.When(*a.Start, v.Now)
		}
		if a.State == "later" {
			text += " · kept for later"
		}
		if a.Wanting != nil {
			text += " · " + wants(a)
		}
		out = append(out, text)
	}
	return out
}

// gone asks of each promise whose comment is gone whether it is done. Nothing is closed by itself.
func gone(items []Asked) []string {
	var out []string
	for _, a := range items {
		text := fmt.Sprintf("%s %q", phrase.Clean(a.ID, 20), phrase.Clean(a.Title, titleSize))
		if a.Commit != nil {
			text += fmt.Sprintf(" · its comment is gone with %q", phrase.Clean(*a.Commit, titleSize))
		}
		out = append(out, text+" · if so: leadline todo done "+phrase.Clean(a.ID, 20))
	}
	return out
}

// settling asks of each block that is over whether it took place.
func settling(v phrase.Voice, items []Asked) []string {
	var out []string
	for _, line := range asked(v, items, "with") {
		if id, _, _ := strings.Cut(line, " "); strings.HasPrefix(id, "P-") {
			line += " · leadline pairing done " + id + ", or drop " + id + ", or move " + id
		}
		out = append(out, line)
	}
	return out
}

// takenBack says of each what was done and is not in the code any more.
func takenBack(v phrase.Voice, items []Asked) []string {
	var out []string
	for _, line := range asked(v, items, "with") {
		if id, _, _ := strings.Cut(line, " "); strings.HasPrefix(id, "T-") {
			line += " · the commit that finished it was reverted; is it done all the same? if so: leadline todo done " + id +
				"; if not: leadline todo delegate --instead " + id
		}
		out = append(out, line)
	}
	return out
}

// offering says of each what came back, or that nobody wanted, how to offer it anew.
func offering(v phrase.Voice, items []Asked) []string {
	var out []string
	for _, line := range asked(v, items, "") {
		if id, _, _ := strings.Cut(line, " "); strings.HasPrefix(id, "T-") {
			line += " · offer it smaller, to a pair, or to somebody else: leadline todo delegate --instead " + id
		}
		out = append(out, line)
	}
	return out
}

// thanking says of each who finished it, and how to thank them.
func thanking(v phrase.Voice, items []Asked) []string {
	var out []string
	for _, line := range asked(v, items, "by") {
		if id, _, _ := strings.Cut(line, " "); strings.HasPrefix(id, "T-") {
			line += " · a thank-you is ready: leadline todo thank " + id
		}
		out = append(out, line)
	}
	return out
}
