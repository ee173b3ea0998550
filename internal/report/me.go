package report

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Asked is something asked of the reader, or by them.
type Asked struct {
	Item
	Type  string  `json:"type"`  // delegation, review, pairing, question
	State string  `json:"state"` // as the ledger has it
	With  *string `json:"with"`  // who asks; or who is asked
	On    *string `json:"on"`    // the date that it has, 2006-01-02
	// People are all the others of a block; null for all else.
	People []string `json:"people"`
	Path   *string  `json:"path"`
	// Start is when a block begins; null for all else.
	Start *time.Time `json:"start"`
	// Wanting is what it wants of the one who asked for it: help (who took it asks), gone (who has it was not seen here for
	// long) or unknown (nobody here is called so).
	Wanting *string `json:"wanting"`
	// Commit is what a commit that bears on it says in its first line: it took out the comment, or what was done.
	Commit *string `json:"commit"`
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
	// What is asked of them: offers to answer, promises they made, questions to decide, reviews and pairing blocks.
	Offers    []Asked `json:"offers"`
	Promises  []Asked `json:"promises"`
	Questions []Asked `json:"questions"`
	Reviews   []Asked `json:"reviews"`
	Pairings  []Asked `json:"pairings"`
	// Unsettled are blocks that they planned and that are over: nobody said whether they took place.
	Unsettled []Asked `json:"unsettled"`
	// Vanished are those of the promises whose comment a commit took out: are they done?
	Vanished []Asked `json:"vanished"`
	// Reverted is what they did or asked for, and what was done by a commit that was taken back since.
	Reverted []Asked `json:"reverted"`
	// Given is what they asked of others and is not finished. Free is what they offered and nobody has: it was declined or came
	// back, from whom is not said. Finished is what others finished for them in the last days: they may be thanked.
	Given    []Asked `json:"given"`
	Free     []Asked `json:"free"`
	Finished []Asked `json:"finished"`
	// What waits for their word besides: proposals that are theirs to accept or reject, questions put to their decisions,
	// decisions that they wanted to look at again by today, and those of which somebody else said otherwise at the same time.
	ToDecide  []Asked `json:"to_decide"`
	ToAnswer  []Asked `json:"to_answer"`
	ToReview  []Asked `json:"to_review"`
	Overtaken []Asked `json:"overtaken"`
	// Decisions that they logged, and risks that they raised and that are not closed.
	Decisions []Item `json:"decisions"`
	Risks     []Item `json:"risks"`
	// What they said about themselves, each of which they can take back.
	Wishes      []Said   `json:"wishes"`
	Corrections []Said   `json:"corrections"`
	Merged      []string `json:"merged"` // addresses that they said are theirs too
	LeftOut     bool     `json:"left_out"`
	ReviewLimit *int     `json:"review_limit"` // how many reviews they want open at once; null for any number
	AwayFrom    *string  `json:"away_from"`    // the day from which they are away, as they said; null where they said none, or it is over
	AwayTo      *string  `json:"away_to"`      // the last day; null until further notice
	// Blocks are the times that they keep for themselves, the first first. They are private: the team's store has none of it.
	Blocks []Block `json:"blocks"`
}

// Block is time that the reader keeps for themselves.
type Block struct {
	ID    string    `json:"id"`
	What  string    `json:"what"` // coding, thinking, reviews
	About *string   `json:"about"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Me collects what is shared about the reader and asked of them; ok is false where nobody knows who they are. gone are
// those of their promises whose comments are gone, as [workspace.Workspace.Vanished] finds them.
func Me(s *workspace.Snapshot, gone []workspace.Vanished) (r MeReport, ok bool) {
	if s.Me == nil {
		return r, false
	}
	r = MeReport{
		Name: s.Me.Name, Email: s.Me.Email, Handle: some(s.Me.Handle), Addresses: slices.Clone(s.Me.Emails),
		Offers: []Asked{}, Promises: []Asked{}, Questions: []Asked{}, Reviews: []Asked{}, Pairings: []Asked{}, Unsettled: []Asked{},
		Vanished: []Asked{}, Reverted: []Asked{}, Given: []Asked{}, Free: []Asked{}, Finished: []Asked{}, Decisions: []Item{}, Risks: []Item{},
		ToDecide: []Asked{}, ToAnswer: []Asked{}, ToReview: []Asked{}, Overtaken: []Asked{},
		Wishes: []Said{}, Corrections: []Said{}, Merged: []string{}, LeftOut: s.LeftOut(s.Me), Blocks: []Block{},
	}
	for _, b := range s.Plate().Ahead(s.Now()) {
		r.Blocks = append(r.Blocks, Block{ID: b.ID, What: b.What, About: some(b.About), Start: b.Start, End: b.End()})
	}
	if limit, ok := s.Limit(s.Me); ok {
		r.ReviewLimit = &limit
	}
	if away, ok := s.Away(s.Me); ok {
		r.AwayFrom, r.AwayTo = some(away.From), some(away.To)
	}
	for _, e := range s.Ledger.All("") {
		r.add(s, e)
	}
	slices.SortStableFunc(r.Pairings, func(a, b Asked) int { return a.Start.Compare(*b.Start) })
	for _, e := range hint.Unsettled(s) {
		a := askedOf(s, e)
		a.People, a.With = partners(s, e)
		a.On = some(s.Local(e.Pairing.Start).Format(hint.DateLayout))
		r.Unsettled = append(r.Unsettled, a)
	}
	for _, g := range gone {
		a := askedOf(s, g.Entry)
		a.Commit = some(g.Subject)
		r.Vanished = append(r.Vanished, a)
	}
	r.decide(s)
	r.followUp(s)
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

// decide adds what waits for the reader's word.
func (r *MeReport) decide(s *workspace.Snapshot) {
	d := hint.DecidingOf(s)
	waiting := func(e *ledger.Entry, with *string, on string) Asked {
		a := Asked{Item: itemOf(e), Type: string(e.Type), State: string(e.State), With: with, On: some(on)}
		if e.Decision != nil {
			a.State = e.Decision.Status
		}
		if len(e.Anchors) > 0 {
			a.Path = some(e.Anchors[0].Path)
		}
		return a
	}
	for _, e := range d.Proposed {
		r.ToDecide = append(r.ToDecide, waiting(e, nil, e.Decision.ReviewBy))
	}
	for _, e := range d.Doubted {
		r.ToAnswer = append(r.ToAnswer, waiting(e, some(written(s.Actor(e.Decision.Open().By))), ""))
	}
	for _, e := range d.Due {
		r.ToReview = append(r.ToReview, waiting(e, nil, e.Decision.ReviewBy))
	}
	for _, e := range d.Overtaken {
		r.Overtaken = append(r.Overtaken, waiting(e, nil, ""))
	}
}

// thankable is how long what somebody finished is named with its thank-you.
const thankable = 7 * 24 * time.Hour

// followUp adds what became of what the reader offered to others.
func (r *MeReport) followUp(s *workspace.Snapshot) {
	p := hint.PromisesOf(s)
	for _, e := range p.Free {
		a := askedOf(s, e)
		a.With = nil
		r.Free = append(r.Free, a)
	}
	for _, e := range p.Done {
		if s.Now().Sub(e.Changed) < thankable && e.Delegation.Reverted == "" && !hint.Did(s, e) {
			a := askedOf(s, e)
			a.With = doneBy(s, e)
			r.Finished = append(r.Finished, a)
		}
	}
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
	if hint.TakenBack(s, e) && (s.IsMine(e) || hint.Did(s, e)) {
		a := askedOf(s, e)
		if s.IsMine(e) {
			a.With = doneBy(s, e)
		}
		r.Reverted = append(r.Reverted, a)
	}
	if !e.Open() || e.Type == ledger.TypeDecision {
		return
	}
	a := askedOf(s, e)
	switch {
	case e.Type == ledger.TypeRisk:
		if s.IsMine(e) {
			r.Risks = append(r.Risks, itemOf(e))
		}
	case e.Type == ledger.TypeQuestion && s.Asks(e):
		a.On = some(e.Question.Due)
		r.Questions = append(r.Questions, a)
	case e.Type == ledger.TypePairing:
		if !hint.Comes(s, e) {
			return
		}
		start := e.Pairing.Start.UTC()
		a.People, a.With = partners(s, e)
		a.On, a.Start = some(s.Local(e.Pairing.Start).Format(hint.DateLayout)), &start
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
			a.On, a.Wanting = some(e.Delegation.CheckIn), some(wanting(s, e))
		}
		r.Given = append(r.Given, a)
	}
}

// partners are those whom a block brings together with the reader, and the first of them.
func partners(s *workspace.Snapshot, e *ledger.Entry) (all []string, first *string) {
	for _, who := range e.Pairing.People {
		if !s.IsMe(who) {
			all = append(all, who)
		}
	}
	if len(all) > 0 {
		first = &all[0]
	}
	return all, first
}

// wanting is what something that was handed on wants of who did; "" for nothing.
func wanting(s *workspace.Snapshot, e *ledger.Entry) string {
	switch last := e.Delegation.LastCheckIn; {
	case hint.Departed(s, e):
		return "gone"
	case hint.Unknown(s, e):
		return "unknown"
	case e.State == ledger.Taken && last != nil && last.Answer == "help":
		return "help"
	}
	return ""
}

// doneBy is who finished a delegation, where that was not the reader.
func doneBy(s *workspace.Snapshot, e *ledger.Entry) *string {
	for _, a := range e.Answers {
		if p := s.Actor(a.By); a.State == ledger.Done && p != s.Me {
			return some(written(p))
		}
	}
	return nil
}

// askedOf is an entry from the reader's side: with whoever asks.
func askedOf(s *workspace.Snapshot, e *ledger.Entry) Asked {
	a := Asked{Item: itemOf(e), Type: string(e.Type), State: string(e.State), With: some(written(s.Actor(e.By)))}
	if len(e.Anchors) > 0 {
		a.Path = some(e.Anchors[0].Path)
	}
	return a
}
