// Package ledger models what people said about the code: decisions, questions, delegations, pairing blocks,
// review requests and notes for a retrospective.
//
// Everything said is an event that is appended once and never changed (package eventlog). An [Entry] is
// what the events about one subject add up to: [Fold] applies them in the order of their hybrid logical
// clocks. A mistake is undone by saying so: a retraction hides an entry, an amendment is a JSON merge
// patch (RFC 7396) over the body that created it.
//
// Kinds that this program does not know come from a newer one. They are counted, kept in the log and
// otherwise left alone, so that an upgrade shows them.
//
// The package knows nothing of editors, git or SQL, and the values it hands out are not changed
// afterwards: they are safe for concurrent reading.
package ledger

import "time"

// Kind is what an event says, as noun.verb. The words are stored for ever: add, never rename.
type Kind string

// The kinds of events that this version writes.
const (
	DecisionLogged     Kind = "decision.logged"
	DecisionMoved      Kind = "decision.moved"      // to another status
	DecisionSuperseded Kind = "decision.superseded" // by another decision
	DecisionQuestioned Kind = "decision.questioned" // see [Doubt]
	DecisionAnswered   Kind = "decision.answered"
	DecisionReviewed   Kind = "decision.reviewed" // see [LaterLook]

	RiskRaised Kind = "risk.raised"
	RiskClosed Kind = "risk.closed"

	TodoOffered    Kind = "todo.offered"
	TodoTaken      Kind = "todo.taken"
	TodoPostponed  Kind = "todo.postponed"
	TodoDeclined   Kind = "todo.declined"
	TodoCheckedIn  Kind = "todo.checked-in"
	TodoHandedBack Kind = "todo.handed-back"
	TodoDone       Kind = "todo.done"
	TodoReverted   Kind = "todo.reverted" // the commit that finished it was taken back, see [Reversal]
	TodoReplaced   Kind = "todo.replaced" // another offer took its place, see [Replacement]
	TodoRestored   Kind = "todo.restored" // that other offer was retracted

	PairingScheduled Kind = "pairing.scheduled"
	PairingMoved     Kind = "pairing.moved" // to another time, see [Shift]
	PairingCancelled Kind = "pairing.cancelled"
	PairingTaken     Kind = "pairing.taken"
	PairingPostponed Kind = "pairing.postponed"
	PairingDeclined  Kind = "pairing.declined"
	PairingDone      Kind = "pairing.done"    // it took place, see [Closure]
	PairingDropped   Kind = "pairing.dropped" // it did not

	ReviewRequested Kind = "review.requested"
	ReviewTaken     Kind = "review.taken"
	ReviewPostponed Kind = "review.postponed"
	ReviewDeclined  Kind = "review.declined"
	ReviewDone      Kind = "review.done"
	ReviewLanded    Kind = "review.landed" // its change is on the branch that others build on, see [Landing]

	QuestionAsked    Kind = "question.asked"
	QuestionAnswered Kind = "question.answered"
	QuestionReopened Kind = "question.reopened" // the decision that it became was retracted

	// RetroNoted is an observation about an area, see [Note]. It may have no actor.
	RetroNoted Kind = "retro.noted"

	EntryRetracted Kind = "entry.retracted"
	EntryAmended   Kind = "entry.amended"
	EntryAttached  Kind = "entry.attached" // a person says where its anchors are now

	// What people say about themselves, see [Standing]. The subject of the first three is an area: a file, a folder, or "."
	// for everything.
	KnowledgeClaimed    Kind = "knowledge.claimed"    // I know this: ask me
	KnowledgeDisclaimed Kind = "knowledge.disclaimed" // I no longer know this
	KnowledgeUnsaid     Kind = "knowledge.unsaid"     // neither: history may say
	// What people would like of an area, see [Wish]; the subject is the area.
	WishLearn Kind = "wish.to-learn"  // I'd like to learn this
	WishLess  Kind = "wish.for-less"  // less of this please
	WishNone  Kind = "wish.withdrawn" // neither, any more
	// The subject of these is the address of whoever says so.
	PersonLeftOut  Kind = "person.left-out" // leave me out: name me nowhere
	PersonReturned Kind = "person.returned"
	// PersonLimited says how many reviews its actor wants open at once; its subject is their address, its body a [Limit].
	PersonLimited Kind = "person.limited"
	// PersonAway says when its actor is not there; its subject is their address, its body an [Away].
	PersonAway Kind = "person.away"
	// The subject of these is another address of whoever says so.
	PersonMerged    Kind = "person.merged" // that is me too
	PersonSeparated Kind = "person.separated"

	// HintSnoozed is private to the one who snoozed; its subject is a path.
	HintSnoozed Kind = "hint.snoozed"
	// HintShown is private: a hint that is given once a day was given about a file, its subject.
	HintShown Kind = "hint.shown"
	// PlaceSeen is private: the reader was at a place, its subject, a path or "." for everything; the body is a [Seen].
	PlaceSeen Kind = "place.seen"
	// PairingKept is private: how a pairing block, its subject, stands in the reader's own calendar, see [Kept].
	PairingKept Kind = "pairing.kept"
	// EntryTold is private: the reader was told something about an entry, its subject, once; the body is a [Told].
	EntryTold Kind = "entry.told"
	// IdentityAsked is private: the reader was asked whether an address, its subject, is theirs.
	IdentityAsked Kind = "identity.asked"
	// IdentityConfirmed is private, and holds in every repository: the reader was asked whether they act under an address,
	// its subject, which a repository's own settings gave. Its body is an [Asked].
	IdentityConfirmed Kind = "identity.confirmed"
)

// Visibility of an event: the team's, or for its author's eyes on this machine only.
const (
	Team    = "team"
	Private = "private"
)

// Version is the version of the bodies that this program writes.
const Version = 1

// Actor is who said something, raw as it stood in the settings of that moment: mailmap and settings
// apply when reading.
type Actor struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Answer is what someone who was asked for something said, and when.
type Answer struct {
	By    Actor     `json:"by"`
	State State     `json:"state"`
	At    time.Time `json:"at"`
}

// Limit is the body of [PersonLimited].
type Limit struct {
	// Open is how many reviews may be open at once; 0 for any number.
	Open int `json:"open"`
}

// Away is the body of [PersonAway]: dates, 2006-01-02, both included. Without From somebody is there, without To it is not said
// how long they are not.
type Away struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// On says whether it holds on a day.
func (a Away) On(day string) bool {
	return a.From != "" && a.From <= day && (a.To == "" || day <= a.To)
}

// over says whether it ended before a day, and tells nothing any more.
func (a Away) over(day string) bool { return a.To != "" && a.To < day }

// Snooze is the body of [HintSnoozed]: no hints about the subject until then.
type Snooze struct {
	Until time.Time `json:"until"`
	// Always means until it is retracted: "never hint in this file".
	Always bool `json:"always,omitempty"`
}

// Shown is the body of [HintShown].
type Shown struct {
	Hint string `json:"hint"` // which one: silo
	On   string `json:"on"`   // the reader's day, 2006-01-02
}

// Seen is the body of [PlaceSeen].
type Seen struct {
	// How is visit, when a file was opened, or dismissed, when the reader said that the news there is seen.
	How string `json:"how"`
	On  string `json:"on"` // the reader's day, 2006-01-02
	// Head is what was checked out, Main where the upstream's default branch stood, if it was known: full hashes.
	Head string `json:"head"`
	Main string `json:"main,omitempty"`
}

// How a place was seen.
const (
	Visited   = "visit"
	Dismissed = "dismissed"
)

// Told is the body of [EntryTold].
type Told struct {
	News string `json:"news"` // which: offered, done, lost and so on
}

// Asked is the body of [IdentityAsked].
type Asked struct {
	// Answer is yes, no or later.
	Answer string `json:"answer"`
	// Again is when the question may be put again; zero for never.
	Again time.Time `json:"again,omitzero"`
}
