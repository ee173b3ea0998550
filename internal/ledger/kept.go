package ledger

import "time"

// Kept is the body of [PairingKept]: how a pairing block, its subject, stands in the reader's own calendar. The latest holds.
// Addresses of calendars are nobody else's business: the event is private.
type Kept struct {
	Calendar string `json:"calendar"` // address of the collection
	// Address and Tag name the event in it and its version; empty while it is not there.
	Address string `json:"address,omitempty"`
	Tag     string `json:"tag,omitempty"`
	// Sequence, Start and Minutes are what was known of the block when it was written there, or seen there, last.
	Sequence int       `json:"sequence,omitempty"`
	Start    time.Time `json:"start,omitzero"`
	Minutes  int       `json:"minutes,omitempty"`
	Answer   State     `json:"answer,omitempty"` // the reader's own, as it stands there
	// Wanted says that the reader confirmed what is not there yet; Problem why it is not, in a sentence.
	Wanted  bool   `json:"wanted,omitempty"`
	Problem string `json:"problem,omitempty"`
}

// There says whether the calendar has the block, as far as is known.
func (k Kept) There() bool { return k.Address != "" }

// Shows says whether the calendar has the block at its time.
func (k Kept) Shows(p *Pairing) bool {
	return k.There() && k.Start.Equal(p.Start) && k.Minutes == p.Minutes
}
