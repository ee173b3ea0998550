package ledger

// Knows says whether this program knows what a kind of event means. Those that it does not know come from a newer one.
func Knows(k Kind) bool { return known[k] }

var known = map[Kind]bool{
	DecisionLogged: true, DecisionMoved: true, DecisionSuperseded: true, DecisionQuestioned: true,
	DecisionAnswered: true, DecisionReviewed: true, RiskRaised: true, RiskClosed: true, TodoOffered: true,
	TodoTaken: true, TodoPostponed: true, TodoDeclined: true, TodoCheckedIn: true, TodoHandedBack: true,
	TodoDone: true, TodoReverted: true, TodoReplaced: true, TodoRestored: true, PairingScheduled: true,
	PairingMoved: true, PairingCancelled: true, PairingTaken: true, PairingPostponed: true,
	PairingDeclined: true, PairingDone: true, PairingDropped: true, ReviewRequested: true, ReviewTaken: true,
	ReviewPostponed: true, ReviewDeclined: true, ReviewDone: true, ReviewLanded: true, QuestionAsked: true,
	QuestionAnswered: true, QuestionReopened: true, RetroNoted: true, EntryRetracted: true, EntryAmended: true,
	EntryAttached: true, KnowledgeClaimed: true, KnowledgeDisclaimed: true, KnowledgeUnsaid: true,
	WishLearn: true, WishLess: true, WishNone: true, PersonLeftOut: true, PersonReturned: true,
	PersonLimited: true, PersonAway: true, PersonMerged: true, PersonSeparated: true, HintSnoozed: true,
	HintShown: true, PlaceSeen: true, PairingKept: true, EntryTold: true, IdentityAsked: true,
	IdentityConfirmed: true,
}
