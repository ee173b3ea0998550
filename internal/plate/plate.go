// Package plate models what is on one person's own plate, as an Eisenhower matrix.
//
// A plate holds what others ask of its owner and what its owner put there. Two questions sort each [Item]: is it urgent, is it
// important? Urgent and important, do; important alone, schedule; urgent alone, hand on; neither, drop (after Covey, "First
// Things First", 1994). Only the owner answers: a
// [Suggestion] says what speaks for an answer, with its reason, and never sorts anything.
//
// The owner's answers and own tasks are private events, which [Fold] adds up to a [Book]. They never leave the machine and
// stand in no table that others read. What others ask is no part of the book: it is in the ledger anyway, and whoever makes the
// plate puts both together with [Arrange].
//
// What the shape of a plate may mean ([Matrix.Shape]) is a question to its owner, never a judgement, and needs enough sorted
// items to mean anything. The package has no words for a screen; a Book and a Matrix are safe for concurrent reading.
package plate

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Source says where an item comes from.
type Source string

// The sources. Offers, promises, reviews, pairings and questions are asked by others; the rest the owner put there.
const (
	Offer    Source = "offer"    // a piece of work offered to the owner, not answered or kept for later
	Promise  Source = "check-in" // one that the owner took, with its next check-in
	Review   Source = "review"   // a review asked of the owner
	Pairing  Source = "pairing"  // a block of time that somebody plans with the owner
	Question Source = "question" // a question that the owner decides
	Claimed  Source = "todo"     // a TODO comment that the owner claimed
	Own      Source = "own"      // a task in the owner's own words
)

// Asked says whether somebody else waits for it.
func (s Source) Asked() bool {
	return s == Offer || s == Promise || s == Review || s == Pairing || s == Question
}

// Quadrant is where an item stands.
type Quadrant string

// The quadrants, and the pile of what is not sorted yet.
const (
	Do       Quadrant = "do"
	Schedule Quadrant = "schedule"
	HandOn   Quadrant = "hand-on"
	Drop     Quadrant = "drop"
	Unsorted Quadrant = ""
)

// Quadrants in the order in which they are read, what is not sorted last.
func Quadrants() []Quadrant { return []Quadrant{Do, Schedule, HandOn, Drop, Unsorted} }

// Item is one thing on the plate.
type Item struct {
	ID     string
	Source Source
	Title  string
	From   string // who asks, as a handle or address; "" for the owner's own
	Due    string // a date, 2006-01-02; "" for none
	Path   string // where it is about; "" for nowhere
	Line   int    // from 1; 0 for the whole file
	// Urgent and Important are the owner's answers; nil while they have not said.
	Urgent, Important *bool
	// GoneWith is what a commit says in its first line that took out the comment it grew from; "" while that stands, and where
	// there is none.
	GoneWith string
	// Suggested is what speaks for an answer that the owner has not given.
	Suggested []Suggestion
	Since     time.Time // when it came onto the plate
}

// Quadrant is where the owner put it: Unsorted until both questions are answered.
func (i Item) Quadrant() Quadrant {
	switch {
	case i.Urgent == nil || i.Important == nil:
		return Unsorted
	case *i.Urgent && *i.Important:
		return Do
	case *i.Important:
		return Schedule
	case *i.Urgent:
		return HandOn
	}
	return Drop
}

// Reason is why an answer is suggested.
type Reason string

// The reasons.
const (
	Waiting Reason = "blocks-others" // somebody else goes on only when this is answered or done
	Dated   Reason = "date"          // its date has come, or comes within a few days
	Distant Reason = "date-far"      // its date is weeks away
	HotPath Reason = "hot-path"      // it is about code that people change often
)

// Suggestion is an answer to one of the two questions, with its reason.
type Suggestion struct {
	Important bool // about importance; else about urgency
	Yes       bool
	Reason    Reason
}

const (
	soon = 3  // days from today within which a date is near
	far  = 14 // days from today beyond which it is far
)

// Suggest says what speaks for answers that the owner has not given. hot says whether people change the item's path often.
func Suggest(i Item, today time.Time, hot bool) []Suggestion {
	var out []Suggestion
	if i.Urgent == nil {
		switch days, ok := daysTo(i.Due, today); {
		case ok && days <= soon:
			out = append(out, Suggestion{Yes: true, Reason: Dated})
		case i.Source == Review || i.Source == Pairing:
			out = append(out, Suggestion{Yes: true, Reason: Waiting})
		case ok && days > far:
			out = append(out, Suggestion{Reason: Distant})
		}
	}
	if i.Important == nil {
		switch {
		case hot:
			out = append(out, Suggestion{Important: true, Yes: true, Reason: HotPath})
		case i.Source == Promise:
			out = append(out, Suggestion{Important: true, Yes: true, Reason: Waiting})
		}
	}
	return out
}

// daysTo counts the days from today to a date; ok is false where there is none.
func daysTo(date string, today time.Time) (days int, ok bool) {
	due, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return 0, false
	}
	y, m, d := today.Date()
	return int(due.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)).Hours() / 24), true
}

// Matrix is a plate at one moment.
type Matrix struct {
	Items []Item // by date, those without one last; then as they came
	// Kept is the time that the owner keeps for themselves and that is not over, the first first.
	Kept []Block
}

// Arrange makes a matrix of what others ask and what the owner put on the plate, with the owner's answers. hot are the paths
// that people change often.
func Arrange(b *Book, asked []Item, today time.Time, hot map[string]bool) Matrix {
	items := slices.Concat(asked, b.Tasks())
	for n := range items {
		i := &items[n]
		i.Urgent, i.Important = b.Answers(i.ID)
		i.Suggested = Suggest(*i, today, i.Path != "" && hot[i.Path])
	}
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(strings.Compare(cmp.Or(a.Due, "9999"), cmp.Or(b.Due, "9999")), a.Since.Compare(b.Since), strings.Compare(a.ID, b.ID))
	})
	return Matrix{Items: items, Kept: b.Ahead(today)}
}

// In lists the items of a quadrant.
func (m Matrix) In(q Quadrant) []Item {
	var out []Item
	for _, i := range m.Items {
		if i.Quadrant() == q {
			out = append(out, i)
		}
	}
	return out
}

// Shape is what the sorted part of a plate may mean to its owner.
type Shape string

// The shapes. They are questions, not findings.
const (
	NoShape      Shape = ""             // too little is sorted to say
	Firefighting Shape = "firefighting" // all of it is urgent and important
	Distracted   Shape = "distracted"   // much of it is urgent and not important
	SecondLook   Shape = "second-look"  // nothing can be handed on or dropped: it may be so
	Balanced     Shape = "balanced"
)

// fewest is how many sorted items a plate needs for its shape to mean anything.
const fewest = 4

// Shape looks at what the owner sorted, and at nothing that is only suggested.
func (m Matrix) Shape() Shape {
	count := map[Quadrant]int{}
	sorted := 0
	for _, i := range m.Items {
		if q := i.Quadrant(); q != Unsorted {
			count[q]++
			sorted++
		}
	}
	switch {
	case sorted < fewest:
		return NoShape
	case count[Do] == sorted:
		return Firefighting
	case count[HandOn]*2 >= sorted:
		return Distracted
	case count[HandOn]+count[Drop] == 0:
		return SecondLook
	}
	return Balanced
}
