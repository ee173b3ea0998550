package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Now is one reason to sit down now.
type Now struct {
	Kind   NowKind
	Person *people.Person // who it is about; nil for nobody
	Entry  *ledger.Entry
	Area   string
	At     time.Time // since when, or when last
	Day    string    // 2006-01-02: by when
}

// NowKind is the kind of a reason.
type NowKind string

// The kinds, the strongest first.
const (
	NowHelp     NowKind = "help"     // Person asked for help with Entry
	NowDue      NowKind = "due"      // the check-in of Entry is on Day, within a week or past
	NowQuestion NowKind = "question" // Entry is to be decided by Day, or waits
	NowDoubt    NowKind = "doubt"    // Entry was questioned by Person
	NowLook     NowKind = "look"     // Entry is to be looked at again by Day
	NowReview   NowKind = "review"   // Person waits for a review since At
	NowWish     NowKind = "wish"     // Person asked to learn Area
	NowAlone    NowKind = "alone"    // Area rests on Person
	NowGone     NowKind = "gone"     // whoever knew most of it is gone
	NowChange   NowKind = "change"   // the reader is changing it
	NowNew      NowKind = "new"      // the reader never had a hand in it
	NowRisk     NowKind = "risk"     // Entry, a risk, is open
)

// soonDue is how many days ahead a date is a reason.
const soonDue = 7

// whyNow are the reasons to sit down now. Each is known to the reader anyway, or told to whoever asks.
func whyNow(s *workspace.Snapshot, f workspace.PairingFacts, p Pairing) []Now {
	var out []Now
	if p.Entry != nil {
		out = entryNow(s, p.Entry)
	}
	if p.Path == "." {
		return out
	}
	for _, w := range s.Wishers(p.Path) {
		asked := w.Person == s.Me
		for _, c := range p.Companies {
			asked = asked || slices.ContainsFunc(c, func(m Mate) bool { return m.Person == w.Person })
		}
		if w.Wish.Kind == ledger.WishLearn && w.Here && asked {
			out = append(out, Now{Kind: NowWish, Person: w.Person, Area: w.Wish.Area, At: w.Wish.At})
		}
	}
	if silo := f.Silo; silo != nil && !s.Muted(silo.Knower.Person) {
		out = append(out, Now{Kind: NowAlone, Person: silo.Knower.Person, Area: silo.Area})
	}
	if len(f.Knowers) > 0 && s.Indexed && !f.Knowers[0].Active && f.Knowers[0].Person != s.Me && f.Knowers[0].Share >= 0.5 {
		out = append(out, Now{Kind: NowGone, At: f.Knowers[0].Last})
	}
	own := knowerOf(f.Knowers, s.Me)
	if s.Change().Has(p.Path) {
		out = append(out, Now{Kind: NowChange})
	} else if s.Me != nil && s.Indexed && own == nil && !s.LeftOut(s.Me) && len(f.Knowers) > 0 {
		out = append(out, Now{Kind: NowNew})
	}
	for _, e := range s.Entries(p.Path) {
		if e.Type == ledger.TypeRisk && e.Open() && e != p.Entry {
			out = append(out, Now{Kind: NowRisk, Entry: e, At: e.At})
			break
		}
	}
	return out
}

// entryNow are the reasons that an entry gives.
func entryNow(s *workspace.Snapshot, e *ledger.Entry) []Now {
	var out []Now
	soon := s.Now().AddDate(0, 0, soonDue).Format(DateLayout)
	switch e.Type {
	case ledger.TypeDelegation:
		if holder, held := e.Holder(); held && asksHelp(e) {
			out = append(out, Now{Kind: NowHelp, Person: s.Actor(holder), Entry: e, At: e.Delegation.LastCheckIn.At})
		}
		if day := e.Delegation.CheckIn; day != "" && day <= soon && Holds(s, e) { // a date of theirs is for them alone
			out = append(out, Now{Kind: NowDue, Entry: e, Day: day})
		}
	case ledger.TypeQuestion:
		out = append(out, Now{Kind: NowQuestion, Entry: e, Day: e.Question.Due, At: e.At})
	case ledger.TypeReview:
		out = append(out, Now{Kind: NowReview, Person: s.Actor(e.By), Entry: e, At: e.At})
	case ledger.TypeRisk:
		out = append(out, Now{Kind: NowRisk, Entry: e, At: e.At})
	case ledger.TypeDecision:
		if doubt := e.Decision.Open(); doubt != nil {
			out = append(out, Now{Kind: NowDoubt, Person: s.Actor(doubt.By), Entry: e, At: doubt.At})
		}
		if day := e.Decision.ReviewBy; day != "" && day <= soon && Decides(s, e) {
			out = append(out, Now{Kind: NowLook, Entry: e, Day: day})
		}
	}
	return out
}
