package report

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/phrase"
)

// Render says the report in the style of the voice. On an empty store it says what to do first.
func (r DelegationsReport) Render(v phrase.Voice) string {
	head := "Handed on · " + phrase.Clean(r.Name, titleSize)
	p := page{v: v}
	p.add("Open", r.list(v, r.Offered, phrase.Count(len(r.Offered), "offer")+" without an answer", "since"))
	p.add("Help wanted", r.list(v, r.HelpWanted, fmt.Sprint(len(r.HelpWanted)), ""))
	if n := len(r.HandedBack); n > 0 {
		p.add("Handed back", r.list(v, r.HandedBack, fmt.Sprint(n), "")+" · offer it smaller, to a pair, or to somebody else")
	}
	p.add("Done", r.list(v, r.Done, fmt.Sprintf("%d in the last 30 days", len(r.Done)), ""))
	if n := len(r.Reverted); n > 0 {
		p.add("Taken back", r.list(v, r.Reverted, fmt.Sprint(n), "")+" · done by a commit that was reverted since: is it done all the same?")
	}
	for _, k := range r.YouHold {
		p.add("You hold", k.sentence(v))
	}
	switch {
	case !p.empty():
	case r.Empty:
		p.note("Nothing was handed on here yet. Offer the first piece of work where you stand: " +
			"in the editor \"Delegate this TODO…\", or leadline todo delegate --to WHO --what WHAT --why WHY")
	default:
		p.note("Nothing waits for an answer or for help, and nothing was finished in the last 30 days.")
	}
	return p.under(v.Style.Title(head), "")
}

// list names the newest of some delegations; nothing where there are none.
func (r DelegationsReport) list(v phrase.Voice, items []Handed, head, when string) string {
	if len(items) == 0 {
		return ""
	}
	const most = 8
	var out []string
	for i, h := range items {
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(items)-most))
			break
		}
		text := fmt.Sprintf("%s %q", phrase.Clean(h.ID, 20), phrase.Clean(h.Title, titleSize))
		var about []string
		if h.With != nil {
			about = append(about, v.NameOf(*h.With))
		}
		if when != "" {
			about = append(about, phrase.Ago(h.Since, v.Now))
		}
		if len(about) > 0 {
			text += " (" + strings.Join(about, ", ") + ")"
		}
		out = append(out, text)
	}
	return head + ": " + strings.Join(out, ", ")
}

// sentence is said to the reader about themself.
func (k Kept) sentence(v phrase.Voice) string {
	what := phrase.Clean(k.Area, pathSize) + ", which you know best"
	if k.ID != nil {
		what = fmt.Sprintf("%s %q", *k.ID, phrase.Clean(*k.Title, titleSize))
	}
	return what + " · " + several(v, k.Would) + " would like to learn it: offer it, or pair"
}
