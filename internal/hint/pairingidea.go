package hint

import (
	"cmp"
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// How much an idea is worth looking at, among the others for one reader. What somebody waits for comes before what somebody
// would like, that before what nobody asked for.
const (
	ideaHelp     = 100 // somebody who took work of the reader's asks for help, or the reader asked for it
	ideaDue      = 90  // what the reader took, its check-in near
	ideaWaits    = 85  // somebody put a question to a decision of the reader's, or waits for their decision
	ideaTaken    = 80  // what the reader took
	ideaReview   = 75  // a review that somebody asked the reader for
	ideaWish     = 70  // the reader asked to learn an area
	ideaLearner  = 60  // somebody asked to learn what the reader knows alone
	ideaAlone    = 40  // an area rests on the reader
	ideaNear     = 30  // an area rests on somebody, and the reader had a hand in it
	ideaShared   = 10  // an area of which one knows more than the other
	enoughToHave = 0.02
)

const mostIdeas = 12

type idea struct {
	PairingAsk
	worth float64
}

// PairingIdeas are what the reader could usefully sit down about, the most useful first: what they took or are asked, what they
// wished to learn, what rests on them and what rests on others near them. With people named, only what concerns them too.
// areas are [workspace.Workspace.Areas]. Path is "." for what has no place.
func PairingIdeas(s *workspace.Snapshot, areas []ownership.Area, ask PairingAsk) []PairingAsk {
	if s.Me == nil {
		return nil
	}
	c := collector{s: s, ask: ask}
	for _, e := range s.Ledger.All("") {
		c.entry(e)
	}
	for _, w := range s.MyWishes() {
		if w.Kind == ledger.WishLearn {
			c.add(ideaWish, PairingAsk{Path: w.Area})
		}
	}
	c.areas(areas)
	slices.SortStableFunc(c.found, func(a, b idea) int { return cmp.Compare(b.worth, a.worth) })
	var out []PairingAsk
	for _, i := range c.found {
		again := slices.ContainsFunc(out, func(o PairingAsk) bool { // the same place and nothing else that tells them apart
			return o.Path == i.Path && (i.Entry == nil || o.Entry == i.Entry)
		})
		if !again && len(out) < mostIdeas {
			out = append(out, i.PairingAsk)
		}
	}
	return out
}

type collector struct {
	s     *workspace.Snapshot
	ask   PairingAsk
	found []idea
}

func (c *collector) add(worth float64, ask PairingAsk) {
	if len(c.ask.With) > 0 {
		ask.With = c.ask.With
	}
	if c.ask.Purpose != "" {
		ask.Purpose = c.ask.Purpose
	}
	ask.From, ask.To = c.ask.From, c.ask.To
	c.found = append(c.found, idea{ask, worth})
}

// concerns says whether people were not named, or these are among them.
func (c *collector) concerns(who ...*people.Person) bool {
	return len(c.ask.With) == 0 || slices.ContainsFunc(who, func(p *people.Person) bool { return slices.Contains(c.ask.With, p) })
}

// entry is what is open between the reader and others.
func (c *collector) entry(e *ledger.Entry) {
	s := c.s
	if !e.Open() && e.Type != ledger.TypeDecision || e.Retracted {
		return
	}
	ask := PairingAsk{Path: ".", Entry: e}
	if len(e.Anchors) > 0 {
		ask.Path, ask.Line = s.PathNow(e.Anchors[0].Path), e.Anchors[0].Line
	}
	by := s.Actor(e.By)
	today := s.Now().Format(DateLayout)
	switch e.Type {
	case ledger.TypeDelegation:
		holder, held := e.Holder()
		switch who := s.Actor(holder); {
		case held && who == s.Me && c.concerns(by):
			worth := float64(ideaTaken)
			if asksHelp(e) {
				worth = ideaHelp
			} else if due(e, today) {
				worth = ideaDue
			}
			if by == s.Me || ask.Path != "." {
				c.add(worth, ask)
				return
			}
			ask.With = []*people.Person{by} // history says nothing of what has no place: who offered it knows it
			c.add(worth, ask)
		case held && by == s.Me && asksHelp(e) && c.concerns(who):
			ask.With = []*people.Person{who}
			c.add(ideaHelp, ask)
		}
	case ledger.TypeReview:
		if s.Asks(e) && by != s.Me && c.concerns(by) {
			ask.With, ask.Purpose = []*people.Person{by}, slot.ReviewTogether
			c.add(ideaReview, ask)
		}
	case ledger.TypeQuestion:
		if s.Asks(e) && by != s.Me && c.concerns(by) {
			ask.With = []*people.Person{by}
			c.add(ideaWaits, ask)
		}
	case ledger.TypeDecision:
		if doubt := e.Decision.Open(); doubt != nil && Decides(s, e) {
			if who := s.Actor(doubt.By); who != s.Me && c.concerns(who) {
				ask.With = []*people.Person{who}
				c.add(ideaWaits, ask)
			}
		}
	}
}

// areas are what rests on the reader, or on others near them.
func (c *collector) areas(areas []ownership.Area) {
	s := c.s
	known := map[string]ownership.Area{}
	for _, a := range areas {
		known[a.Path] = a
	}
	for _, silo := range ownership.Silos(areas) {
		files := min(float64(silo.Files), 99) / 10 // of equals, the larger area
		own := knowerOf(known[silo.Area].Knowers, s.Me)
		switch {
		case silo.Knower.Person == s.Me:
			learner := slices.ContainsFunc(s.Wishers(silo.Area), func(w workspace.Wisher) bool {
				return w.Here && w.Wish.Kind == ledger.WishLearn && w.Person != s.Me && c.concerns(w.Person)
			})
			switch {
			case learner:
				c.add(ideaLearner+files, PairingAsk{Path: silo.Area})
			case len(c.ask.With) == 0 || c.anyKnows(known[silo.Area]):
				c.add(ideaAlone+files, PairingAsk{Path: silo.Area})
			}
		case own != nil && own.Share >= enoughToHave && c.concerns(silo.Knower.Person):
			c.add(ideaNear+files, PairingAsk{Path: silo.Area})
		case len(c.ask.With) > 0 && c.concerns(silo.Knower.Person):
			c.add(ideaShared+files, PairingAsk{Path: silo.Area})
		}
	}
	if len(c.ask.With) > 0 {
		c.between(areas)
	}
}

func (c *collector) anyKnows(a ownership.Area) bool {
	return slices.ContainsFunc(c.ask.With, func(p *people.Person) bool { return knowerOf(a.Knowers, p) != nil })
}

// between is the area of which the reader and the people whom they named know the most different shares; of equals the one with
// most files.
func (c *collector) between(areas []ownership.Area) {
	best, worth := PairingAsk{}, 0.0
	for _, a := range areas {
		mine := 0.0
		if own := knowerOf(a.Knowers, c.s.Me); own != nil {
			mine = own.Share
		}
		for _, p := range c.ask.With {
			theirs := 0.0
			if k := knowerOf(a.Knowers, p); k != nil {
				theirs = k.Share
			}
			if w := max(mine-theirs, theirs-mine) * float64(min(a.Files, 20)); max(mine, theirs) >= enoughToKnow && w > worth {
				best, worth = PairingAsk{Path: a.Path}, w
			}
		}
	}
	if worth > 0 {
		c.add(ideaShared, best)
	}
}
