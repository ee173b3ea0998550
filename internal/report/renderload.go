package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Say puts the reasons of proposals into words, as [LoadReport.Render] does.
func (r *LoadReport) Say(v phrase.Voice) {
	for i := range r.TakeOvers {
		r.TakeOvers[i].Reasons = append([]string{}, v.Reviewing(r.TakeOvers[i].Suggested)...)
	}
}

// Render says the report in the style of the voice. Where nothing is known about reviews it says so, and what to do first.
func (r LoadReport) Render(v phrase.Voice) string {
	head := "Reviews · " + phrase.Clean(r.Name, titleSize)
	p := page{v: v}
	if r.Open != nil {
		p.add("Waiting", phrase.Count(*r.Open, "review"))
	}
	p.add("Areas", r.areas()...)
	p.add("Too much", r.carrying(v)...)
	p.add("Has room", r.room(v)...)
	p.add("Would learn", r.learners(v)...)
	p.add("Could move", r.takeOvers(v)...)
	p.add("At the host", r.hosted(v)...)
	foot := ""
	switch {
	case r.Open == nil:
		foot = "No review was asked for here yet, so there is nothing to say about load. Ask for the first where you stand: in the editor \"Request a review…\", or leadline review request --to @dev2"
	case len(r.TakeOvers) > 0:
		foot = "Nobody was asked yet: talk to them, then leadline amend ID --to WHO, or ask them where the request is"
	case len(r.Carrying) > 0:
		foot = "Nobody is known who knows these changes and has room for what can be moved; what somebody took is theirs."
	}
	text := p.under(v.Style.Title(head), foot)
	if since := v.HostedSince(); since != "" {
		text += v.Style.Text(since) + "\n"
	}
	return text
}

func (r LoadReport) areas() []string {
	var out []string
	for _, a := range r.Areas {
		text := fmt.Sprintf("%s: %d waiting", area(a.Area), a.Open)
		if a.Area == "." {
			text = fmt.Sprintf("files at the top: %d waiting", a.Open)
		}
		if a.Before != a.Open {
			text += fmt.Sprintf(", %d four weeks ago", a.Before)
		}
		out = append(out, text)
	}
	return out
}

func (r LoadReport) carrying(v phrase.Voice) []string {
	var out []string
	for _, c := range r.Carrying {
		text := fmt.Sprintf("%s: %s open", v.NameOf(c.Who), phrase.Count(c.Open, "review"))
		if c.Limit != nil {
			text += wantsReviews(v.NameOf(c.Who), *c.Limit)
		}
		out = append(out, text)
	}
	return out
}

func wantsReviews(name string, limit int) string {
	if name == "you" {
		return fmt.Sprintf("; you want %d at once", limit)
	}
	return fmt.Sprintf("; wants %d at once", limit)
}

func (r LoadReport) room(v phrase.Voice) []string {
	var out []string
	for _, one := range r.Room {
		out = append(out, fmt.Sprintf("%s: %s open%s", v.NameOf(one.Who), phrase.Count(one.Open, "review"), wantsReviews(v.NameOf(one.Who), one.Limit)))
	}
	return out
}

// hosted are the requests at the host that wait for somebody.
func (r LoadReport) hosted(v phrase.Voice) []string {
	if r.Host == nil {
		return nil
	}
	var out []string
	for _, item := range r.Host.Requests {
		if item.Draft {
			continue
		}
		text := fmt.Sprintf("%s %q", phrase.Clean(item.ID, 20), phrase.Clean(item.Title, titleSize))
		if item.Author != nil {
			text += " by " + v.NameOf(*item.Author)
		}
		var who []string
		for _, a := range item.Asked {
			who = append(who, v.NameOf(a))
		}
		for _, t := range item.Teams {
			who = append(who, phrase.Clean(t, titleSize))
		}
		if len(who) > 0 {
			text += " · waits for " + strings.Join(who, ", ")
		}
		out = append(out, text+" · opened "+phrase.Ago(item.Opened, v.Now))
	}
	return out
}

func (r LoadReport) learners(v phrase.Voice) []string {
	in := map[string][]string{}
	for _, l := range r.Learners {
		in[l.Area] = append(in[l.Area], l.Who)
	}
	var out []string
	for _, where := range slices.Sorted(maps.Keys(in)) {
		out = append(out, area(where)+": "+several(v, in[where]))
	}
	return out
}

func (r LoadReport) takeOvers(v phrase.Voice) []string {
	var out []string
	for _, t := range r.TakeOvers {
		out = append(out, fmt.Sprintf("%s %q from %s to %s: %s", phrase.Clean(t.ID, 20), phrase.Clean(t.Title, titleSize), v.NameOf(t.From), v.NameOf(t.To),
			strings.Join(v.Reviewing(t.Suggested), "; ")))
	}
	return out
}
