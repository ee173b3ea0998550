package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
)

// Topic is what a lens speaks of; opening the lens opens it.
type Topic string

// The topics of the lenses on a file's first line, in their order.
const (
	TopicOwner     Topic = "owner"
	TopicPeople    Topic = "people"
	TopicDecisions Topic = "decisions"
	TopicReviewers Topic = "reviewers"
	TopicCompanion Topic = "companion"
	TopicOffer     Topic = "offer"
	TopicPairing   Topic = "pairing"
	TopicMissed    Topic = "missed"
	TopicDismiss   Topic = "dismiss"
)

// Lens is a title and what it opens.
type Lens struct {
	Topic Topic
	Title string
	// Entry is the id of the one entry it speaks of, if it is one.
	Entry string
}

// Lenses says what there is to say on the first line of a file, each part of it opening what it speaks
// of. There is none where nothing is known.
func (v Voice) Lenses(f hint.File) []Lens {
	var out []Lens
	add := func(t Topic, title string) {
		if title != "" {
			out = append(out, Lens{Topic: t, Title: title})
		}
	}
	if f.Owners != nil {
		add(TopicOwner, Owners(*f.Owners))
	}
	add(TopicPeople, v.lensPeople(f))
	add(TopicDecisions, v.lensMarks(f))
	if f.Change != nil {
		add(TopicReviewers, v.CouldReview(f.Change))
		if n := len(out); n > 0 && out[n-1].Topic == TopicReviewers && len(f.Change.Asked) > 0 {
			out[n-1].Entry = f.Change.Asked[0].ID
		}
	}
	if len(out) < roomForCompanion && len(f.Companions) > 0 {
		add(TopicCompanion, UsuallyWith(f.Path, f.Companions[0]))
	}
	if f.Missed != nil {
		add(TopicMissed, v.Missed(*f.Missed))
		add(TopicDismiss, "seen")
	}
	return out
}

func (v Voice) lensPeople(f hint.File) string {
	if len(f.Ask) > 0 {
		first := f.Ask[0]
		ask := "ask " + v.Name(first.Person)
		if f.YouKnow {
			return "besides you, " + ask
		}
		return ask + " (" + Ago(first.Last, v.Now) + ")"
	}
	near := ""
	if f.Lost() {
		near = "nearest: " + v.Nearest(f.Nearest, f.Path)
	}
	if f.Gone != nil {
		return v.Name(f.Gone.Person) + " wrote most of it, " + LastHere(f.Gone.Last, v.Now) + "; " + near
	}
	return near
}

// Function is the lens over a function or a type: its last change, and whom to ask about it.
func (v Voice) Function(f hint.Function) Lens {
	title := Ago(f.Last.Last, v.Now)
	if subject := Clean(f.Last.Subject, titleLimit); subject != "" {
		title += ": " + subject
	}
	ask := ""
	if f.Ask != nil {
		ask = "ask " + v.Name(f.Ask.Person)
		if f.YouKnow {
			ask = "besides you, " + ask
		}
	}
	return Lens{Topic: TopicPeople, Title: join(title, ask)}
}

func (v Voice) lensMarks(f hint.File) string {
	var decisions, questions, risks, promised, offered int
	seen := map[string]bool{} // one entry may be tied to several places of the file
	for _, m := range f.Marks {
		if seen[m.Entry.ID] {
			continue
		}
		seen[m.Entry.ID] = true
		switch {
		case m.Entry.Type == ledger.TypeDecision:
			decisions++
		case m.Entry.Type == ledger.TypeQuestion && m.Entry.Open():
			questions++
		case m.Entry.Type == ledger.TypeRisk && m.Entry.Open():
			risks++
		case m.Entry.Type == ledger.TypeDelegation && m.Entry.State == ledger.Taken:
			promised++
		case m.Entry.Type == ledger.TypeDelegation && m.Entry.Open():
			offered++
		}
	}
	var parts []string
	if decisions > 0 {
		parts = append(parts, Count(decisions, "decision"))
	}
	if questions > 0 {
		parts = append(parts, Count(questions, "question"))
	}
	if risks > 0 {
		parts = append(parts, Count(risks, "risk"))
	}
	if promised > 0 {
		parts = append(parts, Count(promised, "promise"))
	}
	if offered > 0 {
		parts = append(parts, Count(offered, "offer"))
	}
	return strings.Join(parts, ", ")
}

// Offer is the lens over an offer that waits for the reader's answer.
func (v Voice) Offer(m hint.Mark) Lens {
	e := m.Entry
	return Lens{
		Topic: TopicOffer, Entry: e.ID,
		Title: fmt.Sprintf("%s offers you %q · take, later or not me", v.Actor(e.By), Clean(e.Title(), shortTitle)),
	}
}
