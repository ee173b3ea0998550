package ledger

import "encoding/json"

// Replacement is the body of [TodoReplaced].
type Replacement struct {
	By string `json:"by"` // the id of the offer that takes its place
}

// replace ends an offer whose place another takes, the first one that does. What came of it before stays: an offer that was
// declined or handed back was, and work that is done is.
func (e *Entry) replace(body []byte) bool {
	var r Replacement
	if json.Unmarshal(body, &r) != nil || r.By == "" || r.By == e.ID || e.Delegation.ReplacedBy != "" {
		return false
	}
	d := *e.Delegation
	d.ReplacedBy = r.By
	if e.Delegation = &d; e.Open() {
		e.State = Replaced
	}
	return true
}
