package action

import "github.com/leadline/leadline/internal/ledger"

// Forms lists everything that can be said in a form.
func Forms() []*Form {
	return []*Form{Decision, Delegation, Pairing, Review, Promise, Question, Answer, Retro, Risk, Doubt, Defence, Look, Refusal, Closing, Happened}
}

// FormOf finds a form by its name.
func FormOf(name string) (*Form, bool) {
	for _, f := range Forms() {
		if f.Name == name {
			return f, true
		}
	}
	return nil, false
}

// Delegation offers a piece of work: what and why, never how.
var Delegation = &Form{
	Name: "delegation", Type: ledger.TypeDelegation, Kind: ledger.TodoOffered, Done: "Offered",
	Fields: []Field{
		{Key: "to", Sort: Person, Required: true, Meaning: "to whom: @handle or address"},
		{Key: "what", Sort: Text, Required: true, Meaning: "what is to be done, in one line; never how"},
		{Key: "why", Sort: Text, Required: true, Meaning: "why it matters"},
		{Key: "outcome", Sort: Text, Ask: true, Meaning: "what it looks like when it is done"},
		{Key: "authority", Sort: Choice, Choices: []string{"look", "tell", "free"}, Ask: true, Meaning: "look into it and recommend | act and tell | act freely"},
		{Key: "check_in", Sort: Day, Ask: true, Meaning: "a first idea of when to talk about it"},
	},
}

// Pairing keeps a block of time for two or more people.
var Pairing = &Form{
	Name: "pairing", Type: ledger.TypePairing, Kind: ledger.PairingScheduled, Done: "Planned",
	Fields: []Field{
		{Key: "with", Stored: "people", Sort: Persons, Required: true, Meaning: "with whom: @handle or address, several with commas"},
		{Key: "at", Stored: "start", Sort: Moment, Required: true, Meaning: `when, such as "thu 14:00" or 2026-11-26T14:00:00+01:00`},
		{Key: "for", Stored: "minutes", Sort: Length, Required: true, Meaning: "how long, such as 60m"},
		{Key: "topic", Sort: Text, Required: true, Meaning: "about what, in one line"},
		{
			Key: "purpose", Sort: Choice, Choices: ledger.Purposes, Ask: true,
			Meaning: "spread what one person knows | get somebody on | review together | show somebody new",
		},
		{Key: "zone", Sort: Zone, Rare: true, Meaning: "whose clocks are meant, such as Europe/Paris; yours otherwise"},
		{Key: "about", Sort: Subject, Rare: true, Meaning: "the id of what it grew from: a delegation, a decision, a question"},
	},
}

// Review asks someone to review a change.
var Review = &Form{
	Name: "review", Type: ledger.TypeReview, Kind: ledger.ReviewRequested, Done: "Asked for",
	Fields: []Field{
		{Key: "to", Sort: Person, Required: true, Meaning: "whom to ask: @handle or address"},
		{Key: "base", Sort: Text, Meaning: "the change since this revision"},
		{Key: "paths", Sort: Paths, Meaning: "the files to look at"},
		{Key: "note", Sort: Text, Meaning: "one line for the reviewer"},
	},
}
