package ledger

import "encoding/json"

// Replacement is the body of [TodoReplaced] and of [TodoRestored].
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

// restore undoes replace where the other offer was taken back: what waited for an answer waits again, what somebody had taken
// is theirs.
func (e *Entry) restore(body []byte) bool {
	var r Replacement
	if json.Unmarshal(body, &r) != nil || r.By == "" || r.By != e.Delegation.ReplacedBy {
		return false
	}
	d := *e.Delegation
	d.ReplacedBy = ""
	e.Delegation = &d
	if e.State != Replaced {
		return true
	}
	e.State = Offered
	var last Answer
	for _, a := range e.Answers {
		if a.At.After(last.At) && (a.State == Taken || a.State == Later) {
			last, e.State = a, a.State
		}
	}
	return true
}
