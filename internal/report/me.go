package report

import (
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Asked is something asked of the reader, or by them.
type Asked struct {
	Item
	Type  string  `json:"type"`  // delegation, review, pairing
	State string  `json:"state"` // as the ledger has it
	With  *string `json:"with"`  // who asks; or who is asked
	On    *string `json:"on"`    // the date that it has, 2006-01-02
	Path  *string `json:"path"`
}

// Said is what the reader said about themselves and an area.
type Said struct {
	Area string `json:"area"`
	Word string `json:"word"` // yes, no (know); learn, less (wish)
}

// MeReport is what is shared about the reader in this repository, and what is asked of them. It is for them alone.
type MeReport struct {
	Name      string   `json:"name"`
	Email     string   `json:"email"`
	Handle    *string  `json:"handle"`
	Addresses []string `json:"addresses"` // all under which history knows them
	// What is asked of them: offers to answer, promises they made, reviews and pairing blocks.
	Offers   []Asked `json:"offers"`
	Promises []Asked `json:"promises"`
	Reviews  []Asked `json:"reviews"`
	Pairings []Asked `json:"pairings"`
	// Given is what they asked of others and is not finished.
	Given []Asked `json:"given"`
	// Decisions that they logged.
	Decisions []Item `json:"decisions"`
	// What they said about themselves, each of which they can take back.
	Wishes      []Said   `json:"wishes"`
	Corrections []Said   `json:"corrections"`
	Merged      []string `json:"merged"` // addresses that they said are theirs too
	LeftOut     bool     `json:"left_out"`
}

// Me collects what is shared about the reader and asked of them; ok is false where nobody knows who they are.
func Me(s *workspace.Snapshot) (r MeReport, ok bool) {
	if s.Me == nil {
		return r, false
	}
	r = MeReport{
		Name: s.Me.Name, Email: s.Me.Email, Handle: some(s.Me.Handle), Addresses: slices.Clone(s.Me.Emails),
		Offers: []Asked{}, Promises: []Asked{}, Reviews: []Asked{}, Pairings: []Asked{}, Given: []Asked{}, Decisions: []Item{},
		Wishes: []Said{}, Corrections: []Said{}, Merged: []string{}, LeftOut: s.LeftOut(s.Me),
	}
	for _, e := range s.Ledger.All("") {
		r.add(s, e)
	}
	for _, w := range s.MyWishes() {
		r.Wishes = append(r.Wishes, Said{w.Area, word(w.Kind)})
	}
	for _, k := range s.MyKnowledge() {
		r.Corrections = append(r.Corrections, Said{k.Area, word(k.Kind)})
	}
	for _, pair := range s.Merges() {
		for _, address := range pair {
			if slices.Contains(s.Me.Emails, address) && !strings.EqualFold(address, s.Me.Email) && !slices.Contains(r.Merged, address) {
				r.Merged = append(r.Merged, address)
			}
		}
	}
	return r, true
}

func word(k ledger.Kind) string {
	switch k {
	case ledger.WishLearn:
		return "learn"
	case ledger.WishLess:
		return "less"
	case ledger.KnowledgeClaimed:
		return "yes"
	}
	return "no"
}

func (r *MeReport) add(s *workspace.Snapshot, e *ledger.Entry) {
	if e.Type == ledger.TypeDecision && s.IsMine(e) {
		r.Decisions = append(r.Decisions, itemOf(e))
	}
	if !e.Open() || e.Type == ledger.TypeDecision {
		return
	}
	a := Asked{Item: itemOf(e), Type: string(e.Type), State: string(e.State), With: some(written(s.Actor(e.By)))}
	if len(e.Anchors) > 0 {
		a.Path = some(e.Anchors[0].Path)
	}
	switch {
	case e.Type == ledger.TypePairing:
		if !e.Pairing.End().After(s.Now()) || !slices.ContainsFunc(e.Pairing.People, s.IsMe) {
			return
		}
		a.On = some(e.Pairing.Start.Local().Format(hint.DateLayout))
		a.With = nil
		for _, who := range e.Pairing.People {
			if !s.IsMe(who) {
				a.With = some(who)
			}
		}
		r.Pairings = append(r.Pairings, a)
	case hint.Holds(s, e):
		a.On = some(e.Delegation.CheckIn)
		r.Promises = append(r.Promises, a)
	case e.State != ledger.Taken && e.Type == ledger.TypeDelegation && s.Asks(e):
		r.Offers = append(r.Offers, a)
	case e.Type == ledger.TypeReview && s.Asks(e):
		r.Reviews = append(r.Reviews, a)
	case s.IsMine(e):
		a.With = nil
		for _, who := range e.Asked() {
			a.With = some(who)
		}
		if e.Delegation != nil {
			a.On = some(e.Delegation.CheckIn)
		}
		r.Given = append(r.Given, a)
	}
}
