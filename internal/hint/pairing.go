package hint

import (
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// PairingAsk is what the reader would like to sit down about, and with whom.
type PairingAsk struct {
	Path    string        // a file or a folder, "." for no place
	Line    int           // of the file, from 1; 0 for all of it
	Entry   *ledger.Entry // what it grows from; nil for nothing that was said
	Todo    *todo.Todo    // the comment it grows from; nil for none
	With    []*people.Person
	Purpose slot.Purpose // "" where it is to be guessed
	// From is when it may begin at the earliest, To when it has to end.
	From, To time.Time
}

// Pairing is a suggestion whom to sit down with, about what, and why now. It is for the reader alone: no view, report or
// message to anybody else says any of it.
type Pairing struct {
	PairingAsk
	// Guess says what the purpose was guessed from; "" where it was given.
	Guess Guess
	Why   []Now // why now, the strongest first; none where nothing says so
	// Companies are with whom, best first: one person each, or, where people were named, all of those.
	Companies []Company
	// Planned are blocks about it that the reader has planned already, the next first.
	Planned []*ledger.Entry
	// Nobody says why there is no company; "" where there is one.
	Nobody Nobody
	// Away are those who could help and said that they are away, where nobody else can.
	Away []Mate
}

// Company is whom to sit down with at once.
type Company []Mate

// Mate is somebody to sit down with, with what speaks for it.
type Mate struct {
	Person *people.Person
	slot.Partner
	Knows *ownership.Knower // what they know of the place; nil where history says nothing
	Wish  ledger.Wish       // what they would like of it; the zero value for nothing
	Away  ledger.Away       // as they said; the zero value for not
}

// Guess is what a purpose was guessed from.
type Guess string

// What purposes are guessed from.
const (
	GuessHelp     Guess = "help"     // whoever took it asked for help
	GuessTask     Guess = "task"     // a piece of work or a TODO comment
	GuessQuestion Guess = "question" // an open question, or a risk
	GuessDecision Guess = "decision"
	GuessReview   Guess = "review" // a review was asked for
	GuessChange   Guess = "change" // the reader is changing it
	GuessNew      Guess = "new"    // somebody never had a hand in this repository
	GuessSpread   Guess = "spread" // nothing else: what few know is worth spreading
)

// Nobody is why there is nobody to pair with.
type Nobody string

// The reasons.
const (
	NobodyElse Nobody = "alone"    // nobody but the reader is active here
	NobodyHere Nobody = "away"     // those who could help are away
	NobodyApt  Nobody = "unknown"  // nobody who may be suggested knows it, nor asked to learn it
	NoHistory  Nobody = "no-index" // the history is not read yet
)

const mostMates = 3

// ForPairing suggests whom to sit down with, by who knows the place, who asked to learn it, who has not paired for long, whose
// hours overlap and who has room. Never suggested are programs, people who are gone or away, who want to be named nowhere,
// asked for less of it or no longer know it, and whom the reader muted; who is named by the reader is taken as named.
func ForPairing(s *workspace.Snapshot, f workspace.PairingFacts, ask PairingAsk) Pairing {
	p := Pairing{PairingAsk: ask}
	if p.Purpose == "" {
		p.Purpose, p.Guess = guess(s, f, ask)
	}
	t := newTable(s, f, p)
	if len(ask.With) > 0 {
		p.Companies = []Company{t.named()}
	} else {
		p.Companies = t.found()
	}
	if len(p.Companies) == 0 {
		p.Nobody, p.Away = t.nobody()
	}
	p.Why = whyNow(s, f, p)
	p.Planned = plannedAbout(s, ask)
	return p
}

// guess says what sitting down would be for.
func guess(s *workspace.Snapshot, f workspace.PairingFacts, ask PairingAsk) (slot.Purpose, Guess) {
	if e := ask.Entry; e != nil {
		switch e.Type {
		case ledger.TypeReview:
			return slot.ReviewTogether, GuessReview
		case ledger.TypeDecision:
			return slot.ReviewTogether, GuessDecision
		case ledger.TypeQuestion, ledger.TypeRisk:
			return slot.Unblock, GuessQuestion
		case ledger.TypeDelegation:
			if asksHelp(e) {
				return slot.Unblock, GuessHelp
			}
			return slot.Unblock, GuessTask
		}
	}
	if ask.Todo != nil {
		return slot.Unblock, GuessTask
	}
	if s.Indexed && (neverHere(s, s.Me) || slices.ContainsFunc(ask.With, func(p *people.Person) bool { return neverHere(s, p) })) {
		return slot.Onboard, GuessNew
	}
	if own := knowerOf(f.Knowers, s.Me); own != nil && own.Share >= enoughToKnow && s.Change().Has(ask.Path) {
		return slot.ReviewTogether, GuessChange
	}
	return slot.Spread, GuessSpread
}

func neverHere(s *workspace.Snapshot, p *people.Person) bool {
	return p != nil && s.LastSeen(p).IsZero()
}

// asksHelp says whether whoever took a piece of work said last that they would like help.
func asksHelp(e *ledger.Entry) bool {
	_, held := e.Holder()
	return held && e.Delegation != nil && e.Delegation.LastCheckIn != nil && e.Delegation.LastCheckIn.Answer == "help"
}

func knowerOf(knowers []ownership.Knower, p *people.Person) *ownership.Knower {
	i := slices.IndexFunc(knowers, func(k ownership.Knower) bool { return p != nil && k.Person == p })
	if i < 0 {
		return nil
	}
	return &knowers[i]
}

// plannedAbout are the reader's blocks to come that grew from the entry, or are about the place.
func plannedAbout(s *workspace.Snapshot, ask PairingAsk) []*ledger.Entry {
	var out []*ledger.Entry
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.State != ledger.Planned || e.Retracted || !e.Pairing.End().After(s.Now()) || !slices.Contains(s.Comers(e), s.Me) {
			continue
		}
		about := ask.Entry != nil && e.Pairing.About == ask.Entry.ID
		for _, a := range e.Anchors {
			about = about || ask.Path != "." && (ledger.Covers(ask.Path, a.Path) || ledger.Covers(a.Path, ask.Path))
		}
		if about {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *ledger.Entry) int { return a.Pairing.Start.Compare(b.Pairing.Start) })
	return out
}

// AboutEntry is what would be paired about where it is an entry: at its first place.
func AboutEntry(s *workspace.Snapshot, e *ledger.Entry, ask PairingAsk) PairingAsk {
	ask.Path, ask.Line, ask.Entry = ".", 0, e
	if len(e.Anchors) > 0 {
		ask.Path, ask.Line = s.PathNow(e.Anchors[0].Path), e.Anchors[0].Line
	} else if e.Review != nil && len(e.Review.Paths) > 0 {
		ask.Path = e.Review.Paths[0]
	}
	return ask
}

// AboutLines is what would be paired about at lines of an open document: the work, decision or question that stands there, the
// TODO comment, or the lines.
func AboutLines(s *workspace.Snapshot, path string, line, end int, ask PairingAsk) PairingAsk {
	r := ForRange(s, path, line, end)
	ask.Path, ask.Line = path, line
	switch {
	case r.Delegation != nil:
		ask.Entry = r.Delegation
		return ask
	case r.Todo != nil:
		ask.Todo = r.Todo
		return ask
	}
	for _, m := range r.Here {
		switch m.Entry.Type {
		case ledger.TypeDelegation, ledger.TypeDecision, ledger.TypeQuestion, ledger.TypeRisk, ledger.TypeReview:
			if m.Place.Line > 0 { // what is about all of the file is none of these lines'
				ask.Entry = m.Entry
				return ask
			}
		}
	}
	return ask
}
