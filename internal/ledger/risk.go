package ledger

// Risk is the body of [RiskRaised]: something that may go wrong, said early by whoever sees it.
type Risk struct {
	Problem string `json:"problem"` // in one line
	// Cause is what is known of the cause; empty while it is unknown.
	Cause string `json:"cause,omitempty"`
	Takes string `json:"takes,omitempty"` // what it takes to be rid of it
	Gains string `json:"gains,omitempty"` // what gets better then
	// Outcome is how it ended, from [RiskClosed].
	Outcome string `json:"outcome,omitempty"`
	// Closings are who closed it, when and how; the first of them holds.
	Closings []Reply `json:"closings,omitempty"`
}
