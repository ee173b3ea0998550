package ledger

// Words are those by which an entry is found: its id, its title, and what was said about it, one thing a line.
func (e *Entry) Words() string { return searchable(e) }

// Statuses are those that a decision can have.
func Statuses() []string { return []string{Proposed, Accepted, Rejected, Deprecated, Superseded} }
