package action

import (
	"github.com/leadline/leadline/internal/ledger"
)

// Decision is what was decided, kept at the code that it shaped.
var Decision = &Form{
	Name: "decision", Type: ledger.TypeDecision, Kind: ledger.DecisionLogged, Done: "Logged",
	Fields: []Field{
		{Key: "title", Sort: Text, Required: true, Meaning: "what was decided, in one line"},
		{Key: "undo", Sort: Choice, Choices: []string{"days", "weeks", "months"}, Ask: true, Meaning: "how long to undo it, if it is wrong?"},
		{Key: "decided_by", Sort: Decider, Ask: true, Meaning: "me | team | @handle | outside"},
		{Key: "confidence", Sort: Choice, Choices: []string{"guess", "enough", "certain"}, Meaning: "how sure: enough is about 70 % of what there is to know", Example: "enough"},
		{Key: "consulted", Sort: Persons, Meaning: "who was asked", Example: "[@dev2]"},
		{Key: "if_wrong", Sort: Text, Meaning: "what we do if it was wrong", Example: "we go back to the queue"},
		{Key: "review_by", Sort: Day, Meaning: "when to look at it again", Example: "in 3 months"},
		{Key: "status", Sort: Choice, Choices: []string{ledger.Proposed, ledger.Accepted, ledger.Rejected}, Rare: true, Once: true, Meaning: "accepted unless said; rejected is what we are not doing, because"},
		{Key: "source", Sort: Text, Rare: true, Meaning: "who or what decided it, where that is outside the team"},
		{Key: "informed", Sort: Persons, Rare: true, Meaning: "who was told"},
		{Key: "tags", Sort: Words, Rare: true, Meaning: "words to find it by"},
		{Key: "saves", Sort: Amount, Rare: true, Meaning: "what a shortcut saves now, in time or money: 3 days, €500"},
		{Key: "costs", Sort: Amount, Rare: true, Meaning: "what it costs a month later, in time or money: 2 hours"},
		{Key: "supersedes", Sort: Entries, Of: ledger.TypeDecision, Rare: true, Once: true, Meaning: "decisions that it takes the place of: D-…"},
		{Key: "answers", Sort: Entries, Of: ledger.TypeQuestion, Rare: true, Once: true, Meaning: "open questions that it settles: Q-…"},
		{Key: "relates_to", Sort: Entries, Of: ledger.TypeDecision, Rare: true, Meaning: "other decisions to read with it: D-…"},
		{Key: "checks", Sort: Checks, Rare: true, Meaning: "what code must keep to: forbid IMPORT in GLOB, forbid-pattern RE in GLOB, companion PATH in GLOB"},
		{Key: "at", Stored: places, Sort: Places, Rare: true, Once: true, Meaning: "another place that it is about: PATH or PATH:3-7"},
		{Key: "because", Sort: Prose, Ask: true, Meaning: "why"},
		{Key: "options", Sort: Prose, Meaning: "what else was possible, with trade-offs, effect on the timeline, ease of change", Note: "asked for when undo is months"},
		{Key: "context", Sort: Prose, Meaning: "what asked for a decision", Note: "may stay empty"},
	},
}

// places is where the value of the field "at" stands in a body until it is made into anchors.
const places = "places"

// Doubt puts a question to a decision. Anyone may; the answer joins the record.
var Doubt = &Form{
	Name: "doubt", Type: ledger.TypeDecision, Kind: ledger.DecisionQuestioned, Done: "Questioned", About: true,
	Fields: []Field{{Key: "text", Sort: Prose, Required: true, Meaning: "what you ask of it, in your words"}},
}

// Defence answers a question that was put to a decision.
var Defence = &Form{
	Name: "defence", Type: ledger.TypeDecision, Kind: ledger.DecisionAnswered, Done: "Answered", About: true,
	Fields: []Field{{Key: "text", Sort: Prose, Required: true, Meaning: "the answer, in your words"}},
}

// Look is a later look at a decision: keep it, change it or retire it, and one line learned.
var Look = &Form{
	Name: "look", Type: ledger.TypeDecision, Kind: ledger.DecisionReviewed, Done: "Looked at", About: true,
	Fields: []Field{
		{Key: "outcome", Sort: Choice, Choices: []string{ledger.Keep, ledger.Change, ledger.Retire}, Required: true, Meaning: "what becomes of it?"},
		{Key: "learned", Sort: Text, Ask: true, Meaning: "one line that you learned"},
		{Key: "review_by", Sort: Day, Ask: true, Meaning: "when to look again, if ever", Example: "in 3 months"},
	},
}

// Refusal turns a decision down that was proposed: what is not done without a reason is asked for again.
var Refusal = &Form{
	Name: "refusal", Type: ledger.TypeDecision, Kind: ledger.DecisionMoved, Done: "Not doing", About: true,
	Fields: []Field{{Key: "because", Sort: Text, Required: true, Meaning: "why we are not doing it, in one line"}},
}

// Risk is something that may go wrong, said early by whoever sees it.
var Risk = &Form{
	Name: "risk", Type: ledger.TypeRisk, Kind: ledger.RiskRaised, Done: "Raised",
	Fields: []Field{
		{Key: "problem", Sort: Text, Required: true, Meaning: "what may go wrong, in one line"},
		{Key: "cause", Sort: Text, Ask: true, Meaning: "do we know the cause? empty while we do not"},
		{Key: "takes", Sort: Text, Ask: true, Meaning: "what it takes to be rid of it"},
		{Key: "gains", Sort: Text, Ask: true, Meaning: "what gets better then"},
		{Key: "at", Stored: places, Sort: Places, Rare: true, Once: true, Meaning: "another place that it is about: PATH or PATH:3-7"},
	},
}

// Closing ends a risk.
var Closing = &Form{
	Name: "closing", Type: ledger.TypeRisk, Kind: ledger.RiskClosed, Done: "Closed", About: true,
	Fields: []Field{{Key: "outcome", Sort: Text, Required: true, Meaning: "how it ended, in one line: mended, it did not happen, we live with it"}},
}
